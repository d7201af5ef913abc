"""Helpers and studios that die, freeze or multiply on air, as the camera's viewer sees it."""

from __future__ import annotations

import itertools
import json
import logging
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from app.base.errors import AppError
from tests.helpers import camera_studio
from tests.helpers.camera_studio import STANDBY, STANDBY_FRAME_NS, STANDBY_FRAMES
from tests.helpers.file_camera import OPENED
from tests.helpers.watched_camera import PROGRAM, MakeCamera, Viewer, read_state, send, wait_for_clip

log = logging.getLogger(__name__)


def helpers(runtime: Path) -> list[psutil.Process]:
    """The helpers of this runtime folder: the one on air and the spare."""
    found = psutil.process_iter(["cmdline"])
    return [process for process in found if f"--runtime={runtime}" in (process.info["cmdline"] or [])]


def spare_of(runtime: Path) -> psutil.Process:
    """The helper that is not on air, once there is one: a second after the camera came on."""
    deadline = time.monotonic() + 10
    on_air = read_state(runtime)["pid"]
    while not (spares := [process for process in helpers(runtime) if process.pid != on_air]):
        assert time.monotonic() < deadline, "there is no spare"
        time.sleep(0.05)
    return spares[0]


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
def test_a_spare_takes_the_place_of_a_killed_helper(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    send(camera, range(45))
    spare = spare_of(runtime)
    os.kill(read_state(runtime)["pid"], signal.SIGKILL)
    send(camera, range(45, 105))
    viewer.wait_for(lambda numbers: 104 in numbers)
    assert read_state(runtime)["pid"] == spare.pid
    assert spare_of(runtime).pid != spare.pid, "there is no spare for the next time"
    camera.close()
    assert helpers(runtime) == []


@pytest.mark.serial
def test_a_spare_waits_also_where_nothing_is_sent(make_camera: MakeCamera, runtime: Path) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    assert spare_of(runtime).is_running()


@pytest.mark.serial
def test_a_dead_spare_is_no_loss(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    send(camera, range(45))
    spare_of(runtime).kill()
    os.kill(read_state(runtime)["pid"], signal.SIGKILL)
    send(camera, range(45, 135))
    viewer.wait_for(lambda numbers: 134 in numbers)


@pytest.mark.serial
def test_a_spare_ends_with_its_studio(studio: subprocess.Popen[str], runtime: Path) -> None:
    spare = spare_of(runtime)
    studio.kill()
    spare.wait(5)


@pytest.mark.serial
def test_stopped_helper_is_replaced(make_camera: MakeCamera, viewer: Viewer, runtime: Path) -> None:
    camera = make_camera()
    camera.open(PROGRAM)
    send(camera, range(10))
    os.kill(read_state(runtime)["pid"], signal.SIGSTOP)
    # Small pictures fit into the socket's buffer for a while; the clock starts when it is full.
    send(camera, range(10, 150))
    viewer.wait_for(lambda numbers: 149 in numbers)
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
    steps = [(later - sooner) % STANDBY_FRAMES for sooner, later in itertools.pairwise(changes)]
    assert set(steps) <= {1, 2}, "the loop does not go forward"
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
    time.sleep(0.2)  # in which one that hears it would end
    assert helper.is_running()
    assert {handle.fd for handle in helper.open_files()} >= {1, 2}, "stdout and stderr are not files"
    assert studio.poll() is None


@pytest.mark.slow
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
