"""The streamer's headphones for real: a PulseAudio null sink, that a clock of its own drives."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from app.media import test_signal
from app.media.audio_system import AudioSystem
from app.media.clock import MasterClock
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, ProgramFormat, SlotSound
from app.sinks.monitor import Monitor
from tests.helpers.pulse import SPEAKER, PrivatePulse, private_audio

pytestmark = pytest.mark.serial

PROGRAM = ProgramFormat(fps=30)
SECONDS = 5
CHANCES = 3  # a machine that does not run the server or the recorder in time makes a hole in any of them
SKEW = 150e-6
"""By so much the program's clock is faster than the monitor's card."""


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PrivatePulse, AudioSystem]]:
    with private_audio(monkeypatch) as both:
        yield both


def play(monitor: Monitor, clock: MasterClock) -> None:
    """The test signal, as the pump hands slots out."""
    never = threading.Event()
    first = clock.now_ns() * PROGRAM.fps // NS_PER_S + 15
    for number in range(SECONDS * PROGRAM.fps):
        slot = first + number
        due_ns = PROGRAM.slot_ns(slot)
        clock.wait_until(due_ns - 60_000_000, never)
        samples = test_signal.samples(PROGRAM.first_sample(number), PROGRAM.sample_count(slot))
        monitor.write(SlotSound(slot, samples, live=False, due_ns=clock.to_monotonic_ns(due_ns)))


def heard_pieces(sound: np.ndarray[tuple[int], np.dtype[np.float32]]) -> list[int]:
    """Where in the signal each twentieth of a second of it is, from when it settles."""
    step, found, near = PROGRAM_RATE_HZ // 20, [], None
    loud = np.flatnonzero(np.abs(sound) > 1e-3)
    assert len(loud), "nothing was heard"
    for position in range(int(loud[0]) + PROGRAM_RATE_HZ, int(loud[-1]) - step, step):
        piece = sound[position : position + step]
        where = test_signal.locate(piece, near or position - int(loud[0]), PROGRAM_RATE_HZ // 2, least=0.9)
        near = None if where is None else where + step
        found.append(-1 if where is None else where - position)
    return found


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_plays_on_a_real_device_whose_clock_is_another(audio: tuple[PrivatePulse, AudioSystem]) -> None:
    pulse, system = audio
    for _ in range(CHANCES):
        clock = MasterClock()
        clock.steer(SKEW)
        monitor = Monitor(system, SPEAKER, clock)
        monitor.open(PROGRAM)
        try:
            with pulse.record("avatar_out.monitor") as recording:
                play(monitor, clock)
                time.sleep(0.4)
                shifts = heard_pieces(recording.samples())
        finally:
            monitor.close()
        assert monitor.problem is None
        known = [one for one in shifts if one != -1]
        whole = len(known) >= 0.95 * len(shifts) and max(known) - min(known) < PROGRAM_RATE_HZ // 100
        if whole:
            return
    assert whole, f"holes or jumps each time: {shifts}"
