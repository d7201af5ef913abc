"""The bar that shows how loud something is."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.meter import FLOOR_DBFS, Meter
from app.ui.theme import Theme

_WARN_DBFS = -18.0
_LOUD_DBFS = -6.0
_FALL_DB_PER_S = 24.0
_HOLD_MS = 1500


class LevelMeter(Meter):
    """A level meter with peak hold. It rises at once and falls evenly. Lives on the GUI thread.

    Args:
        theme: its colours.
        name: what it measures, for screen readers.

    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._target_dbfs = self._level_dbfs = self._peak_dbfs = FLOOR_DBFS
        self._since_peak = QElapsedTimer()
        self._timer.timeout.connect(self._step)

    @property
    def peak_dbfs(self) -> float:
        """The held peak, -60 when there is none."""
        return self._peak_dbfs

    def show_level(self, level_dbfs: float) -> None:
        """Show a new measurement; -inf is silence."""
        self._target_dbfs = min(0.0, max(FLOOR_DBFS, level_dbfs))
        if self._target_dbfs > self._level_dbfs:
            self._level_dbfs = self._target_dbfs
            self.update()
        if self._target_dbfs >= self._peak_dbfs and self._target_dbfs > FLOOR_DBFS:
            self._peak_dbfs = self._target_dbfs
            self._since_peak.start()
        if max(self._level_dbfs, self._peak_dbfs) > FLOOR_DBFS:
            self._begin_to_move()

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
            zone = QRectF(self.x_of(start_dbfs), 0, self.x_of(end_dbfs) - self.x_of(start_dbfs) - 1, self.height())
            colour = self._theme.color(token)
            colour.setAlphaF(0.18)
            painter.fillRect(zone, colour)
            filled = min(zone.right(), self.x_of(self._level_dbfs))
            if filled > zone.left():
                painter.fillRect(QRectF(zone.left(), 0, filled - zone.left(), self.height()), self._theme.color(token))
            start_dbfs = end_dbfs
        if self._peak_dbfs > FLOOR_DBFS:
            painter.fillRect(QRectF(self.x_of(self._peak_dbfs) - 2, 0, 2, self.height()), self._theme.color("text"))
