"""The window on a scripted studio; no widget outlives its test. Qt warnings fail it too (pyproject.toml)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.base.paths import Paths
from app.base.settings import Settings
from app.studio.snapshot import AvatarEntry, EngineState, Snapshot
from app.ui.main_window import MainWindow
from app.ui.theme import DARK, Theme
from tests.helpers.qt import until
from tests.helpers.scripted_studio import ScriptedStudio

MakeWindow = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def _no_widget_outlives_its_test(qapp: QApplication) -> Iterator[None]:
    before = set(qapp.topLevelWidgets())
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [type(widget).__name__ for widget in qapp.topLevelWidgets() if widget not in before]
    assert not left, f"left on the screen: {left}"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.find(tmp_path)
    paths.make()
    return paths


@pytest.fixture
def studio(tmp_path: Path) -> ScriptedStudio:
    avatars = tuple(AvatarEntry(name.lower(), name, tmp_path, None) for name in ("Mira", "Ben", "Laozi"))
    return ScriptedStudio(
        Snapshot(
            settings=Settings(),
            avatars=avatars,
            avatar_id="mira",
            engine=EngineState.READY,
            engine_name="Built in",
            microphones=("Mini Mic", "Webcam"),
            speakers=("Virtual Cable", "Headphones"),
        )
    )


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, DARK)


@pytest.fixture
def make_window(studio: ScriptedStudio, paths: Paths, theme: Theme) -> Iterator[MakeWindow]:
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(studio, paths, theme)
        windows.append(window)
        window.show()
        window.activateWindow()
        until(window.isActiveWindow)
        return window

    yield make
    for window in windows:
        window.quit_without_asking()
        window.deleteLater()
    assert not studio.listened_to


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()
