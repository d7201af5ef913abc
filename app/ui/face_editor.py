"""A picture with the handles of its face, which can be dragged or moved by keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.avatars.face_handles import Handles, Place, fitted
from app.base.errors import AppError
from app.studio.snapshot import PortraitView
from app.ui.theme import Theme

_HANDLE_PX = 26
_STEP_PX = 1.0
_LONG_STEP_PX = 10.0
_ZOOMED = 2.4  # how much is seen around the handles, in their size
_KEYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}

# Outlines in the order of drawing, by landmarks (see ``app.avatars.face.POINTS``): face, lips, eyes.
_OUTLINES = (
    (
        *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
        *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
    ),
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185),
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)


class FaceEditor(QWidget):
    """Shows the picture, the outlines of the face and a handle for each of its places. Lives on the GUI thread.

    Signals:
        moved: the user has moved a handle.

    """

    moved = Signal()

    def __init__(self, theme: Theme, view: PortraitView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        height_px, width_px, _ = view.picture.shape
        self._image = QImage(
            view.picture.data, width_px, height_px, width_px * 4, QImage.Format.Format_ARGB32_Premultiplied
        )
        self._whole = QRectF(0, 0, width_px, height_px)
        self._seen = self._whole
        self._places = [QPointF(x * width_px, y * height_px) for x, y in view.handles]
        names = (
            self.tr("Left eye"),
            self.tr("Right eye"),
            self.tr("Left corner of the mouth"),
            self.tr("Right corner of the mouth"),
            self.tr("Chin"),
        )
        self._handles = [FaceHandle(theme, name, self) for name in names]
        for number, handle in enumerate(self._handles):
            handle.dragged.connect(lambda place, number=number: self._drag(number, place))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture"))
        theme.changed.connect(self.update)

    @property
    def handles(self) -> Handles:
        """Where the handles are, in fractions of the picture."""
        width, height = self._whole.width(), self._whole.height()
        return Handles(*((place.x() / width, place.y() / height) for place in self._places))

    def reset(self) -> None:
        """Put the handles back to where the face was found."""
        width, height = self._whole.width(), self._whole.height()
        self._places = [QPointF(x * width, y * height) for x, y in self._view.handles]
        self._arrange()

    def zoom(self, on: bool) -> None:
        """See the face alone, or the whole picture."""
        box = QPolygonF(self._places).boundingRect()
        side = _ZOOMED * max(box.width(), box.height(), 8.0)
        near = QRectF(0, 0, side, side)
        near.moveCenter(box.center())
        self._seen = near.intersected(self._whole) if on else self._whole
        self._arrange()

    def sizeHint(self) -> QSize:
        """Large enough to aim."""
        return QSize(460, 520)

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(240, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The handles stay on their places in the picture."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and the outlines."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.color("stage"))
        target = self._target()
        painter.fillRect(target, self._theme.color("button"))  # behind what is cut out
        painter.drawImage(target, self._image, self._seen)
        painter.setClipRect(target)
        for colour, width in ((self._theme.color("stage"), 3.0), (self._theme.color("accent"), 1.4)):
            colour.setAlpha(170)
            painter.setPen(QPen(colour, width))
            for outline in self._outlines():
                painter.drawPolygon(outline)

    def _outlines(self) -> list[QPolygonF]:
        """What the landmarks draw, in pixels of the widget; nothing where no face can be."""
        size = np.array((self._whole.width(), self._whole.height()))
        face = self._view.points
        try:
            points = fitted(Handles(*(_pair(place) for place in self._places)), None if face is None else face * size)
        except AppError:
            return []
        return [QPolygonF([self._to_widget(QPointF(*map(float, points[i]))) for i in line]) for line in _OUTLINES]

    def _target(self) -> QRectF:
        """Where the picture lies in the widget."""
        size = self._seen.size().scaled(QRectF(self.rect()).size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(QPointF(), size)
        target.moveCenter(QRectF(self.rect()).center())
        return target

    def _scale(self) -> float:
        return max(1e-6, self._target().width() / max(1e-6, self._seen.width()))

    def _to_widget(self, place: QPointF) -> QPointF:
        return (place - self._seen.topLeft()) * self._scale() + self._target().topLeft()

    def _arrange(self) -> None:
        for handle, place in zip(self._handles, self._places, strict=True):
            handle.put(self._to_widget(place))
        self.update()

    def _drag(self, number: int, widget_place: QPointF) -> None:
        place = (widget_place - self._target().topLeft()) / self._scale() + self._seen.topLeft()
        self._places[number] = QPointF(
            min(max(place.x(), self._seen.left()), self._seen.right()),
            min(max(place.y(), self._seen.top()), self._seen.bottom()),
        )
        self._arrange()
        self.moved.emit()


class FaceHandle(QWidget):
    """One handle: a ring that can be dragged, or moved by the arrow keys. Lives on the GUI thread.

    Signals:
        dragged: where its middle is wanted, in pixels of the parent.

    """

    dragged = Signal(QPointF)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._middle = QPointF()
        self._grabbed = QPointF()
        self.setFixedSize(_HANDLE_PX, _HANDLE_PX)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("{place}: drag it, or move it with the arrow keys").format(place=name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def put(self, middle: QPointF) -> None:
        """Show it there, in pixels of the parent."""
        self._middle = middle
        self.move((middle - QPointF(_HANDLE_PX, _HANDLE_PX) / 2).toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.globalPosition() - self._middle
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(event.globalPosition() - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it there."""
        del event
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move it, with Shift in larger steps."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        long = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.dragged.emit(self._middle + step * (_LONG_STEP_PX if long else _STEP_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring with a dot, that is seen on any picture."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(_HANDLE_PX, _HANDLE_PX) / 2, _HANDLE_PX / 2 - 5
        focused = self.hasFocus()
        for colour, width in (("stage", 5.0), ("text" if focused else "on_accent", 3.5), ("accent", 2.0)):
            painter.setPen(QPen(self._theme.color(colour), width))
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(self._theme.color("accent"), 3.0))
        painter.drawPoint(middle)


def _pair(place: QPointF) -> Place:
    return place.x(), place.y()
