"""Serving this computer's engine, on the command line."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.cli.arguments import OK
from app.cli.console import Console

if TYPE_CHECKING:
    from app.engine.base import EngineRequest
    from app.engine.omnirt.server import EngineServer
    from app.engine.omnirt.server_engine import ServedEngine

LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class ServingKey:
    """What clients must send.

    Attributes:
        value: the key; empty: nothing.
        origin: where it is to be found again; empty: it was made just now.
    """

    value: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is ready to be started.

    Attributes:
        server: see there.
        engine: what it serves.
        first: whom the engine draws until a client comes, so that it is known to draw.
        host: where the server listens.
        key: see there.
        model: what clients ask for.

    """

    server: EngineServer
    engine: ServedEngine
    first: EngineRequest
    host: str
    key: ServingKey
    model: str


def serve_engine(serving: Serving, console: Console, stopped: threading.Event) -> int:
    """Serve until told to stop, and give the exit code. The main thread. Raises AppError."""
    from app.base.web_door import reachable_addresses
    from app.engine.omnirt.server_engine import Gone  # brings OpenCV and more with it

    serving.server.start()  # first: a port that is taken is known before a model is loaded
    try:
        console.say("Loading the engine …")
        serving.server.load(serving.first, stopped.is_set)
        console.say(
            f"Ready. In the other studio, in Settings > Connection: the model {serving.model}, and this address:"
        )
        for address in reachable_addresses(serving.host):
            console.result(f"http://{address}:{serving.server.port}")
        _tell_key(serving.key, console)
        console.say("Press Ctrl+C to end.")
        _watch(serving, console, stopped)
    except Gone:  # told to stop while it was loading
        pass
    finally:
        serving.server.close()
        serving.engine.close()
    return OK


def _tell_key(key: ServingKey, console: Console) -> None:
    if not key.value:
        console.say("Only programs on this computer reach it; --host 0.0.0.0 lets others in, with a key.")
        return
    # A terminal is the user's own; what else reads along may keep it.
    shown = not key.origin or (console.is_terminal and key.origin != "OMNIRT_API_KEY")
    console.say(f"Its key: {key.value}" if shown else f"Its key is the one in {key.origin}.")
    console.say("Portrait and voice travel unencrypted: use your own network, an SSH tunnel, or a proxy with TLS.")


def _watch(serving: Serving, console: Console, stopped: threading.Event) -> None:
    """Say who comes and goes, and what becomes of the engine."""
    busy, told = False, None
    while not stopped.wait(LOOK_S):
        if busy != serving.server.busy:
            busy = not busy
            console.say("A client's session has begun." if busy else "The session has ended.")
        failure = serving.engine.failure
        if failure is not None and failure != told:
            console.say(f"{failure.message} The next session starts it again.")
        told = failure
