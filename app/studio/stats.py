"""What the Stats dock shows: the measures second by second, for the last minute. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.usage import PartUsage, Usage

if TYPE_CHECKING:
    from app.studio.snapshot import Measures

WINDOW = 61
"""Samples that are kept: a minute, and where it began."""

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """One second. None: not known then, or nobody spoke.

    Attributes:
        fps: program pictures per second.
        render_fps: pictures per second that the engine drew.
        delay_ms: between a spoken sound and its picture and sound.
        sync_ms: picture minus sound at the outputs, positive: picture late.
        rtf: render time over audio time.
        queue: pictures that wait for their time.
        lagged: slots the pump was late for, in this second; the next three likewise.
        skipped: slots that a sink could not take.
        dropped: pictures of the engine that came too late.
        xruns: times there was a hole in the sound device's sound.
        cpu_percent: what the studio takes of all processors.
        memory_mb: what it holds in memory.
        gpu_percent: how busy the graphics card is, whoever keeps it busy.
        gpu_memory_mb: what of its memory is taken, by whomever.

    """

    fps: float
    render_fps: float | None
    delay_ms: float | None
    sync_ms: float | None
    rtf: float | None
    queue: int
    lagged: int
    skipped: int
    dropped: int
    xruns: int
    cpu_percent: float
    memory_mb: float
    gpu_percent: float | None
    gpu_memory_mb: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What went wrong, counted: see ``Sample``."""

    lagged: int = 0
    skipped: int = 0
    dropped: int = 0
    xruns: int = 0

    @classmethod
    def of(cls, measures: Measures) -> Counts:
        """As the show has counted them."""
        return cls(measures.lagged, measures.skipped, measures.dropped, measures.xruns)

    def since(self, before: Counts) -> Counts:
        """What has come since; what stands lower than before was begun anew, with another picture size or device."""
        pairs = zip(_numbers(self), _numbers(before), strict=True)
        return Counts(*(now - then if now >= then else now for now, then in pairs))

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(_numbers(self), _numbers(other), strict=True)))


def _numbers(counts: Counts) -> tuple[int, int, int, int]:
    return counts.lagged, counts.skipped, counts.dropped, counts.xruns


@dataclass(frozen=True, slots=True)
class StatsView:
    """The last minute.

    Attributes:
        samples: one for each second, the oldest first.
        counts: what went wrong since ``Reset``, or since the studio was started.
        usage: the computer now.
        show_s: how long the show is that a record is kept of; None: none is running.
        report: the report that was written last, in this run of the studio.

    """

    samples: tuple[Sample, ...] = ()
    counts: Counts = field(default_factory=Counts)
    usage: Usage = field(default_factory=Usage)
    show_s: float | None = None
    report: Path | None = None

    @property
    def now(self) -> Sample | None:
        """The latest second; None: the first is not over."""
        return self.samples[-1] if self.samples else None

    @property
    def parts(self) -> tuple[PartUsage, ...]:
        """What each part of the studio takes of the computer."""
        return self.usage.parts


class Stats:
    """Makes samples of measures, and keeps a minute of them. One thread."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=WINDOW)
        self._counted: Counts | None = None  # as the show counted, at the last sample; None: there was none
        self._sum = Counts()
        self._usage = Usage()

    def take(self, measures: Measures, usage: Usage) -> Sample:
        """Another second is over."""
        counted = Counts.of(measures)
        new = counted.since(self._counted or counted)
        self._counted = counted
        self._sum += new
        self._usage = usage
        gpu = usage.gpu
        sample = Sample(
            fps=measures.fps,
            render_fps=measures.render_fps,
            delay_ms=measures.delay_ms,
            sync_ms=measures.av_drift_ms,
            rtf=measures.rtf,
            queue=measures.queue_depth,
            lagged=new.lagged,
            skipped=new.skipped,
            dropped=new.dropped,
            xruns=new.xruns,
            cpu_percent=usage.cpu_percent,
            memory_mb=usage.memory_bytes / MB,
            gpu_percent=gpu.percent,
            gpu_memory_mb=None if gpu.memory_bytes is None else gpu.memory_bytes / MB,
        )
        self._samples.append(sample)
        return sample

    def reset(self) -> None:
        """Count from zero, and forget the minute."""
        self._sum = Counts()
        self._samples.clear()

    @property
    def view(self) -> StatsView:
        """The minute, as it is now."""
        return StatsView(tuple(self._samples), self._sum, self._usage)
