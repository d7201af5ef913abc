"""The mouth by hand: the rules that the trained network has replaced, kept to be measured beside it."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.avatars.manner import Audio
from app.engine.builtin.loudness import HYSTERESIS_DB, Loudness
from app.engine.builtin.voice import HOP_NS, Spectra, band
from app.media.types import Samples

_QUIET_DB = -100.0

_VOICE = band(100, 4000)
_NASAL = band(100, 400)
_LOW = band(200, 1000)
_MIDDLE = band(1000, 1800)
_UPPER = band(1800, 3800)
_HISS = band(4000, 8000)


@dataclass(frozen=True, slots=True)
class HandHop:
    """One hop of sound.

    Attributes:
        level_db: RMS of the voice's band against full scale.
        nasal: part of that energy below 400 Hz, 0..1.
        hiss_db: energy above 4 kHz against that of the voice's band, dB.
        middle_db: energy from 1 to 1.8 kHz against that from 200 Hz to 1 kHz, dB.
        upper_db: energy from 1.8 to 3.8 kHz against that from 200 Hz to 1 kHz, dB.
    """

    level_db: float
    nasal: float
    hiss_db: float
    middle_db: float
    upper_db: float


class HandEar:
    """Turns samples into hops, as ``Ear`` does."""

    def __init__(self) -> None:
        self._spectra = Spectra()

    def hear(self, samples: Samples) -> list[HandHop]:
        """The hops that can be heard now that ``samples`` follow."""
        return [_hop(power) for power in self._spectra.hear(samples)]


def _hop(power: NDArray[np.floating]) -> HandHop:
    voice, low = power[_VOICE].sum(), power[_LOW].sum()
    return HandHop(
        level_db=_db(voice),
        nasal=float(power[_NASAL].sum() / (voice + 1e-12)),
        hiss_db=_db(power[_HISS].sum()) - _db(voice),
        middle_db=_db(power[_MIDDLE].sum()) - _db(low),
        upper_db=_db(power[_UPPER].sum()) - _db(low),
    )


def _db(power: float) -> float:
    return float(10 * np.log10(power)) if power > 1e-10 else _QUIET_DB


AHEAD = 2
"""Hops from the future that decide over one: lips part a moment before the sound, and a click is no speech."""

HOP_MS = HOP_NS / 1e6

LONGEST_ATTACK_MS = 60.0
"""An avatar may ask for a lazier mouth, but then it would trail the voice."""

_HISS_DB = -5.0
_HISS_HOPS = 15
_FULL_DB = -19.5  # where the avatar's own levels expect them
_NOD_AFTER_HOPS = 40
_NOD_PAUSE_HOPS = 220
_NOD_DEPTH = 0.8


@dataclass(frozen=True, slots=True)
class HandFace:
    """What the voice does to the face at one hop; see ``Pose`` for the units."""

    openness: float
    spread: float
    nod: float


class HandLips:
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
        self._waiting: deque[HandHop] = deque()
        self._loudness = Loudness()
        self._openness = 0.0
        self._spread = 0.0
        self._middle_db, self._upper_db = -14.0, -17.0  # of the average vowel
        self._since_voice = _HISS_HOPS + 1
        self._since_nod = _NOD_PAUSE_HOPS
        self._closed_hops = _NOD_AFTER_HOPS

    def follow(self, hops: list[HandHop]) -> list[HandFace]:
        """The faces that are decided now that ``hops`` are heard, ``AHEAD`` hops behind them."""
        faces = []
        for hop in hops:
            self._waiting.append(hop)
            if len(self._waiting) > AHEAD:
                faces.append(self._decide(list(self._waiting)))
                self._waiting.popleft()
        return faces

    def _decide(self, hops: list[HandHop]) -> HandFace:
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
        return HandFace(self._openness, self._spread, _NOD_DEPTH * _nod(self._since_nod))

    def _watch_phrases(self) -> None:
        self._since_nod += 1
        if self._openness < 0.05:
            self._closed_hops += 1
        elif self._openness > 0.2:
            if self._closed_hops >= _NOD_AFTER_HOPS and self._since_nod >= _NOD_PAUSE_HOPS:
                self._since_nod = 0
            self._closed_hops = 0

    def _wanted(self, hop: HandHop) -> float:
        if hop.level_db < self._loudness.gate_db - HYSTERESIS_DB:
            return 0.0
        level = 10 ** ((hop.level_db + _FULL_DB - self._loudness.stressed_db) / 20)
        openness = float(np.interp(level, self._levels, (0.0, 1 / 3, 2 / 3, 1.0)))
        if hop.hiss_db > _HISS_DB:
            # s, sh, f beside a vowel: the teeth are nearly together. On its own: typing, breath, a chair.
            return 0.4 * openness if self._since_voice <= _HISS_HOPS else 0.0
        if hop.nasal > 0.9 and hop.middle_db < -18.0 and hop.upper_db < -18.0:
            return 0.3 * openness  # m, n: the lips or the tongue are closed
        return openness * (1.0 - 0.3 * min(1.0, max(0.0, (hop.nasal - 0.3) / 0.6)))  # ee, oo: loud, but hardly open

    def _wanted_spread(self, hop: HandHop) -> float:
        if not self._loudness.speaking or hop.level_db < self._loudness.stressed_db - 16:
            return 0.0
        middle, upper = _clip(hop.middle_db - self._middle_db), _clip(hop.upper_db - self._upper_db)
        self._middle_db += 0.005 * middle
        self._upper_db += 0.005 * upper
        drawn = max(0.0, -middle) / 20 if upper > 0 else 0.0  # ee is low and high with nothing between
        return max(-1.0, min(1.0, upper / 9 + drawn))


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
