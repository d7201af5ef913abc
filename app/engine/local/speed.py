"""What a model may do to be faster. Pure: needs no torch, so the studio may choose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.base.card_choice import Linears

CLIP_FRAMES = 33
"""Frames that are drawn at once, as published."""

STEPS = 4
"""Of the sampler, as published."""

HISTORY_S = 8
"""Sound that is heard again with every chunk, as published."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Every switch, all off: as published. The first two change nothing that is drawn but by rounding.

    Attributes:
        graphs: record the work of a chunk as CUDA graphs and replay it; means nothing without CUDA.
        compiled: compile the blocks of the transformer when a session is opened.
        linears: number format of the large matrices. Loses exactness; the error is measured and kept.
        tiny_decoder: file of a small decoder for what Wan's autoencoder encodes (``taew2_1``). Loses exactness.
        history_s: seconds of sound that are heard again with every chunk. Experimental.
        cache: folder for quantised weights and compiled code; None: made anew at every start.

    """

    graphs: bool = False
    compiled: bool = False
    linears: Linears = "plain"
    tiny_decoder: Path | None = None
    history_s: int = HISTORY_S
    cache: Path | None = None


AS_PUBLISHED = Speed()


def experiments(
    speed: Speed,
    size_px: tuple[int, int],
    published_px: tuple[int, int],
    steps: int = STEPS,
    frames: int = CLIP_FRAMES,
) -> tuple[str, ...]:
    """What of this the models were not trained for, in words for people. One at a time: together they collapse.

    Args:
        speed: the switches.
        size_px: width and height of the pictures.
        published_px: the size that the model's authors draw.
        steps: of the sampler.
        frames: of a clip.

    """
    named = {
        f"{steps} steps instead of {STEPS}": steps != STEPS,
        f"{size_px[0]}x{size_px[1]} pixels instead of {published_px[0]}x{published_px[1]}": size_px != published_px,
        f"{frames} frames at once instead of {CLIP_FRAMES}": frames != CLIP_FRAMES,
        f"{speed.history_s} s of sound instead of {HISTORY_S}": speed.history_s != HISTORY_S,
        "a small decoder": speed.tiny_decoder is not None,
    }
    return tuple(name for name, is_so in named.items() if is_so)
