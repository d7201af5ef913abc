"""Tells speech from other sounds, typing above all: Silero's small network, on what the microphone hears."""

from __future__ import annotations

import numpy as np

from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.speech_network import RATE_HZ, WINDOW, SpeechNetwork

_RATIO = PROGRAM_RATE_HZ // RATE_HZ
_TAPS = 47


def _low_pass() -> Samples:
    """A windowed sinc at 7 kHz: what is above the network's 8 kHz must not fold back into speech."""
    at = np.arange(_TAPS) - _TAPS // 2
    taps = np.sinc(at * 2 * 7_000 / 48_000) * np.hanning(_TAPS + 2)[1:-1]
    normal: Samples = (taps / taps.sum()).astype(np.float32)
    return normal


class SpeechDetector:
    """How much the last 32 ms sound like somebody speaking. One thread."""

    def __init__(self) -> None:
        self._network = SpeechNetwork()
        self._taps = _low_pass()
        self._tail: Samples = np.zeros(_TAPS - 1, np.float32)
        self._window = np.zeros(WINDOW, np.float32)
        self._filled = 0
        self._phase = 0  # the next sample to keep, of those that come
        self._likelihood = 0.0

    def feed(self, samples: Samples) -> float:
        """Take the next samples (PROGRAM_RATE_HZ); the likelihood of speech, 0..1."""
        whole = np.concatenate((self._tail, samples))
        self._tail = whole[len(samples) :]
        kept = np.convolve(whole, self._taps, "valid")[self._phase :: _RATIO]
        self._phase = (self._phase - len(samples)) % _RATIO
        while len(kept):
            room = min(len(kept), WINDOW - self._filled)
            self._window[self._filled : self._filled + room] = kept[:room]
            self._filled += room
            kept = kept[room:]
            if self._filled == WINDOW:
                self._filled = 0
                self._likelihood = self._network.likelihood(self._window)
        return self._likelihood
