"""Named threads whose death is never silent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Worker(threading.Thread):
    """A named daemon thread that logs what kills it and tells its owner.

    Args:
        name: shows up in logs, stack dumps and tests for leaked threads.
        target: the body; returns when the owner has asked it to.
        on_crash: called on this thread with the exception that ended ``target``.

    """

    def __init__(
        self, name: str, target: Callable[[], None], on_crash: Callable[[Exception], None] | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._body = target
        self._on_crash = on_crash

    def run(self) -> None:
        """Run the body; an exception is logged with its traceback and handed to ``on_crash``."""
        try:
            self._body()
        except Exception as error:  # top of a thread
            log.exception("thread %s died", self.name)
            if self._on_crash is not None:
                self._on_crash(error)
        finally:
            del self._body, self._on_crash  # whoever has a thread is known by its body, and would know itself

    def stop_and_join(self, ask: Callable[[], None], timeout_s: float = 5.0) -> None:
        """Ask the body to end by calling ``ask``, then wait. A thread that does not end is logged."""
        ask()
        if self is threading.current_thread():
            return
        self.join(timeout_s)
        if self.is_alive():
            log.error("thread %s did not end within %.0f s", self.name, timeout_s)
