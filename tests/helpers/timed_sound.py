"""What comes out of a sound device, and when: by the monotonic clock, with nothing in between."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.media import test_signal
from app.media.test_signal import locate
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples

STEP = PROGRAM_RATE_HZ // 20
PIECE = PROGRAM_RATE_HZ // 20
AROUND = 5
BLOCK = PROGRAM_RATE_HZ // 100
QUIET = 1e-3
QUANTISED = 1e-3  # the file and the device hold 16 bits


class TimedSound:
    """A recording of a PulseAudio source that remembers when each sample arrived. A context manager.

    Args:
        source: its name.
        environment: where the server is.

    """

    def __init__(self, source: str, environment: dict[str, str]) -> None:
        form = ("--raw", "--format=float32le", "--channels=1", f"--rate={PROGRAM_RATE_HZ}")
        command = ["parec", f"--device={source}", *form, "--latency-msec=20"]
        self._recorder = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **environment})
        self._pieces: list[tuple[int, bytes]] = []
        self._thread = threading.Thread(target=self._read, name="timed sound")
        self._thread.start()

    def __enter__(self) -> TimedSound:
        return self

    def __exit__(self, *exc: object) -> None:
        self._recorder.terminate()
        self._recorder.wait(5)
        self._thread.join()
        assert self._recorder.stdout is not None
        self._recorder.stdout.close()

    def _read(self) -> None:
        assert self._recorder.stdout is not None
        descriptor = self._recorder.stdout.fileno()
        while data := os.read(descriptor, 1 << 16):
            self._pieces.append((time.monotonic_ns(), data))

    def heard(self) -> Heard:
        """Everything so far."""
        pieces = tuple(self._pieces)
        starts = np.array([0, *itertools.accumulate(len(data) for _, data in pieces[:-1])]) // 4
        data = b"".join(data for _, data in pieces)
        times_ns = np.array([time_ns for time_ns, _ in pieces])
        return Heard(np.frombuffer(data[: len(data) // 4 * 4], np.float32), starts, times_ns)


@dataclass(frozen=True)
class Heard:
    """Recorded sound that arrived in pieces: piece n begins with sample ``starts[n]`` and came at ``times_ns[n]``.

    A null sink hands a piece to its monitor when the piece begins to play.
    """

    samples: Samples
    starts: np.ndarray[tuple[int], np.dtype[np.int64]]
    times_ns: np.ndarray[tuple[int], np.dtype[np.int64]]

    def arrival_ns(self, position: int) -> int:
        """When sample number ``position`` of the recording was played, by the arrivals around it."""
        piece = int(np.searchsorted(self.starts, position, side="right"))
        near = slice(max(0, piece - AROUND), piece + AROUND)
        ahead_ns = (position - self.starts[near]) * NS_PER_S // PROGRAM_RATE_HZ
        return int(np.median(self.times_ns[near] + ahead_ns))

    def signal(self, near: int = 0, within: int = 10 * PROGRAM_RATE_HZ) -> list[tuple[int, int]]:
        """Where the test signal was heard: positions in the recording and the signal's samples there, in order.

        Args:
            near: sample of the signal at which the search for the first begins.
            within: how far from it.

        """
        found: list[tuple[int, int]] = []
        for position in range(0, len(self.samples) - PIECE, STEP):
            piece = self.samples[position : position + PIECE]
            if float(np.abs(piece).max()) < QUIET:
                continue
            if found:  # it went on meanwhile, or waited
                near, within = found[-1][1] + (position - found[-1][0]) // 2, PROGRAM_RATE_HZ + position - found[-1][0]
            sample = locate(piece, near, within, least=0.8)
            if sample is not None:
                found.append((position, sample))
        return found


def picture_lateness_ms(seen: Iterable[tuple[int, int]], heard: Heard, fps: int) -> list[float]:
    """How much later than its first sample each picture arrived, of those whose sound was heard.

    Args:
        seen: when pictures arrived, by the monotonic clock, and their numbers in the turn, which began with sample 0
            of the test signal.
        heard: the sound device.
        fps: of the pictures.

    """
    positions, samples = np.array(heard.signal()).T
    late_ms = []
    for time_ns, number in seen:
        sample = number * PROGRAM_RATE_HZ // fps
        place = int(np.searchsorted(samples, sample, side="right")) - 1
        if place >= 0 and sample - samples[place] < STEP:
            position = int(positions[place] + sample - samples[place])
            late_ms.append((time_ns - heard.arrival_ns(position)) / 1e6)
    return late_ms


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the test signal that was heard as it is: from ``position`` of a recording on, its ``sample`` on."""

    position: int
    sample: int
    count: int


def stretches(heard: Samples, near: int = 0) -> list[Stretch]:
    """The test signal in what a device played, cut where a sample is missing, doubled or changed. At full level.

    The beginning and the end of a stretch are found to about a hundredth of a second. ``near``: the first is looked
    for within ten seconds of this sample of the signal.
    """
    found: list[Stretch] = []
    position, within = 0, 10 * PROGRAM_RATE_HZ
    while position + PIECE <= len(heard):
        piece = heard[position : position + PIECE]
        sample = locate(piece, near, within, least=0.999) if float(np.abs(piece).max()) > QUIET else None
        count = 0 if sample is None else _unchanged(heard[position:], sample)
        if sample is None or count < PIECE:
            position += BLOCK
            continue
        found.append(Stretch(position, sample, count))
        position += count
        near, within = sample + count, PROGRAM_RATE_HZ
    return found


def _unchanged(heard: Samples, sample: int) -> int:
    """For how many samples ``heard`` is the signal from ``sample`` on."""
    count = 0
    while count + BLOCK <= len(heard):
        expected = test_signal.samples(sample + count, BLOCK)
        if float(np.abs(heard[count : count + BLOCK] - expected).max()) > QUANTISED:
            break
        count += BLOCK
    return count
