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
from app.engine.local.device import best_attention, memory_pool, recorded
from app.engine.local.dit import AudioDiT, Scene
from app.engine.local.dit_shape import WINDOW_FRAMES
from app.engine.local.sampler import Noise, Schedule, sample
from app.engine.local.speed import AS_PUBLISHED, Speed
from app.engine.local.vae import ClipVAE, Decoder

MOTION_LATENTS = 2
"""Latent frames of a clip that lead the next."""


_WARM_CLIPS = 3
"""The first begins with fewer latents than the others; work is recorded when its shapes come twice running."""


def overlap_frames(frame_stride: int) -> int:
    """Frames at the beginning of every clip that are not shown: 5 with FlashHead Pro and FlashTalk, 9 with Lite."""
    return (MOTION_LATENTS - 1) * frame_stride + 1


@dataclass(frozen=True, slots=True)
class Clip:
    """What one chunk of sound became; good until the next one is drawn.

    Attributes:
        latent: given to the decoder.
        decoded: all frames before colour transfer, ``[3, frames, height, width]``.
        shown: the new frames in the reference's colours, float32.
        end: the last frames likewise, which lead the next clip; in a short clip more than are shown.

    """

    latent: Tensor
    decoded: Tensor
    shown: Tensor
    end: Tensor


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
        speed: whether work is recorded.
        decoder: draws instead of the autoencoder's own.

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
        speed: Speed = AS_PUBLISHED,
        decoder: Decoder | None = None,
    ) -> None:
        self.motion = motion.to(dit.dtype)
        self._dit, self._vae, self._schedule, self._noise, self._scene = dit, vae, schedule, noise, scene
        self._condition = condition.to(dit.dtype)
        self._modulations = dit.modulations(schedule.timesteps)
        self._rotary = dit.rotary((condition.shape[1], condition.shape[2], condition.shape[3]))
        self._sigma_dtype = dit.dtype if dit.shape.family == "flashhead" else torch.float32
        self.colour: Callable[[Tensor], Tensor] = ColourTransfer(reference.float(), colour_strength)
        self.overlap = overlap_frames(dit.shape.frame_stride)
        self._decode = (decoder or vae).decode
        pool = memory_pool(dit.device)
        self._sample, self._show, self._carry = (
            recorded(work, dit.device, pool, wanted=speed.graphs)
            for work in (self._sampled, self._shown, self._carried)
        )

    def draw(self, windows: Tensor) -> Clip:
        """The next clip, to the audio windows ``[frames, 5, layers, width]`` of its frames."""
        clip = self.render(windows)
        self.carry(clip)
        return clip

    def render(self, windows: Tensor) -> Clip:
        """What ``draw`` gives, as soon as it is there; ``carry`` must follow."""
        latent = self.denoise(self._dit.hear(windows))
        return Clip(latent, *self._show(latent))

    def carry(self, clip: Clip) -> None:
        """Let the next clip begin with the end of this one."""
        self.motion = self._carry(clip.end)

    def denoise(self, audio: list[KeysValues]) -> Tensor:
        """The latent of the next clip."""
        noises = [self._noise(number) for number in range(self._schedule.steps + 1)]
        latent: Tensor = self._sample(self.motion, *noises, *(tensor for heard in audio for tensor in heard))
        return latent

    def warm(self, frames: int, noise: Noise) -> None:
        """Draw clips of ``frames`` that nobody sees, so that everything is compiled and recorded; leaves no trace."""
        kept = self.motion, self._noise
        silence = self.motion.new_zeros(frames, WINDOW_FRAMES, 1, self._dit.shape.audio_in)
        self._noise = noise
        try:
            for _ in range(_WARM_CLIPS):
                self.draw(silence)
        finally:
            self.motion, self._noise = kept

    # ---- the work of a clip: kernels alone, the same for every clip

    def _sampled(self, motion: Tensor, *given: Tensor) -> Tensor:
        noises, flat = given[: self._schedule.steps + 1], given[self._schedule.steps + 1 :]
        audio = [KeysValues(*pair) for pair in zip(flat[::2], flat[1::2], strict=True)]

        def predict(latent: Tensor, step: int) -> Tensor:
            return self._dit(latent, self._condition, self._modulations[step], self._rotary, audio, self._scene)

        with best_attention(motion.device):
            return sample(predict, noises.__getitem__, motion, self._schedule, self._sigma_dtype)

    def _shown(self, latent: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        decoded = self._decode(latent)
        new = decoded.shape[1] - self.overlap
        coloured = self.colour(decoded[:, -max(new, self.overlap) :].float())
        return decoded, coloured[:, -new:], coloured[:, -self.overlap :]

    def _carried(self, end: Tensor) -> Tensor:
        return self._vae.encode(end).to(self._dit.dtype)


def to_pixels(frames: Tensor) -> Tensor:
    """Frames ``[3, count, height, width]`` in -1..1 as ``[count, height, width, 4]``, uint8, B G R A, opaque."""
    levels = ((frames + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    opaque = torch.full_like(levels[:1], 255)
    return torch.cat((levels.flip(0), opaque)).permute(1, 2, 3, 0).contiguous()
