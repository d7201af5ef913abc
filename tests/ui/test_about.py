"""What the studio says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.base.errors import Problem, Severity
from app.base.paths import Paths
from app.base.updates import Release
from app.base.version import this_build
from app.studio.commands.upkeep import CheckForUpdates
from app.studio.updates import UpdatesState
from app.studio.upkeep import UpkeepState
from app.ui.about import AboutDialog
from app.ui.main_window import MainWindow
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.conftest import MakeWindow

NEWER = Release("0.2.0", "- **Faster** pictures.", "https://example.org/0.2.0")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    urls: list[str] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return urls


def choose(window: MainWindow, words: str) -> None:
    (action,) = [action for action in window.actions() if action.text().replace("&", "") == words]
    action.trigger()


def dialog_of(window: MainWindow) -> AboutDialog:
    (dialog,) = window.findChildren(AboutDialog)
    return dialog


def test_about_says_which_studio_it_is_and_whose_work_is_in_it(make_window: MakeWindow) -> None:
    window = make_window()
    choose(window, "About FlashTalk Studio")
    dialog = dialog_of(window)
    until(lambda: "numpy" in dialog.licences.toPlainText())
    assert "Apache License" in dialog.licences.toPlainText()
    (copy,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Copy Version"]
    copy.click()
    assert this_build().words in QGuiApplication.clipboard().text()
    dialog.reject()


def test_nobody_is_asked_until_the_user_asks(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    window = make_window()
    choose(window, "About FlashTalk Studio")
    assert CheckForUpdates() not in studio.posted
    dialog_of(window).check.click()
    assert studio.posted[-1] == CheckForUpdates()
    dialog_of(window).reject()


def test_a_newer_version_is_shown_with_its_notes_and_its_page(
    make_window: MakeWindow, studio: ScriptedStudio, opened: list[str]
) -> None:
    window = make_window()
    choose(window, "Check for Updates…")
    assert studio.posted[-1] == CheckForUpdates()
    dialog = dialog_of(window)
    assert not dialog.notes.isVisibleTo(dialog)
    studio.publish(upkeep=UpkeepState(updates=UpdatesState(doing=True)))
    until(lambda: not dialog.check.isEnabled())
    studio.publish(upkeep=UpkeepState(updates=UpdatesState(asked=True, newer=NEWER)))
    until(lambda: dialog.notes.isVisibleTo(dialog))
    assert "Faster pictures." in dialog.notes.toPlainText()
    assert "0.2.0" in dialog.news
    dialog.download.click()
    assert opened == [NEWER.page]
    dialog.reject()


def test_why_nobody_answered_is_said(make_window: MakeWindow, studio: ScriptedStudio) -> None:
    window = make_window()
    choose(window, "Check for Updates…")
    dialog = dialog_of(window)
    problem = Problem("updates.failed", "Nobody answers.", "Try again later.", Severity.WARNING)
    studio.publish(upkeep=UpkeepState(updates=UpdatesState(problem=problem)))
    until(lambda: dialog.news == "Nobody answers. Try again later.")
    assert dialog.check.isEnabled()
    dialog.reject()


def test_the_data_folder_is_opened(make_window: MakeWindow, paths: Paths, opened: list[str]) -> None:
    choose(make_window(), "Open Data Folder")
    assert [Path(QUrl(url).toLocalFile()) for url in opened] == [paths.data]
