"""Icons drawn from our SVG files in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from app.base.paths import resources_dir

_SIZES_PX = (16, 20, 24, 32, 40, 48, 64)
_GAP_PX = 5


def app_icon() -> QIcon:
    """The program's own icon."""
    return _render(_svg("app"), (16, 24, 32, 48, 64, 128, 256))


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` drawn in ``colour`` (``#rrggbb``), and in ``disabled`` where disabled.

    Many buttons share one: nobody may add to it.
    """
    drawn = _render(_svg(name).replace("#000000", colour), _SIZES_PX)
    if disabled is not None:
        _render(_svg(name).replace("#000000", disabled), _SIZES_PX, QIcon.Mode.Disabled, drawn)
    return drawn


def set_icon(button: QAbstractButton, name: str, colour: str, disabled: str | None = None, size_px: int = 18) -> None:
    """Put an icon on a button; beside a text it keeps some distance, which style sheets have no word for."""
    if not button.text():
        button.setIcon(icon(name, colour, disabled))
        button.setIconSize(QSize(size_px, size_px))
        return
    button.setIcon(_with_gap(name, colour, disabled or colour, size_px))
    button.setIconSize(QSize(size_px + _GAP_PX, size_px))


@lru_cache(maxsize=128)
def _with_gap(name: str, colour: str, disabled: str, size_px: int) -> QIcon:
    drawn = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(_svg(name).replace("#000000", shade).encode()))
        for ratio in (1, 2, 3):
            drawn.addPixmap(_draw(renderer, size_px * ratio, gap_px=_GAP_PX * ratio), mode)
    return drawn


def forget_icons() -> None:
    """Let go what was drawn: before the end of the application, without which there are no pictures."""
    icon.cache_clear()
    _with_gap.cache_clear()


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


def _draw(renderer: QSvgRenderer, size_px: int, gap_px: int = 0) -> QPixmap:
    drawn = QPixmap(QSize(size_px + gap_px, size_px))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return drawn
