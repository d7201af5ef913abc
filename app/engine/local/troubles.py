"""What can go wrong while a model runs, in words."""

from __future__ import annotations

from app.base.errors import AppError
from app.media.types import NS_PER_S

_AGAIN = "The studio starts it again by itself; the log has the details."


def hangs(busy_ns: int) -> AppError:
    """The card has not come back."""
    return AppError(
        "engine.local.hung",
        f"The graphics card has not finished a chunk of speech for {busy_ns // NS_PER_S} s.",
        "The studio starts the engine again by itself. If it comes back, update the card's driver.",
    )


def of(error: Exception) -> AppError:
    """What ended the renderer, as an error of the engine; torch's are known by their names, without it being there."""
    if isinstance(error, AppError):
        code = error.code if error.code.startswith("engine.") else f"engine.{error.code}"
        return AppError(code, error.message, error.hint, permanent=error.permanent)
    if type(error).__name__ == "OutOfMemoryError":
        return AppError(
            "engine.local.out_of_memory",
            "The graphics card has no memory left for the model.",
            "Close other programs that use the card, or choose a smaller model in Settings > Graphics Card.",
        )
    text = str(error).strip().partition("\n")[0]
    if "CUDA error" in text or type(error).__name__ == "AcceleratorError":
        return AppError("engine.local.device", f"The graphics card stopped working for the engine ({text}).", _AGAIN)
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return AppError("engine.local.error", f"The engine on this computer stopped because of an error ({what}).", _AGAIN)
