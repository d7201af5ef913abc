"""The program's icon in every form that systems want, drawn from ``resources/icons/app.svg``."""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parents[1] / "resources" / "icons" / "app.svg"
SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)
_ICNS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def write_icons(folder: Path) -> None:
    """``16.png`` to ``512.png``, ``studio.ico`` for Windows, ``studio.icns`` for macOS."""
    application = QGuiApplication.instance() or QGuiApplication([])
    pictures = {size: _png(size) for size in SIZES_PX}
    del application
    folder.mkdir(parents=True, exist_ok=True)
    for size, png in pictures.items():
        (folder / f"{size}.png").write_bytes(png)
    (folder / "studio.ico").write_bytes(_ico({size: png for size, png in pictures.items() if size <= 256}))
    (folder / "studio.icns").write_bytes(_icns({size: png for size, png in pictures.items() if size in _ICNS}))


def _png(size_px: int) -> bytes:
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # it takes no bytes, whatever its stubs say
    return bytes(data.data())


def _ico(pictures: dict[int, bytes]) -> bytes:
    """ICONDIR, an entry for each picture, the pictures; a side of 256 is written as 0."""
    head, offset = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for size, png in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return head + b"".join(pictures.values())


def _icns(pictures: dict[int, bytes]) -> bytes:
    """A type and a length before each picture, and before all of them."""
    body = b"".join(_ICNS[size] + struct.pack(">I", 8 + len(png)) + png for size, png in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
