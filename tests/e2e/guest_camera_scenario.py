"""What happens to a real v4l2loopback camera, played through inside the guest: ``guest_camera_scenario.py NAME``.

Asserts as it goes and prints figures; the tests in ``test_camera_guest.py`` start it.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402  a script's path begins at its own folder

from app.base.errors import AppError  # noqa: E402
from app.base.settings import CameraSettings  # noqa: E402
from app.checks.camera import check_camera  # noqa: E402
from app.media.types import ProgramFormat  # noqa: E402
from app.sinks.virtual_camera import VirtualCamera  # noqa: E402
from app.sinks.virtual_camera_devices import list_cameras, programs_using  # noqa: E402
from app.sinks.virtual_camera_driver import (  # noqa: E402
    CARD_LABEL,
    Driver,
    hidden_from_browsers,
    load_loopback,
    loopback_driver,
)
from app.sinks.virtual_camera_launch import running_helper  # noqa: E402
from app.studio.checkup import Finding, Light  # noqa: E402
from tests.helpers.camera_studio import STANDBY, STANDBY_FRAMES  # noqa: E402
from tests.helpers.guest import kernel_dir  # noqa: E402

DEVICE = "/dev/video0"
RUNTIME = Path("/run/user/0/flashtalk")

FOREIGN_PRODUCER = f"""
import sys, time, numpy, pyvirtualcam
with pyvirtualcam.Camera(1280, 720, 30, fmt=pyvirtualcam.PixelFormat.I420, device={DEVICE!r}) as camera:
    while True:
        camera.send(numpy.zeros(1280 * 720 * 3 // 2, numpy.uint8))
        print("sent", flush=True)
        time.sleep(1 / 30)
"""


class Lines:
    """A child process whose JSON lines are collected on a thread."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.lines: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(json.loads(line) if line.startswith("{") else {"text": line})

    def wait_for(self, condition: Callable[[list[dict[str, Any]]], object], seconds: float = 20.0) -> None:
        """Until ``condition`` holds for the lines so far."""
        deadline = time.monotonic() + seconds
        while not condition(self.lines):
            assert self.process.poll() is None, f"ended early: {self.process.args!r} {self.lines[-5:]}"
            assert time.monotonic() < deadline, f"waited in vain: {self.process.args!r} {self.lines[-5:]}"
            time.sleep(0.02)

    def wait_for_more(self, count: int) -> None:
        """Until there are ``count`` more lines than now."""
        wanted = len(self.lines) + count
        self.wait_for(lambda lines: len(lines) >= wanted)

    def end(self, number: signal.Signals = signal.SIGTERM) -> list[dict[str, Any]]:
        """Signal it, wait, and return all its lines."""
        self.process.send_signal(number)
        self.process.wait(20)
        self._thread.join(5)
        return self.lines


@contextmanager
def studio(*options: str) -> Iterator[Lines]:
    """A studio on air, in a process of its own."""
    RUNTIME.mkdir(mode=0o700, exist_ok=True)
    running = Lines(sys.executable, str(ROOT / "tests/helpers/camera_studio.py"), f"--runtime={RUNTIME}", *options)
    running.wait_for(lambda lines: lines)
    assert "open" in running.lines[0], running.lines
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end()


@contextmanager
def viewer(matrix: str = "bt709") -> Iterator[Lines]:
    """Another program that watches the camera."""
    running = Lines(sys.executable, str(ROOT / "tests/e2e/guest_camera_reader.py"), DEVICE, matrix)
    try:
        running.wait_for(lambda lines: len(lines) > 2)
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGKILL)


def helper_pid() -> int:
    """The running helper's process."""
    return int(json.loads((RUNTIME / "camera.json").read_text())["pid"])


def numbers(watching: Lines) -> list[int]:
    """What was seen, in order."""
    return [line["n"] for line in list(watching.lines) if "n" in line]


def check_order(watching: Lines, seen: list[int]) -> None:
    """Slots come in order, as far as the driver can: it locks no buffer.

    A viewer that is late may find a buffer half overwritten (torn), or wholly, with a picture that comes a few later.
    """
    torn = sum("torn" in line for line in list(watching.lines))
    back = [pair for pair in itertools.pairwise(seen) if pair[0] > pair[1]]
    say(torn=torn, early=back)
    assert torn + len(back) < len(seen) / 20
    assert all(sooner - later <= 8 for sooner, later in back), "slots out of order"


def longest_gap_ms(lines: list[dict[str, Any]]) -> float:
    """Longest time without a new picture."""
    times: list[int] = [line["t"] for line in lines if "t" in line]
    return max(later - sooner for sooner, later in itertools.pairwise(times)) / 1e6


def failure(size: tuple[int, int] = (1280, 720), **settings: Any) -> AppError:
    """The reason for which the camera does not open."""
    RUNTIME.mkdir(mode=0o700, exist_ok=True)
    camera = VirtualCamera(CameraSettings(**settings), RUNTIME, RUNTIME)
    try:
        camera.open(ProgramFormat(*size, 30))
    except AppError as error:
        say(code=error.code, message=error.message, hint=error.hint)
        return error
    finally:
        camera.close()
    raise AssertionError("the camera opened")


def say(**figures: object) -> None:
    """Figures for the report."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def colours(matrix: str, fps: int, size: str = "1280x720") -> None:
    """Size, rate, order and colours of six seconds on air; then the camera is closed and can be opened again."""
    with studio(f"--fps={fps}", f"--size={size}", f"--colours={matrix}", "--first=1000") as sender:
        cameras = list_cameras()
        assert [(camera.name, camera.backend, camera.device) for camera in cameras] == [
            ("Avatar Camera", "v4l2loopback", DEVICE)
        ]
        assert any(str(helper_pid()) in user for user in programs_using(DEVICE))
        before = helper_cpu_s()
        with viewer(matrix) as watching:
            watching.wait_for(lambda lines: len(lines) > 6 * fps, 40)
            cpu_s = helper_cpu_s() - before
        sender.end()
    seen = numbers(watching)
    width_px, height_px = map(int, size.split("x"))
    head = watching.lines[0]
    assert (head["width"], head["height"], head["format"]) == (width_px, height_px, "yuv420p"), head
    assert head["rate"] == fps, head
    check_order(watching, seen)
    assert 1000 <= seen[0] <= seen[-1] < 1000 + 100 * fps
    worst = max(line["error"] for line in watching.lines if "error" in line)
    missing = (seen[-1] - seen[0] + 1) / len(set(seen))
    times = [line["t"] for line in watching.lines if "t" in line]
    rate = (len(times) - 1) * 1e9 / (times[-1] - times[0])
    say(
        seen=len(seen),
        rate=round(rate, 2),
        colour_error=worst,
        slots_per_picture=round(missing, 3),
    )
    say(helper_ms_per_picture=round(cpu_s / len(seen) * 1e3, 2), studio=sender.lines[1:])
    assert worst <= 6
    # Four programs share the guest's one processor; what a viewer there misses is no fault of the camera's.
    assert 0.7 * fps < rate < 1.1 * fps
    assert missing < 1.5
    # The driver of Debian 12 is stuck after every producer; the next start must not mind.
    with studio(f"--fps={fps}", f"--size={size}"):
        pass


def kill_helper() -> None:
    """kill -9 of the helper on air: the viewer waits less than two seconds and carries on."""
    gaps_ms: list[int] = []
    with studio("--first=1000") as sender, viewer() as watching:
        watching.wait_for(lambda lines: len(lines) > 60)
        # Most of the gap is an interpreter starting; a host that is busy elsewhere may be forgiven twice.
        while not gaps_ms or (gaps_ms[-1] > 2000 and len(gaps_ms) < 3):
            os.kill(helper_pid(), signal.SIGKILL)
            killed = len(watching.lines)
            watching.wait_for_more(60)
            gaps_ms.append(round(longest_gap_ms(watching.lines[killed - 5 :])))
        say(gaps_ms=gaps_ms, studio=sender.end()[1:])
    seen = numbers(watching)
    assert gaps_ms[-1] <= 2000
    check_order(watching, seen)
    assert seen[0] >= 1000, "something else than the program was shown"
    assert sender.lines[-1]["restarts"] == len(gaps_ms)


def kill_studio() -> None:
    """kill -9 of the studio: the picture keeps moving, and the next studio takes over without a new opening."""
    with studio("--first=1000") as sender, viewer() as watching:
        watching.wait_for(lambda lines: len(lines) > 60)
        time.sleep(1)  # the standby loop is on its way meanwhile
        pid = helper_pid()
        sender.end(signal.SIGKILL)
        watching.wait_for_more(90)
        loop = [number - STANDBY for number in numbers(watching) if number >= STANDBY]
        changes = [index for place, index in enumerate(loop) if place == 0 or index != loop[place - 1]]
        say(gap_ms=round(longest_gap_ms(watching.lines)), standby_pictures=len(loop), changes=len(changes))
        assert len(loop) > 60
        steps = [(later - sooner) % STANDBY_FRAMES for sooner, later in itertools.pairwise(changes)]
        assert set(steps) <= {1, 2, 3}, steps  # forward; a busy guest may miss one
        assert len(changes) > STANDBY_FRAMES
        with studio("--first=100000") as successor:
            # A viewer may miss any single slot.
            watching.wait_for(lambda lines: any(100_020 <= line.get("n", 0) < STANDBY for line in lines))
            assert helper_pid() == pid
            time.sleep(1)
            successor.end()
        seen = numbers(watching)
        live = [number for number in seen if number < STANDBY]
        check_order(watching, live)
        assert min(live) >= 1000
        say(gap_ms=round(longest_gap_ms(watching.lines)))
        assert longest_gap_ms(watching.lines) <= 2000  # one processor for two studios, the helper and the viewer


def busy() -> None:
    """Another producer is on air: it is named, and not disturbed. When it has gone, the camera opens."""
    other = Lines(sys.executable, "-c", FOREIGN_PRODUCER)
    other.wait_for(lambda lines: len(lines) > 5)
    error = failure()
    assert error.code == "camera.busy"
    assert f"(process {other.process.pid})" in error.message, error.message
    assert failure(device="Avatar Camera").code == "camera.busy"
    sent = len(other.lines)
    other.wait_for(lambda lines: len(lines) > sent + 5)
    other.process.send_signal(signal.SIGSTOP)
    assert failure().code == "camera.busy", "a producer that is silent for a moment was robbed"
    other.end(signal.SIGKILL)
    with studio():
        pass


def checked() -> None:
    """What the preflight finds: free, watched, on air by the studio itself, taken by another, free again."""

    def look() -> Finding:
        return check_camera(list_cameras, "", helper=running_helper(RUNTIME))

    assert look().light is Light.GREEN
    with Path(DEVICE).open("r+b", buffering=0):  # as browsers open it, to read
        assert look().light is Light.GREEN, look()
    with studio():
        assert look().light is Light.GREEN, look()
    other = Lines(sys.executable, "-c", FOREIGN_PRODUCER)
    other.wait_for(lambda lines: len(lines) > 5)
    found = look()
    assert found.light is Light.RED, found
    assert f"({other.process.pid}) sends through it" in found.message, found
    sent = len(other.lines)
    other.wait_for(lambda lines: len(lines) > sent + 5)
    other.end(signal.SIGKILL)
    assert look().light is Light.GREEN, look()


def loaded() -> None:
    """The driver is there and not loaded: the preflight's own command loads it as browsers and people want it."""
    folder = Path(tempfile.mkdtemp())
    modules = folder / "lib" / "modules" / os.uname().release
    modules.mkdir(parents=True)
    shutil.copy(kernel_dir() / "uml" / "v4l2loopback.ko", modules)
    subprocess.run(["depmod", "-b", str(folder)], check=True)
    pkexec = folder / "pkexec"  # asks nobody, and has modprobe look where the module is
    pkexec.write_text(f'#!/bin/sh\nshift\nexec modprobe -d {folder} "$@"\n')
    pkexec.chmod(0o755)
    os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
    assert loopback_driver(modules=modules) is Driver.INSTALLED
    load_loopback()
    (camera,) = list_cameras()
    assert camera.name == CARD_LABEL, camera
    assert loopback_driver() is Driver.READY
    assert not hidden_from_browsers()
    load_loopback()  # nothing more to do


def permission() -> None:
    """The device is not ours to open."""
    Path(DEVICE).chmod(0o000)
    if "CAPABLE" not in os.environ:  # root may open anything, unless it cannot
        without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        os.execvpe(without[0], [*without, sys.executable, *sys.argv], {**os.environ, "CAPABLE": "no"})
    error = failure()
    assert error.code == "camera.permission"
    assert "video" in error.hint


def no_camera() -> None:
    """The driver is not there."""
    assert list_cameras() == []
    assert failure().code in ("camera.not_installed", "camera.no_device")
    assert failure(device=DEVICE).code in ("camera.not_installed", "camera.no_device")


def no_such_device() -> None:
    """The driver is there, the device is not."""
    for device in ("/dev/video7", "Other Camera"):
        error = failure(device=device)
        assert error.code == "camera.no_device"
        assert device in error.message
        assert "Avatar Camera" in error.hint


def held_size() -> None:
    """A viewer of the former picture keeps the device at its size; garbage must not go on air."""
    with studio() as sender, viewer() as watching:
        sender.end()
        error = failure((640, 360))
        assert error.code == "camera.size"
        assert "1280x720" in error.message
        watching.end(signal.SIGKILL)
    with studio("--size=640x360"):
        pass


def helper_cpu_s() -> float:
    """Processor time of the helper so far."""
    times = psutil.Process(helper_pid()).cpu_times()
    return float(times.user + times.system)


SCENARIOS: dict[str, Callable[[], None]] = {
    "colours_709": lambda: colours("bt709", 30),
    "colours_601": lambda: colours("bt601", 25),
    "portrait": lambda: colours("bt709", 30, "720x1280"),
    "kill_helper": kill_helper,
    "kill_studio": kill_studio,
    "busy": busy,
    "checked": checked,
    "loaded": loaded,
    "permission": permission,
    "no_camera": no_camera,
    "no_such_device": no_such_device,
    "held_size": held_size,
}

if __name__ == "__main__":
    SCENARIOS[sys.argv[1]]()
    say(done=sys.argv[1])
