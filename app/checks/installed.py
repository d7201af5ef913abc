"""What is installed and in order: packages, settings, avatars, voices, encoders, display."""

from __future__ import annotations

import importlib.util
import platform
import sys
import threading

from app.avatars.library import Library
from app.base.awake import awake_method
from app.base.errors import AppError, Problem
from app.base.launcher import runs_from_source
from app.base.paths import models_dir
from app.base.settings import Settings
from app.ground import Ground, has_display
from app.parts import RealParts
from app.studio.checkup import Finding, Light, Remedy, Step
from app.studio.preflight import ShowNow
from app.studio.snapshot import OutputState

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

PACKAGES = (
    "av", "edge_tts", "httpx", "keyring", "numpy", "platformdirs", "psutil", "pydantic", "PySide6", "sounddevice",
    "soxr", "tomli_w", "wakepy",
)  # fmt: skip


def check_python() -> Finding:
    """Python and the packages."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        hint = "Start studio.py again: it installs them." if runs_from_source() else "Install the studio again."
        return Finding(RED, f"These packages are missing: {', '.join(missing)}.", hint)
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
        steps = (
            Step("Remove it under Docks > Avatars."),
            Step("Import its picture again, with the + beside the avatars or by dropping it on the window."),
        )
        message = f"{len(broken)} of {len(entries)} avatars cannot be used: {broken[0]}"
        return Finding(AMBER, message, broken[0].hint, Remedy(steps=steps))
    return Finding(GREEN, "1 avatar can be used." if len(entries) == 1 else f"{len(entries)} avatars can be used.")


def check_faces() -> Finding:
    """Faces are found in pictures that are imported."""
    from app.avatars.detector import FaceDetector

    try:
        FaceDetector(models_dir())
    except AppError as error:
        return Finding(AMBER, error.message, error.hint)
    return Finding(GREEN, "Faces are found in pictures.")


def check_speech(parts: RealParts, settings: Settings) -> Finding:
    """A typed line becomes speech, by the voice that the user has chosen first."""
    notices: list[Problem] = []
    line = parts.voices.open_text("One, two, three.", settings.voice, notices.append)
    while line.read() is not None:
        pass
    line.close()
    if notices:
        return Finding(AMBER, notices[0].message, notices[0].hint, Remedy(page="voice"))
    first = settings.voice.providers[0]
    name, voice = parts.voices.speaker.provider(first, settings.voice).name, settings.voice.voices.get(first)
    if voice is None:
        return Finding(GREEN, f"Typed lines are spoken by {name}, with its own voice.")
    return Finding(GREEN, f"Typed lines are spoken by {name}: {voice}.")


def check_encoders(settings: Settings, machine: threading.Lock, now: ShowNow | None = None) -> Finding:
    """Recordings can be encoded; by the graphics card, where it can. One that is being made is not disturbed."""
    if now is not None and now.look().recording is not OutputState.OFF:
        return Finding(GREEN, "A recording is being made.")
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
    message = f"Recordings cannot be encoded: {reason}."
    return Finding(RED, message, "Install the studio again.", Remedy(page="recording"))


def check_display() -> Finding:
    """The window can open."""
    if has_display():
        return Finding(GREEN, "There is a display for the window.")
    hint = "Start the studio from a desktop, or use the commands run and render."
    return Finding(AMBER, "There is no display: the studio runs without its window.", hint)


def check_awake() -> Finding:
    """The computer can be kept awake while live."""
    method = awake_method()
    if method is None:
        hint = "Switch off sleep and screen saver in the system's settings while you stream."
        message = "The computer cannot be kept awake while you are live."
        return Finding(AMBER, message, hint, Remedy(steps=_stay_awake()))
    return Finding(GREEN, f"The computer is kept awake while you are live ({method}).")


def _stay_awake() -> tuple[Step, ...]:
    page = {
        "win32": "ms-settings:powersleep",
        "darwin": "x-apple.systempreferences:com.apple.preference.battery",
    }.get(sys.platform, "")
    return (
        Step("Set sleep and screen saver to “Never” in the system's power settings.", link=page),
        Step("Put them back after the show."),
    )
