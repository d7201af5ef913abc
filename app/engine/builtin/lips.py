"""From what is heard, and what is known of the words, to what the face does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.avatars.manner import Audio
from app.engine.builtin.cues import CueTrack
from app.engine.builtin.listener import Heard, Listener
from app.engine.builtin.mouth import MouthModel, mouth_features
from app.engine.builtin.voice import HOP_NS, Hop
from app.media.types import MouthCue, MouthShape

HOP_MS = HOP_NS / 1e6

LONGEST_ATTACK_MS = 15.0
LONGEST_RELEASE_MS = 50.0
"""An avatar may ask for a lazier mouth, but then it would trail the voice and stand open after it."""

# The network hedges where it is not sure, and would mumble: what it says is drawn apart again.
_SHUT = 0.1
_USUALLY_WIDEST, _LEAST_WIDEST = 0.9, 0.5
_LIPS = (0.25, 0.5)  # pressed or tucked: from where lips begin to move, to where they are there
_TUCKED = (0.17, 0.42)  # what part of them is tucked: "v" is hard to tell from "b", which is more frequent
_SPREAD_GAIN = 1.4

_LIPS_SHARE = 0.6  # of the way that pressing and tucking lips go in one hop
_SPREAD_SHARE = 0.35
_EMPHASIS_SHARE = 0.15
_EMPHASIS = ((-25.0, -10.0, 0.0, 5.0), (0.65, 0.9, 1.0, 1.12))  # dB against stressed vowels, and how wide they open
_NOD_AFTER_HOPS = 40
_NOD_PAUSE_HOPS = 220
_NOD_DEPTH = 0.8

_CLOSED = MouthShape()


@dataclass(frozen=True, slots=True)
class Face:
    """What the voice does to the face at one hop; see ``Pose`` for the units."""

    openness: float
    spread: float
    press: float
    tuck: float
    nod: float


class Lips:
    """Follows one turn of speech. Lives on the worker's thread.

    It gets used to the speaker: how loud stressed vowels are, and how loud the room is. Below the gate the mouth is
    closed. Where cues say what is spoken they shape the mouth, and the sound only says with how much emphasis.

    Args:
        audio: times that the avatar asks for.
        model: tells the mouth from the sound.
    """

    def __init__(self, audio: Audio, model: MouthModel) -> None:
        self._model = model
        self._rise = _share(min(audio.attack_ms, LONGEST_ATTACK_MS))
        self._fall = _share(min(audio.release_ms, LONGEST_RELEASE_MS))
        self._listener = Listener()
        self._decided = 0  # hops
        self._cues = CueTrack()
        self._openness = self._spread = self._press = self._tuck = 0.0
        self._emphasis = 1.0
        self._widest = 0.7  # that the network says of this speaker
        self._since_nod = _NOD_PAUSE_HOPS
        self._closed_hops = _NOD_AFTER_HOPS

    def expect(self, cues: Sequence[MouthCue]) -> None:
        """Take the next cues of the turn."""
        self._cues.add(cues)

    def follow(self, hops: list[Hop]) -> list[Face]:
        """The faces that are decided now that ``hops`` are heard, ``AHEAD`` hops behind them."""
        heard = [one for hop in hops if (one := self._listener.hear(hop)) is not None]
        return [self._decide(one) for one in heard]

    def _decide(self, heard: Heard) -> Face:
        shape = self._cues.at(self._decided * HOP_NS)
        self._decided += 1
        if shape is None:
            shape = self._shape_of(heard) if heard.speaking else _CLOSED
        self._emphasis += (float(np.interp(heard.above_db, *_EMPHASIS)) - self._emphasis) * _EMPHASIS_SHARE
        wanted = min(1.0, shape.openness * self._emphasis)
        self._openness += (wanted - self._openness) * (self._rise if wanted > self._openness else self._fall)
        self._spread += (shape.spread - self._spread) * _SPREAD_SHARE
        self._press += (shape.press - self._press) * _LIPS_SHARE
        self._tuck += (shape.tuck - self._tuck) * _LIPS_SHARE
        openness = _settled(self._openness * (1.0 - self._press))
        self._watch_phrases(openness)
        nod = _NOD_DEPTH * _nod(self._since_nod)
        return Face(openness, _settled(self._spread), _settled(self._press), _settled(self._tuck), nod)

    def _shape_of(self, heard: Heard) -> MouthShape:
        stressed_db = np.array([heard.stressed_db], np.float32)
        features = mouth_features(heard.bands_db[None], heard.usual_db[None], stressed_db)
        openness, spread, press, tuck = self._model.shapes(features)[0].tolist()
        step = openness - self._widest
        self._widest += 0.1 * step if step > 0 else -0.0004  # 4 % of a full mouth a second
        self._widest = min(max(self._widest, _LEAST_WIDEST), _USUALLY_WIDEST)
        there = _smooth(press + tuck, *_LIPS)
        tucked = _smooth(tuck / max(press + tuck, 0.01), *_TUCKED)
        return MouthShape(
            openness=max(0.0, openness - _SHUT) * _USUALLY_WIDEST / (self._widest - _SHUT),
            spread=min(max(spread * _SPREAD_GAIN, -1.0), 1.0),
            press=there * (1 - tucked),
            tuck=there * tucked,
        )

    def _watch_phrases(self, openness: float) -> None:
        self._since_nod += 1
        if openness < 0.05:
            self._closed_hops += 1
        elif openness > 0.2:
            if self._closed_hops >= _NOD_AFTER_HOPS and self._since_nod >= _NOD_PAUSE_HOPS:
                self._since_nod = 0
            self._closed_hops = 0


def _share(time_ms: float) -> float:
    """What part of the way to go in one hop, to have gone nine tenths of it in ``time_ms``."""
    return 1.0 - math.exp(-2.3 * HOP_MS / time_ms)


def _smooth(value: float, low: float, high: float) -> float:
    part = min(1.0, max(0.0, (value - low) / (high - low)))
    return part * part * (3 - 2 * part)


def _settled(value: float) -> float:
    """Lips that hardly move are at rest: silence is the idle host to the pixel."""
    return value if abs(value) >= 0.004 else 0.0


def _nod(hops: int) -> float:
    """A nod that began so many hops ago: down in 0.22 s, up in 0.55 s."""
    down = hops * HOP_MS / 220
    part = down if down < 1 else max(0.0, 1 - (hops * HOP_MS - 220) / 550)
    return part * part * (3 - 2 * part)
