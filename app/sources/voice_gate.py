"""The gate: open while somebody speaks, silence otherwise, so that the host's mouth rests."""

from __future__ import annotations

from collections import deque

SPEECH = 0.1  # likelihood from which on it is taken for speech
STAYS_DB = 6.0  # what is so much softer still keeps it open
HOLD_STEPS = 30  # pauses between words stay as they are
CLOSING = 0.62  # of the gain is left after each step: 60 dB in 150 ms
_SHUT = 1e-3


class VoiceGate:
    """Decides for every 10 ms how far it is open. One thread.

    It opens within one step. What it lets through must lag behind what it is told by ``lookahead_steps``, of which
    the last is the opening itself: then the beginning of a word is not cut although speech is known only after it.

    Args:
        lookahead_steps: steps by which the sound lags behind.

    """

    def __init__(self, lookahead_steps: int) -> None:
        self._peaks: deque[float] = deque(maxlen=lookahead_steps)
        self._left = 0  # steps for which it stays open
        self._gain = 0.0
        self.speech = False
        """The latest step sounds like speech."""

    @property
    def open(self) -> bool:
        """Somebody is heard."""
        return self._left > 0

    def step(self, peak_dbfs: float, speech: float, threshold_dbfs: float) -> float:
        """The gain after the next step, 0..1.

        Args:
            peak_dbfs: loudest sample of the step.
            speech: likelihood that somebody speaks in it, 0..1.
            threshold_dbfs: what is softer is not let in.

        """
        self._peaks.append(peak_dbfs)
        was_open = self.open
        self._left = max(0, self._left - 1)
        self.speech = speech >= SPEECH
        if self.speech and max(self._peaks) >= threshold_dbfs - STAYS_DB * was_open:
            self._left = HOLD_STEPS
        closing = self._gain * CLOSING
        self._gain = 1.0 if self.open else closing if closing > _SHUT else 0.0
        return self._gain
