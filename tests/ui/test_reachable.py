"""Every control has a name for screen readers and is reached with the Tab key, in every part of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.base.settings import Settings, WindowSettings
from app.studio.commands import ApplySettings, SetMicrophone, StartCamera, StartRecording
from app.studio.snapshot import OutputState
from app.ui.about import AboutDialog
from app.ui.assistant import Assistant
from app.ui.crop_dialog import CropDialog
from app.ui.import_dialog import ImportDialog
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.settings_catalogue import pages
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.conftest import MakeWindow
from tests.ui.scene_acts import (
    crop_view,
    open_recordings,
    open_terms,
    open_variables,
    portrait_view,
    try_to_close,
)
from tests.ui.script_scenes import script_states
from tests.ui.stats_scenes import stats_states
from tests.ui.upkeep_scenes import models_states, storage_states

CONTROLS = (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QAbstractSpinBox,
    QAbstractSlider,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
)
LEFT = Qt.MouseButton.LeftButton
SIMPLE = Settings(window=WindowSettings(mode="simple"))


def controls(top: QWidget) -> Iterator[QWidget]:
    """What somebody can do something with now, but for the insides of larger controls."""
    for widget in top.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar | QHeaderView):
            continue
        inside = isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox | QLineEdit | QMainWindow)
        inside = inside or type(widget.parentWidget()).__name__ == "QComboBoxPrivateContainer"
        of_qt = widget.objectName().startswith("qt_")  # its own, which menus and keys do as well
        if widget.isVisible() and widget.isEnabled() and not inside and not of_qt and widget.window() is top:
            yield widget


def nameless(widget: QWidget) -> bool:
    return not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def told(widgets: Sequence[QWidget]) -> list[tuple[str, ...]]:
    return [(type(one).__name__, one.objectName(), one.toolTip(), type(one.parentWidget()).__name__) for one in widgets]


def shown(window: MainWindow, name: str) -> bool:
    """Whether a button of this name can be pressed."""
    buttons = window.findChildren(QAbstractButton)
    return any(one.isVisible() and name in (one.text(), one.accessibleName()) for one in buttons)


def assert_reachable(top: QWidget) -> None:
    found = list(controls(top))
    assert found
    assert told([one for one in found if nameless(one)]) == []
    found = [one for one in found if not isinstance(one, QRadioButton)]  # arrow keys go from one to the next
    by_mouse = [one for one in found if not one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None]
    assert told(by_mouse) == []


def tabbed(top: QWidget) -> set[QWidget]:
    """All that has the focus once when Tab is pressed again and again."""
    seen: set[QWidget] = set()
    for _ in range(200):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return seen


def test_the_desk(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(microphone_on=True, recording=OutputState.ON, camera=OutputState.ON)
    until(lambda: shown(window, "Stop Recording"))
    assert_reachable(window)
    seen = tabbed(window)
    for wanted in ("Stop Virtual Camera", "Stop Recording", "Settings"):
        assert named(window, QPushButton, wanted) in seen


def test_the_simple_mode(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(settings=SIMPLE)
    window = make_window()
    assert_reachable(window)
    seen = {one for one in tabbed(window) if isinstance(one, QPushButton)}
    assert {one.text() for one in seen} >= {"Mic Off", "Start Virtual Camera", "Start Recording"}


@pytest.mark.parametrize("page", [page.name for page in pages()])
def test_a_page_of_the_settings(window: MainWindow, page: str) -> None:
    window.open_settings(page)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    assert_reachable(dialog)


@pytest.mark.parametrize("dock", ["script", "library", "stats", "scenes", "mixer"])
def test_a_dock(window: MainWindow, studio: ScriptedStudio, dock: str) -> None:
    studio.publish(script=dict(script_states())["open"]["script"], stats=dict(stats_states())["busy"]["stats"])
    part: QWidget = getattr(window, dock)
    part.show()
    until(part.isVisible)
    assert_reachable(window)
    assert any(part.isAncestorOf(one) for one in controls(window))


def test_every_page_of_the_assistant(window: MainWindow) -> None:
    window.before_show.open_assistant()
    (assistant,) = window.findChildren(Assistant)
    until(assistant.isActiveWindow)
    for page in assistant.pageIds():
        assert assistant.currentId() == page
        assert_reachable(assistant)
        assistant.next()
    assistant.close()


@pytest.mark.parametrize("view", ["portrait", "crop"])
def test_what_is_asked_of_a_picture(window: MainWindow, studio: ScriptedStudio, view: str) -> None:
    studio.publish(**{view: portrait_view() if view == "portrait" else crop_view()})
    kind = ImportDialog if view == "portrait" else CropDialog
    until(lambda: any(one.isVisible() for one in window.findChildren(kind)))
    (dialog,) = window.findChildren(kind)
    assert_reachable(dialog)


def test_what_the_studio_says_of_itself(window: MainWindow) -> None:
    window.help.open_about()
    (about,) = window.findChildren(AboutDialog)
    until(lambda: about.isVisible() and about.licences.toPlainText() != "")
    assert_reachable(about)
    about.close()


@pytest.mark.parametrize("what", ["assistant", "preflight"])
def test_what_comes_before_the_show(window: MainWindow, what: str) -> None:
    getattr(window.before_show, f"open_{what}")()
    until(lambda: any(one.isVisible() for one in window.findChildren(QDialog)))
    for dialog in window.findChildren(QDialog):
        assert_reachable(dialog)
        dialog.close()


def spacing(window: MainWindow) -> None:
    window.script.panel.spacing_wanted.emit()


@pytest.mark.parametrize("ask", [open_variables, spacing, open_terms, open_recordings, try_to_close])
def test_what_is_asked_over_the_window(
    window: MainWindow, studio: ScriptedStudio, ask: Callable[[MainWindow], object]
) -> None:
    studio.publish(
        camera=OutputState.ON,
        upkeep=replace(dict(storage_states())["some"], models=models_states()[0][1].models),
        script=dict(script_states())["open"]["script"],
    )
    window.script.show()
    until(lambda: window.status.live.isVisible() and window.script.isVisible())
    before = {one for one in window.findChildren(QDialog) if one.isVisible()}
    ask(window)
    until(lambda: {one for one in window.findChildren(QDialog) if one.isVisible()} - before)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            assert_reachable(dialog)
    for dialog in reversed(window.findChildren(QDialog)):
        dialog.reject()


def test_the_log(window: MainWindow) -> None:
    window.help.view_log()
    until(lambda: any(one.isVisible() for one in window.findChildren(QDialog)))
    (dialog,) = window.findChildren(QDialog)
    assert_reachable(dialog)
    dialog.reject()


# ---- simple mode


def test_three_big_buttons_do_what_the_desks_do(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(settings=SIMPLE)
    window = make_window()
    assert not shown(window, "Import Avatar…")
    big = [one for one in window.findChildren(QPushButton) if one.isVisible() and one.height() >= 50]
    assert [one.text() for one in big] == ["Mic Off", "Start Virtual Camera", "Start Recording"]
    for button in big:
        QTest.mouseClick(button, LEFT)
    assert studio.posted == [SetMicrophone(on=True), StartCamera(), StartRecording()]
    studio.publish(camera=OutputState.ON)
    until(lambda: big[1].text() == "Stop Virtual Camera")


def test_there_and_back(window: MainWindow, studio: ScriptedStudio) -> None:
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (command,) = studio.posted
    assert isinstance(command, ApplySettings)
    assert command.settings == SIMPLE
    studio.publish(settings=SIMPLE)
    until(lambda: shown(window, "Show All Controls"))
    assert not window.voice.isVisible()
    QTest.mouseClick(named(window, QToolButton, "Show All Controls"), LEFT)
    assert studio.posted[-1] == ApplySettings(Settings())
    studio.publish(settings=Settings())
    until(window.voice.isVisible)
    assert not shown(window, "Show All Controls")


def test_the_stage_fills_the_screen_from_both(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(settings=SIMPLE)
    window = make_window()
    for on in (True, False):
        window.full_screen(on)
        assert shown(window, "Show All Controls") is not on
        assert not window.voice.isVisible()


# ---- sizes


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("mode", ["desk", "simple"])
def test_it_fits_a_small_screen(
    qapp: QApplication, make_window: MakeWindow, studio: ScriptedStudio, tmp_path: Path, language: str, mode: str
) -> None:
    speaker = Language(qapp)
    speaker.speak(language)  # type: ignore[arg-type]  # one of its choices
    entry = studio.snapshot().avatars[0]
    many = tuple(replace(entry, id=str(n), name="Maximiliane von Hohenstein-Waldburg") for n in range(40))
    studio.publish(settings=Settings(window=WindowSettings.model_validate({"mode": mode})), avatars=many)
    window = make_window()
    least = window.minimumSizeHint()
    speaker.speak("en")
    assert least.width() <= 1024
    assert least.height() <= 700
