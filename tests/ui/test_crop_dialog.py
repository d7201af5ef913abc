"""Which part of an avatar's picture servers are sent: from the menu to the studio."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QPushButton

from app.avatars.crop import Rest
from app.base.settings import Settings
from app.studio.commands import CancelCrop, FinishCrop, OpenCrop
from app.studio.snapshot import CropView
from app.ui.crop_dialog import CropDialog
from app.ui.main_window import MainWindow
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

VIEW = CropView("mira", "Mira", Rest(np.full((400, 400, 4), 255, np.uint8), None))


def _open(window: MainWindow, studio: ScriptedStudio, **changes: object) -> CropDialog:
    studio.publish(crop=VIEW, **changes)
    until(lambda: window.findChildren(CropDialog))
    (dialog,) = window.findChildren(CropDialog)
    dialog.activateWindow()
    until(dialog.editor.hasFocus)
    return dialog


def test_the_menu_of_an_avatar_and_that_of_the_window_ask_for_its_picture(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    strip = window.avatars
    place = strip.visualRect(strip.model().index(1, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, strip.viewport().mapToGlobal(place))
    QApplication.sendEvent(strip.viewport(), event)
    menu = strip.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text().startswith("Crop")).trigger()
    menu.close()
    next(action for action in window.actions() if "Crop" in action.text()).trigger()
    assert studio.posted == [OpenCrop("ben"), OpenCrop("mira")]


def test_the_crop_that_was_moved_is_used(window: MainWindow, studio: ScriptedStudio) -> None:
    settings = Settings()
    crops = settings.omnirt.model_copy(update={"crops": {"mira": (0.5, 0.0), "ben": (1.0, 1.0)}})
    dialog = _open(window, studio, settings=settings.model_copy(update={"omnirt": crops}))
    assert dialog.editor.offset.across == 0.5, "where it was left"
    QTest.keyClick(dialog.editor, Qt.Key.Key_Home)
    QTest.keyClick(dialog.editor, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    offset = dialog.editor.offset
    assert offset.across == pytest.approx(-0.1 / ((1 - 416 / 704) / 2))
    QTest.mouseClick(named(dialog, QPushButton, "Use This Part"), Qt.MouseButton.LeftButton)
    assert studio.posted == [FinishCrop("mira", offset.across, 0.0)]
    until(lambda: not window.findChildren(CropDialog))
    studio.publish(crop=None)


def test_it_is_shown_in_the_shape_that_the_server_drew_last(window: MainWindow, studio: ScriptedStudio) -> None:
    dialog = _open(window, studio, server_size_px=(768, 448), session_s=3.0)
    shapes = named(dialog, QComboBox, "Shape of the server's pictures")
    assert shapes.currentText() == "As the server drew last (768 × 448)"
    assert dialog.editor.offset.across == 0.0
    QTest.mouseClick(dialog.editor, Qt.MouseButton.LeftButton, pos=QPoint(0, dialog.editor.height() // 2))
    assert dialog.editor.offset.across == 0.0, "as wide as the picture: there is no way to go"
    shapes.setFocus()
    QTest.keyClick(shapes, Qt.Key.Key_Down)
    assert shapes.currentText() == "FlashTalk, upright (416 × 704)"
    QTest.mouseClick(dialog.editor, Qt.MouseButton.LeftButton, pos=QPoint(0, dialog.editor.height() // 2))
    assert dialog.editor.offset.across == -1.0
    QTest.mouseClick(named(dialog, QPushButton, "Back to the Face"), Qt.MouseButton.LeftButton)
    assert dialog.editor.offset.across == 0.0
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert studio.posted == [CancelCrop()]
    studio.publish(crop=None)


def test_the_next_avatar_takes_the_place_of_the_one_before(window: MainWindow, studio: ScriptedStudio) -> None:
    _open(window, studio)
    studio.publish(crop=CropView("ben", "Ben", VIEW.rest))
    until(lambda: [dialog.windowTitle() for dialog in window.findChildren(CropDialog)] == ["Crop Ben for Server"])
    assert studio.posted == []
