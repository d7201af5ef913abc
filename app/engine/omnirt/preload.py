"""Warm up: have a server load a model and what it draws from before a session needs them.

Facts, from OmniRT's source: only Wav2Lip and QuickTalk have a route for it, and only on the FastAPI app. What they load
lies on the server's own disk and is named by its configuration; a portrait cannot be sent. Errors come with status 200.
Nobody's picture is drawn meanwhile. A studio that serves its engine loads it before anybody comes: it is only asked.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from time import monotonic

from app.base.rungs import Rung, RungState
from app.engine.base import RemoteRequest
from app.engine.omnirt.discovery import ServerKind, find_kind, is_warm, post, request_headers

MODELS = frozenset({"wav2lip", "quicktalk"})
"""Those that have a route for it."""

_DONE = frozenset({"preload_result", "preload_ok"})
_NOT_OFFERED = frozenset({"preload_unsupported", "preload_skipped"})
_ALREADY = "It was warm already."
_WITHOUT = "A session warms it up as well: press Connect in the status bar."


def preload(remote: RemoteRequest, stopped: threading.Event) -> Rung:
    """Warm ``remote`` up, and say what came of it. Blocks, for minutes at worst; raises AppError when it cannot.

    Args:
        remote: the server and its model.
        stopped: set where nobody waits for it any more; the server goes on.

    """
    headers = request_headers(remote.key, dict(remote.headers))
    if find_kind(remote.url, headers, remote.ca_file) is ServerKind.STANDALONE:
        return _not_offered("A standalone server has no warm-up of its own.")
    warm = is_warm(remote.url, remote.model, headers, remote.ca_file)
    if warm is not None:
        return _known_warm(remote.model) if warm else _not_offered(f"{remote.model} is not loaded there now.")
    if remote.model not in MODELS:
        return _not_offered(f"{remote.model} has no warm-up of its own.")
    began_s = monotonic()
    route = f"/v1/audio2video/{remote.model}/preload"
    answer = post(remote.url, route, headers, remote.ca_file, dict(remote.options), stopped)
    if answer is None:
        return _not_offered(f"This server has no warm-up for {remote.model}.")
    return _rung(remote.model, answer, (monotonic() - began_s) * 1000)


def _rung(model: str, answer: Mapping[str, object], time_ms: float) -> Rung:
    kind, code = answer.get("type"), answer.get("code")
    if kind in _NOT_OFFERED or code in _NOT_OFFERED:
        return _not_offered(f"What draws {model} on this server has no warm-up.")
    if kind in _DONE:
        frames = answer.get("frames")
        counted = isinstance(frames, int) and frames > 0
        warm = f"{model} is warm, {frames} pictures are ready." if counted else f"{model} is warm."
        text = f"{warm} {_ALREADY}" if answer.get("cache_hit") is True else warm
        return Rung("preload", RungState.GOOD, text, time_ms)
    said = answer.get("message")
    words = "".join(c for c in said if c.isprintable())[:200] if isinstance(said, str) else ""
    text = f"The server could not warm up {model}" + (f': "{words}"' if words else ".")
    advice = "It warms up only what its own configuration names on its own disk."
    return Rung("preload", RungState.BAD, text, time_ms, (advice, _WITHOUT))


def _known_warm(model: str) -> Rung:
    return Rung("preload", RungState.GOOD, f"{model} is warm. {_ALREADY}")


def _not_offered(text: str) -> Rung:
    return Rung("preload", RungState.DOUBTFUL, text, advice=(_WITHOUT,))
