"""Movements of head, body and expression: for each of them, how far every cell of a grid moves at its full extent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.avatars.face_shape import (
    CHIN,
    FOREHEAD,
    LEFT_BROW,
    LEFT_CHEEK,
    LEFT_LID_BOTTOM,
    LEFT_LID_TOP,
    LEFT_SIDE,
    LIP_TOP,
    RIGHT_BROW,
    RIGHT_CHEEK,
    RIGHT_LID_BOTTOM,
    RIGHT_LID_TOP,
    RIGHT_SIDE,
    Axes,
    Numbers,
    smooth,
)
from app.avatars.grid_warp import Grid, Moves, Plane

if TYPE_CHECKING:
    from app.avatars.face import Points

_TURN_FACE = 0.034  # in heights of the face: how far its middle moves against its outline
_TURN_HEAD = 0.010
_NOD_FACE = 0.030
_NOD_HEAD = 0.016
_TILT = math.radians(2.2)
_CALM_OPAQUE = 0.6
"""Where a background shows what moves against it, the body moves less."""


class FieldMaker:
    """Works out the fields of one portrait, from its landmarks in pixels of what is drawn.

    Args:
        points: the landmarks.
        grid: where.
        opaque: the picture has a background, which stays still, as does the frame's edge.
    """

    def __init__(self, points: Points, grid: Grid, *, opaque: bool) -> None:
        self._points = points
        self._grid = grid
        self._opaque = opaque
        self._x, self._y = grid.places()
        self._size = max(4.0, float(np.hypot(*(points[FOREHEAD] - points[CHIN]))))
        self._half = max(2.0, float(np.hypot(*(points[LEFT_SIDE] - points[RIGHT_SIDE]))) / 2)
        level = Axes.between(points[LEFT_SIDE], points[RIGHT_SIDE])
        middle = (points[FOREHEAD] + points[CHIN]) / 2
        self._axes = Axes(float(middle[0]), float(middle[1]), level.cos, level.sin)
        self._along, self._across = self._axes.of(self._x, self._y)
        self._still = self._stillness()
        self._head = self._head_share()
        self._body = self._body_share()

    def make(self, sway_degrees: float, breath_scale: float) -> dict[str, Moves]:
        """The fields by the name of what they belong to in a ``Pose``."""
        calm = _CALM_OPAQUE if self._opaque else 1.0
        height = np.clip(1 - self._y / self._grid.height_px, 0, 1)
        chin = float(self._points[CHIN, 1]) / self._grid.height_px
        lift = smooth(height / max(0.05, 1 - chin))
        none = np.zeros_like(self._x)
        sway = calm * math.tan(math.radians(sway_degrees)) * self._grid.height_px * height**1.4 * self._body
        breath = -calm * breath_scale * self._grid.height_px * lift * self._body
        fields = {
            "sway": _moves(sway, none),
            "breath": _moves(none, breath),
            "turn": _moves(self._swing(_TURN_FACE, _TURN_HEAD), none),
            "nod": _moves(none, self._swing(_NOD_FACE, _NOD_HEAD)),
            "tilt": self._tilt(),
            "smile": self._smile(),
            "surprise": self._surprise(),
            "doubt": self._doubt(),
            "wink": self._wink(),
        }
        return {name: field * self._still[..., None] for name, field in fields.items()}

    # ---- who moves

    def _stillness(self) -> Plane:
        """1 within the picture; at the edges of an opaque one 0, so that they never show what is not there."""
        if not self._opaque:
            return np.ones_like(self._x)
        near = 0.5 * self._half
        edge = np.float32(self._grid.step_px)  # the outermost cells, whose middles are nearer, rest
        sides = np.minimum(self._x, self._grid.width_px - self._x) - edge
        ends = np.minimum(self._y, self._grid.height_px - self._y) - edge
        return smooth(sides / min(near, self._grid.width_px / 8)) * smooth(ends / min(near, self._grid.height_px / 8))

    def _head_share(self) -> Plane:
        """1 on the head with its hair, 0 well outside."""
        wide, tall = 1.2 * self._half, 0.74 * self._size
        radius = np.hypot(self._along / wide, (self._across + 0.1 * self._size) / tall)
        return 1 - smooth((radius - 1) / 0.5)

    def _body_share(self) -> Plane:
        """1 on head and body. Without a background that is everything."""
        if not self._opaque:
            return np.ones_like(self._x)
        below = (self._across - 0.5 * self._size) / self._size
        shoulder = self._half * (1.1 + 1.5 * smooth(below / 0.9))
        torso = 1 - smooth((np.abs(self._along) - shoulder) / self._half)
        torso *= smooth((below + 0.1) / 0.4)
        return np.maximum(self._head, torso)

    # ---- the head

    def _swing(self, face: float, head: float) -> Plane:
        """A turn of the head: what is nearer moves further."""
        radius = np.hypot(self._along / (1.15 * self._half), self._across / (0.66 * self._size))
        nearness = np.clip(1 - radius**2, 0, 1) ** 1.5
        return np.asarray(self._size * (face * nearness + head * self._head), np.float32)

    def _tilt(self) -> Moves:
        x, y = self._axes.place(np.float32(0), np.float32(0.72 * self._size))  # type: ignore[arg-type]  # one, like a plane
        right = -_TILT * (self._y - y) * self._head
        down = _TILT * (self._x - x) * self._head
        return _moves(right, down)

    # ---- expressions

    def _smile(self) -> Moves:
        mouth = self._half * 0.4
        left, right = LIP_TOP[0], LIP_TOP[-1]
        return self._pulled(
            [
                ((left, right), (0.20, -0.26), 0.62 * mouth),
                ((LEFT_CHEEK[0], RIGHT_CHEEK[0]), (0.06, -0.16), 0.9 * mouth),
                ((LEFT_LID_BOTTOM[4], RIGHT_LID_BOTTOM[4]), (0.0, -0.09), 0.5 * mouth),
                ((LEFT_BROW[2], RIGHT_BROW[2]), (0.0, -0.05), 0.6 * mouth),
            ],
            mouth,
        )

    def _surprise(self) -> Moves:
        mouth = self._half * 0.4
        lids = [((a, b), (0.0, -0.07), 0.3 * mouth) for a, b in zip(LEFT_LID_TOP[3:6], RIGHT_LID_TOP[3:6], strict=True)]
        return self._pulled([*self._brows(-0.32, mouth), *lids], mouth)

    def _doubt(self) -> Moves:
        mouth = self._half * 0.4
        raised = [((None, b), move, radius) for (_, b), move, radius in self._brows(-0.32, mouth)]
        lowered = [((a, None), move, radius) for (a, _), move, radius in self._brows(0.13, mouth)]
        return self._pulled(
            [
                *raised,
                *lowered,
                ((LIP_TOP[0], None), (0.10, 0.05), 0.6 * mouth),
                ((None, LIP_TOP[-1]), (0.12, -0.12), 0.6 * mouth),
            ],
            mouth,
        )

    def _wink(self) -> Moves:
        mouth = self._half * 0.4
        return self._pulled(
            [
                ((None, LIP_TOP[-1]), (0.15, -0.20), 0.65 * mouth),
                ((None, RIGHT_CHEEK[0]), (0.05, -0.20), 0.9 * mouth),
                ((None, RIGHT_LID_BOTTOM[4]), (0.0, -0.12), 0.5 * mouth),
                ((None, RIGHT_BROW[2]), (0.0, 0.10), 0.7 * mouth),
            ],
            mouth,
        )

    def _brows(self, down: float, mouth: float) -> list[_Pull]:
        pairs = zip(LEFT_BROW[:5], RIGHT_BROW[4::-1], strict=True)
        return [(pair, (0.0, down * (0.7 if n in (0, 4) else 1.0)), 0.42 * mouth) for n, pair in enumerate(pairs)]

    def _pulled(self, pulls: Sequence[_Pull], unit: float) -> Moves:
        """Landmarks are pulled, and what lies around them comes along. Moves are outwards and down, in ``unit``."""
        along, across, total, reach = (np.zeros_like(self._x) for _ in range(4))
        for pair, (outwards, down), radius in pulls:
            for landmark, side in zip(pair, (-1, 1), strict=True):
                if landmark is None:
                    continue
                x, y = self._points[landmark]
                weight = np.exp(-((self._x - x) ** 2 + (self._y - y) ** 2) / (2 * radius**2))
                weight = np.maximum(weight - np.float32(0.01), 0)
                along += weight * (side * outwards * unit)
                across += weight * (down * unit)
                total += weight
                reach += weight**4
        # Pulls that overlap agree on their mean, and together they reach hardly further than each alone.
        share = np.minimum(reach**0.25, 1) / np.maximum(total, 1e-6)
        return _moves(*self._axes.back(along * share, across * share))


def _moves(right: Numbers, down: Numbers) -> Moves:
    return np.stack((right, down), axis=-1).astype(np.float32)


_Pull = tuple[tuple[int | None, int | None], tuple[float, float], float]
"""A landmark on the left and on the right, how far they move outwards and down, and how far around (one sigma, px)."""
