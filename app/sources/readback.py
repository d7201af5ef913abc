"""Reads back what the virtual camera shows and what the sound device plays, each with the time at which it came.

The camera is read as any program reads one. The sound is the monitor of the device's PulseAudio sink (PipeWire has
those, too), which ``parec`` hands out; Windows and macOS have nothing like it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.clock import MasterClock
from app.media.jpeg import JpegDecoder
from app.media.types import PROGRAM_RATE_HZ, Pixels, Samples
from app.sources.webcam import WebcamSource
from app.sources.webcam_devices import list_webcams

PACTL_S = 3.0
LATENCY_MS = 20
"""What ``parec`` is asked for: how much sound comes at once."""

CANNOT = "sound.no_readback"


class CameraReadback:
    """The camera that other programs see. Made, started and stopped on one thread; tells on "webcam".

    Args:
        device: what the studio's camera is called in other programs.
        clock: what times are told by.

    Raises AppError where it is none that can be read.
    """

    def __init__(self, device: str, clock: MasterClock) -> None:
        found = next((one for one in list_webcams() if device in (one.camera.url, one.name)), None)
        if found is None:
            raise AppError(
                "camera.no_readback",
                f"The camera {device} cannot be read back: this system does not list it among its cameras.",
                "Set Sync Offset by ear and eye; the test card is an engine in Settings > Connection.",
            )
        self._source = WebcamSource(found.name, clock, lambda: [found])
        self._decoder = JpegDecoder()

    def start(self, told: Callable[[int, Pixels], None]) -> None:
        """Have ``told`` every picture, and when it was shown."""
        self._source.start(lambda jpeg, taken_ns: told(taken_ns, self._decoder.decode(jpeg)))

    def stop(self) -> None:
        """End."""
        self._source.stop()


class SoundReadback:
    """The monitor of the sink that this process plays into. Tells on "sound readback".

    Args:
        device: what the studio's sound device is called.
        clock: what times are told by.

    Raises AppError where there is none that can be read.
    """

    def __init__(self, device: str, clock: MasterClock) -> None:
        self._clock = clock
        monitor = None if sys.platform in ("win32", "darwin") else _monitor(device)
        parec = shutil.which("parec")
        if monitor is None or parec is None:
            raise AppError(
                CANNOT,
                f"The sound of {device} cannot be read back: that takes PulseAudio or PipeWire, with parec.",
                "Set Sync Offset by ear and eye; the test card is an engine in Settings > Connection.",
            )
        self._command = [parec, f"--device={monitor}", "--raw", "--format=float32le", "--channels=1"]
        self._command += [f"--rate={PROGRAM_RATE_HZ}", f"--latency-msec={LATENCY_MS}"]
        self._recorder: subprocess.Popen[bytes] | None = None
        self._worker: Worker | None = None

    def start(self, told: Callable[[int, Samples], None]) -> None:
        """Have ``told`` every piece, and when its first sample was played. Raises AppError."""
        try:
            recorder = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except OSError as error:
            raise AppError(CANNOT, f"The sound cannot be read back: {error.strerror or error}.") from error
        self._recorder = recorder
        self._worker = Worker("sound readback", lambda: self._read(recorder, told))
        self._worker.start()

    def stop(self) -> None:
        """End."""
        recorder, worker = self._recorder, self._worker
        if recorder is not None and worker is not None:
            worker.stop_and_join(recorder.terminate)
            recorder.wait(PACTL_S)
            assert recorder.stdout is not None
            recorder.stdout.close()
        self._recorder = self._worker = None

    def _read(self, recorder: subprocess.Popen[bytes], told: Callable[[int, Samples], None]) -> None:
        assert recorder.stdout is not None
        rest = b""
        while data := os.read(recorder.stdout.fileno(), 1 << 16):
            came_ns = self._clock.at_monotonic_ns(time.monotonic_ns())
            data, rest = rest + data, b""
            if len(data) % 4:
                data, rest = data[: -(len(data) % 4)], data[-(len(data) % 4) :]
            told(came_ns, np.frombuffer(data, np.float32))


def _monitor(device: str) -> str | None:
    """The monitor of the sink that this process plays ``device`` into; None: there is none."""
    inputs = [one for one in _listed("sink-inputs") if _process(one) == str(os.getpid())]
    sinks = {one.get("index"): one for one in _listed("sinks")}
    played = [sinks[one["sink"]] for one in inputs if one.get("sink") in sinks]
    called = [one for one in played if str(one.get("description", "\0")) in device or one.get("name") == device]
    chosen = (called or played)[:1]
    return str(chosen[0]["monitor_source"]) if chosen else None


def _process(stream: Mapping[str, Any]) -> str:
    return str(stream.get("properties", {}).get("application.process.id", ""))


def _listed(what: str) -> list[dict[str, Any]]:
    pactl = shutil.which("pactl")
    if pactl is None:
        return []
    try:
        # In other languages it writes decimal commas into its JSON.
        done = subprocess.run(
            [pactl, "-f", "json", "list", what],
            capture_output=True,
            timeout=PACTL_S,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
        listed: list[dict[str, Any]] = json.loads(done.stdout) if done.returncode == 0 else []
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []
    return listed


class Readback:
    """Both of them. Made, started and stopped on one thread. Raises AppError where one cannot be read back."""

    def __init__(self, camera: str, device: str, clock: MasterClock) -> None:
        self._sound = SoundReadback(device, clock)
        self._camera = CameraReadback(camera, clock)

    def start(self, seen: Callable[[int, Pixels], None], heard: Callable[[int, Samples], None]) -> None:
        """Have every picture and every piece of sound told, with the time at which it came. Raises AppError."""
        self._sound.start(heard)
        self._camera.start(seen)

    def stop(self) -> None:
        """End."""
        self._camera.stop()
        self._sound.stop()
