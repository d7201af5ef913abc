"""What the check-up looks at, with the concrete parts. The commands hand it to whoever shows it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.base.settings import Settings
from app.checks.camera import check_camera
from app.checks.engine import check_engine, check_gpu, check_server
from app.checks.installed import (
    check_avatars,
    check_awake,
    check_display,
    check_encoders,
    check_faces,
    check_python,
    check_settings,
    check_speech,
)
from app.checks.machine import check_clock, check_disk
from app.checks.sound import check_audio_out, check_microphone, listen
from app.ground import Ground
from app.media.audio_cable import make_cable
from app.parts import RealParts, open_library
from app.sinks.virtual_camera_driver import load_loopback, reload_loopback
from app.sinks.virtual_camera_launch import running_helper
from app.studio.checkup import Check
from app.studio.preflight import Preflight, ShowNow

if TYPE_CHECKING:
    from app.sinks.virtual_camera_devices import CameraDevice

_BEFORE_THE_WINDOW = ("python", "settings", "display")
"""What a studio that runs has shown already, or has said by itself."""

MENDS = {"cable": make_cable, "camera": load_loopback, "camera_anew": reload_loopback}
"""What the studio can do on the system, by the names that remedies have for it."""


def all_checks(
    ground: Ground,
    parts: RealParts,
    settings: Settings,
    now: ShowNow | None = None,
    measuring: threading.Lock | None = None,
) -> dict[str, Check]:
    """The checks by their stable names, in the order in which they are shown.

    Args:
        ground: folders, and what was wrong with the settings.
        parts: what is checked.
        settings: those that are in force.
        now: what the running studio knows; None: none runs.
        measuring: held by whoever measures; measuring while another measures measures both.

    """
    machine = measuring or threading.Lock()
    audio = parts.audio
    return {
        "python": check_python,
        "settings": partial(check_settings, ground),
        "engine": partial(check_engine, parts, settings, machine, now),
        "server": partial(check_server, parts, settings),
        "gpu": partial(check_gpu, settings),
        "avatars": partial(check_avatars, open_library(ground.paths)),
        "faces": check_faces,
        "speech": partial(check_speech, parts, settings),
        "microphone": partial(
            check_microphone,
            lambda: audio.devices("input"),
            settings.voice,
            lambda: listen(parts, settings.voice, now),
        ),
        "audio_out": partial(check_audio_out, lambda: audio.devices("output"), settings),
        "camera": lambda: check_camera(_cameras, settings.camera.device, now, running_helper(ground.paths.runtime)),
        "encoders": partial(check_encoders, settings, machine, now),
        "disk": lambda: check_disk(parts.recording_path(None, settings.recording, "").parent),
        "clock": partial(check_clock, settings.program.fps),
        "display": check_display,
        "awake": check_awake,
    }


def preflight(ground: Ground, parts: RealParts) -> Preflight:
    """The check-up of a studio that runs."""
    measuring = threading.Lock()

    def checks(settings: Settings, now: ShowNow | None) -> dict[str, Check]:
        found = all_checks(ground, parts, settings, now, measuring)
        return {name: check for name, check in found.items() if name not in _BEFORE_THE_WINDOW}

    return Preflight(checks, MENDS)


def _cameras() -> Sequence[CameraDevice]:
    from app.sinks.virtual_camera_devices import list_cameras

    return list_cameras()
