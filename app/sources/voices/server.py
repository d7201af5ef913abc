"""What voices on a server have in common: how long they may take, and what is said when they cannot speak."""

from __future__ import annotations

import json
import logging
from typing import Any, Final

import httpx

from app.base.errors import AppError

log = logging.getLogger(__name__)

TIMEOUT: Final = httpx.Timeout(10.0, connect=4.0)


def unreachable(url: str, error: httpx.HTTPError) -> AppError:
    """A server that does not answer, or broke off."""
    log.info("%s: %s", url, type(error).__name__)
    if isinstance(error, httpx.TimeoutException):
        message = f"The speech server {url} does not answer."
    elif isinstance(error, httpx.ConnectError):
        message = f"The speech server {url} cannot be reached."
    else:
        message = f"The speech server {url} broke off in the middle of a sentence."
    return AppError("speech.server", message, "Check the address and your connection.")


def refused(url: str, status: int, said: str = "") -> AppError:
    """A server that answers with an error, and what it says about it."""
    if status in (401, 403):
        return AppError(
            "speech.key",
            f"The speech server {url} does not accept the key.",
            "Enter the right key in Settings > Voice.",
        )
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return AppError(
            "speech.limit",
            f"The speech server {url} refuses more speech for now.",
            "Wait a little, or look at your account there.",
        )
    said = f": {said}" if said else ""
    if status in (httpx.codes.NOT_IMPLEMENTED, httpx.codes.SERVICE_UNAVAILABLE):
        return AppError(
            "speech.turned_off",
            f"The server {url} does not make speech (error {status}{said}).",
            "Turn its speech on where it is started, or choose another voice in Settings > Voice.",
        )
    return AppError(
        "speech.server",
        f"The speech server {url} answered with error {status}{said}.",
        "Check address, model and voice in Settings > Voice.",
    )


async def reason(response: httpx.Response) -> str:
    """What the server says about its refusal, in a few words; empty when it says nothing readable."""
    body = b""
    async for data in response.aiter_bytes():
        body += data
        if len(body) > 10_000:
            return ""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said: Any = (answer.get("error") or answer.get("detail")) if isinstance(answer, dict) else None
    said = said.get("message") if isinstance(said, dict) else said
    return " ".join(said.split())[:120].rstrip(".") if isinstance(said, str) else ""
