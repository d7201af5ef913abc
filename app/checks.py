"""What the check-up looks at, with the concrete parts. ``app.main`` hands it to whoever shows it."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.library import Library
from app.base.awake import awake_method
from app.base.errors import AppError, Problem
from app.base.settings import Settings
from app.ground import Ground, has_display
from app.parts import RealParts, models_dir, open_library
from app.studio.checkup import Check, Finding, Light

if TYPE_CHECKING:
    from app.engine.base import Configured, EngineInfo
    from app.engine.messages import Stats
    from app.media.audio_devices import AudioDevice
    from app.media.types import VideoFrame
    from app.sinks.virtual_camera_devices import CameraDevice

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

PACKAGES = (
    "av", "edge_tts", "httpx", "keyring", "numpy", "platformdirs", "psutil", "pydantic", "PySide6", "sounddevice",
    "soxr", "tomli_w", "wakepy",
)  # fmt: skip
ENGINE_LIMIT_S = 12.0
BUSY = 0.5
"""Share of a slot's time that drawing may take: the other half is for everything else, and for a busy machine."""


def all_checks(ground: Ground, parts: RealParts) -> dict[str, Check]:
    """The checks by their stable names, in the order in which they are shown."""
    settings = ground.settings
    machine = threading.Lock()  # measuring while another measures measures both
    return {
        "python": check_python,
        "settings": partial(check_settings, ground),
        "avatars": partial(check_avatars, open_library(ground.paths)),
        "faces": check_faces,
        "engine": partial(check_engine, parts, settings, machine),
        "speech": partial(check_speech, parts, settings),
        "microphone": partial(check_microphone, lambda: parts.audio.devices("input"), settings.voice.microphone),
        "audio_out": partial(check_audio_out, lambda: parts.audio.devices("output"), settings.audio_out.device),
        "camera": partial(check_camera, _cameras, settings.camera.device),
        "encoders": partial(check_encoders, settings, machine),
        "disk": partial(check_disk, parts.recording_path(None, settings.recording, "").parent),
        "display": check_display,
        "awake": check_awake,
    }


def check_python() -> Finding:
    """Python and the packages."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        return Finding(
            RED, f"These packages are missing: {', '.join(missing)}.", "Start studio.py again: it installs them."
        )
    return Finding(GREEN, f"Python {platform.python_version()} with all packages.")


def check_settings(ground: Ground) -> Finding:
    """The settings file."""
    for problem in ground.problems:
        return Finding(AMBER, problem.message, problem.hint)
    if ground.paths.settings_file.exists():
        return Finding(GREEN, f"The settings in {ground.paths.settings_file} are in order.")
    return Finding(GREEN, "All settings are as they came.")


def check_avatars(library: Library) -> Finding:
    """Every avatar can be read."""
    from app.avatars.bundle import open_bundle
    from app.avatars.hosts import check

    broken: list[AppError] = []
    entries = library.list()
    for entry in entries:
        try:
            if entry.problem is not None:
                raise entry.problem
            check(open_bundle(entry.folder))
        except AppError as error:
            broken.append(error)
    if len(broken) == len(entries):
        message = broken[0].message if broken else "There is no avatar, not even the one that comes with the studio."
        return Finding(RED, message, "Install the studio again.")
    if broken:
        return Finding(AMBER, f"{len(broken)} of {len(entries)} avatars cannot be used: {broken[0]}", broken[0].hint)
    return Finding(GREEN, f"{len(entries)} avatar{'s' if len(entries) > 1 else ''} can be used.")


def check_faces() -> Finding:
    """Faces are found in pictures that are imported."""
    from app.avatars.detector import FaceDetector

    try:
        FaceDetector(models_dir())
    except AppError as error:
        return Finding(AMBER, error.message, error.hint)
    return Finding(GREEN, "Faces are found in pictures.")


def check_engine(parts: RealParts, settings: Settings, machine: threading.Lock) -> Finding:
    """The engine loads the host for real, and draws fast enough; one that draws elsewhere can be reached."""
    if settings.engine.kind == "omnirt":
        return check_server(parts, settings)
    if settings.engine.kind == "local":
        return check_model(parts, settings)
    from app.engine.base import EngineRequest
    from app.studio.parts import program_format

    program = program_format(settings)
    with machine:
        host = parts.open_host(settings.window.avatar, program, settings.program)
        probe = _EngineProbe()
        engine = parts.parts().engine(settings.engine, probe, program.fps)
        engine.start(EngineRequest(host.entry.folder, host.width_px, host.height_px, program.fps))
        answered = probe.answered.wait(ENGINE_LIMIT_S)
        engine.stop()
    if probe.failure is not None:
        raise probe.failure
    if not answered or probe.info is None:
        return Finding(
            RED, f"The engine was not ready after {ENGINE_LIMIT_S:.0f} s.", "Close other programs and try again."
        )
    return judge_engine(probe.info, host.entry.name, program.fps)


def check_server(parts: RealParts, settings: Settings) -> Finding:
    """The server answers. Whether it draws is tested in the settings: a session there could end somebody's show."""
    from app.engine.omnirt.discovery import ServerKind, find_kind, request_headers

    remote = parts.remote(settings.omnirt, settings.window.avatar)
    kind = find_kind(remote.url, request_headers(remote.key, dict(remote.headers)), remote.ca_file)
    what = "OmniRT's full server" if kind is ServerKind.APP else "a standalone server"
    return Finding(GREEN, f"{remote.url} answers: {what}. Settings > Connection tests whether it draws.")


def check_model(parts: RealParts, settings: Settings) -> Finding:
    """The model is there and whole. It is not loaded: a card that a running studio draws with may have no room."""
    from app.engine.local.checkpoints import check
    from app.engine.local.finding import find_model

    model = find_model(parts.parts().local(settings, settings.window.avatar))
    check(model)
    if settings.engine.interpreter is None:
        return Finding(RED, f"{model.title} is there, but not what it runs with.", "Run: python3 studio.py local")
    return Finding(GREEN, f"{model.title} in {model.place} is whole. How fast it draws shows when it is loaded.")


def judge_engine(info: EngineInfo, host: str, fps: int) -> Finding:
    """Whether an engine draws fast enough for a program of ``fps`` pictures per second."""
    pictures = max(1, round(info.chunk_ns * info.fps / 1e9))
    draw_ms, slot_ms = info.render_ns / pictures / 1e6, 1e3 / fps
    message = f"{info.name} draws a picture of {host} in {draw_ms:.1f} ms, and has {slot_ms:.1f} ms for it."
    if draw_ms <= BUSY * slot_ms:
        return Finding(GREEN, message)
    light = AMBER if draw_ms <= slot_ms else RED
    return Finding(
        light, message, "Close other programs, or choose a smaller program size or fewer pictures per second."
    )


def check_speech(parts: RealParts, settings: Settings) -> Finding:
    """A typed line becomes speech, by the voice that the user has chosen first."""
    notices: list[Problem] = []
    line = parts.open_text("One, two, three.", settings.voice, notices.append)
    while line.read() is not None:
        pass
    line.close()
    if notices:
        return Finding(AMBER, notices[0].message, notices[0].hint)
    first = settings.voice.providers[0]
    voice = settings.voice.voices.get(first, "its own voice")
    return Finding(GREEN, f"Typed lines are spoken by {parts.speaker.provider(first, settings.voice).name}: {voice}.")


def check_microphone(devices: Callable[[], Sequence[AudioDevice]], wanted: str) -> Finding:
    """A microphone is there."""
    names = [device.name for device in devices()]
    if not names:
        hint = "Plug one in to speak yourself; typed lines and audio files need none."
        return Finding(AMBER, "There is no microphone.", hint)
    if wanted not in names:
        return Finding(
            AMBER,
            f"The microphone “{wanted}” of the settings is not there.",
            f"Plug it in, or choose one of: {', '.join(names)}.",
        )
    return Finding(GREEN, f"Microphones: {', '.join(names)}.")


def check_audio_out(devices: Callable[[], Sequence[AudioDevice]], wanted: str | None) -> Finding:
    """A sound device is there, and a virtual cable."""
    found = devices()
    if not found:
        return Finding(
            AMBER, "There is no sound device.", "Plug one in to hear the host; recordings have sound without one."
        )
    names = [device.name for device in found]
    if wanted is not None and wanted not in names:
        return Finding(
            AMBER,
            f"The audio device “{wanted}” of the settings is not there.",
            f"Plug it in, or choose one of: {', '.join(names)}.",
        )
    cables = [device.name for device in found if device.virtual_cable]
    if not cables:
        return Finding(AMBER, f"Sound devices: {', '.join(names)}; none leads into other programs.", _cable_hint())
    return Finding(GREEN, f"Sound devices: {', '.join(names)}; into other programs leads {cables[0]}.")


def check_camera(devices: Callable[[], Sequence[CameraDevice]], wanted: str) -> Finding:
    """A virtual camera is installed, and may be used."""
    from app.sinks.virtual_camera_devices import programs_using

    if importlib.util.find_spec("pyvirtualcam") is None:
        return Finding(
            AMBER,
            "The virtual camera is not available on this kind of computer.",
            "Record, or capture the window with OBS.",
        )
    cameras = devices()
    if not cameras:
        return Finding(AMBER, "There is no virtual camera.", _camera_hint())
    camera = next((one for one in cameras if wanted in (one.device, one.name)), None) if wanted else cameras[0]
    if camera is None:
        names = ", ".join(one.name for one in cameras)
        return Finding(AMBER, f"The virtual camera {wanted} of the settings is not there.", f"Choose one of: {names}.")
    if camera.device.startswith("/dev/") and not os.access(camera.device, os.R_OK | os.W_OK):
        hint = 'Run: sudo usermod -aG video "$USER", then log out and in again.'
        return Finding(RED, f"You are not allowed to send to the virtual camera {camera.name} ({camera.device}).", hint)
    users = programs_using(camera.device)
    held = f", which {', '.join(users)} has open" if users else ""
    return Finding(GREEN, f"Virtual camera: {camera.name}{held}.")


def check_encoders(settings: Settings, machine: threading.Lock) -> Finding:
    """Recordings can be encoded; by the graphics card, where it can."""
    from app.sinks.encoders import SOFTWARE, probe_encoders
    from app.studio.parts import program_format

    with machine:
        reports = probe_encoders(program_format(settings))
    working = [report for report in reports if report.failure is None]
    hardware = [report.name for report in working if report.codec != SOFTWARE]
    if hardware:
        return Finding(GREEN, f"Recordings are encoded by {hardware[0]}.")
    if working:
        return Finding(GREEN, f"Recordings are encoded by {working[0].name}: no hardware encoder works here.")
    reason = next(report.failure for report in reports if report.codec == SOFTWARE)
    return Finding(RED, f"Recordings cannot be encoded: {reason}.", "Install the studio again.")


def check_disk(folder: Path) -> Finding:
    """There is room where recordings go."""
    from app.sinks.recorder import LOW_FREE_BYTES, MIN_FREE_BYTES

    there = _nearest(folder)
    hint = "Make room, or choose another folder for recordings in the settings."
    if not os.access(there, os.W_OK):
        return Finding(RED, f"Recordings cannot be written to {folder}.", "Choose another folder in the settings.")
    free = shutil.disk_usage(there).free
    message = f"{free / 1e9:.1f} GB are free for recordings in {folder}."
    if free < LOW_FREE_BYTES:
        return Finding(RED if free < MIN_FREE_BYTES else AMBER, message, hint)
    return Finding(GREEN, message)


def check_display() -> Finding:
    """The window can open."""
    if has_display():
        return Finding(GREEN, "There is a display for the window.")
    hint = "Start the studio from a desktop, or use studio.py run and render."
    return Finding(AMBER, "There is no display: the studio runs without its window.", hint)


def check_awake() -> Finding:
    """The computer can be kept awake while live."""
    method = awake_method()
    if method is None:
        hint = "Switch off sleep and screen saver in the system's settings while you stream."
        return Finding(AMBER, "The computer cannot be kept awake while you are live.", hint)
    return Finding(GREEN, f"The computer is kept awake while you are live ({method}).")


class _EngineProbe:
    """An engine's listener that waits for its first word. Called on the host's thread."""

    def __init__(self) -> None:
        self.answered = threading.Event()
        self.info: EngineInfo | None = None
        self.failure: AppError | None = None

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        del session_create_ms
        self.info = info
        self.answered.set()

    def on_frame(self, frame: VideoFrame) -> None: ...

    def on_progress(self, turn: int, until_ns: int) -> None: ...

    def on_turn_done(self, turn: int) -> None: ...

    def on_stats(self, stats: Stats) -> None: ...

    def on_notice(self, notice: AppError) -> None: ...

    def on_configured(self, configured: Configured) -> None: ...

    def on_down(self, reason: AppError | None) -> None:
        self.failure = self.failure or reason
        self.answered.set()


def _cameras() -> Sequence[CameraDevice]:
    from app.sinks.virtual_camera_devices import list_cameras

    return list_cameras()


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _cable_hint() -> str:
    if sys.platform == "win32":
        return "Install VB-CABLE (vb-audio.com/Cable) to bring the host's voice into OBS and calls."
    if sys.platform == "darwin":
        return "Install BlackHole (existential.audio) to bring the host's voice into OBS and calls."
    return "Run: pactl load-module module-null-sink sink_name=studio, to bring the host's voice into OBS and calls."


def _camera_hint() -> str:
    if sys.platform in ("win32", "darwin"):
        return "Install OBS Studio (obsproject.com) and start its virtual camera once."
    return (
        'Install v4l2loopback-dkms, then run: sudo modprobe v4l2loopback exclusive_caps=1 card_label="Virtual Camera"'
    )
