"""The models of the local engine at their published sizes with random weights, and how much work they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from diffusers import AutoencoderKLLTXVideo, AutoencoderKLWan
from torch.utils.flop_counter import FlopCounterMode
from transformers import Wav2Vec2Config, Wav2Vec2Model

from app.engine.local.audio import SpeechFeatures
from app.engine.local.dit import AudioDiT
from app.engine.local.dit_shape import DiTShape
from app.engine.local.talking_clip import Quality
from app.engine.local.vae import LTXVAE, WanVAE, latent_size

_HEAD = DiTShape(
    family="flashhead",
    dim=1536,
    ffn_dim=8960,
    freq_dim=256,
    heads=12,
    layers=30,
    in_channels=32,
    out_channels=16,
    patch=(1, 2, 2),
    audio_in=12 * 768,
    audio_hidden=512,
    audio_tokens=32,
    audio_dim=1536,
    frame_stride=4,
)
_TALK = replace(
    _HEAD,
    family="flashtalk",
    dim=5120,
    ffn_dim=13824,
    heads=40,
    layers=40,
    in_channels=36,
    audio_dim=768,
    text_dim=4096,
    image_dim=1280,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A model at a size.

    Attributes:
        shape: of its transformer.
        quality: how it draws.
        floor: TFLOP of one step of the transformer and of decoding, encoding what leads, and a whole chunk, as computed
            from the published sizes.
        goal_fps: new frames a second on an H200.

    """

    shape: DiTShape
    quality: Quality
    floor: dict[str, float]
    goal_fps: int


PROFILES = {
    "lite": Profile(
        replace(_HEAD, in_channels=256, out_channels=128, patch=(1, 1, 1), frame_stride=8),
        Quality(512, 512),
        {"dit_step": 3.56, "decode": 7.71, "encode": 2.10, "chunk": 24.1},
        200,
    ),
    "pro": Profile(_HEAD, Quality(512, 512), {"dit_step": 38.84, "decode": 73.9, "encode": 7.0, "chunk": 236.0}, 76),
    "talk": Profile(_TALK, Quality(416, 704, steps=2), {}, 25),
}


def small(profile: Profile) -> Profile:
    """The same model with a hundredth of its work."""
    shape = replace(profile.shape, dim=256, ffn_dim=512, heads=2, layers=2, audio_dim=256, text_dim=0, image_dim=0)
    if profile.shape.family == "flashtalk":
        shape = replace(shape, text_dim=64, image_dim=64)
    return Profile(shape, Quality(64, 64, steps=profile.quality.steps), {}, 0)


# ---- models with random weights


def dit_of(shape: DiTShape, device: torch.device, dtype: torch.dtype) -> AudioDiT:
    """A transformer of this shape, made where it runs."""
    with torch.device("meta"):
        model = AudioDiT(shape).requires_grad_(requires_grad=False)
    model.use_dtype(dtype)
    model.to_empty(device=device)
    for parameter in model.parameters():
        if parameter.device.type != "meta":
            parameter.normal_(0, parameter[0].numel() ** -0.5 if parameter.dim() > 1 else 0.05)
    return model.eval()


def vae_of(shape: DiTShape, device: torch.device, dtype: torch.dtype, *, reduced: bool) -> WanVAE | LTXVAE:
    """The autoencoder that a transformer of this shape has latents of."""
    with torch.device(device):
        if shape.frame_stride == 4:
            wan = AutoencoderKLWan(base_dim=8, z_dim=16) if reduced else AutoencoderKLWan()
            mean, std = (torch.tensor(wan.config[name]) for name in ("latents_mean", "latents_std"))
            return WanVAE(wan, mean, std, stride=(4, 8, 8)).to(device, dtype)
        sizes = {"block_out_channels": (16, 32, 64, 64), "decoder_block_out_channels": (16, 32, 64, 64)}
        ltx = AutoencoderKLLTXVideo(**(sizes if reduced else {}))
        return LTXVAE(ltx, torch.zeros(128), torch.ones(128), stride=(8, 32, 32)).to(device, dtype)


def speech_of(shape: DiTShape, device: torch.device) -> SpeechFeatures:
    """wav2vec2 at its base size."""
    layers = shape.audio_in // 768
    with torch.device(device):
        model = Wav2Vec2Model(Wav2Vec2Config(num_hidden_layers=layers)).requires_grad_(requires_grad=False).eval()
    return SpeechFeatures(model)


# ---- work, counted without doing it


def work_of(profile: Profile, *, reduced: bool) -> dict[str, float]:
    """TFLOP of every part, counted by torch on tensors without values."""
    meta, shape, quality = torch.device("meta"), profile.shape, profile.quality
    size = (quality.height_px, quality.width_px)
    with torch.no_grad(), torch.device("meta"):
        dit, vae = dit_of(shape, meta, torch.bfloat16), vae_of(shape, meta, torch.bfloat16, reduced=reduced)
        latent = latent_size(vae.stride, 33, *size)
        given = torch.empty(shape.in_channels - shape.out_channels, *latent)
        drawn, frames = torch.empty(shape.out_channels, *latent), torch.empty(3, 33, *size)
        audio, modulation = dit.hear(torch.empty(33, 5, 12, shape.audio_in // 12)), dit.modulations([500.0])[0]
        scene = None
        if shape.family == "flashtalk":
            scene = dit.see(torch.empty(512, shape.text_dim), torch.empty(257, shape.image_dim))
        rotary = dit.rotary(latent)
        overlap = shape.frame_stride + 1
        counted = {
            "dit_step": _counted(lambda: dit(drawn, given, modulation, rotary, audio, scene)),
            "decode": _counted(lambda: vae.decode(drawn)),
            "encode": _counted(lambda: vae.encode(frames[:, :overlap])),
        }
    counted["chunk"] = counted["dit_step"] * quality.steps + counted["decode"] + counted["encode"]
    return counted


def _counted(work: Callable[[], Any]) -> float:
    with FlopCounterMode(display=False) as counter:
        work()
    return counter.get_total_flops() / 1e12
