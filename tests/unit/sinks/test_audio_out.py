"""The audio device for real: a PulseAudio null sink, heard by a program of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.base.errors import AppError
from app.media.audio_system import AudioSystem
from app.media.clock import MasterClock
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, ProgramFormat, Samples, SlotSound
from app.sinks.audio_out import AudioOut
from app.sinks.audio_out_voice import DeviceVoice
from tests.helpers.pulse import SPEAKER, PrivatePulse, private_audio

pytestmark = pytest.mark.serial

log = logging.getLogger(__name__)

ROUNDING = 2 / 32768  # the null sink keeps 16 bits
CHANCES = 5  # a machine that does not run the server, the device or the recorder in time makes a hole in any of them
Audio = tuple[PrivatePulse, AudioSystem]


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> Iterator[Audio]:
    with private_audio(monkeypatch) as both:
        yield both


class Pump:
    """Hands out slots as the studio's pump does, ``lead_ns`` before they are due, in real time."""

    def __init__(self, out: AudioOut, clock: MasterClock, fps: int = 30) -> None:
        self.program = ProgramFormat(fps=fps)
        self._out = out
        self._clock = clock
        self.slot = 0
        self.writes_s: list[float] = []
        self.begin(10)

    def begin(self, slots: int) -> None:
        """Go on this many slots from now."""
        self.slot = max(self.slot, self._clock.now_ns() * self.program.fps // NS_PER_S + slots)

    def play(self, samples: Samples) -> None:
        """Play whole slots of ``samples``; returns when the last has been handed over."""
        never = threading.Event()
        start = self.program.first_sample(self.slot)
        while self.program.first_sample(self.slot + 1) - start <= len(samples):
            due_ns = self.program.slot_ns(self.slot)
            self._clock.wait_until(due_ns - self._out.lead_ns - 10_000_000, never)
            at = self.program.first_sample(self.slot) - start
            piece = samples[at : at + self.program.sample_count(self.slot)]
            sound = SlotSound(self.slot, piece, live=False, due_ns=self._clock.to_monotonic_ns(due_ns))
            before = time.perf_counter()
            self._out.write(sound)
            self.writes_s.append(time.perf_counter() - before)
            self.slot += 1


def _noise(seconds: float) -> Samples:
    return np.random.default_rng(1).uniform(-0.5, 0.5, int(seconds * PROGRAM_RATE_HZ)).astype(np.float32)


def _find(heard: Samples, sound: Samples) -> int:
    """Where ``sound`` begins in ``heard``."""
    size = 1 << (len(heard) + len(sound)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size))
    return int(np.fft.irfft(product, size).argmax())


def _error(heard: Samples, sound: Samples) -> float:
    """How far the worst sample of ``sound`` is off in ``heard``."""
    at = _find(heard, sound)
    piece = heard[at : at + len(sound)]
    return float(np.abs(piece - sound).max()) if len(piece) == len(sound) else np.inf


def _wait(met: Callable[[], bool], timeout_s: float = 6.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not met():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.02)


def _played(pulse: PrivatePulse, out: AudioOut, pump: Pump, sound: Samples, sink: str = "avatar_out") -> Samples:
    with pulse.record(f"{sink}.monitor") as recording:
        _wait(lambda: len(recording.samples()) > 0)
        pump.begin(pump.program.fps // 2)
        pump.play(sound)
        threading.Event().wait(0.5)
        return recording.samples().copy()


def _heard_noise(pulse: PrivatePulse, system: AudioSystem, seconds: int) -> tuple[Samples, int, float]:
    """What was heard of some noise from its first sample on, the holes that were counted, the sync error."""
    clock = MasterClock()
    out = AudioOut(system, SPEAKER, clock)
    out.open(ProgramFormat())
    assert out.is_open
    pump = Pump(out, clock)
    sound = _noise(seconds)
    cpu_s, wall_s = time.process_time(), time.monotonic()
    heard = _played(pulse, out, pump, sound)
    share = (time.process_time() - cpu_s) / (time.monotonic() - wall_s)
    log.info(
        "lead %.0f ms, latency %.1f ms, sync error %+.3f ms, skew %+.1f ppm, cpu %.1f %%, slowest write %.3f ms",
        *(out.lead_ns / 1e6, out.latency_ns / 1e6, out.sync_error_ns / 1e6, clock.skew * 1e6),
        *(share * 100, max(pump.writes_s) * 1e3),
    )
    error_ms = out.sync_error_ns / 1e6
    out.close()
    assert clock.skew == 0.0
    at = _find(heard, sound)
    return heard[at : at + len(sound)], out.xruns - 1, error_ms  # one is the end of the pump


@pytest.mark.parametrize("seconds", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_noise_arrives_sample_by_sample(audio: Audio, seconds: int) -> None:
    """A machine that is busy with other things makes holes, and they are counted: then there is another chance."""
    for _ in range(CHANCES):
        heard, holes, error_ms = _heard_noise(*audio, seconds)
        if not holes:
            break
    assert holes == 0
    assert abs(error_ms) < 5.0
    assert np.abs(heard - _noise(seconds)).max() <= ROUNDING


def test_a_cable_is_opened_by_its_friendly_name(audio: Audio, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse, system = audio
    monkeypatch.delenv("PULSE_SINK", raising=False)
    name = "VirtualMic (virtual cable)"
    device = next(device for device in system.devices("output") if device.name == name)
    assert device.virtual_cable
    clock = MasterClock()
    out = AudioOut(system, name, clock)
    out.open(ProgramFormat(fps=25))
    assert out.device_name == name
    sound, pump = _noise(2), Pump(out, clock, fps=25)
    for _ in range(CHANCES):
        error = _error(_played(pulse, out, pump, sound, "vmic"), sound)
        if error <= ROUNDING:
            break
    out.close()
    assert error <= ROUNDING


def test_a_pump_that_stops_is_one_xrun_and_silence_without_a_click(audio: Audio) -> None:
    for _ in range(CHANCES):
        steepest, xruns = _a_pump_that_stops(*audio)
        if xruns == 1:
            break
    assert xruns == 1
    assert steepest < 0.01


def _a_pump_that_stops(pulse: PrivatePulse, system: AudioSystem) -> tuple[float, int]:
    """The steepest step between two samples of a constant sound and its end, and the holes that were counted."""
    clock = MasterClock()
    out = AudioOut(system, SPEAKER, clock)
    out.open(ProgramFormat())
    heard = _played(pulse, out, Pump(out, clock), np.full(PROGRAM_RATE_HZ, 0.5, np.float32))
    _wait(lambda: out.xruns >= 1)
    out.close()
    loud = np.flatnonzero(np.abs(heard) > 0.01)
    return float(np.abs(np.diff(heard[loud[0] + 100 :])).max()), out.xruns


def test_a_server_that_is_killed_is_waited_for(audio: Audio, expected_warnings: list[str]) -> None:
    expected_warnings.append("“avatar_speaker” went away")
    pulse, system = audio
    clock = MasterClock()
    out = AudioOut(system, SPEAKER, clock)
    out.open(ProgramFormat())
    pump = Pump(out, clock)
    pump.play(_noise(1))
    pulse.kill()
    _wait(lambda: not out.is_open)
    assert clock.skew == 0.0
    assert out.problem is not None
    assert out.problem.code == "audio_out.lost"
    pump.begin(3)
    pump.play(_noise(1))  # into the void, and it does not block
    assert np.percentile(pump.writes_s, 95) < 0.01
    pulse.start()
    _wait(lambda: out.is_open)
    assert out.problem is None
    pump.begin(3)
    pump.play(np.zeros(PROGRAM_RATE_HZ, np.float32))  # the device's clock is learned anew
    sound = _noise(2)
    for _ in range(CHANCES):
        pump.begin(3)
        with pulse.record("avatar_out.monitor") as recording:
            pump.play(np.zeros(PROGRAM_RATE_HZ // 2, np.float32))
            pump.play(sound)
            pump.play(np.zeros(PROGRAM_RATE_HZ // 2, np.float32))
            heard = recording.samples().copy()
        error = _error(heard, sound)
        if error <= ROUNDING:
            break
    out.close()
    assert error <= ROUNDING


def test_a_device_that_is_not_there(audio: Audio) -> None:
    _, system = audio
    out = AudioOut(system, "No Such Card", MasterClock())
    with pytest.raises(AppError) as missing:
        out.open(ProgramFormat())
    out.close()
    assert missing.value.code == "audio_out.missing"
    assert "No Such Card" in missing.value.message
    assert not out.is_open


def test_a_fault_behind_it_is_told(audio: Audio, monkeypatch: pytest.MonkeyPatch, expected_warnings: list[str]) -> None:
    expected_warnings.append("thread audio-out died")
    _, system = audio
    out = AudioOut(system, SPEAKER, MasterClock())
    out.open(ProgramFormat())

    def fail(voice: DeviceVoice) -> None:
        raise ValueError("no such time")

    monkeypatch.setattr(DeviceVoice, "steer", fail)
    _wait(lambda: out.problem is not None)
    assert out.problem is not None
    assert out.problem.code == "audio_out.error"
    assert "ValueError: no such time" in out.problem.message
    assert not out.is_open
    out.close()
