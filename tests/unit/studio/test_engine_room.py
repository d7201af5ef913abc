"""An engine of this computer that takes another avatar without being loaded anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.settings import EngineSettings, Settings
from app.engine.base import EngineInfo, EngineRequest
from app.studio import commands as do
from app.studio.snapshot import EngineState, SpeechState
from tests.helpers.engine_probe import wait_until
from tests.helpers.remote_engine import LOCAL_GREY, LocalEngine
from tests.helpers.small_studio import SmallStudio

STAYING, SWITCHING = (f"{__name__}:{name}" for name in ("Staying", "Switching"))

LIVES: list[list[str]] = []
"""The avatars that each engine was given, engine by engine."""
BROKEN: set[str] = set()
"""Avatars that no engine takes, the first time."""


class Staying(LocalEngine):
    """Is started anew for every avatar."""

    def __init__(self) -> None:
        LIVES.append([])

    def load(self, request: EngineRequest) -> EngineInfo:
        name = request.avatar.name
        LIVES[-1].append(name)
        if name in BROKEN:
            BROKEN.remove(name)
            raise AppError("engine.avatar", "This avatar cannot be drawn.")
        return super().load(request)


class Switching(Staying):
    """Takes one avatar after the other."""

    def load(self, request: EngineRequest) -> EngineInfo:
        return replace(super().load(request), switches=True)


def has_loaded(count: int) -> bool:
    """Whether so many avatars were given to engines."""
    return sum(map(len, LIVES)) == count


@contextmanager
def studio(factory: str, kind: str = "testcard") -> Iterator[SmallStudio]:
    LIVES.clear()
    small = SmallStudio(factory=factory, settings=Settings(engine=EngineSettings(kind=kind)))
    try:
        small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "mira")
        yield small
    finally:
        small.studio.close()


@pytest.mark.parametrize(
    ("factory", "lives"),
    [(STAYING, [["mira"], ["plain"], ["mira"]]), (SWITCHING, [["mira", "plain", "mira"]])],
    ids=["loaded anew", "switched"],
)
def test_an_avatar_change_loads_the_engine_anew_only_where_it_must(factory: str, lives: list[list[str]]) -> None:
    with studio(factory) as small:
        for number, avatar in enumerate(("plain", "mira"), 2):
            small.studio.post(do.SelectAvatar(avatar))
            wait_until(partial(has_loaded, number))
            small.wait(lambda s: s.engine is EngineState.READY)
        assert lives == LIVES


def test_a_line_goes_on_with_the_new_face() -> None:
    with studio(SWITCHING) as small:
        small.studio.post(do.StartRecording())
        small.studio.post(do.SpeakText("a line of letters that takes a few seconds to be spoken"))
        small.wait(lambda s: s.speech is SpeechState.SPEAKING)
        for _ in range(2):  # on air somebody who is chosen once comes when the line is over
            small.studio.post(do.SelectAvatar("plain"))
        wait_until(lambda: LIVES == [["mira", "plain"]])
        ticks = small.recordings[0].ticks
        seen = len(ticks)
        wait_until(lambda: any(tick.picture.pixels[0, 0, 0] == LOCAL_GREY for tick in ticks[seen + 10 :]))
        assert small.studio.snapshot().speech is SpeechState.SPEAKING


def test_an_avatar_that_cannot_be_taken_starts_the_engine_anew() -> None:
    with studio(SWITCHING) as small:
        BROKEN.add("plain")
        small.studio.post(do.SelectAvatar("plain"))
        wait_until(lambda: LIVES == [["mira", "plain"], ["plain"]])
        small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "plain")


def test_a_host_that_is_placed_elsewhere_goes_on_with_its_line_unless_it_is_drawn_larger() -> None:
    with studio(STAYING, kind="builtin") as small:
        small.studio.post(do.StartRecording())
        small.studio.post(do.SpeakFile(Path("20.wav")))
        small.wait(lambda s: s.speech is SpeechState.SPEAKING)
        settings = small.studio.snapshot().settings

        def apply(**program: object) -> None:
            changed = settings.program.model_copy(update=program)
            hosts = len(small.hosts)
            small.studio.post(do.ApplySettings(settings.model_copy(update={"program": changed})))
            small.wait(lambda s: s.settings.program == changed and len(small.hosts) > hosts)

        for change in ({"avatar_x": 0.3}, {"avatar_y": 0.4}, {"background_colour": "#402020"}):
            apply(**change)
        assert LIVES == [["mira"]]
        assert small.studio.snapshot().engine is EngineState.READY
        assert small.studio.snapshot().speech is SpeechState.SPEAKING
        apply(avatar_scale=0.5)
        wait_until(lambda: LIVES == [["mira"], ["mira"]])
