"""What the host follows: the streamer's voice, or the face in front of the camera as well."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.base.settings import Settings
from app.studio.commands import ApplySettings
from app.studio.snapshot import Snapshot
from app.ui.widgets import DeviceCombo, set_property


class DriveChoice(QWidget):
    """Shown only where the server can have the host follow a camera. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self.drive = DeviceCombo()
        self.drive.setAccessibleName(self.tr("Driven by"))
        self.drive.setToolTip(self.tr("What moves the host"))
        self.drive.picked.connect(self._pick_drive)
        self.webcam = DeviceCombo()
        self.webcam.setAccessibleName(self.tr("Your camera"))
        self.webcam.picked.connect(self._pick_webcam)
        self._webcam_label = QLabel(self.tr("Camera"))
        drive_label = QLabel(self.tr("Driven by"))
        for label in (drive_label, self._webcam_label):
            set_property(label, "tone", "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(drive_label, 0, 0)
        grid.addWidget(self.drive, 0, 1)
        grid.addWidget(self._webcam_label, 1, 0)
        grid.addWidget(self.webcam, 1, 1)
        self.hide()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is chosen, and which cameras there are."""
        self._settings = snapshot.settings
        drives = [
            (self.tr("Microphone"), "microphone"),
            (self.tr("Camera and microphone"), "webcam"),
        ]
        follows = snapshot.settings.engine.follows_camera
        self.drive.show_devices(drives, (), snapshot.settings.engine.drive)
        first = [(self.tr("The first one"), "default")]
        self.webcam.show_devices(first, snapshot.webcams, snapshot.settings.voice.webcam)
        for widget in (self._webcam_label, self.webcam):
            widget.setVisible(follows)
        self.setVisible(snapshot.camera_drive)

    def _pick_drive(self, drive: object) -> None:
        self._apply("engine", {"drive": drive})

    def _pick_webcam(self, device: object) -> None:
        self._apply("voice", {"webcam": device})

    def _apply(self, section: str, changes: dict[str, object]) -> None:
        changed = getattr(self._settings, section).model_copy(update=changes)
        self.command.emit(ApplySettings(self._settings.model_copy(update={section: changed})))
