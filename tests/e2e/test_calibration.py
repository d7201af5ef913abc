"""Calibration with a real camera helper and a real sound device: what is measured is what Sync Offset makes of it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.base.settings import AudioOutSettings, CameraSettings, MixerSettings, Settings, WindowSettings
from app.media.clock import MasterClock
from app.media.types import Pixels, Samples
from app.parts import RealParts
from app.sinks.virtual_camera import VirtualCamera
from app.sources.readback import SoundReadback
from app.studio import commands as do
from app.studio.calibration_state import CalibrationState
from app.studio.parts import CameraSink, Parts, ReadbackPort
from app.studio.snapshot import OutputState, Snapshot
from app.studio.studio import Studio
from tests.helpers.file_camera import SHOWN, SMALLER, FileCameraReader
from tests.helpers.program import ROOT
from tests.helpers.pulse import SPEAKER, PrivatePulse

pytestmark = pytest.mark.serial

SITE = ROOT / "tests" / "helpers" / "site"
SHAPE = (720 // SMALLER, 1280 // SMALLER)
NEAR_MS = 45
"""A busy machine is a slot late now and then; what is told apart is ten times as much."""


class FileReadback:
    """Reads the file that is the camera, as a program reads a device, and the sound as the studio does."""

    def __init__(self, camera: str, device: str, clock: MasterClock) -> None:
        self._sound = SoundReadback(device, clock)
        self._file = FileCameraReader(Path(camera))
        self._file.new()
        self._clock = clock
        self._stop = threading.Event()

    def start(self, seen: Callable[[int, Pixels], None], heard: Callable[[int, Samples], None]) -> None:
        self._sound.start(heard)
        self._thread = threading.Thread(target=self._read, args=(seen,))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._sound.stop()

    def _read(self, seen: Callable[[int, Pixels], None]) -> None:
        while not self._stop.wait(0.05):
            for record in self._file.new():
                if record.kind == SHOWN:
                    seen(self._clock.at_monotonic_ns(record.when_ns), record.picture.reshape(SHAPE))


class CalibratedParts(RealParts):
    """The real parts; the camera's device is a file."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths)
        self._where = paths

    def camera(self, settings: CameraSettings) -> CameraSink:
        return VirtualCamera(
            settings, self._where.runtime, self._where.logs, [sys.executable, "-m", "flashtalk_camera"]
        )

    def parts(self, show_file: Path | None = None) -> Parts:
        def readback(camera: str, device: str, clock: MasterClock) -> ReadbackPort:
            return FileReadback(camera, device, clock)

        return replace(super().parts(show_file), readback=readback)


@pytest.fixture
def studio(tmp_path: Path, pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    for name, value in (pulse.environment | {"PYTHONPATH": os.pathsep.join(map(str, (SITE, ROOT)))}).items():
        monkeypatch.setenv(name, value)
    paths = Paths.find(tmp_path / "studio")
    paths.make()
    settings = Settings(
        camera=CameraSettings(backend="obs", device=str(tmp_path / "camera.bin")),
        audio_out=AudioOutSettings(device=SPEAKER),
        window=WindowSettings(assistant_done=True),
    )
    parts = CalibratedParts(paths)
    studio = Studio(parts.parts(), settings, lambda changed: None)
    studio.start()
    yield studio
    studio.close()
    parts.close()


def wait(studio: Studio, met: Callable[[Snapshot], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not met(studio.snapshot()):
        assert time.monotonic() < end, studio.snapshot().problems
        time.sleep(0.05)


def calibrate(studio: Studio) -> CalibrationState:
    wishes = studio.snapshot().calibration.wishes
    studio.post(do.Calibrate())
    wait(studio, lambda now: now.calibration.wishes > wishes)
    state = studio.snapshot().calibration
    assert state.problem is None, state.problem
    return state


def with_offset(studio: Studio, offset_ms: int) -> None:
    settings = studio.snapshot().settings.model_copy(update={"mixer": MixerSettings(sync_offset_ms=offset_ms)})
    studio.post(do.ApplySettings(settings))
    wait(studio, lambda now: now.settings.mixer.sync_offset_ms == offset_ms)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_is_measured_moves_with_sync_offset_and_is_used_when_the_user_says_so(studio: Studio) -> None:
    studio.post(do.Calibrate())
    wait(studio, lambda now: any(one.code == "calibration.camera_off" for one in now.problems))
    studio.post(do.StartCamera())
    wait(studio, lambda now: now.camera is OutputState.ON and now.audio_out is OutputState.ON)
    measured: dict[int, int] = {}
    for offset_ms in (0, 300, -200):
        with_offset(studio, offset_ms)
        time.sleep(1.0)  # half a second of the sound before is still on its way
        state = calibrate(studio)
        assert state.sound_after_ms is not None
        assert state.offset_ms == offset_ms - state.sound_after_ms
        assert studio.snapshot().settings.mixer.sync_offset_ms == offset_ms, "nobody has said that it is to be used"
        measured[offset_ms] = state.sound_after_ms
    assert measured[0] == pytest.approx(0, abs=NEAR_MS), measured
    assert measured[300] - measured[0] == pytest.approx(300, abs=NEAR_MS), measured
    assert measured[-200] - measured[0] == pytest.approx(-200, abs=NEAR_MS), measured
    studio.post(do.UseCalibration())
    wait(studio, lambda now: now.settings.mixer.sync_offset_ms == now.calibration.offset_ms)
    assert studio.snapshot().settings.mixer.sync_offset_ms == pytest.approx(0, abs=NEAR_MS)
