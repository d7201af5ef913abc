"""The worked examples of docs/engineers, taken from their pages and put behind the real seams."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import cv2
import numpy as np
import pytest

from app.base.errors import Problem
from app.base.paths import Paths, resources_dir
from app.base.settings import ProgramSettings, Settings
from app.cli.console import Console
from app.cli.render import render_speech
from app.engine.base import EngineRequest
from app.engine.host import HostOptions
from app.engine.launch import Isolation
from app.media.types import PROGRAM_RATE_HZ
from app.parts import RealParts
from app.sinks.base import Sink
from app.sinks.runner import SinkRunner, SinkState
from app.sources.speech import Choice, SpokenText
from app.sources.voices.base import Manner, Provider
from app.studio import commands as do
from app.studio.parts import program_format
from app.studio.render import RenderedLine, Renderer
from app.studio.snapshot import EngineState, SpeechState
from tests.contract import test_engines as engine_specification
from tests.contract import test_sinks as sink_specification
from tests.contract.test_sinks import SinkCase, wait_for
from tests.helpers.engine_probe import rig
from tests.helpers.numbered import read_number
from tests.helpers.pages import page
from tests.helpers.recording import SMALL, Recording, numbered_tick
from tests.helpers.small_studio import SmallStudio

MIRA = resources_dir() / "avatars" / "mira"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], ModuleType]]:
    """Imports the code of a page, as a module that worker processes find, too."""
    folder = tmp_path / "from the page"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=":" if sys.platform != "win32" else ";")
    names: list[str] = []

    def take(where: str, name: str) -> ModuleType:
        names.append(name)
        (folder / f"{name}.py").write_text(page(where).blocks("python")[name], "utf-8")
        return importlib.import_module(name)

    yield take
    for name in names:
        del sys.modules[name]


Take = Callable[[str, str], ModuleType]


# ---- the engine

HOP = ("docs/engineers/adding-an-engine.md", "hop_engine")
OF_ENGINES = [
    engine_specification.test_it_says_what_it_is,
    *(
        lambda engine, length_s=length_s: (
            engine_specification.test_a_turn_comes_back_as_pictures_without_gaps_or_overlaps(engine, length_s)
        )
        for length_s in (0.01, 2.345)
    ),
    engine_specification.test_pictures_show_what_they_hear,
    engine_specification.test_it_is_never_further_ahead_than_its_credits,
    engine_specification.test_turns_follow_each_other_and_an_empty_one_is_done_at_once,
    engine_specification.test_an_interrupt_takes_hold_at_once_even_without_credit,
    engine_specification.test_what_is_pushed_for_older_turns_or_after_the_end_is_ignored,
    engine_specification.test_a_turn_can_be_taken_up_in_its_middle,
    engine_specification.test_it_stops_and_starts_again,
]


IN_A_PROCESS = [engine_specification.test_it_says_what_it_is, OF_ENGINES[2]]  # each starts one, which takes a second


@pytest.mark.parametrize(
    ("holds", "isolation"), [*((one, "thread") for one in OF_ENGINES), *((one, "process") for one in IN_A_PROCESS)]
)
def test_the_engine_is_one(example: Take, holds: Callable[..., None], isolation: Isolation) -> None:
    example(*HOP)
    options = HostOptions(isolation=isolation, credits=engine_specification.CREDITS)
    with rig("hop_engine:HopEngine", EngineRequest(MIRA, 180, 240, 25), options) as engine:
        holds(engine)


def test_the_engine_lifts_the_portrait_while_somebody_speaks(example: Take) -> None:
    example(*HOP)
    with rig("hop_engine:HopEngine", EngineRequest(MIRA, 180, 240, 25), HostOptions(isolation="thread")) as engine:
        engine.start()
        loud = engine.speak_whole(1, PROGRAM_RATE_HZ)
        engine.host.new_turn(2, 0)
        engine.host.push(2, np.zeros(PROGRAM_RATE_HZ // 5, np.float32))
        engine.host.end_turn(2)
        engine.probe.wait(lambda: 2 in engine.probe.done)
    at_rest = engine.probe.of_turn(2)[0].pixels
    assert any((frame.pixels[:-5] == at_rest[5:]).all() for frame in loud)


def test_a_whole_studio_speaks_with_the_engine(example: Take) -> None:
    example(*HOP)
    small = SmallStudio(factory="hop_engine:HopEngine", list_avatars=lambda: (), settings=Settings())
    try:
        small.studio.post(do.SelectAvatar(str(MIRA)))
        small.wait(lambda s: s.engine is EngineState.READY and s.engine_name == "Hop")
        small.studio.post(do.SpeakText("A line of two seconds."))
        small.wait(lambda s: s.speech is SpeechState.SPEAKING)
        small.wait(lambda s: s.speech is SpeechState.IDLE)
        assert small.studio.snapshot().measures.dropped == 0
    finally:
        small.studio.close()


# ---- the sink

OF_SINKS = [
    lambda case, run, problems, folder, warnings: sink_specification.test_what_was_written_last_is_what_was_shown_last(
        case, run, problems, folder
    ),
    lambda case, run, problems, folder, warnings: (
        sink_specification.test_a_sink_that_cannot_open_says_why_and_what_to_do(case, run, problems, folder, warnings)
    ),
    lambda case, run, problems, folder, warnings: sink_specification.test_stopping_while_it_opens(
        case, run, problems, folder
    ),
    lambda case, run, problems, folder, warnings: sink_specification.test_it_can_be_used_again_as_soon_as_it_is_closed(
        case, folder
    ),
    lambda case, run, problems, folder, warnings: sink_specification.test_close_after_a_failed_open_is_harmless(
        case, folder
    ),
    lambda case, run, problems, folder, warnings: sink_specification.test_lost_slots_do_not_stop_it(
        case, run, problems, folder
    ),
]


@pytest.mark.parametrize("holds", OF_SINKS)
def test_the_sink_is_one(
    example: Take, holds: Callable[..., None], tmp_path: Path, expected_warnings: list[str]
) -> None:
    poster = example("docs/engineers/adding-a-sink.md", "poster").Poster
    problems: list[Problem] = []
    runners: list[SinkRunner] = []

    def shown(folder: Path) -> int | None:
        picture = cv2.imread(str(folder / "poster.png"))
        return None if picture is None else read_number(cast("Any", picture)[..., 1])

    def run(sink: Sink) -> SinkRunner:
        runners.append(SinkRunner(sink, SMALL, problems.append, queue_slots=100))
        runners[-1].start()
        return runners[-1]

    case = SinkCase(
        lambda folder: cast("Sink", poster(folder / "poster.png")),
        lambda folder: cast("Sink", poster(folder / "no such folder" / "poster.png")),
        shown,
        live=False,
    )
    try:
        holds(case, run, problems, tmp_path, expected_warnings)
    finally:
        for runner in runners:
            runner.stop()


def test_the_sink_writes_a_picture_a_second(example: Take, tmp_path: Path) -> None:
    path = tmp_path / "poster.png"
    problems: list[Problem] = []
    sink: Sink = example("docs/engineers/adding-a-sink.md", "poster").Poster(path)
    runner = SinkRunner(sink, SMALL, problems.append)
    runner.start()
    wait_for(lambda: runner.state is SinkState.ON)
    runner.write(numbered_tick(7))
    wait_for(path.exists)
    first = path.read_bytes()
    for slot in range(8, 7 + SMALL.fps):
        runner.write(numbered_tick(slot))
        wait_for(lambda: runner.queued == 0)
    assert path.read_bytes() == first
    runner.stop()
    assert path.read_bytes() != first
    assert problems == []


# ---- the voice


@pytest.fixture
def morse(example: Take) -> Provider:
    made: Provider = example("docs/engineers/adding-a-voice.md", "morse").MorseVoices()
    return made


def spoken(line: SpokenText) -> np.ndarray[Any, np.dtype[np.float32]]:
    pieces = []
    while (piece := line.read()) is not None:
        pieces.append(piece)
    line.close()
    return np.concatenate(pieces)


def test_the_voice_keys_a_line(morse: Provider) -> None:
    line = SpokenText("SOS is keyed.", [Choice(morse)], Manner())
    sound = spoken(line)
    assert [event.text for event in line.events if event.kind == "word"] == ["SOS", "is", "keyed."]
    loud = np.convolve(np.abs(sound), np.ones(480) / 480, "same") > 0.05
    edges = np.flatnonzero(np.diff(loud.astype(np.int8)) != 0) / PROGRAM_RATE_HZ
    lengths = np.diff(edges)[::2][:9]
    assert (lengths[3:6] > 2 * lengths[:3]).all(), "three dits, three dahs"
    assert (lengths[3:6] > 2 * lengths[6:9]).all()


def test_the_voice_can_be_stopped_and_refuses_others(morse: Provider) -> None:
    utterance = morse.speak("one two three", "high", Manner(rate=2.0))
    pieces = iter(utterance)
    next(pieces)
    utterance.cancel()
    assert list(pieces) == []
    failed: list[str] = []
    line = SpokenText(
        "A line.", [Choice(morse, "none"), Choice(morse)], Manner(), on_failed=lambda *why: failed.append(why[2].code)
    )
    assert np.abs(spoken(line)).max() > 0.1
    assert failed == ["speech.no_voice"]


@pytest.mark.slow  # a busy machine takes a minute to encode it
def test_a_whole_studio_renders_a_line_with_the_voice(morse: Provider, tmp_path: Path) -> None:
    paths = Paths.find(tmp_path / "studio")
    paths.make()
    parts = RealParts(paths)
    settings = Settings(program=ProgramSettings(size="1280x720", fps=25))
    target = tmp_path / "morse.mp4"
    try:
        renderer = Renderer(parts.parts(), settings, program_format(settings), "mira")
        line = RenderedLine(lambda: SpokenText("OK", [Choice(morse)], Manner(rate=2.0)))
        assert render_speech(renderer, [line], lambda: None, target, Console()) == 0
    finally:
        parts.close()
    recording = Recording(target)
    assert np.abs(recording.samples).max() > 0.1
    assert sum(1 for _ in recording.lumas()) > 20
