"""What goes wrong in a session, in words for the person in front of the screen."""

from __future__ import annotations

from app.base.errors import AppError
from app.engine.omnirt.replies import Geometry

_AGAIN = "The studio connects again by itself; if it keeps happening, look into the server's log."
_SHARED = "Close the other client, or choose another server."

NO_SLOT = "engine.omnirt.no_slot"
"""The code of a server's having no room for another session, for now."""


def chunk(said: str) -> AppError:
    """A chunk has no pictures."""
    return AppError(
        "engine.omnirt.chunk",
        f'The server could not draw a chunk of speech: "{said}"',
        "The show goes on; if it keeps happening, look into the server's log.",
    )


def failing(count: int, said: str) -> AppError:
    """Too many chunks in a row have none."""
    message = f'The server could not draw {count} chunks of speech in a row: "{said}"'
    return AppError("engine.omnirt.failing", message, _AGAIN)


def ignored(names: tuple[str, ...], said: str) -> AppError:
    """Options were not taken over."""
    return AppError(
        "engine.omnirt.option",
        f"The server has not taken over {', '.join(names)}" + (f': "{said}"' if said else "."),
        "This model or this version of the server may not have it.",
    )


def keeps_losing(said: str) -> AppError:
    """The session was lost again as soon as it had been begun again."""
    message = f'The server keeps losing the session ("{said}"): another client seems to be using it.'
    return _taken_over(message)


def no_camera_route() -> AppError:
    """The server is too old, or of another make."""
    return AppError(
        "engine.omnirt.no_camera",
        "This server cannot have the host follow a camera.",
        "Let the host follow your microphone, or use a newer OmniRT.",
        permanent=True,
    )


def other_size(size_px: tuple[int, int], known_px: tuple[int, int]) -> AppError:
    """Pictures are not ours, by their size."""
    came, known = (f"{width_px}x{height_px}" for width_px, height_px in (size_px, known_px))
    message = f"The session was taken over by another client: the pictures are {came} pixels instead of {known}."
    return _taken_over(message)


def other_face() -> AppError:
    """Pictures are not ours, by what they show."""
    message = "The session was taken over by another client: the pictures show another host."
    return _taken_over(message)


def _taken_over(message: str) -> AppError:
    """Permanent: whoever begins again takes the session from somebody, who would take it back."""
    return AppError("engine.omnirt.taken_over", message, _SHARED, permanent=True)


def no_slot(url: str, said: str) -> AppError:
    """The server does not want another session now.

    OmniRT itself never says so. Uvicorn with a limit on its connections and proxies that count them refuse with 503
    or 429; a WebSocket that may be tried again later is closed with 1013 (IANA's registry for RFC 6455).
    """
    message = f"The server at {url} has no free slot: others use all of its sessions ({said})."
    return AppError(NO_SLOT, message, "Wait until one is given back, close the other client, or choose another server.")


def changed(known: Geometry, now: Geometry) -> AppError:
    """The server draws differently than when the session was first begun."""
    return AppError(
        "engine.omnirt.changed",
        f"The server now draws {now.width_px}x{now.height_px} pixels at {now.fps} fps in chunks of {now.chunk_samples} "
        f"samples, no more {known.width_px}x{known.height_px} at {known.fps} in chunks of {known.chunk_samples}.",
        "The studio connects again by itself.",
    )


def garbage(what: str) -> AppError:
    """Too much makes no sense."""
    return AppError("engine.omnirt.garbage", f"The server keeps sending what makes no sense, last: {what}.", _AGAIN)


def own(error: Exception) -> AppError:
    """A mistake of ours."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    message = f"The session with the server stopped because of an error in the studio ({what})."
    return AppError("engine.omnirt.error", message, "The studio connects again by itself; the log has the details.")
