"""What ``paint_portrait.py`` paints with: fields of numbers over the picture, and a brush that follows the form."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

WIDTH, HEIGHT = 1080, 1340
TOP = 96
"""Where the picture begins in the coordinates of this file."""
MIDDLE = 540.0
Field = NDArray[np.float32]
"""One number for every pixel, shape ``(HEIGHT, WIDTH)``."""

X, Y = (axis.astype(np.float32) for axis in np.meshgrid(np.arange(WIDTH), TOP + np.arange(HEIGHT)))
SIDE = np.sign(X - MIDDLE)
OUT = np.abs(X - MIDDLE)
"""How far from the middle: what is drawn with it is drawn on both sides."""


def blur(field: Field, sigma: float) -> Field:
    """Three box blurs, which come close to a Gaussian one."""
    radius = max(1, round(sigma))
    out = field.astype(np.float64)
    for axis in (0, 1) * 3:
        padded = np.pad(out, [(radius + 1, radius) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
        sums = padded.cumsum(axis)
        size = out.shape[axis]
        upper = np.take(sums, np.arange(2 * radius + 1, 2 * radius + 1 + size), axis)
        out = (upper - np.take(sums, np.arange(size), axis)) / (2 * radius + 1)
    return out.astype(np.float32)


def bump(out: float, y: float, wide: float, high: float, turn: float = 0.0) -> Field:
    """A soft hill on both sides of the middle (one, where ``out`` is 0), turned by degrees."""
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    u, v = c * (OUT - out) + s * (Y - y), -s * (OUT - out) + c * (Y - y)
    return np.exp(-0.5 * ((u / wide) ** 2 + (v / high) ** 2)).astype(np.float32)


def smooth(x: Field, low: float, high: float) -> Field:
    """0 below ``low``, 1 above ``high``."""
    part = np.clip((x - low) / (high - low), 0, 1)
    return part * part * (3 - 2 * part)


def through(points: list[tuple[float, float]], at: Field) -> Field:
    """A smooth curve through ``points`` (place, value)."""
    places, values = np.array(points).T
    fine = np.linspace(places[0], places[-1], 2000)
    raw = np.interp(fine, places, values)
    window = np.hanning(161)
    padded = np.pad(raw, 80, mode="reflect", reflect_type="odd")
    return np.interp(at, fine, np.convolve(padded, window / window.sum(), "valid")).astype(np.float32)


def stroke(points: list[tuple[float, float]], wide: float, softness: float = 1.0) -> Field:
    """A line over (out, y) points on both sides, 1 in its middle; ``wide`` is its half width."""
    places = np.array(points, np.float32)
    near = np.full_like(X, 1e9)
    for (x0, y0), (x1, y1) in itertools.pairwise(places):
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((OUT - x0) * dx + (Y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
        near = np.minimum(near, (OUT - x0 - along * dx) ** 2 + (Y - y0 - along * dy) ** 2)
    return np.exp(-0.5 * near / (wide * softness) ** 2).astype(np.float32)


def curve(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Many points on a smooth line through a few."""
    places = np.array([points[0], *points, points[-1]], float)
    out: list[tuple[float, float]] = []
    for i in range(1, len(places) - 2):
        p0, p1, p2, p3 = places[i - 1 : i + 3]
        for t in np.linspace(0, 1, 12, endpoint=False):
            a, b, c = 2 * p1, p2 - p0, 2 * p0 - 5 * p1 + 4 * p2 - p3
            x, y = 0.5 * (a + b * t + c * t * t + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
            out.append((float(x), float(y)))
    return [*out, points[-1]]


def shape(*points: tuple[float, float], both: bool = True) -> Field:
    """Cover of the closed outline through (out, y) points, on both sides of the middle."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255))
    for side in (1, -1) if both else (1,):
        path = QPainterPath()
        path.addPolygon([QPointF(MIDDLE + side * x, y - TOP) for x, y in points])
        painter.drawPath(path)
    painter.end()
    data = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, image.bytesPerLine())[:, :WIDTH]
    return data.astype(np.float32) / 255


def ramp(colours: tuple[tuple[float, tuple[int, int, int]], ...], light: Field) -> NDArray[np.float32]:
    """The colour of every pixel, 0..255, from shadow to light."""
    places = [place for place, _ in colours]
    return np.stack(
        [np.interp(light, places, [colour[c] for _, colour in colours]).astype(np.float32) for c in range(3)], axis=-1
    )


def lay(picture: NDArray[np.float32], colour: object, cover: Field) -> None:
    """Paint ``colour`` over the picture as far as ``cover`` says."""
    picture += (np.asarray(colour, np.float32) - picture) * cover[..., None]


def noise(grain: float, seed: int) -> Field:
    """Soft noise, about -1..1."""
    raw = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    soft = blur(raw, grain) if grain >= 1 else raw
    return soft / (2 * soft.std())


def over(picture: NDArray[np.float32], image: QImage) -> None:
    """Lay a premultiplied image over the picture."""
    data = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4).astype(np.float32)
    picture *= 1 - data[..., 3:] / 255
    picture += data[..., 2::-1]


# ---- the brush


def brush(picture: NDArray[np.float32], fine: Field) -> NDArray[np.float32]:
    """The picture, painted over with strokes that follow its form: coarse to fine, where the coarse ones miss it.

    ``fine`` says where most of the model stays: where the eye looks.
    """
    chance = np.random.default_rng(51)
    canvas = image_of(np.stack([blur(picture[..., c], 10) for c in range(3)], axis=-1), np.ones_like(X))
    grey = picture.mean(axis=2)
    for radius, step, length, misses in ((13, 8, 26, 0.0), (7, 5, 16, 3.0), (3.5, 3, 9, 5.0), (1.8, 2, 6, 7.0)):
        soft = np.stack([blur(picture[..., c], radius * 0.4) for c in range(3)], axis=-1)
        slope_y, slope_x = np.gradient(blur(grey, radius * 0.8 + 2))
        flow = np.arctan2(slope_x, -slope_y)  # along what is equally light
        error = np.abs(pixels_of(canvas) - soft).mean(axis=2)
        xs, ys = np.meshgrid(np.arange(0, WIDTH, step), np.arange(0, HEIGHT, step))
        places = np.stack([xs.ravel(), ys.ravel()], axis=-1) + chance.integers(-step, step + 1, (xs.size, 2))
        places = np.clip(places, 0, (WIDTH - 1, HEIGHT - 1))
        places = places[error[places[:, 1], places[:, 0]] >= misses]
        paint_strokes(canvas, chance.permutation(places), soft, flow, radius, length, chance)
    painted = pixels_of(canvas)
    return picture + (painted - picture) * (0.85 - 0.55 * fine)[..., None]


def paint_strokes(
    canvas: QImage,
    places: NDArray[np.int64],
    colours: NDArray[np.float32],
    flow: Field,
    radius: float,
    length: float,
    chance: np.random.Generator,
) -> None:
    """One curved stroke of three bristles at every place."""
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for x, y in places.tolist():
        angle = float(flow[y, x]) + chance.normal(0, 0.12)
        dx, dy = length * np.cos(angle), length * np.sin(angle)
        end_x, end_y = min(max(x + dx, 0), WIDTH - 1), min(max(y + dy, 0), HEIGHT - 1)
        bend = float(flow[int(end_y), int(end_x)])
        if np.cos(bend - angle) < 0:
            bend += np.pi
        path = QPainterPath(QPointF(x - dx, y - dy))
        path.quadTo(QPointF(x, y), QPointF(x + length * np.cos(bend), y + length * np.sin(bend)))
        base = colours[y, x] * (1 + chance.normal(0, 0.022)) + chance.normal(0, 1.6, 3)
        for offset, wide, shade, alpha in ((0, 1.0, 1.0, 150), (-0.45, 0.35, 1.05, 80), (0.4, 0.3, 0.95, 80)):
            r, g, b = (int(min(max(v * shade, 0), 255)) for v in base)
            pen = QPen(QColor(r, g, b, alpha), 2 * radius * wide)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPath(path.translated(-np.sin(angle) * offset * radius, np.cos(angle) * offset * radius))
    painter.end()


def image_of(picture: NDArray[np.float32], cover: Field) -> QImage:
    """A premultiplied image."""
    out = np.empty((HEIGHT, WIDTH, 4), np.uint8)
    out[..., :3] = np.clip(picture[..., ::-1] * cover[..., None] + 0.5, 0, 255)
    out[..., 3] = cover * 255 + 0.5
    return QImage(out.tobytes(), WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied).copy()


def pixels_of(image: QImage) -> NDArray[np.float32]:
    """The colours of an opaque image, R G B."""
    return np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[..., 2::-1].astype(np.float32)
