"""A program that listens to the studio's events, and may ask for things on the same line."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

from app.base.errors import AppError
from app.base.workers import Worker
from app.studio.asking import commands_of
from app.studio.control_events import applied, changes, whole
from app.studio.port import StudioPort
from app.studio.snapshot import Snapshot

RESTLESS_S = 1.0
"""How often it is told what always changes."""

_BREATH_S = 0.1  # between any two events
_LONGEST_ID = 100


def do_now(studio: StudioPort, name: str, fields: dict[str, Any]) -> None:
    """Do what another program asks for. Raises AppError for what makes no sense."""
    now = studio.snapshot()
    for command in commands_of(name, fields, now, own=False, approval=now.settings.control.approve):
        studio.post(command)


class ControlTalk:
    """One connection. ``run`` on its own thread; events are sent on another ("control events").

    Args:
        socket: the connection.
        studio: who is asked.
    """

    def __init__(self, socket: ServerConnection, studio: StudioPort) -> None:
        self._socket = socket
        self._studio = studio
        self._news = threading.Condition()
        self._newest: Snapshot | None = None
        self._over = False

    def run(self) -> None:
        """Until the program goes."""
        unsubscribe = self._studio.subscribe(self._notice)
        events = Worker("control events", self._tell)
        events.start()
        try:
            while True:
                self._socket.send(json.dumps(self._answer(self._socket.recv())))
        except ConnectionClosed:
            pass
        finally:
            unsubscribe()
            with self._news:
                self._over = True
                self._news.notify()
            self._socket.close()
            events.join()

    def _answer(self, message: str | bytes) -> dict[str, Any]:
        try:
            asked = json.loads(message) if isinstance(message, str) else None
        except (ValueError, RecursionError):
            asked = None
        match asked:
            case {"do": str(name), **rest}:
                number, fields = rest.pop("id", None), rest.pop("with", {})
                if not rest and isinstance(fields, dict) and _is_id(number):
                    return {**self._do(name, fields), "id": number}
        words = 'A request is a JSON object like {"id": 1, "do": "say", "with": {"text": "Hello"}}.'
        return {"type": "refused", "code": "control.request", "message": words, "hint": "", "id": None}

    def _do(self, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        try:
            do_now(self._studio, name, fields)
        except AppError as error:
            return {"type": "refused", "code": error.code, "message": error.message, "hint": error.hint}
        return {"type": "done", "do": name}

    # ---- events

    def _notice(self, snapshot: Snapshot) -> None:
        """On the studio's thread."""
        with self._news:
            self._newest = snapshot
            self._news.notify()

    def _tell(self) -> None:
        """Whoever is too slow to hear everything hears the newest."""
        known = whole(self._studio.snapshot())
        restless_s = time.monotonic()
        try:
            self._socket.send(json.dumps({"type": "state", **known}))
            while (snapshot := self._wait()) is not None:
                restless = time.monotonic() - restless_s >= RESTLESS_S
                changed = changes(known, whole(snapshot), restless=restless)
                if restless:
                    restless_s = time.monotonic()
                if changed:
                    known = applied(known, changed)
                    self._socket.send(json.dumps({"type": "changed", **changed}))
        except ConnectionClosed:
            pass

    def _wait(self) -> Snapshot | None:
        """The newest state, once it is another; None: the program has gone."""
        with self._news:
            self._news.wait_for(lambda: self._over, _BREATH_S)
            self._news.wait_for(lambda: self._over or self._newest is not None)
            snapshot, self._newest = self._newest, None
            return None if self._over else snapshot


def _is_id(number: object) -> bool:
    return number is None or isinstance(number, int) or (isinstance(number, str) and len(number) <= _LONGEST_ID)
