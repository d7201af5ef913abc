"""The studio's door for other processes of the same user: they may ask how it is doing, and for whatever can be done.

The studio listens on a socket (a named pipe on Windows) whose address and secret stand in a file that only this user
can read. Requests and answers are JSON; nothing that comes in is unpickled.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import sys
import time
from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import AppError
from app.base.workers import Worker
from app.studio.asking import commands_of
from app.studio.described import describe, describe_lines, describe_obs, describe_scenes
from app.studio.snapshot import Snapshot

if TYPE_CHECKING:  # it would bring FFmpeg with it, and whoever only asks needs none
    from app.studio.port import StudioPort

log = logging.getLogger(__name__)

STATE_FILE = "studio.json"
REQUEST_BYTES = 16 * 1024
PATIENCE_S = 2.0
"""How long a connected client may be silent."""
ANSWER_S = 5.0
"""How long the studio that runs may take to answer."""


class ControlDoor:
    """Answers other processes. Made, started and closed on the main thread; each client has a thread of its own.

    Args:
        runtime: the private folder of the running studio; the last studio that starts there is the one that is asked.
        studio: what is asked about.

    """

    def __init__(self, runtime: Path, studio: StudioPort) -> None:
        self._runtime = runtime
        self._studio = studio
        self._token = secrets.token_bytes(32)
        self._listener: Listener | None = None
        self._closing = False
        self._worker = Worker("control", self._accept)

    def start(self) -> None:
        """Listen. A studio that cannot be asked runs all the same."""
        try:
            _sweep(self._runtime)
            self._listener = _listen(self._runtime)
            address = str(self._listener.address)
            _write_state(self._runtime, {"pid": os.getpid(), "address": address, "token": self._token.hex()})
        except OSError as error:
            log.info("other processes cannot ask this studio: %s", error)
            return
        self._worker.start()

    def close(self) -> None:
        """Listen no more."""
        if self._worker.ident is not None:
            self._worker.stop_and_join(self._wake_to_close)
        if self._listener is not None:
            self._listener.close()
        state = read_state(self._runtime)
        if state is not None and state.get("token") == self._token.hex():
            (self._runtime / STATE_FILE).unlink(missing_ok=True)

    def _wake_to_close(self) -> None:
        assert self._listener is not None
        self._closing = True
        with contextlib.suppress(OSError):  # it may be gone by itself
            Client(str(self._listener.address)).close()

    def _accept(self) -> None:
        assert self._listener is not None
        while True:
            try:
                connection: Any = self._listener.accept()  # of another class on Windows
            except OSError as error:
                log.info("a client went away at the control door: %s", error)
                time.sleep(0.05)  # a listener that is broken for good shall not eat the processor
                continue
            if self._closing:
                connection.close()
                return
            Worker("control client", partial(self._attend, connection)).start()

    def _attend(self, connection: Connection) -> None:
        with connection:
            try:
                deliver_challenge(connection, self._token)
                answer_challenge(connection, self._token)
                if connection.poll(PATIENCE_S):
                    connection.send_bytes(self._answer(connection.recv_bytes(REQUEST_BYTES)))
            except (OSError, EOFError, ValueError, AssertionError, AuthenticationError) as error:
                log.info("a client of the control door went away: %s: %s", type(error).__name__, error)

    def _answer(self, request: bytes) -> bytes:
        asked = json.loads(request)
        now = self._studio.snapshot()
        match asked:
            case {"ask": "status"}:
                return json.dumps({"pid": os.getpid(), **describe(now)}).encode()
            case {"ask": "remote"}:
                addresses, key = list(now.control.addresses), now.control.key
                return json.dumps({"addresses": addresses, "key": key, "pages": list(now.control.pages)}).encode()
            case {"ask": "browser"}:
                on, readers = now.browser.value, now.browser_readers
                return json.dumps({"browser": on, "address": now.browser_address, "readers": readers}).encode()
            case {"ask": "obs"}:
                return json.dumps(describe_obs(now.obs)).encode()
            case {"ask": "calibration"}:
                return json.dumps(now.calibration.described()).encode()
            case {"ask": "lines"}:
                return json.dumps(describe_lines(now)).encode()
            case {"ask": "scenes"}:
                return json.dumps(describe_scenes(now)).encode()
            case {"do": str(name), "with": dict(fields)}:
                return json.dumps(self._do(name, fields, now)).encode()
        what = asked.get("ask") if isinstance(asked, dict) else None
        return json.dumps({"error": f"unknown request {what!r}"}).encode()

    def _do(self, name: str, fields: dict[str, Any], now: Snapshot) -> dict[str, Any]:
        try:
            for command in commands_of(name, fields, now, own=True):
                self._studio.post(command)
        except AppError as error:
            return {"refused": {"code": error.code, "message": error.message, "hint": error.hint}}
        return {"done": name}


def ask_status(runtime: Path) -> dict[str, Any] | None:
    """What the running studio says of itself (see ``describe``, and ``pid``); None: none is running.

    Raises AppError when it does not answer.
    """
    return _ask(runtime, {"ask": "status"}, "state")


def ask_lines(runtime: Path) -> dict[str, Any] | None:
    """What waits in the running studio (see ``describe_lines``); None: none is running. Raises AppError as above."""
    return _ask(runtime, {"ask": "lines"}, "proposed")


def ask_scenes(runtime: Path) -> dict[str, Any] | None:
    """The scenes of the running studio (see ``describe_scenes``); None: none is running. Raises AppError as above."""
    return _ask(runtime, {"ask": "scenes"}, "scenes")


def ask_remote(runtime: Path) -> dict[str, Any] | None:
    """How other programs reach the running studio: ``addresses``, ``key``, ``pages``; as above."""
    return _ask(runtime, {"ask": "remote"}, "addresses")


def ask_browser(runtime: Path) -> dict[str, Any] | None:
    """Where Browser Sources read the running studio: ``browser``, ``address``, ``readers``; as above."""
    return _ask(runtime, {"ask": "browser"}, "browser")


def ask_obs(runtime: Path) -> dict[str, Any] | None:
    """What is known of OBS (see ``describe_obs``); as above."""
    return _ask(runtime, {"ask": "obs"}, "steps")


def ask_calibration(runtime: Path) -> dict[str, Any] | None:
    """How the calibration stands (see ``CalibrationState``); as above."""
    return _ask(runtime, {"ask": "calibration"}, "wishes")


def ask_to_do(runtime: Path, name: str, fields: dict[str, Any]) -> bool:
    """Have the running studio do something (see ``asking.OWN_ACTIONS``); False: none is running.

    Raises AppError when it does not answer, or refuses.
    """
    answer = _ask(runtime, {"do": name, "with": fields}, "done")
    return answer is not None


def _ask(runtime: Path, request: dict[str, Any], expected: str) -> dict[str, Any] | None:
    state = read_state(runtime)
    if state is None:
        return None
    answers: list[dict[str, Any] | Exception | None] = []

    def converse() -> None:
        try:
            answers.append(_converse(str(state["address"]), bytes.fromhex(str(state["token"])), request, expected))
        except AppError as error:
            answers.append(error)
        except (FileNotFoundError, ConnectionRefusedError):
            answers.append(None)  # it has died and could not take the file with it
        except (OSError, EOFError, ValueError, KeyError, AssertionError, AuthenticationError) as error:
            answers.append(error)

    worker = Worker("control question", converse)
    worker.start()
    worker.join(ANSWER_S)
    answer = answers[0] if answers else TimeoutError(f"no answer within {ANSWER_S:.0f} s")
    if isinstance(answer, AppError):
        raise answer
    if isinstance(answer, Exception):
        raise AppError(
            "control.no_answer",
            f"The running studio (process {state.get('pid')}) does not answer: {answer or type(answer).__name__}.",
            "If its window does not react either, end that process and start the studio again.",
        )
    return answer


def read_state(runtime: Path) -> dict[str, Any] | None:
    """What the last studio wrote about itself."""
    try:
        state = json.loads((runtime / STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) else None


def _converse(address: str, token: bytes, request: dict[str, Any], expected: str) -> dict[str, Any]:
    with Client(address, authkey=token) as connection:
        connection.send_bytes(json.dumps(request).encode())
        answer = json.loads(connection.recv_bytes())
    match answer:
        case {"refused": {"code": str(code), "message": str(message), "hint": str(hint)}}:
            raise AppError(code, message, hint)
    if not isinstance(answer, dict) or expected not in answer:
        raise ValueError("it speaks of itself in a way that this version does not understand")
    return answer


def _listen(runtime: Path) -> Listener:
    # Without the secret: the challenge is made on each client's own thread, so that a silent one keeps nobody out.
    if sys.platform == "win32":
        return Listener(family="AF_PIPE")
    address = runtime / f"studio-{os.getpid()}.sock"
    address.unlink(missing_ok=True)  # of a process that had our number, long ago
    return Listener(str(address), family="AF_UNIX", backlog=8)


def _sweep(runtime: Path) -> None:
    """Remove the socket of a studio that was killed."""
    state = read_state(runtime)
    if sys.platform == "win32" or state is None:
        return
    try:
        os.kill(int(state["pid"]), 0)
    except ProcessLookupError:
        (runtime / f"studio-{int(state['pid'])}.sock").unlink(missing_ok=True)
    except (OSError, KeyError, ValueError, TypeError):
        pass  # it runs, or the file is not what it should be and is about to be replaced


def _write_state(runtime: Path, state: dict[str, Any]) -> None:
    """At once or not at all, and for this user alone: the secret is in it."""
    draft = runtime / f"{STATE_FILE}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(state, file)
    draft.replace(runtime / STATE_FILE)
