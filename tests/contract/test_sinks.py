"""Every sink, run as the studio runs it, against one specification.

A new one is one more entry in ``SINKS``.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.base.errors import AppError, Problem
from app.base.paths import resources_dir
from app.base.secrets import BROWSER_TOKEN, hold_secret
from app.base.settings import BrowserSettings, CameraSettings
from app.media.types import ProgramFormat
from app.sinks.base import Sink
from app.sinks.browser_source import BrowserSource
from app.sinks.recorder import Recorder
from app.sinks.runner import SinkRunner, SinkState
from app.sinks.virtual_camera import VirtualCamera
from tests.helpers import file_camera
from tests.helpers.browser_reader import BrowserReader
from tests.helpers.numbered import read_number
from tests.helpers.real_omnirt import free_port
from tests.helpers.recording import SMALL, Recording, numbered_tick

PATIENCE_S = 20.0
_TAKEN = socket.create_server(("127.0.0.1", 0))


def wait_for(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("it never came true")


@dataclass(frozen=True)
class SinkCase:
    """One kind of sink.

    Attributes:
        good: makes a sink that works, given a folder of its own.
        bad: makes one that cannot be opened.
        last_shown: what the outside saw last, as the number in the picture; None: nothing yet.
        live: it shows pictures as they come, and those still under way when it is closed may be lost.

    """

    good: Callable[[Path], Sink]
    bad: Callable[[Path], Sink]
    last_shown: Callable[[Path], int | None]
    live: bool

    def wait_if_live(self, folder: Path, number: int) -> None:
        """Give a live sink the time to show its last picture."""
        if self.live:
            wait_for(lambda: self.last_shown(folder) == number)


def _camera(folder: Path, device: Path) -> VirtualCamera:
    settings = CameraSettings(backend="obs", device=str(device))
    return VirtualCamera(settings, folder, folder, file_camera.command())


def _last_of_camera(folder: Path) -> int | None:
    records = file_camera.FileCameraReader(folder / "camera.bin").new()
    pictures = [record.picture for record in records if record.kind == file_camera.SHOWN]
    luma_bytes = SMALL.width_px * SMALL.height_px
    return read_number(pictures[-1][:luma_bytes].reshape(SMALL.height_px, -1)) if pictures else None


def _last_of_recording(folder: Path) -> int:
    (path,) = folder.glob("*.mp4")
    return [read_number(luma) for _, luma in Recording(path).lumas()][-1]


_browsers: dict[Path, tuple[BrowserSource, int | None]] = {}  # with what was shown last


def _browser(folder: Path) -> BrowserSource:
    hold_secret(BROWSER_TOKEN, "token")
    source = BrowserSource(BrowserSettings(port=free_port()), resources_dir() / "browser_source")
    _browsers[folder] = source, None
    return source


def _taken_port(folder: Path) -> BrowserSource:
    hold_secret(BROWSER_TOKEN, "token")
    return BrowserSource(BrowserSettings(port=_TAKEN.getsockname()[1]), folder)


def _last_of_browser(folder: Path) -> int | None:
    source, last = _browsers[folder]
    if source.address:
        with BrowserReader(source.address) as reader:
            last = read_number(reader.picture().pixels[..., 1])
            _browsers[folder] = source, last
    return last


SINKS = {
    "recorder": SinkCase(
        lambda folder: Recorder(folder / "a.mp4"),
        lambda folder: Recorder(Path(__file__) / "a.mp4"),
        _last_of_recording,
        live=False,
    ),
    "camera": SinkCase(
        lambda folder: _camera(folder, folder / "camera.bin"),
        lambda folder: _camera(folder, folder / "no such folder" / "camera.bin"),
        _last_of_camera,
        live=True,
    ),
    "browser source": SinkCase(_browser, _taken_port, _last_of_browser, live=True),
}


@pytest.fixture(params=SINKS)
def case(request: pytest.FixtureRequest) -> SinkCase:
    return SINKS[request.param]


@pytest.fixture
def problems() -> list[Problem]:
    return []


@pytest.fixture
def run(problems: list[Problem]) -> Iterator[Callable[[Sink], SinkRunner]]:
    runners = []

    def make(sink: Sink, program: ProgramFormat = SMALL) -> SinkRunner:
        runner = SinkRunner(sink, program, problems.append, queue_slots=100)
        runners.append(runner)
        runner.start()
        return runner

    yield make
    for runner in runners:
        runner.stop()


Run = Callable[[Sink], SinkRunner]


def test_what_was_written_last_is_what_was_shown_last(
    case: SinkCase, run: Run, problems: list[Problem], tmp_path: Path
) -> None:
    runner = run(case.good(tmp_path))
    wait_for(lambda: runner.state is SinkState.ON)
    for slot in range(500, 540):
        runner.write(numbered_tick(slot))
    case.wait_if_live(tmp_path, 539)
    runner.stop(PATIENCE_S)
    assert not problems
    assert runner.state is SinkState.OFF
    assert runner.skipped == 0
    assert case.last_shown(tmp_path) == 539


def test_lost_slots_do_not_stop_it(case: SinkCase, run: Run, problems: list[Problem], tmp_path: Path) -> None:
    sink = case.good(tmp_path)
    sink.open(SMALL)
    for first in (0, 50, 100):
        for slot in range(first, first + 5):
            sink.write(numbered_tick(slot))
        sink.skip(45)
    sink.write(numbered_tick(150))
    case.wait_if_live(tmp_path, 150)
    sink.close()
    assert case.last_shown(tmp_path) == 150


def test_a_picture_that_stays_the_same_is_taken_again_and_again(case: SinkCase, tmp_path: Path) -> None:
    sink = case.good(tmp_path)
    sink.open(SMALL)
    for slot in range(20):
        sink.write(numbered_tick(slot, picture=77))
    case.wait_if_live(tmp_path, 77)
    sink.close()
    assert case.last_shown(tmp_path) == 77


def test_it_can_be_used_again_as_soon_as_it_is_closed(case: SinkCase, tmp_path: Path) -> None:
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        sink = case.good(folder)
        sink.open(SMALL)
        sink.write(numbered_tick(number))
        sink.close()


def test_a_sink_that_cannot_open_says_why_and_what_to_do(
    case: SinkCase, run: Run, problems: list[Problem], tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("ended")
    sink = case.bad(tmp_path)
    runner = run(sink)
    assert runner.join(PATIENCE_S)
    (problem,) = problems
    assert problem.code.startswith(f"{sink.name.replace(' ', '_')}.")
    assert not problem.code.endswith(".fault"), "that is for faults of the program"
    assert problem.message.endswith(".")
    assert problem.hint.endswith(".")


def test_close_after_a_failed_open_is_harmless(case: SinkCase, tmp_path: Path) -> None:
    sink = case.bad(tmp_path)
    with pytest.raises(AppError):
        sink.open(SMALL)
    sink.close()


def test_stopping_while_it_opens(case: SinkCase, run: Run, problems: list[Problem], tmp_path: Path) -> None:
    runner = run(case.good(tmp_path))
    runner.stop(PATIENCE_S)
    assert runner.state is SinkState.OFF
    assert not problems


def test_names_are_those_of_the_outputs(case: SinkCase, tmp_path: Path) -> None:
    assert case.good(tmp_path).name in ("recording", "camera", "browser source", "audio out")
