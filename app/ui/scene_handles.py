"""Handles over the preview: what is in the scene can be taken, moved and scaled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.base.scenes import Scene
from app.studio.commands import EditScene
from app.studio.snapshot import Snapshot
from app.ui.scene_boxes import ACTION_SAFE, AVATAR, TITLE_SAFE, Box, factor_within, stuck, with_box
from app.ui.stage import Stage
from app.ui.theme import Theme

_HANDLE_PX = 10
_NEAR_PX = 8
_POST_MS = 33  # a mouse moves more often than anybody sees pictures
_PATIENCE = 10
_STEP, _LONG_STEP = 1, 10
_GROW = 1.05
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_CORNERS = ((False, False), (True, False), (False, True), (True, True))


@dataclass
class _Drag:
    """What is being moved.

    Attributes:
        gesture: of its edits.
        scene: as it was.
        box: where it was.
        grip: where the mouse took it, in pixels of the program.
        corner: by which it is scaled (right, bottom); None: it is moved.
    """

    gesture: str
    scene: Scene
    box: Box
    grip: QPointF
    corner: tuple[bool, bool] | None


class SceneHandles(QWidget):
    """Covers the stage. Mouse and keys work while a scene is edited; safe areas are seen whenever they are wanted.

    Arrow keys move by a pixel of the program, with Shift by ten; plus and minus scale; Del removes a layer. Alt keeps
    what is moved from sticking to lines. Lives on the GUI thread.

    Args:
        theme: colours.
        stage: what it covers.

    Signals:
        command: something is asked of the studio.
        chosen: the host or a layer was taken; its number.
        remove_wanted: the chosen layer is to be removed; its number.
    """

    command = Signal(object)
    chosen = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__(stage)
        self._theme = theme
        self._stage = stage
        self._snapshot: Snapshot | None = None
        self._which: int | None = None
        self._editing = self._safe_areas = False
        self._drag: _Drag | None = None
        self._local: tuple[int, Box] | None = None  # where it is put, until the studio says the same
        self._wanted: Scene | None = None  # what was asked for last
        self._patience = 0  # snapshots that may still come before that counts as refused
        self._lines: tuple[float | None, float | None] = (None, None)
        self._gestures = count()
        self._nudges = ""
        self._unsent: EditScene | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_POST_MS)
        self._later.timeout.connect(self._send)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Handles of the scene"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move what is chosen, with Shift in long steps; plus and minus scale it.")
        )
        stage.installEventFilter(self)
        theme.changed.connect(self.update)
        self._arrange()

    # ---- what is seen

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """The scene on the program, and where its things are."""
        before, self._snapshot = self._snapshot, snapshot
        self.show_safe_areas(snapshot.settings.window.safe_areas)
        scene = snapshot.scenes.collection.scene
        self._patience -= 1
        if self._drag is None and (self._wanted is None or scene == self._wanted or self._patience < 0):
            self._local = self._wanted = None
        if before is None or before.scenes != snapshot.scenes:
            if self._which is not None and self._which >= len(scene.layers):
                self._choose(None)
            if before is not None and before.scenes.collection.current != snapshot.scenes.collection.current:
                self._forget()
            self.update()

    def edit(self, on: bool) -> None:
        """Let things be taken, or no more."""
        self._editing = on
        self._forget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        if on and self._which is None:
            self._which = AVATAR
        self._arrange()

    def choose(self, which: int | None) -> None:
        """Show this one chosen: a layer's number, or the host."""
        self._which = which
        self.update()

    def show_safe_areas(self, on: bool) -> None:
        """Show them, or no more."""
        if on != self._safe_areas:
            self._safe_areas = on
            self._arrange()

    def box(self, which: int) -> QRectF | None:
        """Where the host or a layer is, in pixels of this widget; None: it is not seen."""
        box = self._box(which)
        return None if box is None else self._on_screen(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as large as the stage."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._stage.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw safe areas, frames and handles."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture = QRectF(self._stage.picture_rect)
        if self._safe_areas:
            for margin in (ACTION_SAFE, TITLE_SAFE):
                across, down = margin * picture.width(), margin * picture.height()
                self._frame(painter, picture.adjusted(across, down, -across, -down), "accent", 1.0, dashed=True)
        if not self._editing:
            return
        for which in self._all():
            box = self.box(which)
            if box is not None and which != self._which:
                self._frame(painter, box, "muted", 1.0, dashed=True)
        self._draw_lines(painter, picture)
        chosen = None if self._which is None else self.box(self._which)
        if chosen is not None:
            self._frame(painter, chosen, "accent", 3.0 if self.hasFocus() else 2.0, dashed=False)
            painter.setPen(QPen(self._theme.color("stage"), 1.5))
            painter.setBrush(self._theme.color("accent"))
            for corner in _CORNERS:
                painter.drawRect(_handle(chosen, corner))

    # ---- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the mouse: a handle of the chosen one, or the uppermost thing."""
        if not self._editing or event.button() != Qt.MouseButton.LeftButton or self._snapshot is None:
            event.ignore()
            return
        corner = self._corner_at(event.position())
        if corner is None:
            place = self._in_program(event.position())
            self._choose(next((one for one in self._from_top() if self._holds(one, place)), None))
        box = None if self._which is None else self._box(self._which)
        if box is not None:
            scene = self._wanted or self._snapshot.scenes.collection.scene
            self._drag = _Drag(f"drag {next(self._gestures)}", scene, box, self._in_program(event.position()), corner)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move or scale it along."""
        if not self._editing:
            event.ignore()
        elif self._drag is None:
            self._point(event.position())
        else:
            free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._pull(self._drag, self._in_program(event.position()), free=free)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it there."""
        if self._drag is None:
            event.ignore()
            return
        self._drag, self._lines = None, (None, None)
        self._send()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move or scale the chosen one by a step, or remove it."""
        key, box = Qt.Key(event.key()), None if self._which is None else self._box(self._which)
        if not self._editing or box is None or self._which is None:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            step = _LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
            across, down = _ARROWS[key]
            self._nudge(box, box.moved(across * step, down * step))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / _GROW if key == Qt.Key.Key_Minus else _GROW
            self._nudge(box, self._grown(box, factor))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._which != AVATAR:
            self.remove_wanted.emit(self._which)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows who has the keys."""
        super().focusInEvent(event)
        self._nudges = f"nudge {next(self._gestures)}"
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame shows who has the keys."""
        super().focusOutEvent(event)
        self.update()

    # ---- how it is done

    def _pull(self, drag: _Drag, place: QPointF, *, free: bool) -> None:
        assert self._snapshot is not None
        assert self._which is not None
        by, near = place - drag.grip, 0.0 if free else _NEAR_PX / self._ratio()
        if drag.corner is None:
            box, *lines = stuck(drag.box.moved(by.x(), by.y()), self._size(), near)
            self._lines = lines[0], lines[1]
        else:
            right, bottom = drag.corner
            wide = drag.box.width + (by.x() if right else -by.x())
            high = drag.box.height + (by.y() if bottom else -by.y())
            wanted = max(wide / max(1.0, drag.box.width), high / max(1.0, drag.box.height), 0.001)
            factor = factor_within(drag.scene, self._which, wanted, self._snapshot.settings.program)
            box = drag.box.scaled(factor, right=right, bottom=bottom)
        self._put(drag.scene, drag.box, box, drag.gesture)

    def _nudge(self, before: Box, after: Box) -> None:
        assert self._snapshot is not None
        self._put(self._wanted or self._snapshot.scenes.collection.scene, before, after, self._nudges)

    def _put(self, scene: Scene, before: Box, after: Box, gesture: str) -> None:
        assert self._snapshot is not None
        assert self._which is not None
        self._wanted = with_box(scene, self._which, before, after, self._size(), self._snapshot.settings.program)
        self._local = self._which, after
        self._unsent, self._patience = EditScene(self._wanted, gesture), _PATIENCE
        if not self._later.isActive():
            self._later.start()
        self.update()

    def _send(self) -> None:
        self._later.stop()
        unsent, self._unsent = self._unsent, None
        if unsent is not None:
            self.command.emit(unsent)

    def _grown(self, box: Box, factor: float) -> Box:
        assert self._snapshot is not None
        assert self._which is not None
        scene = self._wanted or self._snapshot.scenes.collection.scene
        factor = factor_within(scene, self._which, factor, self._snapshot.settings.program)
        grown = box.scaled(factor, right=True, bottom=True)
        # The host stands where it stands; a layer grows around its middle.
        up = grown.height - box.height if self._which == AVATAR else (grown.height - box.height) / 2
        return grown.moved((box.width - grown.width) / 2, -up)

    def _choose(self, which: int | None) -> None:
        if which != self._which:
            self._which = which
            self._nudges = f"nudge {next(self._gestures)}"
            self._local = None
            if which is not None:
                self.chosen.emit(which)

    def _forget(self) -> None:
        self._send()
        self._drag = self._local = self._wanted = None
        self._lines = (None, None)
        self.update()

    def _arrange(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not self._editing)
        self.setVisible(self._editing or self._safe_areas)
        self.setGeometry(self._stage.rect())
        self.unsetCursor()
        self.update()

    def _all(self) -> list[int]:
        layers = () if self._snapshot is None else self._snapshot.scenes.collection.scene.layers
        return [AVATAR, *range(len(layers))]

    def _from_top(self) -> list[int]:
        assert self._snapshot is not None
        layers = self._snapshot.scenes.collection.scene.layers
        front = [number for number in reversed(range(len(layers))) if not layers[number].behind]
        return [*front, AVATAR, *(number for number in reversed(range(len(layers))) if layers[number].behind)]

    def _holds(self, which: int, place: QPointF) -> bool:
        box = self._box(which)
        return box is not None and box.holds(place.x(), place.y())

    def _box(self, which: int) -> Box | None:
        if self._local is not None and self._local[0] == which:
            return self._local[1]
        if self._snapshot is None:
            return None
        scenes = self._snapshot.scenes
        if which == AVATAR:
            return None if scenes.avatar is None else Box.of(scenes.avatar)
        area = scenes.layers[which] if which < len(scenes.layers) else None
        return None if area is None else Box.of(area)

    def _corner_at(self, place: QPointF) -> tuple[bool, bool] | None:
        chosen = None if self._which is None else self.box(self._which)
        if chosen is None:
            return None
        return next((corner for corner in _CORNERS if _handle(chosen, corner).contains(place)), None)

    def _point(self, place: QPointF) -> None:
        corner = self._corner_at(place)
        if corner is not None:
            falls = corner[0] == corner[1]
            self.setCursor(Qt.CursorShape.SizeFDiagCursor if falls else Qt.CursorShape.SizeBDiagCursor)
        elif any(self._holds(which, self._in_program(place)) for which in self._all()):
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.unsetCursor()

    # ---- screen and program

    def _size(self) -> tuple[int, int]:
        assert self._snapshot is not None
        width, height = self._snapshot.settings.program.size.split("x")
        return int(width), int(height)

    def _ratio(self) -> float:
        """Pixels of the screen for one of the program."""
        return max(0.001, self._stage.picture_rect.width() / self._size()[0])

    def _in_program(self, place: QPointF) -> QPointF:
        picture, ratio = QRectF(self._stage.picture_rect), self._ratio()
        x = picture.right() - place.x() if self._mirrored() else place.x() - picture.left()
        return QPointF(x / ratio, (place.y() - picture.top()) / ratio)

    def _on_screen(self, box: Box) -> QRectF:
        picture, ratio = QRectF(self._stage.picture_rect), self._ratio()
        left = self._size()[0] - box.right if self._mirrored() else box.left
        corner = picture.topLeft() + QPointF(left, box.top) * ratio
        return QRectF(corner.x(), corner.y(), box.width * ratio, box.height * ratio)

    def _mirrored(self) -> bool:
        return self._snapshot is not None and self._snapshot.settings.window.mirror_preview

    # ---- drawing

    def _frame(self, painter: QPainter, rect: QRectF, colour: str, width: float, *, dashed: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("stage"), width + 2))
        painter.drawRect(rect)
        painter.setPen(
            QPen(self._theme.color(colour), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        )
        painter.drawRect(rect)

    def _draw_lines(self, painter: QPainter, picture: QRectF) -> None:
        """Those that something sticks to now."""
        painter.setPen(QPen(self._theme.color("warn"), 1.5))
        across, down = self._lines
        ratio = self._ratio() if self._snapshot is not None else 1.0
        if across is not None:
            x = picture.right() - across * ratio if self._mirrored() else picture.left() + across * ratio
            painter.drawLine(QPointF(x, picture.top()), QPointF(x, picture.bottom()))
        if down is not None:
            y = picture.top() + down * ratio
            painter.drawLine(QPointF(picture.left(), y), QPointF(picture.right(), y))


def _handle(box: QRectF, corner: tuple[bool, bool]) -> QRectF:
    right, bottom = corner
    middle = QPointF(box.right() if right else box.left(), box.bottom() if bottom else box.top())
    half = _HANDLE_PX / 2
    return QRectF(middle.x() - half, middle.y() - half, _HANDLE_PX, _HANDLE_PX)
