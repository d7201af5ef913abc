"""Small models with random weights, on any device: the metadevice, too, where nothing is computed."""

from __future__ import annotations

import torch
from diffusers import AutoencoderKLWan
from torch import Tensor, nn

from app.engine.local.clip_loop import ClipLoop
from app.engine.local.dit import AudioDiT
from app.engine.local.dit_shape import DiTShape
from app.engine.local.sampler import Schedule, SeededNoise
from app.engine.local.speed import AS_PUBLISHED, Speed
from app.engine.local.vae import Decoder, WanVAE

TINY = DiTShape(
    family="flashhead",
    dim=64,
    ffn_dim=128,
    freq_dim=32,
    heads=2,
    layers=2,
    in_channels=32,
    out_channels=16,
    patch=(1, 2, 2),
    audio_in=64,
    audio_hidden=32,
    audio_tokens=4,
    audio_dim=64,
    frame_stride=4,
)
SIZE = (16, 32)
FRAMES = 9


def randomised(module: nn.Module, seed: int = 7) -> nn.Module:
    """Weights of the size that keeps numbers at theirs."""
    torch.manual_seed(seed)
    for parameter in module.parameters():
        spread = parameter[0].numel() ** -0.5 if parameter.dim() > 1 else 0.05
        parameter.data.normal_(0, spread)
    return module.requires_grad_(requires_grad=False).eval()


def dit(device: str = "cpu", dtype: torch.dtype = torch.float32) -> AudioDiT:
    """A FlashHead."""
    made: AudioDiT = randomised(AudioDiT(TINY))
    made.use_dtype(dtype)
    return made.to(device)


def wan(device: str = "cpu", dtype: torch.dtype = torch.float32) -> WanVAE:
    """Its autoencoder."""
    model = randomised(AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1))
    mean, std = (torch.tensor(model.config[name]) for name in ("latents_mean", "latents_std"))
    return WanVAE(model, mean, std, stride=(4, 8, 8)).to(device, dtype)


def loop(
    model: AudioDiT, vae: WanVAE, speed: Speed = AS_PUBLISHED, decoder: Decoder | None = None, seed: int = 3
) -> ClipLoop:
    """A session of clips of nine frames."""
    device, dtype = model.device, model.dtype
    size = (3, SIZE[0] // 8, SIZE[1] // 8)
    reference = torch.linspace(-1, 1, 3 * SIZE[0] * SIZE[1]).view(3, 1, *SIZE).to(device)
    condition = vae.encode(reference.expand(-1, FRAMES, -1, -1))
    noise = SeededNoise((16, *size), seed, torch.device("cpu"), (dtype, dtype))
    return ClipLoop(
        model,
        vae,
        Schedule.of(2, dtype),
        reference,
        condition,
        condition[:, :1],
        lambda number: noise(number).to(device),
        speed=speed,
        decoder=decoder,
    )


def heard(number: int, frames: int = FRAMES) -> Tensor:
    """Windows of features of a chunk."""
    return torch.randn(frames, 5, 1, TINY.audio_in, generator=torch.Generator().manual_seed(number))
