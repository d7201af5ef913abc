"""The one way from the studio's threads into the window."""

from __future__ import annotations

import threading

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from app.studio.port import StudioPort
from app.studio.snapshot import Snapshot

# The preview repaints at most this often, however fast pictures come.
_PICTURE_INTERVAL_MS = 15


class StudioBridge(QObject):
    """Brings snapshots and preview pictures to the GUI thread. Lives there; the studio's threads only post.

    What the window is too slow to see is skipped, never queued: after a stall it continues with the newest state.

    Signals:
        snapshot_changed: the newest ``Snapshot``.
        picture_arrived: the newest ``ProgramPicture``.

    """

    snapshot_changed = Signal(object)
    picture_arrived = Signal(object)

    _snapshot_posted = Signal()
    _picture_posted = Signal()

    def __init__(self, studio: StudioPort, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._lock = threading.Lock()
        self._closed = False
        self._waiting: Snapshot | None = None
        self._preview_wanted = True
        self._since_picture = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setTimerType(Qt.TimerType.PreciseTimer)
        self._later.timeout.connect(self._take_picture)
        self._snapshot_posted.connect(self._take_snapshot, Qt.ConnectionType.QueuedConnection)
        self._picture_posted.connect(self._take_picture, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = studio.subscribe(self._post_snapshot)
        studio.preview.listen(self._post_picture)

    def want_preview(self, wanted: bool) -> None:
        """Take pictures or leave them: a hidden window costs nothing, for the mailbox rings once until emptied."""
        self._preview_wanted = wanted
        if wanted:
            self._take_picture()

    def close(self) -> None:
        """Stop listening; nothing is emitted afterwards."""
        with self._lock:
            self._closed = True
        self._later.stop()
        self._studio.preview.listen(None)
        self._unsubscribe()

    def _post_snapshot(self, snapshot: Snapshot) -> None:
        # The lock also keeps this object from being deleted between the question and the emission.
        with self._lock:
            first = self._waiting is None
            self._waiting = snapshot
            if first and not self._closed:
                self._snapshot_posted.emit()

    def _post_picture(self) -> None:
        with self._lock:
            if not self._closed:
                self._picture_posted.emit()

    @Slot()
    def _take_snapshot(self) -> None:
        with self._lock:
            snapshot, self._waiting = self._waiting, None
        if snapshot is not None and not self._closed:
            self.snapshot_changed.emit(snapshot)

    @Slot()
    def _take_picture(self) -> None:
        if self._closed or not self._preview_wanted:
            return
        if self._since_picture.isValid():
            left_ms = _PICTURE_INTERVAL_MS - self._since_picture.elapsed()
            if left_ms > 0:
                self._later.start(left_ms)
                return
        picture = self._studio.preview.take()
        if picture is not None:
            self._since_picture.start()
            self.picture_arrived.emit(picture)
