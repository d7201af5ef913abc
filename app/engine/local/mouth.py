"""Wav2Lip as the engine uses it: a portrait that stands still but for mouth and chin.

Every picture hears 200 ms from its instant on. What the generator draws is put back into the portrait with soft edges,
in the lower half alone, for the upper half it was given.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from app.base.errors import AppError
from app.engine.local import mel
from app.engine.local.base import FPS, FRAME_SAMPLES, FaceBox, Frames, Pace, Picture
from app.engine.local.talking_clip import Quality
from app.engine.local.wav2lip import MEL_COLUMNS, Wav2Lip, network_input
from app.media.types import Samples

CHUNK_FRAMES = 5
_HEARD = (MEL_COLUMNS - 1) * mel.HOP + mel.WINDOW // 2  # from a picture's instant to the end of what it hears
_CHIN = 10 / 96  # of the face's height: Wav2Lip was trained with so much added below
_FEATHER = 1 / 8  # of the face's width


class _Place(NamedTuple):
    """Where the face lies in the portrait, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.bottom - self.top, self.right - self.left


class MouthModel:
    """A Wav2Lip generator, loaded."""

    def __init__(self, generator: Wav2Lip) -> None:
        self.generator = generator
        self.name = f"Wav2Lip {generator.face_px}"

    def draw_as(self, quality: Quality) -> None:
        """See ``TalkingModel``; its pictures are as large as the portrait."""

    @torch.inference_mode()
    def open(self, picture: Picture, *, seed: int = 0, face: FaceBox | None = None) -> MouthSession:
        """Begin a session with this portrait; nothing of it is left to chance. Raises AppError without a face."""
        if face is None:
            raise AppError(
                "local.no_face",
                "Wav2Lip needs to know where the face of this avatar is.",
                "Import the portrait again, or mark the face by hand.",
                permanent=True,
            )
        return MouthSession(self.generator, picture, _placed(face, picture.shape[0], picture.shape[1]))

    def close(self) -> None:
        """Give the device's memory back. Nothing of it may be used any more."""
        del self.generator


class MouthSession:
    """One avatar whose mouth Wav2Lip moves."""

    def __init__(self, generator: Wav2Lip, picture: Picture, place: _Place) -> None:
        height, width = picture.shape[:2]
        self.pace = Pace(CHUNK_FRAMES * FRAME_SAMPLES, _HEARD - FRAME_SAMPLES, width, height)
        self._generator, self._place = generator, place
        device = generator.last_weight.device
        whole = torch.from_numpy(np.ascontiguousarray(picture[..., ::-1])).to(device).permute(2, 0, 1)
        self._portrait = whole.float()
        self._face = self._portrait[:, place.top : place.bottom, place.left : place.right]
        small = functional.interpolate(
            self._face[None] / 255, (generator.face_px,) * 2, mode="bilinear", antialias=True
        )
        self._input = network_input(small)
        self._mask = soft_lower_half(*place.size).to(device)
        self.restart()

    def restart(self) -> None:
        """Silence precedes what is heard next."""
        self._sound = np.zeros(mel.WINDOW // 2, np.float32)  # emphasised; its first sample belongs to _first
        self._first = -(mel.WINDOW // 2)
        self._last_sample = 0.0
        self._drawn = 0
        self._heard = 0

    @torch.inference_mode()
    def push(self, samples: Samples) -> Frames:
        """Draw the pictures whose sound is complete now."""
        self._hear(samples)
        return self._draw(max(0, (self._heard - _HEARD) // FRAME_SAMPLES + 1) - self._drawn)

    @torch.inference_mode()
    def finish(self) -> Frames:
        """Draw the rest, as if silence followed."""
        count = -(-self._heard // FRAME_SAMPLES) - self._drawn
        self._hear(np.zeros(_HEARD, np.float32))
        return self._draw(count)

    def close(self) -> None:
        """Give the device's memory back."""
        del self._generator, self._portrait, self._face, self._input, self._mask

    def _hear(self, samples: Samples) -> None:
        if len(samples):
            self._sound = np.concatenate((self._sound, mel.emphasised(samples, self._last_sample)))
            self._last_sample = float(samples[-1])
            self._heard += len(samples)

    def _draw(self, count: int) -> Frames:
        if count <= 0:
            return np.empty((0, self.pace.height_px, self.pace.width_px, 4), np.uint8)
        device = self._mask.device
        pieces = torch.from_numpy(np.stack([self._piece(self._drawn + number) for number in range(count)]))
        faces = self._generator(pieces[:, None].to(device), self._input.expand(count, -1, -1, -1))
        self._drawn += count
        self._forget()
        frames: Frames = self._pasted(faces).cpu().numpy()
        return frames

    def _piece(self, frame: int) -> mel.Mel:
        """The columns that picture number ``frame`` hears, ``[80, 16]``."""
        start = frame * mel.RATE_COLUMNS // FPS * mel.HOP - mel.WINDOW // 2 - self._first
        return mel.columns(self._sound[start : start + (MEL_COLUMNS - 1) * mel.HOP + mel.WINDOW])

    def _forget(self) -> None:
        """Drop what no picture to come hears."""
        first = self._drawn * mel.RATE_COLUMNS // FPS * mel.HOP - mel.WINDOW // 2
        self._sound = self._sound[first - self._first :]
        self._first = first

    def _pasted(self, faces: Tensor) -> Tensor:
        """The portrait with each of the faces, ``[count, height, width, 4]``."""
        large = functional.interpolate(faces, self._place.size, mode="bilinear", antialias=True) * 255
        mixed = torch.lerp(self._face.expand_as(large), large, self._mask)
        height, width = self._portrait.shape[1:]
        out = torch.full((len(faces), 4, height, width), 255, dtype=torch.uint8, device=faces.device)
        out[:, :3] = self._portrait.to(torch.uint8)
        place = self._place
        out[:, :3, place.top : place.bottom, place.left : place.right] = mixed.round().clamp(0, 255).to(torch.uint8)
        return out.permute(0, 2, 3, 1).contiguous()


def soft_lower_half(height: int, width: int) -> Tensor:
    """How much of the drawn face is taken, ``[height, width]``: nothing above the middle and at the edges."""
    feather = max(1.0, width * _FEATHER)
    rows, columns = torch.arange(height).float()[:, None] + 0.5, torch.arange(width).float()[None] + 0.5
    distance = torch.minimum(rows - height / 2, height - rows).minimum(torch.minimum(columns, width - columns))
    ramp = (distance / feather).clamp(0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def _placed(face: FaceBox, height: int, width: int) -> _Place:
    left, top, right, bottom = face
    bottom += (bottom - top) * _CHIN
    place = _Place(max(0, round(left)), max(0, round(top)), min(width, round(right)), min(height, round(bottom)))
    if min(place.size) < 8:
        raise AppError(
            "local.no_face",
            "The face of this avatar lies outside its picture.",
            "Mark the face by hand.",
            permanent=True,
        )
    return place
