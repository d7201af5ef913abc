"""Where the window was, and how large: from one start to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from app.ui.arrangement import Arrangement

_SIZE = QSize(1280, 800)
_TITLE_PX = 40  # of a title bar; the systems' own have 28 to 37, and tell it only of a window that is seen
_COLUMNS_PX = (920, 344)


class WindowMemory:
    """Lives on the GUI thread; its file is small.

    Args:
        window: with its docks.
        splitter: its columns.
        arrangement: knows its geometry outside of full screen.
        file: where it is kept.
    """

    def __init__(self, window: QMainWindow, splitter: QSplitter, arrangement: Arrangement, file: Path) -> None:
        self._window = window
        self._splitter = splitter
        self._arrangement = arrangement
        self._file = file

    def restore(self) -> None:
        """As it was left; a fresh window, or one whose memory is damaged, fits the screen."""
        memory = self._open()
        room = self._window.screen().availableSize() - QSize(0, _TITLE_PX)
        self._window.resize(_SIZE.boundedTo(room))
        geometry, splitter, docks = (memory.value(name) for name in ("geometry", "splitter", "docks"))
        if isinstance(docks, QByteArray):
            self._window.restoreState(docks)
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(splitter, QByteArray):
            self._splitter.restoreState(splitter)
        else:
            self._splitter.setSizes(_COLUMNS_PX)

    def remember(self) -> None:
        """As it is now."""
        memory = self._open()
        self._arrangement.bring_docks_back()
        memory.setValue("geometry", self._arrangement.geometry)
        memory.setValue("splitter", self._splitter.saveState())
        memory.setValue("docks", self._window.saveState())

    def _open(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)
