"""Talks with OBS: the client of obs-websocket 5, which OBS carries from 28.0 on.

Written by its protocol (docs/generated/protocol.md of obs-websocket, "Connection steps" and "Message types"). The known
Python client is GPL-3, and this is all that is needed of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from app.base.errors import AppError

HOST = "127.0.0.1"
LEAST_VERSION = (28, 0)
"""The first OBS that speaks this protocol without a plugin."""

_HELLO, _IDENTIFY, _IDENTIFIED, _REQUEST, _RESPONSE = 0, 1, 2, 6, 7
_RPC_VERSION = 1
_WRONG_PASSWORD = 4009  # of its close codes: AuthenticationFailed
_PATIENCE_S = 5.0
_ANSWER_S = 15.0  # an OBS that opens a camera or an encoder, or whose computer is busy, has been seen to take 5
_LONGEST_BYTES = 4 * 1024 * 1024


_of_the_library = logging.getLogger(f"{__name__}.websockets")
_of_the_library.setLevel(logging.CRITICAL)  # whatever it finds wrong is an AppError here


class ObsRefusal(Exception):  # noqa: N818 (it is an answer)
    """OBS answered that it cannot do a request; the words are its own."""


class ObsClient:
    """One connection; a context manager. Every call waits for OBS's answer, a quarter of a minute at most. One thread.

    Args:
        port: where OBS's WebSocket server listens on this computer.
        password: of that server; empty: none is known.

    Raises AppError from entering it: ``obs.away``, ``obs.password``, ``obs.old`` or ``obs.answer``; from then on
    ``obs.answer``, when OBS goes or says what makes no sense.
    """

    def __init__(self, port: int, password: str) -> None:
        self._port = port
        self._password = password
        self._count = 0
        self._socket: ClientConnection
        self.version = ""
        """Of OBS, once it is connected."""

    def __enter__(self) -> ObsClient:
        try:
            opening = connect(
                f"ws://{HOST}:{self._port}",
                open_timeout=_PATIENCE_S,
                close_timeout=1,
                max_size=_LONGEST_BYTES,
                compression=None,
                proxy=None,
                logger=_of_the_library,
            )
            self._socket = opening.__enter__()
        except (OSError, WebSocketException, AssertionError) as error:
            # The last is the library's own, where it is hung up on while it asks for the connection.
            raise _away(self._port) from error
        try:
            self._identify()
            self.version = str(self.request("GetVersion").get("obsVersion", ""))
            _check_version(self.version)
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def request(self, kind: str, **data: Any) -> dict[str, Any]:
        """What OBS answers to a request. Raises AppError, and ObsRefusal where OBS says no."""
        self._count += 1
        number = str(self._count)
        self._send(_REQUEST, {"requestType": kind, "requestId": number, "requestData": data})
        while True:
            code, answer = self._receive()
            if code == _RESPONSE and answer.get("requestId") == number:
                break
        status = answer.get("requestStatus")
        if not isinstance(status, dict):
            raise _nonsense()
        if status.get("result") is not True:
            raise ObsRefusal(str(status.get("comment") or f"{kind}: code {status.get('code')}"))
        found = answer.get("responseData") or {}
        if not isinstance(found, dict):
            raise _nonsense()
        return found

    def _identify(self) -> None:
        code, hello = self._receive()
        if code != _HELLO or not isinstance(hello.get("rpcVersion"), int):
            raise _too_old("")
        identity: dict[str, Any] = {"rpcVersion": _RPC_VERSION, "eventSubscriptions": 0}
        asked = hello.get("authentication")
        if isinstance(asked, dict):
            if not self._password:
                raise _password("OBS asks for the password of its WebSocket server.")
            identity["authentication"] = answer_to(asked, self._password)
        self._send(_IDENTIFY, identity)
        code, _ = self._receive()
        if code != _IDENTIFIED:
            raise _nonsense()

    def _send(self, code: int, data: dict[str, Any]) -> None:
        try:
            self._socket.send(json.dumps({"op": code, "d": data}))
        except WebSocketException as error:
            raise self._gone(error) from error

    def _receive(self) -> tuple[int, dict[str, Any]]:
        try:
            message = json.loads(self._socket.recv(_ANSWER_S))
        except TimeoutError as error:
            raise AppError("obs.answer", "OBS does not answer.", "See whether it hangs, then try again.") from error
        except WebSocketException as error:
            raise self._gone(error) from error
        except (ValueError, RecursionError) as error:
            raise _nonsense() from error
        match message:
            case {"op": int(code), "d": dict(data)}:
                return code, data
        raise _too_old("") if isinstance(message, dict) and "update-type" in message else _nonsense()

    def _gone(self, error: WebSocketException) -> AppError:
        if self._socket.close_code == _WRONG_PASSWORD:
            return _password("OBS does not take this password.")
        return AppError("obs.answer", "OBS ended the connection.", "See whether it still runs, then try again.")


def answer_to(asked: dict[str, Any], password: str) -> str:
    """The answer to the challenge of OBS's Hello (protocol, "Creating an authentication string")."""
    secret = _hash(password + str(asked.get("salt", "")))
    return _hash(secret + str(asked.get("challenge", "")))


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _check_version(version: str) -> None:
    numbers = version.split("-")[0].split(".")
    try:
        known = (int(numbers[0]), int(numbers[1]))
    except (ValueError, IndexError):
        return  # built by somebody who numbers otherwise; it speaks the protocol
    if known < LEAST_VERSION:
        raise _too_old(version)


def _away(port: int) -> AppError:
    return AppError(
        "obs.away",
        f"OBS does not answer at port {port}.",
        "Start OBS, and turn its server on in Tools > WebSocket Server Settings.",
    )


def _password(message: str) -> AppError:
    return AppError("obs.password", message, "It stands in OBS under Tools > WebSocket Server Settings > Connect Info.")


def _too_old(version: str) -> AppError:
    least = ".".join(str(number) for number in LEAST_VERSION)
    return AppError(
        "obs.old",
        f"OBS {version} is too old: it must be {least} or newer." if version else "This OBS is too old.",
        f"Install OBS {least} or newer, which brings the WebSocket server that is needed.",
        permanent=True,
    )


def _nonsense() -> AppError:
    return AppError(
        "obs.answer",
        "What answers at OBS's port makes no sense.",
        "See which program uses that port, or choose another.",
    )
