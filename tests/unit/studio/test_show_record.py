"""A show by the minute: its table, read back, and its report."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.language import Language
from app.base.usage import PartUsage
from app.studio import show_record
from app.studio.health_plot import Series, plot, scale
from app.studio.health_report import _words, report_page
from app.studio.show_minutes import COLUMNS, Minute, Second, minute_of, read_minutes
from app.studio.show_record import ShowRecord
from app.studio.stats import Sample

BEGAN = datetime(2026, 11, 29, 20, 0, 5, tzinfo=timezone(timedelta(hours=8)))
PARTS = (PartUsage("studio", 6.0, 300_000_000), PartUsage("engine", 4.0, 200_000_000))


def second(
    fps: float = 30.0,
    delay_ms: float | None = 120.0,
    sync_ms: float | None = 2.0,
    rtf: float | None = 0.5,
    lagged: int = 0,
    memory_mb: float = 500.0,
    problems: tuple[str, ...] = (),
) -> Second:
    sample = Sample(fps, 25.0, delay_ms, sync_ms, rtf, 4, lagged, 0, 0, 0, 10.0, memory_mb, None, None)
    return Second(sample, PARTS, 40.0, problems)


class Clock:
    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


class Record(ShowRecord):
    """A record that is told of seconds as they pass."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        super().__init__(folder, BEGAN, self.clock)

    def run(self, seconds: int, one: Second | None = None) -> None:
        for _ in range(seconds):
            self.clock.now += timedelta(seconds=1)
            self.take(one or second(), "Built in", "1280x720 30")


class Page(HTMLParser):
    """What a page consists of, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "data", "srcset")]


# ---- the table


def test_a_minute_tells_the_middle_and_the_worst_of_its_seconds() -> None:
    fps = [second(fps=30.0)] * 57 + [second(fps=24.0, sync_ms=-50.0, rtf=1.4, delay_ms=180.0, lagged=3)] * 3
    minute = minute_of(BEGAN, fps, "Built in", "1280x720 30")
    assert minute.fps_mean == pytest.approx(29.7)
    assert (minute.fps_min, minute.lagged, minute.seconds) == (24.0, 9, 60)
    assert (minute.sync_p50_ms, minute.sync_worst_ms) == (2.0, -50.0)
    assert (minute.delay_p50_ms, minute.delay_p99_ms) == (120.0, 180.0)
    assert (minute.rtf_max, minute.cpu_percent) == (1.4, 10.0)
    assert (minute.cpu_studio_percent, minute.cpu_engine_percent, minute.cpu_camera_percent) == (6.0, 4.0, None)
    assert minute.gpu_percent is None


def test_a_line_a_minute_is_on_the_disk_before_the_show_ends(tmp_path: Path) -> None:
    record = Record(tmp_path / "shows")
    record.run(59)
    assert not record.table.exists()
    record.run(62)
    minutes = read_minutes(record.table)
    assert [minute.seconds for minute in minutes] == [60, 60]
    assert minutes[0].began == BEGAN
    assert minutes[1].began == BEGAN + timedelta(seconds=60)
    record.close()
    assert [minute.seconds for minute in read_minutes(record.table)] == [60, 60, 1]


def test_the_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    record = Record(tmp_path)
    record.run(60, second(delay_ms=None, rtf=None, problems=('The device "a;b", c\nwas unplugged.',)))
    (minute,) = read_minutes(record.table)
    assert record.table.read_text("utf-8-sig").splitlines()[0] == ",".join(COLUMNS)
    assert (minute.delay_p50_ms, minute.rtf_mean, minute.fps_mean) == (None, None, 30.0)
    assert minute.problems == 'The device "a;b", c\nwas unplugged.'


def test_a_table_that_was_cut_short_is_read_to_there(tmp_path: Path) -> None:
    record = Record(tmp_path)
    record.run(120)
    text = record.table.read_bytes()
    record.table.write_bytes(text[:-40])
    assert len(read_minutes(record.table)) == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"began,seconds\n"])
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "other.csv"
    table.write_bytes(content)
    with pytest.raises(AppError, match=r"other\.csv (is no table of a show|cannot be read)"):
        read_minutes(table)


def test_eight_hours_stay_in_their_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show_record, "MINUTES_KEPT", 10)
    record = Record(tmp_path)
    record.run(25 * 60)
    assert len(read_minutes(record.table)) == 25
    page = record.finish("en").read_text("utf-8")
    assert "20:15 to 20:25 (10 min)" in page


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "shows").write_text("a file is in the way")
    record = Record(tmp_path / "shows")
    with pytest.raises(AppError, match="The report on the show cannot be written to"):
        record.run(60)
    with pytest.raises(AppError, match="cannot be written"):
        record.finish("en")


# ---- the report


def page_of(minutes: list[Minute], language: Language = "en") -> str:
    return report_page(minutes, language, "table.csv")


def minutes_of(count: int, one: Second | None = None) -> list[Minute]:
    return [
        minute_of(BEGAN + timedelta(minutes=number), [one or second()] * 60, "Built in", "1280x720 30")
        for number in range(count)
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_needs_nothing_but_itself(language: Language) -> None:
    page = Page(page_of(minutes_of(30), language))
    assert page.loads == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.tags.count("svg") == 8  # all but the graphics card's two, of which nothing is known
    text = page_of(minutes_of(30), language)
    assert "prefers-color-scheme: dark" in text
    assert "url(" not in text
    assert "@import" not in text


def test_a_show_without_a_fault_says_so() -> None:
    assert "Nothing to complain of" in page_of(minutes_of(3))
    assert "一切正常" in page_of(minutes_of(3), "zh_CN")
    assert "由 内置引擎 渲染" in page_of(minutes_of(3), "zh_CN")


def test_each_complaint_is_a_sentence_with_its_number() -> None:
    minutes = minutes_of(20) + minutes_of(
        10, second(fps=20.0, sync_ms=-80.0, rtf=1.25, lagged=1, memory_mb=900.0, problems=("The disk is <full>.",))
    )
    page = page_of(minutes)
    assert "Nothing to complain of" not in page
    assert "In 10 of 30 minutes fewer pictures went out" in page
    assert "late for 600 pictures (1.1 %)" in page
    assert "up to 80 ms apart" in page
    assert "needed 1.25 s for one second" in page
    assert "memory grew by 400 MB" in page
    assert "Problems during the show: 10." in page
    assert "The disk is &lt;full&gt;." in page
    assert "<full>" not in page


def test_all_words_are_there_in_both_languages() -> None:
    english, chinese = _words("en"), _words("zh_CN")
    assert english.keys() == chinese.keys()
    for word, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", chinese[word])), word


# ---- plots


def test_a_line_has_a_hole_where_nothing_was_known() -> None:
    drawn = plot("Delay", [0, 60, 120, 180, 240], ["a"] * 5, [Series("x", [1.0, 2.0, None, 3.0, None])])
    lines = re.findall(r'<polyline[^>]*points="([^"]+)"', drawn)
    assert [len(line.split()) for line in lines] == [2]
    assert drawn.count("<circle") == 1  # a value alone


def test_nothing_known_draws_nothing() -> None:
    assert plot("GPU", [0, 60], ["a", "b"], [Series("x", [None, None])]) == ""


def test_higher_values_are_drawn_higher_up() -> None:
    drawn = plot("Memory", [0, 60, 120], ["a", "b", "c"], [Series("x", [100.0, 300.0, 200.0])])
    (line,) = re.findall(r'points="([^"]+)"', drawn)
    (x0, y0), (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.split())
    assert x0 < x1 < x2
    assert y1 < y2 < y0


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 0, (0, 0.2, 0.4, 0.6)),
        (29.95, 30, (28, 30, 32)),
        (0, 3, (0, 1, 2, 3)),
        (118, 240, (0, 100, 200, 300)),
        (-4, 60, (-25, 0, 25, 50, 75)),
    ],
)
def test_the_marks_of_a_plot_are_round(low: float, high: float, marks: tuple[float, ...]) -> None:
    assert scale(low, high) == marks
