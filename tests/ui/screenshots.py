"""Pictures of the window in all its states, to look at.

python -m tests.ui.screenshots FOLDER [PART_OF_A_NAME] [LANGUAGE]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.avatars.crop import Rest
from app.avatars.detector import FaceDetector
from app.avatars.face_handles import handles_of, suggested_handles
from app.avatars.import_check import examine
from app.avatars.pictures import load_picture
from app.base.errors import Problem, Severity
from app.base.local_settings import LocalSettings
from app.base.omnirt_settings import OmniRTSettings
from app.base.paths import Paths, resources_dir
from app.base.settings import (
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    ProviderId,
    Settings,
    VoiceSettings,
    WindowSettings,
)
from app.media.pixels import ProgramPicture
from app.sources.voices.base import Voice
from app.studio.snapshot import (
    REMOVED,
    AvatarEntry,
    CropView,
    EngineState,
    Measures,
    OutputState,
    PortraitView,
    Snapshot,
    SpeechState,
)
from app.studio.utterance_queue import WaitingLine
from app.studio.voices import VoicesState
from app.ui.application import make_application
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.scripted_studio import ScriptedStudio, draw_host
from tests.ui.card_scenes import card_states
from tests.ui.connection_scenes import connections, drive_states, of_server, server_states
from tests.ui.control_scenes import PROPOSED, control_states
from tests.ui.preflight_scenes import assistant_states, preflight_states
from tests.ui.script_scenes import script_states
from tests.ui.stats_scenes import stats_states
from tests.ui.upkeep_scenes import models_states, runtime_states, storage_states

PAGES = (
    "general",
    "video",
    "disclosure",
    "camera",
    "recording",
    "audio",
    "voice",
    "connection",
    "local",
    "models",
    "storage",
    "control",
    "advanced",
)
CARD_IN_WINDOW = ("measuring", "chosen", "stepped-down", "out-of-memory", "given-back")
SIZES = ((1280, 800), (1024, 700), (1920, 1080))

QUIET = Measures(fps=30.0, delay_ms=118.0, device_latency_ms=12.0, av_drift_ms=2.0)
BUSY = Measures(
    fps=29.9, render_fps=25.0, delay_ms=118.4, av_drift_ms=-4.2, queue_depth=6, lagged=2, skipped=1, dropped=3
)

CAMERA_BUSY = Problem(
    "camera.busy",
    "The virtual camera “OBS Virtual Camera” is in use by another program.",
    "Stop the virtual camera in OBS, or choose another camera in the settings.",
)
MICROPHONE_LOST = Problem(
    "microphone.lost",
    "The microphone “RØDE NT-USB Mini Broadcast Condenser (3- USB Audio Device)” was unplugged.",
    "Plug it in again: the show goes on by itself. Or choose another microphone.",
    Severity.WARNING,
)
FEEDBACK = Problem(
    "microphone.feedback",
    "The microphone hears the loudspeakers: viewers may hear the studio twice.",
    "Wear headphones, or choose a virtual cable as the sound device.",
    Severity.WARNING,
)
DISK_FULL = Problem(
    "recording.disk_full",
    "The disk with /home/streamer/Videos/FlashTalk Studio recordings/2026 is full: the recording was ended and can be "
    "played up to this moment.",
    "Make room or choose another folder in the settings, then start the recording again.",
)
QUEUE_FULL = Problem(
    "speech.queue_full",
    "8 lines wait to be spoken, and no more may wait: this one was not taken.",
    "Wait for one to be spoken, remove one, or let more wait in Settings > Voice.",
    Severity.WARNING,
)
CRASHED = Problem(
    "app.crashed",
    "FlashTalk Studio stopped unexpectedly the last time.",
    "The report is in the log folder. Please send it with a word on what you were doing.",
    Severity.NOTICE,
)
MICROPHONES = ("RØDE NT-USB Mini", "HD Webcam C920 Analog Stereo")
SPEAKERS = ("CABLE Input (VB-Audio Virtual Cable)", "Headphones (Realtek High Definition Audio)")


@dataclass(frozen=True)
class Scene:
    """One state of the window."""

    name: str
    snapshot: dict[str, Any]
    mouth: float | None = 0.15
    size: tuple[int, int] = (1280, 720)
    line: str = ""
    font_scale: float = 1.0
    act: Callable[[MainWindow], QWidget | None] = field(default=lambda window: None)


def avatars(folder: Path, names: list[str]) -> tuple[AvatarEntry, ...]:
    return tuple(
        AvatarEntry(
            f"a{number}", name, folder, _thumbnail(folder / f"{number}.png", number) if number % 5 != 3 else None
        )
        for number, name in enumerate(names)
    )


def scenes(folder: Path) -> list[Scene]:
    few = avatars(folder, ["Mira", "Office woman", "Laozi", "Ben", "Anime guy"])
    long = avatars(folder, [f"Профессор Maximiliane von Hohenstein-Waldburg the {n}th" for n in range(30)])
    ready = {
        "avatars": few,
        "avatar_id": "a0",
        "engine": EngineState.READY,
        "engine_name": "Built in",
        "measures": QUIET,
        "microphones": MICROPHONES,
        "speakers": SPEAKERS,
    }
    live = ready | {
        "microphone_on": True,
        "speech": SpeechState.LIVE,
        "microphone_level_dbfs": -14.0,
        "microphone_out_dbfs": -16.0,
        "gate_open": True,
        "speech_heard": True,
        "program_level_dbfs": -11.0,
    }
    on_air = live | {
        "camera": OutputState.ON,
        "camera_device": "OBS Virtual Camera",
        "recording": OutputState.ON,
        "recording_path": Path("2026-11-23 20-15-00 Mira.mp4"),
        "recording_s": 4364.2,
        "measures": BUSY,
    }
    portrait = Settings(program=ProgramSettings(size="1080x1920"), window=WindowSettings(mirror_preview=True))
    far = Settings(
        voice=Settings().voice.model_copy(
            update={"microphone": "Jabra Evolve2 85 Mono Headset Microphone (unplugged)"}
        ),
        audio_out=Settings().audio_out.model_copy(update={"device": "Lautsprecher (USB-C Docking Station Audio)"}),
        camera=CameraSettings(device="/dev/video9"),
    )
    sentence = (
        "Good evening everybody, and welcome to the show! Tonight we look at three cameras under a hundred euros."
    )
    simple = Settings(window=WindowSettings(mode="simple"))
    return [
        Scene("first-start", {}, mouth=None),
        Scene("empty-library", ready | {"avatars": (), "avatar_id": None}, mouth=None),
        Scene("idle", ready),
        Scene("long-names", ready | {"avatars": long, "avatar_id": "a2", "settings": far, "microphone_on": True}),
        Scene("talking", live, mouth=0.8),
        Scene(
            "gate-closed",
            live
            | {
                "microphone_level_dbfs": -43.0,
                "microphone_out_dbfs": float("-inf"),
                "gate_open": False,
                "speech_heard": False,
                "program_level_dbfs": float("-inf"),
                "problems": (FEEDBACK,),
            },
        ),
        Scene(
            "typed-line",
            ready | {"speech": SpeechState.SPEAKING, "speaking_text": sentence, "turn": 3, "program_level_dbfs": -15.0},
            mouth=0.6,
            line=sentence,
        ),
        Scene(
            "waiting-lines",
            ready
            | {
                "speech": SpeechState.SPEAKING,
                "speaking_text": sentence,
                "waiting": tuple(
                    WaitingLine(number, label)
                    for number, label in enumerate(
                        ["And now the weather.", sentence, "interview with the camera makers.m4a", *["Thank you!"] * 5]
                    )
                ),
                "program_level_dbfs": -9.0,
                "problems": (QUEUE_FULL,),
            },
            mouth=0.5,
            line=sentence,
        ),
        Scene("waiting-one", live | {"speaking_text": "Hello!", "waiting": (WaitingLine(2, "And now the weather."),)}),
        Scene(
            "file-playing",
            ready
            | {
                "speech": SpeechState.SPEAKING,
                "speaking_text": "interview with the camera makers, final cut (2).m4a",
                "program_level_dbfs": -9.0,
            },
            mouth=0.5,
        ),
        Scene("on-air", on_air, mouth=0.7),
        Scene("avatars-dock", ready, act=lambda window: window.library.show()),
        Scene(
            "avatars-dock-many", ready | {"avatars": long, "avatar_id": "a2"}, act=lambda window: window.library.show()
        ),
        Scene("simple-idle", ready | {"settings": simple}),
        Scene("simple-on-air", on_air | {"settings": simple, "problems": (FEEDBACK,)}, mouth=0.7),
        Scene("paused-portrait", on_air | {"recording": OutputState.PAUSED, "settings": portrait}, size=(1080, 1920)),
        Scene(
            "starting",
            ready | {"camera": OutputState.STARTING, "recording": OutputState.STARTING},
        ),
        Scene("problem-camera", ready | {"problems": (CAMERA_BUSY,)}),
        Scene(
            "problems",
            on_air
            | {
                "problems": (CRASHED, CAMERA_BUSY, MICROPHONE_LOST, DISK_FULL),
                "microphone_lost": True,
                "camera": OutputState.LOST,
                "recording": OutputState.OFF,
                "audio_out": OutputState.LOST,
            },
        ),
        Scene("engine-restarting", on_air | {"engine": EngineState.RESTARTING}),
        Scene(
            "engine-failed",
            ready
            | {
                "engine": EngineState.FAILED,
                "problems": (
                    Problem(
                        "engine.failed",
                        "The engine “Built in” ended three times in a row and is tried again every 8 seconds.",
                        "The host stays on air, idle. Choose another avatar or send the log.",
                    ),
                ),
            },
        ),
        Scene(
            "engine-fake", ready | {"engine_name": "Test card", "engine_fake": "draws slot numbers instead of a host"}
        ),
        *(Scene(f"server-{name}", on_air | of_server() | state) for name, state in server_states()),
        *(Scene(f"drive-{name}", on_air | of_server() | state, mouth=0.4) for name, state in drive_states()),
        Scene("large-font", on_air | {"problems": (DISK_FULL,)}, line=sentence, font_scale=1.6),
        Scene("closing", on_air, act=_close),
        *(Scene(f"settings-{page}", on_air | {"recording": OutputState.OFF}, act=_settings(page)) for page in PAGES),
        *(
            Scene(
                f"control-{name}",
                ready | {"settings": Settings(control=control), "control": state},
                act=_settings("control"),
            )
            for name, control, state in control_states()
        ),
        Scene("proposed", ready | {"proposed": PROPOSED[:1]}),
        Scene("proposed-many", on_air | {"proposed": PROPOSED, "waiting": (WaitingLine(2, "And now the weather."),)}),
        Scene(
            "settings-local-measured",
            on_air
            | {
                "recording": OutputState.OFF,
                "settings": Settings(local=LocalSettings(model="flashtalk", linears="int8")),
                "linears_errors": {"flashtalk int8": 0.0123, "flashtalk fp8": 0.0311},
            },
            act=_settings("local", end=True),
        ),
        *(
            Scene(
                f"voices-{name}",
                ready | {"voices": state, "settings": Settings(voice=VoiceSettings(providers=(provider, "espeak")))},
                act=_settings("voice"),
            )
            for name, provider, state in _voices()
        ),
        *(
            Scene(
                f"connection-{name}",
                ready | {"settings": Settings(omnirt=omnirt), "connection": state, **more},
                act=_settings("connection", height_px=720 if "local" in name else 1080, end="local" in name),
            )
            for name, omnirt, state, more in connections()
        ),
        *(Scene(f"card-{name}", ready | more, act=_settings("local")) for name, more in card_states()),
        *(Scene(f"card-window-{name}", ready | more) for name, more in card_states() if name in CARD_IN_WINDOW),
        *(
            Scene(
                f"models-{name}",
                ready | {"upkeep": upkeep} | more,
                act=_settings("models", height_px=760),
            )
            for name, upkeep, more in models_states()
        ),
        *(
            Scene(f"storage-{name}", ready | {"upkeep": upkeep}, act=_settings("storage", height_px=760))
            for name, upkeep in storage_states()
        ),
        *(
            Scene(f"runtime-{name}", ready | {"upkeep": upkeep}, act=_settings("local", height_px=760))
            for name, upkeep in runtime_states()
        ),
        Scene("models-terms", ready | {"upkeep": models_states()[1][1]}, act=_terms),
        Scene(
            "settings-douyin",
            ready | {"settings": Settings(program=ProgramSettings(platform="douyin", ai_label_words="zh"))},
            act=_settings("disclosure"),
        ),
        Scene("import-face", ready | {"portrait": _portrait()}, act=_import_dialog),
        Scene("import-nobody", ready | {"portrait": _portrait(found=False)}, act=_import_dialog),
        *(
            Scene(
                f"motion-{name}",
                ready
                | {
                    "settings": Settings(
                        engine=EngineSettings(kind="omnirt"), omnirt=OmniRTSettings(model="fasterliveportrait")
                    ),
                    "refused_options": frozenset(refused),
                },
                act=_scroll_down,
            )
            for name, refused in (("sliders", ()), ("refused", ("mouth_open_multiplier", "animation_region")))
        ),
        *(
            Scene(f"crop-{name}", ready | {"crop": _crop()} | more, act=_crop_dialog)
            for name, more in (
                ("first", {}),
                (
                    "on-air",
                    {"camera": OutputState.ON, "session_s": 9.0, "avatar_id": "a1", "server_size_px": (704, 416)},
                ),
            )
        ),
        Scene(
            "avatar-removed",
            ready | {"problems": (Problem(REMOVED + "a1", "Office woman was removed.", severity=Severity.NOTICE),)},
        ),
        *(
            Scene(f"preflight-{name}", ready | {"preflight": state}, act=_preflight)
            for name, state in preflight_states()
        ),
        *(
            Scene(f"assistant-{name}", live | more, mouth=0.6, act=_assistant(page, height_px=height_px))
            for name, page, more, height_px in assistant_states()
        ),
        *(Scene(f"script-{name}", ready | state, act=_script_dock) for name, state in script_states()),
        *(Scene(f"stats-{name}", on_air | state, act=_stats_dock) for name, state in stats_states()),
        Scene("script-edit", ready | dict(script_states())["open"], act=_edit_script),
        Scene("script-variables", ready | dict(script_states())["open"], act=_script_variables),
        Scene("settings-restart", on_air, act=_settings("camera", change=True)),
    ]


PORTRAIT = Path(__file__).parents[1] / "data" / "astronaut.jpg"


def _portrait(found: bool = True) -> PortraitView:
    picture = load_picture(PORTRAIT)
    height, width, _ = picture.shape
    faces = [face.points for face in FaceDetector(resources_dir() / "models").find(picture)] if found else []
    handles = handles_of(faces[0]) if faces else suggested_handles(width, height)
    size = np.array((width, height), np.float32)
    points = faces[0] / size if faces else None
    notices = examine(picture, faces)
    return PortraitView("Eileen Collins", picture, handles.scaled(1 / width, 1 / height), points, notices)


def _script_dock(window: MainWindow) -> None:
    window.script.show()
    QApplication.sendPostedEvents()


def _stats_dock(window: MainWindow) -> None:
    window.stats.show()
    QApplication.sendPostedEvents()


def _edit_script(window: MainWindow) -> None:
    lines = window.script.panel.list
    lines.setFocus()
    lines.setCurrentIndex(lines.model().index(3, 0))
    lines.edit(lines.currentIndex())


def _script_variables(window: MainWindow) -> QWidget | None:
    from app.ui.script_dialogs import VariablesDialog

    window.script.panel.variables_wanted.emit()
    return window.findChild(VariablesDialog)


def _scroll_down(window: MainWindow) -> None:
    bar = window._side.verticalScrollBar()
    bar.setValue(bar.maximum())


def _crop() -> CropView:
    picture = load_picture(PORTRAIT)
    (face, *_) = FaceDetector(resources_dir() / "models").find(picture)
    return CropView("a1", "Professor Maximiliane von Hohenstein", Rest(picture, face.points))


def _assistant(page: int, height_px: int) -> Callable[[MainWindow], QWidget | None]:
    def open_page(window: MainWindow) -> QWidget | None:
        from app.ui.assistant import Assistant

        window.before_show.open_assistant()
        assistant = window.findChild(Assistant)
        assert assistant is not None
        if height_px:
            assistant.resize(assistant.width(), height_px)
        for _ in range(page):
            assistant.next()
        assistant.stage.show_picture(ProgramPicture(draw_host(1280, 720, mouth=0.6)))
        return assistant

    return open_page


def _preflight(window: MainWindow) -> QWidget | None:
    from app.ui.preflight_panel import PreflightDialog

    window.before_show.open_preflight()
    dialog = window.findChild(PreflightDialog)
    assert dialog is not None
    return dialog


def _crop_dialog(window: MainWindow) -> QWidget | None:
    from app.ui.crop_dialog import CropDialog

    return window.findChild(CropDialog)


def _import_dialog(window: MainWindow) -> QWidget | None:
    from app.ui.import_dialog import ImportDialog

    return window.findChild(ImportDialog)


def _voices() -> list[tuple[str, ProviderId, VoicesState]]:
    tags = ("de-DE", "en-GB", "en-US", "es-MX", "fr-FR", "ja-JP", "pt-BR", "zh-CN", "zh-CN-shaanxi", "uk-UA")
    many = tuple(Voice(f"{tag}-V{n}Neural", tag, f"Xiaoxiao {n} (Female)") for n in range(32) for tag in tags)
    neural = (
        Voice("en_GB-vctk-medium", "en-GB", "vctk-medium (English)"),
        Voice("de_DE-thorsten-high", "de-DE", "thorsten-high (Deutsch)", ready=False, size_bytes=114_000_000),
        Voice("zh_CN-huayan-medium", "zh-CN", "huayan-medium (简体中文)", ready=False, size_bytes=63_000_000),
    )
    gone = Problem(
        "speech.edge", "Edge's online voices cannot be reached.", "Check your connection, or choose other voices."
    )
    return [
        ("many", "edge", VoicesState(lists={"edge": many})),
        ("no-network", "edge", VoicesState(problems={"edge": gone})),
        ("looking", "edge", VoicesState(listing=frozenset({"edge"}))),
        ("server", "openai", VoicesState(lists={"openai": (Voice("alloy", "", "Alloy"),)}, has_key=True)),
        ("fetching", "neural", VoicesState(lists={"neural": neural}, fetching="de_DE-thorsten-high", fetched=0.41)),
    ]


def _close(window: MainWindow) -> QWidget | None:
    window.close()
    return QApplication.activeModalWidget()


def _settings(
    page: str, change: bool = False, height_px: int = 640, end: bool = False
) -> Callable[[MainWindow], QWidget | None]:
    def open_page(window: MainWindow) -> QWidget | None:
        from app.ui.settings_dialog import SettingsDialog

        window.open_settings(page)
        dialog = window.findChild(SettingsDialog)
        assert dialog is not None
        dialog.resize(760, height_px)
        if end:
            QApplication.sendPostedEvents()
            scroll = dialog._stack.currentWidget()
            assert isinstance(scroll, QScrollArea)
            scroll.verticalScrollBar().setValue(10_000)
        if change:
            dialog._editors["camera", "colours"][1].show_value("bt601")
            dialog._on_edited()
        return dialog

    return open_page


def _terms(window: MainWindow) -> QWidget | None:
    from app.ui.terms_dialog import TermsDialog

    _settings("models")(window)
    button = window.findChild(QPushButton, "flashhead-lite.fetch")
    assert isinstance(button, QPushButton)
    button.click()
    return window.findChild(TermsDialog)


def _thumbnail(path: Path, number: int) -> Path:
    image = QImage(300, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    gradient = QLinearGradient(0, 0, 300, 400)
    gradient.setColorAt(0, QColor.fromHsv(number * 67 % 360, 110, 200))
    gradient.setColorAt(1, QColor.fromHsv(number * 67 % 360, 160, 90))
    painter.fillRect(image.rect(), gradient)
    painter.setBrush(QColor(240, 200, 170))
    painter.drawEllipse(75, 60, 150, 190)
    painter.end()
    image.save(str(path))
    return path


def wait(app: QApplication, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.005)


def main() -> None:
    out = Path(sys.argv[1])
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    out.mkdir(parents=True, exist_ok=True)
    app = make_application()
    app.setProperty("plain_font", app.font())
    language = Language(app)
    language.speak("zh_CN" if sys.argv[3:] == ["zh_CN"] else "en")
    with tempfile.TemporaryDirectory() as base:
        paths = Paths.find(Path(base))
        paths.make()
        for colours in (DARK, LIGHT):
            theme = Theme(app, colours)
            for scene in scenes(Path(base)):
                for width, height in SIZES:
                    name = f"{scene.name}-{colours.name}-{width}x{height}"
                    if wanted in name:
                        _shoot(app, theme, paths, scene, (width, height), out / f"{name}.png")


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
        studio.show(draw_host(*scene.size, mouth=scene.mouth))
    wait(app, 0.25)
    extra = scene.act(window)
    wait(app, 0.15)
    picture = window.grab()
    if extra is not None:
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
        painter.drawPixmap(window.rect().center() - extra.rect().center(), extra.grab())
        painter.end()
    picture.save(str(target))
    window.quit_without_asking()
    window.deleteLater()
    wait(app, 0.02)


if __name__ == "__main__":
    main()
