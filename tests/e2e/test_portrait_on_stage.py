"""A portrait that was never seen before: dropped on the window of a real studio, on stage a moment later."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from app.avatars.bundle import open_bundle
from app.base.paths import Paths
from app.base.settings import EngineSettings, ProgramSettings, Settings
from app.parts import RealParts
from app.studio.studio import Studio
from app.ui.import_dialog import ImportDialog
from app.ui.main_window import MainWindow
from app.ui.theme import DARK, Theme
from tests.helpers.qt import drop, named, until

PORTRAIT = Path(__file__).parents[1] / "data" / "astronaut.jpg"
PATIENCE_S = 60.0


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.find(tmp_path)
    paths.make()
    return paths


@pytest.fixture
def studio(paths: Paths) -> Iterator[Studio]:
    parts = RealParts(paths, paths.data)
    settings = Settings(engine=EngineSettings(isolation="thread"), program=ProgramSettings(size="720x1280"))
    studio = Studio(parts.parts(), settings, lambda changed: None)
    studio.start()
    yield studio
    studio.close()
    parts.close()


@pytest.fixture
def window(qapp: QApplication, studio: Studio, paths: Paths) -> Iterator[MainWindow]:
    window = MainWindow(studio, paths, Theme(qapp, DARK))
    window.show()
    yield window
    window.quit_without_asking()
    window.deleteLater()


def test_a_portrait_is_on_stage_within_a_minute(window: MainWindow, studio: Studio, paths: Paths) -> None:
    until(lambda: studio.snapshot().avatar_id is not None, PATIENCE_S)
    begun_s = time.monotonic()
    assert drop(window, QUrl.fromLocalFile(str(PORTRAIT)))
    until(lambda: window.findChildren(ImportDialog), PATIENCE_S)
    (dialog,) = window.findChildren(ImportDialog)
    QTest.keyClick(named(dialog, QComboBox, "Whose face"), Qt.Key.Key_Down)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    until(lambda: studio.snapshot().avatar_id == "astronaut", PATIENCE_S)
    until(lambda: not window.findChildren(ImportDialog), PATIENCE_S)
    until(lambda: warm(window) > 0.03, PATIENCE_S)
    strip = window.avatars.model()
    until(lambda: strip.index(1, 0).data(Qt.ItemDataRole.DecorationRole) is not None, PATIENCE_S)
    assert time.monotonic() - begun_s < PATIENCE_S
    assert open_bundle(paths.avatars / "astronaut").face is not None
    assert studio.snapshot().problems == ()


def warm(window: MainWindow) -> float:
    """How much of the preview is as orange as an astronaut's suit; Mira has nothing of the kind."""
    image = window.stage.grab().toImage().scaled(64, 36)
    colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(c.red() > 150 and c.red() - c.blue() > 90 for c in colours) / len(colours)
