"""Draws a host from one picture of it whose face is known."""

from __future__ import annotations

import threading

import numpy as np

from app.avatars.face import Points
from app.avatars.face_eyes import Eye
from app.avatars.face_fields import FieldMaker
from app.avatars.face_mouth import Mouth
from app.avatars.face_shape import CHIN, FOREHEAD, LEFT_LID_BOTTOM, LEFT_LID_TOP, RIGHT_LID_BOTTOM, RIGHT_LID_TOP
from app.avatars.grid_warp import Grid, GridWarp, Patch, Plane, Region
from app.avatars.light2d import Audio
from app.avatars.motion import Motion, Pose
from app.avatars.pictures import is_opaque
from app.media.types import Pixels

_STEPS_PX = (8, 4, 2)
_NODES_PER_FACE = 24
_MOVES_PX = 0.02


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
        step = next((step for step in _STEPS_PX if size >= _NODES_PER_FACE * step), _STEPS_PX[-1])
        self._grid = grid = Grid(width_px, height_px, step)
        animation = motion.animation
        maker = FieldMaker(points, grid, opaque=is_opaque(picture))
        self._fields = maker.make(animation.sway_degrees, animation.breath_scale)
        moving = np.zeros((grid.rows, grid.columns), np.bool_)
        for field in self._fields.values():
            for plane in field:
                moving |= np.abs(plane) > _MOVES_PX
        self._warp = GridWarp(picture, grid, moving)
        self._mouth = Mouth(self._warp.rest, points, grid)
        self._eyes = (
            Eye(self._warp.rest, points, LEFT_LID_TOP, LEFT_LID_BOTTOM, grid),
            Eye(self._warp.rest, points, RIGHT_LID_TOP, RIGHT_LID_BOTTOM, grid),
        )
        self._lock = threading.Lock()

    def draw(self, pose: Pose) -> Pixels:
        """The host in ``pose``: a fresh picture, ``height_px`` by ``width_px``, premultiplied."""
        right, down = self._moved(pose)
        patches: list[Patch] = []
        overlays = []
        patch, overlay = self._mouth.deform(*self._at_rest(self._mouth.region, right, down), pose)
        patches.append(patch)
        overlays.append(overlay)
        for eye, closed in zip(self._eyes, (pose.blink, max(pose.blink, pose.wink)), strict=True):
            done = eye.deform(*self._at_rest(eye.region, right, down), closed, (pose.gaze_x, pose.gaze_y))
            if done is not None:
                patches.append(done[0])
                overlays.append(done[1])
        with self._lock:
            out = self._warp.draw(right, down, patches)
        for overlay in overlays:
            if overlay is not None:
                overlay.lay(out)
        return out

    def _moved(self, pose: Pose) -> tuple[Plane, Plane]:
        """How far the nodes of the grid move in ``pose``."""
        right, down = (np.zeros((self._grid.rows, self._grid.columns), np.float32) for _ in range(2))
        for name, (across, along) in self._fields.items():
            extent = np.float32(getattr(pose, name))
            if extent:
                right += extent * across
                down += extent * along
        return right, down

    def _at_rest(self, region: Region, right: Plane, down: Plane) -> tuple[Plane, Plane]:
        """Where the pixels of ``region`` are in the face at rest."""
        x = np.arange(region.left, region.left + region.width, dtype=np.float32) + np.float32(0.5)
        y = np.arange(region.top, region.top + region.height, dtype=np.float32)[:, None] + np.float32(0.5)
        return x - self._grid.fine(right, region), y - self._grid.fine(down, region)
