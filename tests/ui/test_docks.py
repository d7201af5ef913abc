"""Docks: seen, locked, reset, and kept for each profile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QWidget

from app.base.settings import CurrentSettings, Settings, WindowSettings
from app.sources.script_line import ScriptLine
from app.studio.commands import ApplySettings
from app.studio.script_view import ScriptView, ShownLine
from app.studio.snapshot import Measures, OutputState
from app.ui.hotkey_table import of_the_window
from app.ui.main_window import MainWindow
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.conftest import MakeWindow

MOVABLE = QDockWidget.DockWidgetFeature.DockWidgetMovable


def choose(window: MainWindow, menu: str, entry: str) -> None:
    """Choose an entry of the menu bar, as the mouse does."""
    (found,) = [action for action in window.menuBar().actions() if action.text().replace("&", "") == menu]
    shown = found.menu()
    assert shown is not None
    actions: list[QAction] = shown.actions()  # type: ignore[attr-defined]  # the stubs say QObject
    (wanted,) = [action for action in actions if action.text().replace("&", "") == entry]
    wanted.trigger()


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def with_settings(studio: ScriptedStudio, window: MainWindow, settings: Settings) -> None:
    studio.publish(settings=settings, turn=studio.snapshot().turn + 1)
    until(lambda: window.snapshot.turn == studio.snapshot().turn)


def profile(studio: ScriptedStudio, window: MainWindow, name: str, mode: str = "desk") -> None:
    window_settings = WindowSettings.model_validate({"mode": mode})
    with_settings(studio, window, Settings(current=CurrentSettings(profile=name), window=window_settings))


def test_every_dock_is_in_the_menu_and_in_the_list_of_keys(window: MainWindow) -> None:
    docks = window.findChildren(QDockWidget)
    assert len(docks) >= 3
    assert {f"dock.{dock.objectName()}" for dock in docks} == {
        entry.id for entry in of_the_window() if entry.id.startswith("dock.")
    }


def test_docks_are_shown_and_hidden_from_the_menu(window: MainWindow) -> None:
    choose(window, "Docks", "Script")
    until(window.script.isVisible)
    choose(window, "Docks", "Script")
    until(lambda: not window.script.isVisible())


@pytest.mark.parametrize("dock", ["scenes", "mixer", "stats"])
def test_a_small_window_on_air_keeps_its_size_beside_a_dock(
    window: MainWindow, studio: ScriptedStudio, dock: str
) -> None:
    window.resize(1024, 700)
    getattr(window, dock).show()
    studio.publish(camera=OutputState.ON, recording=OutputState.ON, recording_s=4364.2, measures=Measures(fps=29.9))
    until(window.status.recording.isVisible)
    until(lambda: not window.status.lagged.isVisible())  # numbers give way to what is on, and to the engine
    assert window.size() == QSize(1024, 700)
    labels: list[QLabel] = [
        window.status.live, window.status.recording, window.status.fps, window.status.engine.words
    ]  # fmt: skip
    until(lambda: all(one.width() >= one.fontMetrics().horizontalAdvance(one.text()) for one in labels))
    assert all(one.isVisible() for one in labels)
    window.resize(1600, 700)
    until(window.status.lagged.isVisible)


def test_safe_areas_are_seen_before_anybody_has_opened_the_scenes(window: MainWindow, studio: ScriptedStudio) -> None:
    with_settings(studio, window, Settings(window=WindowSettings(safe_areas=True)))
    until(lambda: window.scenes.handles.isVisible())
    assert not window.scenes.isVisible()
    assert window.scenes.handles.geometry() == window.stage.rect()
    with_settings(studio, window, Settings())
    until(lambda: not window.scenes.handles.isVisible())


def test_locked_docks_cannot_be_moved(window: MainWindow, studio: ScriptedStudio) -> None:
    choose(window, "Docks", "Lock Docks")
    (command,) = studio.posted
    assert isinstance(command, ApplySettings)
    assert command.settings.window.docks_locked
    with_settings(studio, window, command.settings)
    assert not any(dock.features() & MOVABLE for dock in window.findChildren(QDockWidget))
    with_settings(studio, window, Settings())
    assert all(dock.features() & MOVABLE for dock in window.findChildren(QDockWidget))


def test_reset_puts_docks_back_and_leaves_the_keyboard_alone(window: MainWindow) -> None:
    window.voice.line.setFocus()
    window.library.show()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.library)
    choose(window, "Docks", "Reset Docks")
    assert window.dockWidgetArea(window.library) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert not window.library.isVisible()
    assert QApplication.focusWidget() is window.voice.line


def test_each_profile_has_its_own_docks(window: MainWindow, studio: ScriptedStudio) -> None:
    window.voice.line.setFocus()
    window.library.show()
    profile(studio, window, "Evening")
    assert window.library.isVisible(), "a profile that was never seen begins as the window is"
    window.library.hide()
    window.script.show()
    profile(studio, window, "Untitled")
    assert (window.library.isVisible(), window.script.isVisible()) == (True, False)
    profile(studio, window, "Evening")
    assert (window.library.isVisible(), window.script.isVisible()) == (False, True)
    QTest.keyClicks(focused(), "still here")
    assert window.voice.line.toPlainText() == "still here"


def test_docks_of_a_profile_outlive_the_window_and_simple_mode(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    first = make_window()
    first.library.show()
    profile(studio, first, "Untitled", "simple")
    assert not first.library.isVisible()
    profile(studio, first, "Evening", "simple")
    assert not first.library.isVisible()
    first.quit_without_asking()
    profile_now = Settings(current=CurrentSettings(profile="Untitled"))
    studio.publish(settings=profile_now)
    assert make_window().library.isVisible()


def test_nothing_that_comes_up_by_itself_takes_the_keyboard(window: MainWindow, studio: ScriptedStudio) -> None:
    window.voice.line.setFocus()
    studio.publish(script=ScriptView("show.md", (ShownLine(1, ScriptLine("Hello")),)))
    until(window.script.isVisible)
    QTest.keyClicks(focused(), "typing")
    assert window.voice.line.toPlainText() == "typing"


def test_docks_that_nobody_opens_hold_nothing(window: MainWindow) -> None:
    late = (window.scenes, window.mixer, window.stats)
    assert [dock.widget() for dock in late] == [None, None, None]
    for dock in late:
        dock.toggleViewAction().trigger()
        until(dock.isVisible)
        assert dock.widget() is not None
        assert dock.width() >= 200


def test_a_window_that_was_left_with_docks_begins_with_them_filled(make_window: MakeWindow) -> None:
    first = make_window()
    first.scenes.show()
    first.close()
    again = make_window()
    until(again.scenes.isVisible)
    assert again.scenes.scenes.list.count() > 0
    assert again.mixer.widget() is None
