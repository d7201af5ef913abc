from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.media import test_signal
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat
from app.sinks import recorder as recorder_module
from app.sinks.recorder import Recorder, room_problem
from tests.helpers.numbered import read_number
from tests.helpers.recording import SMALL, Recording, assert_paired, numbered_tick, record, shift_of


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
    assert recording.metadata["description"].startswith("AI avatar")
    assert recording.colours == (1, 1, 1, 1)  # BT.709 three times, limited range
    assert recording.pixel_format == "yuv420p"


def test_colours_come_back(tmp_path: Path) -> None:
    tick = numbered_tick(0)
    pixels = np.zeros((180, 320, 4), np.uint8)
    pixels[:] = (30, 60, 220, 255)
    red = replace(tick, picture=type(tick.picture)(pixels))
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
    ticks = (replace(numbered_tick(s), picture=still.picture) for s in range(40))
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
    assert room_problem(tmp_path) is None, "said once"
    assert raised.value.code == "recording.disk_full"
    assert not (tmp_path / "not there yet").exists()


def test_little_room_is_worth_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "LOW_FREE_BYTES", 1)
    assert room_problem(tmp_path) is None
    monkeypatch.setattr(recorder_module, "LOW_FREE_BYTES", 1 << 60)
    problem = room_problem(tmp_path / "not there yet")
    assert problem is not None
    assert problem.code == "recording.disk_low"
