"""A worker process with a Python of its own: the one that an engine's packages are installed for.

``multiprocessing`` cannot start it. A process that it spawns takes over where this one finds its modules, and with them
its packages: those may be built for another Python, or lie inside a packaged studio. So both ends of the hand-over
stand here: the host's, and what the other Python is started with. Beyond it everything is as with any other worker.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Sized
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.engine.frame_ring import FrameRing, RingHandle
from app.engine.worker import serve

if TYPE_CHECKING:
    from app.engine.messages import Down, Up

_ROOT = Path(__file__).resolve().parents[2]  # our source, which is all that the two have in common


class OwnPythonWorker:
    """See ``launch.RunningWorker``. Lives on the host's thread.

    Args:
        python: the interpreter.
        factory: names the engine, ``"package.module:Class"``.
        ring: where its pictures cross; ended with the worker.
        log_level: what it need not send.

    Raises:
        AppError: it cannot be started.

    """

    sentinel: int | None = None  # its end of the connection is the only one there is: that ends with it

    def __init__(self, python: Path, factory: str, ring: FrameRing, log_level: int) -> None:
        self.ring = ring
        self.conn: Connection[Down, Up]
        self.conn, far_end = multiprocessing.Pipe()
        try:
            self._process = _start(python, far_end)
            self.conn.send((ring.handle, factory, log_level))  # type: ignore[arg-type]  # before the first message
        except OSError as error:
            self.conn.close()
            raise _not_started(python, error) from error
        finally:
            far_end.close()

    def end(self, grace_s: float) -> str:
        """See ``RunningWorker``."""
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
        code = self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.ring.close()
        return f"it was killed by signal {-code}" if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """See ``RunningWorker``."""
        self._process.kill()


def _start(python: Path, far_end: Connection[Up, Down]) -> subprocess.Popen[bytes]:
    """Start the other Python with ``far_end``; its standard input ends when this process does, however that comes."""
    number = far_end.fileno()
    how: dict[str, object] = {}
    if sys.platform == "win32":
        os.set_handle_inheritable(number, True)
        how["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [number]})
        how["creationflags"] = subprocess.CREATE_NO_WINDOW
    else:
        how["pass_fds"] = [number]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # each system's own arguments
        [str(python), "-P", "-m", "app.engine.own_python", str(number)],
        stdin=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        **how,
    )


def _not_started(python: Path, error: OSError) -> AppError:
    if not python.is_file():
        return AppError(
            "engine.python",
            f"The engine's own Python is missing: {python}.",
            "Install the engine again in the settings.",
            permanent=True,
        )
    message = f"The engine's own Python cannot be started: {python} ({error.strerror or error})."
    return AppError("engine.start", message, "Close other programs, or install the engine again in the settings.")


def main(number: int) -> None:
    """What the other Python runs, with the connection that it has inherited."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        conn: Connection[object, object] = PipeConnection(number)
    else:
        conn = Connection(number)
    handle, factory, log_level = conn.recv()
    serve(conn, lambda: _attach(handle), factory, log_level, lambda: os.read(0, 1))


def _attach(handle: RingHandle) -> FrameRing:
    """The host's ring. Python would keep a second book of it here, and remove what is the host's when this ends."""
    register = resource_tracker.register
    resource_tracker.register = _forget
    try:
        return FrameRing.attach(handle)
    finally:
        resource_tracker.register = register


def _forget(name: Sized, rtype: str) -> None:
    """Stands for the resource tracker, which need not know."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
