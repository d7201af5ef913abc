"""FlashHead and FlashTalk as the engine uses them: sound in, pictures out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from app.base.errors import AppError
from app.engine.local.audio import AudioHistory, SpeechFeatures
from app.engine.local.base import FPS, FRAME_SAMPLES, FaceBox, Frames, Pace, Picture
from app.engine.local.clip_loop import ClipLoop, overlap_frames, to_pixels
from app.engine.local.compiled import warmed
from app.engine.local.device import Download
from app.engine.local.dit import AudioDiT, Scene
from app.engine.local.sampler import Schedule, SeededNoise
from app.engine.local.speed import AS_PUBLISHED, CLIP_FRAMES, STEPS, Speed
from app.engine.local.vae import ClipVAE, Decoder, latent_size
from app.media.types import Samples

MASK_CHANNELS = 4
"""Channels of FlashTalk's condition that say which latent frames are given."""

Look = Callable[[Tensor], Tensor]
"""What CLIP sees in a portrait ``[3, height, width]``, -1..1: ``[257, width]``."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How a session draws.

    Attributes:
        width_px: width of the pictures, a multiple of what the autoencoder and the patches make of one pixel.
        height_px: their height.
        steps: of the sampler.
        colour_strength: 1 as published.
        frames: of a clip, 1 more than a multiple of what a latent frame stands for; others than 33 are experiments.

    """

    width_px: int
    height_px: int
    steps: int = STEPS
    colour_strength: float = 1.0
    frames: int = CLIP_FRAMES


class ClipModel:
    """FlashHead or FlashTalk, loaded: whatever ``dit`` is of.

    Args:
        dit: on its device, in its format.
        vae: the autoencoder that its latents are of.
        speech: wav2vec2.
        quality: of the sessions to come.
        text: FlashTalk's prompt as umT5 encodes it, ``[tokens, width]``.
        look: FlashTalk's CLIP.
        speed: what sessions do to be faster.
        decoder: draws instead of the autoencoder's own.
        error: how far quantised matrices move the velocity, RMS over RMS; None: they are not quantised.

    Raises AppError where a clip of that size has no whole latent.
    """

    def __init__(
        self,
        dit: AudioDiT,
        vae: ClipVAE,
        speech: SpeechFeatures,
        quality: Quality,
        *,
        text: Tensor | None = None,
        look: Look | None = None,
        speed: Speed = AS_PUBLISHED,
        decoder: Decoder | None = None,
        error: float | None = None,
    ) -> None:
        self.name = dit.shape.title
        self.dit, self.vae, self.speech, self.quality, self.speed = dit, vae, speech, quality, speed
        self.error = error
        self._check_size()
        self._text, self._look, self._decoder = text, look, decoder

    def _check_size(self) -> None:
        time, rows, columns = (a * b for a, b in zip(self.vae.stride, self.dit.shape.patch, strict=True))
        quality = self.quality
        overlap = overlap_frames(self.dit.shape.frame_stride)
        if quality.width_px % columns or quality.height_px % rows or quality.width_px * quality.height_px == 0:
            raise AppError(
                "local.size",
                f"{self.name} cannot draw {quality.width_px}x{quality.height_px} pixels.",
                f"Choose a width that is a multiple of {columns} and a height that is one of {rows}.",
                permanent=True,
            )
        if (quality.frames - 1) % time or quality.frames <= overlap:
            raise AppError(
                "local.size",
                f"{self.name} cannot draw clips of {quality.frames} frames.",
                f"Choose more than {overlap}, and one more than a multiple of {time}.",
                permanent=True,
            )
        if self.speed.history_s * FPS < quality.frames:
            raise AppError(
                "local.history",
                f"{self.name} cannot draw clips of {quality.frames} frames from {self.speed.history_s} s of sound.",
                f"Choose at least {-(-quality.frames // FPS)} s.",
                permanent=True,
            )

    def draw_as(self, quality: Quality) -> None:
        """See ``TalkingModel``."""
        before, self.quality = self.quality, quality
        try:
            self._check_size()
        except AppError:
            self.quality = before
            raise
        self.__dict__.pop("schedule", None)

    @property
    def is_flashtalk(self) -> bool:
        """Whether it has a text, a picture and their mask."""
        return self.dit.shape.family == "flashtalk"

    @cached_property
    def schedule(self) -> Schedule:
        """Steps of the sampler; FlashHead's noise levels have the precision of its format."""
        return Schedule.of(self.quality.steps, torch.float32 if self.is_flashtalk else self.dit.dtype)

    @torch.inference_mode()
    def open(self, picture: Picture, *, seed: int = 42, face: FaceBox | None = None) -> ClipSession:
        """Begin a session with this portrait."""
        size = (self.quality.height_px, self.quality.width_px)
        reference = fitted(picture, *size).to(self.dit.device)
        latent = latent_size(self.vae.stride, self.quality.frames, *size)
        formats = (self.dit.dtype, torch.float32 if self.is_flashtalk else self.dit.dtype)
        noise = partial(SeededNoise, (self.dit.shape.out_channels, *latent), device=self.dit.device, dtypes=formats)
        condition, motion = self.begin(reference)
        loop = ClipLoop(
            self.dit,
            self.vae,
            self.schedule,
            reference,
            condition,
            motion,
            noise(seed),
            scene=self.scene(reference),
            colour_strength=self.quality.colour_strength,
            speed=self.speed,
            decoder=self._decoder,
        )
        if self.speed.compiled or self.speed.graphs:
            warmed(self.dit, lambda: loop.warm(self.quality.frames, noise(seed)))
        return ClipSession(self.speech, loop, self.quality, self.speed.history_s, loudness=self.is_flashtalk)

    def begin(self, reference: Tensor) -> tuple[Tensor, Tensor]:
        """What the DiT is given beside every latent, and the latents that lead the first clip."""
        if self.is_flashtalk:
            grey = reference.new_zeros(3, self.quality.frames - 1, *reference.shape[2:])
            latent = self.vae.encode(torch.cat((reference, grey), dim=1))
            mask = torch.zeros_like(latent[:MASK_CHANNELS])
            mask[:, 0] = 1
            return torch.cat((mask, latent)), self.vae.encode(reference)
        latent = self.vae.encode(reference.expand(-1, self.quality.frames, -1, -1))
        return latent, latent[:, :1]

    def scene(self, reference: Tensor) -> Scene | None:
        """What FlashTalk knows of prompt and portrait."""
        if self._text is None or self._look is None:
            return None
        return self.dit.see(self._text, self._look(reference[:, 0]))

    def close(self) -> None:
        """Give the device's memory back. Nothing of it may be used any more."""
        del self.dit, self.vae, self.speech, self._text, self._look, self._decoder


class ClipSession:
    """One avatar that FlashHead or FlashTalk lets speak, clip by clip."""

    def __init__(
        self, speech: SpeechFeatures, loop: ClipLoop, quality: Quality, history_s: int, *, loudness: bool
    ) -> None:
        new_frames = quality.frames - loop.overlap
        self.pace = Pace(new_frames * FRAME_SAMPLES, 0, quality.width_px, quality.height_px)
        self.loop = loop
        self._frames = quality.frames
        self._speech, self._loudness, self._history_s = speech, loudness, history_s
        self._history = AudioHistory(history_s)

    @torch.inference_mode()
    def push(self, samples: Samples) -> Frames:
        """Draw the pictures of the next chunk of sound."""
        self._history.push(samples)
        windows = self._speech.hear_history(self._history, self._frames, loudness=self._loudness)
        clip = self.loop.render(windows)
        download = Download(to_pixels(clip.shown))
        self.loop.carry(clip)  # goes on while the pictures are on their way and shown
        return download.wait()

    def finish(self) -> Frames:
        """Nothing is held back."""
        return np.empty((0, self.pace.height_px, self.pace.width_px, 4), np.uint8)

    def restart(self) -> None:
        """Silence precedes what is heard next; the head moves on from where it is."""
        self._history = AudioHistory(self._history_s)

    def close(self) -> None:
        """Give the device's memory back."""
        del self.loop, self._speech


def fitted(picture: Picture, height: int, width: int) -> Tensor:
    """The picture scaled to cover ``height`` and ``width`` and cut in its middle, ``[3, 1, height, width]``, -1..1."""
    scale = max(height / picture.shape[0], width / picture.shape[1])
    rows, columns = math.ceil(scale * picture.shape[0]), math.ceil(scale * picture.shape[1])
    if (rows, columns) != picture.shape[:2]:
        resized = Image.fromarray(picture).resize((columns, rows), Image.Resampling.BILINEAR)
        picture = np.asarray(resized)
    top, left = round((rows - height) / 2), round((columns - width) / 2)
    cut = picture[top : top + height, left : left + width].copy()  # tensors want memory that may be written to
    return torch.from_numpy(cut).permute(2, 0, 1)[:, None].float() / 255 * 2 - 1
