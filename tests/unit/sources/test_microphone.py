"""The microphone for real: a PulseAudio source, spoken into by a program of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.base.errors import AppError
from app.base.settings import VoiceSettings
from app.media.audio_system import AudioSystem
from app.media.clock import MasterClock
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, ProgramFormat, Samples, samples_to_ns
from app.sinks.audio_out import AudioOut
from app.sources.microphone import Microphone
from tests.helpers.pulse import MICROPHONE, SPEAKER, PrivatePulse, private_audio

pytestmark = pytest.mark.serial

log = logging.getLogger(__name__)
PLAIN = VoiceSettings(microphone=MICROPHONE, noise_suppression=False, gate=False)  # tones are spoken into it here
Audio = tuple[PrivatePulse, AudioSystem]


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> Iterator[Audio]:
    with private_audio(monkeypatch) as both:
        yield both


class Ear:
    """Takes a live stream and keeps it."""

    def __init__(self, clock: MasterClock) -> None:
        self._clock = clock
        self.pushes: list[tuple[int, Samples, int]] = []

    def __call__(self, samples: Samples, captured_ns: int) -> None:
        assert samples.dtype == np.float32
        self.pushes.append((captured_ns, samples.copy(), self._clock.now_ns()))

    @property
    def sound(self) -> Samples:
        return np.concatenate([samples for _, samples, _ in self.pushes])

    @property
    def holes(self) -> int:
        ends = [round(at * PROGRAM_RATE_HZ / NS_PER_S) + len(samples) for at, samples, _ in self.pushes]
        return sum(samples_to_ns(end) != at for end, (at, _, _) in zip(ends, self.pushes[1:], strict=False))

    def behind_ms(self) -> float:
        """How far the stream's end was behind master time, just before a push, at most."""
        return max(
            (now_ns - at - samples_to_ns(len(samples))) / 1e6
            for (at, samples, _), (_, _, now_ns) in zip(self.pushes, self.pushes[1:], strict=False)
        )


def _wait(met: Callable[[], bool], timeout_s: float = 6.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not met():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.02)


def _bursts(seconds: int) -> Samples:
    """A tone for the second half of every second."""
    at = np.arange(seconds * PROGRAM_RATE_HZ)
    gate = (at // (PROGRAM_RATE_HZ // 2)) % 2
    sound: Samples = (0.5 * gate * np.sin(2 * np.pi * 440 / PROGRAM_RATE_HZ * at)).astype(np.float32)
    return sound


def _onsets(sound: Samples) -> list[int]:
    """Sample at which each burst begins."""
    loud = np.flatnonzero(np.abs(sound) > 0.05)
    return [int(loud[0]), *(int(loud[n + 1]) for n in np.flatnonzero(np.diff(loud) > PROGRAM_RATE_HZ // 10))]


def test_what_is_spoken_is_pushed_in_step_with_the_master_clock(audio: Audio) -> None:
    pulse, system = audio
    clock = MasterClock()
    ear = Ear(clock)
    microphone = Microphone(system, PLAIN, clock)
    microphone.start(ear)
    _wait(lambda: bool(ear.pushes))
    assert not microphone.lost
    cpu_s, wall_s = time.process_time(), time.monotonic()
    player = pulse.play("vmic", _bursts(4))
    _wait(lambda: microphone.level_dbfs > -10)
    player.wait(20)
    share = (time.process_time() - cpu_s) / (time.monotonic() - wall_s)
    _wait(lambda: microphone.level_dbfs < -60)
    latency_ns = microphone.latency_ns
    microphone.stop()
    pushed = len(ear.pushes)
    log.info("latency %.0f ms, skew %+.1f ppm, cpu %.1f %%", latency_ns / 1e6, microphone.skew_ppm, share * 100)
    threading.Event().wait(0.2)
    assert len(ear.pushes) == pushed, "nothing is pushed after stop"
    assert ear.holes == 0
    assert latency_ns + 5_000_000 >= float(np.median([now_ns - at for at, _, now_ns in ear.pushes[-100:]]))
    assert latency_ns < 400_000_000
    # The player starts in fits; after that a second is a second to within a callback or two.
    assert np.diff(_onsets(ear.sound))[1:] == pytest.approx(PROGRAM_RATE_HZ, abs=PROGRAM_RATE_HZ // 50)


def test_a_server_that_is_killed_is_waited_for_and_the_stream_goes_on(
    audio: Audio, expected_warnings: list[str]
) -> None:
    expected_warnings.append("“fake_mic” went away")
    pulse, system = audio
    clock = MasterClock()
    ear = Ear(clock)
    microphone = Microphone(system, PLAIN, clock)
    microphone.start(ear)
    player = pulse.play("vmic", _bursts(30))
    _wait(lambda: microphone.level_dbfs > -10)
    pulse.kill()
    player.wait(5)
    _wait(lambda: microphone.lost)
    assert microphone.problem is not None
    assert microphone.problem.code == "microphone.lost"
    assert microphone.level_dbfs == float("-inf")
    silent = len(ear.pushes)
    threading.Event().wait(1.0)
    assert len(ear.pushes) > silent + 10
    assert max(np.abs(samples).max() for _, samples, _ in ear.pushes[silent + 10 :]) < 1e-6
    pulse.start()
    _wait(lambda: not microphone.lost)
    assert microphone.problem is None
    player = pulse.play("vmic", _bursts(3))
    _wait(lambda: microphone.level_dbfs > -10)
    player.wait(10)
    microphone.stop()
    assert ear.holes == 0
    assert ear.behind_ms() < 1000
    log.info("the stream was behind by %.0f ms at most", ear.behind_ms())


def test_microphone_and_speaker_survive_a_new_beginning_of_portaudio(audio: Audio) -> None:
    _, system = audio
    clock = MasterClock()
    ear = Ear(clock)
    microphone = Microphone(system, PLAIN, clock)
    out = AudioOut(system, SPEAKER, clock)
    out.open(ProgramFormat())
    microphone.start(ear)
    _wait(lambda: bool(ear.pushes))
    began = time.monotonic()
    system.refresh()
    _wait(lambda: not out.is_open)
    _wait(lambda: out.is_open and not microphone.lost)
    log.info("both were back after %.0f ms", (time.monotonic() - began) * 1e3)
    assert time.monotonic() - began < 2.0
    pushed = len(ear.pushes)
    _wait(lambda: len(ear.pushes) > pushed + 100)
    microphone.stop()
    out.close()
    assert ear.holes == 0
    assert microphone.problem is None
    assert out.problem is None


def test_a_microphone_that_is_not_there(audio: Audio) -> None:
    _, system = audio
    microphone = Microphone(system, VoiceSettings(microphone="No Such Mic"), MasterClock())
    with pytest.raises(AppError) as missing:
        microphone.start(lambda samples, captured_ns: None)
    microphone.stop()
    assert missing.value.code == "microphone.missing"
    assert "No Such Mic" in missing.value.message


def test_a_fault_behind_it_is_told(audio: Audio, expected_warnings: list[str]) -> None:
    expected_warnings.append("thread microphone died")
    _, system = audio
    microphone = Microphone(system, PLAIN, MasterClock())

    def fail(samples: Samples, captured_ns: int) -> None:
        raise ValueError("too loud")

    microphone.start(fail)
    _wait(lambda: microphone.problem is not None)
    assert microphone.problem is not None
    assert microphone.problem.code == "microphone.error"
    assert "ValueError: too loud" in microphone.problem.message
    assert microphone.lost
    microphone.stop()


def test_it_can_be_started_again(audio: Audio) -> None:
    _, system = audio
    clock = MasterClock()
    microphone = Microphone(system, PLAIN, clock)
    for _ in range(2):
        ear = Ear(clock)
        microphone.start(ear)
        _wait(lambda: len(ear.pushes) > 5)  # noqa: B023  # waited for before the next round
        microphone.stop()
        assert ear.holes == 0
