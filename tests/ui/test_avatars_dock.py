"""The Avatars dock: the library, searched and put in order."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.avatars.preparation import KeptClip, Preparation
from app.studio.commands import DuplicateAvatar, EditAvatar, LookAtAvatar, PrepareAvatar, RemoveAvatar, SelectAvatar
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


def posted(studio: ScriptedStudio) -> list[object]:
    """What was asked for, beside what is prepared."""
    return [command for command in studio.posted if not isinstance(command, LookAtAvatar)]


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


def test_nothing_is_done_to_who_is_not_found(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    choose(dock, 1)
    assert can(dock, "Export…")
    QTest.keyClicks(named(dock, QLineEdit, "Search for an avatar"), "zebra")
    assert not any(can(dock, words) for words in ("Edit…", "Duplicate", "Export…", "Remove"))
    assert "Ben Müller" not in [label.text() for label in dock.findChildren(QLabel)]


def test_a_click_puts_an_avatar_on_stage(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    grid = named(dock, AvatarGrid, "avatar_grid")
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(grid.model().index(2, 0)).center())
    assert posted(studio) == [SelectAvatar("ada")]


def test_what_can_be_done_with_one(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    choose(dock, 0)
    assert [can(dock, words) for words in ("Edit…", "Duplicate", "Export…", "Remove")] == [False, True, True, False]
    choose(dock, 1)
    assert all(can(dock, words) for words in ("Edit…", "Duplicate", "Export…", "Remove"))
    for words in ("Edit…", "Duplicate", "Remove"):
        QTest.mouseClick(named(dock, QPushButton, words), LEFT)
    assert posted(studio) == [
        EditAvatar("ben"),
        DuplicateAvatar("ben", "Ben Müller copy"),
        RemoveAvatar("ben", "Ben Müller"),
    ]
    studio.publish(avatars_busy=True)
    until(lambda: not can(dock, "Remove"))


def said(dock: AvatarsDock) -> str:
    return "\n".join(label.text() for label in dock.findChildren(QLabel))


def test_it_says_what_engines_have_prepared(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    dock = opened(window, studio, tmp_path)
    choose(dock, 1)
    assert studio.posted[-1] == LookAtAvatar("ben")
    assert "Built in" not in said(dock), "nothing is known yet"
    assert not can(dock, "Prepare")
    studio.publish(preparation=Preparation("ben", drawn=False))
    until(lambda: "Built in: drawn when it comes on stage." in said(dock))
    assert "until its face is marked" in said(dock)
    assert "OmniRT server: its first session makes the idle clip." in said(dock)
    QTest.mouseClick(named(dock, QPushButton, "Prepare"), LEFT)
    assert posted(studio)[-1] == PrepareAvatar("ben")
    clip = KeptClip("flashtalk", 704, 416)
    studio.publish(preparation=Preparation("ben", drawn=True, server=(clip, KeptClip("wav2lip", 512, 512))))
    until(lambda: "Built in: ready." in said(dock))
    assert "OmniRT server: idle clip of flashtalk 704x416, wav2lip 512x512." in said(dock)
    assert not can(dock, "Prepare")
    choose(dock, 2)
    assert studio.posted[-1] == LookAtAvatar("ada")
    assert "Built in" not in said(dock), "that was about somebody else"
    studio.publish(preparation=Preparation("ada", drawn=True))
    until(lambda: "Built in: ready." in said(dock))
    assert "until its face is marked" not in said(dock)


def test_nothing_is_looked_up_while_it_is_closed(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    assert not [command for command in studio.posted if isinstance(command, LookAtAvatar)]
    dock = opened(window, studio, tmp_path)
    choose(dock, 1)
    dock.close()
    until(lambda: studio.posted[-1] == LookAtAvatar(""))


def test_all_of_it_is_reached_by_keys(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    opened(window, studio, tmp_path)
    assert_reachable(window)
