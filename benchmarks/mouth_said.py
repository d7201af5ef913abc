"""Whether a sound that a label asks for was really said: by phonetics, and without any network of ours.

A dictionary wants "you" with an "oo" and "of" with a "v"; people often say neither. The rule is the same for every
recording and hears no more than a telephone lets through. ``docs/decisions/mouth.md`` tells how it was found.

* Vowels: in most of the middle half, the first two formants (linear prediction at 8 kHz, of order 8 for voices above
  150 Hz and 10 for others) are nearer, in Bark, to a vowel with the same kind of mouth than to any other American one.
  Those are of Hillenbrand, Getty, Clark and Wheeler (1995), and of Hagiwara (1997), whose "oo" is said far forward;
  women's for voices above 150 Hz.
* "mm": voiced, its upper bands at least 6 dB below its neighbours', and not brighter than this voice is on average.
* "ff": its upper bands at least 6 dB below its neighbours', at least 6 dB above the room, and at least 3 dB brighter
  than this voice is on average: there is a hiss.
"""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from app.engine.builtin.voice import RATE_HZ
from app.media.types import Samples

Numbers = NDArray[np.float64]

NARROW_HZ = 8000
STEP_S = 0.005
WINDOW_S = 0.025
ORDER, ORDER_HIGH = 10, 8
HIGH_VOICE_HZ = 150.0
VOICED = 0.45  # of the energy repeats with the pitch
NEAR_S = 0.15
DIP_DB, ABOVE_ROOM_DB, BRIGHTER_DB = 6.0, 6.0, 3.0
LOW_HZ, HIGH_HZ, UPPER_HZ = (200.0, 1000.0), (2000.0, 3800.0), (800.0, 3800.0)

# Mean first and second formants of American vowels, Hz: of Michigan (Hillenbrand) and of California (Hagiwara).
MEN = (
    *(("iy", 342, 2322), ("ih", 427, 2034), ("ey", 476, 2089), ("eh", 580, 1799), ("ae", 588, 1952)),
    *(("aa", 768, 1333), ("ao", 652, 997), ("ow", 497, 910), ("uh", 469, 1122), ("uw", 378, 997)),
    *(("ah", 623, 1200), ("er", 474, 1379), ("iy", 291, 2338), ("ih", 418, 1807), ("ey", 403, 2059)),
    *(("eh", 529, 1670), ("ae", 685, 1601), ("aa", 710, 1221), ("ow", 437, 1188), ("uh", 441, 1366)),
    *(("uw", 323, 1417), ("ah", 574, 1415)),
)
WOMEN = (
    *(("iy", 437, 2761), ("ih", 483, 2365), ("ey", 536, 2530), ("eh", 731, 2058), ("ae", 669, 2349)),
    *(("aa", 936, 1551), ("ao", 781, 1136), ("ow", 555, 1035), ("uh", 519, 1225), ("uw", 459, 1105)),
    *(("ah", 753, 1426), ("er", 523, 1588), ("iy", 362, 2897), ("ih", 467, 2400), ("ey", 440, 2655)),
    *(("eh", 808, 2163), ("ae", 1017, 1810), ("aa", 997, 1390), ("ow", 516, 1391), ("uh", 486, 1665)),
    *(("uw", 395, 1700), ("ah", 847, 1753)),
)
ALIKE = {"aa": ("aa", "ae", "ah", "ao"), "ee": ("iy", "ih", "ey"), "oo": ("uw", "uh", "ow")}
"""Vowels with the same kind of mouth: wide open, drawn wide, rounded. "eh" and "er" are none of them."""


class Recording:
    """What can be measured of a recording, every ``STEP_S``.

    Args:
        sound: RATE_HZ.
    """

    def __init__(self, sound: Samples) -> None:
        narrow = soxr.resample(sound.astype(np.float64), RATE_HZ, NARROW_HZ, quality="HQ")
        step, width = round(STEP_S * NARROW_HZ), round(WINDOW_S * NARROW_HZ)
        padded = np.concatenate([np.zeros(width // 2), narrow, np.zeros(width)])
        frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::step][: len(narrow) // step]
        power = np.abs(np.fft.rfft(frames * np.hanning(width), 512, axis=1)) ** 2 + 1e-9
        self._frames = frames
        self._low_db, self._high_db, self._upper_db = (
            _band_db(power, *edges_hz) for edges_hz in (LOW_HZ, HIGH_HZ, UPPER_HZ)
        )
        self._room_db = float(np.percentile(self._upper_db, 5))
        mean = power.mean(axis=0, keepdims=True)
        self._usual_tilt_db = float(_band_db(mean, *HIGH_HZ)[0] - _band_db(mean, *LOW_HZ)[0])
        repeats, pitch_hz = _voicing(padded, step, len(frames))
        self._voiced = repeats > VOICED
        self.pitch_hz = float(np.median(pitch_hz[self._voiced])) if self._voiced.any() else 0.0
        high = self.pitch_hz > HIGH_VOICE_HZ
        self._vowels, self._order, self._r_hz = (WOMEN, ORDER_HIGH, 2300.0) if high else (MEN, ORDER, 2000.0)

    def said(self, name: str, begin_s: float, end_s: float) -> bool:
        """Whether ``name``, see ``tools.mouth_speech.SOUNDS``, was said there, by the rule above."""
        quarter = (end_s - begin_s) / 4
        first = round((begin_s + quarter) / STEP_S)
        middle = slice(first, max(round((end_s - quarter) / STEP_S), first + 1))
        if name in ALIKE:
            heard = [vowel in ALIKE[name] for frame in self._frames[middle] if (vowel := self._vowel(frame))]
            return bool(heard) and float(np.mean(heard)) > 0.5
        around = slice(max(0, round((begin_s - NEAR_S) / STEP_S)), round((end_s + NEAR_S) / STEP_S))
        dip_db = float(self._upper_db[around].max() - np.median(self._upper_db[middle]))
        brighter_db = float(np.median(self._high_db[middle] - self._low_db[middle])) - self._usual_tilt_db
        if name == "mm":
            return bool(np.mean(self._voiced[middle]) > 0.5) and dip_db >= DIP_DB and brighter_db <= 0
        above_db = float(np.median(self._upper_db[middle])) - self._room_db
        return dip_db >= DIP_DB and above_db >= ABOVE_ROOM_DB and brighter_db >= BRIGHTER_DB

    def _vowel(self, frame: Numbers) -> str | None:
        found_hz = formants(frame, self._order)
        if len(found_hz) < 2:
            return None
        far: dict[str, float] = {}
        for vowel, *mean_hz in self._vowels:
            if vowel != "er" or found_hz[2:3].sum() < self._r_hz:  # an "er" is one by its third formant
                distance = float(np.hypot(*(bark(found_hz[:2]) - bark(np.array(mean_hz, float)))))
                far[vowel] = min(far.get(vowel, distance), distance)
        return min(far, key=lambda vowel: far[vowel])


def formants(frame: Numbers, order: int) -> Numbers:
    """Resonances of a piece of speech at ``NARROW_HZ``, Hz, from low to high."""
    flat = np.append(frame[0], frame[1:] - 0.97 * frame[:-1]) * np.hamming(len(frame))
    again = np.array([flat[: len(flat) - lag] @ flat[lag:] for lag in range(order + 1)])
    if again[0] <= 0:
        return np.empty(0)
    again[0] *= 1 + 1e-6
    lags = np.abs(np.subtract.outer(np.arange(order), np.arange(order)))
    roots = np.roots(np.concatenate([[1.0], -np.linalg.solve(again[lags], again[1:])]))
    roots = roots[roots.imag > 0]
    hz = np.angle(roots) * NARROW_HZ / (2 * np.pi)
    width_hz = -np.log(np.abs(roots)) * NARROW_HZ / np.pi
    found: Numbers = np.sort(hz[(hz > 200) & (hz < 3800) & (width_hz < 500)])
    return found


def bark(hz: Numbers) -> Numbers:
    """Frequencies as the ear spaces them (Traunmüller 1990)."""
    spaced: Numbers = 26.81 * hz / (1960 + hz) - 0.53
    return spaced


def _band_db(power: Numbers, low_hz: float, high_hz: float) -> Numbers:
    edge = 512 / NARROW_HZ
    decibels: Numbers = 10 * np.log10(power[:, round(low_hz * edge) : round(high_hz * edge)].sum(axis=1))
    return decibels


def _voicing(padded: Numbers, step: int, count: int) -> tuple[Numbers, Numbers]:
    """What part of the energy repeats with the pitch, and the pitch, Hz; 70 to 350 Hz, in 40 ms."""
    width, shortest, longest = NARROW_HZ // 25, NARROW_HZ // 350, NARROW_HZ // 70
    wide = np.concatenate([np.zeros((width - round(WINDOW_S * NARROW_HZ)) // 2), padded, np.zeros(width)])
    frames = np.lib.stride_tricks.sliding_window_view(wide, width)[::step][:count]
    frames = (frames - frames.mean(axis=1, keepdims=True)) * np.hanning(width)
    spectrum = np.abs(np.fft.rfft(frames, 2 * width, axis=1)) ** 2
    again = np.fft.irfft(spectrum, axis=1)[:, : longest + 1]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(width), 2 * width)) ** 2)[: longest + 1]
    again = again / (again[:, :1] + 1e-9) / (window / window[0])
    best = again[:, shortest:].argmax(axis=1) + shortest
    return again[np.arange(len(again)), best], NARROW_HZ / best
