"""Where things of a scene are, while somebody moves and scales them. Pure; in pixels of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.base.area import Area
from app.base.scenes import LARGEST, SMALLEST, Placement, Scene, placement
from app.base.settings import ProgramSettings

ACTION_SAFE, TITLE_SAFE = 0.035, 0.05
"""Margins of the safe areas, in widths and heights of the picture (EBU R 95, 16:9)."""

AVATAR = -1
"""Stands for the host among the numbers of layers."""

_SMALLEST_SCALE, _LARGEST_SCALE = 0.1, 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, exact to a fraction of a pixel."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, area: Area) -> Box:
        """The same, of whole pixels."""
        return cls(area.left, area.top, area.width, area.height)

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def moved(self, across: float, down: float) -> Box:
        """Somewhere else."""
        return replace(self, left=self.left + across, top=self.top + down)

    def scaled(self, factor: float, *, right: bool, bottom: bool) -> Box:
        """Larger or smaller; ``right`` and ``bottom``: by which corner it is drawn, the other one stays."""
        width, height = self.width * factor, self.height * factor
        left = self.left if right else self.right - width
        return Box(left, self.top if bottom else self.bottom - height, width, height)


def lines(width_px: int, height_px: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where things stick: across, and down. The edges, the safe areas and the middle."""
    shares = (0.0, ACTION_SAFE, TITLE_SAFE, 0.5, 1 - TITLE_SAFE, 1 - ACTION_SAFE, 1.0)
    return tuple(share * width_px for share in shares), tuple(share * height_px for share in shares)


def stuck(box: Box, size_px: tuple[int, int], near: float) -> tuple[Box, float | None, float | None]:
    """``box`` moved to lines that its edges or its middle are ``near``, and those lines: across, down."""
    across, down = lines(*size_px)
    by_x, at_x = _nearest((box.left, box.left + box.width / 2, box.right), across, near)
    by_y, at_y = _nearest((box.top, box.top + box.height / 2, box.bottom), down, near)
    return box.moved(by_x, by_y), at_x, at_y


def _nearest(own: Sequence[float], targets: Sequence[float], near: float) -> tuple[float, float | None]:
    pairs = [(target - mine, target) for mine in own for target in targets if abs(target - mine) <= near]
    return min(pairs, key=lambda pair: abs(pair[0])) if pairs else (0.0, None)


def with_box(
    scene: Scene, which: int, before: Box, after: Box, size_px: tuple[int, int], settings: ProgramSettings
) -> Scene:
    """``scene`` with the host or a layer where ``after`` is, which was where ``before`` is."""
    width_px, height_px = size_px
    factor = after.width / max(before.width, 1e-6)
    x = _within((after.left + after.width / 2) / width_px)
    if which == AVATAR:
        now = placement(settings, scene)
        rest_top = height_px - after.height if after.height <= height_px else (height_px - after.height) / 2
        y = _within(0.5 + (after.top - rest_top) / height_px)
        scale = min(_LARGEST_SCALE, max(_SMALLEST_SCALE, now.scale * factor))
        return scene.model_copy(update={"avatar": Placement(shown=now.shown, scale=round(scale, 4), x=x, y=y)})
    layer = scene.layers[which]
    size = min(LARGEST, max(SMALLEST, layer.size * factor))
    y = _within((after.top + after.height / 2) / height_px)
    moved = layer.model_copy(update={"x": x, "y": y, "size": round(size, 4)})
    return scene.model_copy(update={"layers": (*scene.layers[:which], moved, *scene.layers[which + 1 :])})


def factor_within(scene: Scene, which: int, factor: float, settings: ProgramSettings) -> float:
    """``factor``, as far as the host or a layer may be scaled."""
    if which == AVATAR:
        now, low, high = placement(settings, scene).scale, _SMALLEST_SCALE, _LARGEST_SCALE
    else:
        now, low, high = scene.layers[which].size, SMALLEST, LARGEST
    return min(high, max(low, now * factor)) / now


def _within(place: float) -> float:
    return round(min(1.5, max(-0.5, place)), 5)
