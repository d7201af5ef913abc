"""Whether other programs may lead the studio, and where: follows the settings, and opens the server for them."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.secrets import CONTROL_KEY, made_secret
from app.base.settings import ControlSettings
from app.base.workers import Worker
from app.studio.commands import TellControl
from app.studio.control_state import ControlState
from app.studio.port import StudioPort
from app.studio.snapshot import Snapshot

if TYPE_CHECKING:
    from app.studio.control_server import ControlServer

log = logging.getLogger(__name__)


class ControlApi:
    """Made, started and closed on the main thread. Lives on a thread of its own, "control api".

    That one may wait for a keyring. The server itself is imported when it is wanted first.

    Args:
        studio: who is asked.
        page: the page for phones.
    """

    def __init__(self, studio: StudioPort, page: Path) -> None:
        self._studio = studio
        self._page = page
        self._worker = Worker("control api", self._run)
        self._changed = threading.Condition()  # guards what follows
        self._closing = False
        self._renew = False
        self._wanted = self._done = ControlSettings()  # of which the second are those that it follows
        self._shown = ControlState()  # what the studio shows of us
        self._server: ControlServer | None = None  # the thread's own

    def start(self) -> None:
        """Follow the settings from now on."""
        self._unsubscribe = self._studio.subscribe(self._notice)
        self._notice(self._studio.snapshot())
        self._worker.start()

    def close(self) -> None:
        """Listen no more."""
        self._unsubscribe()
        self._worker.stop_and_join(self._wake_to_close)

    def _wake_to_close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()

    def _notice(self, snapshot: Snapshot) -> None:
        """On the studio's thread."""
        with self._changed:
            self._wanted = snapshot.settings.control
            # The studio shows our key beside our address until somebody wants another.
            taken_back = bool(self._shown.key and snapshot.control.addresses) and not snapshot.control.key
            self._renew = self._renew or taken_back
            self._shown = snapshot.control
            self._changed.notify()

    # ---- the thread "control api"

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._renew or _door(self._wanted) != _door(self._done))
                closing, wanted, renew, self._renew = self._closing, self._wanted, self._renew, False
            if self._server is not None:
                self._server.close()
                self._server = None
            if closing:
                return
            self._done = wanted
            self._studio.post(TellControl(self._open(wanted, renew=renew) if wanted.enabled else ControlState()))

    def _open(self, settings: ControlSettings, *, renew: bool) -> ControlState:
        from app.base.web_door import reachable_addresses, why_taken
        from app.studio.control_server import ControlServer

        key = made_secret(CONTROL_KEY, anew=renew)
        host = "0.0.0.0" if settings.network else "127.0.0.1"  # noqa: S104 - what the user said
        try:
            listening = socket.create_server((host, settings.port))
        except OSError as error:
            message = f"Other programs cannot reach the studio: port {settings.port} is taken ({why_taken(error)})."
            return ControlState(problem=AppError("control.port", message, "Choose another port."))
        self._server = ControlServer(self._studio, self._page, listening, key)
        log.info("other programs may lead the studio on %s port %d", host, settings.port)
        hosts = ("127.0.0.1", *reachable_addresses(host)) if settings.network else ("127.0.0.1",)
        return ControlState(tuple(f"http://{one}:{settings.port}" for one in hosts), key)


def _door(settings: ControlSettings) -> tuple[object, ...]:
    """What the server is opened anew for."""
    return (settings.network, settings.port) if settings.enabled else ()
