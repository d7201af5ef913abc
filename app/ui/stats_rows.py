"""What the rows of the Stats dock show: names, numbers, and when these are bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.base.usage import PartName
from app.studio.snapshot import Snapshot
from app.studio.stats import Sample
from app.ui.language import tr
from app.ui.wording import UNKNOWN, milliseconds, signed_milliseconds, size_words

_APART_SLOTS = 1.0  # more than a picture's time is seen


@dataclass(frozen=True, slots=True)
class StatsRow:
    """One number of the dock.

    Attributes:
        name: stable.
        title: for people.
        meaning: its tool tip.
        value: of a second, for the plot; None: not known.
        words: says such a value.
        now: what stands beside the plot; without it the latest second's value.
        bad: whether it is worth a warning.
        unknown: why nothing is known, where that is always for the same reason.
        from_zero: the plot begins at 0.

    """

    name: str
    title: str
    meaning: str
    value: Callable[[Sample], float | None]
    words: Callable[[float], str]
    now: Callable[[Snapshot], str] | None = None
    bad: Callable[[Sample, Snapshot], bool] = lambda sample, snapshot: False
    unknown: str = ""
    from_zero: bool = True


def stats_rows() -> tuple[StatsRow, ...]:
    """All of them, in the user's language."""
    quiet = tr("Measured while somebody speaks.")
    return (
        StatsRow(
            "fps",
            tr("FPS"),
            tr("Pictures per second that go out"),
            lambda one: one.fps,
            "{:.1f}".format,
            lambda now: f"{now.measures.fps:.1f} / {now.settings.program.fps}" if now.measures.fps else UNKNOWN,
            lambda one, now: 0 < one.fps < now.settings.program.fps * 0.95,
            from_zero=False,
        ),
        StatsRow(
            "delay",
            tr("Delay"),
            tr("Time between your voice and what viewers hear and see"),
            lambda one: one.delay_ms,
            milliseconds,
            unknown=tr("Measured while your own voice is on the program."),
            from_zero=False,
        ),
        StatsRow(
            "sync",
            tr("Sync error"),
            tr("How late (+) or early (−) the picture is against the sound"),
            lambda one: one.sync_ms,
            signed_milliseconds,
            bad=lambda one, now: (
                one.sync_ms is not None and abs(one.sync_ms) > _APART_SLOTS * 1000 / now.settings.program.fps
            ),
        ),
        StatsRow(
            "rtf",
            tr("RTF"),
            tr("Time that the engine needs for a second of speech, in seconds: above 1 it cannot keep up"),
            lambda one: one.rtf,
            "{:.2f}".format,
            bad=lambda one, now: one.rtf is not None and one.rtf > 0.95,
            unknown=quiet,
        ),
        StatsRow(
            "render_fps",
            tr("Engine FPS"),
            tr("Pictures per second that the engine draws"),
            lambda one: one.render_fps,
            "{:.1f}".format,
            unknown=quiet,
        ),
        StatsRow(
            "queue", tr("Queue"), tr("Pictures that are drawn and wait for their time"), lambda one: one.queue, _whole
        ),
        *_counts(),
        *_computer(),
    )


def _counts() -> tuple[StatsRow, ...]:
    since = tr("since the start or the last Reset")

    def row(name: str, title: str, meaning: str) -> StatsRow:
        def total(now: Snapshot) -> str:
            return _whole(getattr(now.stats.counts, name))

        return StatsRow(
            name,
            title,
            f"{meaning}, {since}",
            lambda one: getattr(one, name),
            _whole,
            total,
            lambda one, now: getattr(one, name) > 0,
        )

    return (
        row("lagged", tr("Lagged frames"), tr("Pictures that this computer was late for")),
        row("skipped", tr("Skipped frames"), tr("Pictures that an output could not take")),
        row("dropped", tr("Dropped frames"), tr("Pictures of the engine that came too late")),
        row("xruns", tr("Sound gaps"), tr("Holes in the sound device's sound")),
    )


def _computer() -> tuple[StatsRow, ...]:
    return (
        StatsRow(
            "cpu",
            tr("CPU"),
            tr("What the studio takes of all processors of this computer"),
            lambda one: one.cpu_percent,
            _percent,
        ),
        StatsRow(
            "memory",
            tr("Memory"),
            tr("What the studio's processes hold in memory; what they share is counted in each"),
            lambda one: one.memory_mb,
            _megabytes,
            from_zero=False,
        ),
        StatsRow(
            "gpu",
            tr("GPU"),
            tr("How busy the graphics card is, whichever program keeps it busy"),
            lambda one: one.gpu_percent,
            _percent,
        ),
        StatsRow(
            "gpu_memory",
            tr("GPU memory"),
            tr("What is taken of the graphics card's memory, by whichever program"),
            lambda one: one.gpu_memory_mb,
            _megabytes,
            _gpu_memory,
        ),
    )


def part_words(part: PartName) -> str:
    """A part of the studio, for people."""
    return {
        "studio": tr("Window and show"),
        "engine": tr("Engine"),
        "camera": tr("Camera"),
        "recording": tr("Recording"),
        "speech": tr("Speech"),
        "other": tr("Others"),
    }[part]


def _gpu_memory(now: Snapshot) -> str:
    gpu = now.stats.usage.gpu
    if gpu.memory_bytes is None:
        return UNKNOWN
    used = size_words(gpu.memory_bytes)
    return used if gpu.total_bytes is None else f"{used} / {size_words(gpu.total_bytes)}"


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _percent(value: float) -> str:
    return f"{value:.1f} %" if value < 9.95 else f"{value:.0f} %"


def _megabytes(value: float) -> str:
    return size_words(value * 1e6)
