"""Audio devices as people know them: one friendly name each, however many host APIs show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Direction = Literal["input", "output"]

DEFAULT = "default"
"""Name of the device that the system has chosen."""

_HOST_APIS = ("Windows WASAPI", "Windows DirectSound", "MME", "Core Audio", "ALSA", "JACK Audio Connection Kit")
"""In order of preference. ASIO and WDM-KS take a device away from everybody else: never."""

_NOT_DEVICES = re.compile(
    r"Microsoft Sound Mapper|Primary Sound (Capture )?Driver|\[Loopback\]$"
    r"|^(default|sysdefault|front|rear|side|center_lfe|surround\d+|iec958|spdif|hdmi|dmix|dsnoop|null|modem|phoneline"
    r"|lavrate|samplerate|speex(rate)?|upmix|vdownmix|jack|oss|usbstream)$"
)
_SOUND_SERVERS = {"pulse": "PulseAudio", "pipewire": "PipeWire"}
_VIRTUAL = re.compile(
    r"VB-Audio|VB-Cable|\bCABLE\b|Voicemeeter|BlackHole|Soundflower|Loopback Audio|Virtual (Audio )?Cable|\bVAC\b", re.I
)
_MME_LENGTH = 31  # MME cuts names off here


@dataclass(frozen=True, slots=True)
class PulseDevice:
    """A sink or source of a PulseAudio server (or of PipeWire speaking for one).

    Attributes:
        name: what the server calls it.
        description: what people call it.
        virtual: a null sink or the monitor of one.

    """

    name: str
    description: str
    virtual: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One way to open a device.

    Attributes:
        index: its number in PortAudio's list.
        host_api: the host API's name.
        channels: how many it has.
        rate_hz: its own rate, as the host API tells it.
        latency_s: the lowest that the host API suggests.
        pulse: sink or source of the PulseAudio server that it shall mean; empty: as it comes.

    """

    index: int
    host_api: str
    channels: int
    rate_hz: int
    latency_s: float
    pulse: str = ""


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A microphone or a speaker.

    Attributes:
        name: friendly and unique in its list; what settings hold.
        raw_name: the system's name; settings may hold it too.
        virtual_cable: leads into other programs and not to an ear.
        ways: how it can be opened, best first.

    """

    name: str
    raw_name: str
    virtual_cable: bool
    ways: tuple[Way, ...]


def name_devices(
    direction: Direction,
    found: Sequence[Mapping[str, Any]],
    host_apis: Sequence[Mapping[str, Any]],
    pulse: Sequence[PulseDevice] = (),
) -> tuple[AudioDevice, ...]:
    """Make the list that people see, ``DEFAULT`` first.

    Args:
        direction: microphones or speakers.
        found: ``sounddevice.query_devices()``.
        host_apis: ``sounddevice.query_hostapis()``.
        pulse: the sinks or sources of a running PulseAudio server. They take the place of raw ALSA hardware, which
            the server keeps to itself.

    """
    ways = list(_ways(direction, found, host_apis))
    door = next((way for name, way in ways if name == "pulse"), None)  # the ALSA device that leads to the server
    if door is None:
        pulse = ()
    groups: list[tuple[str, list[Way]]] = []
    for name, way in ways:
        if _NOT_DEVICES.search(name) or (pulse and _behind_pulse(name)):
            continue
        for known, known_ways in groups:
            if _same(known, name) and all(way.host_api != other.host_api for other in known_ways):
                known_ways.append(way)
                break
        else:
            groups.append((name, [way]))
    devices = [AudioDevice(_friendly(name), name, bool(_VIRTUAL.search(name)), tuple(ws)) for name, ws in groups]
    if door is not None:
        devices = [*_pulse_devices(pulse, door), *devices]
    default = _default_ways(direction, host_apis, ways)
    if default:
        devices.insert(0, AudioDevice(DEFAULT, DEFAULT, False, default))
    return _unique(devices)


def find_device(devices: Iterable[AudioDevice], name: str) -> AudioDevice | None:
    """The device that settings mean by ``name``: its friendly name, or the system's."""
    devices = tuple(devices)
    for device in devices:
        if device.name == name:
            return device
    return next((device for device in devices if device.raw_name == name), None)


def _ways(
    direction: Direction, found: Sequence[Mapping[str, Any]], host_apis: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[str, Way]]:
    for wanted in _HOST_APIS:
        for index, device in enumerate(found):
            host_api = host_apis[device["hostapi"]]["name"]
            channels = int(device[f"max_{direction}_channels"])
            if host_api == wanted and channels > 0:
                latency_s = float(device[f"default_low_{direction}_latency"])
                yield device["name"], Way(index, host_api, channels, int(device["default_samplerate"]), latency_s)


def _default_ways(
    direction: Direction, host_apis: Sequence[Mapping[str, Any]], ways: Sequence[tuple[str, Way]]
) -> tuple[Way, ...]:
    defaults = {int(api[f"default_{direction}_device"]) for api in host_apis}
    return tuple(way for _, way in ways if way.index in defaults)


def _pulse_devices(pulse: Sequence[PulseDevice], door: Way) -> Iterable[AudioDevice]:
    for device in pulse:
        way = Way(door.index, door.host_api, 2, door.rate_hz, door.latency_s, device.name)
        name = f"{device.description} (virtual cable)" if device.virtual else device.description
        yield AudioDevice(name, device.name, device.virtual, (way,))


def _behind_pulse(name: str) -> bool:
    return name in _SOUND_SERVERS or "(hw:" in name


def _same(known: str, name: str) -> bool:
    return known == name or (len(name) >= _MME_LENGTH and known.startswith(name))


def _friendly(name: str) -> str:
    name = re.sub(r"\s*\((plug)?hw:[^)]*\)$", "", name)
    name = _SOUND_SERVERS.get(name, name)
    if _VIRTUAL.search(name):
        return re.sub(r"\s*\([^()]*\)?$", "", name) + " (virtual cable)"
    return name


def _unique(devices: Sequence[AudioDevice]) -> tuple[AudioDevice, ...]:
    seen: dict[str, int] = {}
    result = []
    for device in devices:
        count = seen[device.name] = seen.get(device.name, 0) + 1
        name = device.name if count == 1 else f"{device.name} {count}"
        result.append(AudioDevice(name, device.raw_name, device.virtual_cable, device.ways))
    return tuple(result)
