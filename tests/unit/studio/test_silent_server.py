"""A server that stops answering in the middle of what is said, without a word and without hanging up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.host import HostOptions
from app.studio import commands as do
from app.studio import silence
from app.studio.silence import SILENT
from app.studio.snapshot import EngineState, OutputState, Snapshot, SpeechState
from tests.helpers.remote_engine import LOCAL, LOCAL_GREY, REMOTE, REMOTE_GREY, Server, known_server
from tests.helpers.small_parts import GREY
from tests.helpers.small_studio import SmallStudio

# Its worker is at a chunk all the time, and cannot say meanwhile that it is well: a real one draws elsewhere.
PATIENT = HostOptions(isolation="thread", silence_limit_s=60)


@pytest.fixture
def server() -> Iterator[Server]:
    with known_server() as server:
        yield server


@pytest.fixture
def start(server: Server) -> Iterator[Callable[[str], SmallStudio]]:
    made: list[SmallStudio] = []

    def start(failover: str) -> SmallStudio:
        """A studio that records, with a session on the server."""
        small = SmallStudio(PATIENT, factory=REMOTE, stand_in=LOCAL, settings=server.settings(failover=failover))
        made.append(small)
        small.studio.post(do.StartRecording())
        small.wait(lambda s: s.engine is EngineState.READY and s.recording is OutputState.ON)
        small.wait(lambda _: shown(small) == GREY)
        return small

    yield start
    server.answers.set()
    for small in made:
        small.studio.close()


def shown(small: SmallStudio) -> int:
    """Who is on air."""
    ticks = small.recordings[0].ticks
    return int(ticks[-1].picture.pixels[0, 0, 0]) if ticks else 0


def silent(snapshot: Snapshot) -> bool:
    return [problem.code for problem in snapshot.problems] == [SILENT]


def test_the_built_in_engine_stands_in_until_a_pause_in_which_the_server_answers(
    start: Callable[[str], SmallStudio], server: Server
) -> None:
    small = start("builtin")
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda _: shown(small) == REMOTE_GREY)
    server.answers.clear()
    small.wait(lambda s: s.standing_in == "Local" and silent(s))
    small.wait(lambda _: shown(small) == LOCAL_GREY)
    assert small.studio.snapshot().session_s is not None
    server.answers.set()
    small.pass_slots(30)
    assert shown(small) == LOCAL_GREY, "the server's face came in the middle of a word"
    small.microphones[0].speech_heard = False
    small.wait(lambda s: shown(small) == REMOTE_GREY and not s.problems and not s.standing_in)
    assert server.opened == 1


def test_a_line_goes_on_and_the_next_one_is_drawn_again(start: Callable[[str], SmallStudio], server: Server) -> None:
    small = start("idle")
    small.studio.post(do.SpeakFile(Path("4.wav")))
    small.wait(lambda _: shown(small) == REMOTE_GREY)
    server.answers.clear()
    small.wait(silent)
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    assert shown(small) == GREY
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    ticks = [tick for tick in small.recordings[0].ticks if tick.pts_ns is not None]
    assert sum(len(tick.samples) for tick in ticks) >= 4 * 48_000
    server.answers.set()
    small.wait(lambda s: not s.problems)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda _: shown(small) == REMOTE_GREY)
    assert server.opened == 1


def test_a_line_is_not_kept_waiting_by_a_server_that_was_silent_before(
    start: Callable[[str], SmallStudio], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silence, "BEGINNING_NS", 0)
    small = start("idle")
    server.answers.clear()
    small.studio.post(do.SpeakFile(Path("2.wav")))
    small.wait(lambda s: silent(s) and s.speech is SpeechState.SPEAKING)
    assert shown(small) == GREY


def test_a_server_that_is_only_slow_is_not_taken_for_silent(
    start: Callable[[str], SmallStudio], server: Server
) -> None:
    server.takes_s = 0.7  # for 0.4 s of speech
    small = start("idle")
    small.studio.post(do.SpeakFile(Path("3.wav")))
    seen: set[str] = set()

    def over(snapshot: Snapshot) -> bool:
        seen.update(problem.code for problem in snapshot.problems)
        return snapshot.speech is SpeechState.IDLE and snapshot.turn > 0

    small.wait(lambda s: s.speech is not SpeechState.IDLE)
    small.wait(over)
    assert SILENT not in seen
