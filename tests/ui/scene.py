"""What a scene is, and the states that most of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from app.base.errors import Problem, Severity
from app.studio.snapshot import (
    AvatarEntry,
    EngineState,
    Measures,
    OutputState,
    SpeechState,
)
from app.ui.main_window import MainWindow

QUIET = Measures(fps=30.0, delay_ms=118.0, device_latency_ms=12.0, av_drift_ms=2.0)
BUSY = Measures(
    fps=29.9, render_fps=25.0, delay_ms=118.4, av_drift_ms=-4.2, queue_depth=6, lagged=2, skipped=1, dropped=3
)

CAMERA_BUSY = Problem(
    "camera.busy",
    "The virtual camera OBS Virtual Camera is in use: another program, probably OBS, sends to it.",
    "Stop the virtual camera there, or choose another one in the settings.",
)

MICROPHONE_LOST = Problem(
    "microphone.lost",
    "The microphone “RØDE NT-USB Mini Broadcast Condenser (3- USB Audio Device)” went away.",
    "Plug it in again: the studio waits for it.",
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
    "The recording /home/streamer/Videos/FlashTalk Studio recordings/2026/2026-11-29 20-15-00 Mira.mp4 has ended: the "
    "disk is full.",
    "Make room or choose another folder in Settings.",
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
    "The report is /home/streamer/.local/state/FlashTalk Studio/log/crash-last.log. Please send it with a word on what "
    "you were doing.",
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


@dataclass(frozen=True)
class Common:
    """States that others are made of.

    Attributes:
        ready: nobody speaks.
        live: the streamer speaks.
        on_air: and viewers see it.
        many: an avatar library of long names.
    """

    ready: dict[str, Any]
    live: dict[str, Any]
    on_air: dict[str, Any]
    many: tuple[AvatarEntry, ...]


def common(folder: Path) -> Common:
    few = avatars(folder, ["Mira", "Office woman", "Laozi", "Ben", "Anime guy"])
    many = avatars(folder, [f"Профессор Maximiliane von Hohenstein-Waldburg the {n}th" for n in range(30)])
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
    return Common(ready, live, on_air, many)
