"""Whatever ends a recording: what was written before can be played."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.base.errors import AppError, Problem
from app.media import test_signal
from app.media.types import ProgramFormat, Tick
from app.sinks import recorder as recorder_module
from app.sinks.recorder import Recorder
from app.sinks.recorder_process import RecordingJob, recorder_main
from app.sinks.runner import SinkRunner, SinkState
from tests.helpers.engine_probe import wait_until
from tests.helpers.numbered import read_number
from tests.helpers.recording import SMALL, Recording, assert_paired, numbered_tick, record, shift_of


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    if sys.platform != "linux" or (os.geteuid() != 0 and "CI" not in os.environ):
        pytest.skip("only root of a Linux may mount a file system")
    mount = tmp_path / "tiny"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(mount)], check=True)
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def noisy_tick(slot: int, program: ProgramFormat) -> Tick:
    """A numbered tick that compresses badly."""
    tick = numbered_tick(slot, program)
    pixels = tick.picture.pixels.copy()
    random = np.random.default_rng(slot)
    pixels[program.height_px // 2 :, :, :3] = random.integers(20, 235, (program.height_px // 2, program.width_px, 3))
    return replace(tick, picture=type(tick.picture)(pixels))


def test_a_full_disk_ends_the_recording_with_a_sentence_and_a_playable_file(
    tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "MIN_FREE_BYTES", 0)
    recorder = Recorder(tiny_disk / "a.mp4")
    recorder.open(SMALL)
    with pytest.raises(AppError) as raised:
        record_noise(recorder)
    recorder.close()
    assert raised.value.code == "recording.disk_full"
    assert raised.value.message == f"The recording {recorder.path} has ended: the disk is full."
    assert_is_a_beginning(Recording(recorder.path))


def record_noise(recorder: Recorder, after_200: Callable[[], None] = lambda: None) -> None:
    for slot in range(2000):
        recorder.write(noisy_tick(slot, SMALL))
        if slot == 200:
            after_200()


def assert_is_a_beginning(recording: Recording) -> None:
    numbers = [read_number(luma) for _, luma in recording.lumas()]
    assert len(numbers) >= 30
    assert numbers == list(range(len(numbers)))
    count = min(len(recording.samples), len(numbers) * 1600)
    assert count > 0.9 * len(numbers) * 1600
    assert shift_of(recording.samples[:count], test_signal.samples(0, count)) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit another process")
def test_a_file_that_may_not_grow_ends_the_recording_likewise(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    process = encoder_process()
    process.rlimit(psutil.RLIMIT_FSIZE, (1_500_000, 1_500_000))
    with pytest.raises(AppError, match="largest size") as raised:
        record_noise(recorder)
    recorder.close()
    assert raised.value.code == "recording.file_too_big"
    assert_is_a_beginning(Recording(recorder.path))


def encoder_process() -> psutil.Process:
    (process,) = [c for c in psutil.Process().children() if "resource_tracker" not in " ".join(c.cmdline())]
    return process


def test_an_encoder_that_crashes_ends_the_recording_and_leaves_a_playable_file(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    with pytest.raises(AppError, match=r"its encoder, software \(x264\), crashed") as raised:
        record_noise(recorder, lambda: encoder_process().kill())
    recorder.close()
    assert raised.value.code == "recording.encoder_died"
    assert "software" not in raised.value.hint, "that is what has crashed"
    assert_is_a_beginning(Recording(recorder.path))


def test_a_machine_too_slow_to_encode_loses_pictures_but_no_sound(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    problems: list[Problem] = []
    runner = SinkRunner(recorder, SMALL, problems.append, queue_slots=4, keep_sound=True)
    runner.start()
    wait_until(lambda: runner.state is SinkState.ON)
    encoder = encoder_process()
    encoder.suspend()
    for slot in range(120):
        runner.write(numbered_tick(slot))
    encoder.resume()
    wait_until(lambda: not runner.queued)
    for slot in range(120, 123):
        runner.write(numbered_tick(slot))
    runner.stop()
    assert not problems
    recording = Recording(recorder.path)
    numbers = [read_number(luma) for _, luma in recording.lumas()]
    assert len(numbers) == 123
    assert numbers == sorted(numbers)
    assert numbers[-3:] == [120, 121, 122]
    assert runner.skipped == 123 - len(set(numbers)) > 50
    for first in range(0, 120, 10):
        heard = recording.samples[first * 1600 : (first + 3) * 1600]
        assert test_signal.locate(heard, near=first * 1600) == first * 1600


def _crash_with_hardware(link: socket.socket, job: RecordingJob) -> None:
    if job.hardware:
        os._exit(11)
    recorder_main(link, job)


def _hang_with_hardware(link: socket.socket, job: RecordingJob) -> None:
    if job.hardware:
        time.sleep(60)
    recorder_main(link, job)


@pytest.mark.parametrize(
    "body", [_crash_with_hardware, pytest.param(_hang_with_hardware, marks=pytest.mark.slow)], ids=["crashes", "hangs"]
)
def test_a_hardware_encoder_that_takes_its_process_along_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    monkeypatch.setattr(recorder_module, "recorder_main", body)
    monkeypatch.setattr(recorder_module, "OPEN_TIMEOUT_S", 3.0)
    recorder = record(tmp_path / "a.mp4", map(numbered_tick, range(30)))
    assert recorder.encoder == "software (x264)"
    assert_paired(Recording(recorder.path), list(range(30)))


@pytest.mark.slow
def test_an_encoder_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "STUCK_AFTER_S", 0.3)
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    with pytest.raises(AppError, match="takes no more data") as raised:
        record_noise(recorder, lambda: encoder_process().suspend())
    recorder.close()
    assert raised.value.code == "recording.stuck"
    assert_is_a_beginning(Recording(recorder.path))


STUDIO = """
import sys
from dataclasses import replace
from pathlib import Path
from app.sinks.recorder import Recorder
from app.sinks.recorder_process import RecordingJob, recorder_main
from tests.helpers.recording import SMALL, numbered_tick
if __name__ == "__main__":
    recorder = Recorder(Path(sys.argv[1]))
    recorder.open(SMALL)
    for slot in range(100):
        recorder.write(numbered_tick(slot))
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "SIGTERM"])
def test_a_killed_studio_leaves_a_whole_recording(tmp_path: Path, end: signal.Signals) -> None:
    path = tmp_path / "a.mp4"
    script = tmp_path / "studio_stand_in.py"
    script.write_text(STUDIO)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [sys.executable, str(script), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as studio:
        assert studio.stdout is not None
        assert studio.stdout.readline() == b"written\n"
        (encoder,) = [
            child
            for child in psutil.Process(studio.pid).children()
            if "resource_tracker" not in " ".join(child.cmdline())
        ]
        studio.send_signal(end)
    encoder.wait(10)
    assert_paired(Recording(path), list(range(100)))


def test_what_the_disk_holds_is_whole_at_any_moment(tmp_path: Path) -> None:
    """Killing the encoder too leaves all fragments that were complete, and no half one."""
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    for slot in range(200):
        recorder.write(noisy_tick(slot, SMALL))
    wait_until_still(recorder.path)
    cut = shutil.copy(recorder.path, tmp_path / "as killed.mp4")
    recorder.close()
    recording = Recording(Path(cut))
    assert len(list(recording.lumas())) >= 150
    assert_is_a_beginning(recording)


def wait_until_still(path: Path) -> None:
    deadline = time.monotonic() + 30
    size, since = -1, 0.0
    while time.monotonic() < since + 1.0 or size < 300_000:
        assert time.monotonic() < deadline
        if path.stat().st_size != size:
            size, since = path.stat().st_size, time.monotonic()
        time.sleep(0.05)


def test_the_encoder_outlives_ctrl_c_in_the_terminal(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    for slot in range(60):
        recorder.write(numbered_tick(slot))
        if slot == 20:
            encoder_process().send_signal(signal.SIGINT)
            encoder_process().send_signal(signal.SIGTERM)
    recorder.close()
    assert_paired(Recording(recorder.path), list(range(60)))
