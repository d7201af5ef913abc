"""From the shapes that a mouth heads for to the way it moves."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

import numpy as np

from app.media.types import MouthCue, MouthShape

_STEP_NS = 10_000_000
_SLOW = np.hanning(13)[1:-1]
"""Jaw and the corners of the mouth: a shape begins before its sound and mixes with its neighbours, over 110 ms."""
_QUICK = np.hanning(7)[1:-1]
"""Lips that close or tuck are there for the whole of even a short sound: 50 ms, and more than is needed."""
_FIRM = 1.4
_REACH = len(_SLOW) // 2
_PAST_NS = 10 * _REACH * _STEP_NS
_REST = MouthShape()


class CueTrack:
    """The cues of one turn, as a curve. One thread."""

    def __init__(self) -> None:
        self._cues: list[MouthCue] = []
        self._times_ns: list[int] = []

    def add(self, cues: Sequence[MouthCue]) -> None:
        """Take the next cues, none earlier than those before."""
        self._cues += cues
        self._times_ns += [cue.at_ns for cue in cues]

    def at(self, time_ns: int) -> MouthShape | None:
        """The mouth at ``time_ns``; None where nothing is known. Never earlier than asked for before."""
        if self._shape(time_ns) is None:
            return None
        self._forget(time_ns - _PAST_NS)
        near = [self._shape(time_ns + step * _STEP_NS) or _REST for step in range(-_REACH, _REACH + 1)]
        quick = near[_REACH - len(_QUICK) // 2 : _REACH + len(_QUICK) // 2 + 1]
        press = min(1.0, _FIRM * _mean([shape.press for shape in quick], _QUICK))
        tuck = min(1.0, _FIRM * _mean([shape.tuck for shape in quick], _QUICK))
        openness = _mean([shape.openness for shape in near], _SLOW)
        spread = _mean([shape.spread for shape in near], _SLOW)
        return MouthShape(openness * (1 - press) * (1 - 0.7 * tuck), spread, press, tuck)

    def _shape(self, time_ns: int) -> MouthShape | None:
        place = bisect.bisect_right(self._times_ns, time_ns) - 1
        return self._cues[place].shape if place >= 0 else None

    def _forget(self, before_ns: int) -> None:
        place = bisect.bisect_right(self._times_ns, before_ns) - 1
        if place > 0:
            del self._cues[:place], self._times_ns[:place]


def _mean(values: list[float], weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    return float(np.dot(values, weights) / weights.sum())
