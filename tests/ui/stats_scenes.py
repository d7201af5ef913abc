"""States of the Stats dock, to look at."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from app.base.gpu_meter import NOT_TOLD
from app.base.usage import GpuUsage, PartUsage, Usage
from app.studio.snapshot import Measures
from app.studio.stats import WINDOW, Counts, Sample, StatsView

PARTS = (
    PartUsage("studio", 6.2, 412_000_000),
    PartUsage("engine", 4.1, 262_000_000),
    PartUsage("camera", 1.3, 61_000_000),
    PartUsage("recording", 9.7, 180_000_000),
)
REPORT = Path("/home/streamer/.local/state/FlashTalk Studio/log/shows/2026-11-29 20-00-00.html")


def _samples(*, speaks: bool, trouble: bool, gpu: bool) -> tuple[Sample, ...]:
    return tuple(_sample(number, speaks=speaks, trouble=trouble, gpu=gpu) for number in range(WINDOW))


def _sample(number: int, *, speaks: bool, trouble: bool, gpu: bool) -> Sample:
    wave, late = math.sin(number / 4), trouble and number > 44
    spoken = speaks and number > 12
    return Sample(
        fps=22.4 + wave if late else 29.9 + 0.1 * wave,
        render_fps=25.0 + 0.2 * wave if spoken else None,
        delay_ms=118.4 if spoken else None,
        sync_ms=46.0 + 9 * wave if late else 2.0 + 1.5 * wave,
        rtf=(1.12 if late else 0.62) + 0.05 * wave if spoken else None,
        queue=round(5 + 2 * wave) if spoken else 0,
        lagged=(number % 3) * late,
        skipped=late * (number % 7 == 0),
        dropped=late * (number % 2),
        xruns=0,
        cpu_percent=21.3 + 3 * wave,
        memory_mb=915.0 + number / 6,
        gpu_percent=61.0 + 20 * wave if gpu else None,
        gpu_memory_mb=9_800.0 + number if gpu else None,
    )


def stats_states() -> Iterator[tuple[str, dict[str, object]]]:
    """Names and what of the snapshot is different."""
    card, none = GpuUsage(61.0, 9_860_000_000, 24_000_000_000), GpuUsage(why_not=NOT_TOLD)
    counts = Counts(lagged=17, skipped=3, dropped=8)
    yield "empty", {"stats": StatsView()}
    yield (
        "quiet",
        {
            "measures": Measures(fps=30.0, av_drift_ms=2.0),
            "stats": StatsView(
                _samples(speaks=False, trouble=False, gpu=False)[-20:], Counts(), Usage(PARTS[:1], 18.0, none)
            ),
        },
    )
    yield (
        "busy",
        {
            "measures": Measures(fps=29.9, av_drift_ms=2.0),
            "stats": StatsView(
                _samples(speaks=True, trouble=False, gpu=True), Counts(), Usage(PARTS, 44.0, card), show_s=3723.0
            ),
        },
    )
    yield (
        "trouble",
        {
            "measures": Measures(fps=22.4, av_drift_ms=46.0),
            "stats": StatsView(
                _samples(speaks=True, trouble=True, gpu=False), counts, Usage(PARTS, 97.0, none), report=REPORT
            ),
        },
    )
