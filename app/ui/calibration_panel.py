"""Sync Offset by measure: asks, says what came back, and offers what makes up for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.studio.calibration_state import CalibrationState
from app.studio.commands import Calibrate, UseCalibration
from app.studio.snapshot import OutputState, Snapshot
from app.ui.asking import ask_first
from app.ui.language import said
from app.ui.theme import Theme
from app.ui.widgets import set_property
from app.ui.wording import milliseconds


class CalibrationPanel(QWidget):
    """Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[CalibrationState, int, bool] | None = None
        self._had_focus = False
        self.begin = QPushButton(self.tr("Calibrate…"))
        self.begin.setToolTip(self.tr("Play the test card to camera and sound device, and see how far apart they are"))
        self.begin.clicked.connect(self._ask)
        self.use = QPushButton()
        self.use.clicked.connect(lambda: self.command.emit(UseCalibration()))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAccessibleName(self.tr("What the calibration found"))
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.begin)
        buttons.addWidget(self.use)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self.words)
        self.use.hide()
        self.words.hide()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show how it stands."""
        state, offset_ms = snapshot.calibration, snapshot.settings.mixer.sync_offset_ms
        ready = snapshot.camera is OutputState.ON and snapshot.audio_out is OutputState.ON
        if (state, offset_ms, ready) == self._shown:
            return
        self._shown = (state, offset_ms, ready)
        wanted = state.offset_ms
        self._show_buttons(can=not state.busy and ready, offer=wanted is not None and wanted != offset_ms)
        self.begin.setToolTip(
            self.tr("Play the test card to camera and sound device, and see how far apart they are")
            if ready
            else self.tr("Start the virtual camera and choose a sound device first")
        )
        self._say(state, offset_ms)
        if wanted is not None:
            self.use.setText(self.tr("Use {offset}").format(offset=milliseconds(wanted)))

    def _show_buttons(self, *, can: bool, offer: bool) -> None:
        """Qt hands the keyboard on from what can be pressed no more: the next arrow key would choose a monitor."""
        for button, stays in ((self.begin, can), (self.use, offer)):
            if self.window().focusWidget() is button and not stays:
                self._had_focus = True
                button.clearFocus()
        self.begin.setEnabled(can)
        self.use.setVisible(offer)
        if self._had_focus and can:
            self._had_focus = False
            if self.window().focusWidget() is None:
                self.begin.setFocus()

    def _say(self, state: CalibrationState, offset_ms: int) -> None:
        words, tone = "", "muted"
        if state.busy:
            words = self.tr("The test card is on: measuring…")
        elif state.problem is not None:
            words, tone = f"{said(state.problem.message)} {said(state.problem.hint)}", "warn"
        elif state.sound_after_ms and state.offset_ms == offset_ms:
            words = self.tr("Sync Offset makes up for what was measured.")
        elif state.sound_after_ms is not None:
            apart = milliseconds(abs(state.sound_after_ms))
            after = self.tr("The sound comes {apart} after its picture.")
            before = self.tr("The sound comes {apart} before its picture.")
            words = (after if state.sound_after_ms >= 0 else before).format(apart=apart)
        self.words.setText(words)
        set_property(self.words, "tone", tone)
        self.words.setVisible(bool(words))

    def _ask(self) -> None:
        question = self.tr("Calibrate camera and sound device now?")
        details = self.tr("Viewers see a test card and hear noise for about ten seconds. Recordings go on as they are.")
        verb = self.tr("Calibrate")
        ask_first(self.window(), self._theme, question, details, lambda: self.command.emit(Calibrate()), verb)
