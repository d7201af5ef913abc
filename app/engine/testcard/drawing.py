"""The part of the test card that never changes: colour bars, a circle, a ramp of greys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.engine.testcard.code import strip_top
from app.media.types import Pixels

BARS_BGR = ((191, 191, 191), (0, 191, 191), (191, 191, 0), (0, 191, 0), (191, 0, 191), (0, 0, 191), (191, 0, 0))
"""White, yellow, cyan, green, magenta, red, blue at 75 %."""


def still_card(width_px: int, height_px: int) -> Pixels:
    """The card without its strip, opaque."""
    card = np.full((height_px, width_px, 4), 255, np.uint8)
    card[..., :3] = 16
    top = strip_top(height_px)
    ramp_top = top * 7 // 8
    for i, colour in enumerate(BARS_BGR):
        card[:ramp_top, width_px * i // 7 : width_px * (i + 1) // 7, :3] = colour
    card[ramp_top:top, :, :3] = np.linspace(0, 255, width_px).astype(np.uint8)[None, :, None]
    _draw_circle(card[:ramp_top], thickness_px=max(1, height_px // 180))
    return card


def _draw_circle(area: Pixels, thickness_px: int) -> None:
    """A dark disc with a white rim and cross hairs: round, if nothing on the way has changed the picture's shape."""
    height_px, width_px = area.shape[:2]
    radius = min(height_px, width_px) * 0.45
    y = np.arange(height_px)[:, None] - (height_px - 1) / 2
    x = np.arange(width_px)[None, :] - (width_px - 1) / 2
    distance = np.hypot(x, y)
    hairs = ((np.abs(x) < thickness_px / 2) | (np.abs(y) < thickness_px / 2)) & (distance < radius)
    _paint(area, distance < radius, 32)
    _paint(area, hairs | (np.abs(distance - radius) < thickness_px), 235)


def _paint(area: Pixels, where: NDArray[np.bool_], grey: int) -> None:
    area[where, :3] = grey
