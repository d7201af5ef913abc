"""The streamer's camera, read in its own process: FFmpeg's test pictures stand in for one."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from av.device import DeviceInfo

from app.media.clock import MasterClock
from app.media.jpeg import JpegDecoder, jpeg_size
from app.sources import webcam
from app.sources.webcam import WebcamSource
from app.sources.webcam_devices import Webcam, find_webcam, linux_webcams, mac_webcams, windows_webcams
from app.sources.webcam_process import Camera, Ended, Opened, Seen, watch
from tests.helpers.engine_probe import wait_until

FOREVER = Webcam("Test camera", Camera("lavfi", "testsrc2=size=640x480:rate=30,realtime"))
SHORT = Webcam("Short", Camera("lavfi", "testsrc2=size=640x480:rate=30:duration=0.1"))


# ---- what it sees


def test_pictures_come_small_enough_and_in_the_cameras_shape() -> None:
    words = list(watch(SHORT.camera))
    assert words[0] == Opened(640, 480)
    pictures = [word for word in words if isinstance(word, Seen)]
    assert {jpeg_size(picture.jpeg) for picture in pictures} == {(448, 336)}
    assert JpegDecoder().decode(pictures[0].jpeg).std() > 30, "a picture of nothing"
    assert words[-1] == Ended(errno.ENODEV, "it gives no more pictures")


def test_a_camera_that_is_faster_than_anybody_draws_is_thinned_out() -> None:
    words = watch(Camera("lavfi", "testsrc2=size=320x240:rate=120:duration=0.5,realtime"))
    seen = [word for word in words if isinstance(word, Seen)]
    assert 10 <= len(seen) <= 22


def test_what_cannot_be_opened_is_told() -> None:
    assert list(watch(Camera("v4l2", "/dev/no-such-camera"))) == [Ended(errno.ENOENT, "No such file or directory")]


# ---- the source


@dataclass
class Sink:
    """What was handed on."""

    pictures: list[tuple[bytes, int]]

    def __call__(self, jpeg: bytes, taken_ns: int) -> None:
        self.pictures.append((jpeg, taken_ns))


@pytest.fixture
def sink() -> Sink:
    return Sink([])


MakeSource = Callable[..., WebcamSource]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeSource]:
    monkeypatch.setattr(webcam, "RETRY_S", 0.05)
    made: list[WebcamSource] = []

    def make(known: Sequence[Webcam] | Callable[[], Sequence[Webcam]], device: str = "default") -> WebcamSource:
        look = known if callable(known) else lambda: known
        made.append(WebcamSource(device, MasterClock(), look))
        return made[-1]

    yield make
    for source in made:
        source.stop()


def reading() -> list[psutil.Process]:
    """The processes that read a camera for this test."""
    children = psutil.Process().children()
    return [child for child in children if "resource_tracker" not in " ".join(child.cmdline())]


def test_what_it_sees_is_handed_on_with_its_time(make: MakeSource, sink: Sink) -> None:
    clock = MasterClock()
    source = WebcamSource("default", clock, lambda: [FOREVER])
    assert source.lost
    source.start(sink)
    wait_until(lambda: len(sink.pictures) >= 5)
    now_ns = clock.now_ns()
    assert not source.lost
    assert source.problem is None
    source.stop()
    count = len(sink.pictures)
    times_ns = [taken_ns for _, taken_ns in sink.pictures[:5]]
    assert times_ns == sorted(times_ns)
    assert 0 < now_ns - times_ns[-1] < 5_000_000_000
    time.sleep(0.05)  # in which one that goes on would bring another
    assert len(sink.pictures) == count
    assert not reading()


def test_a_camera_that_comes_later_is_taken_then(make: MakeSource, sink: Sink) -> None:
    known: list[Webcam] = []
    source = make(lambda: known, "Test camera")
    source.start(sink)
    wait_until(lambda: source.problem is not None)
    assert source.problem is not None
    assert source.problem.code == "webcam.missing"
    assert "Test camera" in source.problem.message
    known.append(FOREVER)
    wait_until(lambda: sink.pictures)
    assert source.problem is None


def test_a_process_that_dies_is_replaced(make: MakeSource, sink: Sink) -> None:
    source = make([FOREVER])
    source.start(sink)
    wait_until(lambda: sink.pictures)
    os.kill(reading()[0].pid, signal.SIGKILL)
    wait_until(lambda: source.lost)
    count = len(sink.pictures)
    wait_until(lambda: len(sink.pictures) > count)
    assert not source.lost


def test_a_camera_that_hangs_is_given_up_and_tried_again(
    make: MakeSource, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webcam, "STALL_S", 0.3)
    source = make([FOREVER])
    source.start(sink)
    wait_until(lambda: sink.pictures)
    stuck = reading()[0]
    stuck.suspend()
    wait_until(lambda: source.problem is not None)
    assert source.problem is not None
    assert source.problem.code == "webcam.stuck"
    assert not stuck.is_running()
    wait_until(lambda: not source.lost)


def test_stopping_waits_for_no_camera(make: MakeSource, sink: Sink) -> None:
    source = make([FOREVER])
    source.start(sink)
    wait_until(reading)
    reading()[0].suspend()
    began_s = time.monotonic()
    source.stop()
    assert time.monotonic() - began_s < 3
    assert "webcam" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(
    ("code", "named", "word"),
    [
        (errno.EBUSY, "webcam.busy", "in use"),
        (errno.EACCES, "webcam.permission", "may not use"),
        (errno.EIO, "webcam.failed", "cannot be read: Input/output error"),
    ],
)
def test_what_is_wrong_is_named(code: int, named: str, word: str) -> None:
    problem = webcam._failed("Brio", Ended(code, os.strerror(code)))
    assert problem.code == named
    assert "Brio" in problem.message
    assert word in problem.message
    assert problem.hint


# ---- which cameras there are


def test_on_linux_they_are_told_by_what_the_system_lists_virtual_ones_last(tmp_path: Path) -> None:
    for number, index, name in ((0, 0, "Avatar Camera"), (2, 0, "Brio"), (3, 1, "Brio"), (10, 0, "Brio")):
        folder = tmp_path / f"video{number}"
        folder.mkdir()
        (folder / "index").write_text(f"{index}\n")
        (folder / "name").write_text(f"{name}\n")
    (tmp_path / "video0" / "max_openers").write_text("10")
    (tmp_path / "video7").mkdir()  # just being unplugged
    found = linux_webcams(tmp_path)
    assert [(one.name, one.camera.url, one.camera.fixed) for one in found] == [
        ("Brio", "/dev/video2", False),
        ("Brio (2)", "/dev/video10", False),
        ("Avatar Camera", "/dev/video0", True),
    ]
    assert find_webcam(found, "default") == found[0]
    assert find_webcam(found, "Brio (2)") == found[1]
    assert find_webcam(found, "Brio (3)") is None


def test_on_windows_and_on_a_mac_they_are_those_of_the_system() -> None:
    def enumerate_devices(name: str) -> list[DeviceInfo]:
        if name == "dshow":
            return [
                DeviceInfo("@device_pnp_1", "Brio", True, ["video"]),
                DeviceInfo("@device_cm_1", "Microphone", False, ["audio"]),
            ]
        return [DeviceInfo("0", "FaceTime HD", True, ["video"]), DeviceInfo("1", "Capture screen 0", False, ["video"])]

    assert windows_webcams(enumerate_devices) == [Webcam("Brio", Camera("dshow", "video=@device_pnp_1"))]
    assert mac_webcams(enumerate_devices) == [Webcam("FaceTime HD", Camera("avfoundation", "0:none"))]


def test_a_computer_that_lists_none_has_none() -> None:
    def enumerate_devices(name: str) -> list[DeviceInfo]:
        raise ValueError(f"{name} is not a known input format")

    assert windows_webcams(enumerate_devices) == mac_webcams(enumerate_devices) == []
