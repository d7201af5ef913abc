"""The two video autoencoders, by way of diffusers: Wan 2.1's (FlashHead Pro, FlashTalk), LTX-Video's (FlashHead Lite).

Latents are normalised, ``[channels, frames, rows, columns]``; pictures ``[3, frames, height, width]``, R G B in -1..1.
Both take 1 + n * stride frames and have the mean of what they encode, never a sample of it: a session draws the same
pictures from the same seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, Self

import torch
from diffusers import AutoencoderKLLTXVideo, AutoencoderKLWan
from diffusers.loaders.single_file_utils import convert_wan_vae_to_diffusers
from torch import Tensor, nn

from app.engine.local.base import Tensors

Stride = tuple[int, int, int]
"""Frames, rows and columns of pictures behind one of a latent; of frames only after the first."""


class Decoder(Protocol):
    """What draws the clip of a latent."""

    def decode(self, latent: Tensor) -> Tensor:
        """The clip of a latent."""
        ...


class ClipVAE(Decoder, Protocol):
    """An autoencoder of short clips."""

    stride: Stride

    def encode(self, frames: Tensor) -> Tensor:
        """The latent of a clip."""
        ...


def latent_size(stride: Stride, frames: int, height: int, width: int) -> tuple[int, int, int]:
    """Frames, rows and columns of the latent of a clip."""
    return (frames - 1) // stride[0] + 1, height // stride[1], width // stride[2]


class _DiffusersVAE:
    """What both have in common: weights on their device, and the scale of their latents."""

    def __init__(self, model: Any, mean: Tensor, std: Tensor, stride: Stride) -> None:
        self._model = model.requires_grad_(requires_grad=False).eval()
        self._mean, self._std = mean.view(-1, 1, 1, 1), std.view(-1, 1, 1, 1)
        self.stride = stride

    def to(self, device: torch.device | str, dtype: torch.dtype) -> Self:
        """Move it; pictures and latents that it gives are then there, in this format."""
        nn.Module.to(self._model, device, dtype)  # diffusers' own warns of modules to keep in float32: there are none
        self._mean, self._std = self._mean.to(device, dtype), self._std.to(device, dtype)
        return self

    def encode(self, frames: Tensor) -> Tensor:
        """The latent of a clip."""
        posterior = self._model.encode(frames.to(self._mean)[None]).latent_dist
        return (posterior.mode()[0] - self._mean) / self._std

    def decode(self, latent: Tensor) -> Tensor:
        """The clip of a latent."""
        return self._model.decode((latent.to(self._mean) * self._std + self._mean)[None]).sample[0]


class WanVAE(_DiffusersVAE):
    """Wan 2.1's, from tensors under the names of ``Wan2.1_VAE.pth``; what it decodes is clamped."""

    @classmethod
    def from_tensors(cls, tensors: Tensors) -> Self:
        """The autoencoder that these weights are of. Raises RuntimeError where tensors do not fit."""
        base, latent = (int(tensors[name].shape[0]) for name in ("encoder.conv1.weight", "conv2.weight"))
        with torch.device("meta"):
            model = AutoencoderKLWan(base_dim=base, z_dim=latent)
        model.load_state_dict(convert_wan_vae_to_diffusers(dict(tensors)), strict=True, assign=True)
        mean, std = (torch.tensor(model.config[name]) for name in ("latents_mean", "latents_std"))
        return cls(model, mean, std, stride=(4, 8, 8))


class LTXVAE(_DiffusersVAE):
    """LTX-Video 0.9's, from the tensors and ``config.json`` of a diffusers folder; what it decodes is not clamped."""

    @classmethod
    def from_tensors(cls, tensors: Tensors, config: Mapping[str, Any]) -> Self:
        """The autoencoder that these weights are of. Raises RuntimeError where tensors do not fit."""
        with torch.device("meta"):
            model = AutoencoderKLLTXVideo.from_config(dict(config))
        model.load_state_dict(dict(tensors), strict=True, assign=True)
        patch, halvings = model.config.patch_size, sum(model.config.spatio_temporal_scaling)
        spatial = patch * 2**halvings
        stride = (model.config.patch_size_t * 2**halvings, spatial, spatial)
        return cls(model, tensors["latents_mean"], tensors["latents_std"], stride=stride)
