"""The recurrence of FlashHead and FlashTalk: clips that each begin with the end of the one before.

The last frames of a clip, colours corrected, are encoded again and lead the next clip; the frames drawn from them are
not shown. All of it stays on the device; nothing here waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.local.attention import KeysValues
from app.engine.local.colour import ColourTransfer
from app.engine.local.dit import AudioDiT, Scene
from app.engine.local.sampler import Noise, Schedule, sample
from app.engine.local.vae import ClipVAE

CLIP_FRAMES = 33
"""Frames that are drawn at once, as published."""

MOTION_LATENTS = 2
"""Latent frames of a clip that lead the next."""


def overlap_frames(frame_stride: int) -> int:
    """Frames at the beginning of every clip that are not shown: 5 with FlashHead Pro and FlashTalk, 9 with Lite."""
    return (MOTION_LATENTS - 1) * frame_stride + 1


@dataclass(frozen=True, slots=True)
class Clip:
    """What one chunk of sound became.

    Attributes:
        latent: given to the decoder.
        decoded: all frames before colour transfer, ``[3, frames, height, width]``.
        shown: the new frames in the reference's colours, float32.

    """

    latent: Tensor
    decoded: Tensor
    shown: Tensor


class ClipLoop:
    """Draws clip after clip of one session.

    Args:
        dit: the model; shared with other sessions.
        vae: the autoencoder; shared too.
        schedule: steps of the sampler.
        reference: the portrait, ``[3, 1, height, width]``, in -1..1.
        condition: what the DiT is given beside every latent.
        motion: what leads the first clip.
        noise: where chance comes from; called with the number of the draw within a clip.
        scene: FlashTalk's text and picture.
        colour_strength: 1: the reference's colours entirely; 0: as they are decoded.

    """

    def __init__(
        self,
        dit: AudioDiT,
        vae: ClipVAE,
        schedule: Schedule,
        reference: Tensor,
        condition: Tensor,
        motion: Tensor,
        noise: Noise,
        *,
        scene: Scene | None = None,
        colour_strength: float = 1.0,
    ) -> None:
        self.motion = motion.to(dit.dtype)
        self._dit, self._vae, self._schedule, self._noise, self._scene = dit, vae, schedule, noise, scene
        self._condition = condition.to(dit.dtype)
        self._modulations = dit.modulations(schedule.timesteps)
        self._rotary = dit.rotary((condition.shape[1], condition.shape[2], condition.shape[3]))
        self._sigma_dtype = dit.dtype if dit.shape.family == "flashhead" else torch.float32
        self.colour: Callable[[Tensor], Tensor] = ColourTransfer(reference.float(), colour_strength)
        self.overlap = overlap_frames(dit.shape.frame_stride)

    def draw(self, windows: Tensor) -> Clip:
        """The next clip, to the audio windows ``[frames, 5, layers, width]`` of its frames."""
        latent = self.denoise(self._dit.hear(windows))
        decoded = self._vae.decode(latent)
        shown = self.colour(decoded[:, self.overlap :].float())
        self.motion = self._vae.encode(shown[:, -self.overlap :]).to(self.motion.dtype)
        return Clip(latent, decoded, shown)

    def denoise(self, audio: list[KeysValues]) -> Tensor:
        """The latent of the next clip."""

        def predict(latent: Tensor, step: int) -> Tensor:
            return self._dit(latent, self._condition, self._modulations[step], self._rotary, audio, self._scene)

        return sample(predict, self._noise, self.motion, self._schedule, self._sigma_dtype)


def to_pixels(frames: Tensor) -> Tensor:
    """Frames ``[3, count, height, width]`` in -1..1 as ``[count, height, width, 4]``, uint8, B G R A, opaque."""
    levels = ((frames + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    opaque = torch.full_like(levels[:1], 255)
    return torch.cat((levels.flip(0), opaque)).permute(1, 2, 3, 0).contiguous()
