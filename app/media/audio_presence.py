"""What is plugged in, asked of the system itself: PortAudio makes its list once and does not look again."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.media.audio_devices import PulseDevice

log = logging.getLogger(__name__)

PACTL_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class Presence:
    """What there is now.

    Attributes:
        marks: one word for each device; a device that comes (back) brings a word that was not there.
        sinks: of a running PulseAudio server; empty without one.
        sources: of the same.

    """

    marks: frozenset[str]
    sinks: tuple[PulseDevice, ...] = ()
    sources: tuple[PulseDevice, ...] = ()


def look() -> Presence:
    """Ask this system, in some milliseconds and without opening anything. Any thread."""
    if sys.platform == "win32":
        return Presence(frozenset(_windows_marks()))
    if sys.platform == "darwin":
        return Presence(frozenset(_mac_marks()))
    return _linux()


# ---- Linux


def _linux() -> Presence:
    cards = Path("/proc/asound/cards")
    marks = {line.strip() for line in cards.read_text().splitlines()} if cards.exists() else set()
    sinks, sources = parse_pulse(_ask_pulse())
    marks |= {f"pulse {device.name}" for device in (*sinks, *sources)}
    return Presence(frozenset(marks), sinks, sources)


def _ask_pulse() -> Mapping[str, Any]:
    pactl = shutil.which("pactl")
    if pactl is None:
        return {}
    try:
        # In other languages it writes decimal commas into its JSON.
        environment = {**os.environ, "LC_ALL": "C"}
        command = [pactl, "-f", "json", "list"]
        done = subprocess.run(command, capture_output=True, timeout=PACTL_TIMEOUT_S, env=environment, check=False)
        listed: Mapping[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        log.info("pactl did not answer: %s", error)
        return {}
    return listed


def parse_pulse(listed: Mapping[str, Any]) -> tuple[tuple[PulseDevice, ...], tuple[PulseDevice, ...]]:
    """Sinks and sources from what ``pactl -f json list`` wrote. Monitors are listed for null sinks alone."""
    sinks = [
        PulseDevice(sink["name"], sink["description"], _is_null(sink))
        for sink in listed.get("sinks", ())
        if sink["name"] != "auto_null"  # the server's stand-in for "there is none"
    ]
    cables = {sink.name for sink in sinks if sink.virtual}
    sources = [
        PulseDevice(source["name"], source["description"], bool(source["monitor_source"]))
        for source in listed.get("sources", ())
        if not source["monitor_source"] or source["monitor_source"] in cables
    ]
    return tuple(sinks), tuple(sources)


def _is_null(sink: Mapping[str, Any]) -> bool:
    return "null-sink" in str(sink["driver"]) or "null-audio-sink" in str(sink["properties"].get("factory.name", ""))


# ---- Windows


def _windows_marks() -> Iterable[str]:
    """Names from the oldest of the sound interfaces: the only one that answers afresh without a COM apartment."""
    winmm: Any = ctypes.WinDLL("winmm")  # type: ignore[attr-defined,unused-ignore]  # only Windows has it

    class Caps(ctypes.Structure):
        # WAVEINCAPSW and WAVEOUTCAPSW begin alike; the rest only has to be large enough.
        _fields_ = (
            ("manufacturer", ctypes.c_uint16),
            ("product", ctypes.c_uint16),
            ("version", ctypes.c_uint32),
            ("name", ctypes.c_ubyte * 64),  # 32 characters of 16 bits
            ("rest", ctypes.c_byte * 64),
        )

    for kind in ("In", "Out"):
        for index in range(getattr(winmm, f"wave{kind}GetNumDevs")()):
            caps = Caps()
            # The size that is told is that of WAVEINCAPSW, which is the smaller.
            if getattr(winmm, f"wave{kind}GetDevCapsW")(ctypes.c_size_t(index), ctypes.byref(caps), 80) == 0:
                yield f"{kind} {bytes(caps.name).decode('utf-16-le').partition(chr(0))[0]}"


# ---- macOS


def _mac_marks() -> Iterable[str]:
    """Core Audio's device ids; a device that is plugged in again gets a new one."""
    path = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"
    core_audio: Any = ctypes.CDLL(path)

    class Address(ctypes.Structure):
        _fields_ = (("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32))

    def code(four: str) -> int:
        return int.from_bytes(four.encode(), "big")

    address = Address(code("dev#"), code("glob"), 0)
    size = ctypes.c_uint32()
    system_object = ctypes.c_uint32(1)
    if core_audio.AudioObjectGetPropertyDataSize(
        system_object, ctypes.byref(address), ctypes.c_uint32(0), None, ctypes.byref(size)
    ):
        return
    ids = (ctypes.c_uint32 * (size.value // 4))()
    if core_audio.AudioObjectGetPropertyData(
        system_object, ctypes.byref(address), ctypes.c_uint32(0), None, ctypes.byref(size), ids
    ):
        return
    yield from (str(device_id) for device_id in ids)
