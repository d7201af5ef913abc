"""The panel of big buttons, in OBS's words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.studio.commands import (
    PauseRecording,
    StartBrowserSource,
    StartCamera,
    StartRecording,
    StopBrowserSource,
    StopCamera,
    StopRecording,
)
from app.studio.snapshot import OutputState, Snapshot
from app.ui.icons import set_icon
from app.ui.key_tips import tip_with_key
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, Panel, set_property

_LOOK = {
    OutputState.OFF: "",
    OutputState.STARTING: "waiting",
    OutputState.ON: "live",
    OutputState.PAUSED: "waiting",
    OutputState.LOST: "waiting",
}


class ControlsPanel(Panel):
    """Start Virtual Camera, Start Browser Source, Start Recording, Settings. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
        settings_wanted: the settings are to be opened on this page (empty: where they were).

    """

    command = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Controls"))
        self._theme = theme
        self._camera = OutputState.OFF
        self._browser = OutputState.OFF
        self._address = ""
        self._recording = OutputState.OFF
        self._recorded: Path | None = None
        self.settings = QPushButton(self.tr("Settings"))
        tip_with_key(self.settings, self.tr("Settings"), "file.settings")
        self.settings.setObjectName("panel_head")  # beside the title, where it costs no height
        set_property(self.settings, "look", "flat")
        self.settings.setFixedHeight(self.title.sizeHint().height() + 2)
        self.settings.clicked.connect(lambda: self.settings_wanted.emit(""))
        self.camera = QPushButton()
        self.camera.clicked.connect(self.toggle_camera)
        self.configure = QToolButton()
        self.configure.setAccessibleName(self.tr("Configure Virtual Camera"))
        self.configure.setToolTip(self.tr("Configure Virtual Camera"))
        self.configure.clicked.connect(lambda: self.settings_wanted.emit("camera"))
        self.browser = QPushButton()
        self.browser.clicked.connect(self.toggle_browser)
        self.obs = QToolButton()
        self.obs.clicked.connect(self._copy_or_configure)
        self.record = QPushButton()
        self.record.clicked.connect(self.toggle_recording)
        self.pause = QToolButton()
        self.pause.clicked.connect(self._toggle_pause)
        for button in (self.camera, self.browser, self.record):
            set_property(button, "wide", "true")
        self.saved = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        set_property(self.saved, "tone", "muted")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.settings)
        self.body.addLayout(head)
        self._row(self.camera, self.configure)
        self._row(self.browser, self.obs)
        self._row(self.record, self.pause)
        self.body.addWidget(self.saved)
        self.saved.hide()
        self._dress()
        theme.changed.connect(self._dress)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the outputs stand."""
        self._address = snapshot.browser_address
        states = snapshot.camera, snapshot.browser, snapshot.recording
        if states != (self._camera, self._browser, self._recording):
            ended = snapshot.recording == OutputState.OFF and self._recording != OutputState.OFF
            if ended and self._recorded is not None:
                self.saved.show_text(self.tr("Saved {file}").format(file=self._recorded.name))
                self.saved.setToolTip(str(self._recorded))
            self.saved.setVisible(snapshot.recording == OutputState.OFF and bool(self.saved.text()))
            self._camera, self._browser, self._recording = states
            self._dress()
        if snapshot.recording != OutputState.OFF:
            # Without a slot there is no file.
            self._recorded = snapshot.recording_path if snapshot.recording_s > 0 else None

    def toggle_camera(self) -> None:
        """Start or stop the virtual camera."""
        self.command.emit(StartCamera() if self._camera == OutputState.OFF else StopCamera())

    def toggle_browser(self) -> None:
        """Start or stop the browser source."""
        self.command.emit(StartBrowserSource() if self._browser == OutputState.OFF else StopBrowserSource())

    def _copy_or_configure(self) -> None:
        if self._address:
            QApplication.clipboard().setText(self._address)
        else:
            self.settings_wanted.emit("obs")

    def toggle_recording(self) -> None:
        """Start or stop the recording."""
        self.command.emit(StartRecording() if self._recording == OutputState.OFF else StopRecording())

    def _toggle_pause(self) -> None:
        self.command.emit(PauseRecording(paused=self._recording != OutputState.PAUSED))

    def _row(self, button: QPushButton, extra: QToolButton) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(button, 1)
        row.addWidget(extra)
        self.body.addLayout(row)

    def _dress(self) -> None:
        """Words, colours and icons for the present state."""
        camera_words = {
            OutputState.OFF: self.tr("Start Virtual Camera"),
            OutputState.STARTING: self.tr("Starting Virtual Camera…"),
            OutputState.LOST: self.tr("Virtual Camera Lost, Retrying…"),
        }
        browser_words = {
            OutputState.OFF: self.tr("Start Browser Source"),
            OutputState.STARTING: self.tr("Starting Browser Source…"),
        }
        recording_words = {
            OutputState.OFF: self.tr("Start Recording"),
            OutputState.STARTING: self.tr("Starting Recording…"),
        }
        self.camera.setText(camera_words.get(self._camera, self.tr("Stop Virtual Camera")))
        off = self._camera == OutputState.OFF
        camera_tip = self.tr("Start Virtual Camera") if off else self.tr("Stop Virtual Camera")
        tip_with_key(self.camera, camera_tip, "camera")
        self.record.setText(recording_words.get(self._recording, self.tr("Stop Recording")))
        off = self._recording == OutputState.OFF
        tip_with_key(self.record, self.tr("Start Recording") if off else self.tr("Stop Recording"), "recording")
        self.browser.setText(browser_words.get(self._browser, self.tr("Stop Browser Source")))
        browser_tip = self.tr("Picture with transparency, and sound, for a Browser Source in OBS")
        tip_with_key(self.browser, browser_tip, "browser")
        on = self._browser == OutputState.ON
        obs = self.tr("Copy the Address for OBS") if on else self.tr("Set Up OBS")
        self.obs.setToolTip(obs)
        self.obs.setAccessibleName(obs)
        paused = self._recording == OutputState.PAUSED
        words = self.tr("Unpause Recording") if paused else self.tr("Pause Recording")
        tip_with_key(self.pause, words, "recording_pause")
        self.pause.setAccessibleName(words)
        self.pause.setEnabled(self._recording in (OutputState.ON, OutputState.PAUSED))
        self._dress_button(self.camera, "camera", self._camera)
        self._dress_button(self.browser, "browser", self._browser)
        self._dress_button(self.record, "record", self._recording)
        colours = self._theme.colours
        for button, name in (
            (self.configure, "settings"),
            (self.obs, "copy" if on else "settings"),
            (self.pause, "resume" if paused else "pause"),
            (self.settings, "settings"),
        ):
            set_icon(button, name, colours.text, colours.disabled)

    def _dress_button(self, button: QPushButton, name: str, state: OutputState) -> None:
        colours = self._theme.colours
        look = _LOOK[state]
        set_property(button, "look", look)
        colour = {"live": colours.on_live, "waiting": colours.warn}.get(look, colours.text)
        set_icon(button, name, colour)
