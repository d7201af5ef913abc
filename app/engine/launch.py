"""Starting an engine worker, in a thread or in a process, and ending it by force."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from app.base.errors import AppError
from app.base.workers import Worker
from app.engine.frame_ring import FrameRing
from app.engine.link import Link
from app.engine.own_python import OwnPythonWorker
from app.engine.table import load_factory
from app.engine.worker import process_main, worker_main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.engine.messages import Down, Up

Isolation = Literal["process", "thread"]


class RunningWorker(Protocol):
    """A worker that was started. Its connection ends when it does. Lives on the host's thread."""

    conn: Connection[Down, Up]
    ring: FrameRing

    @property
    def sentinel(self) -> int | None:
        """Something to wait on that tells of its death, beside the end of the connection."""
        ...

    def end(self, grace_s: float) -> str:
        """Wait for its end, by force after ``grace_s``, free the ring, and say in words how it ended."""
        ...

    def kill(self) -> None:
        """End it now, where that is possible. Any thread."""
        ...


def launch(isolation: Isolation, factory: str, slots: int, slot_bytes: int, python: Path | None) -> RunningWorker:
    """Start a worker for the engine that ``factory`` names. Raises AppError."""
    if isolation == "thread":
        return _ThreadWorker(factory, FrameRing.local(slots, slot_bytes))
    ring = FrameRing.shared(slots, slot_bytes)
    log_level = logging.getLogger().getEffectiveLevel()
    try:
        if python is not None:
            return OwnPythonWorker(python, factory, ring, log_level)
        return _ProcessWorker(factory, ring, log_level)
    except BaseException:
        ring.close()
        raise


class _ThreadWorker:
    """A worker in this process. A stuck one cannot be ended by force: it is left behind and ends when it comes back."""

    sentinel: int | None = None

    def __init__(self, factory: str, ring: FrameRing) -> None:
        self.ring = ring
        self.conn, far_end = multiprocessing.Pipe()
        link = Link(far_end)
        self._thread = Worker("engine worker", lambda: worker_main(link, ring, lambda: load_factory(factory)()))
        self._thread.start()

    def end(self, grace_s: float) -> str:
        self._thread.join(grace_s)
        return "its thread is stuck and was left behind" if self._thread.is_alive() else "its thread ended"

    def kill(self) -> None:
        pass


class _ProcessWorker:
    """A worker in a process of its own (spawned: nothing of this one is inherited)."""

    def __init__(self, factory: str, ring: FrameRing, log_level: int) -> None:
        self.ring = ring
        self.conn, far_end = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=process_main,
            args=(far_end, ring.handle, factory, log_level),
            name="engine worker",
            daemon=True,
        )
        try:
            self._process.start()
        except OSError as error:
            self.conn.close()
            message = f"The engine's process could not be started ({error.strerror or error})."
            raise AppError("engine.start", message, "Close other programs, or restart the computer.") from error
        finally:
            far_end.close()  # the worker's copy must be the only one, or its death would not end the connection

    @property
    def sentinel(self) -> int | None:
        return self._process.sentinel

    def end(self, grace_s: float) -> str:
        self._process.join(grace_s)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        self.ring.close()
        code = self._process.exitcode or 0
        return f"it was killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        self._process.kill()
