"""The bar that shows how loud something is."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Theme

FLOOR_DBFS = -60.0
"""Where a meter begins; it ends at 0."""

_WARN_DBFS = -18.0
_LOUD_DBFS = -6.0
_FALL_DB_PER_S = 24.0
_HOLD_MS = 1500
_STEP_MS = 33


class LevelMeter(QWidget):
    """A horizontal level meter from -60 to 0 dBFS with peak hold. Lives on the GUI thread.

    It rises at once and falls evenly. While nothing moves, no timer runs and nothing is painted.

    Args:
        theme: its colours.
        name: what it measures, for screen readers.

    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._target_dbfs = self._level_dbfs = self._peak_dbfs = FLOOR_DBFS
        self._since_peak = QElapsedTimer()
        self._since_step = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._step)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def peak_dbfs(self) -> float:
        """The held peak, -60 when there is none."""
        return self._peak_dbfs

    @property
    def busy(self) -> bool:
        """Something still moves."""
        return self._timer.isActive()

    def show_level(self, level_dbfs: float) -> None:
        """Show a new measurement; -inf is silence."""
        self._target_dbfs = min(0.0, max(FLOOR_DBFS, level_dbfs))
        if self._target_dbfs > self._level_dbfs:
            self._level_dbfs = self._target_dbfs
            self.update()
        if self._target_dbfs >= self._peak_dbfs and self._target_dbfs > FLOOR_DBFS:
            self._peak_dbfs = self._target_dbfs
            self._since_peak.start()
        moving = max(self._level_dbfs, self._peak_dbfs) > FLOOR_DBFS
        if moving and not self._timer.isActive():
            self._since_step.start()
            self._timer.start()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(120, max(8, self.fontMetrics().height() * 5 // 8))

    def minimumSizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(40, self.sizeHint().height())

    def _step(self) -> None:
        fall_db = _FALL_DB_PER_S * self._since_step.restart() / 1000
        before = (self._level_dbfs, self._peak_dbfs)
        self._level_dbfs = max(self._target_dbfs, self._level_dbfs - fall_db)
        if self._since_peak.elapsed() > _HOLD_MS:
            self._peak_dbfs = max(self._level_dbfs, self._peak_dbfs - fall_db)
        if (self._level_dbfs, self._peak_dbfs) != before:
            self.update()
        elif self._peak_dbfs <= FLOOR_DBFS:
            self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scale, the level and the held peak."""
        del event
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        start_dbfs = FLOOR_DBFS
        for end_dbfs, token in ((_WARN_DBFS, "good"), (_LOUD_DBFS, "loud"), (0.0, "live")):
            zone = QRectF(self._x(start_dbfs), 0, self._x(end_dbfs) - self._x(start_dbfs) - 1, self.height())
            colour = self._theme.color(token)
            colour.setAlphaF(0.18)
            painter.fillRect(zone, colour)
            filled = min(zone.right(), self._x(self._level_dbfs))
            if filled > zone.left():
                painter.fillRect(QRectF(zone.left(), 0, filled - zone.left(), self.height()), self._theme.color(token))
            start_dbfs = end_dbfs
        if self._peak_dbfs > FLOOR_DBFS:
            painter.fillRect(QRectF(self._x(self._peak_dbfs) - 2, 0, 2, self.height()), self._theme.color("text"))

    def _x(self, level_dbfs: float) -> float:
        return self.width() * (level_dbfs - FLOOR_DBFS) / -FLOOR_DBFS
