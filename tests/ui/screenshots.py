"""Pictures of the window in all its states, to look at.

python -m tests.ui.screenshots FOLDER [--only PART_OF_A_NAME] [--language zh_CN] [--size 3840x2160]

``QT_SCALE_FACTOR=1.5`` shows how it looks at 150 %, in pixels of its own. ``FOLDER/flaws.txt`` names what can be
measured: words that are cut, and the like.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QApplication

from app.base.paths import Paths
from app.base.settings import (
    Settings,
)
from app.media.types import Pixels
from app.studio.snapshot import (
    Snapshot,
)
from app.ui.application import make_application
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.scripted_studio import ScriptedStudio, draw_host
from tests.ui.dialog_scenes import dialog_scenes
from tests.ui.failure_scenes import failure_scenes
from tests.ui.looks import flaws
from tests.ui.scene import Scene, common
from tests.ui.window_scenes import window_scenes

SIZES = ((1280, 800), (1024, 700), (1920, 1080))


def wait(app: QApplication, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


def main() -> None:
    parser = argparse.ArgumentParser(description="Take pictures of the window in all its states.")
    parser.add_argument("folder", type=Path, help="where they go")
    parser.add_argument("--only", default="", metavar="PART", help="of a picture's name")
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    parser.add_argument("--size", type=_size, action="append", metavar="WIDTHxHEIGHT", help="of the window, at 100 %%")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    app.setProperty("plain_font", app.font())
    language = Language(app)
    language.speak(options.language)
    with tempfile.TemporaryDirectory() as base:
        paths = Paths.find(Path(base))
        paths.make()
        states = common(Path(base))
        for colours in (DARK, LIGHT):
            theme = Theme(app, colours)
            for scene in [*window_scenes(states), *failure_scenes(states), *dialog_scenes(states)]:
                for width, height in options.size or SIZES:
                    name = f"{scene.name}-{colours.name}-{width}x{height}"
                    if options.only in name:
                        _shoot(app, theme, paths, scene, (width, height), options.folder / f"{name}.png")


@cache
def _host(width: int, height: int, mouth: float) -> Pixels:
    return draw_host(width, height, mouth=mouth)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _shoot(app: QApplication, theme: Theme, paths: Paths, scene: Scene, size: tuple[int, int], target: Path) -> None:
    paths.window_file.unlink(missing_ok=True)
    font = QFont(app.property("plain_font"))
    font.setPointSizeF(font.pointSizeF() * scene.font_scale)
    app.setFont(font)
    studio = ScriptedStudio(Snapshot(**({"settings": Settings()} | scene.snapshot)))
    window = MainWindow(studio, paths, theme)
    window.resize(*size)
    window.show()
    window.voice.line.setPlainText(scene.line)
    if scene.mouth is not None:
        studio.show(_host(*scene.size, scene.mouth))
    wait(app, 0.25)
    extra = scene.act(window)
    wait(app, 0.15)
    with (target.parent / "flaws.txt").open("a", encoding="utf-8") as notes:
        for flaw in sorted({flaw for top in (window, extra) if top is not None for flaw in flaws(top)}):
            notes.write(f"{target.stem}: {flaw}\n")
    picture = window.grab()
    if extra is not None:
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
        painter.drawPixmap(window.rect().center() - extra.rect().center(), extra.grab())
        painter.end()
    picture.save(str(target))
    window.quit_without_asking()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no event loop runs that would do it


if __name__ == "__main__":
    main()
