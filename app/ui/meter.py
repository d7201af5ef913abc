"""What meters have in common: their scale, and a timer that runs while something moves."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Theme

FLOOR_DBFS = -60.0
"""Where a meter begins; it ends at 0."""

_STEP_MS = 33


class Meter(QWidget):
    """A horizontal meter from -60 to 0 dBFS. Lives on the GUI thread.

    While nothing moves, no timer runs and nothing is painted: each kind moves at a timeout of ``_timer``, and stops it
    when it has come to rest.

    Args:
        theme: its colours.
        name: what it measures, for screen readers.

    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._since_step = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def busy(self) -> bool:
        """Something still moves."""
        return self._timer.isActive()

    def x_of(self, level_dbfs: float) -> float:
        """Where a level is."""
        return self.width() * (level_dbfs - FLOOR_DBFS) / -FLOOR_DBFS

    def _begin_to_move(self) -> None:
        if not self.busy:
            self._since_step.start()
            self._timer.start()
