"""Avatars that come and go through the window: dropped, pasted, placed by hand, exported, removed and undone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QMenu, QPushButton, QToolButton

from app.avatars.consent import consent
from app.avatars.face_handles import handles_of, mean_face, suggested_handles
from app.avatars.import_check import NO_FACE
from app.avatars.pictures import decode_picture
from app.base.errors import Problem, Severity
from app.studio.commands import (
    CancelImport,
    EditAvatar,
    ExportAvatar,
    FinishImport,
    OpenImport,
    RemoveAvatar,
    RestoreAvatar,
    SpeakFile,
)
from app.studio.snapshot import REMOVED, AvatarEntry, PortraitView
from app.ui.avatar_strip import AvatarStrip
from app.ui.face_editor import FaceEditor, FaceHandle
from app.ui.import_dialog import ImportDialog
from app.ui.main_window import MainWindow
from tests.helpers.qt import drop, named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton
WIDTH, HEIGHT = 300, 400


def portrait(found: bool = True, name: str = "Ada") -> PortraitView:
    picture = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    size = np.array((WIDTH, HEIGHT), np.float32)
    points = mean_face() * 160 + (80, 90)
    handles = handles_of(points) if found else suggested_handles(WIDTH, HEIGHT)
    fractions = handles.scaled(1 / WIDTH, 1 / HEIGHT)
    notices = () if found else (NO_FACE,)
    return PortraitView(name, picture, fractions, np.asarray(points / size, np.float32) if found else None, notices)


def opened(window: MainWindow, studio: ScriptedStudio, view: PortraitView) -> ImportDialog:
    studio.publish(portrait=view)
    until(lambda: any(dialog.view is view and dialog.isVisible() for dialog in window.findChildren(ImportDialog)))
    return next(dialog for dialog in window.findChildren(ImportDialog) if dialog.view is view)


def answer(dialog: ImportDialog, words: str = "My own") -> None:
    """Say whose face it is, with the keys."""
    whose = named(dialog, QComboBox, "Whose face")
    whose.setFocus()
    for _ in range(whose.count()):
        if whose.currentText() != words:
            QTest.keyClick(whose, Qt.Key.Key_Down)
    assert whose.currentText() == words


def gone(window: MainWindow) -> bool:
    return not window.findChildren(ImportDialog)


# ---- ways in


def test_pictures_zips_and_folders_are_dropped(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    names = ["я.JPG", "b.webp", "host.zip", "folder", "holiday.heic"]
    assert drop(window, *(QUrl.fromLocalFile(str(tmp_path / name)) for name in names))
    assert studio.posted == [OpenImport(tmp_path / name) for name in names]


def test_what_speaks_still_speaks(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    assert drop(window, QUrl.fromLocalFile(str(tmp_path / "clip.mp4")))
    assert studio.posted == [SpeakFile(tmp_path / "clip.mp4")]


def test_the_plus_chooses_files(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    QTest.mouseClick(named(window, QToolButton, "Import Avatar…"), LEFT)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.selectFile(str(tmp_path / "a.png"))
    dialog.accept()
    assert studio.posted == [OpenImport(tmp_path / "a.png")]
    until(lambda: not window.findChildren(QFileDialog))


def test_a_picture_is_pasted(window: MainWindow, studio: ScriptedStudio) -> None:
    picture = QImage(6, 4, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    named(window, AvatarStrip, "Avatars").setFocus()
    QTest.keyClick(named(window, AvatarStrip, "Avatars"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    until(lambda: studio.posted)
    (command,) = studio.posted
    assert isinstance(command, OpenImport)
    assert isinstance(command.source, bytes)
    assert command.name == "Pasted picture"
    assert (decode_picture(command.source, "pasted", 100) == (0, 0, 255, 255)).all()


def test_the_clipboard_may_hold_nothing_of_use(window: MainWindow, studio: ScriptedStudio) -> None:
    QGuiApplication.clipboard().setText("hello")
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert studio.posted == []


# ---- the dialog


def test_a_found_face_only_needs_a_name_and_whose_it_is(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait())
    assert QApplication.focusWidget() is named(dialog, QLineEdit, "Name")
    QTest.keyClicks(dialog.name, "Grace")
    answer(dialog)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert studio.posted == [FinishImport("Grace", None, "own")]
    studio.publish(portrait=None, avatar_id="ben")
    until(lambda: gone(window))
    assert len(studio.posted) == 1, "closing it is no cancelling"


def test_whose_face_it_is_must_be_said(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait())
    button = named(dialog, QPushButton, "Import")
    assert not button.isEnabled()
    answer(dialog, "Somebody's who agreed to it")
    assert not button.isEnabled(), "who it was belongs to it"
    who = named(dialog, QLineEdit, "Who agreed")
    QTest.keyClicks(who, " Eileen Collins ")
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)
    assert studio.posted == [FinishImport("Ada", None, "agreed", "Eileen Collins")]


def test_without_a_name_there_is_no_import(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait())
    answer(dialog)
    dialog.name.selectAll()
    QTest.keyClick(dialog.name, Qt.Key.Key_Backspace)
    assert not named(dialog, QPushButton, "Import").isEnabled()
    QTest.keyClick(dialog.name, Qt.Key.Key_Escape)
    assert studio.posted == [CancelImport()]
    until(lambda: gone(window))


def test_handles_are_dragged_with_the_mouse(window: MainWindow, studio: ScriptedStudio) -> None:
    view = portrait(found=False)
    dialog = opened(window, studio, view)
    answer(dialog)
    editor = dialog.findChild(FaceEditor)
    assert isinstance(editor, FaceEditor)
    chin = named(dialog, FaceHandle, "Chin")
    middle = chin.rect().center()
    QTest.mousePress(chin, LEFT, pos=middle)
    QTest.mouseMove(chin, middle + QPoint(0, 40))
    QTest.mouseRelease(chin, LEFT, pos=chin.rect().center())
    scale = editor.height() / HEIGHT if editor.height() / HEIGHT < editor.width() / WIDTH else editor.width() / WIDTH
    QTest.mouseClick(named(dialog, QPushButton, "Import"), LEFT)
    (command,) = studio.posted
    assert isinstance(command, FinishImport)
    assert command.handles is not None
    assert abs((command.handles.chin[1] - view.handles.chin[1]) * HEIGHT - 40 / scale) < 2
    assert np.abs(np.array(command.handles[:4]) - view.handles[:4]).max() < 1e-6


def test_handles_are_moved_by_keys_and_put_back(window: MainWindow, studio: ScriptedStudio) -> None:
    view = portrait()
    dialog = opened(window, studio, view)
    eye = named(dialog, FaceHandle, "Left eye")
    eye.setFocus()
    for _ in range(3):
        QTest.keyClick(eye, Qt.Key.Key_Left)
    QTest.keyClick(eye, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    editor = dialog.findChild(FaceEditor)
    assert isinstance(editor, FaceEditor)
    x, y = editor.handles.left_eye
    assert x < view.handles.left_eye[0]
    assert (view.handles.left_eye[1] - y) * HEIGHT / ((view.handles.left_eye[0] - x) * WIDTH) == pytest.approx(10 / 3)
    QTest.mouseClick(named(dialog, QPushButton, "Reset Points"), LEFT)
    answer(dialog)
    QTest.mouseClick(named(dialog, QPushButton, "Import"), LEFT)
    assert studio.posted == [FinishImport("Ada", None, "own")]


def test_no_handle_leaves_the_picture(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait(found=False))
    chin = named(dialog, FaceHandle, "Chin")
    for _ in range(200):
        QTest.keyClick(chin, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    answer(dialog)
    QTest.mouseClick(named(dialog, QPushButton, "Import"), LEFT)
    (command,) = studio.posted
    assert isinstance(command, FinishImport)
    assert command.handles is not None
    assert command.handles.chin[1] == pytest.approx(1.0)


def test_tab_goes_from_handle_to_handle(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait())
    seen = []
    for _ in range(14):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.isAncestorOf(focused)
        seen.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {"Left eye", "Right eye", "Left corner of the mouth", "Right corner of the mouth", "Chin"} <= set(seen)


def test_what_will_look_bad_is_said(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait(found=False))
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert NO_FACE.message in texts
    assert NO_FACE.hint in texts


def test_an_import_that_fails_can_be_tried_again(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = opened(window, studio, portrait())
    answer(dialog)
    button = named(dialog, QPushButton, "Import")
    studio.publish(avatars_busy=True)
    until(lambda: not button.isEnabled())
    assert button.text() == "Importing…"
    assert not named(window, QToolButton, "Import Avatar…").isEnabled()
    studio.publish(avatars_busy=False, problems=(Problem("avatar.not_written", "The disk is full.", "Make room."),))
    until(button.isEnabled)
    named(dialog, QLabel, "The disk is full. Make room.")
    QTest.mouseClick(named(dialog, QPushButton, "Import"), LEFT)
    assert studio.posted == [FinishImport("Ada", None, "own")]


def test_the_next_picture_takes_its_turn(window: MainWindow, studio: ScriptedStudio) -> None:
    first = opened(window, studio, portrait())
    QTest.mouseClick(named(first, QPushButton, "Cancel"), LEFT)
    assert studio.posted == [CancelImport()]
    studio.publish(turn=1)  # the studio has not heard of it yet
    second = opened(window, studio, portrait(name="Bea"))
    assert second.name.text() == "Bea"
    until(lambda: len(window.findChildren(ImportDialog)) == 1)


# ---- ways out


def own(studio: ScriptedStudio, tmp_path: Path) -> AvatarEntry:
    ben = AvatarEntry("ben", "Ben", tmp_path, None, own=True)
    studio.publish(avatars=(AvatarEntry("mira", "Mira", tmp_path, None), ben))
    return ben


def menu_on(window: MainWindow, row: int) -> QMenu:
    strip = named(window, AvatarStrip, "Avatars")
    until(lambda: strip.model().rowCount() == 2)
    place = strip.visualRect(strip.model().index(row, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, strip.viewport().mapToGlobal(place))
    QApplication.sendEvent(strip.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    (action,) = (action for action in menu.actions() if action.text() == text)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def test_export_asks_where(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    own(studio, tmp_path)
    choose(menu_on(window, 0), "Export…")
    (dialog,) = window.findChildren(QFileDialog)
    dialog.selectFile(str(tmp_path / "out.zip"))
    dialog.accept()
    assert studio.posted == [ExportAvatar("mira", tmp_path / "out.zip")]
    until(lambda: not window.findChildren(QFileDialog))


def test_ones_own_can_be_edited(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    own(studio, tmp_path)
    choose(menu_on(window, 1), "Edit…")
    assert studio.posted == [EditAvatar("ben")]
    dialog = opened(window, studio, replace(portrait(name="Ben"), avatar_id="ben"))
    assert dialog.windowTitle() == "Edit Avatar"
    QTest.mouseClick(named(dialog, QPushButton, "Save"), LEFT)
    assert studio.posted[-1] == FinishImport("Ben", None), "one of the time before has no note, and needs none"


def test_what_was_said_of_a_face_is_shown_again(window: MainWindow, studio: ScriptedStudio) -> None:
    said = consent("agreed", "Ada Lovelace", "")
    dialog = opened(window, studio, replace(portrait(name="Ben"), avatar_id="ben", consent=said))
    assert named(dialog, QLineEdit, "Who agreed").text() == "Ada Lovelace"
    QTest.mouseClick(named(dialog, QPushButton, "Save"), LEFT)
    assert studio.posted[-1] == FinishImport("Ben", None, "agreed", "Ada Lovelace")


def test_only_ones_own_can_be_removed(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    own(studio, tmp_path)
    menu = menu_on(window, 0)
    choose(menu, "Remove")
    assert studio.posted == []
    menu.close()
    choose(menu_on(window, 1), "Remove")
    assert studio.posted == [RemoveAvatar("ben", "Ben")]


def test_delete_removes_and_undo_brings_back(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    own(studio, tmp_path)
    strip = named(window, AvatarStrip, "Avatars")
    until(lambda: strip.model().rowCount() == 2)
    strip.setFocus()
    strip.setCurrentIndex(strip.model().index(0, 0))
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert studio.posted == [], "a bundled one stays"
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert studio.posted == [RemoveAvatar("ben", "Ben")]
    studio.publish(problems=(Problem(REMOVED + "ben", "Ben was removed.", severity=Severity.NOTICE),))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window, QPushButton, "Undo"), LEFT)
    assert studio.posted[-1] == RestoreAvatar("ben")


def test_a_window_that_closes_takes_its_dialog_with_it(window: MainWindow, studio: ScriptedStudio) -> None:
    opened(window, studio, portrait())
    window.quit_without_asking()
    until(lambda: gone(window))
    assert studio.posted == []


def test_no_window_loads_what_finds_faces() -> None:
    code = "import sys, app.main, app.ui.main_window, app.studio.studio; sys.exit('ai_edge_litert' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
