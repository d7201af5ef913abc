"""What the microphone hears, what of it goes on air, and the gate's threshold, to be moved with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.base.section import bounds
from app.base.settings import VoiceSettings
from app.ui.level_meter import LevelMeter
from app.ui.meter import FLOOR_DBFS
from app.ui.theme import Theme

_HEARD_PX = 5
_HANDLE_PX = 10


class MicrophoneMeter(QWidget):
    """Two bars: above what goes on air, below what the microphone hears, with the threshold on it.

    Lives on the GUI thread.

    Signals:
        threshold_chosen: the user moved the threshold; dBFS.

    """

    threshold_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_air = LevelMeter(theme, self.tr("Microphone level on air"))
        self.heard = LevelMeter(theme, self.tr("Microphone level before the gate"))
        self.heard.setFixedHeight(_HEARD_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 3)
        layout.setSpacing(2)
        layout.addWidget(self.on_air)
        layout.addWidget(self.heard)
        self.threshold = GateThreshold(theme, self)
        self.threshold.chosen.connect(self.threshold_chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_levels(self, heard_dbfs: float, on_air_dbfs: float) -> None:
        """Show a new measurement; -inf is silence."""
        self.heard.show_level(heard_dbfs)
        self.on_air.show_level(on_air_dbfs)

    def show_gate(self, threshold_dbfs: int, *, on: bool, is_open: bool) -> None:
        """Show where the threshold is and whether the gate is open. A threshold that is being moved stays."""
        self.threshold.setVisible(on)
        self.threshold.show_state(threshold_dbfs, is_open=is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The threshold lies over both bars."""
        super().resizeEvent(event)
        self.threshold.setGeometry(self.rect())


class GateThreshold(QSlider):
    """A slider that is a line over the bars, on their scale."""

    chosen = Signal(int)
    """The user moved it here; dBFS."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._open = False
        self.setRange(*bounds(VoiceSettings, "gate_dbfs"))
        self.setAccessibleName(self.tr("Gate threshold"))
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._name()

    def show_state(self, threshold_dbfs: int, *, is_open: bool) -> None:
        """Show where it is, and whether the gate is open. One that is being moved stays."""
        if not self.isSliderDown():
            self.setValue(threshold_dbfs)
            self._name()
        if is_open != self._open:
            self._open = is_open
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It jumps to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._move(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It follows the pointer."""
        if self.isSliderDown():
            self._move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It is chosen where it was let go."""
        if self.isSliderDown():
            self._move(event)
            self.setSliderDown(False)
            self.chosen.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move it."""
        before = self.value()
        super().keyPressEvent(event)
        if self.value() != before:
            self.chosen.emit(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the column does not pick it up on its way."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, and its handle below."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = round(self.width() * (self.value() - FLOOR_DBFS) / -FLOOR_DBFS)
        line = self._theme.color("text")
        painter.fillRect(QRectF(x - 2, 0, 4, self.height() - 4), self._theme.color("panel"))
        painter.fillRect(QRectF(x - 1, 0, 2, self.height() - 4), line)
        handle = QRectF(x - _HANDLE_PX / 2, self.height() - _HANDLE_PX, _HANDLE_PX, _HANDLE_PX)
        painter.setPen(self._theme.color("accent" if self.hasFocus() else "panel"))
        painter.setBrush(self._theme.color("good") if self._open else line)
        painter.drawEllipse(handle.adjusted(0.5, 0.5, -0.5, -0.5))

    def _move(self, event: QMouseEvent) -> None:
        self.setValue(round(FLOOR_DBFS * (1.0 - event.position().x() / max(1, self.width()))))
        self._name()

    def _name(self) -> None:
        self.setToolTip(
            self.tr("Gate: closed to what is softer than {level} dBFS, and to what is not speech").format(
                level=self.value()
            )
        )
