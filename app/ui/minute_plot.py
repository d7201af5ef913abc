"""A small plot of the last minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.studio.stats import WINDOW
from app.ui.theme import Theme

_LEAST_SPAN = 0.1  # of the value: what hardly changes shall not look as if it did


class MinutePlot(QWidget):
    """One line, a second a step, the latest at the right. Lives on the GUI thread; painted when it changes.

    Args:
        theme: its colours.
        name: what it shows, for screen readers.
        words: says a value for people.
        from_zero: the lower edge is 0.

    """

    def __init__(self, theme: Theme, name: str, words: Callable[[float], str], *, from_zero: bool) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self._from_zero = from_zero
        self._values: tuple[float | None, ...] = ()
        self._bad = False
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def values(self) -> tuple[float | None, ...]:
        """What is shown, the oldest first."""
        return self._values

    def show_values(self, values: Sequence[float | None], *, bad: bool = False) -> None:
        """Show these, the oldest first; None: nothing is known of that second."""
        shown = tuple(values[-WINDOW:])
        if (shown, bad) != (self._values, self._bad):
            self._values, self._bad = shown, bad
            self.update()

    def sizeHint(self) -> QSize:
        """A line of text high."""
        return QSize(110, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Narrow, it still shows which way it goes."""
        return QSize(48, self.sizeHint().height())

    def scale(self) -> tuple[float, float] | None:
        """The values at the lower and the upper edge; None: nothing is known."""
        known = [value for value in self._values if value is not None]
        if not known:
            return None
        low, high = min(known), max(known)
        if self._from_zero:
            low = min(low, 0.0)
        least = abs(high) * _LEAST_SPAN or 1.0
        if high - low < least:
            middle = (low + high) / 2
            low, high = (0.0, least) if self._from_zero else (middle - least / 2, middle + least / 2)
        return low, high

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("field"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        edges = self.scale()
        if edges is None:
            return
        painter.setPen(QPen(self._theme.color("warn" if self._bad else "accent"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for run in self._runs(*edges):
            if len(run) == 1:
                painter.drawEllipse(run[0], 0.7, 0.7)
            else:
                painter.drawPolyline(run)

    def _runs(self, low: float, high: float) -> Iterator[list[QPointF]]:
        """The stretches without a hole, as points."""
        area = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        run: list[QPointF] = []
        for number, value in enumerate(self._values, WINDOW - len(self._values)):
            if value is None:
                if run:
                    yield run
                run = []
            else:
                x = area.left() + area.width() * number / (WINDOW - 1)
                run.append(QPointF(x, area.bottom() - area.height() * (value - low) / (high - low)))
        if run:
            yield run

    def event(self, event: QHelpEvent | QMouseEvent) -> bool:  # type: ignore[override]  # of the events, these are looked at
        """The tool tip says the value below the pointer."""
        if event.type() == QHelpEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: int) -> str:
        """The value at a place of the plot, and how long ago it was; empty: nothing is known of it."""
        number = round((x - 3) / max(1, self.width() - 6) * (WINDOW - 1))
        place = number - (WINDOW - len(self._values))
        value = self._values[place] if 0 <= place < len(self._values) else None
        if value is None:
            return ""
        return self.tr("{value}, {seconds} s ago").format(value=self._words(value), seconds=WINDOW - 1 - number)
