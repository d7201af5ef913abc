"""How far a mouth is open, as it is seen in a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from app.avatars.detector import FoundFace
from app.avatars.face import Points
from app.avatars.face_shape import MOUTH_BOTTOM, MOUTH_TOP
from app.media.types import Pixels

_TOP, _BOTTOM = list(MOUTH_TOP[4:7]), list(MOUTH_BOTTOM[4:7])  # the middle of the lips' inner edges


def openness(points: Points) -> float:
    """The gap between the lips in the middle of the mouth, over the width of the mouth."""
    gaps = points[_BOTTOM] - points[_TOP]
    width = float(np.hypot(*(points[MOUTH_TOP[-1]] - points[MOUTH_TOP[0]])))
    return float(np.hypot(*gaps.T).mean()) / max(1e-6, width)


def seen(find: Callable[[Pixels], list[FoundFace]], pictures: Sequence[Pixels]) -> list[float]:
    """How far the largest face of each picture has its mouth open; those without a face are left out."""
    faces = (find(picture) for picture in pictures)
    return [openness(found[0].points) for found in faces if found]
