"""The real program records, and every slot of the file holds the picture and the sound that belong together."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.helpers.pairing import read_turn
from tests.helpers.program import Program
from tests.helpers.recording import Recording
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = pytest.mark.serial


def record(tmp_path: Path, seconds: int, *options: str) -> Recording:
    """Have the program play the test signal into a recording, and check every slot of it."""
    speech, target = write_test_signal(tmp_path / "speech.wav", seconds), tmp_path / "recorded.mp4"
    arguments = ["--engine", "testcard", "run", "--play", str(speech), "--record", str(target), *options]
    with Program(tmp_path / "files", *arguments) as program:
        assert program.wait(seconds + 60) == 0, program.story()
    assert program.stdout().splitlines() == [str(target)]
    assert (program.warnings(), program.problems()) == ([], [])
    recording = Recording(target)
    turn, measures = read_turn(recording), program.measures()
    log.info("%s, lagged %d, skipped %d", turn, measures["lagged"], measures["skipped"])
    assert turn.slots == seconds * recording.fps
    # A slot that came too late, or found the encoder busy, shows the picture before again. Nothing else may.
    assert turn.repeated <= measures["lagged"] + measures["skipped"]
    # Picture and sound wait together for an engine that is late; on a machine that keeps up with its slots none is.
    assert turn.paused == 0 or measures["lagged"]
    assert measures["dropped"] == 0
    return recording


def test_every_slot_pairs(tmp_path: Path) -> None:
    recording = record(tmp_path, 4)
    assert (recording.width_px, recording.height_px, recording.fps) == (1280, 720, 30)


@pytest.mark.slow
def test_every_slot_pairs_at_25_fps_upright(tmp_path: Path) -> None:
    recording = record(tmp_path, 2, "--fps", "25", "--size", "720x1280")
    assert (recording.width_px, recording.height_px, recording.fps) == (720, 1280, 25)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_slot_of_three_minutes_pairs(tmp_path: Path) -> None:
    record(tmp_path, 180)
