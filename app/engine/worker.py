"""The engine worker: the loop that drives one engine, the same in a thread and in a process.

Everything happens on one thread. Between any two pictures, and while it waits for credit, the loop reads its messages:
a new turn or a stop waits for one picture (or one ``render``) to be drawn at most. Its heartbeat is sent from the same
place: one that stays away means that the engine is stuck in one call, which is what the host wants to know.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from app.base.errors import AppError
from app.base.memory import use_one_heap
from app.engine.base import Engine, PipelinedEngine
from app.engine.drive import Drive
from app.engine.frame_ring import FrameRing
from app.engine.immediate import Immediate
from app.engine.link import HostGone, Link, LogForwarder
from app.engine.messages import Failed
from app.engine.table import load_factory

log = logging.getLogger(__name__)


def worker_main(link: Link, ring: FrameRing, factory: Callable[[], Engine | PipelinedEngine]) -> None:
    """Make an engine, load it, and drive it until the host says stop, hangs up, or the engine fails. Never raises."""
    engine: PipelinedEngine | None = None
    try:
        made = factory()
        engine = made if isinstance(made, PipelinedEngine) else Immediate(made)
        Drive(link, ring, engine).run()
    except HostGone:
        pass
    except AppError as error:
        _report(link, Failed(error.code, error.message, error.hint, error.permanent))
    except Exception as error:  # the worker loop
        log.exception("the engine failed")
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        message = f"The engine stopped because of an error of its own ({what})."
        hint = "The studio starts it again by itself; the log has the details."
        _report(link, Failed("engine.error", message, hint, permanent=False))
    finally:
        if engine is not None:
            _close(engine)
        link.close()


def process_main(number: int) -> None:
    """Be a worker process, with the host at the other end of the connection that it has inherited as ``number``."""
    use_one_heap()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group; the host alone decides
    threading.Thread(target=_end_with_host, name="parent watch", daemon=True).start()
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        conn: Connection[object, object] = PipeConnection(number)
    else:
        conn = Connection(number)
    handle, factory, log_level = conn.recv()
    link = Link(conn)
    logging.basicConfig(level=log_level, handlers=[LogForwarder(link)], force=True)
    ring = FrameRing.attach(handle)
    try:
        worker_main(link, ring, lambda: load_factory(factory)())
    finally:
        ring.close()


def _end_with_host() -> None:
    """End at once with a host that was killed, also in the middle of a load that takes minutes."""
    os.read(0, 1)
    os._exit(1)


def _report(link: Link, failed: Failed) -> None:
    try:
        link.send(failed)
    except HostGone:
        log.info("nobody is left to hear: %s", failed.message)


def _close(engine: PipelinedEngine) -> None:
    try:
        engine.close()
    except Exception:  # the worker loop: what is left to do is to end
        log.exception("closing the engine failed")
