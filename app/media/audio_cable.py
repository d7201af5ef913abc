"""A virtual cable on Linux: a null sink that the studio plays into, and a microphone that other programs hear it on.

Made through ``pactl``, which speaks to PulseAudio and to PipeWire alike, without an administrator. It lasts until the
sound server ends, which is when the user logs out: programs that listen to it go on when the studio is restarted.
Browsers hide the monitor of a sink from their lists of microphones, hence the second module.
"""

from __future__ import annotations

import shutil
import subprocess

from app.base.errors import AppError

SINK, SOURCE = "flashtalk_studio", "flashtalk_studio_microphone"
CABLE = "FlashTalk Studio"
"""What people see in lists of speakers."""
CABLE_MICROPHONE = "FlashTalk Studio Microphone"
"""What people see in lists of microphones."""
LIMIT_S = 5.0


def can_make_cable() -> bool:
    """Whether there is what it takes."""
    return shutil.which("pactl") is not None


def make_cable() -> None:
    """Make the cable, or what is missing of it. Blocks for seconds at worst; raises AppError."""
    made = ""
    if SINK not in _names("sinks"):
        made = _pactl(
            "load-module", "module-null-sink", f"sink_name={SINK}", f"sink_properties='device.description=\"{CABLE}\"'"
        )
    if SOURCE in _names("sources"):
        return
    try:
        _pactl(
            "load-module",
            "module-remap-source",
            f"master={SINK}.monitor",
            f"source_name={SOURCE}",
            f"source_properties='device.description=\"{CABLE_MICROPHONE}\"'",
        )
    except AppError:
        if made:  # half a cable leads nowhere
            _pactl("unload-module", made)
        raise


def _names(kind: str) -> set[str]:
    return {line.split("\t")[1] for line in _pactl("list", "short", kind).splitlines() if "\t" in line}


def _pactl(*words: str) -> str:
    pactl = shutil.which("pactl")
    if pactl is None:
        raise _failed("the program pactl is missing")
    try:
        done = subprocess.run([pactl, *words], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise _failed(f"the sound server did not answer within {LIMIT_S:.0f} s") from None
    except OSError as error:
        raise _failed(str(error.strerror or error)) from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise _failed(said[-1].rstrip(".") if said else f"pactl ended with {done.returncode}")
    return done.stdout.strip()


def _failed(why: str) -> AppError:
    return AppError(
        "audio_out.no_cable",
        f"The virtual cable could not be made: {why}.",
        "See that PulseAudio or PipeWire runs, and that pulseaudio-utils is installed, then try again.",
    )
