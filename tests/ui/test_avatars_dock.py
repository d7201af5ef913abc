"""The Avatars dock: the library, searched and put in order."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.studio.commands import DuplicateAvatar, EditAvatar, RemoveAvatar, SelectAvatar
from app.studio.snapshot import AvatarEntry
from app.ui.avatars_dock import AvatarGrid, AvatarsDock
from app.ui.main_window import MainWindow
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.test_reachable import assert_reachable

LEFT = Qt.MouseButton.LeftButton


def opened(window: MainWindow, studio: ScriptedStudio, folder: Path) -> AvatarsDock:
    entries = (
        AvatarEntry("mira", "Mira", folder, None),
        AvatarEntry("ben", "Ben Müller", folder, None, own=True, mouth=False),
        AvatarEntry("ada", "Ada Müller", folder, None, own=True),
    )
    studio.publish(avatars=entries)
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dock = window.findChild(AvatarsDock)
    assert isinstance(dock, AvatarsDock)
    until(lambda: dock.isVisible() and names(dock) == ["Mira", "Ben Müller", "Ada Müller"])
    return dock


def names(dock: AvatarsDock) -> list[str]:
    model = named(dock, AvatarGrid, "avatar_grid").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(dock: AvatarsDock, row: int) -> None:
    """Put the keys on it, without taking it on stage."""
    grid = named(dock, AvatarGrid, "avatar_grid")
    grid.setCurrentIndex(grid.model().index(row, 0))


def can(dock: AvatarsDock, words: str) -> bool:
    return named(dock, QPushButton, words).isEnabled()


def test_it_is_searched_by_the_words_of_a_name(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    search = named(dock, QLineEdit, "Search for an avatar")
    QTest.keyClicks(search, "MÜLL b")
    assert names(dock) == ["Ben Müller"]
    QTest.keyClicks(search, "x")
    assert names(dock) == []
    search.clear()
    assert names(dock) == ["Mira", "Ben Müller", "Ada Müller"]


def test_a_click_puts_an_avatar_on_stage(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    grid = named(dock, AvatarGrid, "avatar_grid")
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(grid.model().index(2, 0)).center())
    assert studio.posted == [SelectAvatar("ada")]


def test_what_can_be_done_with_one(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    choose(dock, 0)
    assert [can(dock, words) for words in ("Edit…", "Duplicate", "Export…", "Remove")] == [False, True, True, False]
    choose(dock, 1)
    assert all(can(dock, words) for words in ("Edit…", "Duplicate", "Export…", "Remove"))
    for words in ("Edit…", "Duplicate", "Remove"):
        QTest.mouseClick(named(dock, QPushButton, words), LEFT)
    assert studio.posted == [
        EditAvatar("ben"),
        DuplicateAvatar("ben", "Ben Müller copy"),
        RemoveAvatar("ben", "Ben Müller"),
    ]
    studio.publish(avatars_busy=True)
    until(lambda: not can(dock, "Remove"))


def test_it_says_what_engines_can_do_with_it(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    choose(dock, 1)
    assert any("until its face is marked" in label.text() for label in dock.findChildren(QLabel))
    choose(dock, 2)
    assert not any("until its face is marked" in label.text() for label in dock.findChildren(QLabel))


def test_all_of_it_is_reached_by_keys(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    opened(window, studio, tmp_path)
    assert_reachable(window)
