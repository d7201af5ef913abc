"""Icons drawn from our SVG files in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.base.paths import resources_dir

_SIZES_PX = (16, 20, 24, 32, 40, 48, 64)


def app_icon() -> QIcon:
    """The program's own icon."""
    return _render(_svg("app"), (16, 24, 32, 48, 64, 128, 256))


def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` drawn in ``colour`` (``#rrggbb``), and in ``disabled`` where disabled."""
    drawn = _render(_svg(name).replace("#000000", colour), _SIZES_PX)
    if disabled is not None:
        _render(_svg(name).replace("#000000", disabled), _SIZES_PX, QIcon.Mode.Disabled, drawn)
    return drawn


def pixmap(name: str, colour: str, size_px: int, ratio: float) -> QPixmap:
    """The icon as a picture of ``size_px`` for a screen with ``ratio`` device pixels a pixel."""
    drawn = _draw(QSvgRenderer(QByteArray(_svg(name).replace("#000000", colour).encode())), round(size_px * ratio))
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache
def _svg(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _render(
    svg: str, sizes_px: tuple[int, ...], mode: QIcon.Mode = QIcon.Mode.Normal, into: QIcon | None = None
) -> QIcon:
    result = into or QIcon()
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    for size_px in sizes_px:
        result.addPixmap(_draw(renderer, size_px), mode)
    return result


def _draw(renderer: QSvgRenderer, size_px: int) -> QPixmap:
    drawn = QPixmap(QSize(size_px, size_px))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    return drawn
