"""The studio as its users see it: commands in, snapshots and pictures out, whatever breaks."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.base.errors import AppError, Problem, Severity
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import AudioOutSettings, EngineSettings, Settings, WindowSettings
from app.engine.host import HostOptions
from app.engine.testcard.reader import read
from app.media import test_signal
from app.media.types import Samples
from app.studio import commands as do
from app.studio.pump import Pump
from app.studio.show import Show
from app.studio.snapshot import AvatarEntry, EngineState, OutputState, Snapshot, SpeechState
from app.studio.speech import Speech
from app.studio.stage import Stage
from tests.helpers.engine_probe import wait_until
from tests.helpers.small_parts import GREY, CollectingSink
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    yield small
    small.studio.close()


@pytest.fixture
def isolated() -> Iterator[SmallStudio]:
    small = SmallStudio(options=HostOptions(isolation="process", silence_limit_s=2.0))
    yield small
    small.studio.close()


def codes(small: SmallStudio) -> list[str]:
    return [problem.code for problem in small.studio.snapshot().problems]


def on_air_again(small: SmallStudio, cameras: int, snapshot: Snapshot) -> bool:
    return snapshot.camera is OutputState.ON and len(small.cameras) == cameras


def test_it_starts_shows_the_host_and_speaks_a_line_into_a_recording(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY and s.avatar_id == "mira" and s.microphones == ("Microphone",))
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING and s.speaking_text == "ten letters")
    small.wait(lambda s: s.speech is SpeechState.IDLE and small.recordings[0].ticks[-1].pts_ns is None)
    small.studio.post(do.StopRecording())
    small.wait(lambda s: s.recording is OutputState.OFF)
    assert small.recordings[0].closed.wait(5)
    ticks = small.recordings[0].ticks
    assert [tick.slot for tick in ticks] == list(range(ticks[0].slot, ticks[-1].slot + 1))
    spoken = [
        reading.index
        for tick in ticks
        if (reading := read(tick.picture.pixels)) is not None and tick.pts_ns is not None
    ]
    assert spoken == list(range(33))
    picture = small.studio.preview.take()
    assert picture is not None
    assert picture.pixels[0, 0, 0] == GREY


def test_another_voice_that_has_to_speak_is_a_notice_until_the_next_line(small: SmallStudio) -> None:
    small.studio.post(do.SpeakText("a hoarse line"))
    small.wait(lambda s: "speech.instead" in [problem.code for problem in s.problems])
    small.studio.post(do.SpeakText("a clear line"))
    small.wait(lambda s: s.speaking_text == "a clear line" and not s.problems)


def test_the_window_s_questions_about_voices_are_answered_in_the_snapshot(small: SmallStudio) -> None:
    voice = Settings().voice
    small.studio.post(do.ListVoices("edge", voice))
    assert [v.id for v in small.wait(lambda s: "edge" in s.voices.lists).voices.lists["edge"]] == ["one", "two"]
    small.studio.post(do.PreviewVoice("edge", voice, "Hello!"))
    small.wait(lambda s: s.voices.previewing)
    small.studio.post(do.StopPreview())
    small.wait(lambda s: not s.voices.previewing)
    mirror = RuntimeSettings(packages_index="https://mirror.example/simple")
    small.studio.post(do.ApplySettings(small.studio.snapshot().settings.model_copy(update={"runtime": mirror})))
    small.studio.post(do.FetchVoice("one", voice))
    assert small.wait(lambda s: s.voices.fetched == 0.5).voices.fetching == "one"
    assert small.voices.asked[-1] == ("fetch", "one", "https://mirror.example/simple")
    small.studio.post(do.StopFetching())
    small.wait(lambda s: not s.voices.fetching)
    small.studio.post(do.KeepVoiceKey("sk-1"))
    small.wait(lambda s: s.voices.has_key is True)
    assert small.voices.key == "sk-1"
    assert small.studio.snapshot().speech is SpeechState.IDLE


def test_voice_through_shows_its_delay(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetMicrophone(True))
    snapshot = small.wait(lambda s: s.speech is SpeechState.LIVE and s.measures.delay_ms is not None)
    assert 50 < (snapshot.measures.delay_ms or 0) < 300
    small.studio.post(do.SetMicrophone(False))
    small.wait(lambda s: s.speech is SpeechState.IDLE and not s.microphone_on)


def test_a_camera_that_cannot_be_opened_is_a_problem_and_the_next_try_forgets_it(
    small: SmallStudio, expected_warnings: list[str]
) -> None:
    expected_warnings.append("The camera is in use")

    def busy(sink: CollectingSink) -> None:
        sink.fail_at_open = AppError("camera.busy", "The camera is in use.", "Close the other program.")

    small.prepare = busy
    small.studio.post(do.StartCamera())
    small.wait(lambda s: [p.code for p in s.problems] == ["camera.busy"] and s.camera is OutputState.OFF)
    small.prepare = lambda sink: None
    small.studio.post(do.StartCamera())
    small.wait(lambda s: s.camera is OutputState.ON and not s.problems)


def test_a_recording_that_fails_ends_alone(small: SmallStudio, expected_warnings: list[str]) -> None:
    expected_warnings.append("The disk is full")
    small.studio.post(do.StartRecording())
    small.studio.post(do.StartCamera())
    small.wait(lambda s: s.recording is OutputState.ON and s.camera is OutputState.ON)
    small.recordings[0].fail_at_write = AppError("recording.disk_full", "The disk is full.", "Make room.")
    snapshot = small.wait(lambda s: s.recording is OutputState.OFF)
    assert [p.code for p in snapshot.problems] == ["recording.disk_full"]
    seen = len(small.cameras[0].ticks)
    small.wait(lambda s: len(small.cameras[0].ticks) > seen + 10)


def test_an_engine_that_is_killed_leaves_the_host_idle_and_comes_back_to_the_line(
    isolated: SmallStudio,
) -> None:
    isolated.wait(lambda s: s.engine is EngineState.READY)
    isolated.studio.post(do.StartRecording())
    isolated.wait(lambda s: s.recording is OutputState.ON)
    isolated.studio.post(do.SpeakFile(Path("6.wav")))
    isolated.wait(lambda s: s.speech is SpeechState.SPEAKING)
    workers = [c for c in psutil.Process().children() if "resource_tracker" not in " ".join(c.cmdline())]
    for worker in workers:
        worker.kill()
    isolated.wait(lambda s: s.engine is EngineState.RESTARTING)
    assert codes(isolated) == ["engine.died"]
    isolated.wait(lambda s: s.engine is EngineState.READY, timeout_s=10)
    isolated.wait(lambda s: s.speech is SpeechState.IDLE and isolated.recordings[0].ticks[-1].pts_ns is None)
    assert not codes(isolated)
    ticks = isolated.recordings[0].ticks
    assert [tick.slot for tick in ticks] == list(range(ticks[0].slot, ticks[-1].slot + 1))
    played = np.concatenate([tick.samples for tick in ticks if tick.pts_ns is not None])
    assert len(played) >= 6 * 48_000  # nothing of the line was lost
    idle = [tick for tick in ticks if tick.picture.pixels[0, 0, 0] == GREY]
    assert idle


def test_an_avatar_that_cannot_be_opened_leaves_the_one_on_stage(small: SmallStudio) -> None:
    small.wait(lambda s: s.avatar_id == "mira")
    small.studio.post(do.SelectAvatar("broken"))
    snapshot = small.wait(lambda s: bool(s.problems))
    assert snapshot.avatar_id == "mira"
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: s.avatar_id == "plain" and not s.problems)
    assert small.saved[-1].window.avatar == "plain"


@pytest.mark.parametrize(
    ("names", "on_stage"), [(("broken", "broken-2", "mira"), "mira"), (("broken", "broken-2"), None)]
)
def test_where_the_first_of_the_library_cannot_be_opened_either_another_comes_and_sound_is_there(
    names: tuple[str, ...], on_stage: str | None
) -> None:
    known = tuple(AvatarEntry(name, name.title(), Path(name), None) for name in names)
    settings = Settings(
        engine=EngineSettings(kind="testcard"),
        window=WindowSettings(avatar="broken"),
        audio_out=AudioOutSettings(device="Speaker"),
    )
    small = SmallStudio(list_avatars=lambda: known, settings=settings)
    try:
        now = small.wait(lambda s: s.audio_out is OutputState.ON)
        assert [problem.code for problem in now.problems] == ["avatar.broken"]
        small.wait(lambda s: s.avatar_id == on_stage)
    finally:
        small.studio.close()


def test_whoever_stays_on_stage_speaks_with_another_engine_and_in_another_size(small: SmallStudio) -> None:
    small.wait(lambda s: s.avatar_id == "mira" and s.engine is EngineState.READY)
    small.studio.post(do.SelectAvatar("plain"))
    small.wait(lambda s: s.avatar_id == "plain")
    small.studio.post(do.SelectAvatar("broken"))
    small.wait(lambda s: bool(s.problems))
    settings = small.studio.snapshot().settings
    engine = settings.engine.model_copy(update={"isolation": "thread"})
    assert engine != settings.engine
    small.studio.post(do.ApplySettings(settings.model_copy(update={"engine": engine})))
    small.wait(lambda s: s.settings.engine == engine and s.engine is EngineState.READY)
    program = settings.program.model_copy(update={"size": "720x1280"})
    made = len(small.hosts)
    small.studio.post(do.ApplySettings(settings.model_copy(update={"engine": engine, "program": program})))
    small.wait(lambda s: s.settings.program == program and s.engine is EngineState.READY)
    assert len(small.hosts) > made, "the host is seen in the new size"
    assert small.studio.snapshot().avatar_id == "plain"


def test_another_program_size_restarts_the_camera_and_goes_on(small: SmallStudio) -> None:
    small.studio.post(do.StartCamera())
    small.wait(lambda s: s.camera is OutputState.ON)
    old = small.studio.snapshot().settings
    program = old.program.model_copy(update={"size": "720x1280", "fps": 25})
    small.studio.post(do.ApplySettings(old.model_copy(update={"program": program})))
    small.wait(lambda s: s.camera is OutputState.ON and len(small.cameras) == 2 and bool(small.cameras[1].ticks))
    assert small.cameras[0].closed.is_set()
    assert small.cameras[1].ticks[0].picture.pixels.shape == (1280, 720, 4)
    assert small.saved[-1].program.fps == 25


def test_a_show_that_is_over_is_gone_without_a_search_for_cycles(small: SmallStudio) -> None:
    gc.collect()
    gc.disable()
    try:
        small.wait(lambda s: s.engine is EngineState.READY)
        small.studio.post(do.StartCamera())
        small.studio.post(do.SetMicrophone(True))
        small.wait(lambda s: s.camera is OutputState.ON and s.speech is SpeechState.LIVE)
        old = small.studio.snapshot().settings
        for cameras, fps in enumerate((25, 50), 2):
            program = old.program.model_copy(update={"fps": fps})
            small.studio.post(do.ApplySettings(old.model_copy(update={"program": program})))
            small.wait(partial(on_air_again, small, cameras))
        parts = Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, Show | Pump | Stage | Speech))
        assert parts == {"Show": 1, "Pump": 1, "Stage": 1, "Speech": 1}
    finally:
        gc.enable()


def test_a_missing_audio_device_and_microphone_are_problems_with_a_hint(small: SmallStudio) -> None:
    small.studio.post(do.SetAudioOut("nothing"))
    small.wait(lambda s: "audio_out.missing" in [p.code for p in s.problems])
    small.studio.post(do.SetMicrophone(True, "gone"))
    snapshot = small.wait(lambda s: "microphone.missing" in [p.code for p in s.problems])
    assert all(problem.hint for problem in snapshot.problems)
    small.studio.post(do.DismissProblem("audio_out.missing"))
    small.wait(lambda s: "audio_out.missing" not in [p.code for p in s.problems])


def test_what_is_done_to_the_microphone_changes_without_a_new_turn(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetMicrophone(True))
    before = small.wait(lambda s: s.speech is SpeechState.LIVE)
    assert before.gate_open
    assert before.microphone_out_dbfs == small.microphones[0].out_level_dbfs
    voice = before.settings.voice.model_copy(update={"gain_db": 6, "gate": False})
    small.studio.post(do.ApplySettings(before.settings.model_copy(update={"voice": voice})))
    after = small.wait(lambda s: s.settings.voice == voice)
    assert [microphone.voice for microphone in small.microphones] == [voice]
    assert after.turn == before.turn


@pytest.mark.slow
@pytest.mark.timeout(90)
def test_loudspeakers_that_feed_the_microphone_are_a_warning_until_they_do_not(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetAudioOut("Speaker"))
    small.wait(lambda s: s.audio_out is OutputState.ON)
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.speech is SpeechState.LIVE)
    speaker, microphone = small.speakers[0], small.microphones[0]

    def with_echo(start: int, count: int) -> Samples:
        """The voice, and what the loudspeaker played 60 ms before."""
        sound = test_signal.samples(start, count)
        for _, slot in speaker.sounds[-20:]:
            begins = slot.slot * 1600 + 2880 - start
            first, last = max(0, begins), min(count, begins + 1600)
            if first < last:
                sound[first:last] += 0.3 * slot.samples[first - begins : last - begins]
        return sound

    microphone.sound = with_echo
    warned = small.wait(lambda s: "microphone.feedback" in codes(small), 20)
    assert [p.severity for p in warned.problems if p.code == "microphone.feedback"] == [Severity.WARNING]
    microphone.sound = test_signal.samples
    small.wait(lambda s: "microphone.feedback" not in codes(small), 40)


def test_a_lost_microphone_is_a_problem_until_it_is_back(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.microphone_on)
    small.microphones[0].problem = AppError("microphone.lost", "The microphone is gone.", "Plug it in again.")
    small.wait(lambda s: [p.code for p in s.problems] == ["microphone.lost"])
    small.microphones[0].problem = None
    small.wait(lambda s: not s.problems)


def test_a_device_that_plays_too_early_is_a_picture_that_is_late(small: SmallStudio) -> None:
    small.studio.post(do.SetAudioOut("Early device"))
    small.wait(lambda s: s.audio_out is OutputState.ON)
    small.speakers[0].sync_error_ns = 300_000_000
    small.wait(lambda s: (s.measures.av_drift_ms or 0) > 250)


def test_a_recording_with_little_room_begins_with_a_warning(small: SmallStudio) -> None:
    small.room = Problem("recording.disk_low", "Only 1 GB is free.", "Make room.", Severity.WARNING)
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON and [p.code for p in s.problems] == ["recording.disk_low"])


def test_an_engine_that_keeps_falling_over_leaves_the_voice(expected_warnings: list[str]) -> None:
    expected_warnings.append("the engine failed")
    small = SmallStudio(factory="tests.helpers.small_studio:NoEngine")
    try:
        small.wait(lambda s: len(s.problems) == 1)
        small.studio.post(do.SpeakText("a line"))
        small.wait(lambda s: s.speech is SpeechState.BUFFERING)
        small.wait(lambda s: s.speech is SpeechState.SPEAKING)
        small.wait(lambda s: s.speech is SpeechState.IDLE)
    finally:
        small.studio.close()


def test_a_drawing_that_fails_leaves_the_last_picture_on_air(small: SmallStudio, expected_warnings: list[str]) -> None:
    expected_warnings.append("the program picture could not be drawn")
    small.studio.post(do.StartCamera())
    small.wait(lambda s: s.camera is OutputState.ON and bool(small.cameras[0].ticks))
    small.hosts[-1].fail = True
    seen = len(small.cameras[0].ticks)
    small.wait(lambda s: len(small.cameras[0].ticks) > seen + 20)
    assert small.cameras[0].ticks[-1].picture.pixels[0, 0, 0] == GREY


def test_an_interrupt_is_heard_at_once_and_before_the_line_has_begun(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON)
    small.studio.post(do.SpeakFile(Path("30.wav")))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    small.studio.post(do.Interrupt())
    small.wait(lambda s: s.speech is SpeechState.IDLE)
    small.studio.post(do.SpeakFile(Path("30.wav")))
    small.studio.post(do.Interrupt())
    turn = small.wait(lambda s: s.speech is SpeechState.IDLE).turn
    small.wait(lambda s: s.measures.fps > 0)
    assert small.studio.snapshot().speaking_text == ""
    assert small.studio.snapshot().turn >= turn


def test_closing_finishes_the_recording_and_the_camera() -> None:
    small = SmallStudio()
    small.studio.post(do.StartRecording(Path("show.mp4")))
    small.studio.post(do.StartCamera())
    small.wait(lambda s: s.recording is OutputState.ON and s.camera is OutputState.ON)
    small.wait(lambda s: len(small.recordings[0].ticks) > 3)
    small.studio.close()
    assert small.recordings[0].closed.is_set()
    assert small.cameras[0].closed.is_set()
    assert small.cameras[0].standby == 15, "the idle movement of one second, at 15 pictures each"
    assert isinstance(small.studio.snapshot().settings, Settings)


def test_an_expression_reaches_the_host_on_stage_at_the_master_clocks_time(small: SmallStudio) -> None:
    small.wait(lambda s: s.engine is EngineState.READY)
    before_ns = small.studio.clock.now_ns()
    small.studio.post(do.Express("smile"))
    wait_until(lambda: small.hosts[-1].expressed)
    name, phase_ns = small.hosts[-1].expressed[0]
    assert name == "smile"
    assert before_ns <= phase_ns <= small.studio.clock.now_ns()
    small.studio.post(do.SpeakText("a line that is spoken for a while"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    before_ns = small.studio.clock.now_ns()
    small.studio.post(do.Express("wink"))
    wait_until(lambda: len(small.hosts[-1].expressed) == 2)
    assert small.hosts[-1].expressed[1][1] >= before_ns + 350_000_000, "after what the engine has drawn already"
