"""What every model of this room offers the engine: weights loaded once, and sessions that speak with them.

A ``TalkingModel`` holds weights and nothing of any avatar, so an avatar is changed without loading anything again.
Everything lives on the worker's thread alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.media.types import Samples, samples_to_ns

if TYPE_CHECKING:
    from app.engine.local.talking_clip import Quality

Picture = NDArray[np.uint8]
"""A portrait, shape ``(height, width, 3)``, uint8, channels R G B."""

Frames = NDArray[np.uint8]
"""Pictures, shape ``(count, height, width, 4)``, uint8, channels B G R A with alpha 255: each one is ``Pixels``."""

FaceBox = tuple[float, float, float, float]
"""Left, top, right and bottom of a face in its portrait, in pixels."""

RATE_HZ = 16_000
"""Sample rate of the sound that every one of these models hears."""

FPS = 25
"""Pictures per second of speech that every one of these models draws."""

FRAME_SAMPLES = RATE_HZ // FPS
"""Sound behind one picture."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a session takes sound and gives pictures.

    Attributes:
        chunk_samples: sound of one ``push``, at ``RATE_HZ``.
        lookahead_samples: sound from the future that an instant's picture waits for beyond its own chunk.
        width_px: width of the pictures.
        height_px: height of the pictures.

    """

    chunk_samples: int
    lookahead_samples: int
    width_px: int
    height_px: int

    @property
    def chunk_ns(self) -> int:
        """Length of one chunk of sound."""
        return samples_to_ns(self.chunk_samples, RATE_HZ)

    @property
    def chunk_frames(self) -> int:
        """Pictures of one chunk of sound."""
        return self.chunk_samples // FRAME_SAMPLES


class Session(Protocol):
    """One avatar that speaks with a model's weights. The n-th picture since ``restart`` belongs to second n/FPS."""

    pace: Pace

    def push(self, samples: Samples) -> Frames:
        """Hear the next ``pace.chunk_samples`` samples, float32 mono; draw what is complete now, perhaps nothing."""
        ...

    def finish(self) -> Frames:
        """Draw what lookahead has held back, as if silence followed. ``restart`` comes next."""
        ...

    def restart(self) -> None:
        """Forget the sound heard so far; the movement of the picture goes on from where it is."""
        ...

    def close(self) -> None:
        """Give back what the session holds on the device; the model stays loaded."""
        ...


class TalkingModel(Protocol):
    """Loaded weights of one model."""

    name: str
    """For people, for example ``"FlashHead Lite"``."""

    def draw_as(self, quality: Quality) -> None:
        """Have the sessions to come draw in another size, or with other steps. Raises AppError for one it cannot."""
        ...

    def open(self, picture: Picture, *, seed: int = ..., face: FaceBox | None = None) -> Session:
        """Begin a session with this portrait, cut to the model's shape. Raises AppError.

        ``face`` is needed where the model draws a mouth into the portrait, and means nothing to others.
        """
        ...

    def close(self) -> None:
        """Give all memory on the device back."""
        ...


Tensors = Mapping[str, Any]
"""Weights by their names in the original checkpoint; the values are ``torch.Tensor``."""
