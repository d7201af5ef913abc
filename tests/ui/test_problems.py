"""The strip of problems: never a dialog, never the focus."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.base.errors import Problem, Severity
from app.base.paths import Paths
from app.base.scenes import Background, Layer, Scene, SceneCollection
from app.base.settings import Settings, WindowSettings
from app.studio.commands import ApplySettings, CheckEverything, DismissProblem, EditScene, FindSceneFile
from app.studio.scenes_view import ScenesView
from app.studio.snapshot import AvatarEntry
from app.ui.about import AboutDialog
from app.ui.application import SAFE_MODE, run_window
from app.ui.main_window import MainWindow
from app.ui.preflight_panel import PreflightDialog
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton
BUSY = Problem("camera.busy", "The virtual camera is in use.", "Stop it in OBS.")
GONE = Problem("microphone.lost", "The microphone was unplugged.", "Plug it in again.", Severity.WARNING)
CRASHED = Problem("app.crashed", "The studio stopped unexpectedly.", "", Severity.NOTICE)


def texts(window: MainWindow) -> list[str]:
    return [label.text() for label in window.problems.findChildren(QLabel) if label.isVisible() and label.text()]


def test_problems_are_listed_gravest_first_and_take_no_focus(window: MainWindow, studio: ScriptedStudio) -> None:
    assert not window.problems.isVisible()
    studio.publish(problems=(CRASHED, GONE, BUSY))
    until(window.problems.isVisible)
    assert texts(window) == [BUSY.message, BUSY.hint, GONE.message, GONE.hint, CRASHED.message]
    assert QApplication.activeModalWidget() is None
    assert QApplication.focusWidget() is named(window, QPlainTextEdit, "Line to speak")


def test_dismissed_problem_goes_when_the_studio_says_so(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(problems=(BUSY, GONE))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window, QToolButton, f"Dismiss: {GONE.message}"), LEFT)
    assert studio.posted == [DismissProblem("microphone.lost")]
    assert GONE.message in texts(window)
    studio.publish(problems=(BUSY,))
    until(lambda: GONE.message not in texts(window))
    studio.publish(problems=())
    until(lambda: not window.problems.isVisible())


@pytest.mark.parametrize(
    ("code", "page"),
    [("camera.busy", "camera"), ("recording.disk_full", "recording"), ("browser_source.port", "obs")],
)
def test_a_problem_leads_to_the_settings_that_mend_it(
    window: MainWindow, studio: ScriptedStudio, code: str, page: str
) -> None:
    studio.publish(problems=(Problem(code, "It does not work.", "Choose another in Settings."),))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "Settings…"), LEFT)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.page == page
    dialog.reject()


@pytest.mark.parametrize("code", ["camera.not_installed", "microphone.refused", "audio_out.silent"])
def test_what_the_preflight_can_mend_leads_there(window: MainWindow, studio: ScriptedStudio, code: str) -> None:
    studio.publish(problems=(Problem(code, "It does not work.", "Mend it."),))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "Fix…"), LEFT)
    (dialog,) = window.findChildren(PreflightDialog)
    assert studio.posted == [CheckEverything()]
    dialog.reject()


def test_crash_report_can_be_found(
    window: MainWindow, studio: ScriptedStudio, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:  # the border: a file manager is another program
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    studio.publish(problems=(CRASHED,))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "Open Log Folder"), LEFT)
    assert opened == [paths.logs]


def test_the_report_of_a_crash_is_copied_without_names(
    window: MainWindow, studio: ScriptedStudio, paths: Paths, tmp_path: Path
) -> None:
    paths.log_file.write_text(
        f"10:00 INFO took {Path.home()}/Videos/my wedding.mp4\n"
        "10:01 INFO wss://studio.example.org:9000/x with token=abc123def, from 192.168.1.20, Ada Lovelace on Mini Mic\n"
    )
    (paths.logs / "crash-last.log").write_text("Fatal Python error: Segmentation fault\n")
    entry = AvatarEntry("ada", "Ada Lovelace", tmp_path, None, own=True)
    studio.publish(problems=(CRASHED,), avatars=(entry,))
    until(window.problems.isVisible)
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(named(window.problems, QPushButton, "Copy Report"), LEFT)
    until(lambda: bool(QGuiApplication.clipboard().text()))
    report = QGuiApplication.clipboard().text()
    for kept in ("FlashTalk Studio", "Segmentation fault", "engine: builtin", "problem: app.crashed", "[server]/x"):
        assert kept in report
    for gone in ("wedding", str(Path.home()), "abc123def", "192.168", "example.org", "Ada", "Mini Mic"):
        assert gone not in report
    assert window.status.note.isVisible()
    assert window.status.note.text() == "The report is on the clipboard."


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("studio.bug", "Copy Report"),
        ("microphone.refused", "Fix…"),
        ("browser_source.port", "Settings…"),
        ("updates.newer", "What's New…"),
    ],
)
def test_whatever_can_be_done_about_a_problem_is_a_press_away(
    window: MainWindow, studio: ScriptedStudio, code: str, words: str
) -> None:
    studio.publish(problems=(Problem(code, "Something happened.", "Do this."),))
    until(window.problems.isVisible)
    assert named(window.problems, QPushButton, words).isVisible()


def test_a_newer_version_leads_to_what_is_new_in_it(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(problems=(Problem("updates.newer", "Another was published.", "See About.", Severity.NOTICE),))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "What's New…"), LEFT)
    (dialog,) = window.findChildren(AboutDialog)
    dialog.reject()


def test_a_crash_offers_safe_mode(qapp: QApplication, studio: ScriptedStudio, paths: Paths) -> None:
    studio.publish(problems=(CRASHED,), settings=Settings(window=WindowSettings(assistant_done=True)))

    def press() -> None:
        (window,) = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, MainWindow)]
        QTest.mouseClick(named(window.problems, QPushButton, "Safe Mode"), LEFT)

    QTimer.singleShot(200, press)
    assert run_window(studio, paths, qapp) == SAFE_MODE


def test_a_missing_picture_is_found_again(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    picture = tmp_path / "wall.png"
    picture.write_bytes(b"")
    studio.publish(problems=(Problem("program.background_gone", "The picture is gone.", "Find it."),))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "Find It…"), LEFT)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.selectFile(str(picture))
    dialog.accept()
    (command,) = studio.posted
    assert isinstance(command, ApplySettings)
    assert command.settings.program.background_image == picture


@pytest.mark.parametrize("code", ["scene.layer2", "scene.background", "scenes.file_gone"])
def test_a_missing_file_of_a_scene_is_found_again(
    window: MainWindow, studio: ScriptedStudio, tmp_path: Path, code: str
) -> None:
    old, found = tmp_path / "old" / "logo.png", tmp_path / "logo.png"
    found.write_bytes(b"")
    image = Layer(kind="image", file=old)
    seen = {
        "scene.layer2": Scene(number=1, name="Live", layers=(Layer(text="hello"), image)),
        "scene.background": Scene(number=1, name="Live", background=Background(kind="image", file=old)),
    }.get(code, Scene(number=1, name="Live"))
    scenes = SceneCollection(scenes=(seen, Scene(number=2, name="Soon", layers=(image,))))
    problem = Problem(code, "The file is gone.", "Find it.", Severity.WARNING)
    studio.publish(scenes=ScenesView(scenes, gone=(old,)), problems=(problem,))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "Find It…"), LEFT)
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.windowTitle() == "Find logo.png"
    dialog.selectFile(str(found))
    dialog.accept()
    assert studio.posted == [FindSceneFile(old, found)]


def test_a_background_that_was_never_chosen_is_chosen(
    window: MainWindow, studio: ScriptedStudio, tmp_path: Path
) -> None:
    found = tmp_path / "loop.mp4"
    found.write_bytes(b"")
    scene = Scene(number=1, name="Live", background=Background(kind="video"))
    problem = Problem("scene.background", "No background video has been chosen.", "Choose one.", Severity.WARNING)
    studio.publish(scenes=ScenesView(SceneCollection(scenes=(scene,))), problems=(problem,))
    until(window.problems.isVisible)
    QTest.mouseClick(named(window.problems, QPushButton, "Find It…"), LEFT)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.selectFile(str(found))
    dialog.accept()
    (command,) = studio.posted
    assert isinstance(command, EditScene)
    assert command.scene.background == Background(kind="video", file=found)


def test_the_log_is_shown(window: MainWindow, paths: Paths) -> None:
    paths.log_file.write_text("10:00 INFO the show began\n")
    window.help.view_log()
    until(lambda: any("the show began" in one.toPlainText() for one in window.findChildren(QPlainTextEdit)))
    dialog = next(one for one in window.findChildren(QDialog) if one.windowTitle() == "Log")
    named(dialog, QPushButton, "Copy Report")
    dialog.reject()


def test_long_and_many_problems_leave_the_stage_alone(window: MainWindow, studio: ScriptedStudio, qtbot: QtBot) -> None:
    many = tuple(
        Problem(f"part.{number}", "Something is wrong with it. " * 12, "Do this. " * 20) for number in range(8)
    )
    studio.publish(problems=many)
    until(window.problems.isVisible)
    qtbot.wait(50)
    assert window.problems.height() <= window.height() // 3 + 1
    assert window.stage.height() >= window.height() // 4
    assert window.problems.verticalScrollBar().maximum() > 0


def test_texts_of_problems_are_plain_and_can_be_copied(window: MainWindow, studio: ScriptedStudio) -> None:
    studio.publish(problems=(Problem("x.y", "<b>File</b> <img src='file:///secret'>"),))
    until(window.problems.isVisible)
    (label,) = [each for each in window.problems.findChildren(QLabel) if each.text()]
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
