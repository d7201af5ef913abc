"""How loud a speaker is, how loud the room, and whether anybody speaks."""

from __future__ import annotations

from collections import deque

HYSTERESIS_DB = 4.0

_FLOOR_DB = -46.0
_ABOVE_NOISE_DB = 8.0
_HOLD_HOPS = 6
_USUAL_DB = -18.0  # how loud the stressed vowels of a well set microphone are
_QUIETEST_DB, _LOUDEST_DB = -36.0, -6.0
_LIVELY_DB = 12.0


class Loudness:
    """The gate, and what counts as loud, for one turn. One thread."""

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
        """Take one hop, knowing those after it; what is loud for less than three is a click."""
        level_db = levels_db[0]
        self._listen_to_room(level_db)
        gate = self.gate_db
        if any(min(row) > gate for row in zip(levels_db, levels_db[1:], levels_db[2:], strict=False)):
            self.speaking, self._held_hops = True, 0
            if voiced and level_db > gate:
                self._get_used_to(level_db)
        elif level_db > gate - HYSTERESIS_DB:
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
            quiet = sorted(self._block)[4:6]  # the tenth percentile lies between them; NumPy's would import numpy.ma
            self._minima.append(0.1 * quiet[0] + 0.9 * quiet[1])
            self._block.clear()

    def _noise_db(self) -> float:
        """The quietest half second of the last three; unknown at first, and never near the voice itself."""
        if len(self._minima) < 4:
            return -100.0
        return min(min(self._minima), -35.0, self.stressed_db - 18.0)
