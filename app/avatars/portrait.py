"""Draws a host from one picture of it whose face is known."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from app.avatars.face_eyes import Eye
from app.avatars.face_fields import FieldMaker
from app.avatars.face_mouth import Mouth
from app.avatars.face_shape import CHIN, FOREHEAD, LEFT_LID_BOTTOM, LEFT_LID_TOP, RIGHT_LID_BOTTOM, RIGHT_LID_TOP
from app.avatars.grid_warp import Grid, GridWarp, Moves, Plane, dense_picture
from app.avatars.manner import Animation, Audio
from app.avatars.motion import Motion, Pose
from app.avatars.resampling import is_opaque
from app.avatars.sheets import Sheet
from app.media.types import Pixels

if TYPE_CHECKING:
    from app.avatars.face import Points

_FINE_STEP_PX, _STEP_PX = 4, 8
_LARGE_FACE_PX = 190
_CHIN_FALLS = 0.1  # at most, in heights of the face


def portrait_sheet(
    avatar: str, picture: Pixels, points: Points, size_px: tuple[int, int], animation: Animation
) -> Sheet:
    """The sheet of a portrait, premultiplied, whose landmarks are ``points`` in pixels of what is drawn.

    ``size_px`` is width and height of what is drawn.
    """
    plan = {"avatar": avatar, "animation": asdict(animation), "opaque": is_opaque(picture)}
    return Sheet(PortraitHost.KIND, plan, {"dense": dense_picture(picture, *size_px), "points": points})


class PortraitHost:
    """A portrait that speaks, looks, breathes. Any thread; one drawing at a time.

    Head, body and expression are smooth fields on a coarse grid, added up by the pose. Mouth and eyes, which open
    along an edge, move finely within a region of their own and draw what was hidden: teeth, inner mouth, lids.

    Args:
        sheet: what it is drawn from (see ``portrait_sheet``).
    """

    KIND = "portrait"

    def __init__(self, sheet: Sheet) -> None:
        plan, points = sheet.plan, sheet.pictures["points"]
        animation = Animation(**plan["animation"])
        self.motion = Motion(plan["avatar"], animation)
        self.audio = Audio()
        dense = sheet.pictures["dense"]
        size = float(np.hypot(*(points[FOREHEAD] - points[CHIN])))
        step_px = _STEP_PX if size >= _LARGE_FACE_PX else _FINE_STEP_PX
        self._grid = grid = Grid(dense.shape[1] // 2, dense.shape[0] // 2, step_px)
        maker = FieldMaker(points, grid, opaque=plan["opaque"])
        self._fields = maker.make(animation.sway_degrees, animation.breath_scale)
        reach: Plane = np.sum([np.abs(field).max(axis=-1) for field in self._fields.values()], axis=0)
        self._warp = GridWarp(dense, grid, reach, _CHIN_FALLS * size)
        self._mouth = Mouth(self._warp.rest, points, grid)
        self._eyes = (
            Eye(self._warp.rest, points, LEFT_LID_TOP, LEFT_LID_BOTTOM, grid),
            Eye(self._warp.rest, points, RIGHT_LID_TOP, RIGHT_LID_BOTTOM, grid),
        )
        self._lock = threading.Lock()

    def draw(self, pose: Pose) -> Pixels:
        """The host in ``pose``: a fresh picture, ``height_px`` by ``width_px``, premultiplied."""
        moves = self._moved(pose)
        gaze = pose.gaze_x, pose.gaze_y
        left, right = self._eyes
        done = [
            self._mouth.deform(moves, pose),
            left.deform(moves, pose.blink, gaze),
            right.deform(moves, max(pose.blink, pose.wink), gaze),
        ]
        with self._lock:
            out = self._warp.draw(moves, [patch for patch, _ in done if patch is not None])
        for _, overlay in done:
            if overlay is not None:
                overlay.lay(out)
        return out

    def _moved(self, pose: Pose) -> Moves:
        """How far the cells of the grid move in ``pose``."""
        moves = np.zeros((self._grid.rows, self._grid.columns, 2), np.float32)
        for name, field in self._fields.items():
            if extent := getattr(pose, name):
                moves += np.float32(extent) * field
        return moves
