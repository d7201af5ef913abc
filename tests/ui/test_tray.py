"""The icon in the tray, and a window that is out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from app.base.paths import Paths
from app.base.settings import Settings, WindowSettings
from app.sources.script_line import ScriptLine
from app.studio.commands import (
    Express,
    Interrupt,
    PlayScript,
    SelectAvatar,
    SetMicrophone,
    StartCamera,
    StopCamera,
    SwitchScene,
)
from app.studio.hotkey_actions import hotkey_actions
from app.studio.script_view import ScriptView, ShownLine
from app.studio.snapshot import OutputState
from app.ui import tray
from app.ui.application import run_window
from app.ui.hotkey_table import words_of
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.conftest import MakeWindow

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
"""What the offscreen platform says to an icon: it has no tray."""

IN_THE_TRAY = Settings(window=WindowSettings(minimise_to_tray=True, assistant_done=True))


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offscreen there is none."""
    monkeypatch.setattr(tray, "has_tray", lambda: True)


def icon(window: MainWindow) -> QSystemTrayIcon:
    (found,) = window.findChildren(QSystemTrayIcon)
    return found


def menu(window: MainWindow) -> dict[str, QAction]:
    shown = icon(window).contextMenu()
    assert isinstance(shown, QMenu)
    shown.aboutToShow.emit()
    return {action.text(): action for action in shown.actions() if action.text()}


def test_the_menu_does_what_matters_on_air(with_tray: None, window: MainWindow, studio: ScriptedStudio) -> None:
    entries = menu(window)
    assert next(iter(entries)) == "Hide"
    assert list(entries)[-1] == "Exit"
    entries["Panic: Silent and at Rest, Now"].trigger()
    entries["Start Virtual Camera"].trigger()
    assert "Start Recording" in entries
    studio.publish(camera=OutputState.ON)
    until(lambda: window.snapshot.live)
    menu(window)["Stop Virtual Camera"].trigger()
    assert studio.posted == [Interrupt(), SetMicrophone(on=False), StartCamera(), StopCamera()]
    assert "Camera" in icon(window).toolTip()


def test_everything_that_a_key_can_do_is_there_but_what_must_be_held(
    with_tray: None, window: MainWindow, studio: ScriptedStudio
) -> None:
    def offered() -> dict[str, QAction]:
        found = dict(menu(window))
        for entry in list(found.values()):
            inside = entry.menu()
            if isinstance(inside, QMenu):
                found |= {f"{entry.text()} > {one.text()}": one for one in inside.actions() if one.text()}
        return found

    assert not offered()["Script > Next Line of the Script"].isEnabled(), "there is none"
    lines = (ShownLine(7, ScriptLine("Good evening", cue="Q&A")),)
    studio.publish(script=ScriptView("show.md", lines, cues=((7, "Q&A"),)))
    until(lambda: bool(window.snapshot.script.lines))
    entries = offered()
    for words in ("Script > Q&&A", "Scenes > Be right back", "Avatars > Ben", "Faces > Face: Smile"):
        entries[words].trigger()
    assert studio.posted == [PlayScript(7), SwitchScene(3), SelectAvatar("ben"), Express("smile")]
    assert entries["Script > Next Line of the Script"].isEnabled()
    assert [words for words, entry in offered().items() if entry.isChecked()] == ["Scenes > Live", "Avatars > Mira"]
    actions = hotkey_actions(window.snapshot)
    called = words_of(actions)
    missing = [one.id for one in actions if (one.name.replace("&", "&&") or called[one.id]) not in str(list(entries))]
    in_other_words = ["camera", "browser", "recording"]
    assert [one for one in missing if not one.startswith("script.cue.")] == ["talk", *in_other_words]


def test_the_icon_is_there_when_the_settings_want_it(
    with_tray: None, window: MainWindow, studio: ScriptedStudio
) -> None:
    assert icon(window).isVisible()
    studio.publish(settings=Settings(window=WindowSettings(tray=False)))
    until(lambda: not icon(window).isVisible())


def test_a_minimised_window_goes_to_the_tray_and_comes_back(
    with_tray: None, window: MainWindow, studio: ScriptedStudio
) -> None:
    window.showMinimized()
    assert window.isVisible(), "unless the settings want it"
    window.showNormal()
    studio.publish(settings=IN_THE_TRAY)
    until(lambda: window.snapshot.settings == IN_THE_TRAY)
    window.showMinimized()
    until(lambda: not window.isVisible())
    menu(window)["Show"].trigger()
    assert window.isVisible()
    assert not window.isMinimized()
    icon(window).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not window.isVisible()
    studio.publish(raised=1)
    until(window.isVisible)


def test_without_a_tray_nothing_is_hidden(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(settings=IN_THE_TRAY)
    window = make_window()
    window.showMinimized()
    QApplication.processEvents()
    assert window.isVisible()


def test_a_tray_that_goes_away_brings_the_window_back(
    monkeypatch: pytest.MonkeyPatch, make_window: MakeWindow, studio: ScriptedStudio
) -> None:
    there = True
    monkeypatch.setattr(tray, "has_tray", lambda: there)
    studio.publish(settings=IN_THE_TRAY)
    window = make_window()
    window.showMinimized()
    until(lambda: not window.isVisible())
    there = False

    def seen() -> bool:
        studio.publish(turn=studio.snapshot().turn + 1)
        return window.isVisible()

    until(seen)


def test_exit_asks_first_while_live(with_tray: None, make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(settings=IN_THE_TRAY, camera=OutputState.ON)
    window = make_window()
    window.hide()
    menu(window)["Exit"].trigger()
    assert window.isVisible()
    assert not window.closing


@pytest.mark.parametrize(
    ("there", "asked", "expected"),
    [(True, True, (False, False)), (False, True, (True, True)), (True, False, (True, True))],
    ids=["tray", "no tray", "by the settings"],
)
def test_a_window_can_begin_out_of_sight_and_end_there(
    monkeypatch: pytest.MonkeyPatch,
    studio: ScriptedStudio,
    paths: Paths,
    qapp: QApplication,
    there: bool,
    asked: bool,
    expected: tuple[bool, bool],
) -> None:
    monkeypatch.setattr(tray, "has_tray", lambda: there)
    studio.publish(settings=Settings(window=WindowSettings(start_minimised=True, assistant_done=True)))
    seen: list[tuple[bool, bool]] = []
    forward: list[None] = []
    monkeypatch.setattr(MainWindow, "come_forward", lambda self: forward.append(None))

    def look() -> None:
        (window,) = [one for one in qapp.topLevelWidgets() if isinstance(one, MainWindow)]
        seen.append((window.isVisible(), window.isMinimized()))
        menu(window)["Exit"].trigger()

    from PySide6.QtCore import QTimer

    QTimer.singleShot(200, look)
    assert run_window(studio, paths, qapp, minimised=asked) == 0
    assert forward == []
    assert seen == [expected]
    Theme(qapp)  # as the other tests have it
