"""Starting an engine worker, in a thread or in a process, and ending it by force."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NewType, Protocol

from app.base.errors import AppError
from app.base.paths import source_root
from app.base.workers import Worker
from app.engine import WORKER_ARGUMENT
from app.engine.frame_ring import FrameRing
from app.engine.link import Link
from app.engine.table import load_factory
from app.engine.worker import worker_main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from app.engine.messages import Down, Up

_BEGIN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.__main__ import main; sys.exit(main())"
_RUN = "import sys, runpy; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), run_name='__main__')"

Isolation = Literal["process", "thread"]

Ending = NewType("Ending", str)
"""How a worker ended, as a part of a sentence."""


class RunningWorker(Protocol):
    """A worker that was started. Its connection ends when it does. Lives on the host's thread."""

    conn: Connection[Down, Up]
    ring: FrameRing

    def end(self, grace_s: float) -> Ending:
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
        return _ProcessWorker(python, factory, ring, log_level)
    except BaseException:
        ring.close()
        raise


class _ThreadWorker:
    """A worker in this process. A stuck one cannot be ended by force: it is left behind and ends when it comes back."""

    def __init__(self, factory: str, ring: FrameRing) -> None:
        self.ring = ring
        self.conn, far_end = multiprocessing.Pipe()
        link = Link(far_end)
        self._thread = Worker("engine worker", lambda: worker_main(link, ring, lambda: load_factory(factory)()))
        self._thread.start()

    def end(self, grace_s: float) -> Ending:
        self._thread.join(grace_s)
        stuck = self._thread.is_alive()
        return Ending("its thread is stuck and was left behind" if stuck else "its thread ended")

    def kill(self) -> None:
        pass


class _ProcessWorker:
    """A worker in a process of its own, with this interpreter or with that which an engine's packages are for.

    ``multiprocessing`` does not start it. A process that it spawns takes over where this one finds its modules, and
    with them its packages: those may be built for another Python, or lie inside a packaged studio. And it would start a
    tracker of shared memory, one process more, where nothing needs to be tracked.
    """

    def __init__(self, python: Path | None, factory: str, ring: FrameRing, log_level: int) -> None:
        self.ring = ring
        self.conn: Connection[Down, Up]
        self.conn, far_end = multiprocessing.Pipe()
        try:
            self._process = _start(python, far_end, ring)
            self.conn.send((ring.handle, factory, log_level))  # type: ignore[arg-type]  # before the first message
        except OSError as error:
            self.conn.close()
            raise _not_started(python, error) from error
        finally:
            far_end.close()  # the worker's copy must be the only one, or its death would not end the connection

    def end(self, grace_s: float) -> Ending:
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
        code = self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.ring.close()
        return Ending(f"it was killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}")

    def kill(self) -> None:
        self._process.kill()


def _start(python: Path | None, far_end: Connection[Up, Down], ring: FrameRing) -> subprocess.Popen[bytes]:
    """Start the process with ``far_end``; its standard input ends when this one does, however that comes."""
    number = far_end.fileno()
    how: dict[str, object] = {}
    if sys.platform == "win32":
        os.set_handle_inheritable(number, True)
        how["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [number]})
        how["creationflags"] = subprocess.CREATE_NO_WINDOW
    else:
        how["pass_fds"] = [number, ring.handle.descriptor]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # each system's own arguments
        [*worker_command(python), str(number)],
        stdin=subprocess.PIPE,
        **how,
    )


def worker_command(python: Path | None) -> list[str]:
    """How to start a worker process; None: as this one was started, which may be a packaged studio."""
    if python is None and getattr(sys, "frozen", False):
        return [sys.executable, WORKER_ARGUMENT]
    options = _compiled_apart(python) if python is not None else []
    return [str(python or sys.executable), *options, "-P", "-c", _BEGIN, str(source_root()), WORKER_ARGUMENT]


def python_with_our_source(python: Path, module: str) -> list[str]:
    """How to run one of our modules as a program of another Python."""
    return [str(python), *_compiled_apart(python), "-P", "-c", _RUN, str(source_root()), module]


def _compiled_apart(python: Path) -> list[str]:
    """Has another Python keep what it compiles of a packaged studio's source with itself.

    What a package holds is signed on a Mac, and an installer's to remove.
    """
    if not getattr(sys, "frozen", False):
        return []
    return ["-X", f"pycache_prefix={python.parents[1] / 'compiled'}"]


def _not_started(python: Path | None, error: OSError) -> AppError:
    if python is None:
        message = f"The engine's process could not be started ({error.strerror or error})."
        return AppError("engine.start", message, "Close other programs, or restart the computer.")
    if not python.is_file():
        return AppError(
            "engine.python",
            f"The engine's own Python is missing: {python}.",
            "Install the engine again in the settings.",
            permanent=True,
        )
    message = f"The engine's own Python cannot be started: {python} ({error.strerror or error})."
    return AppError("engine.start", message, "Close other programs, or install the engine again in the settings.")
