"""Listens to one turn: what surrounds an instant, and whether anybody speaks in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engine.builtin.loudness import Loudness
from app.engine.builtin.mouth import CONTEXT
from app.engine.builtin.voice import BANDS, Hop

AHEAD = CONTEXT[-1]
"""Hops from the future that decide over one: lips part a moment before the sound, and a click is no speech."""

_BEHIND = -CONTEXT[0]
_PLACES = [_BEHIND + place for place in CONTEXT]
_HISS_DB = -5.0
_HISS_HOPS = 15
_USUAL_DB = -22.0
"""How loud each band of a voice is on average, against stressed vowels, before anything is known of it."""
_FIRST_HOPS, _MOST_HOPS = 30, 400  # of voice that the usual spectrum is worth at first, and that it is the mean of
_SILENT = Hop(-100.0, 0.0, np.full(BANDS, -100.0, np.float32))


@dataclass(frozen=True, slots=True)
class Heard:
    """One hop, with what surrounds it.

    Attributes:
        bands_db: the hops of ``CONTEXT``, shape ``(len(CONTEXT), BANDS)``, dB of full scale.
        usual_db: the same speaker's mean of each band, shape ``(BANDS,)``, dB of full scale.
        stressed_db: how loud this speaker's stressed vowels are, dB of full scale.
        above_db: how loud it is here, against that.
        speaking: somebody speaks.
    """

    bands_db: NDArray[np.float32]
    usual_db: NDArray[np.float32]
    stressed_db: float
    above_db: float
    speaking: bool


class Listener:
    """Gets used to one turn's speaker and room. One thread."""

    def __init__(self) -> None:
        self._hops = deque([_SILENT] * (_BEHIND + AHEAD), maxlen=_BEHIND + AHEAD + 1)
        self._early = AHEAD  # hops before the first that is decided
        self._loudness = Loudness()
        self._since_voice = _HISS_HOPS + 1
        self._usual_db = np.full(BANDS, self._loudness.stressed_db + _USUAL_DB, np.float32)
        self._voiced = _FIRST_HOPS  # hops

    def hear(self, hop: Hop) -> Heard | None:
        """Take the next hop; what comes back is about the one ``AHEAD`` hops before it, if there was one."""
        self._hops.append(hop)
        if self._early:
            self._early -= 1
            return None
        hops = list(self._hops)
        near = hops[_BEHIND:]
        voiced = any(one.hiss_db < _HISS_DB and one.level_db > self._loudness.gate_db for one in near)
        self._since_voice = 0 if voiced else self._since_voice + 1
        self._loudness.hear([one.level_db for one in near], voiced=voiced)
        if voiced and self._loudness.speaking and near[0].level_db > self._loudness.gate_db:
            self._voiced = min(self._voiced + 1, _MOST_HOPS)
            self._usual_db += (near[0].bands_db - self._usual_db) / self._voiced
        return Heard(
            bands_db=np.stack([hops[place].bands_db for place in _PLACES]),
            usual_db=self._usual_db.copy(),
            stressed_db=self._loudness.stressed_db,
            above_db=max(one.level_db for one in near) - self._loudness.stressed_db,
            # s, sh, f stand beside a vowel. Hiss on its own is typing, breath, a chair.
            speaking=self._loudness.speaking and self._since_voice <= _HISS_HOPS,
        )
