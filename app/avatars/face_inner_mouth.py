"""What is seen between the lips of a portrait: teeth, a tongue, the dark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.avatars.face_shape import brightness, smooth
from app.avatars.grid_warp import Plane

# In half widths of the mouth.
_TEETH, _TEETH_ARC, _TOOTH = 0.085, 0.10, 0.185

# B G R A in full light.
_WHITE = np.array((224, 239, 250, 255), np.float32)
_RED = np.array((42, 34, 96, 255), np.float32)
_DARK = np.array((26, 22, 44, 255), np.float32)


class InnerMouth:
    """The inside of one portrait's mouth, in the light of its picture. Immutable; any thread.

    The upper teeth stay with the head; everything lies in the shadow of the lips.

    Args:
        lip: colour of the lower lip, B G R A of 0..255.
        skin: colour of the skin below it.
        half: half the mouth's width, in pixels.
        meet: where the lips meet in the middle, in pixels below the mouth's axis.
    """

    def __init__(self, lip: NDArray[np.float32], skin: NDArray[np.float32], half: float, meet: float) -> None:
        self._half = half
        self._meet = meet
        light = float(np.clip(brightness(np.maximum(skin, lip)) / 200, 0.25, 1.0))
        teeth = _WHITE * np.float32(0.74 * light**0.8) + skin * np.float32(0.18)
        dark = _DARK * np.float32(0.75 * light) + lip * np.float32(0.12)
        tongue = _RED * np.float32(0.4 * light) + lip * np.float32(0.52)
        self._colours = np.stack((dark, tongue - dark, teeth - dark))

    def seen(self, across: Plane, share: Plane, top: Plane, bottom: Plane, spread: float) -> NDArray[np.float32]:
        """B G R A of 0..255, shape ``across.shape + (4,)``.

        Args:
            across: how far below the mouth's axis each pixel is.
            share: how far from the mouth's middle, -1..1.
            top: the upper lip's edge there.
            bottom: the lower lip's edge there.
            spread: see ``Pose``; rounded lips hide the teeth.
        """
        half = self._half
        below = _TEETH + 0.07 * max(0.0, spread) - 0.06 * max(0.0, -spread)
        edge = np.float32(self._meet + half * below) - np.float32(_TEETH_ARC) * half * share**2
        tooth = share / np.float32(_TOOTH)
        beside = np.abs(tooth - np.floor(tooth) - np.float32(0.5)) * 2  # 0 in a tooth's middle, 1 between two
        cube = beside * beside * beside  # as a power it takes five times as long
        edge -= np.float32(0.03) * half * cube
        teeth = np.clip((edge - across) / np.float32(0.05 * half) + np.float32(0.5), 0, 1)
        shadow = np.float32(0.38) + np.float32(0.62) * smooth((across - top) / (0.15 * half))
        shadow *= (1 - np.float32(0.7) * share**2) * (1 - np.float32(0.16) * cube * cube)
        shadow *= np.float32(0.55) + np.float32(0.45) * smooth((bottom - top) / (0.25 * half))
        tongue = smooth((across - bottom + np.float32(0.30) * half) / (0.34 * half)) * (1 - share**2)
        tongue *= smooth((bottom - top - np.float32(0.15) * half) / (0.3 * half))
        shares = np.stack((np.ones_like(teeth), tongue * (1 - teeth), shadow * teeth), axis=-1)
        colour = shares @ self._colours
        colour[..., 3] = 255
        return np.asarray(colour, np.float32)
