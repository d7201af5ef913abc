from __future__ import annotations

import ctypes
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.media.audio_devices import PulseDevice
from app.media.audio_presence import look, parse_pulse

LISTED: dict[str, Any] = {
    "sinks": [
        {"name": "auto_null", "description": "Dummy Output", "driver": "module-null-sink.c", "properties": {}},
        {"name": "card", "description": "Built-in Audio", "driver": "module-alsa-card.c", "properties": {}},
        {"name": "avatar", "description": "Avatar", "driver": "module-null-sink.c", "properties": {}},
        {
            "name": "wire",
            "description": "Wire",
            "driver": "PipeWire",
            "properties": {"factory.name": "support.null-audio-sink"},
        },
    ],
    "sources": [
        {"name": "card.monitor", "description": "Monitor of Built-in Audio", "monitor_source": "card"},
        {"name": "avatar.monitor", "description": "Monitor of Avatar", "monitor_source": "avatar"},
        {"name": "mic", "description": "Microphone", "monitor_source": ""},
    ],
}


def test_null_sinks_and_their_monitors_are_cables_and_other_monitors_are_left_out() -> None:
    sinks, sources = parse_pulse(LISTED)
    assert sinks == (
        PulseDevice("card", "Built-in Audio", False),
        PulseDevice("avatar", "Avatar", True),
        PulseDevice("wire", "Wire", True),
    )
    assert sources == (
        PulseDevice("avatar.monitor", "Monitor of Avatar", True),
        PulseDevice("mic", "Microphone", False),
    )


def test_no_server() -> None:
    assert parse_pulse({}) == ((), ())


if sys.platform == "linux":

    @pytest.mark.parametrize("answer", ["echo not json", "exit 1", "sleep 30"])
    def test_a_pactl_that_fails_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
        pactl = tmp_path / "pactl"
        pactl.write_text(f"#!/bin/sh\nexec {answer}\n" if answer != "exit 1" else "#!/bin/sh\nexit 1\n")
        pactl.chmod(pactl.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setattr("app.media.audio_presence.PACTL_TIMEOUT_S", 0.2)
        assert look().sinks == ()


class _Winmm:
    """As much of winmm as is called: two devices that record, one that plays."""

    def __init__(self) -> None:
        self._names = {"In": ["Microphone (USB)", "Line In"], "Out": ["Lautsprecher ü"]}

    def __getattr__(self, name: str) -> Callable[..., int]:
        names = self._names["In" if name.startswith("waveIn") else "Out"]
        if name.endswith("GetNumDevs"):
            return lambda: len(names)

        def caps(index: Any, caps: Any, size: int) -> int:
            assert size <= ctypes.sizeof(caps._obj)
            text = names[index.value].encode("utf-16-le")
            ctypes.memmove(ctypes.addressof(caps._obj) + 8, text, len(text))  # after two short ids and a long version
            return 0

        return caps


def test_windows_is_asked_for_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "WinDLL", lambda name: _Winmm(), raising=False)
    assert look().marks == {"In Microphone (USB)", "In Line In", "Out Lautsprecher ü"}


class _CoreAudio:
    """As much of Core Audio as is called: the list of device ids."""

    ids = (41, 73, 88)

    def AudioObjectGetPropertyDataSize(self, system: Any, address: Any, *rest: Any) -> int:
        assert system.value == 1
        assert address._obj.selector.to_bytes(4, "big") == b"dev#"
        rest[-1]._obj.value = 4 * len(self.ids)
        return 0

    def AudioObjectGetPropertyData(self, system: Any, address: Any, *rest: Any) -> int:
        rest[-1][:] = self.ids
        return 0


def test_mac_is_asked_for_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda path: _CoreAudio())
    assert look().marks == {"41", "73", "88"}
