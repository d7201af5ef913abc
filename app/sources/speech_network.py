"""Silero's voice activity network (version 5, its 16 kHz half), run with numpy: its runtime takes 30 MB."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from app.base.paths import resources_dir
from app.media.types import Samples

RATE_HZ: Final = 16_000
WINDOW: Final = 512
"""Samples that it takes at once: 32 ms."""

_CONTEXT = 64  # samples before the window that it is shown again; behind it as many are mirrored
_FRAME, _HOP = 256, 128  # samples of a spectrum, and from one to the next
_FRAMES = (_CONTEXT + WINDOW + _CONTEXT - _FRAME) // _HOP + 1
_STRIDES = (1, 2, 2, 1)  # of the four convolutions, over time
_TAPS = 3

Floats = NDArray[np.float32]


class SpeechNetwork:
    """How much sound is like speech, 32 ms after 32 ms. One thread.

    Spectra, four convolutions over them with rectifiers, one LSTM cell, one output. The layers and their sizes are
    those of ``silero_vad.onnx`` (https://github.com/snakers4/silero-vad, MIT), whose own output a test compares.
    """

    def __init__(self) -> None:
        with np.load(resources_dir() / "models" / "silero_vad.npz", allow_pickle=False) as stored:
            convolutions = [(stored[f"conv_{n}_weights"], stored[f"conv_{n}_bias"]) for n in range(len(_STRIDES))]
            self._gates: Floats = np.hstack((stored["lstm_input_weights"], stored["lstm_hidden_weights"]))
            self._gates_bias: Floats = stored["lstm_input_bias"] + stored["lstm_hidden_bias"]
            self._out: Floats = stored["out_weights"]
            self._out_bias = float(stored["out_bias"])
        self._hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / _FRAME)).astype(np.float32)
        self._sound: Samples = np.zeros(_CONTEXT + WINDOW + _CONTEXT, np.float32)
        self._frames = as_strided(self._sound, (_FRAMES, _FRAME), (_HOP * 4, 4), writeable=False)
        self._layers: list[_Convolution] = []
        count = _FRAMES
        for (weights, bias), stride in zip(convolutions, _STRIDES, strict=True):
            self._layers.append(_Convolution(weights, bias, count, stride))
            count = self._layers[-1].count
        size = len(self._out)
        self._hidden: Floats = np.zeros(size, np.float32)
        self._cell: Floats = np.zeros(size, np.float32)

    def likelihood(self, window: Samples) -> float:
        """Take the next samples, shape ``(WINDOW,)``, float32, RATE_HZ; how likely they are speech, 0..1."""
        sound = self._sound
        sound[:_CONTEXT] = sound[WINDOW : WINDOW + _CONTEXT]
        sound[_CONTEXT:-_CONTEXT] = window
        sound[-_CONTEXT:] = window[-2 : -2 - _CONTEXT : -1]
        features: Floats = np.abs(np.fft.rfft(self._frames * self._hann)).astype(np.float32, copy=False)
        for layer in self._layers:
            features = layer.run(features)
        gates = self._gates @ np.concatenate((features[0], self._hidden)) + self._gates_bias
        taken, kept, fresh, shown = gates.reshape(4, -1)
        self._cell = _sigmoid(kept) * self._cell + _sigmoid(taken) * np.tanh(fresh)
        self._hidden = _sigmoid(shown) * np.tanh(self._cell)
        return float(_sigmoid(np.maximum(self._hidden, 0.0) @ self._out + self._out_bias))


class _Convolution:
    """A convolution over three neighbours in time, and the rectifier after it.

    Args:
        weights: shape ``(channels out, channels in, 3)``.
        bias: shape ``(channels out,)``.
        length: moments that come in.
        stride: how many of them for one that goes out.

    """

    def __init__(self, weights: Floats, bias: Floats, length: int, stride: int) -> None:
        channels = weights.shape[1]
        self.count = (length + 2 - _TAPS) // stride + 1
        self._weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(_TAPS * channels, -1))
        self._bias = bias
        self._padded: Floats = np.zeros((length + 2, channels), np.float32)  # silence before and after
        # Neighbours in time lie one after the other in memory, so each stretch of three is a row as it is.
        shape, step = (self.count, _TAPS * channels), (stride * channels * 4, 4)
        self._neighbours = as_strided(self._padded, shape, step, writeable=False)

    def run(self, features: Floats) -> Floats:
        """Shape ``(length, channels in)`` to ``(count, channels out)``."""
        self._padded[1:-1] = features
        rectified: Floats = np.maximum(self._neighbours @ self._weights + self._bias, 0.0)
        return rectified


def _sigmoid(x: Floats) -> Floats:
    out: Floats = 0.5 + 0.5 * np.tanh(0.5 * x)
    return out
