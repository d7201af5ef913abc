"""Draws the sheet of a layered host, or of a picture that only breathes: decodes, and brings everything to size."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path

import numpy as np

from app.avatars.layered import LayeredHost, LayeredPlan, row_name, sway_px
from app.avatars.layers import Box, Patch, union
from app.avatars.light2d import Canvas, Layer, Light2D
from app.avatars.manner import Animation
from app.avatars.pictures import load_picture
from app.avatars.resampling import Grid, is_opaque, resample
from app.avatars.row_warp import RowWarp, dense_grid, dense_rows
from app.avatars.sheets import Sheet
from app.media.types import Pixels


def still_sheet(avatar: str, picture: Pixels, width_px: int, height_px: int, animation: Animation) -> Sheet:
    """The sheet of a host that is one picture, premultiplied."""
    opaque = is_opaque(picture)
    plan = LayeredPlan(avatar, width_px, animation, opaque=opaque)
    rows = dense_rows(picture, width_px, height_px, sway_px(animation, height_px, opaque=opaque))
    return Sheet(LayeredHost.KIND, asdict(plan), {"rows": rows})


def layered_sheet(avatar: str, drawing: Light2D, files: dict[str, Path], width_px: int, height_px: int) -> Sheet:
    """The sheet of a layered drawing whose layers are in ``files``. Raises AppError where one cannot be decoded."""
    loader = LayerLoader(drawing.canvas, files, width_px, height_px)
    base = loader.base(drawing.layers.base, drawing.canvas)
    opaque = is_opaque(base)
    rows = dense_rows(base, width_px, height_px, sway_px(drawing.animation, height_px, opaque=opaque))
    mouths = _all_mouths(drawing)
    looks = {name: look.face for name, look in drawing.looks.items()}
    layers = [*(layer for steps in (*mouths.values(), *looks.values()) for layer in steps), *drawing.blinks]
    numbers = {layer: number for number, layer in enumerate(dict.fromkeys(layers))}
    patches = [loader.load(layer) for layer in numbers]
    face = loader.box(layers)
    plan = LayeredPlan(
        avatar,
        width_px,
        drawing.animation,
        opaque=opaque,
        audio=drawing.audio,
        chin=_chin(drawing),
        face=face,
        boxes=[patch.box for patch in patches],
        mouths={shape: [numbers[layer] for layer in steps] for shape, steps in mouths.items()},
        lids=[numbers[layer] for layer in drawing.blinks],
        looks={name: [numbers[layer] for layer in steps] for name, steps in looks.items()},
        rows={name: len(look.mouth) for name, look in drawing.looks.items()},
        at_rest=[name for name, look in drawing.looks.items() if all(len(steps) == 1 for steps in look.mouth)],
    )
    bare = RowWarp(rows, width_px).read(face.left, face.top, face.width, face.height)
    numbered = {str(number): patch.pixels for number, patch in enumerate(patches)}
    return Sheet(LayeredHost.KIND, asdict(plan), {"rows": rows, "bare": bare, **numbered})


def _all_mouths(drawing: Light2D) -> dict[str, list[Layer]]:
    """By shape, and by expression and row, from closed to wide open."""
    mouths = dict(drawing.mouths)
    for name, look in drawing.looks.items():
        for row, steps in enumerate(look.mouth):
            # A closed mouth alone: as soon as it opens, it looks as always.
            mouths[row_name(name, row)] = steps if len(steps) > 1 else [*steps, *mouths["neutral"][1:]]
    return mouths


def _chin(drawing: Light2D) -> float:
    """Where the face ends, in heights of the canvas from above."""
    mouth = drawing.layers.mouth.closed.rect
    return min(max((mouth[1] + mouth[3]) / drawing.canvas.height, 0.1), 0.8)


class LayerLoader:
    """Brings layers from the canvas into the dense source."""

    def __init__(self, canvas: Canvas, files: dict[str, Path], width_px: int, height_px: int) -> None:
        self._files = files
        self._across = canvas.width / width_px  # canvas pixels per shown pixel
        self._down = canvas.height / height_px
        self._loaded: dict[Layer, Patch] = {}  # all shapes of a mouth begin with the same closed one
        self._whole = Box(0, 0, 2 * width_px, 2 * height_px)

    def box(self, layers: list[Layer]) -> Box:
        """What ``layers`` cover together."""
        boxes = [self._box(layer) for layer in layers]
        found = boxes[0]
        for one in boxes[1:]:
            found = union(found, one)
        return found

    def _box(self, layer: Layer) -> Box:
        left, top, width, height = layer.rect
        whole = self._whole
        first = min(max(0, math.floor(2 * left / self._across) - 4), whole.width - 2) & ~1
        above = min(max(0, math.floor(2 * top / self._down) - 4), whole.height - 2)
        end = min(whole.width, (math.ceil(2 * (left + width) / self._across) + 5) & ~1)
        below = min(whole.height, math.ceil(2 * (top + height) / self._down) + 4)
        return Box(first, above, max(2, end - first), max(1, below - above))

    def load(self, layer: Layer) -> Patch:
        """As much of ``layer`` as is not clear."""
        if layer not in self._loaded:
            box = self._box(layer)
            across = dense_grid(box.left, box.width, self._across)
            down = dense_grid(box.top, box.height, self._down)
            self._loaded[layer] = _trimmed(Patch(box, self._place(layer, across, down)))
        return self._loaded[layer]

    def base(self, layer: Layer, canvas: Canvas) -> Pixels:
        """The whole canvas with ``layer`` on it, as fine as the canvas or as the layer's file."""
        if layer.rect == (0, 0, canvas.width, canvas.height):
            return load_picture(self._files[layer.source])
        return self._place(layer, Grid(0.5, 1.0, canvas.width), Grid(0.5, 1.0, canvas.height))

    def _place(self, layer: Layer, across: Grid, down: Grid) -> Pixels:
        picture = load_picture(self._files[layer.source])
        left, top, width, height = layer.rect
        # Pixels of the file per canvas pixel: files may be drawn finer than the canvas.
        fine_x, fine_y = picture.shape[1] / width, picture.shape[0] / height
        return resample(picture, across.moved(left, fine_x), down.moved(top, fine_y), clear=True)


def _trimmed(patch: Patch) -> Patch:
    """``patch`` without the clear edges that most layers are drawn with."""
    seen = patch.pixels[..., 3] > 0
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    top, left = (int(rows[0]), int(columns[0])) if len(rows) else (0, 0)
    height, width = (int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left) if len(rows) else (1, 1)
    # A copy: a view would keep the whole of it.
    pixels = patch.pixels[top : top + height, left : left + width].copy()
    return Patch(Box(patch.box.left + left, patch.box.top + top, width, height), pixels)
