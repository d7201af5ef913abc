"""A small decoder for latents of Wan's autoencoder: TAEHV's ``taew2_1`` (MIT), whose tensors keep their names.

It draws a twelfth of the time and softer (39.6 dB, 35.4 dB around the mouth). What leads the next clip is encoded by
Wan's own encoder from what it draws.

Layers and sizes are those of https://github.com/madebyollin/taehv: every frame is a picture to it, and some of its
blocks see the frame before, too. A latent becomes four frames; the first three of a clip come from nothing.
"""

from __future__ import annotations

from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.engine.local.base import Tensors

PREFIX = "decoder."
WIDTHS = (256, 128, 64, 64)
LATENT_CHANNELS = 16
_TIMES = (1, 2, 2)  # frames that each stage makes of one
_SPURIOUS = 3
_MEMORIES = 3


class _Soft(nn.Module):
    """Keeps latents within -3..3."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(x / 3) * 3


class _Memory(nn.Module):
    """A residual block that sees every frame and the one before; before the first there are zeros."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            _conv(2 * width, width), nn.ReLU(), _conv(width, width), nn.ReLU(), _conv(width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        before = torch.cat((torch.zeros_like(x[:1]), x[:-1]))
        return functional.relu(self.conv(torch.cat((x, before), dim=1)) + x)


class _Frames(nn.Module):
    """Makes ``times`` frames of every frame."""

    def __init__(self, width: int, times: int) -> None:
        super().__init__()
        self.times = times
        self.conv = nn.Conv2d(width, width * times, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x).unflatten(1, (self.times, -1)).flatten(0, 1)


def _conv(width_in: int, width_out: int, *, bias: bool = True) -> nn.Conv2d:
    return nn.Conv2d(width_in, width_out, 3, padding=1, bias=bias)


def layers() -> nn.Sequential:
    """The decoder's, numbered as in its file."""
    made: list[nn.Module] = [_Soft(), _conv(LATENT_CHANNELS, WIDTHS[0]), nn.ReLU()]
    for width, following, times in zip(WIDTHS, WIDTHS[1:], _TIMES, strict=False):
        made += [_Memory(width) for _ in range(_MEMORIES)]
        made += [nn.Upsample(scale_factor=2), _Frames(width, times), _conv(width, following, bias=False)]
    return nn.Sequential(*made, nn.ReLU(), _conv(WIDTHS[-1], 3))


class TinyDecoder:
    """See ``Decoder``. Latents are normalised, as everywhere."""

    def __init__(self, model: nn.Sequential) -> None:
        self._model = model.requires_grad_(requires_grad=False).eval()

    @classmethod
    def from_tensors(cls, tensors: Tensors) -> Self:
        """The decoder that these weights are of; its encoder is left out. Raises RuntimeError where they do not fit."""
        with torch.device("meta"):
            model = layers()
        kept = {name.removeprefix(PREFIX): x for name, x in tensors.items() if name.startswith(PREFIX)}
        model.load_state_dict(kept, strict=True, assign=True)
        return cls(model)

    def to(self, device: torch.device | str, dtype: torch.dtype) -> Self:
        """Move it; it draws there, in this format."""
        self._model.to(device, dtype)
        return self

    def decode(self, latent: Tensor) -> Tensor:
        """The clip ``[3, frames, height, width]``, in -1..1, of a latent ``[16, frames, rows, columns]``."""
        weight = self._model[1].weight
        drawn = self._model(latent.to(weight.device, weight.dtype).transpose(0, 1))[_SPURIOUS:]
        return drawn.clamp(0, 1).transpose(0, 1) * 2 - 1
