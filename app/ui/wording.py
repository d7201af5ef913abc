"""Numbers as people read them."""

from __future__ import annotations

UNKNOWN = "–"


def elapsed(seconds: float) -> str:
    """``01:12:44``."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def milliseconds(value_ms: float | None) -> str:
    """``120 ms``, or a dash while it is not known."""
    return UNKNOWN if value_ms is None else f"{value_ms:.0f} ms"


def signed_milliseconds(value_ms: float | None) -> str:
    """``+6 ms``, or a dash while it is not known."""
    if value_ms is None:
        return UNKNOWN
    rounded = round(value_ms)
    return "0 ms" if rounded == 0 else f"{rounded:+d} ms".replace("-", "−")
