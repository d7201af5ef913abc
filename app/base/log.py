"""The log: a rotating file for people, and lines of JSON for programs and tests.

Calls on the media path must not wait for a disk, so records go through a queue to a thread that writes them.
"""

from __future__ import annotations

import copy
import json
import logging
import logging.handlers
import queue
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

_FILE_BYTES = 2_000_000
_FILES_KEPT = 5
_HUMAN = "%(asctime)s.%(msecs)03d %(levelname)-8s %(name)s [%(threadName)s] %(message)s"
_SECRET_WORDS = ("password", "secret", "token", "api_key", "apikey", "credential")


def log_event(logger: logging.Logger, event: str, /, *, level: int = logging.INFO, **data: object) -> None:
    """Log something that happened, readable for people and for programs.

    Args:
        logger: the logger of the calling module.
        event: stable name, ``part.what`` (``"camera.started"``).
        level: one of logging's levels.
        data: what belongs to it; numbers, texts, paths and lists of them stay what they are in JSON.

    """
    clean = {key: "***" if _is_secret(key) else value for key, value in data.items()}
    words = " ".join(f"{key}={value}" for key, value in clean.items())
    logger.log(level, "%s %s" if words else "%s%s", event, words, extra={"event": event, "data": clean}, stacklevel=2)


class Logging:
    """The log of this process, from ``start`` to ``close``. Owned by the main thread.

    Args:
        log_file: log for people; its folder exists. None: none.
        json_log: where JSON lines go: a file (made anew) or ``"stderr"``. None: nowhere.
        level: what is logged at all.

    """

    def __init__(
        self,
        log_file: Path | None,
        *,
        json_log: Path | str | None = None,
        level: int = logging.INFO,
    ) -> None:
        self._outputs: list[logging.Handler] = []
        if log_file is not None:
            self._outputs.append(_human_file(log_file))
        if json_log is not None:
            self._outputs.append(_json_output(json_log))
        self._level = level
        records: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._entrance = _Entrance(records)
        self._listener = logging.handlers.QueueListener(records, *self._outputs, respect_handler_level=True)

    def start(self) -> Self:
        """Take the records of every logger from now on."""
        root = logging.getLogger()
        self._level_before = root.level
        root.setLevel(self._level)
        root.addHandler(self._entrance)
        logging.captureWarnings(capture=True)
        self._listener.start()
        return self

    def close(self) -> None:
        """Write what is waiting and close the files."""
        logging.captureWarnings(capture=False)
        root = logging.getLogger()
        root.removeHandler(self._entrance)
        root.setLevel(self._level_before)
        self._listener.stop()
        for output in self._outputs:
            output.close()

    def __enter__(self) -> Self:
        """Same as ``start``."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Same as ``close``."""
        self.close()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time_ns, level, logger, thread, message; event and data; exception if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        fields: dict[str, object] = {
            "time_ns": int(record.created * 1_000_000) * 1_000,  # a float of today resolves microseconds at most
            "level": record.levelname,
            "logger": record.name,
            "thread": record.threadName,
            "message": record.getMessage(),
        }
        event = getattr(record, "event", None)
        if event is not None:
            fields["event"] = event
            fields["data"] = getattr(record, "data", {})
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            fields["exception"] = record.exc_text
        return json.dumps(_plain(fields), ensure_ascii=False, allow_nan=False)


class _Entrance(logging.handlers.QueueHandler):
    """Hands records over with their arguments already in the text: they may change before they are written."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        record = copy.copy(record)
        record.msg = record.getMessage()
        record.args = None
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None  # a traceback would keep frames, and with them pictures, alive
        return record


def _human_file(log_file: Path) -> logging.Handler:
    handler = logging.handlers.RotatingFileHandler(
        log_file, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter(_HUMAN, "%Y-%m-%d %H:%M:%S"))
    return handler


def _json_output(target: Path | str) -> logging.Handler:
    handler: logging.Handler
    if target == "stderr":
        handler = logging.StreamHandler(sys.stderr)
    else:
        handler = logging.FileHandler(target, mode="w", encoding="utf-8")
    handler.setFormatter(JsonFormatter())
    return handler


def _is_secret(key: str) -> bool:
    return any(word in key.lower() for word in _SECRET_WORDS)


def _plain(value: object) -> object:
    """``value`` as JSON can say it: numbers that JSON has no word for become text, unknown things their str."""
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
