"""Test connection: from "does anybody answer there" to "does it really draw, and fast enough", one rung at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from time import monotonic

from app.base.errors import AppError
from app.base.rungs import Rung, RungState, failed
from app.engine.base import EngineInfo, EngineRequest, PipelinedEngine, RemoteRequest
from app.engine.omnirt.discovery import ModelStatus, ServerKind, find_kind, models, request_headers
from app.engine.omnirt.judgement import Drawn, judged

LIMIT_S = 330.0
"""A cold server may load for five minutes."""


def climb(
    remote: RemoteRequest,
    draw: Callable[[], Drawn],
    *,
    session_open: bool = False,
    tts_first_pcm_ms: float | None = None,
) -> Iterator[Rung]:
    """The rungs, each when it has been tried; the first that is bad is the last. Blocks between them; never raises.

    Args:
        remote: the server.
        draw: opens a session, has it draw, and closes it; raises AppError.
        session_open: the studio has a session, here or on a server that may stand behind this one, or is opening one:
            the upper rungs, which would end it, are left out.
        tts_first_pcm_ms: how long typed lines took of late until their first sound; None: not known.

    """
    headers = request_headers(remote.key, dict(remote.headers))
    began_s = monotonic()
    try:
        kind = find_kind(remote.url, headers, remote.ca_file)
    except AppError as error:
        yield failed("key" if error.code == "engine.server_key" else "reachable", error, _ms(began_s))
        return
    yield Rung("reachable", RungState.GOOD, f"{remote.url} answers.", _ms(began_s))
    yield _kind(kind)
    if session_open:
        yield Rung(
            "session",
            RungState.DOUBTFUL,
            "The studio has a session on a server or is opening one, which the rest of the test could end.",
            advice=("Release it in the status bar as soon as it is connected, then test again.",),
        )
        return
    if kind is ServerKind.APP:
        began_s = monotonic()
        try:
            found = models(remote.url, headers, remote.ca_file)
        except AppError as error:
            yield failed("key" if error.code == "engine.server_key" else "models", error, _ms(began_s))
            return
        told = "The key is accepted." if remote.key else "It asks for no key."
        yield Rung("key", RungState.GOOD, told)
        yield _models(found, remote.model, _ms(began_s))
    began_s = monotonic()
    try:
        drawn = draw()
    except AppError as error:
        yield failed("session", error, _ms(began_s))
        return
    yield from judged(drawn, tts_first_pcm_ms)


def draw_silence(engine: PipelinedEngine, request: EngineRequest, stopped: threading.Event) -> Drawn:
    """Have ``engine`` open, draw silence and close. Blocks, for minutes on a cold server; raises AppError."""
    began_s = monotonic()
    try:
        engine.open(request)
        while not stopped.is_set() and monotonic() < began_s + LIMIT_S:
            said = engine.collect()
            if isinstance(said, EngineInfo):
                return Drawn(said, _ms(began_s))
            if said is None:
                if engine.arrived is None:
                    stopped.wait(0.05)
                else:
                    engine.arrived.poll(0.1)
    finally:
        engine.close()
    if stopped.is_set():
        raise AppError("engine.server_test_stopped", "The test was stopped.")
    raise AppError(
        "engine.server_never_ready",
        f"The server has drawn nothing for {LIMIT_S:.0f} s.",
        "Look into its log: it may still be loading its model.",
    )


def _kind(kind: ServerKind) -> Rung:
    if kind is ServerKind.APP:
        return Rung("kind", RungState.GOOD, "It is OmniRT's full server.")
    return Rung(
        "kind",
        RungState.GOOD,
        "It is a standalone server: one model, one session; it asks for no key, and any other client takes it over.",
    )


def _models(found: tuple[ModelStatus, ...], wanted: str, time_ms: float) -> Rung:
    text = " ".join(map(_told, found)) or "It lists no models."
    (mine, *_) = *(model for model in found if model.id == wanted), None
    if mine is None:
        advice = f"It does not speak of {wanted}: whether it has it, the session tells."
    elif mine.fake:
        advice = f"{wanted} is a fake runtime there, which draws placeholders."
    elif not mine.connected:
        advice = f"{wanted} is not connected: switch it on at the server, or start the service behind it."
    else:
        return Rung("models", RungState.GOOD, text, time_ms)
    return Rung("models", RungState.DOUBTFUL, text, time_ms, (advice,))


def _told(model: ModelStatus) -> str:
    """A sentence of its own for each, for so they are translated."""
    if model.fake:
        return f"Model {model.id}: fake ({model.reason})."
    if model.connected:
        return f"Model {model.id}: connected ({model.reason})." if model.reason else f"Model {model.id}: connected."
    if model.reason:
        return f"Model {model.id}: not connected ({model.reason})."
    return f"Model {model.id}: not connected, and no reason is given."


def _ms(began_s: float) -> float:
    return (monotonic() - began_s) * 1000
