"""Secrets: in the system's keyring, never in a file of ours and never in a log."""

from __future__ import annotations

import logging
import secrets
import threading
from contextlib import suppress

from app.base.errors import AppError

log = logging.getLogger(__name__)

_SERVICE = "FlashTalk Studio"

OPENAI_KEY = "openai-speech"
"""The key of the speech server that speaks like OpenAI's."""


def server_key(server: str) -> str:
    """The name under which the key of an OmniRT server is kept, by the server's name in the settings."""
    return f"omnirt: {server}"


SERVE_KEY = "serve"
"""The key that clients of this computer's engine send."""

CONTROL_KEY = "control"
"""The key that other programs send to lead the studio."""

BROWSER_TOKEN = "browser source"  # noqa: S105 - its name in the keyring
"""What the address of the browser source carries."""

OBS_PASSWORD = "obs"  # noqa: S105 - its name in the keyring
"""The password of OBS's WebSocket server."""

_RANDOM_BYTES = 24

_this_run: dict[str, str] = {}
_lock = threading.Lock()


def secret(name: str) -> str | None:
    """The secret that is kept under ``name``, or None. May take seconds: a keyring can ask its user to unlock it."""
    with _lock:
        kept = _this_run.get(name)
    if kept is not None:
        return kept
    import keyring  # takes a quarter of a second

    try:
        return keyring.get_password(_SERVICE, name)
    except Exception as error:  # a plug-in's: those of Windows and of D-Bus let through what their systems raise
        log.info("no secret from the keyring: %s", type(error).__name__)
        return None


def hold_secret(name: str, value: str) -> None:
    """Have ``value`` under ``name`` until the program ends, before what the keyring has."""
    with _lock:
        _this_run[name] = value


def keep_secret(name: str, value: str) -> None:
    """Keep ``value`` under ``name``; empty forgets it.

    Raises:
        AppError: there is no keyring that keeps it; then it is held until the program ends.

    """
    import keyring

    with _lock:
        _this_run.pop(name, None)
    try:
        if not value:
            if keyring.get_password(_SERVICE, name) is not None:
                keyring.delete_password(_SERVICE, name)
            return
        keyring.set_password(_SERVICE, name, value)
        if keyring.get_password(_SERVICE, name) == value:  # the null keyring takes everything and keeps nothing
            return
        reason = "its keyring keeps nothing"
    except Exception as error:  # a plug-in's, as above
        reason = type(error).__name__
    log.info("the keyring does not keep a secret: %s", reason)
    if not value:
        return
    with _lock:
        _this_run[name] = value
    raise AppError(
        "secrets.this_run_only",
        "This computer has no keyring that could keep the key: it is kept until you quit.",
        "Install or unlock a keyring (GNOME Keyring, KWallet, or the one of Windows or macOS), then enter it again.",
    )


def made_secret(name: str, *, anew: bool = False) -> str:
    """The random key that is kept under ``name``; one is made where there is none, or ``anew``.

    Where no keyring keeps it, it is good until the program ends.
    """
    kept = None if anew else secret(name)
    if kept:
        return kept
    made = secrets.token_urlsafe(_RANDOM_BYTES)
    with suppress(AppError):
        keep_secret(name, made)
    return made
