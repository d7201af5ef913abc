"""The window when something fails: what cannot be opened, goes away or ends. The sentences are the program's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.base.errors import Problem, Severity
from app.engine.life import AGAIN
from app.studio.snapshot import EngineState, OutputState
from flashtalk_camera import failures
from flashtalk_camera.failures import CameraError
from tests.ui.scene import Common, Scene
from tests.ui.scene_acts import try_to_close

FILM = Path("/home/streamer/Videos/FlashTalk Studio/2026-11-23 20-15-00 Mira.mp4")
NODE = "Virtual Camera (/dev/video9)"
WAITS = "Plug it in again: the studio waits for it."

CAMERA = {
    "not-installed": failures.not_installed("linux"),
    "not-installed-windows": failures.not_installed("win32"),
    "not-installed-mac": failures.not_installed("darwin"),
    "not-loaded": failures.not_loaded(),
    "no-device": failures.no_device("/dev/video7", ["Virtual Camera", "OBS Virtual Camera"]),
    "not-virtual": failures.not_virtual("HD Webcam C920 (/dev/video0)"),
    "busy": failures.busy(NODE, "obs (process 4711)", "linux"),
    "busy-unseen": failures.busy("OBS Virtual Camera", "", "win32"),
    "permission": failures.permission(NODE),
    "odd-size": failures.odd_size(1281, 721),
    "unaligned-size": failures.unaligned_size(1080, 1920),
    "size-held": failures.size_held(NODE, "1920x1080", 1280, 720),
    "failed": failures.failed(NODE, "unable to allocate pixel buffer pool"),
}

HELPER = Problem(
    "camera.helper",
    "The camera helper failed: it ended before it was ready, with exit code -11; see /home/streamer/.local/state/"
    "FlashTalk Studio/camera.log.",
    "Start the virtual camera again; if that does not help, install FlashTalk Studio again.",
)
TAKEN_OVER = Problem(
    "camera.taken_over",
    "Another FlashTalk Studio has taken the virtual camera over.",
    "Close the other one, then start the virtual camera again.",
)

RECORDING = {
    "no-room": Problem(
        "recording.disk_full",
        f"The recording {FILM} cannot be started: only 41 MB are free there.",
        "Make room or choose another folder in Settings.",
    ),
    "little-room": Problem(
        "recording.disk_low",
        f"Only 0.3 GB are free for recordings in {FILM.parent}.",
        "Make room or choose another folder in Settings.",
        Severity.WARNING,
    ),
    "not-permitted": Problem(
        "recording.no_permission",
        f"The recording {FILM} cannot be written: writing there is not permitted.",
        "Choose another folder in Settings.",
    ),
    "encoder-died": Problem(
        "recording.encoder_died",
        f"The recording {FILM} has ended: its encoder, NVENC, crashed.",
        "What was written can be played. If it happens again, set Settings > Recording > Encoder to software.",
    ),
    "stuck": Problem(
        "recording.stuck",
        f"The recording {FILM} has ended: its drive takes no more data.",
        "Check the drive, or choose another folder in Settings. What was written before can be played.",
    ),
    "too-big": Problem(
        "recording.file_too_big",
        f"The recording {FILM} has ended: the file has reached the largest size that this drive allows.",
        "Record to a drive that is not formatted as FAT32.",
    ),
}

SOUND = {
    "missing": (
        Problem("audio_out.missing", "There is no audio device “Headphones”.", "Plug it in or choose another one."),
        Problem("microphone.missing", "This computer has no microphone.", "Plug one in."),
    ),
    "refused": (
        Problem(
            "audio_out.refused",
            "The audio device “CABLE Input (VB-Audio Virtual Cable)” does not open.",
            "Close the programs that use it, or choose another.",
        ),
        Problem(
            "microphone.refused",
            "The microphone “RØDE NT-USB Mini” does not open.",
            "Close the programs that use it, allow microphones in the system's privacy settings, or choose another.",
        ),
    ),
    "lost": (
        Problem("audio_out.lost", "The audio device “Headphones” went away.", WAITS, Severity.WARNING),
        Problem("microphone.lost", "The microphone “RØDE NT-USB Mini” went away.", WAITS, Severity.WARNING),
    ),
    "silent": (
        Problem(
            "audio_out.silent",
            "The audio device “Headphones” opens, but does not play.",
            "Unplug it and plug it in again, or choose another.",
        ),
    ),
    "no-portaudio": (
        Problem(
            "audio.no_portaudio",
            "The sound library PortAudio is missing.",
            "Install it (Debian, Ubuntu: sudo apt install libportaudio2) and start the studio again.",
        ),
    ),
}

ENGINE = {
    "died": Problem("engine.died", "The engine stopped unexpectedly: it was killed by SIGKILL.", AGAIN),
    "hung": Problem("engine.hung", "The engine has not answered for 5 s.", AGAIN),
    "no-memory": Problem(
        "engine.shared_memory",
        "The engine's pictures need 133 MB of shared memory, and the system has less left.",
        "Close other programs, or choose a smaller program size.",
    ),
}

SLOW = Problem(
    "engine.slow",
    "The engine is slower than your voice: pictures are left out so that the sound stays in step.",
    "Choose a smaller program or a lower frame rate in the settings, or close other programs.",
    Severity.WARNING,
)

SPEECH = {
    "no-espeak": Problem(
        "speech.unavailable",
        "Typed lines cannot be spoken: espeak-ng is not installed (libespeak-ng.so.1: cannot open shared object file).",
        "Install FlashTalk Studio again; on Linux the package espeak-ng helps too.",
        Severity.WARNING,
    ),
    "instead": Problem(
        "speech.instead",
        "espeak-ng speaks instead: Edge's online voices cannot be reached.",
        "Check your connection, or choose other voices.",
        Severity.NOTICE,
    ),
    "no-sound": Problem(
        "audio_file.no_sound",
        "There is no sound in /home/streamer/Videos/silent film.mp4.",
        "Choose an audio file, or a video that has sound.",
        Severity.WARNING,
    ),
}

OTHERS = {
    "background-gone": Problem(
        "program.background_gone",
        "The background picture /home/streamer/Pictures/wall.png is gone.",
        "Find it again, or take a colour in Settings > Video.",
    ),
    "settings-unreadable": Problem(
        "settings.unreadable",
        "The settings file /home/streamer/.config/FlashTalk Studio/settings.toml cannot be read: line 12 is not TOML.",
        "All settings were set back to their defaults. The old file is kept as settings.toml.bak.",
        Severity.WARNING,
    ),
    "browser-port": Problem(
        "browser_source.port",
        "The browser source cannot be reached: port 8788 is taken (Address already in use).",
        "Choose another port in Settings > OBS.",
    ),
}


def failure_scenes(states: Common) -> list[Scene]:
    """One for each failure that the window has to name."""
    ready, on_air = states.ready, states.on_air
    off = on_air | {"camera": OutputState.OFF}
    ended = on_air | {"recording": OutputState.OFF}
    deaf = on_air | {"audio_out": OutputState.LOST, "microphone_lost": True}
    down = on_air | {"engine": EngineState.RESTARTING}
    return [
        *(_scene(f"camera-{name}", ready, _said(error)) for name, error in CAMERA.items()),
        _scene("camera-helper", off, HELPER),
        _scene("camera-taken-over", off, TAKEN_OVER),
        *(_scene(f"recording-{name}", ended, problem) for name, problem in RECORDING.items()),
        *(_scene(f"sound-{name}", deaf, *problems) for name, problems in SOUND.items()),
        *(_scene(f"engine-{name}", down, problem) for name, problem in ENGINE.items()),
        _scene("engine-slow", on_air, SLOW),
        *(_scene(f"speech-{name}", ready, problem) for name, problem in SPEECH.items()),
        *(_scene(name, ready, problem) for name, problem in OTHERS.items()),
        Scene("failed-closing-recording", on_air | {"camera": OutputState.OFF}, act=try_to_close),
        Scene("failed-closing-camera", on_air | {"recording": OutputState.OFF}, act=try_to_close),
    ]


def _scene(name: str, state: dict[str, Any], *problems: Problem) -> Scene:
    return Scene(f"failed-{name}", state | {"problems": problems})


def _said(error: CameraError) -> Problem:
    return Problem(error.code, error.message, error.hint)
