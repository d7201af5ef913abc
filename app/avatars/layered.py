"""Draws a host from flat pictures: a layered drawing, or a single picture that only breathes."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.avatars.layers import (
    LID_FADE,
    LOOK_FADE,
    SHAPE_FADE,
    STEP_FADE,
    Box,
    Patch,
    fade,
    lay,
    on_ladder,
    share_out,
)
from app.avatars.manner import Animation, Audio
from app.avatars.motion import Motion, Pose
from app.avatars.row_warp import RowWarp
from app.avatars.sheets import Sheet
from app.media.types import Pixels

NOD_PART = 0.009
"""How far a full nod lowers the face, in heights of the host."""

_NO_BLINKS = ("surprise", "doubt", "wink")

_CALM_OPAQUE = 0.6
"""A picture with its own background moves as a whole, so it moves less."""


@dataclass(frozen=True, slots=True)
class LayeredPlan:
    """What is known of a layered host beside its pictures, which are ``rows``, ``bare`` and patches by number.

    Attributes:
        avatar: its id, which its movements are derived from.
        width_px: width of what is drawn.
        animation: how it moves.
        opaque: nothing shines through it.
        audio: how its mouth follows the voice.
        chin: where the face ends, in heights of the host from above.
        face: what the patches cover together in the dense source; None: it has none.
        boxes: of the patches.
        mouths: patches by shape of the mouth, or by expression and row, from closed to wide open.
        lids: patches from nearly open to closed.
        looks: patches of eyes and brows by expression, from slight to full.
        rows: how many rows of mouths each expression has.
        at_rest: expressions whose mouths are those of a host that says nothing.
    """

    avatar: str
    width_px: int
    animation: Animation
    opaque: bool
    audio: Audio = field(default_factory=Audio)
    chin: float = 0.5
    face: Box | None = None
    boxes: list[Box] = field(default_factory=list)
    mouths: dict[str, list[int]] = field(default_factory=dict)
    lids: list[int] = field(default_factory=list)
    looks: dict[str, list[int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    at_rest: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> LayeredPlan:
        """The plan of a sheet, which says it in plain values."""
        nested = {
            "animation": Animation(**said["animation"]),
            "audio": Audio(**said["audio"]),
            "face": None if said["face"] is None else Box(**said["face"]),
            "boxes": [Box(**box) for box in said["boxes"]],
        }
        return cls(**{**said, **nested})


class LayeredHost:
    """A host of flat pictures at one size. Any thread; one drawing at a time.

    The face is put together in the dense source, only when it changed; then all rows are moved: the chest rises
    and lifts the head, the body sways from its lower edge up, a nod lowers the face.

    Args:
        sheet: what it is drawn from (see ``layer_loader``).
        speaks: whether its mouth will open; one that never does needs a tenth of the pictures.
    """

    KIND = "layered"

    def __init__(self, sheet: Sheet, *, speaks: bool = True) -> None:
        plan = LayeredPlan.of(sheet.plan)
        self.motion = Motion(plan.avatar, plan.animation)
        self.audio = plan.audio
        self._warp = RowWarp(sheet.pictures["rows"], plan.width_px)
        height_px = self._warp.height_px
        calm = _calm(plan.opaque)
        self._sway_px = sway_px(plan.animation, height_px, opaque=plan.opaque)
        self._breath_px = calm * plan.animation.breath_scale * height_px
        height = 1 - (np.arange(height_px) + 0.5) / height_px  # of each row above the lower edge, 0..1
        self._lean = height**1.4
        self._lift = _smooth(height / (1 - plan.chin))
        self._bow = NOD_PART * height_px * calm * _smooth((height - 0.6 * (1 - plan.chin)) / (0.6 * (1 - plan.chin)))
        self._lock = threading.Lock()
        self._rows, self._at_rest = plan.rows, plan.at_rest
        patches = [Patch(box, sheet.pictures[str(number)]) for number, box in enumerate(plan.boxes)]
        self._mouths = {
            shape: [patches[number] for number in (steps if speaks else [steps[0]] * 2)]
            for shape, steps in plan.mouths.items()
        }
        self._lids = [patches[number] for number in plan.lids]
        self._looks = {name: [patches[number] for number in steps] for name, steps in plan.looks.items()}
        self._shown: object = None
        if plan.face is not None:
            self._face, self._bare = plan.face, sheet.pictures["bare"]

    def draw(self, pose: Pose) -> Pixels:
        """The host in ``pose``: a fresh picture, ``height_px`` by ``width_px``, premultiplied."""
        right = pose.sway * self._sway_px * self._lean
        up = pose.breath * self._breath_px * self._lift - pose.nod * self._bow
        with self._lock:
            self._make_face(pose)
            return self._warp.draw(right, up)

    # ---- the face

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
            rows[row_name(name, row)] = round(weight * (1 - pose.press)) if name in self._at_rest else weight
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


def row_name(look: str, row: int) -> str:
    """The mouths of an expression among all shapes of the mouth."""
    return f"{look} {row}"


def sway_px(animation: Animation, height_px: int, *, opaque: bool) -> float:
    """How far its upper edge sways."""
    return _calm(opaque) * math.tan(math.radians(animation.sway_degrees)) * height_px


def _calm(opaque: bool) -> float:
    return _CALM_OPAQUE if opaque else 1.0


def _smooth(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3 - 2 * x)
