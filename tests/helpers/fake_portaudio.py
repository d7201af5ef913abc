"""PortAudio as sounddevice shows it, with devices that a test plugs in and out. It stands at the platform's border."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.media.audio_presence import Presence

HOST_API = "Core Audio"


class PortAudioError(Exception):
    """As sounddevice's: text, code."""


class FakePortAudio:
    """The module ``sounddevice``. ``plugged`` is what the system has; PortAudio's list is made by ``_initialize``.

    Attributes:
        plugged: name of each device and its rate.
        busy: names of devices that another program holds.
        renewed: times PortAudio was begun anew.
        streams: all that were opened.
        threads: names of the threads it was used from.

    """

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        self.plugged: dict[str, int] = {"Card": 48_000}
        self.busy: set[str] = set()
        self.renewed = -1
        self.streams: list[FakeStream] = []
        self.threads: set[str] = set()
        self._initialized = 0
        self._listed: list[str] = []

    def install(self, monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
        """Take sounddevice's place."""
        monkeypatch.setitem(sys.modules, "sounddevice", self)
        return self

    def look(self) -> Presence:
        """What is plugged in, as the system tells it."""
        return Presence(frozenset(self.plugged))

    def unplug(self, name: str) -> None:
        """The device goes, and its streams end."""
        del self.plugged[name]
        for stream in self.streams:
            if stream.name == name and stream.running:
                stream.end()

    def _initialize(self) -> None:
        self.threads.add(threading.current_thread().name)
        self._initialized += 1
        self.renewed += 1
        self._listed = list(self.plugged)

    def _terminate(self) -> None:
        self.threads.add(threading.current_thread().name)
        self._initialized -= 1
        assert not [stream for stream in self.streams if stream.running], "ended with streams still open"

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": HOST_API, "default_input_device": 0, "default_output_device": 0}]

    def query_devices(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "hostapi": 0,
                "max_input_channels": 1,
                "max_output_channels": 2,
                "default_low_input_latency": 0.01,
                "default_low_output_latency": 0.01,
                "default_samplerate": float(self.plugged.get(name, 48_000)),
            }
            for name in self._listed
        ]

    def OutputStream(self, **how: Any) -> FakeStream:
        return self._open(**how)

    def InputStream(self, **how: Any) -> FakeStream:
        return self._open(**how)

    def _open(self, **how: Any) -> FakeStream:
        self.threads.add(threading.current_thread().name)
        name = self._listed[how["device"]]
        if name not in self.plugged or name in self.busy:
            raise PortAudioError("Device unavailable", -9985)
        if how["samplerate"] != self.plugged[name]:
            raise PortAudioError("Invalid sample rate", -9997)
        stream = FakeStream(name, how["samplerate"], how["channels"], how["callback"], how["finished_callback"])
        self.streams.append(stream)
        return stream


class FakeStream:
    """A stream whose callback the test calls."""

    def __init__(
        self, name: str, rate_hz: int, channels: int, callback: Callable[..., None], finished: Callable[[], Any]
    ) -> None:
        self.name = name
        self.rate_hz = rate_hz
        self.channels = channels
        self.callback = callback
        self._finished = finished
        self.lets_go = threading.Event()
        """Cleared: stopping it hangs."""
        self.lets_go.set()
        self.latency = 0.03
        self.running = False

    def start(self) -> None:
        self.running = True

    def end(self) -> None:
        """As when the device goes."""
        self.running = False
        self._finished()

    def stop(self, ignore_errors: bool = True) -> None:
        del ignore_errors
        self.lets_go.wait()
        if self.running:
            self.end()

    abort = stop

    def close(self, ignore_errors: bool = True) -> None:
        del ignore_errors
        self.running = False
