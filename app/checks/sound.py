"""What the show is heard by and heard on: the microphone and its level, the sound device, the virtual cable."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from app.base.settings import Settings, VoiceSettings
from app.checks.system_packages import install_command
from app.media.audio_cable import CABLE, CABLE_MICROPHONE, can_make_cable
from app.parts import RealParts
from app.studio.checkup import Finding, Light, Remedy, Step
from app.studio.preflight import ShowNow

if TYPE_CHECKING:
    from app.media.audio_devices import AudioDevice

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED

LISTEN_S = 1.5
_LOOK_S = 0.05
_SILENT_DBFS = -85.0  # no microphone that is switched on is softer: even a very quiet room is heard above it
_CLIPS_DBFS = -0.5

_INSTALL_PACTL = {
    "debian": "sudo apt install pulseaudio-utils",
    "fedora": "sudo dnf install pulseaudio-utils",
    "arch": "sudo pacman -S libpulse",
    "suse": "sudo zypper install pulseaudio-utils",
}

VB_CABLE_PAGE = "https://vb-audio.com/Cable/"
BLACKHOLE_PAGE = "https://existential.audio/blackhole/"


def listen(parts: RealParts, voice: VoiceSettings, now: ShowNow | None) -> float:
    """The loudest that the microphone hears within ``LISTEN_S``, -inf..0 dBFS. Raises AppError.

    The studio's own microphone is asked where it is on: a device may refuse to be opened twice.
    """
    if now is not None and now.look().microphone_on:
        return _loudest(lambda: now.look().microphone_level_dbfs)
    from app.media.clock import MasterClock

    microphone = parts.microphone(voice, MasterClock())
    microphone.start(lambda samples, captured_ns: None)
    try:
        return _loudest(lambda: microphone.level_dbfs)
    finally:
        microphone.stop()


def _loudest(level: Callable[[], float]) -> float:
    until_s, loudest = time.monotonic() + LISTEN_S, float("-inf")
    while time.monotonic() < until_s:
        time.sleep(_LOOK_S)
        loudest = max(loudest, level())
    return loudest


def check_microphone(
    devices: Callable[[], Sequence[AudioDevice]], voice: VoiceSettings, listen: Callable[[], float]
) -> Finding:
    """A microphone is there and hears something that is neither nothing nor too much."""
    names = [device.name for device in devices()]
    if not names:
        hint = "Plug one in to speak yourself; typed lines and audio files need none."
        return Finding(AMBER, "There is no microphone.", hint, Remedy(steps=_get_device("input")))
    if voice.microphone not in names:
        other = "default" if "default" in names else names[0]
        return Finding(
            AMBER,
            f"The microphone “{voice.microphone}” of the settings is not there.",
            _use_instead(other),
            Remedy(changes=(("voice.microphone", other),)),
        )
    return judge_level(listen(), voice)


def judge_level(peak_dbfs: float, voice: VoiceSettings) -> Finding:
    """Whether a level is one of a microphone that works."""
    name = voice.microphone
    if peak_dbfs < _SILENT_DBFS:
        steps = (
            Step("Switch the microphone on: many have a mute key, headsets often one on the cable."),
            *_permission(),
        )
        return Finding(
            AMBER,
            f"The microphone “{name}” hears nothing at all, not even the room.",
            "Unmute it, and allow the studio to use it in the system's privacy settings.",
            Remedy(steps=steps),
        )
    if peak_dbfs > _CLIPS_DBFS:
        remedy = Remedy(changes=(("voice.gain_db", 0),)) if voice.gain_db > 0 else Remedy(page="audio")
        return Finding(AMBER, f"The microphone “{name}” is so loud that it is cut off.", "Lower its gain.", remedy)
    return Finding(GREEN, f"The microphone “{name}” hears up to {peak_dbfs:.0f} dBFS.")


def check_audio_out(devices: Callable[[], Sequence[AudioDevice]], settings: Settings) -> Finding:
    """A sound device is there, and a virtual cable that the host's voice goes into."""
    wanted = settings.audio_out.device
    found = devices()
    if not found:
        hint = "Plug one in to hear the host; recordings have sound without one."
        return Finding(AMBER, "There is no sound device.", hint, Remedy(steps=_get_device("output")))
    names = [device.name for device in found]
    cables = [device.name for device in found if device.virtual_cable]
    if wanted is not None and wanted not in names:
        message = f"The audio device “{wanted}” of the settings is not there."
        if wanted.startswith(CABLE) and can_make_cable():
            return Finding(AMBER, message, "Make the virtual cable again: it went with the last login.", _make_cable())
        other = cables[0] if cables else "default" if "default" in names else names[0]
        return Finding(AMBER, message, _use_instead(other), Remedy(changes=(("audio_out.device", other),)))
    if not cables:
        return Finding(AMBER, "There is no virtual cable, so OBS and calls do not hear the host.", *_get_cable())
    chosen = wanted if wanted in cables else None
    if chosen is None:
        return Finding(
            AMBER,
            "The host's voice goes into no virtual cable, so OBS and calls do not hear it.",
            f"Send it into {cables[0]}, where other programs take it from.",
            Remedy(changes=(("audio_out.device", cables[0]),)),
        )
    message = f"The host's voice goes into {chosen}: choose its other end as the microphone in OBS and calls."
    if sys.platform == "linux" and chosen.startswith(CABLE):
        message = (
            f"The host's voice goes into {chosen}: choose “{CABLE_MICROPHONE}” as the microphone in OBS and calls."
        )
    return Finding(GREEN, message)


def _use_instead(device: str) -> str:
    return "Plug it in, or use the system's default." if device == "default" else f"Plug it in, or use {device}."


def _make_cable() -> Remedy:
    return Remedy(mend="cable")


def _get_cable() -> tuple[str, Remedy]:
    if sys.platform == "win32":
        return "Install VB-CABLE to bring the host's voice into OBS and calls.", Remedy(
            steps=(
                Step("Download VB-CABLE, unpack it, and run the setup as administrator.", link=VB_CABLE_PAGE),
                Step("Restart the computer."),
                Step("Set both ends to 48000 Hz in the system's sound settings.", link="ms-settings:sound"),
                Step(
                    "Choose CABLE Input as the studio's audio device, CABLE Output as the microphone in OBS and calls."
                ),
            )
        )
    if sys.platform == "darwin":
        return "Install BlackHole to bring the host's voice into OBS and calls.", Remedy(
            steps=(
                Step("Download BlackHole 2ch and install it.", link=BLACKHOLE_PAGE),
                Step("Choose BlackHole 2ch as the studio's audio device, and as the microphone in OBS and calls."),
            )
        )
    if can_make_cable():
        return "Make a virtual cable, to bring the host's voice into OBS and calls.", _make_cable()
    install = install_command(_INSTALL_PACTL)
    return "Install pulseaudio-utils, with which the studio makes a virtual cable.", Remedy(
        steps=(
            Step("Install pulseaudio-utils; it works with PipeWire, too.", install),
            Step("Check again: the studio then makes the cable by itself."),
        )
    )


def _get_device(kind: Literal["input", "output"]) -> tuple[Step, ...]:
    """How a device comes to be listed that is not."""
    page = {
        "win32": "ms-settings:sound",
        "darwin": f"x-apple.systempreferences:com.apple.preference.sound?{kind}",
    }.get(sys.platform, "")
    steps = (
        Step("Plug it in, or connect it by Bluetooth: the studio sees it within seconds."),
        Step("See whether the system's sound settings list it; what they do not list, no program can use.", link=page),
    )
    return steps if kind == "output" or not page else (*steps, *_permission())


def _permission() -> tuple[Step, ...]:
    page = {
        "win32": "ms-settings:privacy-microphone",
        "darwin": "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone",
    }.get(sys.platform)
    if page is None:
        return (Step("See that its level is not at zero in the system's sound settings."),)
    return (Step("Allow the studio to use the microphone in the system's privacy settings.", link=page),)
