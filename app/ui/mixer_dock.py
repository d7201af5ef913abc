"""The Audio Mixer dock: microphone and avatar, delay, Sync Offset, monitor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QMainWindow, QSpinBox, QVBoxLayout

from app.base.section import bounds
from app.base.settings import MixerSettings, Settings, VoiceSettings
from app.studio.commands import ApplySettings
from app.studio.snapshot import Snapshot
from app.ui.calibration_panel import CalibrationPanel
from app.ui.late_dock import LateDock
from app.ui.mixer_strip import MicrophoneStrip, MixerStrip
from app.ui.scene_fields import row_label
from app.ui.theme import Theme
from app.ui.widgets import Column, DeviceCombo, keep_wheel_and_margin, set_property
from app.ui.wording import milliseconds

_WIDTH_PX = 330
_SILENCE = float("-inf")


class MixerDock(LateDock):
    """Lives on the GUI thread. It is hidden until somebody wants it."""

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        super().__init__("mixer_dock", Qt.DockWidgetArea.RightDockWidgetArea, _WIDTH_PX, window)
        self.setWindowTitle(self.tr("Audio Mixer"))
        self._theme = theme
        self._settings = Settings()

    def _make(self) -> None:
        theme = self._theme
        microphone, avatar = bounds(VoiceSettings, "gain_db"), bounds(MixerSettings, "avatar_gain_db")
        self.microphone = MicrophoneStrip(theme, self.tr("Microphone"), microphone)
        self.microphone.gain_chosen.connect(lambda gain_db: self._change_voice(gain_db=gain_db))
        self.microphone.muted.connect(lambda muted: self._change_voice(muted=muted))
        self.microphone.monitored.connect(lambda heard: self._change(monitor_microphone=heard))
        self.microphone.threshold.chosen.connect(lambda level: self._change_voice(gate_dbfs=level))
        self.avatar = MixerStrip(theme, self.tr("Avatar"), ("speaker", "speaker-off"), avatar)
        self.avatar.gain_chosen.connect(lambda gain_db: self._change(avatar_gain_db=gain_db))
        self.avatar.muted.connect(lambda muted: self._change(avatar_muted=muted))
        self.avatar.monitored.connect(lambda heard: self._change(monitor_avatar=heard))
        self.delay = QLabel()
        self.delay.setObjectName("mixer_delay")
        self.delay.setToolTip(self.tr("Time between your voice and what viewers hear and see"))
        self.offset = QSpinBox()
        keep_wheel_and_margin(self.offset)
        self.offset.setRange(*bounds(MixerSettings, "sync_offset_ms"))
        self.offset.setSuffix(" " + self.tr("ms"))
        self.offset.setSingleStep(10)
        self.offset.setKeyboardTracking(False)
        self.offset.setAccessibleName(self.tr("Sync Offset"))
        self.offset.setToolTip(
            self.tr(
                "The sound device's sound against the camera's picture: above 0 the sound comes later. "
                "Recordings stay in step."
            )
        )
        self.offset.valueChanged.connect(lambda offset_ms: self._change(sync_offset_ms=offset_ms))
        self.calibration = CalibrationPanel(theme)
        self.calibration.command.connect(self.command)
        self.monitor = DeviceCombo()
        self.monitor.setAccessibleName(self.tr("Monitor"))
        self.monitor.picked.connect(lambda device: self._change(monitor_device=device))
        self._lay_out()
        self.visibilityChanged.connect(self._on_visible)

    def _fill(self, snapshot: Snapshot) -> None:
        self._settings = snapshot.settings
        self._show_microphone(snapshot)
        mixer = snapshot.settings.mixer
        self.avatar.show_state(mixer.avatar_gain_db, muted=mixer.avatar_muted, monitored=mixer.monitor_avatar)
        if self.isVisible():
            self.avatar.meter.show_levels(
                snapshot.avatar_level_dbfs, snapshot.avatar_rms_dbfs, muted=mixer.avatar_muted
            )
        self.calibration.show_snapshot(snapshot)
        self.delay.setText(milliseconds(snapshot.measures.delay_ms))
        if not self.offset.hasFocus():
            self.offset.blockSignals(True)
            self.offset.setValue(mixer.sync_offset_ms)
            self.offset.blockSignals(False)
        self.monitor.show_devices([(self.tr("No monitor"), None)], snapshot.speakers, mixer.monitor_device)
        for strip in (self.microphone, self.avatar):
            on = mixer.monitor_device is not None
            strip.monitor.setEnabled(on)
            strip.monitor.setToolTip(self.tr("Hear it on the monitor") if on else self.tr("Choose a monitor below"))

    def _on_visible(self, visible: bool) -> None:
        if visible and self._snapshot is not None:
            self.show_snapshot(self._snapshot)

    def _show_microphone(self, snapshot: Snapshot) -> None:
        voice, mixer, strip = snapshot.settings.voice, snapshot.settings.mixer, self.microphone
        strip.show_state(voice.gain_db, muted=voice.muted, monitored=mixer.monitor_microphone)
        on = snapshot.microphone_on
        if snapshot.microphone_lost:
            words, tone = self.tr("waiting for it"), "warn"
        elif not on:
            words, tone = self.tr("off"), "muted"
        elif voice.gate and not voice.muted:
            words, tone = (self.tr("gate open"), "good") if snapshot.gate_open else (self.tr("gate closed"), "muted")
        else:
            words, tone = "", "muted"
        strip.state.setText(words)
        set_property(strip.state, "tone", tone)
        strip.threshold.setVisible(voice.gate)
        strip.threshold.show_state(voice.gate_dbfs, is_open=on and snapshot.gate_open)
        if self.isVisible():
            heard, out, rms = (
                (snapshot.microphone_level_dbfs, snapshot.microphone_out_dbfs, snapshot.microphone_rms_dbfs)
                if on
                else (_SILENCE, _SILENCE, _SILENCE)
            )
            strip.heard.show_level(heard)
            strip.meter.show_levels(out, rms)

    def _lay_out(self) -> None:
        fields = (
            (self.tr("Delay"), self.delay),
            (self.tr("Sync Offset"), self.offset),
            ("", self.calibration),
            (self.tr("Monitor"), self.monitor),
        )
        form = QGridLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        form.setColumnStretch(1, 1)
        for row, (words, field) in enumerate(fields):
            form.addWidget(row_label(words), row, 0)
            form.addWidget(field, row, 1)
        frame = QFrame()
        frame.setObjectName("panel")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(14)
        layout.addWidget(self.microphone)
        layout.addWidget(self.avatar)
        layout.addLayout(form)
        layout.addStretch(1)
        self.setWidget(Column(frame))

    def _change(self, **changes: object) -> None:
        mixer = self._settings.mixer.model_copy(update=changes)
        self._apply(self._settings.model_copy(update={"mixer": mixer}))

    def _change_voice(self, **changes: object) -> None:
        voice = self._settings.voice.model_copy(update=changes)
        self._apply(self._settings.model_copy(update={"voice": voice}))

    def _apply(self, settings: Settings) -> None:
        self._settings = settings  # a second change does not undo the first, that is still on its way
        self.command.emit(ApplySettings(settings))
