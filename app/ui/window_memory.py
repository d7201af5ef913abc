"""Where the window and its docks were, and how large: from one start to the next, and from profile to profile."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from app.ui.arrangement import Arrangement
from app.ui.docks import Docks

_SIZE = QSize(1280, 800)
_TITLE_PX = 40  # of a title bar; the systems' own have 28 to 37, and tell it only of a window that is seen
_COLUMNS_PX = (920, 344)


class WindowMemory:
    """Lives on the GUI thread. Its file is written at the end alone: a disk may take a quarter of a second.

    Args:
        window: with its docks.
        splitter: its columns.
        arrangement: knows its geometry outside of full screen.
        docks: puts them where they were.
        file: where it is kept.
    """

    def __init__(
        self, window: QMainWindow, splitter: QSplitter, arrangement: Arrangement, docks: Docks, file: Path
    ) -> None:
        self._window = window
        self._splitter = splitter
        self._arrangement = arrangement
        self._docks = docks
        self._file = file
        self._profile = ""
        self._left: dict[str, QByteArray] = {}  # of profiles that were left since the start, by the file's keys

    def restore(self, profile: str) -> None:
        """As it was left with this profile; a fresh window, or one whose memory is damaged, fits the screen."""
        self._profile = profile
        memory = self._open()
        room = self._window.screen().availableSize() - QSize(0, _TITLE_PX)
        self._window.resize(_SIZE.boundedTo(room))
        self._splitter.setSizes(_COLUMNS_PX)
        # Of the time when there were no profiles.
        splitter, docks, geometry = (memory.value(name) for name in ("splitter", "docks", "geometry"))
        self._arrange(memory.value(self._key("splitter"), splitter), memory.value(self._key("docks"), docks))
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)

    def follow(self, profile: str) -> None:
        """Another profile is in use: as it was left with that, where it ever was."""
        if profile != self._profile:
            self._arrangement.with_docks(lambda: self._change(profile))

    def reset(self) -> None:
        """Docks and columns as they were at first."""
        self._splitter.setSizes(_COLUMNS_PX)
        self._arrangement.with_docks(self._docks.reset)

    def remember(self) -> None:
        """As it is now."""
        self._arrangement.with_docks(self._remember_parts)
        memory = self._open()
        memory.setValue("geometry", self._arrangement.geometry)
        for key, state in self._left.items():
            memory.setValue(key, state)

    def _change(self, profile: str) -> None:
        self._remember_parts()
        self._profile = profile
        keys = (self._key("splitter"), self._key("docks"))
        if keys[0] in self._left:
            self._arrange(*(self._left[key] for key in keys))
        else:
            memory = self._open()
            self._arrange(*(memory.value(key) for key in keys))

    def _remember_parts(self) -> None:
        self._left[self._key("splitter")] = self._splitter.saveState()
        self._left[self._key("docks")] = self._window.saveState()

    def _arrange(self, splitter: object, docks: object) -> None:
        if isinstance(docks, QByteArray):
            self._docks.restore(docks)
        if isinstance(splitter, QByteArray):
            self._splitter.restoreState(splitter)

    def _key(self, name: str) -> str:
        return f"profiles/{quote(self._profile, safe='')}/{name}"

    def _open(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)
