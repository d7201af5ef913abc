"""The mouth as a small network hears it: trained by ``tools/train_mouth.py``, run with numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.base.paths import resources_dir

CONTEXT: Final = (-14, -10, -7, -5, -3, -2, -1, 0, 1, 2, 3, 4)
"""Hops that decide over one, counted from it. The last is ``listener.AHEAD``."""

OUTPUTS: Final = ("openness", "spread", "press", "tuck")

_RANGE_DB: Final = (-55.0, 20.0)

Floats = NDArray[np.float32]


def mouth_features(bands_db: Floats, usual_db: Floats, stressed_db: Floats) -> Floats:
    """What the network is given: the sound around each hop and this speaker's usual one, against how loud they are.

    Args:
        bands_db: shape ``(n, len(CONTEXT), voice.BANDS)``, dB of full scale.
        usual_db: shape ``(n, voice.BANDS)``, the mean of the speaker's voice so far, dB of full scale.
        stressed_db: shape ``(n,)``, how loud stressed vowels are, dB of full scale.

    Returns:
        Shape ``(n, (len(CONTEXT) + 1) * voice.BANDS)``, about -1 to 1.
    """
    sound_db = np.concatenate([bands_db.reshape(len(bands_db), -1), usual_db], axis=1)
    relative_db = np.clip(sound_db - stressed_db[:, None], *_RANGE_DB)
    scaled: Floats = ((relative_db + 25.0) / 25.0).astype(np.float32)
    return scaled


class MouthModel:
    """The trained network. Any thread.

    Args:
        path: its weights; None: those that the studio is shipped with.
    """

    def __init__(self, path: Path | None = None) -> None:
        with np.load(path or resources_dir() / "models" / "mouth.npz", allow_pickle=False) as stored:
            self._layers = [
                (stored[f"weights_{n}"] * stored[f"scale_{n}"], stored[f"bias_{n}"].astype(np.float32))
                for n in range(len(stored.files) // 3)
            ]

    def shapes(self, features: Floats) -> Floats:
        """The mouth for each row of ``mouth_features``, shape ``(n, 4)`` in the order of ``OUTPUTS``."""
        out = features
        for weights, bias in self._layers[:-1]:
            out = np.maximum(out @ weights + bias, 0.0)
        weights, bias = self._layers[-1]
        out = out @ weights + bias
        low = np.array([0.0, -1.0, 0.0, 0.0], np.float32)
        shapes: Floats = np.clip(out, low, 1.0)
        return shapes
