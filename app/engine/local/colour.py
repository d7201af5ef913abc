"""Colour transfer: every frame gets the mean and spread that the reference picture has in CIE Lab.

It keeps the colours of a long session from drifting and feeds back into the next chunk, so it is part of the model.
Frames are ``[3, frames, height, width]``, R G B in -1..1.

It computes in the format that it is given. The authors' pipelines give it bfloat16, which moves single pixels by up to
a quarter of the range; ours give it float32.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

_RGB_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_XYZ_TO_RGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_WHITE = (0.95047, 1.0, 1.08883)  # D65
_EPSILON, _KAPPA = 0.008856, 903.3
_LEAST_SPREAD = 1e-8


class LabStatistics(NamedTuple):
    """Mean and standard deviation over a picture, each ``[3, frames, 1, 1]``."""

    mean: Tensor
    spread: Tensor


def statistics(lab: Tensor) -> LabStatistics:
    """Of every frame, over all its pixels."""
    spread, mean = torch.std_mean(lab, dim=(-2, -1), correction=0, keepdim=True)
    return LabStatistics(mean, spread.clamp_min(_LEAST_SPREAD))


class ColourTransfer:
    """Gives frames the colours of one reference picture ``[3, 1, height, width]``, whose statistics are kept."""

    def __init__(self, reference: Tensor, strength: float = 1.0) -> None:
        self._reference = statistics(rgb_to_lab(reference / 2 + 0.5))
        self._strength = strength

    def __call__(self, frames: Tensor) -> Tensor:
        """The frames in the reference's colours; untouched where the strength is 0.

        In -1..1 at full strength; below it, what was beyond that stays beyond.
        """
        if self._strength == 0:
            return frames
        rgb = frames / 2 + 0.5
        lab = rgb_to_lab(rgb)
        own = statistics(lab)
        moved = lab_to_rgb((lab - own.mean) * (self._reference.spread / own.spread) + self._reference.mean)
        if self._strength != 1:
            moved = torch.lerp(rgb, moved, self._strength)
        return moved * 2 - 1


def rgb_to_lab(rgb: Tensor) -> Tensor:
    """From sRGB in 0..1 to CIE Lab, channels first."""
    linear = torch.where(rgb > 0.04045, ((rgb.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    xyz = (_mixed(linear, _RGB_TO_XYZ) / _white(rgb)).clamp(1e-8, 1.0)
    f = torch.where(xyz > _EPSILON, xyz ** (1 / 3), (_KAPPA * xyz + 16) / 116)
    return torch.stack((116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])))


def lab_to_rgb(lab: Tensor) -> Tensor:
    """From CIE Lab to sRGB, clamped to 0..1."""
    fy = (lab[0] + 16) / 116
    f = torch.stack((fy + lab[1] / 500, fy, fy - lab[2] / 200))
    cube = f**3
    xyz = torch.where(cube > _EPSILON, cube, (116 * f - 16) / _KAPPA) * _white(lab)
    linear = _mixed(xyz, _XYZ_TO_RGB)
    rgb = torch.where(linear > 0.0031308, 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055, 12.92 * linear)
    return rgb.clamp(0, 1)


def _mixed(x: Tensor, matrix: tuple[tuple[float, ...], ...]) -> Tensor:
    """Every pixel multiplied by ``matrix``, summed in float32.

    Not by a product of matrices, which every processor rounds otherwise.
    """
    red, green, blue = x.float()
    rows = _constant(matrix, x.dtype, x.device).float()
    return torch.stack([row[0] * red + row[1] * green + row[2] * blue for row in rows]).to(x.dtype)


def _white(like: Tensor) -> Tensor:
    return _constant(_WHITE, like.dtype, like.device).view(3, 1, 1, 1)


@cache
def _constant(values: Any, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Sent to the device once: sending waits for all that the device has to do."""
    return torch.tensor(values, dtype=dtype, device=device)
