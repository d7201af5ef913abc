"""The panel where speech comes from: microphone, typed line, file."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.base.settings import Settings
from app.studio.commands import ApplySettings, Interrupt, SetMicrophone, SkipSpeech, SpeakText
from app.studio.snapshot import Snapshot, SpeechState
from app.ui.drive_choice import DriveChoice
from app.ui.icons import set_icon
from app.ui.key_tips import tip_with_key
from app.ui.microphone_meter import MicrophoneMeter
from app.ui.proposed_list import ProposedList
from app.ui.theme import Theme
from app.ui.waiting_list import WaitingList
from app.ui.widgets import DeviceCombo, ElidedLabel, Panel, set_property

_SILENCE_DBFS = float("-inf")

_MOST_ROWS = 12  # of the line that is typed, on a screen that had room for a hundred


class VoicePanel(Panel):
    """Microphone, typed line and file. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
        file_wanted: the user wants to choose a file to speak.

    """

    command = Signal(object)
    file_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Voice"))
        self._theme = theme
        self._microphone_on = False
        self._settings = Settings()
        self._make_microphone()
        self._make_line()
        self._keep_width()
        self._paint_icons()
        theme.changed.connect(self._paint_icons)

    def _make_microphone(self) -> None:
        self.microphone = QPushButton()
        self.microphone.setCheckable(True)
        self.microphone.setAccessibleName(self.tr("Microphone"))
        self.microphone.setToolTip(self.tr("Speak with your own voice (M mutes)"))
        self.microphone.clicked.connect(self.toggle_microphone)
        self.device = DeviceCombo()
        self.device.setAccessibleName(self.tr("Microphone device"))
        self.device.picked.connect(self._pick_device)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.microphone)
        row.addWidget(self.device, 1)
        self.meter = MicrophoneMeter(self._theme)
        self.meter.threshold_chosen.connect(self._move_threshold)
        self.gate = QLabel()
        self.gate.setAccessibleName(self.tr("Gate"))
        self.gate.setToolTip(self.tr("The gate lets through what is speech and loud enough"))
        self.gate.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = (self.tr("Open"), self.tr("Too soft"), self.tr("No speech"))
        self.gate.setFixedWidth(max(self.gate.fontMetrics().horizontalAdvance(word) for word in words) + 4)
        levels = QHBoxLayout()
        levels.setSpacing(8)
        levels.addWidget(self.meter, 1)
        levels.addWidget(self.gate)
        self.drive = DriveChoice()
        self.drive.command.connect(self.command)
        self.body.addWidget(self.drive)
        self.body.addLayout(row)
        self.body.addLayout(levels)

    def _make_line(self) -> None:
        self.line = QPlainTextEdit()
        self.line.setAccessibleName(self.tr("Line to speak"))
        self.line.setPlaceholderText(self.tr("Type a line and press Ctrl+Enter to have it spoken."))
        self.line.setTabChangesFocus(True)
        self.line.setAcceptDrops(False)  # a dropped file belongs to the window, not into the text
        self.line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row_px = self.line.fontMetrics().lineSpacing()
        self.line.setMinimumHeight(row_px * 2 + 14)
        self.line.setMaximumHeight(row_px * _MOST_ROWS + 16)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._enable)
        self.speak = QPushButton(self.tr("Speak"))
        self.speak.setToolTip(
            self.tr("Speak this line when its turn comes (Ctrl+Enter), or now (Ctrl+Shift+Enter, or Shift and a click)")
        )
        set_property(self.speak, "look", "primary")
        self.speak.clicked.connect(self._on_speak)
        self.interrupt = QPushButton(self.tr("Interrupt"))
        tip_with_key(self.interrupt, self.tr("Stop speaking now, and leave out all that wait"), "interrupt")
        self.interrupt.clicked.connect(lambda: self.command.emit(Interrupt()))
        self.open_file = QPushButton(self.tr("File…"))
        tip_with_key(self.open_file, self.tr("Speak an audio or video file, or drop it on the window"), "file.open")
        self.open_file.setAccessibleName(self.tr("Open audio or video file"))
        self.open_file.clicked.connect(self.file_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.speak, 1)
        buttons.addWidget(self.interrupt, 1)
        buttons.addWidget(self.open_file, 1)
        self.state = ElidedLabel()
        self.state.setAccessibleName(self.tr("What is being spoken"))
        self.skip = QToolButton()
        self.skip.setAccessibleName(self.tr("Skip"))
        self.skip.setToolTip(self.tr("Break off this one; the next follows"))
        self.skip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_property(self.skip, "look", "flat")
        self.skip.clicked.connect(lambda: self.command.emit(SkipSpeech()))
        room = self.skip.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # nothing moves when a line begins or ends
        self.skip.setSizePolicy(room)
        said = QHBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.state, 1)
        said.addWidget(self.skip)
        self.skip.setStyleSheet("padding: 1px; border: 0")  # a line of text is no higher for it
        self.waiting = WaitingList(self._theme)
        self.waiting.command.connect(self.command)
        self.body.addWidget(self.line, 99)  # as high as it may be, then what is below stays below
        self.body.addLayout(buttons)
        self.body.addLayout(said)
        self.proposed = ProposedList(self._theme)
        self.proposed.command.connect(self.command)
        self.body.addWidget(self.waiting, 9)
        self.body.addWidget(self.proposed, 9)
        self.body.addStretch(1)
        self._speech = SpeechState.IDLE
        self._waiting = 0
        self._busy = False
        self._enable()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where speech stands."""
        if snapshot.microphone_on != self._microphone_on:
            self._microphone_on = snapshot.microphone_on
            self._paint_icons()
        self.device.show_devices(
            [(self.tr("System default"), "default")], snapshot.microphones, snapshot.settings.voice.microphone
        )
        self._settings = snapshot.settings
        self.drive.show_snapshot(snapshot)
        self._show_microphone(snapshot)
        self._speech, self._waiting = snapshot.speech, len(snapshot.waiting)
        self._busy = bool(snapshot.speaking_text or snapshot.waiting)
        self.speak.setText(self.tr("Queue") if self._busy else self.tr("Speak"))
        self.skip.setVisible(bool(snapshot.speaking_text))
        self.waiting.show_lines(snapshot.waiting)
        self.proposed.show_lines(snapshot.proposed)
        self._enable()
        text, tone = self.state_words(snapshot)
        self.state.show_text(text)
        set_property(self.state, "tone", tone)

    def _show_microphone(self, snapshot: Snapshot) -> None:
        voice, on = snapshot.settings.voice, snapshot.microphone_on
        if on:
            self.meter.show_levels(snapshot.microphone_level_dbfs, snapshot.microphone_out_dbfs)
        else:
            self.meter.show_levels(_SILENCE_DBFS, _SILENCE_DBFS)
        is_open = on and snapshot.gate_open
        self.meter.show_gate(voice.gate_dbfs, on=voice.gate, is_open=is_open)
        self.gate.setVisible(voice.gate and on and not snapshot.microphone_lost)  # the meter takes its room
        closed = self.tr("Too soft") if snapshot.speech_heard else self.tr("No speech")
        self.gate.setText(self.tr("Open") if is_open else closed)
        set_property(self.gate, "tone", "good" if is_open else "muted")

    def _move_threshold(self, threshold_dbfs: int) -> None:
        voice = self._settings.voice.model_copy(update={"gate_dbfs": threshold_dbfs})
        self.command.emit(ApplySettings(self._settings.model_copy(update={"voice": voice})))

    def toggle_microphone(self) -> None:
        """Mute or unmute."""
        self.microphone.setChecked(self._microphone_on)  # the studio says what is, not the click
        self.command.emit(SetMicrophone(on=not self._microphone_on))

    def speak_line(self, *, now: bool = False) -> None:
        """Speak what was typed, and select it: the next key replaces it, Ctrl+Enter repeats it.

        What cannot be taken, because too many lines wait, stays as it is.
        """
        text = self.line.toPlainText().strip()
        if text:
            self.command.emit(SpeakText(text, now))
            if now or not self._busy or self._waiting < self._settings.voice.queue_limit:
                self.line.selectAll()

    def _on_speak(self) -> None:
        self.speak_line(now=bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter in the text box speaks."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.speak_line(now=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return True
        return super().eventFilter(watched, event)

    def state_words(self, snapshot: Snapshot) -> tuple[str, str]:
        """Words and tone for what is being spoken."""
        what = " ".join(snapshot.speaking_text.split())
        if snapshot.microphone_lost:
            return self.tr("Waiting for the microphone."), "warn"
        if snapshot.webcam_lost:
            return self.tr("Waiting for the camera; the host rests."), "warn"
        if snapshot.speech == SpeechState.BUFFERING:
            return self.tr("Getting ready: {what}").format(what=what), "muted"
        if snapshot.speech == SpeechState.SPEAKING:
            return self.tr("Speaking: {what}").format(what=what), "good"
        if snapshot.speech == SpeechState.LIVE and snapshot.settings.voice.muted:
            return self.tr("Your microphone is muted in the Audio Mixer."), "warn"
        if snapshot.speech == SpeechState.LIVE and snapshot.webcam_on:
            return self.tr("The host follows your face, with your voice."), "good"
        if snapshot.speech == SpeechState.LIVE and not snapshot.gate_open:
            return self.tr("Waiting for your voice."), "muted"
        if snapshot.speech == SpeechState.LIVE:
            return self.tr("Your voice is on the program."), "good"
        if snapshot.waiting:  # the one before has ended, and this one is being made
            next_one = " ".join(snapshot.waiting[0].label.split())
            return self.tr("Getting ready: {what}").format(what=next_one), "muted"
        return self.tr("Nobody is speaking."), "muted"

    def _pick_device(self, device: object) -> None:
        assert isinstance(device, str)
        self.command.emit(SetMicrophone(on=self._microphone_on, device=device))

    def _enable(self) -> None:
        self.speak.setEnabled(bool(self.line.toPlainText().strip()))
        self.interrupt.setEnabled(self._speech != SpeechState.IDLE or self._busy)

    def _keep_width(self) -> None:
        """The switch is as wide when it is on, in bold, as when it is off."""
        font = QFont(self.microphone.font())
        font.setWeight(QFont.Weight.DemiBold)
        words = max(QFontMetrics(font).horizontalAdvance(text) for text in (self.tr("Mic On"), self.tr("Mic Off")))
        self.microphone.setFixedWidth(words + 54)

    def _paint_icons(self) -> None:
        colours = self._theme.colours
        on = self._microphone_on
        self.microphone.setChecked(on)
        self.microphone.setText(self.tr("Mic On") if on else self.tr("Mic Off"))
        set_icon(self.microphone, *(("microphone", colours.on_good) if on else ("microphone-off", colours.text)))
        set_property(self.microphone, "look", "on" if on else "")
        for button, name, colour in (
            (self.speak, "speak", colours.on_accent),
            (self.interrupt, "stop", colours.text),
            (self.open_file, "file", colours.text),
        ):
            set_icon(button, name, colour, colours.disabled, 16)
        set_icon(self.skip, "skip", colours.muted, colours.disabled, 14)
