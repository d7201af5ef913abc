"""Devices that are not there, or go, and come: what the studio's users are told, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError, Problem, Severity
from app.base.settings import AudioOutSettings, EngineSettings, Settings, VoiceSettings
from app.studio import commands as do
from app.studio import studio
from app.studio.parts import Devices
from app.studio.problems import ProblemBoard
from app.studio.snapshot import EngineState, OutputState, SpeechState
from app.studio.watches import LossWatch
from tests.helpers.small_parts import CollectingSink
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallStudio]:
    """A studio whose settings name devices that are not plugged in; it looks around all the time."""
    monkeypatch.setattr(studio, "LOOK_AROUND_S", 0.05)
    settings = Settings(
        engine=EngineSettings(kind="testcard"),
        audio_out=AudioOutSettings(device="nothing"),
        voice=VoiceSettings(microphone="gone"),
    )
    small = SmallStudio(settings=settings)
    yield small
    small.studio.close()


def codes(small: SmallStudio) -> list[str]:
    return [problem.code for problem in small.studio.snapshot().problems]


def test_they_are_opened_when_they_are_plugged_in(small: SmallStudio) -> None:
    waiting = small.wait(lambda s: bool(s.problems) and bool(s.speakers))
    assert codes(small) == ["audio_out.missing"]
    assert waiting.audio_out is OutputState.LOST
    small.studio.post(do.SetMicrophone(True))
    waiting = small.wait(lambda s: s.microphone_on)
    assert codes(small) == ["audio_out.missing", "microphone.missing"]
    assert waiting.microphone_lost, "the switch is on, and nobody is heard"
    small.devices = Devices(("Microphone", "gone"), ("Speaker",))
    small.wait(lambda s: s.speech is SpeechState.LIVE and not s.microphone_lost)
    assert codes(small) == ["audio_out.missing"]
    turn = small.studio.snapshot().turn
    small.devices = Devices(("Microphone", "gone"), ("Speaker", "other"))
    small.wait(lambda s: "other" in s.speakers)
    assert small.studio.snapshot().turn == turn, "a try that fails disturbs nobody"
    small.devices = Devices(("Microphone", "gone"), ("Speaker", "other", "nothing"))
    small.wait(lambda s: s.audio_out is OutputState.ON and not s.problems)
    assert [speaker.device_name for speaker in small.speakers] == ["nothing"]


def test_a_microphone_that_is_switched_off_again_is_not_opened(small: SmallStudio) -> None:
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.microphone_lost)
    small.studio.post(do.SetMicrophone(False))
    small.wait(lambda s: not s.microphone_on and not s.microphone_lost)
    assert codes(small) == ["audio_out.missing"]
    small.devices = Devices(("gone",), ())
    small.wait(lambda s: "gone" in s.microphones)
    small.wait(lambda s: s.engine is EngineState.READY)
    assert small.microphones == []


def test_who_has_read_that_one_is_lost_may_put_it_away(small: SmallStudio) -> None:
    small.studio.post(do.SetMicrophone(True, "other"))
    small.wait(lambda s: s.microphone_on and not s.microphone_lost)
    lost = AppError("microphone.lost", "The microphone went away.", "Plug it in again.")
    small.microphones[0].problem = lost
    small.wait(lambda s: Problem.from_error(lost, Severity.WARNING) in s.problems)
    small.studio.post(do.DismissProblem("microphone.lost"))
    small.wait(lambda s: "microphone.lost" not in codes(small))
    seen = small.studio.snapshot().measures
    small.wait(lambda s: s.measures != seen)
    assert "microphone.lost" not in codes(small), "it is said again"


def test_one_that_goes_again_is_said_again() -> None:
    board = ProblemBoard()
    watch = LossWatch(board)
    lost = Problem("microphone.lost", "The microphone went away.", "Plug it in again.", Severity.WARNING)
    watch.look((lost,))
    board.dismiss(lost.code)
    watch.look((lost,))
    assert board.all() == ()
    watch.look(())
    watch.look((lost,))
    assert board.all() == (lost,)
    watch.look(())
    assert board.all() == ()


def test_another_setting_puts_away_what_was_said_of_the_one_before(
    small: SmallStudio, expected_warnings: list[str]
) -> None:
    expected_warnings += ["No camera", "No folder"]

    def refuse(sink: CollectingSink) -> None:
        part = sink.name
        sink.fail_at_open = AppError(f"{part}.missing", "No camera" if part == "camera" else "No folder", "Choose.")

    small.prepare = refuse
    small.studio.post(do.StartCamera())
    small.studio.post(do.StartRecording())
    small.wait(lambda s: {"camera.missing", "recording.missing"} <= set(codes(small)))
    settings = small.studio.snapshot().settings
    other = settings.model_copy(update={"camera": settings.camera.model_copy(update={"device": "another"})})
    small.studio.post(do.ApplySettings(other))
    small.wait(lambda s: "camera.missing" not in codes(small))
    assert "recording.missing" in codes(small)
    elsewhere = other.model_copy(update={"recording": other.recording.model_copy(update={"folder": Path("/tmp")})})
    small.studio.post(do.ApplySettings(elsewhere))
    small.wait(lambda s: "recording.missing" not in codes(small))


def test_a_disk_that_is_full_is_no_more_nearly_full(small: SmallStudio, expected_warnings: list[str]) -> None:
    expected_warnings.append("The disk is full")
    small.room = Problem("recording.disk_low", "Only 0.3 GB are free.", "Make room.", Severity.WARNING)
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON and "recording.disk_low" in codes(small))
    small.recordings[0].fail_at_write = AppError("recording.disk_full", "The disk is full.", "Make room.")
    small.wait(lambda s: "recording.disk_full" in codes(small))
    assert "recording.disk_low" not in codes(small)


def test_the_next_line_puts_away_that_a_file_could_not_be_read(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SpeakText(" "))
    small.wait(lambda s: "speech.empty" in codes(small))
    small.studio.post(do.SpeakFile(Path("1.wav")))
    small.wait(lambda s: s.speaking_text == "1.wav")
    assert "speech.empty" not in codes(small)
