"""Notices that the loudspeakers feed the microphone: what the audio device plays is heard again a little later.

The two sounds are correlated after every frequency was given the same weight (GCC-PHAT, Knapp and Carter 1976): then
even speech resembles itself at one delay only. Chance and similar voices give a peak now here, now there; loudspeakers
give one that stays at its delay.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from app.media.types import PROGRAM_RATE_HZ, Samples

_RATIO = 6  # samples that are taken together: 8 kHz do
_RATE_HZ = PROGRAM_RATE_HZ // _RATIO
_LEAST_LAG, _MOST_LAG = -20 * _RATE_HZ // 1000, 550 * _RATE_HZ // 1000  # devices tell their latency only roughly
_LOW_HZ, _HIGH_HZ = 200, 3400
_QUIET = 10 ** (-65 / 20)  # of full scale, root mean square: nothing that could be compared
_EMPTY = 0.1  # of the mean: frequencies with less than that in them hardly count
_BROAD = 0.05  # of all frequencies have something in them: in speech a third, a tone is like itself at every lag

WINDOW = 2 * PROGRAM_RATE_HZ
KEPT = 0.7  # of what the windows before said
MOST = 12.0  # standard deviations: one window alone does not outweigh what comes after it
PEAK, STAYS = 8.0, 6.0  # standard deviations of a lag that stands out
SEEN = 3.0  # standard deviations: the latest window says so too
_SAME = _RATE_HZ // 1000
SURE = 3  # looks in a row
FORGOTTEN = 5  # looks without anything played: ten seconds

_EDGE = np.sin(np.linspace(0.0, np.pi / 2, _RATE_HZ // 5)) ** 2
_EDGES = np.concatenate((_EDGE, np.ones(WINDOW // _RATIO - 2 * len(_EDGE)), _EDGE[::-1]))  # a cut is no likeness


class Track:
    """The last seconds of a sound, by master sample number. Written by one thread, read by another.

    Kept with 11 bits, which is more than enough for comparing.
    """

    def __init__(self) -> None:
        self._ring: NDArray[np.float16] = np.zeros(1 << 18, np.float16)  # 5.5 s
        self._end = 0
        self._lock = threading.Lock()

    @property
    def end(self) -> int:
        """Number after the last sample."""
        return self._end

    def write(self, start: int, samples: Samples) -> None:
        """Take the samples from ``start`` on; what is left out between two calls is silence."""
        with self._lock:
            size = len(self._ring)
            for begin, end in _split(max(self._end, start - size), start, size):
                self._ring[begin:end] = 0.0
            done = 0
            for begin, end in _split(start, start + len(samples), size):
                self._ring[begin:end] = samples[done : done + end - begin]
                done += end - begin
            self._end = start + len(samples)

    def read(self, start: int, count: int) -> Samples:
        """Samples ``start`` to ``start + count``, zeros where they are not known."""
        out = np.zeros(count, np.float32)
        with self._lock:
            size = len(self._ring)
            first, last = max(start, self._end - size), min(start + count, self._end)
            done = first - start
            for begin, end in _split(first, last, size):
                out[done : done + end - begin] = self._ring[begin:end]
                done += end - begin
        return out


def _split(first: int, last: int, size: int) -> list[tuple[int, int]]:
    """The places in a ring of ``size`` of the numbers ``first`` to ``last``, at most once around."""
    if last <= first:
        return []
    begin, length = first % size, min(last - first, size)
    return [(begin, min(size, begin + length)), *([(0, begin + length - size)] if begin + length > size else [])]


class FeedbackWatch:
    """Listens to both ends of the studio.

    ``played`` comes on the pump's thread and ``heard`` on the microphone's, and both only copy. ``look``, on the
    studio's, costs three milliseconds every two seconds.
    """

    def __init__(self) -> None:
        self._played, self._heard = Track(), Track()
        self._next_look: int | None = None  # sample of what was heard
        self._likeness: NDArray[np.float64] | None = None  # of the last windows, by lag
        self._found = self._silent = 0  # looks in a row
        self.feeding = False
        """The loudspeakers feed the microphone."""

    def played(self, start: int, samples: Samples) -> None:
        """The audio device plays ``samples`` from master sample ``start`` on."""
        self._played.write(start, samples)

    def heard(self, start: int, samples: Samples) -> None:
        """The microphone heard ``samples`` from master sample ``start`` on."""
        self._heard.write(start, samples)

    def look(self) -> bool:
        """Compare what came since the last time; sooner than after ``WINDOW`` it does nothing. Gives ``feeding``."""
        end = self._heard.end
        if self._next_look is None and end:
            self._next_look = end + WINDOW
        if self._next_look is None or end < self._next_look:
            return self.feeding
        self._next_look = end + WINDOW
        likeness = compare(self._played.read(end - WINDOW, WINDOW), self._heard.read(end - WINDOW, WINDOW))
        if likeness is None:
            self._silent += 1
            if self._silent >= FORGOTTEN:
                self._likeness, self._found, self.feeding = None, 0, False
            return self.feeding
        self._silent = 0
        self._likeness = likeness if self._likeness is None else self._likeness * KEPT + likeness
        lag = int(np.argmax(np.abs(self._likeness)))
        peak = abs(float(self._likeness[lag])) / _spread(self._likeness)
        again = float(np.abs(likeness[max(0, lag - _SAME) : lag + _SAME]).max()) > SEEN
        self._found = self._found + 1 if peak > PEAK and again else 0
        self.feeding = self._found >= SURE or (self.feeding and peak > STAYS)
        return self.feeding


def compare(played: Samples, heard: Samples) -> NDArray[np.float64] | None:
    """How much what was heard is like what was played so much earlier, for every lag from -20 to 550 ms.

    Args:
        played: shape ``(WINDOW,)``, float32, PROGRAM_RATE_HZ.
        heard: the same stretch of time.

    Returns:
        In standard deviations over all lags, at most ``MOST``; None where one of them is silent or a tone.

    """
    one, other = _thin(played), _thin(heard)
    if min(_rms(one), _rms(other)) < _QUIET:
        return None
    size = 2 * len(one)
    cross = np.fft.rfft(other * _EDGES, size) * np.conj(np.fft.rfft(one * _EDGES, size))
    at_hz = np.fft.rfftfreq(size, 1 / _RATE_HZ)
    cross[(at_hz < _LOW_HZ) | (at_hz > _HIGH_HZ)] = 0.0
    weight = np.abs(cross)
    if np.mean(weight > 0.1 * weight.mean()) < _BROAD:
        return None
    likeness = np.fft.irfft(cross / (weight + _EMPTY * weight.mean()), size)
    likeness = np.concatenate((likeness[_LEAST_LAG:], likeness[: _MOST_LAG + 1]))
    return likeness / max(_spread(likeness), float(np.abs(likeness).max()) / MOST)


def _spread(likeness: NDArray[np.float64]) -> float:
    """Standard deviation, as the median tells it: a peak does not raise it."""
    return float(np.median(np.abs(likeness))) / 0.6745 + 1e-12


def _thin(samples: Samples) -> NDArray[np.float64]:
    """8 kHz of it."""
    thin: NDArray[np.float64] = samples.reshape(-1, _RATIO).mean(axis=1, dtype=np.float64)
    return thin


def _rms(samples: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))
