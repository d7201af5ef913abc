"""The measures second by second."""

from __future__ import annotations

from app.base.usage import GpuUsage, PartUsage, Usage
from app.studio.snapshot import Measures
from app.studio.stats import WINDOW, Counts, Stats

USAGE = Usage(
    (PartUsage("studio", 6.0, 300_000_000), PartUsage("engine", 12.5, 500_000_000)),
    40.0,
    GpuUsage(61.0, 9_800_000_000, 24_000_000_000),
)


def test_a_sample_says_what_was_measured_and_what_went_wrong_in_its_second() -> None:
    stats = Stats()
    stats.take(Measures(fps=30.0, lagged=5, dropped=2), USAGE)
    measures = Measures(fps=29.5, av_drift_ms=-3.0, rtf=0.6, queue_depth=4, lagged=7, skipped=1, dropped=2, xruns=1)
    sample = stats.take(measures, USAGE)
    assert (sample.fps, sample.sync_ms, sample.rtf, sample.queue) == (29.5, -3.0, 0.6, 4)
    assert (sample.lagged, sample.skipped, sample.dropped, sample.xruns) == (2, 1, 0, 1)
    assert (sample.cpu_percent, sample.memory_mb) == (18.5, 800.0)
    assert (sample.gpu_percent, sample.gpu_memory_mb) == (61.0, 9800.0)
    assert sample.delay_ms is None  # nobody speaks: not 0


def test_what_was_counted_before_the_first_second_is_not_its_fault() -> None:
    assert Stats().take(Measures(lagged=9), USAGE).lagged == 0


def test_a_show_that_counts_anew_takes_nothing_away() -> None:
    stats = Stats()
    for lagged in (0, 8, 1, 3):  # at 1 the program got another size
        stats.take(Measures(lagged=lagged), USAGE)
    assert stats.view.counts.lagged == 8 + 1 + 2


def test_reset_counts_from_zero_and_forgets_the_minute() -> None:
    stats = Stats()
    stats.take(Measures(), USAGE)
    stats.take(Measures(lagged=4, skipped=3, dropped=2, xruns=1), USAGE)
    assert stats.view.counts == Counts(4, 3, 2, 1)
    stats.reset()
    assert (stats.view.counts, stats.view.samples) == (Counts(), ())
    stats.take(Measures(lagged=5, skipped=3, dropped=2, xruns=1), USAGE)
    assert stats.view.counts == Counts(lagged=1)


def test_a_minute_is_kept_and_no_more() -> None:
    stats = Stats()
    for number in range(8 * 3600):
        stats.take(Measures(fps=float(number)), USAGE)
    view = stats.view
    assert [sample.fps for sample in view.samples] == [float(8 * 3600 - WINDOW + n) for n in range(WINDOW)]
    assert view.now is view.samples[-1]
