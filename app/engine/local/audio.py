"""From sound to the windows of speech features that the DiT hears: ring buffer, wav2vec2, windows.

wav2vec2 runs in float32 whatever the DiT does, as its authors run it. Its parts are driven one by one, because the
features are stretched to the rate of the video between the convolutions and the projection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from transformers import Wav2Vec2Config, Wav2Vec2Model

from app.engine.local.base import FPS, RATE_HZ, Tensors
from app.engine.local.dit_shape import WINDOW_FRAMES
from app.engine.local.loudness import normalised as at_target_loudness
from app.engine.local.speed import HISTORY_S
from app.media.types import Samples

_VARIANCE_FLOOR = 1e-7
_RENAMED = {
    "conv.weight_g": "conv.parametrizations.weight.original0",
    "conv.weight_v": "conv.parametrizations.weight.original1",
}
_UNUSED = ("lm_head.", "quantizer.", "project_q.", "project_hid.")
_MASK = "masked_spec_embed"  # for training


class AudioHistory:
    """The last seconds of sound, silence at first."""

    def __init__(self, seconds: int = HISTORY_S) -> None:
        self.samples: Samples = np.zeros(seconds * RATE_HZ, np.float32)

    def push(self, samples: Samples) -> None:
        """Append, and forget as much."""
        self.samples = np.concatenate((self.samples, samples))[-len(self.samples) :]


def standardised(samples: Samples) -> Samples:
    """Zero mean and unit variance: what wav2vec2's feature extractor does."""
    return (samples - samples.mean()) / np.sqrt(samples.var() + np.float32(_VARIANCE_FLOOR))


def windows(features: Tensor, start: int, end: int) -> Tensor:
    """Of frames ``start`` to ``end`` the features of two frames before to two after, ``[frames, 5, layers, width]``.

    What would lie outside ``features`` is its first or last frame once more.
    """
    reach = WINDOW_FRAMES // 2
    frames = torch.arange(start, end, device=features.device)[:, None]
    around = frames + torch.arange(-reach, reach + 1, device=features.device)
    return features[around.clamp(0, features.shape[0] - 1)]


class SpeechFeatures:
    """wav2vec2 as FlashHead and FlashTalk hear with it.

    Args:
        model: on its device, in float32.
        standardise: what ``preprocessor_config.json`` calls ``do_normalize``.

    """

    def __init__(self, model: Wav2Vec2Model, *, standardise: bool = True) -> None:
        self.model = model
        self._standardise = standardise

    @classmethod
    def from_tensors(
        cls,
        tensors: Tensors,
        config: Mapping[str, Any],
        *,
        standardise: bool = True,
        device: torch.device | str = "cpu",
    ) -> Self:
        """The encoder that these weights and this ``config.json`` are of.

        Heads for recognition or training beside it are left out. Raises RuntimeError where tensors do not fit.
        """
        settings = Wav2Vec2Config(**{name: value for name, value in config.items() if name != "architectures"})
        with torch.device("meta"):
            model = Wav2Vec2Model(settings)
        kept = {plain_name(name): tensor for name, tensor in tensors.items() if not name.startswith(_UNUSED)}
        if hasattr(model, _MASK):
            kept.setdefault(_MASK, torch.zeros(settings.hidden_size))
        else:
            kept.pop(_MASK, None)
        model.load_state_dict(kept, strict=True, assign=True)
        model.requires_grad_(requires_grad=False)
        return cls(model.eval().float().to(device), standardise=standardise)

    def hear(self, samples: Samples, frames: int, *, loudness: bool = False) -> Tensor:
        """Features of ``frames`` frames of video over ``samples``, ``[frames, layers, width]``.

        Args:
            samples: float32 mono at ``RATE_HZ``.
            frames: how many frames of video the sound is spread over.
            loudness: bring the sound to the target loudness first, as FlashTalk does.

        """
        samples = at_target_loudness(samples) if loudness else samples
        samples = standardised(samples) if self._standardise else samples
        return self.layers(stretched(self.convolve(samples), frames))

    def hear_history(self, history: AudioHistory, frames: int, *, loudness: bool = False) -> Tensor:
        """Windows of the last ``frames`` frames of the history: what one chunk is drawn from."""
        heard = len(history.samples) * FPS // RATE_HZ
        features = self.hear(history.samples, heard, loudness=loudness)
        return windows(features, heard - frames, heard)

    def hear_clip(self, samples: Samples, *, loudness: bool = False) -> Tensor:
        """Windows of all frames of a clip that is known as a whole."""
        frames = len(samples) * FPS // RATE_HZ
        return windows(self.hear(samples, frames, loudness=loudness), 0, frames)

    def convolve(self, samples: Samples) -> Tensor:
        """The convolutions' features, 50 a second, ``[1, steps, channels]``."""
        device = next(self.model.parameters()).device
        sound = torch.from_numpy(np.ascontiguousarray(samples, np.float32)).to(device)[None]
        return self.model.feature_extractor(sound).transpose(1, 2)

    def layers(self, features: Tensor) -> Tensor:
        """The output of every encoder layer, ``[frames, layers, width]``."""
        encoder = self.model.encoder
        hidden, _ = self.model.feature_projection(features)
        hidden = encoder.layer_norm(hidden + encoder.pos_conv_embed(hidden))
        outputs = []
        for layer in encoder.layers:
            hidden = layer(hidden)
            outputs.append(hidden[0])
        return torch.stack(outputs, dim=1)


def stretched(features: Tensor, frames: int) -> Tensor:
    """``features`` ``[1, steps, channels]`` spread linearly over ``frames``, first on first and last on last."""
    stretch = functional.interpolate(features.transpose(1, 2), size=frames, mode="linear", align_corners=True)
    return stretch.transpose(1, 2)


def plain_name(name: str) -> str:
    """The name that the encoder alone has for a tensor, whatever model it was saved from."""
    name = name.removeprefix("wav2vec2.")
    for old, new in _RENAMED.items():
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name
