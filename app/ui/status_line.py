"""The line of numbers at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.studio.snapshot import OutputState, Snapshot
from app.ui.engine_status import EngineStatus
from app.ui.widgets import set_property
from app.ui.wording import UNKNOWN, elapsed, milliseconds, signed_milliseconds

_NOTE_MS = 4000
_MARGIN_PX = 12
_SPACING_PX = 18
_TO_SPARE_PX = 24
"""What must be left over before a number comes back: else one that grows by a digit would come and go."""


class StatusLine(QFrame):
    """What is measured, and what is on. Lives on the GUI thread.

    A line that is too short for all leaves numbers out from the end: what viewers see never waits for the window to
    grow, and the Stats dock has them all.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._camera_since = QElapsedTimer()
        self.live = self._label("status_live", self.tr("Virtual camera time"))
        self.recording = self._label("status_recording", self.tr("Recording time"))
        self.fps = self._label("status_fps", self.tr("Pictures per second"))
        self.delay = self._label("status_delay", self.tr("Time between your voice and what viewers hear and see"))
        self.sync = self._label("status_sync", self.tr("How late (+) or early (−) the picture is against the sound"))
        self.dropped = self._label("status_dropped", self.tr("Pictures of the engine that came too late"))
        self.skipped = self._label("status_skipped", self.tr("Pictures that an output could not take"))
        self.lagged = self._label("status_lagged", self.tr("Pictures that this computer was late for"))
        self.engine = EngineStatus()
        self.note = QLabel()
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_property(self.note, "tone", "good")
        self.note.hide()
        self._note_over = QTimer(self)
        self._note_over.setSingleShot(True)
        self._note_over.setInterval(_NOTE_MS)
        self._note_over.timeout.connect(lambda: self._show_note(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX, 3, _MARGIN_PX, 5)
        row.setSpacing(_SPACING_PX)
        self._numbers = (self.fps, self.delay, self.sync, self.dropped, self.skipped, self.lagged)
        for label in (self.live, self.recording, *self._numbers):
            row.addWidget(label)
        row.addWidget(self.engine, 1)
        row.addWidget(self.note, 1)
        self.live.hide()
        self.recording.hide()

    def _label(self, name: str, meaning: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setToolTip(meaning)
        set_property(label, "tone", "muted")
        return label

    def tell(self, words: str) -> None:
        """Say something for some seconds, in the place of the engine."""
        self.note.setText(words)
        self._show_note(True)
        self._note_over.start()

    def _show_note(self, shown: bool) -> None:
        self.note.setVisible(shown)
        self.engine.setVisible(not shown)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """What is on; numbers are left out where there is no room."""
        on = sum(label.sizeHint().width() + _SPACING_PX for label in self._on())
        return QSize(on + self.fps.sizeHint().width() + 2 * _MARGIN_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the numbers that there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _on(self) -> list[QLabel]:
        return [label for label in (self.live, self.recording) if not label.isHidden()]

    def _fit(self) -> None:
        end_px = self.engine.least_px if self.note.isHidden() else self.note.sizeHint().width()
        room_px = self.width() - 2 * _MARGIN_PX - end_px
        room_px -= sum(label.sizeHint().width() + _SPACING_PX for label in self._on())
        for label in self._numbers:
            room_px -= label.sizeHint().width() + _SPACING_PX
            label.setVisible(room_px >= (_TO_SPARE_PX if label.isHidden() else 0))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the latest numbers."""
        self._show_outputs(snapshot)
        measures = snapshot.measures
        wanted = snapshot.settings.program.fps
        fps = f"{measures.fps:.1f}" if measures.fps else UNKNOWN
        self._show(self.fps, self.tr("{fps} fps").format(fps=fps), bad=0 < measures.fps < wanted * 0.95)
        self._show(self.delay, self.tr("Delay {ms}").format(ms=milliseconds(measures.delay_ms)))
        drift_ms = measures.av_drift_ms
        self._show(
            self.sync,
            self.tr("Sync {ms}").format(ms=signed_milliseconds(drift_ms)),
            bad=drift_ms is not None and abs(drift_ms) > 1000 / wanted,
        )
        self._show(self.dropped, self.tr("Dropped {count}").format(count=measures.dropped))
        self._show(self.skipped, self.tr("Skipped {count}").format(count=measures.skipped))
        self._show(self.lagged, self.tr("Lagged {count}").format(count=measures.lagged))
        self.engine.show_snapshot(snapshot)
        self._fit()

    def _show_outputs(self, snapshot: Snapshot) -> None:
        on_air = OutputState.ON in (snapshot.camera, snapshot.browser) or snapshot.camera == OutputState.LOST
        if on_air and not self._camera_since.isValid():
            self._camera_since.start()
        elif not on_air:
            self._camera_since.invalidate()
        self.live.setVisible(on_air)
        if on_air:
            self.live.setText("● " + self.tr("LIVE {time}").format(time=elapsed(self._camera_since.elapsed() / 1000)))
            set_property(self.live, "tone", "warn" if snapshot.camera == OutputState.LOST else "live")
        recording = snapshot.recording in (OutputState.ON, OutputState.PAUSED)
        self.recording.setVisible(recording)
        if recording:
            paused = snapshot.recording == OutputState.PAUSED
            words = self.tr("REC {time} (paused)") if paused else self.tr("REC {time}")
            self.recording.setText("● " + words.format(time=elapsed(snapshot.recording_s)))
            set_property(self.recording, "tone", "warn" if paused else "live")

    def _show(self, label: QLabel, text: str, *, bad: bool = False) -> None:
        label.setText(text)
        set_property(label, "tone", "warn" if bad else "muted")
