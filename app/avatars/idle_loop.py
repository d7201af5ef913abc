"""Finds the stretch of a filmed host that can be played again and again without anybody seeing where it begins.

Two ways, both judged on small grey pictures:

* **Forwards.** Two moments that look alike, and whose next moments look alike too, so that also the movement goes on:
  the end of the loop is cross-faded into what comes before its beginning. Natural at any movement, and chosen whenever
  the two moments are alike enough that the fade shows no second contour.
* **Forwards and backwards.** Nothing is ever faded, so it is sharp wherever it turns; it turns where the host moves
  least. Breathing and swaying look the same both ways.

Either way the loop begins and ends with the mouth as it mostly is in silence: closed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Thumbs = NDArray[np.float32]
"""Small grey pictures of one film, shape ``(n, height, width)``, 0..255."""

Box = tuple[float, float, float, float]
"""Left, top, right and lower edge, as fractions of the picture."""

FADE = 6
"""Pictures of a cross-fade."""

SHORTEST_S = 2.0

_ALIKE = 1.5  # how much more two moments may differ than neighbours do, to be faded into each other
_CLOSED = 1.6  # how much more than usual a mouth may differ from its usual self


@dataclass(frozen=True, slots=True)
class Loop:
    """Which pictures of a film make a loop, and in which order.

    Attributes:
        first: the first picture.
        length: how many pictures are needed, from there on.
        bounces: they are played forwards and backwards; otherwise the last ``FADE`` are faded into the first.
    """

    first: int
    length: int
    bounces: bool

    @property
    def count(self) -> int:
        """Pictures of one round."""
        return max(1, 2 * (self.length - 1)) if self.bounces else self.length - FADE

    def parts(self, number: int) -> tuple[tuple[int, int], ...]:
        """Picture ``number`` of endlessly many: which of the ``length`` pictures, with weights that sum to 256."""
        number %= self.count
        if self.bounces:
            return ((min(number, self.count - number), 256),)
        if number >= FADE:
            return ((number, 256),)
        weight = 256 * (number + 1) // (FADE + 1)
        return ((self.count + number, 256 - weight), (number, weight))


def find_loop(thumbs: Thumbs, fps: int, mouth: Box | None = None) -> Loop:
    """The best loop of a film of a silent host.

    Args:
        thumbs: all its pictures, at least one.
        fps: their rate.
        mouth: where the mouth moves; None: the whole picture tells whether the host rests.
    """
    count = len(thumbs)
    shortest = min(round(SHORTEST_S * fps), max(2, count // 2))
    apart = _distances(thumbs)
    rests = _rests(thumbs, mouth)
    forwards = _forwards(apart, rests, shortest)
    if forwards is not None and seam_holds(thumbs[forwards.first : forwards.first + forwards.length], forwards):
        return forwards
    return _bouncing(apart, rests, shortest)


def seam_holds(thumbs: Thumbs, loop: Loop) -> bool:
    """Whether nothing jumps where ``loop`` closes that does not jump as far inside it. ``thumbs``: its pictures."""
    weights = np.zeros((loop.count, len(thumbs)), np.float32)
    for number in range(loop.count):
        for picture, weight in loop.parts(number):
            weights[number, picture] = weight / 256
    played = np.tensordot(weights, thumbs, 1)
    steps = np.sqrt(np.mean((played - np.roll(played, 1, axis=0)) ** 2, axis=(1, 2)))  # [0] is the seam
    return bool(steps[: FADE + 1].max() <= steps[FADE + 1 :].max(initial=0.0))


def _distances(thumbs: Thumbs) -> NDArray[np.float64]:
    """How much every picture differs from every other, root mean square, shape ``(n, n)``."""
    flat = thumbs.reshape(len(thumbs), -1).astype(np.float64)
    flat = flat - flat.mean(axis=0)  # smaller numbers cancel less
    square = np.einsum("np,np->n", flat, flat)
    apart = square[:, None] + square[None, :] - 2 * flat @ flat.T
    return np.asarray(np.sqrt(np.maximum(apart, 0.0) / flat.shape[1]))


def _rests(thumbs: Thumbs, mouth: Box | None) -> NDArray[np.bool_]:
    """In which pictures the mouth is as it mostly is."""
    _, height, width = thumbs.shape
    left, top, right, bottom = mouth or (0.0, 0.0, 1.0, 1.0)
    rows = slice(int(top * height), max(int(top * height) + 1, round(bottom * height)))
    columns = slice(int(left * width), max(int(left * width) + 1, round(right * width)))
    seen = thumbs[:, rows, columns]
    off = np.sqrt(np.mean((seen - np.median(seen, axis=0)) ** 2, axis=(1, 2)))
    return np.asarray(off <= _CLOSED * np.median(off))


def _forwards(apart: NDArray[np.float64], rests: NDArray[np.bool_], shortest: int) -> Loop | None:
    """The two most similar moments, each of ``FADE`` pictures, or None where none are alike enough."""
    count = len(apart)
    starts = count - FADE + 1
    if starts <= shortest:
        return None
    worst = np.max([apart[k : k + starts, k : k + starts] for k in range(FADE)], axis=0)
    first, last = np.indices(worst.shape)
    calm = rests[:starts]
    allowed = (last - first >= max(shortest, 2 * FADE)) & calm[:, None] & calm[None, :]
    best = np.where(allowed, worst, np.inf)
    usual = float(np.median(np.diagonal(apart, 1)))
    good = best <= max(float(best.min()) * 1.1, 0.5 * usual)  # of those that are as good, the longest
    if not np.isfinite(best.min()) or float(best.min()) > _ALIKE * usual:
        return None
    begin, end = np.unravel_index(int(np.argmax(np.where(good & allowed, last - first, -1))), worst.shape)
    return Loop(int(begin), int(end - begin) + FADE, bounces=False)


def _bouncing(apart: NDArray[np.float64], rests: NDArray[np.bool_], shortest: int) -> Loop:
    """Between the two calmest moments that are far enough from each other."""
    count = len(apart)
    if count <= 2:
        return Loop(0, count, bounces=True)
    moving = np.array([apart[max(0, n - 2), min(count - 1, n + 2)] for n in range(count)])
    moving[~rests] += moving.max() + 1.0  # only where there is no other
    first, last = np.indices(apart.shape)
    cost = np.where(last - first >= min(shortest, count - 1), np.maximum(moving[:, None], moving[None, :]), np.inf)
    good = cost <= float(cost.min()) * 1.25
    begin, end = np.unravel_index(int(np.argmax(np.where(good, last - first, -1))), apart.shape)
    return Loop(int(begin), int(end - begin) + 1, bounces=True)


def thumb_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Width and height of the small pictures of a film of this size: large enough for an eyelid to count."""
    scale = 96 / max(width_px, height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))
