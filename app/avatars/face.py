"""Where the face is in an avatar's reference picture."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

POINTS = 468
"""Landmarks of MediaPipe's face mesh, in its order (Apache-2.0, google-ai-edge/mediapipe)."""

Points = NDArray[np.float32]
"""Landmarks in pixels of the reference picture, x to the right and y down. Shape ``(POINTS, 2)``."""


class Face(BaseModel):
    """The ``face`` of a manifest's ``metadata``: every landmark, as fractions of the picture's width and height.

    Pictures whose face no detector finds have them too: a mean face, fitted to the handles that the user has placed.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    source: Literal["detector", "user"]
    points: tuple[tuple[float, float], ...] = Field(min_length=POINTS, max_length=POINTS)

    @classmethod
    def of(cls, points: Points, width_px: int, height_px: int, source: Literal["detector", "user"]) -> Face:
        """The face with these landmarks on a picture of this size."""
        fractions = points.astype(np.float64) / (width_px, height_px)
        # Five digits: a hundredth of a pixel of a large picture.
        return cls(source=source, points=tuple((round(float(x), 5), round(float(y), 5)) for x, y in fractions))

    def on(self, width_px: int, height_px: int) -> Points:
        """The landmarks on a picture of this size."""
        return np.array(self.points, np.float32) * np.array((width_px, height_px), np.float32)
