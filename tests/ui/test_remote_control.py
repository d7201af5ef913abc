"""Other programs: their lines wait for approval in the window, and the settings say how they reach the studio."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QSpinBox, QToolButton, QWidget

from app.base.settings import ControlSettings, Settings
from app.studio.commands import ApproveLine, DiscardLine, RenewControlKey
from app.studio.control_state import ControlState
from app.studio.proposals import ProposedLine
from app.ui.control_page import ControlPage
from app.ui.main_window import MainWindow
from app.ui.proposed_list import ProposedList
from app.ui.widgets import ElidedLabel
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.control_scenes import control_states

Left = Qt.MouseButton.LeftButton
LINES = (ProposedLine(2, "Hello!", "Chat"), ProposedLine(3, "Good night!"), ProposedLine(5, "One more."))


def test_lines_of_other_programs_are_approved_or_discarded(window: MainWindow, studio: ScriptedStudio) -> None:
    (shown,) = window.findChildren(ProposedList)
    assert not shown.isVisible()
    studio.publish(proposed=LINES)
    until(shown.isVisible)
    assert [label.text() for label in shown.findChildren(ElidedLabel)] == ["Chat: Hello!", "Good night!", "One more."]
    assert "To approve: 3" in _words(shown)
    QTest.mouseClick(named(window, QToolButton, "Approve: Hello!"), Left)
    QTest.mouseClick(named(window, QToolButton, "Discard: Good night!"), Left)
    for name in ("Approve All", "Discard All"):
        (button,) = (one for one in shown.findChildren(QPushButton) if one.text() == name)
        QTest.mouseClick(button, Left)
    assert studio.posted == [ApproveLine(2), DiscardLine(3), ApproveLine(None), DiscardLine(None)]
    assert QApplication.focusWidget() is named(window, QPlainTextEdit, "Line to speak"), "clicks leave the keys there"
    studio.publish(proposed=LINES[2:])
    until(partial(_is_said, shown, "To approve: 1"))
    studio.publish(proposed=())
    until(lambda: not shown.isVisible())


def test_the_settings_say_how_and_give_the_key_only_to_the_clipboard(
    window: MainWindow, studio: ScriptedStudio
) -> None:
    window.open_settings("control")
    (page,) = window.findChildren(ControlPage)
    assert "turned off" in _words(page)
    _, settings, state = control_states()[1]
    studio.publish(settings=Settings(control=settings), control=state)
    until(lambda: "with its key" in _words(page))
    assert state.key not in _words(page)
    port = named(window, QSpinBox, "Port")
    renew = named(window, QPushButton, "New Key")
    assert renew.mapToGlobal(QPoint()).x() == port.mapToGlobal(QPoint()).x(), "all fields stand below each other"
    for name, copied in (
        ("Copy the address", "http://192.168.178.24:8787"),
        ("Copy the key", state.key),
        ("Copy the address of the page for phones", f"http://192.168.178.24:8787/?token={state.key}"),
    ):
        QTest.mouseClick(named(window, QPushButton, name), Left)
        assert QApplication.clipboard().text() == copied
    QTest.mouseClick(renew, Left)
    assert studio.posted[-1] == RenewControlKey()
    for (_, settings, state), words in zip(control_states()[2:], ("being opened", "port 8787 is taken"), strict=True):
        studio.publish(settings=Settings(control=settings), control=state)
        until(partial(_is_said, page, words))
        assert not [one for one in page.findChildren(QPushButton) if one.isVisible()]
    studio.publish(settings=Settings(control=ControlSettings()), control=ControlState())
    until(lambda: "turned off" in _words(page))


def _words(page: QWidget) -> str:
    return "\n".join(f"{label.text()} {label.toolTip()}" for label in page.findChildren(QLabel))


def _is_said(widget: QWidget, words: str) -> bool:
    return words in _words(widget)
