"""A picture with the part of it that a server is sent, which can be moved."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.avatars.crop import Offset, Rest, crop_box, offset_at
from app.ui.theme import Theme

_STEP = 0.01
_LONG_STEP = 0.1
_SHADE = 150  # of 255, over what is not sent
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CropEditor(QWidget):
    """Shows the whole picture, shaded outside of the crop, which mouse and arrow keys move. Lives on the GUI thread.

    Arrow keys move it by a hundredth of the picture, with Shift by a tenth; Home puts it back to the face.

    Args:
        theme: colours.
        rest: the avatar.
        aspect: width over height of the server's pictures.
        offset: where the crop is at first.

    Signals:
        moved: the user has moved the crop; the new ``Offset``.
    """

    moved = Signal(Offset)

    def __init__(self, theme: Theme, rest: Rest, aspect: float, offset: Offset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rest = rest
        self._aspect = aspect
        self._offset = offset
        height_px, width_px, _ = rest.picture.shape
        self._image = QImage(rest.picture.data, width_px, height_px, width_px * 4, QImage.Format.Format_RGB32)
        self._grip: QPointF | None = None  # from the crop's corner to the mouse, in fractions of the picture
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setAccessibleName(self.tr("Part of the picture that is sent"))
        self.setAccessibleDescription(self.tr("Arrow keys move it, with Shift in long steps; Home puts it back."))
        theme.changed.connect(self.update)

    def show_aspect(self, aspect: float) -> None:
        """Another shape of the server's pictures."""
        self._aspect = aspect
        self.update()

    def put_back(self) -> None:
        """Put the crop back to the face."""
        self._put(Offset())

    @property
    def offset(self) -> Offset:
        """Where the crop is."""
        return self._offset

    def sizeHint(self) -> QSize:
        """Large enough to aim."""
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(160, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, the shade and the frame."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._theme.color("stage"))
        whole, kept = self._target(), self._frame()
        painter.drawImage(whole, self._image)
        shade, outside = self._theme.color("stage"), QPainterPath()
        shade.setAlpha(_SHADE)
        outside.addRect(whole)
        outside.addRect(kept)  # odd-even filling leaves it out
        painter.fillPath(outside, shade)
        for colour, width in (("stage", 5.0), ("accent", 3.0 if self.hasFocus() else 2.0)):
            painter.setPen(QPen(self._theme.color(colour), width))
            painter.drawRect(kept.adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the crop; beside it, bring its middle there first."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        frame, place = self._frame(), event.position()
        corner = frame.topLeft() if frame.contains(place) else place - QPointF(frame.width(), frame.height()) / 2
        self._grip = self._fractions(place) - self._fractions(corner)
        self._drag(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it along."""
        self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it there."""
        del event
        self._grip = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move it by one step, or put it back."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Home:
            self.put_back()
        elif key in _KEYS:
            step = _LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            left, top, _, _ = crop_box(self._rest, self._aspect, self._offset)
            across, down = _KEYS[key]
            self._put(offset_at(self._rest, self._aspect, left + across * step, top + down * step))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows who has the keys."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame shows who has the keys."""
        super().focusOutEvent(event)
        self.update()

    def _drag(self, place: QPointF) -> None:
        if self._grip is not None:
            corner = self._fractions(place) - self._grip
            self._put(offset_at(self._rest, self._aspect, corner.x(), corner.y()))

    def _put(self, offset: Offset) -> None:
        if offset != self._offset:
            self._offset = offset
            self.update()
            self.moved.emit(offset)

    def _target(self) -> QRectF:
        """Where the picture lies in the widget."""
        size = QSizeF(self._image.size()).scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(QPointF(), size)
        target.moveCenter(QRectF(self.rect()).center())
        return target

    def _frame(self) -> QRectF:
        """Where the crop lies in the widget."""
        whole = self._target()
        left, top, right, bottom = crop_box(self._rest, self._aspect, self._offset)
        return QRectF(
            whole.left() + left * whole.width(),
            whole.top() + top * whole.height(),
            (right - left) * whole.width(),
            (bottom - top) * whole.height(),
        )

    def _fractions(self, place: QPointF) -> QPointF:
        whole = self._target()
        return QPointF(
            (place.x() - whole.left()) / max(1.0, whole.width()), (place.y() - whole.top()) / max(1.0, whole.height())
        )
