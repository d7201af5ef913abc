"""What is on the desk, in a file: it is there again after a crash."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.base.errors import AppError
from app.base.files import write_atomically
from app.base.workers import Worker
from app.sources.script_line import parse_line, write_line
from app.studio.script_view import LineState, Order, ShownLine

log = logging.getLogger(__name__)

VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptShow:
    """A script and the typed lines that wait.

    Attributes:
        name: of the script.
        lines: each with how far it has come.
        following: number of the line that is heard, or comes next; None: none does.
        order: in which they are spoken.
        variables: their values.
        waiting: typed lines, as ``("text", line)``, and files, as ``("file", path)``.
    """

    name: str = ""
    lines: tuple[ShownLine, ...] = ()
    following: int | None = None
    order: Order = field(default_factory=Order)
    variables: dict[str, str] = field(default_factory=dict)
    waiting: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.waiting)


class ShowKeeper:
    """Keeps one show in a file. Lives on the studio's thread; it is written on one of its own.

    Args:
        path: the file; None: nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept = KeptShow()
        self._writer: Worker | None = None

    def load(self) -> KeptShow | None:
        """What the last studio left behind; None: nothing. Raises AppError when it cannot be read."""
        if self._path is None:
            return None
        try:
            show = _from_json(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AppError) as error:
            log.info("the show in %s cannot be read: %s", self._path, error)
            kept = self._put_aside()
            raise AppError(
                "script.kept_unreadable", f"The script of the last show cannot be read ({error}).", kept
            ) from error
        return show or None

    def keep(self, show: KeptShow) -> None:
        """This is on the desk now."""
        busy = self._writer is not None and self._writer.is_alive()
        if self._path is None or show == self._kept or busy:
            return
        self._kept = show
        path = self._path
        self._writer = Worker("show keeper", lambda: _write(path, show))
        self._writer.start()

    def put_aside(self) -> None:
        """What was left behind is not wanted now, but not lost either."""
        if self._path is not None and self._path.exists():
            self._put_aside()

    def close(self, show: KeptShow) -> None:
        """This is on the desk when the studio ends, and offered the next time."""
        if self._writer is not None:
            self._writer.join(2.0)
        if self._path is not None and show != self._kept:
            _write(self._path, show)

    def _put_aside(self) -> str:
        assert self._path is not None
        aside = self._path.with_suffix(".bak.json")
        try:
            self._path.replace(aside)
        except OSError as error:
            return f"It lies in {self._path} ({error.strerror or error})."
        return f"It was kept as {aside}."


def _write(path: Path, show: KeptShow) -> None:
    try:
        if show:
            write_atomically(path, json.dumps(_to_json(show), ensure_ascii=False).encode())
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        log.info("the show could not be kept in %s: %s", path, error)


def _to_json(show: KeptShow) -> dict[str, Any]:
    return {
        "version": VERSION,
        "name": show.name,
        "lines": [{"number": one.number, "line": write_line(one.line), "state": one.state.value} for one in show.lines],
        "following": show.following,
        "order": asdict(show.order),
        "variables": show.variables,
        "waiting": [{"kind": kind, "what": what} for kind, what in show.waiting],
    }


def _from_json(raw: Any) -> KeptShow:
    """Raises ValueError, KeyError, TypeError or AppError."""
    if not isinstance(raw, dict) or raw["version"] != VERSION:
        raise ValueError("it was written by another version")
    following, order = raw["following"], raw["order"]
    least_s, most_s = order["spacing_s"]
    return KeptShow(
        str(raw["name"]),
        tuple(ShownLine(int(o["number"]), parse_line(o["line"]), LineState(o["state"])) for o in raw["lines"]),
        None if following is None else int(following),
        Order(bool(order["loop"]), bool(order["shuffle"]), (float(least_s), float(most_s))),
        {str(name): str(value) for name, value in raw["variables"].items()},
        tuple((str(one["kind"]), str(one["what"])) for one in raw["waiting"]),
    )
