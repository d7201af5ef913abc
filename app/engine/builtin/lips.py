"""From what is heard to what the face does."""

from __future__ import annotations

import itertools
import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from app.avatars.light2d import Audio
from app.engine.builtin.voice import HOP_NS, Hop

AHEAD = 2
"""Hops from the future that decide over one: lips part a moment before the sound, and a click is no speech."""

HOP_MS = HOP_NS / 1e6

LONGEST_ATTACK_MS = 60.0
"""An avatar may ask for a lazier mouth, but then it would trail the voice."""

_FLOOR_DB = -46.0
_ABOVE_NOISE_DB = 8.0
_HYSTERESIS_DB = 4.0
_HISS_DB = -5.0
_HISS_HOPS = 15
_HOLD_HOPS = 6
_USUAL_DB = -18.0  # how loud the stressed vowels of a well set microphone are
_FULL_DB = -19.5  # where the avatar's own levels expect them
_QUIETEST_DB, _LOUDEST_DB = -36.0, -6.0
_LIVELY_DB = 12.0
_NOD_AFTER_HOPS = 40
_NOD_PAUSE_HOPS = 220
_NOD_DEPTH = 0.8


@dataclass(frozen=True, slots=True)
class Face:
    """What the voice does to the face at one hop; see ``Pose`` for the units."""

    openness: float
    spread: float
    nod: float


class Lips:
    """Follows one turn of speech. Lives on the worker's thread.

    It gets used to the speaker: how loud stressed vowels are, how loud the room is, what the average vowel sounds
    like. Below the gate the mouth is closed.

    Args:
        audio: levels and times that the avatar asks for.
    """

    def __init__(self, audio: Audio) -> None:
        gate, small, medium = audio.silence_gate, audio.small_threshold, audio.medium_threshold
        # The avatar's levels part its four mouths; between their middles the mouth opens steadily.
        self._levels = (gate * 0.8, (gate + small) / 2, (small + medium) / 2, medium * 1.6)
        self._rise = _share(min(audio.attack_ms, LONGEST_ATTACK_MS))
        self._fall = _share(audio.release_ms)
        self._waiting: deque[Hop] = deque()
        self._loudness = _Loudness()
        self._openness = 0.0
        self._spread = 0.0
        self._middle_db, self._upper_db = -14.0, -17.0  # of the average vowel
        self._since_voice = _HISS_HOPS + 1
        self._since_nod = _NOD_PAUSE_HOPS
        self._closed_hops = _NOD_AFTER_HOPS

    def follow(self, hops: list[Hop]) -> list[Face]:
        """The faces that are decided now that ``hops`` are heard, ``AHEAD`` hops behind them."""
        faces = []
        for hop in hops:
            self._waiting.append(hop)
            if len(self._waiting) > AHEAD:
                faces.append(self._decide(list(self._waiting)))
                self._waiting.popleft()
        return faces

    def _decide(self, hops: list[Hop]) -> Face:
        now = hops[0]
        voiced = any(hop.hiss_db < _HISS_DB and hop.level_db > self._loudness.gate_db for hop in hops)
        self._since_voice = 0 if voiced else self._since_voice + 1
        self._loudness.hear([hop.level_db for hop in hops], voiced=voiced)
        wanted = max(self._wanted(hop) for hop in hops) if self._loudness.speaking else 0.0
        self._openness += (wanted - self._openness) * (self._rise if wanted > self._openness else self._fall)
        if self._openness < 0.004:
            self._openness = 0.0
        self._spread += (self._wanted_spread(now) - self._spread) * 0.2
        self._watch_phrases()
        return Face(self._openness, self._spread, _NOD_DEPTH * _nod(self._since_nod))

    def _watch_phrases(self) -> None:
        self._since_nod += 1
        if self._openness < 0.05:
            self._closed_hops += 1
        elif self._openness > 0.2:
            if self._closed_hops >= _NOD_AFTER_HOPS and self._since_nod >= _NOD_PAUSE_HOPS:
                self._since_nod = 0
            self._closed_hops = 0

    def _wanted(self, hop: Hop) -> float:
        if hop.level_db < self._loudness.gate_db - _HYSTERESIS_DB:
            return 0.0
        level = 10 ** ((hop.level_db + _FULL_DB - self._loudness.stressed_db) / 20)
        openness = float(np.interp(level, self._levels, (0.0, 1 / 3, 2 / 3, 1.0)))
        if hop.hiss_db > _HISS_DB:
            # s, sh, f beside a vowel: the teeth are nearly together. On its own: typing, breath, a chair.
            return 0.4 * openness if self._since_voice <= _HISS_HOPS else 0.0
        if hop.nasal > 0.9 and hop.middle_db < -18.0 and hop.upper_db < -18.0:
            return 0.3 * openness  # m, n: the lips or the tongue are closed
        return openness * (1.0 - 0.3 * min(1.0, max(0.0, (hop.nasal - 0.3) / 0.6)))  # ee, oo: loud, but hardly open

    def _wanted_spread(self, hop: Hop) -> float:
        if not self._loudness.speaking or hop.level_db < self._loudness.stressed_db - 16:
            return 0.0
        middle, upper = _clip(hop.middle_db - self._middle_db), _clip(hop.upper_db - self._upper_db)
        self._middle_db += 0.005 * middle
        self._upper_db += 0.005 * upper
        drawn = max(0.0, -middle) / 20 if upper > 0 else 0.0  # ee is low and high with nothing between
        return max(-1.0, min(1.0, upper / 9 + drawn))


class _Loudness:
    """The gate, and what counts as loud."""

    def __init__(self) -> None:
        self.speaking = False
        self.stressed_db = _USUAL_DB
        self._held_hops = 0
        self._lately: deque[float] = deque(maxlen=50)
        self._block: list[float] = []
        self._minima: deque[float] = deque(maxlen=6)

    @property
    def gate_db(self) -> float:
        """Level that a voice must exceed."""
        return max(_FLOOR_DB, self._noise_db() + _ABOVE_NOISE_DB)

    def hear(self, levels_db: list[float], *, voiced: bool) -> None:
        """Take one hop, knowing those after it; one that is loud alone is a click."""
        level_db = levels_db[0]
        self._listen_to_room(level_db)
        gate = self.gate_db
        if any(min(pair) > gate for pair in itertools.pairwise(levels_db)):
            self.speaking, self._held_hops = True, 0
            if voiced and level_db > gate:
                self._get_used_to(level_db)
        elif level_db > gate - _HYSTERESIS_DB:
            self._held_hops = 0
        else:
            self._held_hops += 1
            self.speaking = self.speaking and self._held_hops <= _HOLD_HOPS

    def _get_used_to(self, level_db: float) -> None:
        step = level_db - self.stressed_db
        if step > 0:
            self.stressed_db += 0.07 * step  # within 150 ms
        elif self._lively():  # a steady hum is nobody who speaks softly
            self.stressed_db -= 0.06 if step < -12 else 0.02  # 6 or 2 dB a second
        self.stressed_db = min(max(self.stressed_db, _QUIETEST_DB), _LOUDEST_DB)

    def _lively(self) -> bool:
        ranked = sorted(self._lately)
        return ranked[len(ranked) * 9 // 10] - ranked[len(ranked) // 10] > _LIVELY_DB

    def _listen_to_room(self, level_db: float) -> None:
        self._lately.append(level_db)
        self._block.append(level_db)
        if len(self._block) == 50:
            self._minima.append(float(np.percentile(self._block, 10)))
            self._block.clear()

    def _noise_db(self) -> float:
        """The quietest half second of the last three; unknown at first, and never near the voice itself."""
        if len(self._minima) < 4:
            return -100.0
        return min(min(self._minima), -35.0, self.stressed_db - 18.0)


def _share(time_ms: float) -> float:
    """What part of the way to go in one hop, to have gone nine tenths of it in ``time_ms``."""
    return 1.0 - math.exp(-2.3 * HOP_MS / time_ms)


def _clip(difference_db: float) -> float:
    return max(-12.0, min(12.0, difference_db))


def _nod(hops: int) -> float:
    """A nod that began so many hops ago: down in 0.22 s, up in 0.55 s."""
    down = hops * HOP_MS / 220
    part = down if down < 1 else max(0.0, 1 - (hops * HOP_MS - 220) / 550)
    return part * part * (3 - 2 * part)
