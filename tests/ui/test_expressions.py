"""Faces: every one by its button and by its key, whatever has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QToolButton

from app.avatars.expressions import EXPRESSIONS, Expression
from app.studio.commands import Express
from app.ui.main_window import MainWindow
from tests.helpers.qt import named
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_button_asks_for_its_face_and_leaves_the_cursor_in_the_line(
    window: MainWindow, studio: ScriptedStudio, name: Expression
) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    QTest.keyClicks(line, "Well")
    button = named(window, QToolButton, name.title())
    assert button.toolTip().startswith(f"{name.title()} (Alt+")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert studio.posted == [Express(name)]
    assert QApplication.focusWidget() is line


def test_alt_and_a_number_ask_for_a_face_while_typing(window: MainWindow, studio: ScriptedStudio) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    for number in range(6):
        QTest.keyClick(line, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.AltModifier)
    assert studio.posted == [Express(name) for name in EXPRESSIONS]
    assert line.toPlainText() == ""


def test_the_buttons_are_reached_by_tab_and_pressed_by_space(window: MainWindow, studio: ScriptedStudio) -> None:
    button = named(window, QToolButton, "Wink")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert studio.posted == [Express("wink")]


def test_the_keys_still_work_when_the_stage_fills_the_screen(window: MainWindow, studio: ScriptedStudio) -> None:
    window.full_screen(True)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert studio.posted == [Express("smile")]
