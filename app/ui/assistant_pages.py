"""The assistant's other pages: voice, avatar, output, preflight. They live on the GUI thread."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget, QWizard

from app.base.settings import Settings
from app.studio.checkup import Light
from app.studio.commands import ApplySettings, CheckEverything, SelectAvatar
from app.studio.snapshot import OutputState, Snapshot
from app.ui.assistant_page import AssistantPage
from app.ui.audio_panel import AudioPanel
from app.ui.avatar_strip import AvatarStrip
from app.ui.controls_panel import ControlsPanel
from app.ui.language import said
from app.ui.preflight_list import PreflightList
from app.ui.preflight_panel import PreflightPanel
from app.ui.theme import Theme
from app.ui.voice_panel import VoicePanel
from app.ui.widgets import set_property

LISTEN_S = 3.0
SOFT_DBFS, LOUD_DBFS = -30.0, -1.0
GAIN_STEP_DB = 6


class VoicePage(AssistantPage):
    """Microphone or typed lines, and whether the level is right.

    Signals:
        file_wanted: the user wants to choose a file to speak.

    """

    file_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.say(
            self.tr("Voice"),
            self.tr("How does your host speak?"),
            self.tr("Switch the microphone on and say a sentence, or type one. Your host says it after you."),
        )
        self._settings = Settings()
        self._heard: deque[tuple[float, float, float]] = deque()  # seconds, dBFS heard, dBFS on air
        self._words = QLabel()
        self._words.setObjectName("level_words")
        self._words.setWordWrap(True)
        self._gain = QPushButton(self.tr("Louder"))
        self._gain.setAutoDefault(False)
        self._gain_db = 0
        self._gain.clicked.connect(self._change_gain)
        row = QHBoxLayout()
        row.addWidget(self._words, 1)
        row.addWidget(self._gain)
        self._panel = VoicePanel(theme)
        self._panel.command.connect(self.command)
        self._panel.file_wanted.connect(self.file_wanted)
        self.body.addLayout(row)
        self.body.addWidget(self._panel)
        self.body.addStretch(1)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the level, and what to do about it."""
        self._settings = snapshot.settings
        self._panel.show_snapshot(snapshot)
        now_s = time.monotonic()
        if snapshot.microphone_on and snapshot.speech_heard:
            self._heard.append((now_s, snapshot.microphone_level_dbfs, snapshot.microphone_out_dbfs))
        while self._heard and now_s - self._heard[0][0] > LISTEN_S:
            self._heard.popleft()
        words, tone, gain_db = self._advice(snapshot)
        self._words.setText(words)
        set_property(self._words, "tone", tone)
        self._gain_db = gain_db
        self._gain.setVisible(gain_db != 0)
        self._gain.setText(self.tr("Louder") if gain_db > 0 else self.tr("Softer"))

    def entered(self) -> None:
        """The space bar switches the microphone."""
        self._panel.microphone.setFocus()

    def _advice(self, snapshot: Snapshot) -> tuple[str, str, int]:
        """What to say, its tone, and by how many dB the gain should change."""
        if not snapshot.microphone_on:
            return self.tr("The microphone is off. You can go on without it, too."), "muted", 0
        if snapshot.microphone_lost:
            return self.tr("The microphone cannot be heard: choose another."), "warn", 0
        if not self._heard:
            return self.tr("Say a sentence, as loudly as you will in the show."), "", 0
        gain_db = snapshot.settings.voice.gain_db
        heard_dbfs = max(heard for _, heard, _ in self._heard)
        on_air_dbfs = max(on_air for _, _, on_air in self._heard)
        if heard_dbfs > LOUD_DBFS:
            return self.tr("Too loud: turn the microphone down, or move away from it."), "warn", 0
        if on_air_dbfs < SOFT_DBFS and gain_db <= 30 - GAIN_STEP_DB:
            return self.tr("A little soft."), "warn", GAIN_STEP_DB
        if on_air_dbfs > LOUD_DBFS and gain_db > 0:
            return self.tr("Louder than it need be."), "warn", -min(GAIN_STEP_DB, gain_db)
        return self.tr("A good level."), "good", 0

    def _change_gain(self) -> None:
        self._heard.clear()
        gain_db = self._settings.voice.gain_db + self._gain_db
        voice = self._settings.voice.model_copy(update={"gain_db": gain_db})
        self.command.emit(ApplySettings(self._settings.model_copy(update={"voice": voice})))


class AvatarPage(AssistantPage):
    """Who is on stage.

    Signals:
        import_wanted: the user wants to choose a picture.
        paste_wanted: the user wants to import what is on the clipboard.

    """

    import_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.say(
            self.tr("Avatar"),
            self.tr("Who is your host?"),
            self.tr("Take one of these, or make one of a picture: a face from the front, with its mouth closed."),
        )
        self._strip = AvatarStrip(theme)
        self._strip.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)  # to choose, and nothing else
        self._strip.picked.connect(lambda avatar_id: self.command.emit(SelectAvatar(avatar_id)))
        self._strip.paste_wanted.connect(self.paste_wanted)
        self._import = QPushButton(self.tr("Import Picture…"))
        self._import.setAutoDefault(False)
        self._import.clicked.connect(self.import_wanted)
        self._hint = QLabel(self.tr("Or drop a picture on this window."))
        self._hint.setWordWrap(True)
        set_property(self._hint, "tone", "muted")
        row = QHBoxLayout()
        row.addWidget(self._import)
        row.addWidget(self._hint, 1)
        row.addStretch()  # without the hint, the button is no wider
        self.body.addWidget(self._strip)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the library."""
        self._strip.show_snapshot(snapshot)
        self._import.setEnabled(not snapshot.avatars_busy)
        self._hint.setVisible(bool(snapshot.avatars))  # an empty list says it itself

    def entered(self) -> None:
        """The arrow keys choose."""
        self._strip.setFocus()

    def close_page(self) -> None:
        """End the thread that reads thumbnails."""
        self._strip.close_worker()


class OutputPage(AssistantPage):
    """Where picture and sound go."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.say(
            self.tr("Output"),
            self.tr("Where does your show go?"),
            self.tr("Start the virtual camera, then choose it as the camera in OBS, Zoom or your browser."),
        )
        self._controls = ControlsPanel(theme)
        self._controls.command.connect(self.command)
        self._controls.settings_wanted.connect(self.settings_wanted)
        self._sound = AudioPanel(theme)
        self._sound.command.connect(self.command)
        self._problem = QLabel()
        self._problem.setObjectName("output_problem")
        self._problem.setWordWrap(True)
        set_property(self._problem, "tone", "warn")
        self._camera, self._cable = (PreflightList(theme, only=(name,)) for name in ("camera", "audio_out"))
        for checks in (self._camera, self._cable):
            checks.command.connect(self.command)
            checks.settings_wanted.connect(self.settings_wanted)
        for widget in (self._obs_row(), self._controls, self._problem, self._camera, self._sound, self._cable):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the outputs stand, and what is missing for them."""
        self._controls.show_snapshot(snapshot)
        self._sound.show_snapshot(snapshot)
        self._camera.show_state(snapshot.preflight)
        self._cable.show_state(snapshot.preflight)
        found = snapshot.preflight.findings.get("camera")
        # What the finding below says already, and offers to mend, is not said twice.
        parts = ("recording.",) if found is not None and found.light is not Light.GREEN else ("camera.", "recording.")
        problem = next((one for one in snapshot.problems if one.code.startswith(parts)), None)
        self._problem.setText("" if problem is None else f"{said(problem.message)} {said(problem.hint)}")
        self._problem.setVisible(problem is not None)

    def _obs_row(self) -> QWidget:
        """Whoever uses OBS need not know what a source is."""
        words = QLabel(self.tr("Do you stream with OBS? It can be set up for you, with one button."))
        words.setWordWrap(True)
        button = QPushButton(self.tr("Set Up OBS…"))
        button.clicked.connect(lambda: self.settings_wanted.emit("obs"))
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, 1)
        row.addWidget(button)
        return widget

    def entered(self) -> None:
        """See what there is; the space bar starts the camera."""
        self.command.emit(CheckEverything())
        self._controls.camera.setFocus()


class PreflightPage(AssistantPage):
    """Everything once more before the show."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.say(
            self.tr("Preflight"), self.tr("Ready to go live?"), self.tr("You find this again under Tools > Preflight.")
        )
        self._panel = PreflightPanel(theme)
        self._panel.command.connect(self.command)
        self._panel.settings_wanted.connect(self.settings_wanted)
        self._on_air = QLabel()
        self._on_air.setObjectName("on_air")
        self._on_air.setWordWrap(True)
        self.body.addWidget(self._on_air)
        self.body.addWidget(self._panel, 1)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what was found, and whether the camera runs."""
        self._panel.show_state(snapshot.preflight)
        on_air = snapshot.camera is OutputState.ON
        words = self.tr("Your host is on camera: choose “{camera}” in the other program.")
        self._on_air.setText(words.format(camera=snapshot.camera_device) if on_air else "")
        self._on_air.setVisible(on_air)
        set_property(self._on_air, "tone", "good")

    def entered(self) -> None:
        """Look at everything as it is now; the space bar ends, as Enter does."""
        self.command.emit(CheckEverything())
        self.wizard().button(QWizard.WizardButton.FinishButton).setFocus()
