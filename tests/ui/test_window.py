"""The window as a whole: stage, closing, memory, full screen, keyboard, and that it never waits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QSplitter
from pytestqt.qtbot import QtBot

from app.avatars.expressions import EXPRESSIONS
from app.base.paths import Paths
from app.base.settings import Settings, WindowSettings
from app.studio.commands import ApplySettings
from app.studio.snapshot import EngineState, OutputState, SpeechState
from app.studio.utterance_queue import WaitingLine
from app.ui.bridge import StudioBridge
from app.ui.main_window import MainWindow
from app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio, draw_host
from tests.ui.conftest import MakeWindow

ROOT = Path(__file__).resolve().parents[2]
SPOT = (450, 240)  # draw_host's light spot, right of the middle; 900 x 720 makes its place easy
LEFT = Qt.MouseButton.LeftButton


def colour_at(window: MainWindow, x: float, y: float) -> QColor:
    """Colour of the stage at a place of the picture, 0..1 across and down."""
    stage = window.stage
    rect = stage.picture_rect
    image = stage.grab().toImage()
    return image.pixelColor(rect.left() + int(x * rect.width()), rect.top() + int(y * rect.height()))


def is_near(colour: QColor, red: int, green: int, blue: int) -> bool:
    return max(abs(colour.red() - red), abs(colour.green() - green), abs(colour.blue() - blue)) < 12


def test_stage_shows_the_newest_picture_letterboxed(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.stage.first_painted, timeout=30_000):
        studio.show(draw_host(1280, 720))
    rect = window.stage.picture_rect
    assert abs(rect.width() * 9 - rect.height() * 16) <= 16
    assert rect.size().width() == window.stage.width() or rect.size().height() == window.stage.height()
    # The spot on the forehead: 70 right of and 120 above the middle of 1280 x 720. BGR 190, 214, 250.
    assert is_near(colour_at(window, (640 + 70) / 1280, (360 - 120) / 720), 250, 214, 190)
    studio.show(draw_host(720, 1280))
    until(lambda: window.stage.picture_rect.height() == window.stage.height())
    assert window.stage.grab().toImage().pixelColor(2, 2) == QColor(DARK.stage)


def test_an_empty_stage_says_how_somebody_comes_on_it(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    studio.publish(avatars=(), avatar_id=None, settings=Settings(window=WindowSettings(mode="simple")))
    stage = make_window().stage
    assert stage.accessibleDescription() == "No avatars yet: drop a picture here"
    studio.publish(engine=EngineState.LOADING)
    until(lambda: stage.accessibleDescription() == "Loading the engine…")


def test_mirror_is_for_the_preview_alone(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    picture = draw_host(1280, 720)
    picture.flags.writeable = False
    with qtbot.waitSignal(window.stage.first_painted, timeout=30_000):
        studio.show(picture)
    mirrored = Settings(window=WindowSettings(mirror_preview=True))
    studio.publish(settings=mirrored)
    until(lambda: is_near(colour_at(window, (640 - 70) / 1280, (360 - 120) / 720), 250, 214, 190))
    assert not is_near(colour_at(window, (640 + 70) / 1280, (360 - 120) / 720), 250, 214, 190)


def test_mirror_is_switched_in_the_menu(window: MainWindow, studio: ScriptedStudio) -> None:
    (view,) = [action.menu() for action in window.menuBar().actions() if action.text() == "&View"]
    (mirror,) = [action for action in view.actions() if action.text() == "&Mirror Preview"]  # type: ignore[attr-defined]
    mirror.trigger()
    (command,) = studio.posted
    assert isinstance(command, ApplySettings)
    assert command.settings == Settings(window=WindowSettings(mirror_preview=True))


def test_hidden_window_leaves_the_pictures(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    studio.show(draw_host())
    until(lambda: studio.preview.take() is None)
    qtbot.wait(30)
    window.hide()
    studio.show(draw_host(720, 1280))
    qtbot.wait(60)
    left = studio.preview.take()
    assert left is not None, "taken although nobody could see it"
    studio.preview.put(left)
    window.show()
    until(lambda: window.stage.picture_rect.height() > window.stage.picture_rect.width())


def test_after_a_stall_only_the_newest_state_is_seen(studio: ScriptedStudio, qtbot: QtBot) -> None:
    seen: list[int] = []
    bridge = StudioBridge(studio)
    bridge.snapshot_changed.connect(lambda snapshot: seen.append(snapshot.turn))
    for turn in range(200):
        studio.publish(turn=turn)
    assert seen == []
    until(lambda: bool(seen))
    qtbot.wait(30)
    assert seen == [199]
    bridge.close()


def test_closing_asks_only_while_live(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    window = make_window()
    studio.publish(camera=OutputState.ON)
    until(lambda: window.controls.camera.text() == "Stop Virtual Camera")
    window.close()
    assert window.isVisible()
    question = QApplication.activeModalWidget()
    assert isinstance(question, QMessageBox)
    QTest.keyClick(question, Qt.Key.Key_Return)
    until(lambda: QApplication.activeModalWidget() is None)
    assert window.isVisible(), "Return must not end a show"
    window.close()
    question = QApplication.activeModalWidget()
    assert isinstance(question, QMessageBox)
    (leave,) = [button for button in question.buttons() if button.text() == "Stop and Quit"]
    QTest.mouseClick(leave, LEFT)
    assert not window.isVisible()
    assert not studio.listened_to
    assert not studio.closed, "that is its owner's work"


@pytest.mark.parametrize(
    ("on", "title", "details"),
    [
        ({"camera": OutputState.ON}, "You are live.", "Quitting takes the host off the air."),
        ({"recording": OutputState.PAUSED}, "You are recording.", "Quitting ends the recording."),
        (
            {"browser": OutputState.ON, "recording": OutputState.ON},
            "You are live.",
            "Quitting takes the host off the air and ends the recording.",
        ),
    ],
)
def test_closing_says_what_it_ends(
    make_window: MakeWindow, studio: ScriptedStudio, on: dict[str, OutputState], title: str, details: str
) -> None:
    window = make_window()
    studio.publish(**on)
    until(lambda: window.snapshot.live)
    window.close()
    question = QApplication.activeModalWidget()
    assert isinstance(question, QMessageBox)
    assert (question.text(), question.informativeText()) == (title, details)
    question.reject()


def test_closing_is_quick_while_nobody_watches(window: MainWindow, studio: ScriptedStudio) -> None:
    window.close()
    assert not window.isVisible()
    assert QApplication.activeModalWidget() is None
    studio.publish(turn=7)
    studio.show(draw_host(64, 64))


def test_window_remembers_its_place(make_window: MakeWindow, paths: Paths, qtbot: QtBot) -> None:
    first = make_window()
    first.setGeometry(30, 40, 740, 700)  # the offscreen screen has 800 x 800 pixels
    (splitter,) = first.findChildren(QSplitter)
    fresh = splitter.sizes()
    handle = splitter.handle(1)
    start = handle.rect().center()
    QTest.mousePress(handle, LEFT, pos=start)
    QTest.mouseMove(handle, start - QPoint(40, 0))
    QTest.mouseRelease(handle, LEFT, pos=start - QPoint(40, 0))
    qtbot.wait(20)
    sizes = splitter.sizes()
    assert sizes != fresh
    first.close()
    assert paths.window_file.is_file()
    second = make_window()
    assert second.geometry() == QRect(30, 40, 740, 700)
    (splitter,) = second.findChildren(QSplitter)
    assert splitter.sizes() == sizes


def test_damaged_memory_costs_nothing(make_window: MakeWindow, paths: Paths) -> None:
    fresh = make_window()
    size = fresh.size()
    fresh.close()
    paths.window_file.write_bytes(b"[General]\ngeometry=@ByteArray(\xff\x00nonsense)\nsplitter=12\n")
    assert make_window().size() == size


def test_a_fresh_window_fits_the_screen_with_its_title_bar(make_window: MakeWindow) -> None:
    window = make_window()
    screen = window.screen().availableSize()
    assert screen.width() < 1280, "else this screen shows nothing of the kind"
    assert window.width() <= screen.width()
    assert window.height() + 37 <= screen.height()
    for part in (window.status, window.controls.settings):
        corner = part.mapTo(window, part.rect().bottomRight())
        assert window.rect().contains(corner), part


def test_full_screen_shows_the_stage_alone_and_comes_back(window: MainWindow) -> None:
    window.resize(760, 700)
    QTest.keyClick(window, Qt.Key.Key_F11)
    until(window.isFullScreen)
    until(lambda: window.stage.size() == window.size())
    QTest.keyClick(window, Qt.Key.Key_F11)
    until(lambda: not window.isFullScreen())
    until(lambda: window.size() == QSize(760, 700))
    assert window.menuBar().isVisible()


def test_size_from_before_full_screen_is_remembered(make_window: MakeWindow) -> None:
    window = make_window()
    window.resize(760, 700)
    QTest.keyClick(window, Qt.Key.Key_F11)
    until(window.isFullScreen)
    window.close()
    again = make_window()
    assert not again.isFullScreen()
    assert again.size() == QSize(760, 700)
    assert again.menuBar().isVisible()


def test_tab_goes_round_in_reading_order(window: MainWindow) -> None:
    window.avatars.setFocus()
    names = []
    for _ in range(21):
        widget = QApplication.focusWidget()
        assert widget is not None
        text = widget.text() if isinstance(widget, QPushButton) else ""
        names.append(widget.accessibleName() or text)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert names == [
        "Avatars",
        "Import Avatar…",
        *(name.title() for name in EXPRESSIONS),
        "Microphone",
        "Microphone device",
        "Gate threshold",
        "Line to speak",
        "Open audio or video file",
        "Sound device",
        "Settings",
        "Start Virtual Camera",
        "Configure Virtual Camera",
        "Start Browser Source",
        "Set Up OBS",
        "Start Recording",
        "Avatars",
    ]


def test_a_tall_screen_does_not_stretch_the_line_that_is_typed(window: MainWindow) -> None:
    line, speak = window.voice.line, window.voice.speak
    window.resize(1000, 2000)
    until(lambda: window.voice.height() > 1000)
    assert line.height() < 300
    gap = speak.mapTo(window, QPoint(0, 0)).y() - line.mapTo(window, line.rect().bottomLeft()).y()
    assert gap < 20, "the buttons stay below it"
    window.resize(1000, 640)
    until(lambda: window.voice.height() < 400)
    assert speak.mapTo(window.voice, speak.rect().bottomLeft()).y() < window.voice.height()


def test_outputs_stay_in_sight_however_many_lines_wait(window: MainWindow, studio: ScriptedStudio) -> None:
    window.resize(1024, 700)
    lines = tuple(WaitingLine(number, f"Line {number}.") for number in range(2, 10))
    studio.publish(speech=SpeechState.SPEAKING, speaking_text="Hello!", waiting=lines)
    until(lambda: "Waiting: 8" in [label.text() for label in window.voice.findChildren(QLabel)])
    for button in (window.controls.camera, window.controls.browser, window.controls.record):
        seen = button.visibleRegion().boundingRect()
        assert seen == button.rect(), button.text()


def test_window_fits_a_small_screen(window: MainWindow) -> None:
    assert window.minimumSizeHint().width() <= 800
    assert window.minimumSizeHint().height() <= 560


def test_theme_follows_the_system(qapp: QApplication) -> None:
    theme = Theme(qapp)
    assert theme.colours is DARK, "dark unless the system says light"
    # The offscreen platform has no scheme of its own that could be changed.
    for scheme, colours in ((Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK)):
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        assert theme.colours is colours
        assert qapp.palette().window().color() == QColor(colours.window)


def test_light_theme_reaches_what_paints_itself(window: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    theme.use(LIGHT)
    qtbot.wait(20)
    assert window.stage.grab().toImage().pixelColor(2, 2) == QColor(LIGHT.stage)
    theme.use(DARK)


def test_the_style_sheet_is_read_to_its_end(window: MainWindow, theme: Theme) -> None:
    button = window.controls.record
    image = button.grab().toImage()
    assert image.pixelColor(image.width() // 2, 4) == QColor(theme.colours.button), "Qt passes over what it cannot read"
    text = QApplication.instance().styleSheet()  # type: ignore[union-attr]  # it is a QApplication
    assert text.count("{") == text.count("}")
    assert not [line for line in text.splitlines() if line.startswith(("<<<", ">>>", "==="))]


def test_the_window_imports_neither_engines_nor_devices() -> None:
    code = """
import importlib, pkgutil, sys
import app.ui
for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
    importlib.import_module(module.name)
print(sorted({"torch", "transformers", "pyvirtualcam", "sounddevice", "app.engine", "app.sinks"} & set(sys.modules)))
"""
    # In a process of its own: other tests of this one may have imported anything.
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_window_reads_no_sources() -> None:
    code = """
import linecache, pathlib
import app.ui.main_window
print(*(name for name in linecache.cache if pathlib.Path(name).parent.name == "ui"))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not done.stdout.strip(), "PySide6 keeps the text of every module that is imported after it"
