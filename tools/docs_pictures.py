"""Takes the pictures of docs/images from the real program: the studio runs, a real host is on stage and speaks.

    python -m tools.docs_pictures [FOLDER] [--only PART_OF_A_NAME]

The OmniRT server and the OBS that some pages show are the scripted ones of the tests; all else is what a user has.
Chinese pictures need a font for Chinese. Look at every picture: a machine without a microphone shows none, and a busy
one says so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, ObsSettings, Settings, WindowSettings
from app.checks import preflight
from app.cli.arguments import parse_arguments
from app.ground import standing_ground
from app.parts import RealParts
from app.studio import commands as do
from app.studio.snapshot import EngineState, OutputState, SpeechState
from app.studio.studio import Studio
from app.ui.application import make_application
from app.ui.assistant import Assistant
from app.ui.connection_test import ConnectionTest
from app.ui.import_dialog import ImportDialog
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.preflight_panel import PreflightDialog
from app.ui.settings_dialog import SettingsDialog
from app.ui.theme import LIGHT, Theme
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.scripted_obs import ScriptedObs

ROOT = Path(__file__).resolve().parents[1]
PORTRAIT = ROOT / "resources" / "avatars" / "elias" / "reference.png"
PATIENCE_S = 60
OPEN_DBFS = -8.0
"""Program level of a syllable whose mouth is wide enough to be seen."""
LINES = {
    "en": "Good evening, everybody! I am Mira, and tonight we look at three cameras under a hundred euros.",
    "zh_CN": "大家晚上好！我是米拉，今晚我们来看三款一百欧元以下的摄像头。",
}
SCRIPT = ROOT / "docs" / "example-script.md"


@dataclass
class Scene:
    """A running studio with its window.

    Attributes:
        app: Qt's own.
        studio: what runs.
        window: what is shown of it.
        language: in which it speaks.

    """

    app: QApplication
    studio: Studio
    window: MainWindow
    language: str

    def wait(self, seconds: float) -> None:
        """Let everything go on."""
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            self.app.processEvents()
            time.sleep(0.005)

    def until(self, what: Callable[[], object]) -> None:
        """Let everything go on until this is so."""
        for _ in range(PATIENCE_S * 20):
            if what():
                return
            self.wait(0.05)
        sys.exit(f"it never came about: {self.studio.snapshot()}")

    def find(self, kind: type[QWidget]) -> QWidget:
        """The one that is open."""
        found: list[QWidget] = []
        self.until(lambda: found.extend(one for one in self.window.findChildren(kind) if one.isVisible()) or found)
        return found[0]

    def speak(self) -> None:
        """Have the host in the middle of a line."""
        self.window.voice.line.setPlainText(LINES[self.language])
        self.studio.post(do.SpeakText(LINES[self.language]))
        self.until(lambda: self.studio.snapshot().speech is SpeechState.SPEAKING)
        self.wait(1.2)
        self.until(self._mouth_is_open)

    def _mouth_is_open(self) -> bool:
        return self.studio.snapshot().program_level_dbfs > OPEN_DBFS

    def settings(self, page: str, height_px: int = 720) -> QWidget:
        """The settings, open at a page."""
        self.window.open_settings(page)
        dialog = self.find(SettingsDialog)
        dialog.resize(920, height_px)
        self.wait(1.0)
        return dialog


def window(scene: Scene) -> QWidget:
    """The host speaks a typed line while a recording runs."""
    scene.studio.post(do.StartRecording(None))
    scene.until(lambda: scene.studio.snapshot().recording is OutputState.ON)
    scene.wait(2.0)
    scene.studio.post(do.ResetStats())
    scene.speak()
    return scene.window


def first_steps(scene: Scene) -> QWidget:
    """The assistant of the first start."""
    scene.window.before_show.open_assistant()
    assistant = scene.find(Assistant)
    scene.wait(1.0)
    return assistant


def script(scene: Scene) -> QWidget:
    """A script that is played."""
    scene.window.script.show()
    scene.studio.post(do.OpenScript(SCRIPT))
    scene.wait(1.0)
    scene.studio.post(do.PlayScript())
    scene.until(lambda: scene.studio.snapshot().speech is SpeechState.SPEAKING)
    scene.wait(2.0)
    return scene.window


def scenes(scene: Scene) -> QWidget:
    """The docks that a show is led from."""
    scene.window.resize(1600, 900)
    scene.window.scenes.show()
    scene.window.mixer.show()
    scene.speak()
    return scene.window


def connection(scene: Scene) -> QWidget:
    """A server that was tested."""
    dialog = scene.settings("connection", 900)
    test = dialog.findChild(ConnectionTest)
    assert isinstance(test, ConnectionTest)
    test.wanted.emit()
    scene.until(lambda: (now := scene.studio.snapshot().connection).rungs and not now.testing)
    scene.wait(0.5)
    return dialog


def obs(scene: Scene) -> QWidget:
    """What would be changed in OBS."""
    dialog = scene.settings("obs", 400)
    scene.until(lambda: scene.studio.snapshot().obs.steps)
    scene.wait(0.5)
    return dialog


def portrait(scene: Scene) -> QWidget:
    """A picture that becomes a host."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "Elias.png"  # what people see is the name of their file
        picture.write_bytes(PORTRAIT.read_bytes())
        scene.studio.post(do.OpenImport(picture))
        scene.find(ImportDialog)
        scene.wait(3.0)
    return scene.find(ImportDialog)


def findings(scene: Scene) -> QWidget:
    """What the preflight has found."""
    scene.window.before_show.open_preflight()
    dialog = scene.find(PreflightDialog)
    scene.until(lambda: (now := scene.studio.snapshot().preflight).findings and not now.checking)
    dialog.resize(dialog.width(), 500)
    scene.wait(0.5)
    return dialog


PICTURES: dict[str, Callable[[Scene], QWidget]] = {
    "window": window,
    "first-steps": first_steps,
    "script": script,
    "scenes": scenes,
    "connection": connection,
    "obs": obs,
    "portrait": portrait,
    "preflight": findings,
}


def main() -> None:
    """Take all pictures, or some."""
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation.")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "images", help="where they go")
    parser.add_argument("--only", default="", metavar="PART", help="of a picture's name")
    options = parser.parse_args()
    app = make_application()
    wanted = [(name, "en", name) for name in PICTURES] + [(f"{name}-zh", "zh_CN", name) for name in PICTURES]
    for file, language, name in wanted:
        if options.only in file:
            with running(app, language) as scene:
                picture = PICTURES[name](scene).grab()
            target = options.folder / f"{file}.png"
            picture.save(str(target))
            print(f"{target}: {picture.width()}x{picture.height()}")


@contextmanager
def running(app: QApplication, language: str) -> Iterator[Scene]:
    """A studio with a window, in a folder of its own, and a server that it knows."""
    server = OmniRTServer()
    server.render_s = 0.4
    server.port = 9000  # as OpenTalking's start script has it
    with tempfile.TemporaryDirectory(prefix="studio-") as base, server, ScriptedObs() as far_obs:
        options = parse_arguments(["--basedir", base, "--log-level", "error"])
        with standing_ground(options, "studio", watch=False) as ground:
            parts = RealParts(ground.paths, ground.recordings)
            kit, checks = parts.parts(), preflight(ground, parts)
            settings = Settings(
                window=WindowSettings(theme="light", assistant_done=True, tray=False),
                engine=EngineSettings(kind="builtin"),
                obs=ObsSettings(port=far_obs.port),
                omnirt=OmniRTSettings(servers=(ServerProfile(name="Studio server", url=server.url),)),
            )
            studio = Studio(kit, settings, lambda changed: None, (), {}, checks, ground.sets)
            studio.start()
            Language(app).speak(language)
            shown = MainWindow(studio, ground.paths, Theme(app, LIGHT))
            shown.resize(1280, 800)
            shown.show()
            scene = Scene(app, studio, shown, language)
            try:
                scene.until(lambda: studio.snapshot().engine is EngineState.READY)
                scene.wait(1.0)
                yield scene
            finally:
                shown.quit_without_asking()
                shown.deleteLater()
                scene.wait(0.2)
                studio.close()
                parts.close()


if __name__ == "__main__":
    main()
