"""The card: the last rung of never black."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat

_TOP_LEFT = (0x2B, 0x2C, 0x68)
_BOTTOM_RIGHT = (0x8A, 0x3F, 0x55)
_GLOW = (0x66, 0x6B, 0xC6)


def card(program: ProgramFormat) -> ProgramPicture:
    """A calm picture in the studio's colours, without words: for when there is no host. All of it is background."""
    down = np.linspace(0.0, 1.0, program.height_px)[:, None]
    across = np.linspace(0.0, 1.0, program.width_px)[None, :]
    slope = 0.5 * down + 0.5 * across
    glow = 0.55 * np.exp(-6.0 * ((across - 0.5) ** 2 + (down - 0.42) ** 2))
    # Noise hides the bands of a soft gradient. Not NumPy's, whose import takes 4 MB for good.
    grains = Random(7).randbytes(program.height_px * program.width_px)  # noqa: S311  # they guard nothing
    noise = np.frombuffer(grains, np.uint8).reshape(program.height_px, program.width_px) / 256
    out = np.full((program.height_px, program.width_px, 4), 255, np.uint8)
    for channel in range(3):
        start, end, light = _TOP_LEFT[channel], _BOTTOM_RIGHT[channel], _GLOW[channel]
        level: NDArray[np.float64] = start + (end - start) * slope
        out[..., 2 - channel] = level + (light - level) * glow + noise
    return ProgramPicture(out, lambda: np.zeros_like(out))
