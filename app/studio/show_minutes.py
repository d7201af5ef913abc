"""A show by the minute: what its health report and its table are made of. Pure but for ``read_minutes``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from app.base.errors import AppError
from app.base.usage import PART_NAMES, PartName, PartUsage
from app.studio.stats import Counts, Sample

SAMPLES = 60
PROBLEMS_KEPT = 5
"""Problems of a minute that are kept; more say no more."""

_NAME_OF_COUNT = ("lagged", "skipped", "dropped", "xruns")


@dataclass(frozen=True, slots=True)
class Minute:
    """One line of the table. None: not known in it, or nobody spoke.

    Attributes:
        began: when, with the offset of the computer's time zone, to the second.
        seconds: how long it was; the last of a show is shorter.
        engine: what drew at its end.
        program: size and rate of the program picture, ``"1280x720 30"``.
        fps_mean: program pictures per second; ``fps_min`` of its worst second.
        render_fps_mean: pictures per second that the engine drew, while somebody spoke.
        delay_p50_ms: time between a spoken sound and its picture and sound; ``delay_p99_ms`` likewise.
        sync_p50_ms: picture minus sound; ``sync_worst_ms`` the one that is furthest from 0.
        rtf_mean: render time over audio time; ``rtf_max`` of the worst second.
        queue_min: fewest pictures that waited for their time; ``queue_mean`` likewise.
        lagged: slots the pump was late for; then those a sink could not take, pictures that came too late, and holes
            in the sound device's sound.
        cpu_percent: what the studio took of all processors; ``cpu_max_percent`` in the worst second.
        cpu_studio_percent: its parts.
        computer_percent: what all programs took of them.
        memory_mb: the most that the studio held in memory.
        gpu_percent: how busy the graphics card was; ``gpu_memory_mb`` the most that was taken of its memory.
        problems: what was newly wrong, in the studio's own sentences.

    """

    began: datetime
    seconds: float
    engine: str
    program: str
    fps_mean: float
    fps_min: float
    render_fps_mean: float | None
    delay_p50_ms: float | None
    delay_p99_ms: float | None
    sync_p50_ms: float | None
    sync_worst_ms: float | None
    rtf_mean: float | None
    rtf_max: float | None
    queue_mean: float
    queue_min: float
    lagged: int
    skipped: int
    dropped: int
    xruns: int
    cpu_percent: float
    cpu_max_percent: float
    cpu_studio_percent: float
    cpu_engine_percent: float | None
    cpu_camera_percent: float | None
    cpu_recording_percent: float | None
    cpu_speech_percent: float | None
    cpu_other_percent: float | None
    computer_percent: float
    memory_mb: float
    gpu_percent: float | None
    gpu_memory_mb: float | None
    problems: str = ""


COLUMNS = tuple(field.name for field in fields(Minute))


@dataclass(frozen=True, slots=True)
class Second:
    """What is known of a second of a show."""

    sample: Sample
    parts: tuple[PartUsage, ...]
    computer_percent: float
    problems: tuple[str, ...] = ()


def minute_of(began: datetime, seconds: list[Second], engine: str, program: str) -> Minute:
    """The line of the table for at least one second."""
    samples = [second.sample for second in seconds]

    def known(name: str) -> list[float]:
        return sorted(value for one in samples if (value := getattr(one, name)) is not None)

    fps, sync, rtf, queue, cpu = (known(name) for name in ("fps", "sync_ms", "rtf", "queue", "cpu_percent"))
    delay, gpu, gpu_memory = (known(name) for name in ("delay_ms", "gpu_percent", "gpu_memory_mb"))
    counts = sum((Counts(*(getattr(one, name) for name in _NAME_OF_COUNT)) for one in samples), Counts())
    problems = dict.fromkeys(problem for second in seconds for problem in second.problems)
    return Minute(
        began=began.replace(microsecond=0),
        seconds=len(seconds),
        engine=engine,
        program=program,
        fps_mean=fmean(fps),
        fps_min=fps[0],
        render_fps_mean=_mean(known("render_fps")),
        delay_p50_ms=_share(delay, 0.5),
        delay_p99_ms=_share(delay, 0.99),
        sync_p50_ms=_share(sync, 0.5),
        sync_worst_ms=max(sync, key=abs, default=None),
        rtf_mean=_mean(rtf),
        rtf_max=rtf[-1] if rtf else None,
        queue_mean=fmean(queue),
        queue_min=queue[0],
        lagged=counts.lagged,
        skipped=counts.skipped,
        dropped=counts.dropped,
        xruns=counts.xruns,
        cpu_percent=fmean(cpu),
        cpu_max_percent=cpu[-1],
        **{f"cpu_{name}_percent": _part_mean(seconds, name) for name in PART_NAMES},  # type: ignore[arg-type]  # its own part is always there
        computer_percent=fmean(second.computer_percent for second in seconds),
        memory_mb=known("memory_mb")[-1],
        gpu_percent=_mean(gpu),
        gpu_memory_mb=gpu_memory[-1] if gpu_memory else None,
        problems=" | ".join(list(problems)[:PROBLEMS_KEPT]),
    )


def _part_mean(seconds: Iterable[Second], name: PartName) -> float | None:
    found = [part.cpu_percent for second in seconds for part in second.parts if part.name == name]
    if name == "studio":
        return _mean(found) or 0.0
    return _mean(found)


def _mean(values: list[float]) -> float | None:
    return fmean(values) if values else None


def _share(ordered: list[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else None


def written(minute: Minute) -> dict[str, object]:
    """As it stands in the table: what is not known is empty."""
    return {name: _text(getattr(minute, name)) for name in COLUMNS}


def _text(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return f"{value:.2f}" if isinstance(value, float) else value


def read_minutes(table: Path) -> list[Minute]:
    """The lines of a table that ``written`` has made, to the first that is damaged. Raises AppError for none."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            minutes = list(_read(csv.DictReader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AppError("report.table", f"{table} cannot be read: {error}.", "Name another table of a show.") from error
    if not minutes:
        raise AppError("report.table", f"{table} is no table of a show.", "Name one that the studio has written.")
    return minutes


def _read(lines: Iterable[Mapping[str, Any]]) -> Iterable[Minute]:
    for line in lines:
        try:
            yield Minute(
                **{field.name: _value(field.name, str(field.type), line[field.name]) for field in fields(Minute)}
            )
        except (KeyError, TypeError, ValueError):  # the studio was killed while it wrote
            return


def _value(name: str, kind: str, text: str) -> Any:
    if name == "began":
        return datetime.fromisoformat(text)
    if kind == "str":
        return text
    if not text and "None" in kind:
        return None
    return int(text) if kind == "int" else float(text)
