"""The preview: the program picture as viewers see it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.media.pixels import ProgramPicture
from app.ui.theme import Theme


class Stage(QWidget):
    """Shows the newest program picture, letterboxed. Lives on the GUI thread; painting is all it does there.

    Signals:
        first_painted: the first picture is on the screen.

    """

    first_painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: ProgramPicture | None = None
        self._image = QImage()
        self._size = QSize(1280, 720)
        self._mirrored = False
        self._note = ""
        self._painted = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setObjectName("stage")
        self.setAccessibleName(self.tr("Preview"))
        theme.changed.connect(self.update)

    @property
    def picture_rect(self) -> QRect:
        """Where the program picture lies in the widget, in its pixels."""
        size = self._size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(self.rect().center())
        return rect

    def show_picture(self, picture: ProgramPicture) -> None:
        """Show this picture from now on. Its pixels are not copied."""
        size = QSize(picture.width_px, picture.height_px)
        everything = size != self._size or self._picture is None
        self._size = size
        self._image = QImage(
            picture.pixels.data, size.width(), size.height(), size.width() * 4, QImage.Format.Format_RGB32
        )
        self._picture = picture  # the image only points at its pixels
        self.update(self.rect() if everything else self.picture_rect)

    def set_mirrored(self, mirrored: bool) -> None:
        """Show it like a mirror, or as viewers see it."""
        if mirrored != self._mirrored:
            self._mirrored = mirrored
            self.update()

    def set_note(self, note: str) -> None:
        """A short text over the picture; empty: none."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    def sizeHint(self) -> QSize:
        """As large as the rest leaves."""
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(240, 135)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and the bars beside it."""
        painter = QPainter(self)
        target = self.picture_rect
        if not target.contains(event.rect()):
            painter.fillRect(event.rect(), self._theme.color("stage"))
        if self._picture is not None:
            self._draw_picture(painter, target)
        if self._note:
            self._draw_note(painter, target)
        if self._picture is not None and not self._painted:
            self._painted = True
            self.first_painted.emit()

    def _draw_picture(self, painter: QPainter, target: QRect) -> None:
        smooth = target.size() * self.devicePixelRatio() != self._size
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        if self._mirrored:
            painter.save()
            painter.translate(target.left() + target.right() + 1, 0)
            painter.scale(-1, 1)
        painter.drawImage(target, self._image)
        if self._mirrored:
            painter.restore()

    def _draw_note(self, painter: QPainter, target: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        text = metrics.elidedText(self._note, Qt.TextElideMode.ElideRight, max(0, target.width() - 48))
        size = metrics.size(0, text)
        pill = QRect(0, 0, size.width() + 28, size.height() + 12)
        pill.moveCenter(target.center())
        if self._picture is not None:
            pill.moveBottom(target.bottom() - 16)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = self._theme.color("panel")
        colour.setAlpha(230)
        painter.setBrush(colour)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(self._theme.color("text"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
