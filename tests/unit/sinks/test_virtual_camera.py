"""The camera sink with the real helper process; only the device is a file."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from app.base.errors import AppError
from app.base.settings import CameraSettings
from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat, Tick
from app.sinks.virtual_camera import VirtualCamera
from tests.helpers import camera_studio, file_camera
from tests.helpers.camera_studio import STANDBY, STANDBY_FRAME_NS, STANDBY_FRAMES
from tests.helpers.file_camera import CLOSED, OPENED, SHOWN, FileCameraReader, Record
from tests.helpers.numbered import numbered_pixels, read_number

PROGRAM = ProgramFormat(128, 64, 30)
SLOT_NS = 1_000_000_000 // 30

log = logging.getLogger(__name__)


class Viewer:
    """Watches the camera of one test."""

    def __init__(self, folder: Path) -> None:
        self.device = folder / "camera.bin"
        self.records: list[Record] = []
        self._reader = FileCameraReader(self.device)

    def look(self) -> list[Record]:
        self.records += self._reader.new()
        return self.records

    def kinds(self) -> bytes:
        """Openings and closings, in order."""
        return b"".join(record.kind for record in self.look() if record.kind != SHOWN)

    def shown(self) -> list[tuple[int, int]]:
        """(when, number) of every picture."""
        luma_bytes = PROGRAM.width_px * PROGRAM.height_px
        shape = (PROGRAM.height_px, PROGRAM.width_px)
        pictures = [record for record in self.look() if record.kind == SHOWN]
        return [(item.when_ns, read_number(item.picture[:luma_bytes].reshape(shape))) for item in pictures]

    def numbers(self) -> list[int]:
        return [number for _, number in self.shown()]

    def wait_for(self, condition: Callable[[list[int]], bool], seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition(self.numbers()):
            assert time.monotonic() < deadline, f"camera showed {self.numbers()[-20:]}"
            time.sleep(0.01)

    def longest_gap_ms(self) -> float:
        times = [when_ns for when_ns, _ in self.shown()]
        return float(np.diff(times).max()) / 1e6


@pytest.fixture
def viewer(tmp_path: Path) -> Viewer:
    return Viewer(tmp_path)


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


MakeCamera = Callable[..., VirtualCamera]


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


def read_state(runtime: Path) -> dict[str, Any]:
    path = runtime / "camera.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def tick(slot: int, picture: ProgramPicture | None = None) -> Tick:
    shown = picture or ProgramPicture(numbered_pixels(PROGRAM.width_px, PROGRAM.height_px, slot))
    samples = np.zeros(PROGRAM.sample_count(slot), np.float32)
    return Tick(slot, 0, None, shown, samples, live=False, due_ns=0)


def send(camera: VirtualCamera, slots: range) -> None:
    start_ns = time.monotonic_ns()
    for index, slot in enumerate(slots):
        camera.write(tick(slot))
        time.sleep(max(0, start_ns + (index + 1) * SLOT_NS - time.monotonic_ns()) / 1e9)


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


@pytest.mark.serial
def test_killed_helper_is_back_within_two_seconds(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    camera = make_camera()
    camera.set_standby(camera_studio.standby(PROGRAM), STANDBY_FRAME_NS)
    camera.open(PROGRAM)
    send(camera, range(30))
    os.kill(read_state(runtime)["pid"], signal.SIGKILL)
    send(camera, range(30, 105))
    viewer.wait_for(lambda numbers: 104 in numbers)
    assert camera.restarts == 1
    assert viewer.kinds() == OPENED + OPENED
    gap_ms = viewer.longest_gap_ms()
    log.info("helper killed: gap %.0f ms", gap_ms)
    assert gap_ms < 2000
    assert set(viewer.numbers()) <= set(range(105)), "something else than the program was shown"
    wait_for_clip(runtime, STANDBY_FRAMES)  # the new helper is given the loop as well


@pytest.mark.serial
def test_stopped_helper_is_replaced(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    send(camera, range(10))
    os.kill(read_state(runtime)["pid"], signal.SIGSTOP)
    # Small pictures fit into the socket's buffer for a while; the clock starts when it is full.
    send(camera, range(10, 130))
    viewer.wait_for(lambda numbers: 129 in numbers)
    assert camera.restarts == 1
    log.info("helper stopped: gap %.0f ms", viewer.longest_gap_ms())


def test_gives_up_with_a_reason_when_the_helper_cannot_come_back(
    make_camera: MakeCamera, viewer: Viewer, runtime: Path
) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    viewer.device.rename(viewer.device.with_suffix(".gone"))
    viewer.device.mkdir()
    os.kill(read_state(runtime)["pid"], signal.SIGKILL)
    with pytest.raises(AppError) as caught:
        send(camera, range(300))
    assert caught.value.code == "camera.failed"
    assert "directory" in caught.value.message


@pytest.mark.serial
def test_killed_studio_leaves_a_moving_picture_and_the_next_takes_over(
    studio: subprocess.Popen[str], make_camera: MakeCamera, viewer: Viewer, runtime: Path
) -> None:
    viewer.wait_for(lambda numbers: len(numbers) > 20)
    wait_for_clip(runtime, STANDBY_FRAMES)
    helper_pid = read_state(runtime)["pid"]
    studio.kill()
    studio.wait()
    viewer.wait_for(lambda numbers: sum(number >= STANDBY for number in numbers) > 40)
    numbers = viewer.numbers()
    loop = [number - STANDBY for number in numbers if number >= STANDBY]
    changes = [index for position, index in enumerate(loop) if position == 0 or index != loop[position - 1]]
    assert changes == [index % STANDBY_FRAMES for index in range(len(changes))]
    assert len(changes) >= STANDBY_FRAMES
    log.info("studio killed: gap %.0f ms", viewer.longest_gap_ms())
    assert viewer.longest_gap_ms() < 500

    camera = make_camera()
    camera.open(PROGRAM)
    assert read_state(runtime)["pid"] == helper_pid
    send(camera, range(5000, 5030))
    viewer.wait_for(lambda numbers: 5029 in numbers)
    assert viewer.kinds() == OPENED, "the camera was opened again"
    assert viewer.longest_gap_ms() < 500
    after = [number for number in viewer.numbers() if 5000 <= number < STANDBY]
    assert sorted(set(after)) == list(range(5000, 5030))


@pytest.mark.serial
def test_frozen_studio_is_stood_in_for_until_it_moves_again(
    studio: subprocess.Popen[str], viewer: Viewer, runtime: Path
) -> None:
    wait_for_clip(runtime, STANDBY_FRAMES)
    os.kill(studio.pid, signal.SIGSTOP)
    last_live = viewer.numbers()[-1]
    frozen_ns = viewer.shown()[-1][0]
    viewer.wait_for(lambda numbers: sum(number >= STANDBY for number in numbers) > 20)
    first_standby_ns = next(when_ns for when_ns, number in viewer.shown() if number >= STANDBY)
    assert 1.9e9 < first_standby_ns - frozen_ns < 2.6e9
    os.kill(studio.pid, signal.SIGCONT)
    viewer.wait_for(lambda numbers: last_live + 10 < numbers[-1] < STANDBY)
    assert viewer.longest_gap_ms() < 500
    assert viewer.kinds() == OPENED


def test_interrupt_in_the_terminal_spares_the_helper(studio: subprocess.Popen[str], runtime: Path) -> None:
    helper = psutil.Process(read_state(runtime)["pid"])
    assert os.getsid(helper.pid) == helper.pid
    helper.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert helper.is_running()
    assert {handle.fd for handle in helper.open_files()} >= {1, 2}, "stdout and stderr are not files"
    assert studio.poll() is None


@pytest.mark.serial
def test_newest_studio_wins_and_the_other_is_told(
    studio: subprocess.Popen[str], make_camera: MakeCamera, viewer: Viewer
) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    send(camera, range(5000, 5020))
    output, _ = studio.communicate(timeout=5)
    assert json.loads(output.splitlines()[0])["error"] == "camera.taken_over"
    assert studio.returncode == 1
    send(camera, range(5020, 5040))
    viewer.wait_for(lambda numbers: 5039 in numbers)
    assert viewer.kinds() == OPENED


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


def test_helper_that_does_not_answer_is_ended(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    first = make_camera()
    first.open(PROGRAM)
    stopped = read_state(runtime)["pid"]
    os.kill(stopped, signal.SIGSTOP)
    second = make_camera()
    second.open(PROGRAM)
    assert read_state(runtime)["pid"] != stopped
    send(second, range(3))
    viewer.wait_for(lambda numbers: 2 in numbers)


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
    make_camera: MakeCamera, runtime: Path, expected_warnings: list[str]
) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    wanted = list(camera_studio.standby(PROGRAM))
    camera.set_standby(wanted, STANDBY_FRAME_NS)
    camera.set_standby(wanted[:3], STANDBY_FRAME_NS)
    wait_for_clip(runtime, 3)
    expected_warnings.append("thread camera-standby died")
    camera.set_standby([ProgramPicture(numbered_pixels(64, 64, 1))], STANDBY_FRAME_NS)
    time.sleep(0.2)
    send(camera, range(3))
    assert clip_frames(runtime) == 3


def make_folder(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path


def read_pid_of_nobody() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def wait_for_clip(runtime: Path, length: int) -> None:
    deadline = time.monotonic() + 5
    while clip_frames(runtime) != length:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def clip_frames(runtime: Path) -> int:
    """What the running helper says, asked like ``status`` does: without becoming its owner."""
    return int(ask_stats(runtime)["clip_frames"])


def ask_stats(runtime: Path) -> dict[str, Any]:
    from multiprocessing.connection import Client

    state = read_state(runtime)
    with Client(state["address"], authkey=bytes.fromhex(state["token"])) as connection:
        connection.send_bytes(b"?")
        answer: dict[str, Any] = json.loads(connection.recv_bytes()[1:])
    return answer
