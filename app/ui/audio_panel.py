"""The panel where the program's sound goes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.base.settings import Settings
from app.studio.commands import ApplySettings, SetAudioOut
from app.studio.snapshot import OutputState, Snapshot
from app.ui.level_meter import LevelMeter
from app.ui.theme import Theme
from app.ui.widgets import DeviceCombo, Panel, set_property


class AudioPanel(Panel):
    """Sound device, program level, hearing oneself. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Audio"))
        self._settings = Settings()
        self.device = DeviceCombo()
        self.device.setAccessibleName(self.tr("Sound device"))
        self.device.picked.connect(self._pick_device)
        self.meter = LevelMeter(theme, self.tr("Program level"))
        self.hear = QCheckBox(self.tr("Hear my own voice"))
        self.hear.setToolTip(
            self.tr("For headphones. A virtual cable always carries your voice, whatever is set here.")
        )
        self.hear.clicked.connect(self._hear)
        self.body.addWidget(self.device)
        self.body.addWidget(self.meter)
        self.body.addWidget(self.hear)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the sound goes."""
        self._settings = snapshot.settings
        audio = snapshot.settings.audio_out
        self.device.show_devices(
            [(self.tr("No sound device"), None), (self.tr("System default"), "default")],
            snapshot.speakers,
            audio.device,
        )
        self.meter.show_level(snapshot.program_level_dbfs)
        lost = snapshot.audio_out == OutputState.LOST
        self.title.setText(self.tr("Audio: waiting for the device") if lost else self.tr("Audio"))
        set_property(self.title, "tone", "warn" if lost else "")
        self.hear.setChecked(audio.hear_microphone)
        self.hear.setEnabled(audio.device is not None)

    def _pick_device(self, device: object) -> None:
        assert device is None or isinstance(device, str)
        self.command.emit(SetAudioOut(device))

    def _hear(self, checked: bool) -> None:
        audio = self._settings.audio_out.model_copy(update={"hear_microphone": checked})
        self.command.emit(ApplySettings(self._settings.model_copy(update={"audio_out": audio})))
