"""The camera sink with the real helper process; only the device is a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.base.errors import AppError
from app.base.settings import CameraSettings
from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat
from app.sinks.virtual_camera import VirtualCamera
from tests.helpers import camera_studio, file_camera
from tests.helpers.camera_studio import STANDBY_FRAME_NS
from tests.helpers.engine_probe import wait_until
from tests.helpers.file_camera import CLOSED, OPENED
from tests.helpers.numbered import numbered_pixels
from tests.helpers.watched_camera import (
    PROGRAM,
    MakeCamera,
    Viewer,
    clip_frames,
    read_state,
    send,
    tick,
    wait_for_clip,
)


@pytest.mark.serial
def test_shows_every_slot_in_order_and_closes_the_camera(make_camera: MakeCamera, viewer: Viewer) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    assert camera.device_name == str(viewer.device)
    send(camera, range(1000, 1060))
    viewer.wait_for(lambda numbers: 1059 in numbers)
    numbers = viewer.numbers()
    assert sorted(set(numbers)) == list(range(1000, 1060)), "a slot is missing or foreign"
    assert numbers == sorted(numbers)
    camera.close()
    assert viewer.kinds() == OPENED + CLOSED
    assert (camera.restarts, camera.skipped) == (0, 0)


@pytest.mark.parametrize("colours", ["bt709", "bt601"])
def test_sends_the_matrix_that_is_set(make_camera: MakeCamera, viewer: Viewer, colours: str) -> None:
    pixels = numbered_pixels(PROGRAM.width_px, PROGRAM.height_px, 5)
    pixels[32:, :, :3] = (0, 0, 255)
    picture = ProgramPicture(pixels)
    camera = make_camera(colours=colours)
    camera.open(PROGRAM)
    camera.write(tick(5, picture))
    viewer.wait_for(lambda numbers: 5 in numbers)
    expected = plane_bytes(picture.yuv420(ColourMatrix(colours)))
    assert np.array_equal(viewer.look()[-1].picture, expected)


def test_state_file_is_private_and_goes_with_the_camera(make_camera: MakeCamera, runtime: Path) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    assert (runtime / "camera.json").stat().st_mode & 0o777 == 0o600
    state = read_state(runtime)
    assert (state["width"], state["height"], state["fps"], state["format"]) == (128, 64, 30, "I420")
    assert state["token"] not in " ".join(psutil.Process(state["pid"]).cmdline())
    camera.close()
    assert not psutil.pid_exists(state["pid"])
    assert [path.name for path in runtime.iterdir()] == ["camera.log"]


def test_camera_of_another_size_is_closed_first(
    studio: subprocess.Popen[str], make_camera: MakeCamera, viewer: Viewer, runtime: Path
) -> None:
    studio.kill()
    studio.wait()
    camera = make_camera()
    camera.open(ProgramFormat(64, 64, 25))
    assert viewer.kinds() == OPENED + CLOSED + OPENED
    assert (read_state(runtime)["width"], read_state(runtime)["fps"]) == (64, 25)


def test_stale_state_file_is_no_obstacle(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    first = make_camera()
    first.open(PROGRAM)
    stale = (runtime / "camera.json").read_text()
    first.close()
    # The process is gone, or its number belongs to somebody else now.
    for pid in (read_pid_of_nobody(), os.getpid()):
        (runtime / "camera.json").write_text(json.dumps({**json.loads(stale), "pid": pid}))
        camera = make_camera()
        camera.open(PROGRAM)
        camera.close()
    (runtime / "camera.json").write_text("{")
    camera = make_camera()
    camera.open(PROGRAM)
    assert viewer.kinds().count(OPENED) == 4


def test_names_what_is_wrong(make_camera: MakeCamera, viewer: Viewer, tmp_path: Path) -> None:
    other = VirtualCamera(
        CameraSettings(backend="obs", device=str(viewer.device)),
        make_folder(tmp_path / "b"),
        tmp_path,
        file_camera.command(),
    )
    other.open(PROGRAM)
    camera = make_camera()
    with pytest.raises(AppError) as caught:
        camera.open(PROGRAM)
    other.close()
    assert caught.value.code == "camera.busy"
    assert caught.value.permanent
    assert str(viewer.device) in caught.value.message
    assert caught.value.hint
    with pytest.raises(AppError) as caught:
        make_camera().open(ProgramFormat(127, 64, 30))
    assert caught.value.code == "camera.size"


def test_helper_that_cannot_start_is_a_clear_failure(runtime: Path) -> None:
    for command in (["/does/not/exist"], [sys.executable, "-c", "raise SystemExit(7)"]):
        camera = VirtualCamera(CameraSettings(), runtime, runtime, command)
        with pytest.raises(AppError) as caught:
            camera.open(PROGRAM)
        camera.close()
        assert caught.value.code == "camera.helper"
    assert "exit code 7" in caught.value.message


def test_standby_may_be_replaced_and_wrong_sizes_are_refused(
    make_camera: MakeCamera, runtime: Path, expected_warnings: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    wanted = list(camera_studio.standby(PROGRAM))
    camera.set_standby(wanted, STANDBY_FRAME_NS)
    camera.set_standby(wanted[:3], STANDBY_FRAME_NS)
    wait_for_clip(runtime, 3)
    expected_warnings.append("thread camera-standby died")
    camera.set_standby([ProgramPicture(numbered_pixels(64, 64, 1))], STANDBY_FRAME_NS)
    wait_until(lambda: expected_warnings[0] in caplog.text)
    send(camera, range(3))
    assert clip_frames(runtime) == 3


def make_folder(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path


def read_pid_of_nobody() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid
