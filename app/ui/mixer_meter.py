"""A level meter as OBS has it: peak, loudness, the highest peak of the last seconds, and its colours."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from app.ui.meter import FLOOR_DBFS, Meter
from app.ui.theme import Theme

# OBS's defaults: frontend/components/VolumeMeter.hpp and its meter decay "fast".
WARN_DBFS, ERROR_DBFS, CLIP_DBFS = -20.0, -9.0, -0.5
DECAY_DB_PER_S = 23.53  # 40 dB in 1.7 s
HOLD_S = 20.0
INTEGRATION_S = 0.3  # 99 % of the way to another loudness

_MARKS_DB = range(-60, 1, 10)
_GREEN, _YELLOW, _RED = QColor("#4cbb17"), QColor("#f0c419"), QColor("#e5483f")


class Ballistics:
    """How a meter moves. Pure: time is told.

    Attributes:
        peak_dbfs: what the bar shows.
        held_dbfs: the highest peak of the last ``HOLD_S``.
        loudness_dbfs: where the line for the root mean square stands.

    """

    def __init__(self) -> None:
        self.peak_dbfs = self.held_dbfs = self.loudness_dbfs = FLOOR_DBFS
        self._held_s = 0.0

    @property
    def moving(self) -> bool:
        """It has not come to rest."""
        return max(self.peak_dbfs, self.held_dbfs, self.loudness_dbfs) > FLOOR_DBFS

    @property
    def clipped(self) -> bool:
        """The bar is so high that it is shown in one colour."""
        return self.peak_dbfs >= CLIP_DBFS

    def pass_time(self, passed_s: float, peak_dbfs: float, rms_dbfs: float) -> None:
        """So much time has passed, and these were measured last; -inf is silence."""
        peak, rms = (min(0.0, max(FLOOR_DBFS, value)) for value in (peak_dbfs, rms_dbfs))
        self.peak_dbfs = max(peak, self.peak_dbfs - DECAY_DB_PER_S * passed_s)
        self._held_s += passed_s
        if peak >= self.held_dbfs:
            self.held_dbfs, self._held_s = peak, 0.0
        elif self._held_s > HOLD_S:
            self.held_dbfs, self._held_s = self.peak_dbfs, 0.0
        share = 1.0 - math.exp(-passed_s * math.log(100.0) / INTEGRATION_S)
        self.loudness_dbfs += (rms - self.loudness_dbfs) * share
        if rms <= FLOOR_DBFS and self.loudness_dbfs < FLOOR_DBFS + 0.1:
            self.loudness_dbfs = FLOOR_DBFS


class MixerMeter(Meter):
    """A meter with its scale below. Lives on the GUI thread.

    Args:
        theme: its colours, but for those of the bar, which are OBS's.
        name: what it measures, for screen readers.

    """

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self._measured = (-math.inf, -math.inf)
        self._muted = False
        self.ballistics = Ballistics()
        self._timer.timeout.connect(self._step)

    def show_levels(self, peak_dbfs: float, rms_dbfs: float, *, muted: bool = False) -> None:
        """Show a new measurement; ``muted``: nobody hears it, and the bar is grey."""
        self._measured = (peak_dbfs, rms_dbfs)
        if muted != self._muted:
            self._muted = muted
            self.update()
        if max(self._measured) > FLOOR_DBFS:
            self._begin_to_move()

    def hideEvent(self, event: object) -> None:
        """Nobody sees it move."""
        del event
        self._timer.stop()
        self.ballistics = Ballistics()

    def sizeHint(self) -> QSize:
        """A bar with its scale below."""
        return QSize(140, 10 + self._scale_px())

    def minimumSizeHint(self) -> QSize:
        """The same, narrow."""
        return QSize(60, self.sizeHint().height())

    def bar(self) -> QRectF:
        """Where the bar is."""
        return QRectF(0, 0, self.width(), self.height() - self._scale_px())

    def _scale_px(self) -> int:
        return self.fontMetrics().height() * 3 // 4 + 3

    def _step(self) -> None:
        self.ballistics.pass_time(self._since_step.restart() / 1000, *self._measured)
        self.update()
        if not self.ballistics.moving:
            self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, the line of its loudness, the held peak and the scale."""
        del event
        painter = QPainter(self)
        bar, now = self.bar(), self.ballistics
        begin = FLOOR_DBFS
        for end, colour in ((WARN_DBFS, _GREEN), (ERROR_DBFS, _YELLOW), (0.0, _RED)):
            zone = QRectF(self.x_of(begin), bar.top(), self.x_of(end) - self.x_of(begin), bar.height())
            ground = QColor(colour)
            ground.setAlphaF(0.2)
            painter.fillRect(zone, ground)
            filled = min(zone.right(), self.x_of(now.peak_dbfs))
            if filled > zone.left():
                zone.setRight(filled)
                shown = self._theme.color("disabled") if self._muted else _RED if now.clipped else colour
                painter.fillRect(zone, shown)
            begin = end
        if now.held_dbfs > FLOOR_DBFS:
            painter.fillRect(QRectF(self.x_of(now.held_dbfs) - 2, 0, 2, bar.height()), self._theme.color("text"))
        if now.loudness_dbfs > FLOOR_DBFS:
            painter.fillRect(QRectF(self.x_of(now.loudness_dbfs) - 1.5, 0, 3, bar.height()), QColor("#000000"))
        self._draw_scale(painter, bar.bottom())

    def _draw_scale(self, painter: QPainter, top: float) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.75)
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        metrics = painter.fontMetrics()
        for mark in _MARKS_DB:
            text, x = str(mark).replace("-", "−"), self.x_of(mark)
            width = metrics.horizontalAdvance(text)
            left = min(max(0.0, x - width / 2), self.width() - width)
            painter.drawLine(int(min(x, self.width() - 1)), int(top), int(min(x, self.width() - 1)), int(top) + 2)
            place = QRectF(left, top + 2, width + 2, self._scale_px())
            painter.drawText(place, Qt.AlignmentFlag.AlignTop, text)
