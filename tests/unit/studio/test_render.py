"""Rendering: what ends it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.avatars.expressions import Expression
from app.avatars.idle_clip import ClipKey, ClipStore
from app.base.errors import AppError
from app.base.settings import EngineSettings, ProgramSettings, Settings, VoiceSettings
from app.engine.base import EngineInfo, EngineRequest, Option
from app.engine.host import EngineListener
from app.engine.testcard.reader import read
from app.media.types import MouthCue, ProgramFormat, Samples
from app.sources.script import parse_script
from app.studio import supervisor
from app.studio.parts import Host, Parts
from app.studio.render import PATIENCE, RenderedLine, Renderer
from app.studio.render_script import script_lines
from app.studio.snapshot import AvatarEntry
from tests.helpers.remote_engine import LOCAL_GREY, LocalEngine, grey_jpeg
from tests.helpers.small_parts import SignalSource
from tests.helpers.small_studio import SmallStudio

SMALL = ProgramFormat(320, 180, 30)
SETTINGS = Settings(engine=EngineSettings(kind="testcard"))


class FallingLink:
    """An engine that falls over whenever it is started."""

    def __init__(self, listener: EngineListener, error: AppError) -> None:
        self._listener = listener
        self._error = error
        self.starts = 0

    def start(self, request: EngineRequest) -> None:
        self.starts += 1
        threading.Thread(target=self._listener.on_down, args=(self._error,), name="falling").start()

    def switch(self, request: EngineRequest) -> None: ...
    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None: ...
    def push(self, turn: int, samples: Samples) -> None: ...
    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None: ...
    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None: ...
    def end_turn(self, turn: int) -> None: ...
    def express(self, name: Expression, phase_ns: int) -> None: ...
    def configure(self, options: Mapping[str, Option]) -> None: ...
    def release(self, count: int) -> None: ...
    def stop(self) -> None: ...


@pytest.fixture
def parts() -> Parts:
    small = SmallStudio()
    small.studio.close()
    return small.parts


@pytest.mark.parametrize(("permanent", "starts"), [(True, 1), (False, PATIENCE + 1)])
def test_an_engine_that_keeps_falling_over_ends_the_rendering(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, permanent: bool, starts: int
) -> None:
    monkeypatch.setattr(supervisor, "DELAYS_NS", (50_000_000,))  # long enough for the renderer to have looked
    links: list[FallingLink] = []

    def engine(settings: EngineSettings, listener: EngineListener, fps: int) -> FallingLink:
        links.append(FallingLink(listener, AppError("engine.died", "It fell over.", permanent=permanent)))
        return links[-1]

    renderer = Renderer(replace(parts, engine=engine), SETTINGS, SMALL, "mira")
    with pytest.raises(AppError, match="It fell over"):
        renderer.run([RenderedLine(lambda: SignalSource(1.0))], Path("out.mp4"), lambda seconds: None)
    assert links[0].starts == starts


class RestingEngine(LocalEngine):
    """Has the host rest as it draws it: as in the clip that is its avatar."""

    def load(self, request: EngineRequest) -> EngineInfo:
        return replace(super().load(request), idle_clip=request.avatar)


def test_the_host_rests_as_the_engine_has_it(tmp_path: Path) -> None:
    key = ClipKey("picture", "flashtalk", 64, 64, 25)
    ClipStore(tmp_path).make(key, [grey_jpeg(150)] * 10)
    small = SmallStudio(factory=f"{__name__}:RestingEngine")
    small.studio.close()

    def open_host(avatar: str, program: ProgramFormat, settings: ProgramSettings) -> Host:
        host = small.parts.open_host(avatar, program, settings)
        return replace(host, entry=replace(host.entry, folder=tmp_path / key.file_name))

    renderer = Renderer(replace(small.parts, open_host=open_host), SETTINGS, SMALL, "mira")
    renderer.run([RenderedLine(lambda: SignalSource(1.0))], Path("out.mp4"), lambda seconds: None)
    shades = [int(tick.picture.pixels[0, 0, 0]) for tick in small.recordings[-1].ticks]
    assert shades[-1] == pytest.approx(150, abs=2)
    assert LOCAL_GREY in shades


def test_a_source_that_cannot_be_read_ends_the_rendering(parts: Parts) -> None:
    def refuse() -> SignalSource:
        raise AppError("audio_file.not_found", "It is gone.")

    with pytest.raises(AppError, match="It is gone"):
        Renderer(parts, SETTINGS, SMALL, "mira").run([RenderedLine(refuse)], Path("out.mp4"), lambda seconds: None)


def test_a_cancelled_rendering_is_finished_early(parts: Parts) -> None:
    renderer = Renderer(parts, SETTINGS, SMALL, "mira")
    told: list[float] = []

    def progress(seconds: float) -> None:
        told.append(seconds)
        renderer.cancel()

    report = renderer.run([RenderedLine(lambda: SignalSource(60.0))], Path("out.mp4"), progress)
    assert len(told) == 1
    assert 0.9 < report.media_s < 3.0


def test_a_rendering_runs_as_fast_as_it_can(parts: Parts) -> None:
    report = Renderer(parts, SETTINGS, SMALL, "mira").run(
        [RenderedLine(lambda: SignalSource(10.0))], Path("out.mp4"), lambda seconds: None
    )
    assert report.media_s == pytest.approx(10.5, abs=0.1)
    assert report.took_s < report.media_s


def test_a_script_is_rendered_line_by_line_with_its_pauses_and_hosts() -> None:
    small = SmallStudio()
    small.studio.close()
    opened = len(small.hosts)
    expressed: list[Expression] = []
    script = parse_script(
        "show.txt",
        b"[smile] one second [pause: 1.5 s]\n[avatar: Plain] two\n[every: 1 h] never\n[avatar: mira] {last}",
    )
    said: list[tuple[str, str]] = []

    def say(text: str, voice: VoiceSettings) -> SignalSource:
        said.append((text, voice.providers[0]))
        return SignalSource(len(text) / 10)

    entries = (AvatarEntry("mira", "Mira", Path(), None), AvatarEntry("plain", "Plain", Path(), None))
    lines = script_lines(script.lines, {"last": "the end"}, VoiceSettings(), entries, say)
    report = Renderer(small.parts, SETTINGS, SMALL, "mira").run(lines, Path("out.mp4"), lambda seconds: None)
    assert [text for text, _ in said] == ["one second", "two", "the end"]
    assert report.media_s == pytest.approx(1.0 + 1.5 + 0.3 + 0.7 + 0.5, abs=0.15)
    assert len(small.hosts) - opened == 3
    expressed += [name for name, _ in small.hosts[opened].expressed]
    assert expressed == ["smile"]
    ticks = small.recordings[-1].ticks
    assert [tick.slot for tick in ticks] == list(range(len(ticks)))
    spoken = [(reading.turn, reading.index) for tick in ticks if (reading := read(tick.picture.pixels)) is not None]
    assert [turn for turn, _ in spoken] == sorted(turn for turn, _ in spoken)
    assert len({turn for turn, _ in spoken}) == 3
    assert spoken == sorted(spoken), "each line begins with its first picture and leaves none out"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[avatar: Nobody] x", "The script asks for Nobody, who is not in the library."),
        ("hi {x}", "This line says {x}"),
    ],
)
def test_a_script_that_cannot_be_rendered_is_told_before_anything_is_made(line: str, why: str) -> None:
    script = parse_script("show.txt", line.encode())
    with pytest.raises(AppError) as error:
        script_lines(script.lines, {}, VoiceSettings(), (), lambda text, voice: SignalSource(1.0))
    assert error.value.message.startswith(why)
