"""How the window is dressed: another theme while it is seen, what opens over it later, and the window after it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.conftest import MakeWindow


def ground(widget: QWidget) -> str:
    """The colour at its left edge, where nothing stands."""
    return widget.grab().toImage().pixelColor(2, widget.height() // 2).name()


def test_what_is_seen_and_what_opens_over_it_later_take_on_another_theme(window: MainWindow, theme: Theme) -> None:
    assert ground(window) == DARK.window
    theme.use(LIGHT)
    assert ground(window) == LIGHT.window
    window.open_settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    assert ground(dialog) == LIGHT.window
    theme.use(DARK)
    assert (ground(window), ground(dialog)) == (DARK.window, DARK.window)
    dialog.reject()


def test_a_window_in_another_language_is_dressed_as_the_one_before(make_window: MakeWindow, theme: Theme) -> None:
    make_window()
    theme.use(LIGHT)
    theme.renew()
    assert ground(make_window()) == LIGHT.window


def test_a_list_that_opens_shows_its_last_row_and_whole_names(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(microphones=("Mini Mic", "RØDE NT-USB Mini Broadcast Condenser (USB Audio Device)"))
    (devices,) = [box for box in window.voice.findChildren(QComboBox) if box.isVisible()]
    until(lambda: "RØDE" in devices.itemText(2))
    QTest.mouseClick(devices, Qt.MouseButton.LeftButton)
    until(devices.view().isVisible)
    names = devices.view()
    assert names.verticalScrollBar().maximum() == 0
    assert names.viewport().width() >= names.sizeHintForColumn(0) > devices.width()
    devices.hidePopup()
