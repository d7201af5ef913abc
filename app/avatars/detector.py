"""Finds faces in pictures: MediaPipe's face detector and its face mesh, run on LiteRT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.avatars.face import POINTS, Points
from app.base.errors import AppError
from app.media.types import Pixels

MAX_FACES = 8

_DETECTOR_PX = 128
_MESH_PX = 192
_SURE = 0.5
_SAME_FACE = 0.3  # overlap at which two finds are one face
_ROOM = 1.5  # the mesh wants the face with a quarter of its size around it
_GROUND = 128  # what is seen where a picture is clear

# Of the mesh: the outer corners of the eyes, on the left and on the right of the picture.
_EYE_LEFT, _EYE_RIGHT = 33, 263


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face in a picture.

    Attributes:
        score: how sure the mesh is that it is a face, 0.5 to 1.
        points: see ``face.Points``.
    """

    score: float
    points: Points

    @property
    def size_px(self) -> float:
        """The longer side of the box around the face, from the forehead to the chin."""
        return float(np.ptp(self.points, axis=0).max())


@dataclass(frozen=True, slots=True)
class _Square:
    """Where to look: a square of the picture, turned clockwise by ``angle`` (radians)."""

    x: float
    y: float
    side: float
    angle: float = 0.0

    def to_picture(self, places: NDArray[np.floating]) -> Points:
        """From fractions of the square, shape ``(n, 2)``, to pixels of the picture."""
        turn = np.array(((np.cos(self.angle), np.sin(self.angle)), (-np.sin(self.angle), np.cos(self.angle))))
        return ((places - 0.5) * self.side @ turn + (self.x, self.y)).astype(np.float32)


class FaceDetector:
    """MediaPipe's two models, loaded. One thread at a time.

    Args:
        models: the folder they are in.

    Raises AppError ``face.no_detector`` where the runtime does not exist or the models are not there.
    """

    def __init__(self, models: Path) -> None:
        self._detector = _Model(models / "face_detection_short_range.tflite")
        self._mesh = _Model(models / "face_landmark.tflite")
        self._anchors = _anchors()

    def find(self, picture: Pixels) -> list[FoundFace]:
        """The faces in a premultiplied picture, the largest first, at most ``MAX_FACES``."""
        levels = _halved(_opaque(picture))
        faces: list[FoundFace] = []
        for squares in _search(picture.shape[1], picture.shape[0]):
            seen = [found for square in squares for found in self._detect(levels, square)]
            for _, square in _distinct(seen):
                face = self._look(levels, square)
                if face is not None and all(_overlap(_box(face.points), _box(f.points)) < _SAME_FACE for f in faces):
                    faces.append(face)
            if faces:
                break
        return sorted(faces, key=lambda face: face.size_px, reverse=True)[:MAX_FACES]

    def _detect(self, levels: list[NDArray[np.uint8]], square: _Square) -> list[tuple[float, _Square]]:
        """Scores and the squares around what looks like faces within ``square``."""
        view = _crop(levels, square, _DETECTOR_PX) / 127.5 - 1
        places, logits = self._detector.run(view)
        scores = 1 / (1 + np.exp(-np.clip(logits.reshape(-1), -80, 80)))
        sure = scores > _SURE
        # Of each anchor: centre, size and six points (eyes first), in pixels from the anchor.
        found = places.reshape(-1, 8, 2)[sure] / _DETECTOR_PX
        found[:, 0] += self._anchors[sure]
        found[:, 2:] += self._anchors[sure][:, None]
        return [(float(score), _square_around(square, one)) for score, one in zip(scores[sure], found, strict=True)]

    def _look(self, levels: list[NDArray[np.uint8]], square: _Square) -> FoundFace | None:
        """The landmarks of the face in ``square``; looked at twice, as the second time it is held straight."""
        for _ in range(2):
            outputs = self._mesh.run(_crop(levels, square, _MESH_PX) / 255)
            score = float(1 / (1 + np.exp(-outputs[1].reshape(-1)[0])))
            if score < _SURE:
                return None
            places = outputs[0].reshape(POINTS, 3)[:, :2] / _MESH_PX
            points = square.to_picture(places)
            square = _square_of_mesh(points)
        return FoundFace(score, points)


class _Model:
    """A TensorFlow Lite model with one picture as its input."""

    def __init__(self, path: Path) -> None:
        try:
            # Only here: loading it takes a tenth of a second and some megabytes that few runs need.
            from ai_edge_litert.interpreter import Interpreter, OpResolverType
        except ImportError as error:
            raise _missing(f"LiteRT cannot be loaded on this computer ({error})") from error
        try:
            # Without XNNPACK: it would announce itself on stderr, and saves milliseconds.
            self._model: Any = Interpreter(
                str(path), num_threads=1, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
            )
            self._model.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise _missing(f"{path.name} cannot be read") from error
        self._input = self._model.get_input_details()[0]["index"]
        self._outputs = [details["index"] for details in self._model.get_output_details()]

    def run(self, picture: NDArray[np.floating]) -> list[NDArray[np.float32]]:
        """Its outputs for ``picture``, shape ``(side, side, 3)``, R G B."""
        self._model.set_tensor(self._input, picture[None].astype(np.float32))
        self._model.invoke()
        return [self._model.get_tensor(index) for index in self._outputs]


def _missing(reason: str) -> AppError:
    return AppError(
        "face.no_detector",
        f"Faces cannot be found by themselves: {reason}.",
        "Place the eyes, the mouth and the chin by hand, or install the studio again.",
        permanent=True,
    )


def _anchors() -> NDArray[np.float32]:
    """Where the detector's 896 outputs stand, as fractions: two on each cell of 16 by 16, then six of 8 by 8.

    From MediaPipe's face_detection_short_range graph: strides 8, 16, 16, 16 with two anchors each.
    """
    grids = []
    for cells, each in ((16, 2), (8, 6)):
        centres = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        down, across = np.meshgrid(centres, centres, indexing="ij")
        grids.append(np.repeat(np.stack((across, down), -1).reshape(-1, 2), each, axis=0))
    return np.concatenate(grids)


def _search(width: int, height: int) -> Iterator[list[_Square]]:
    """Squares to look at, from faces that fill the picture to small ones in a large picture."""
    whole = float(max(width, height))
    middle = _Square(width / 2, height / 2, whole)
    yield [middle, _Square(width / 2, height / 2, 2 * whole), *_tiles(width, height, whole / 2)]
    yield _tiles(width, height, whole / 4)
    yield _tiles(width, height, whole / 8)


def _tiles(width: int, height: int, side: float) -> list[_Square]:
    """Squares that overlap by half and cover the picture."""
    if side < _DETECTOR_PX / 2:
        return []

    def centres(length: int) -> NDArray[np.float64]:
        if length <= side:
            return np.array([length / 2])
        count = int(np.ceil((length - side) / (side / 2))) + 1
        return np.linspace(side / 2, length - side / 2, count)

    return [_Square(x, y, side) for y in centres(height) for x in centres(width)]


def _square_around(outer: _Square, found: NDArray[np.floating]) -> _Square:
    """The square that the mesh wants, from a detection in fractions of ``outer``: centre, size, six points."""
    centre, eyes = outer.to_picture(found[:1])[0], outer.to_picture(found[2:4])
    side = float(found[1].max()) * outer.side * _ROOM
    return _Square(float(centre[0]), float(centre[1]), side, _angle(eyes[1] - eyes[0]))


def _square_of_mesh(points: Points) -> _Square:
    angle = _angle(points[_EYE_RIGHT] - points[_EYE_LEFT])
    straight = _Square(0.0, 0.0, 1.0, -angle).to_picture(points + 0.5)
    low, high = straight.min(axis=0), straight.max(axis=0)
    x, y = _Square(0.0, 0.0, 1.0, angle).to_picture(((low + high) / 2 + 0.5)[None])[0]
    return _Square(float(x), float(y), float((high - low).max()) * _ROOM, angle)


def _angle(across: NDArray[np.floating]) -> float:
    return float(np.arctan2(across[1], across[0]))


def _distinct(seen: list[tuple[float, _Square]]) -> list[tuple[float, _Square]]:
    """The surest of those that lie on the same face."""
    kept: list[tuple[float, _Square]] = []
    for score, square in sorted(seen, key=lambda one: one[0], reverse=True):
        if all(_overlap(_extent(square), _extent(other)) < _SAME_FACE for _, other in kept):
            kept.append((score, square))
    return kept[: 2 * MAX_FACES]


_Box = tuple[float, float, float, float]


def _extent(square: _Square) -> _Box:
    half = square.side / 2
    return square.x - half, square.y - half, square.x + half, square.y + half


def _box(points: Points) -> _Box:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _overlap(a: _Box, b: _Box) -> float:
    """Intersection over the smaller box: a nose found within a face is no second face."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(1e-6, min((one[2] - one[0]) * (one[3] - one[1]) for one in (a, b)))


def _opaque(picture: Pixels) -> NDArray[np.uint8]:
    """R G B on grey, from premultiplied B G R A."""
    ground = (255 - picture[..., 3:].astype(np.uint16)) * _GROUND // 255
    return (picture[..., 2::-1] + ground).astype(np.uint8)


def _halved(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The picture at 1, 1/2, 1/4 … of its size, so that a shrunk view of it does not shimmer."""
    levels = [picture]
    while min(levels[-1].shape[:2]) >= 64:
        height, width = (side // 2 * 2 for side in levels[-1].shape[:2])
        four = levels[-1][:height, :width].reshape(height // 2, 2, width // 2, 2, 3)
        levels.append((four.sum(axis=(1, 3), dtype=np.uint16) >> 2).astype(np.uint8))
    return levels


def _crop(levels: list[NDArray[np.uint8]], square: _Square, side_px: int) -> NDArray[np.float32]:
    """What is in ``square``, shape ``(side_px, side_px, 3)``, R G B of 0 to 255; black beyond the picture."""
    level = min(len(levels) - 1, max(0, int(np.floor(np.log2(max(1.0, square.side / side_px))))))
    picture, scale = levels[level], 2.0**-level
    steps = (np.arange(side_px, dtype=np.float32) + 0.5) / side_px
    down, across = np.meshgrid(steps, steps, indexing="ij")
    places = square.to_picture(np.stack((across, down), -1).reshape(-1, 2)) * scale - 0.5
    first = np.floor(places).astype(np.intp)
    part = places - first
    out = np.zeros((len(places), 3), np.float32)
    height, width = picture.shape[:2]
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = first[:, 0] + right, first[:, 1] + below
        weight = np.abs(1 - right - part[:, 0]) * np.abs(1 - below - part[:, 1])
        weight *= (x >= 0) & (y >= 0) & (x < width) & (y < height)
        out += picture[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] * weight[:, None]
    return out.reshape(side_px, side_px, 3)
