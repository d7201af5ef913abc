"""A strip of the Audio Mixer: name, meter, mute, fader, monitor."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from app.ui.icons import set_icon
from app.ui.level_meter import LevelMeter
from app.ui.microphone_meter import GateThreshold
from app.ui.mixer_meter import MixerMeter
from app.ui.theme import Theme
from app.ui.widgets import set_property

_SETTLE_MS = 120  # a fader that is dragged asks the studio ten times a second
_HEARD_PX = 5


def decibels(value_db: int) -> str:
    """``−3 dB``."""
    return f"{value_db} dB".replace("-", "−")


class Fader(QSlider):
    """A gain in whole dB; a double click sets it to 0. Told when it rests for a moment.

    Signals:
        chosen: the user moved it here; dB.

    """

    chosen = Signal(int)

    def __init__(self, name: str, least_db: int, most_db: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(least_db, most_db)
        self.setPageStep(3)
        self.setAccessibleName(name)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.chosen.emit(self.value()))
        self.valueChanged.connect(self._on_moved)

    def show_value(self, value_db: int) -> None:
        """Show where it is, unless the user is moving it."""
        if not self.isSliderDown() and not self._settle.isActive():
            with QSignalBlocker(self):
                self.setValue(value_db)

    def _on_moved(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to 0 dB."""
        del event
        self.setSliderDown(False)
        self.setValue(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the dock does not pick it up on its way."""
        event.ignore()


class MixerStrip(QWidget):
    """Lives on the GUI thread.

    Args:
        theme: its colours.
        title: what it is called.
        icons: of its mute button, heard and muted.
        range_db: of its fader.

    Signals:
        gain_chosen: the user moved the fader; dB.
        muted: the user wants it muted, or no more.
        monitored: the user wants to hear it on the monitor, or no more.

    """

    gain_chosen = Signal(int)
    muted = Signal(bool)
    monitored = Signal(bool)

    def __init__(self, theme: Theme, title: str, icons: tuple[str, str], range_db: tuple[int, int]) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self._muted = False
        self.title = QLabel(title)
        self.state = QLabel()
        set_property(self.state, "tone", "muted")
        self.value = QLabel()
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setAccessibleName(self.tr("{strip}: gain in dB").format(strip=title))
        self.meter = MixerMeter(theme, self.tr("{strip}: level").format(strip=title))
        self.mute = self._button(self.tr("{strip}: mute").format(strip=title))
        self.mute.clicked.connect(self.muted)
        self.monitor = self._button(self.tr("{strip}: monitor").format(strip=title))
        self.monitor.clicked.connect(self.monitored)
        self.fader = Fader(self.tr("{strip}: gain").format(strip=title), *range_db)
        self.fader.setToolTip(self.tr("Gain; a double click sets it to 0 dB"))
        self.fader.chosen.connect(self.gain_chosen)
        self.fader.valueChanged.connect(self._show_value)
        self.meters = QVBoxLayout()
        self.meters.setSpacing(2)
        self.meters.addWidget(self.meter)
        self._lay_out()
        self._show_value(self.fader.value())
        self._paint()
        theme.changed.connect(self._paint)

    def show_state(self, gain_db: int, *, muted: bool, monitored: bool) -> None:
        """Show what the settings say."""
        self.fader.show_value(gain_db)
        self._show_value(self.fader.value())
        self.monitor.setChecked(monitored)
        if muted != self._muted:
            self._muted = muted
            self._paint()
        self.mute.setChecked(muted)
        tip = self.tr("Muted: press to be heard") if muted else self.tr("Mute")
        self.mute.setToolTip(tip)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.state, 1)
        head.addWidget(self.value)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.mute)
        row.addWidget(self.fader, 1)
        row.addWidget(self.monitor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self.meters)
        layout.addLayout(row)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_property(button, "look", "flat")
        return button

    def _show_value(self, value_db: int) -> None:
        self.value.setText(decibels(value_db))

    def _paint(self) -> None:
        colours = self._theme.colours
        name, colour = (self._icons[1], colours.live) if self._muted else (self._icons[0], colours.text)
        set_icon(self.mute, name, colour, colours.disabled, 18)
        set_icon(self.monitor, "headphones", colours.text, colours.disabled, 18)


class MicrophoneStrip(MixerStrip):
    """The microphone's: below what goes on air a bar of what is heard, with the gate's threshold on both."""

    def __init__(self, theme: Theme, title: str, range_db: tuple[int, int]) -> None:
        super().__init__(theme, title, ("microphone", "microphone-off"), range_db)
        self.heard = LevelMeter(theme, self.tr("Microphone level before the gate"))
        self.heard.setFixedHeight(_HEARD_PX)
        self.meters.insertWidget(0, self.heard)
        self.threshold = GateThreshold(theme, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The threshold lies over the bar of what is heard and that below it."""
        super().resizeEvent(event)
        self.meters.activate()
        top = self.heard.geometry().top()
        bottom = self.meter.geometry().top() + round(self.meter.bar().bottom())
        self.threshold.setGeometry(self.heard.x(), top, self.heard.width(), bottom - top + 2)
