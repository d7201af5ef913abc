"""Draws a host from one picture of it whose face is known."""

from __future__ import annotations

import threading

import numpy as np

from app.avatars.face import Points
from app.avatars.face_eyes import Eye
from app.avatars.face_fields import FieldMaker
from app.avatars.face_mouth import Mouth
from app.avatars.face_shape import CHIN, FOREHEAD, LEFT_LID_BOTTOM, LEFT_LID_TOP, RIGHT_LID_BOTTOM, RIGHT_LID_TOP
from app.avatars.grid_warp import Grid, GridWarp, Moves, Plane
from app.avatars.light2d import Audio
from app.avatars.motion import Motion, Pose
from app.avatars.pictures import is_opaque
from app.media.types import Pixels

_FINE_STEP_PX, _STEP_PX = 4, 8
_LARGE_FACE_PX = 190
_CHIN_FALLS = 0.1  # at most, in heights of the face


class PortraitHost:
    """A portrait that speaks, looks, breathes. Any thread; one drawing at a time.

    Head, body and expression are smooth fields on a coarse grid, added up by the pose. Mouth and eyes, which open
    along an edge, move finely within a region of their own and draw what was hidden: teeth, inner mouth, lids.

    Args:
        picture: the portrait, premultiplied.
        points: where its face is, in pixels of what is drawn.
        width_px: width of what is drawn.
        height_px: height of what is drawn.
        motion: how it moves.
    """

    def __init__(self, picture: Pixels, points: Points, width_px: int, height_px: int, motion: Motion) -> None:
        self.motion = motion
        self.audio = Audio()
        size = float(np.hypot(*(points[FOREHEAD] - points[CHIN])))
        step_px = _STEP_PX if size >= _LARGE_FACE_PX else _FINE_STEP_PX
        self._grid = grid = Grid(width_px, height_px, step_px)
        animation = motion.animation
        maker = FieldMaker(points, grid, opaque=is_opaque(picture))
        self._fields = maker.make(animation.sway_degrees, animation.breath_scale)
        reach: Plane = np.sum([np.abs(field).max(axis=-1) for field in self._fields.values()], axis=0)
        self._warp = GridWarp(picture, grid, reach, _CHIN_FALLS * size)
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
