"""Fixtures for the camera sink: the real helper process with a camera that is a file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.base.settings import CameraSettings
from app.sinks.virtual_camera import VirtualCamera
from tests.helpers import camera_studio, file_camera
from tests.helpers.watched_camera import PROGRAM, MakeCamera, Viewer, read_state


@pytest.fixture
def viewer(tmp_path: Path) -> Viewer:
    return Viewer(tmp_path)


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def make_camera(viewer: Viewer, runtime: Path) -> Iterator[MakeCamera]:
    cameras = []

    def make(**settings: Any) -> VirtualCamera:
        chosen = CameraSettings(**{"backend": "obs", "device": str(viewer.device), **settings})
        camera = VirtualCamera(chosen, runtime, runtime, file_camera.command())
        cameras.append(camera)
        return camera

    yield make
    for camera in cameras:
        camera.close()


@pytest.fixture
def studio(viewer: Viewer, runtime: Path) -> Iterator[subprocess.Popen[str]]:
    """A studio in a process of its own, on air."""
    arguments = [f"--runtime={runtime}", f"--size={PROGRAM.width_px}x{PROGRAM.height_px}", "--file-camera"]
    arguments += ["--backend=obs", f"--device={viewer.device}"]
    command = [sys.executable, camera_studio.__file__, *arguments]
    with (
        (runtime / "studio.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        assert "open" in json.loads(process.stdout.readline())
        yield process
        process.kill()
    # Its helper outlives it, as it shall; no test may leave one behind.
    if state := read_state(runtime):
        helper = psutil.Process(state["pid"])
        helper.terminate()
        helper.wait(5)
