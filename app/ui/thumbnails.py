"""Thumbnails, decoded on a thread of their own."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from app.base.workers import Worker

_PICTURES_KEPT = 256
_REQUESTS_KEPT = 64


class Thumbnails(QObject):
    """Square thumbnails of picture files. Lives on the GUI thread; reading and scaling happen on a worker.

    The newest wish is served first, and wishes that scrolled away are forgotten: they are asked for again when
    they are seen again.

    Signals:
        ready: another thumbnail can be had now.

    """

    ready = Signal()
    _decoded = Signal(object, object)

    def __init__(self, size_px: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size_px = size_px
        self._pictures: OrderedDict[Path, QPixmap | None] = OrderedDict()
        self._wishes: OrderedDict[Path, None] = OrderedDict()
        self._wake = threading.Condition()
        self._closed = False
        self._worker: Worker | None = None
        self._decoded.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, path: Path) -> QPixmap | None:
        """The thumbnail; None while it is not there yet, or cannot be made. Never blocks."""
        if path in self._pictures:
            self._pictures.move_to_end(path)
            return self._pictures[path]
        with self._wake:
            self._wishes[path] = None
            self._wishes.move_to_end(path)
            while len(self._wishes) > _REQUESTS_KEPT:
                self._wishes.popitem(last=False)
            self._wake.notify()
        if self._worker is None:
            self._worker = Worker("thumbnails", self._run)
            self._worker.start()
        return None

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.stop_and_join(self._ask_to_end)
            self._worker = None

    def _ask_to_end(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._wishes or self._closed)
                if self._closed:
                    return
                path, _ = self._wishes.popitem()
            image = _read_square(path, self._size_px)
            with self._wake:
                if not self._closed:
                    self._decoded.emit(path, image)

    def _keep(self, path: Path, image: QImage) -> None:
        self._pictures[path] = None if image.isNull() else QPixmap.fromImage(image)
        while len(self._pictures) > _PICTURES_KEPT:
            self._pictures.popitem(last=False)
        self.ready.emit()


def _read_square(path: Path, size_px: int) -> QImage:
    """The upper middle square of the picture, where faces are; a null image when it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        # Lets the JPEG decoder skip most of the work.
        reader.setScaledSize(size.scaled(QSize(size_px, size_px), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        return image
    side = min(image.width(), image.height())
    square = image.copy(QRect((image.width() - side) // 2, 0, side, side))
    return square.scaled(
        size_px, size_px, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
