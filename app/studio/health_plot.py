"""Plots of the health report: SVG that stands in a page by itself. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 520, 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 8, 20
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

LEAST_SPAN = 0.1
"""Of its value: a plot shows no less than that."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a plot; ``values`` has None where nothing is known."""

    name: str
    values: Sequence[float | None]


def plot(
    title: str, times_s: Sequence[float], clock: Sequence[str], series: Sequence[Series], wanted: float | None = None
) -> str:
    """A figure with its lines, or empty when there is nothing to draw.

    Args:
        title: with its unit.
        times_s: of the values, rising.
        clock: the same, as people read them.
        series: at most four lines.
        wanted: a dashed line where all should be; None: there is none.

    """
    known = [value for one in series for value in one.values if value is not None]
    if not known:
        return ""
    marks = scale(
        min([*known, *([] if wanted is None else [wanted])]), max([*known, *([] if wanted is None else [wanted])])
    )
    low, high = marks[0], marks[-1]
    last_s = times_s[-1] - times_s[0] or 1.0

    def x(time_s: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (time_s - times_s[0]) / last_s

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)

    parts = [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y(mark) + 4:.1f}" text-anchor="end">{mark:g}</text>'
        for mark in marks
    ]
    for number in sorted({0, len(clock) // 2, len(clock) - 1}):
        anchor = {0: "start", len(clock) - 1: "end"}.get(number, "middle") if len(clock) > 1 else "start"
        parts.append(
            f'<text x="{x(times_s[number]):.1f}" y="{_HEIGHT - 5}" text-anchor="{anchor}">{clock[number]}</text>'
        )
    if wanted is not None:
        parts.append(
            f'<line class="wanted" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(wanted):.1f}" y2="{y(wanted):.1f}"/>'
        )
    classes = ("one", "two", "three", "four")
    for kind, one in zip(classes, series, strict=False):
        for run in _runs(times_s, one.values):
            points = [f"{x(time_s):.1f},{y(value):.1f}" for time_s, value in run]
            if len(points) == 1:
                parts.append('<circle class="{}" cx="{}" cy="{}" r="2.5"/>'.format(kind, *points[0].split(",")))
            else:
                parts.append(f'<polyline class="{kind}" style="fill:none" points="{" ".join(points)}"/>')
    legend = "".join(
        f'<span class="{kind}"><b>{escape(one.name)}</b></span>' for kind, one in zip(classes, series, strict=False)
    )
    return (
        f'<figure class="panel"><figcaption>{escape(title)} {legend}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )


def scale(low: float, high: float) -> tuple[float, ...]:
    """Three to six round numbers around ``low`` to ``high``, evenly apart; 0 is among them where it is near."""
    if 0 < low < 0.75 * high:
        low = 0.0
    least = abs(high) * LEAST_SPAN or 1.0
    if high - low < least:  # what hardly changes shall not look as if it did
        low, high = max(low - least / 2, 0.0) if low >= 0 else low - least / 2, high + least / 2
    span = high - low
    rough = span / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in _STEPS if power * one >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def _runs(times_s: Sequence[float], values: Sequence[float | None]) -> Iterator[list[tuple[float, float]]]:
    """The stretches without a hole."""
    run: list[tuple[float, float]] = []
    for time_s, value in zip(times_s, values, strict=True):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((time_s, value))
    if run:
        yield run
