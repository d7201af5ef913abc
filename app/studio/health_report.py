"""The report on a show's health: one page that needs nothing else, made of its table by the minute."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from html import escape
from statistics import fmean, median

from app.base.language import Language
from app.base.paths import resources_dir
from app.studio.health_plot import Series, plot
from app.studio.show_minutes import Minute

SLOW_SHARE = 0.95
GROWTH_MINUTES, GROWTH_MB = 20, 100

Say = Callable[..., str]


def report_page(minutes: Sequence[Minute], language: Language, table: str) -> str:
    """The page, HTML.

    Args:
        minutes: at least one.
        language: of its words; what went wrong is told in the studio's own sentences.
        table: file name of the table that lies beside it.

    """
    words = _words(language)

    def say(word: str, **values: object) -> str:
        return escape(words[word].format(**values))

    complaints = list(_complaints(minutes, say))
    verdict = "".join(f"<li>{one}</li>" for one in complaints or [say("good")])
    parts = [
        f"<h1>{say('title')}</h1>",
        f'<p class="muted">{_span(minutes, say)}</p>',
        f'<p class="muted">{_drawn(minutes, words, say)}</p>',
        f'<ul class="panel verdict{"" if complaints else " good"}">{verdict}</ul>',
        f"<h2>{say('key')}</h2>",
        f'<div class="tiles">{"".join(_tiles(minutes, say))}</div>',
        _all_plots(minutes, words),
        _problems(minutes, say),
        _every_minute(minutes, say),
        f'<p class="muted">{say("table", table=table)}</p>',
    ]
    title = f"{words['title']}, {minutes[0].began:%Y-%m-%d %H:%M}"
    style = (resources_dir() / "report" / "report.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language.replace("_", "-")}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


@cache
def _words(language: Language) -> dict[str, str]:
    every = json.loads((resources_dir() / "report" / "words.json").read_text(encoding="utf-8"))
    words: dict[str, str] = every[language]
    return words


def _fps(minute: Minute) -> int:
    return int(minute.program.partition(" ")[2])


def _span(minutes: Sequence[Minute], say: Say) -> str:
    first, last = minutes[0], minutes[-1]
    end = last.began + timedelta(seconds=last.seconds)
    seconds = round((end - first.began).total_seconds())
    if seconds >= 3600:
        long = say("hours", hours=seconds // 3600, minutes=seconds // 60 % 60)
    else:
        long = say("minutes", minutes=seconds // 60) if seconds >= 60 else say("seconds", seconds=seconds)
    return say("span", date=f"{first.began:%Y-%m-%d}", begin=f"{first.began:%H:%M}", end=f"{end:%H:%M}", long=long)


def _drawn(minutes: Sequence[Minute], words: dict[str, str], say: Say) -> str:
    names = dict.fromkeys(minute.engine for minute in minutes if minute.engine)
    engines = [words.get(name, name) for name in names]  # models have names of their own
    programs = dict.fromkeys(minute.program for minute in minutes)
    told = [
        say("program", size=one.partition(" ")[0].replace("x", " × "), fps=one.partition(" ")[2]) for one in programs
    ]
    return say("drawn", engines=", ".join(engines) or say("unknown"), programs=", ".join(told))


def _complaints(minutes: Sequence[Minute], say: Say) -> Iterator[str]:
    """What was not as it should be, one sentence each."""
    slots = sum(minute.seconds * _fps(minute) for minute in minutes)
    slow = sum(minute.fps_mean < SLOW_SHARE * _fps(minute) for minute in minutes)
    if slow:
        yield say("slow_minutes", count=slow, all=len(minutes))
    for name in ("lagged", "skipped", "dropped", "xruns"):
        count = sum(getattr(minute, name) for minute in minutes)
        if count:
            yield say(name, count=count, share=f"{100 * count / slots:.2g}")
    worst = max((minute for minute in minutes if minute.sync_worst_ms is not None), key=_apart, default=None)
    if worst is not None and _apart(worst) > 1000 / _fps(worst):
        yield say("apart", ms=f"{_apart(worst):.0f}")
    rtf = max((minute.rtf_max for minute in minutes if minute.rtf_max is not None), default=0.0)
    if rtf > 1.0:
        yield say("slow_engine", rtf=f"{rtf:.2f}")
    quarter = len(minutes) // 4
    if len(minutes) >= GROWTH_MINUTES:
        memory = [minute.memory_mb for minute in minutes]
        grown = median(memory[-quarter:]) - median(memory[:quarter])
        if grown > GROWTH_MB:
            yield say("memory_grew", mb=f"{grown:.0f}")
    wrong = sum(len(minute.problems.split(" | ")) for minute in minutes if minute.problems)
    if wrong:
        yield say("wrong", count=wrong)


def _apart(minute: Minute) -> float:
    return abs(minute.sync_worst_ms or 0.0)


def _tiles(minutes: Sequence[Minute], say: Say) -> Iterator[str]:
    def column(name: str) -> list[float]:
        return [value for minute in minutes if (value := getattr(minute, name)) is not None]

    def tile(name: str, value: str) -> str:
        return f'<div class="panel"><span class="muted">{name}</span><b>{value}</b></div>'

    def of(values: list[float], pick: Callable[[list[float]], float], words: str) -> str:
        return words.format(pick(values)) if values else say("unknown")

    yield tile(say("fps"), of(column("fps_mean"), fmean, "{:.1f}"))
    yield tile(say("delay"), of(column("delay_p50_ms"), median, "{:.0f} ms"))
    yield tile(say("sync"), of(column("sync_p50_ms"), median, "{:+.0f} ms"))
    yield tile(say("rtf"), of(column("rtf_mean"), fmean, "{:.2f}"))
    for name in ("lagged", "skipped", "dropped", "xruns"):
        yield tile(say(f"lost_{name}").capitalize(), str(sum(getattr(minute, name) for minute in minutes)))
    yield tile(say("cpu"), of(column("cpu_percent"), fmean, "{:.0f} %"))
    yield tile(say("memory"), of(column("memory_mb"), max, "{:.0f} MB"))
    yield tile(say("gpu"), of(column("gpu_percent"), fmean, "{:.0f} %"))


_PLOTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("fps", "", (("fps_mean", "fps_mean"), ("fps_min", "fps_min"))),
    ("delay", "ms", (("delay_p50", "delay_p50_ms"), ("delay_p99", "delay_p99_ms"))),
    ("sync", "ms", (("sync_p50", "sync_p50_ms"), ("sync_worst", "sync_worst_ms"))),
    ("rtf", "", (("rtf_mean", "rtf_mean"), ("rtf_max", "rtf_max"))),
    ("queue", "", (("queue_mean", "queue_mean"), ("queue_min", "queue_min"))),
    (
        "lost",
        "",
        (("lost_lagged", "lagged"), ("lost_skipped", "skipped"), ("lost_dropped", "dropped"), ("lost_xruns", "xruns")),
    ),
    (
        "cpu",
        "%",
        (
            ("cpu_all", "cpu_percent"),
            ("cpu_studio", "cpu_studio_percent"),
            ("cpu_engine", "cpu_engine_percent"),
            ("cpu_computer", "computer_percent"),
        ),
    ),
    ("memory", "MB", (("memory_most", "memory_mb"),)),
    ("gpu", "%", (("gpu_busy", "gpu_percent"),)),
    ("gpu_memory", "MB", (("gpu_most", "gpu_memory_mb"),)),
)
"""Title, unit, and the lines: their words and their columns."""


def _all_plots(minutes: Sequence[Minute], words: dict[str, str]) -> str:
    if len(minutes) == 1:  # one dot says less than the tile above
        return ""
    return f'<h2>{escape(words["plots"])}</h2><div class="plots">{"".join(_plots(minutes, words))}</div>'


def _plots(minutes: Sequence[Minute], words: dict[str, str]) -> Iterator[str]:
    times_s = [(minute.began - minutes[0].began).total_seconds() for minute in minutes]
    clock = [f"{minute.began:%H:%M}" for minute in minutes]
    for title, unit, lines in _PLOTS:
        series = [Series(words[word], [getattr(minute, column) for minute in minutes]) for word, column in lines]
        known = [one for one in series if any(value is not None for value in one.values)]
        wanted = float(_fps(minutes[-1])) if title == "fps" else None
        yield plot(f"{words[title]} ({unit})" if unit else words[title], times_s, clock, known, wanted)


def _problems(minutes: Sequence[Minute], say: Say) -> str:
    rows = [
        f"<tr><td>{minute.began:%H:%M}</td><td>{escape(problem)}</td></tr>"
        for minute in minutes
        if minute.problems
        for problem in minute.problems.split(" | ")
    ]
    if not rows:
        return ""
    return f'<h2>{say("problems")}</h2><div class="panel"><table class="words">{"".join(rows)}</table></div>'


_TABLE = (
    ("fps", "fps_mean", "{:.1f}"),
    ("delay", "delay_p50_ms", "{:.0f}"),
    ("sync", "sync_p50_ms", "{:+.0f}"),
    ("rtf", "rtf_mean", "{:.2f}"),
    ("lost_lagged", "lagged", "{}"),
    ("lost_skipped", "skipped", "{}"),
    ("lost_dropped", "dropped", "{}"),
    ("lost_xruns", "xruns", "{}"),
    ("cpu", "cpu_percent", "{:.0f}"),
    ("memory", "memory_mb", "{:.0f}"),
    ("gpu", "gpu_percent", "{:.0f}"),
)


def _every_minute(minutes: Sequence[Minute], say: Say) -> str:
    head = "".join(f"<th>{say(word)}</th>" for word in ("time", *(word for word, _, _ in _TABLE)))
    rows = []
    for minute in minutes:
        cells = [f"{minute.began:%H:%M}"]
        for _, column, words in _TABLE:
            value = getattr(minute, column)
            cells.append(say("unknown") if value is None else words.format(value))
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return (
        f"<details><summary><b>{say('every')}</b></summary>"
        f'<div class="panel wide"><table><tr>{head}</tr>{"".join(rows)}</table></div></details>'
    )
