from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.base.errors import AppError
from app.media import test_signal
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat, Samples, Tick
from app.sinks import recorder as recorder_module
from app.sinks.recorder import Recorder, room_problem
from app.sinks.recorder_process import RecordingJob, recorder_main
from tests.helpers.numbered import read_number
from tests.helpers.recording import SMALL, Recording, numbered_tick, shift_of


def record(path: Path, ticks: Iterable[Tick], program: ProgramFormat = SMALL) -> Recorder:
    recorder = Recorder(path)
    try:
        recorder.open(program)
        for tick in ticks:
            recorder.write(tick)
    finally:
        recorder.close()
    return recorder


def assert_paired(recording: Recording, slots: list[int], program: ProgramFormat = SMALL) -> None:
    """Picture n of the file is that of ``slots[n]``, and so is the sound at its place, to the sample."""
    indices, numbers = zip(*((index, read_number(luma)) for index, luma in recording.lumas()), strict=True)
    assert list(indices) == list(range(len(slots)))
    assert list(numbers) == slots
    for index in range(0, len(slots) - 3, 7):  # four slots are enough to find the place of a noise to the sample
        heard = np.concatenate([recording.slot_samples(index + n) for n in range(4)])
        expected = np.concatenate([numbered_tick(slots[index + n], program).samples for n in range(4)])
        assert shift_of(heard, expected) == 0, f"sound of slot {index}"
        assert rms(heard - expected) < 0.2 * rms(expected)


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_every_picture_meets_its_samples_exactly(tmp_path: Path, fps: int) -> None:
    program = ProgramFormat(320, 180, fps)
    slots = list(range(1000, 1000 + 3 * fps))
    recorder = record(tmp_path / "a.mp4", (numbered_tick(slot, program) for slot in slots), program)
    recording = Recording(recorder.path)
    assert recording.format == program
    assert recorder.recorded_s == 3.0
    assert 3 * PROGRAM_RATE_HZ <= len(recording.samples) < 3 * PROGRAM_RATE_HZ + 2048
    assert_paired(recording, slots, program)


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    recording = Recording(record(tmp_path / "a.mp4", map(numbered_tick, range(30))).path)
    assert recording.metadata["comment"].startswith("FlashTalk Studio")
    assert recording.colours == (1, 1, 1, 1)  # BT.709 three times, limited range
    assert recording.pixel_format == "yuv420p"


def test_colours_come_back(tmp_path: Path) -> None:
    tick = numbered_tick(0)
    pixels = np.zeros((180, 320, 4), np.uint8)
    pixels[:] = (30, 60, 220, 255)
    red = Tick(0, 0, None, type(tick.picture)(pixels), tick.samples, live=False, due_ns=0)
    recording = Recording(record(tmp_path / "a.mp4", [red]).path)
    _, picture = next(recording.pictures())
    assert np.abs(picture.reshape(-1, 4).mean(0) - (30, 60, 220, 255)).max() < 4


def test_slots_that_were_skipped_show_the_picture_before_in_silence(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    for slot in range(30):
        recorder.write(numbered_tick(slot))
    recorder.skip(15)
    for slot in range(45, 90):
        recorder.write(numbered_tick(slot))
    recorder.close()
    recording = Recording(recorder.path)
    assert [read_number(luma) for _, luma in recording.lumas()] == [*range(30), *[29] * 15, *range(45, 90)]
    hole = recording.samples[30 * 1600 : 45 * 1600]
    assert np.abs(hole[2048:-2048]).max() < 1e-3
    after = recording.samples[45 * 1600 : 90 * 1600]
    assert shift_of(after, test_signal.samples(45 * 1600, 45 * 1600)) == 0


def test_a_picture_that_did_not_change_is_recorded_again(tmp_path: Path) -> None:
    still = numbered_tick(7)
    ticks = (Tick(s, 0, None, still.picture, numbered_tick(s).samples, live=False, due_ns=0) for s in range(40))
    recording = Recording(record(tmp_path / "a.mp4", ticks).path)
    assert [read_number(luma) for _, luma in recording.lumas()] == [7] * 40


def test_pausing_leaves_no_trace_and_keeps_the_pairing(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mp4")
    recorder.open(SMALL)
    for slot in range(150):
        recorder.paused = 40 <= slot < 75 or 100 <= slot < 101
        recorder.write(numbered_tick(slot))
    recorder.close()
    slots = [*range(40), *range(75, 100), *range(101, 150)]
    assert recorder.slots == len(slots)
    recording = Recording(recorder.path)
    assert [read_number(luma) for _, luma in recording.lumas()] == slots
    assert shift_of(recording.samples[40 * 1600 : 65 * 1600], test_signal.samples(75 * 1600, 25 * 1600)) == 0
    assert shift_of(recording.samples[65 * 1600 : 114 * 1600], test_signal.samples(101 * 1600, 49 * 1600)) == 0


def test_an_odd_ratio_of_samples_to_slots_stays_in_step(tmp_path: Path) -> None:
    program = ProgramFormat(160, 90, 29)
    slots = list(range(200))
    recording = Recording(record(tmp_path / "a.mp4", (numbered_tick(s, program) for s in slots), program).path)
    assert_paired(recording, slots, program)


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1080, 1920), (1920, 1080)])
def test_the_studio_s_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    program = ProgramFormat(*size, 30)
    recording = Recording(record(tmp_path / "a.mp4", (numbered_tick(s, program) for s in range(5)), program).path)
    assert [(luma.shape, read_number(luma)) for _, luma in recording.lumas()] == [
        ((size[1], size[0]), n) for n in range(5)
    ]


@pytest.mark.parametrize("quality", ["small", "good", "best"])
def test_qualities(tmp_path: Path, quality: str) -> None:
    recorder = Recorder(tmp_path / f"{quality}.mp4", quality)  # type: ignore[arg-type]  # parametrised literals
    recorder.open(SMALL)
    for slot in range(30):
        recorder.write(numbered_tick(slot))
    recorder.close()
    assert_paired(Recording(recorder.path), list(range(30)))
    assert recorder.encoder


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    wanted = tmp_path / "été 直播.mp4"
    paths = [record(wanted, [numbered_tick(n)]).path for n in range(3)]
    assert [path.name for path in paths] == ["été 直播.mp4", "été 直播 (2).mp4", "été 直播 (3).mp4"]
    assert [read_number(next(Recording(path).lumas())[1]) for path in paths] == [0, 1, 2]


def test_the_folder_is_made(tmp_path: Path) -> None:
    assert record(tmp_path / "new" / "folder" / "a.mp4", [numbered_tick(0)]).path.is_file()


def test_a_recording_without_a_slot_leaves_no_file(tmp_path: Path) -> None:
    assert not record(tmp_path / "a.mp4", []).path.exists()


def test_close_without_open_is_nothing(tmp_path: Path) -> None:
    Recorder(tmp_path / "a.mp4").close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AppError, match="cannot be started: that is not a folder") as raised:
        record(tmp_path / "file" / "a.mp4", [])
    assert raised.value.code == "recording.no_folder"
    assert raised.value.hint


def test_too_little_room_is_told_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "MIN_FREE_BYTES", 1 << 60)
    with pytest.raises(AppError, match="MB are free") as raised:
        record(tmp_path / "not there yet" / "a.mp4", [])
    assert raised.value.code == "recording.disk_full"
    assert not (tmp_path / "not there yet").exists()


def test_little_room_is_worth_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "LOW_FREE_BYTES", 1)
    assert room_problem(tmp_path) is None
    monkeypatch.setattr(recorder_module, "LOW_FREE_BYTES", 1 << 60)
    problem = room_problem(tmp_path / "not there yet")
    assert problem is not None
    assert problem.code == "recording.disk_low"


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
    return Tick(slot, 0, None, type(tick.picture)(pixels), tick.samples, live=False, due_ns=0)


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
    with pytest.raises(AppError, match="crashed") as raised:
        record_noise(recorder, lambda: encoder_process().kill())
    recorder.close()
    assert raised.value.code == "recording.encoder_died"
    assert_is_a_beginning(Recording(recorder.path))


def _crash_with_hardware(link: socket.socket, job: RecordingJob) -> None:
    if job.hardware:
        os._exit(11)
    recorder_main(link, job)


def _hang_with_hardware(link: socket.socket, job: RecordingJob) -> None:
    if job.hardware:
        time.sleep(60)
    recorder_main(link, job)


@pytest.mark.parametrize("body", [_crash_with_hardware, _hang_with_hardware], ids=["crashes", "hangs"])
def test_a_hardware_encoder_that_takes_its_process_along_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    monkeypatch.setattr(recorder_module, "recorder_main", body)
    monkeypatch.setattr(recorder_module, "OPEN_TIMEOUT_S", 3.0)
    recorder = record(tmp_path / "a.mp4", map(numbered_tick, range(30)))
    assert recorder.encoder == "software (x264)"
    assert_paired(Recording(recorder.path), list(range(30)))


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
