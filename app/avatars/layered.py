"""Draws a host from flat pictures: a layered drawing, or a single picture that only breathes."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.avatars.layers import (
    LID_FADE,
    LOOK_FADE,
    SHAPE_FADE,
    STEP_FADE,
    LayerLoader,
    Patch,
    fade,
    lay,
    on_ladder,
    share_out,
)
from app.avatars.light2d import Audio, Light2D
from app.avatars.motion import Motion, Pose
from app.avatars.pictures import is_opaque
from app.avatars.row_warp import RowWarp
from app.media.types import Pixels

NOD_PART = 0.009
"""How far a full nod lowers the face, in heights of the host."""

_NO_BLINKS = ("surprise", "doubt", "wink")

_CALM_OPAQUE = 0.6
"""A picture with its own background moves as a whole, so it moves less."""


class LayeredHost:
    """A host of flat pictures at one size. Any thread; one drawing at a time.

    The face is put together in the dense source, only when it changed; then all rows are moved: the chest rises
    and lifts the head, the body sways from its lower edge up, a nod lowers the face.

    Args:
        source: a layered drawing and where to find its layers, or a picture, premultiplied.
        width_px: width of what is drawn.
        height_px: height of what is drawn.
        motion: how it moves.
        speaks: whether its mouth will open; one that never does keeps a tenth of the pictures.
    """

    def __init__(
        self,
        source: tuple[Light2D, dict[str, Path]] | Pixels,
        width_px: int,
        height_px: int,
        motion: Motion,
        *,
        speaks: bool = True,
    ) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.motion = motion
        if isinstance(source, np.ndarray):
            base, chin, self.audio = source, 0.5, Audio()
        else:
            drawing, files = source
            loader = LayerLoader(drawing.canvas, files, width_px, height_px)
            base, chin, self.audio = loader.base(drawing.layers.base, drawing.canvas), _chin(drawing), drawing.audio
        animation = motion.animation
        calm = _CALM_OPAQUE if is_opaque(base) else 1.0
        self._sway_px = calm * math.tan(math.radians(animation.sway_degrees)) * height_px
        self._breath_px = calm * animation.breath_scale * height_px
        height = 1 - (np.arange(height_px) + 0.5) / height_px  # of each row above the lower edge, 0..1
        self._lean = height**1.4
        self._lift = _smooth(height / (1 - chin))
        self._bow = NOD_PART * height_px * calm * _smooth((height - 0.6 * (1 - chin)) / (0.6 * (1 - chin)))
        self._warp = RowWarp(base, width_px, height_px, self._sway_px)
        self._lock = threading.Lock()
        self._mouths: dict[str, list[Patch]] = {}  # of each shape, from closed to wide open
        self._lids: list[Patch] = []  # from nearly open to closed
        self._rows: dict[str, int] = {}  # expression to the number of its rows of mouths
        self._at_rest: set[str] = set()  # expressions whose mouths are those of a host that says nothing
        self._looks: dict[str, list[Patch]] = {}
        self._shown: object = None
        if not isinstance(source, np.ndarray):
            self._load_face(drawing, loader, speaks=speaks)

    def draw(self, pose: Pose) -> Pixels:
        """The host in ``pose``: a fresh picture, ``height_px`` by ``width_px``, premultiplied."""
        right = pose.sway * self._sway_px * self._lean
        up = pose.breath * self._breath_px * self._lift - pose.nod * self._bow
        with self._lock:
            self._make_face(pose)
            return self._warp.draw(right, up)

    # ---- the face

    def _load_face(self, drawing: Light2D, loader: LayerLoader, *, speaks: bool) -> None:
        mouths = dict(drawing.mouths)
        for name, look in drawing.looks.items():
            self._rows[name] = len(look.mouth)
            if all(len(steps) == 1 for steps in look.mouth):
                self._at_rest.add(name)
            for row, steps in enumerate(look.mouth):
                # A closed mouth alone: as soon as it opens, it looks as always.
                mouths[_row(name, row)] = steps if len(steps) > 1 else [*steps, *mouths["neutral"][1:]]
        for shape, steps in mouths.items():
            patches = [loader.load(layer) for layer in steps]  # all of them: a damaged one is found here
            self._mouths[shape] = patches if speaks else [patches[0]] * 2
        for name, look in drawing.looks.items():
            self._looks[name] = [loader.load(layer) for layer in look.face]
        self._lids = [loader.load(layer) for layer in drawing.blinks]
        looks = [layer for look in drawing.looks.values() for layer in look.face]
        self._face = loader.box([*(layer for steps in mouths.values() for layer in steps), *looks, *drawing.blinks])
        self._bare = self._warp.read(self._face.left, self._face.top, self._face.width, self._face.height)

    def _make_face(self, pose: Pose) -> None:
        if not self._mouths:
            return
        mouth, look = self._mouth_mix(pose), self._look_mix(pose)
        lids = on_ladder(self._blink(pose), len(self._lids) + 1, LID_FADE) if self._lids else {}
        if (mouth, look, lids) == self._shown:
            return
        face = self._bare.copy()
        lay(face, self._face, [(self._mouths[shape][step], weight) for (shape, step), weight in mouth.items()])
        if look:
            lay(face, self._face, [(self._looks[name][step], weight) for (name, step), weight in look.items()])
        if closed := [(self._lids[step - 1], weight) for step, weight in lids.items() if step]:
            lay(face, self._face, closed)
        self._warp.write(self._face.left, self._face.top, face)
        self._shown = (mouth, look, lids)

    def _blink(self, pose: Pose) -> float:
        """How far the lids are closed: they would not fit over eyes that are wide, narrowed or winking."""
        busy = max((getattr(pose, name) for name in _NO_BLINKS if self._looks.get(name)), default=0.0)
        return pose.blink * (1.0 - float(busy))

    def _look_mix(self, pose: Pose) -> dict[tuple[str, int], int]:
        """Pictures of eyes and brows and their weights, which sum to 256 at most; the rest is the neutral face."""
        return _stages(pose, {name: len(steps) for name, steps in self._looks.items()})

    def _mouth_mix(self, pose: Pose) -> dict[tuple[str, int], int]:
        """Mouth pictures and their weights, which sum to 256."""
        rows: dict[str, int] = {}
        for (name, row), weight in _stages(pose, self._rows).items():
            # Lips that are pressed together have something to say, also where a surprise would leave them open.
            rows[_row(name, row)] = round(weight * (1 - pose.press)) if name in self._at_rest else weight
        usual = 256 - sum(rows.values())
        shape = "wide" if pose.spread > 0 else "round"
        spread = fade(abs(pose.spread), SHAPE_FADE) * usual >> 8 if shape in self._mouths else 0
        found: dict[tuple[str, int], int] = {}
        for name, share in {"neutral": usual - spread, shape: spread, **rows}.items():
            if share:
                for step, weight in on_ladder(pose.openness, len(self._mouths[name]), STEP_FADE).items():
                    found[name, step] = (weight * share + 128) >> 8
        largest = max(found, key=lambda key: found[key])
        found[largest] += 256 - sum(found.values())
        return {key: weight for key, weight in found.items() if weight}


def _stages(pose: Pose, stages: dict[str, int]) -> dict[tuple[str, int], int]:
    """Of expressions with so many stages, those that ``pose`` shows, and their weights, which sum to 256 at most."""
    shown = {name: amount for name, count in stages.items() if count and (amount := float(getattr(pose, name))) > 0}
    strongest = max(shown.values(), default=1.0)
    found: dict[tuple[str, int], int] = {}
    for name, amount in shown.items():
        share = (amount / strongest) ** 4  # two faces at once look double: one gives way to the other quickly
        for step, weight in on_ladder(amount, stages[name] + 1, LOOK_FADE).items():
            if step:
                found[name, step - 1] = round(weight * share)
    return share_out(found)


def _row(look: str, row: int) -> str:
    """The mouths of an expression among all shapes of the mouth."""
    return f"{look} {row}"


def _chin(drawing: Light2D) -> float:
    """Where the face ends, in heights of the canvas from above."""
    mouth = drawing.layers.mouth.closed.rect
    return min(max((mouth[1] + mouth[3]) / drawing.canvas.height, 0.1), 0.8)


def _smooth(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3 - 2 * x)
