"""What engines have prepared from an avatar, as lists show it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptClip:
    """An avatar at rest, as a model has drawn it.

    Attributes:
        model: as the engine calls it.
        width_px: width of its pictures.
        height_px: height of them.
    """

    model: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is on this computer of an avatar, as it is now and for the program as it is now.

    Attributes:
        avatar_id: whose.
        drawn: the built-in engine needs not draw it again before it comes on stage.
        local: at rest, as models on this computer's graphics card have drawn it.
        server: at rest, as servers have drawn it.
    """

    avatar_id: str
    drawn: bool
    local: tuple[KeptClip, ...] = ()
    server: tuple[KeptClip, ...] = ()
