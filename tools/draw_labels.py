"""Draws resources/labels/*.png: the words that tell viewers that the host is made by AI.

    python tools/draw_labels.py

They are pictures so that every computer shows the same pixels, whatever fonts it has. The font is Noto Sans CJK SC
(SIL Open Font License 1.1, Debian's fonts-noto-cjk).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QGuiApplication, QImage, QPainter, QPainterPath, QPen

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "labels"
WORDS = {"avatar": "AI avatar", "generated": "AI generated", "zh": "AI 生成"}

HEIGHT_PX = 192
TEXT_PX = 128
"""Height of a Chinese character: two thirds of the label's."""


def draw(words: str) -> QImage:
    """Light words on a dark pill that lets a little of the picture through."""
    font = QFont("Noto Sans CJK SC")
    font.setPixelSize(TEXT_PX)
    font.setWeight(QFont.Weight.Medium)
    width_px = round(QFontMetricsF(font).horizontalAdvance(words) + 0.9 * HEIGHT_PX)
    image = QImage(width_px, HEIGHT_PX, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pill = QRectF(3, 3, width_px - 6, HEIGHT_PX - 6)
    painter.setPen(QPen(QColor(255, 255, 255, 70), 4))
    painter.setBrush(QColor(16, 18, 24, 176))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    # In the middle by what is seen of it, not by the font's own lines.
    path = QPainterPath()
    path.addText(0, 0, font, words)
    box = path.boundingRect()
    path.translate(width_px / 2 - box.center().x(), HEIGHT_PX / 2 - box.center().y())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 242))
    painter.drawPath(path)
    painter.end()
    return image


def main() -> int:
    """Draw all of them."""
    app = QGuiApplication(sys.argv[:1])
    family = QFontInfo(QFont("Noto Sans CJK SC")).family()
    if "CJK" not in family:
        print(f"The font Noto Sans CJK SC is not installed; {family} would be used instead.")
        return 1
    FOLDER.mkdir(exist_ok=True)
    for name, words in WORDS.items():
        draw(words).save(str(FOLDER / f"{name}.png"))
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
