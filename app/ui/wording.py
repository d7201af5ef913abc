"""Numbers as people read them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

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


def size_words(bytes_: float) -> str:
    """``8.2 GB``, ``690 MB``, ``12 kB``: in powers of ten, as disks are sold and OBS counts."""
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= size * 0.9995:
            value = bytes_ / size
            return f"{value:.0f} {unit}" if value >= 99.95 or value.is_integer() else f"{value:.1f} {unit}"
    return f"{bytes_:.0f} bytes"


def time_words(seconds: float) -> str:
    """``3 h 20 min``, ``8 min``, ``less than a minute``."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return QCoreApplication.translate("Wording", "less than a minute")
    if minutes < 60:
        return QCoreApplication.translate("Wording", "{minutes} min").format(minutes=minutes)
    words = QCoreApplication.translate("Wording", "{hours} h {minutes} min")
    return words.format(hours=minutes // 60, minutes=minutes % 60)
