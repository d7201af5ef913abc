"""Picture and sound by the clock on the wall: what leaves the camera helper, and what a sound device plays.

The camera is a file, because the guest with the real driver has one processor for the whole show and its viewers; what
such a viewer sees is in ``test_program_guest.py``.
"""

from __future__ import annotations

import itertools
import logging
import os
from pathlib import Path

import numpy as np
import pytest

from app.base.paths import Paths
from app.engine.testcard.reader import read
from tests.helpers.file_camera import SHOWN, SMALLER, FileCameraReader
from tests.helpers.program import ROOT, Program
from tests.helpers.pulse import SPEAKER, PrivatePulse
from tests.helpers.timed_sound import TimedSound, picture_lateness_ms
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = pytest.mark.serial

FPS = 30
SHAPE = (720 // SMALLER, 1280 // SMALLER)
SITE = ROOT / "tests" / "helpers" / "site"
JUDGED_S = 5.0


def cards(camera: FileCameraReader) -> list[tuple[int, int]]:
    """When each new test card was shown, and its number."""
    pictures = ((record.when_ns, record.picture) for record in camera.new() if record.kind == SHOWN)
    readings = [(when_ns, read(picture.reshape(SHAPE))) for when_ns, picture in pictures]
    found = [(when_ns, reading.index) for when_ns, reading in readings if reading is not None]
    return [found[0], *(later for sooner, later in itertools.pairwise(found) if later[1] != sooner[1])]


@pytest.mark.parametrize(
    "seconds", [8, pytest.param(185, marks=[pytest.mark.slow, pytest.mark.timeout(400)])], ids=["start", "3 minutes"]
)
def test_picture_and_sound_leave_together(tmp_path: Path, pulse: PrivatePulse, seconds: int) -> None:
    device, files = tmp_path / "camera.bin", tmp_path / "files"
    settings = Paths.find(files / "studio").settings_file
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[camera]\nbackend = "obs"\ndevice = "{device}"\n', encoding="utf-8")
    speech = write_test_signal(tmp_path / "speech.wav", seconds + 10)
    environment = pulse.environment | {"PYTHONPATH": os.pathsep.join(map(str, (SITE, ROOT)))}
    arguments = ["--engine", "testcard", "run", "--play", str(speech), "--camera", "--audio-out", SPEAKER]
    with (
        TimedSound("avatar_out.monitor", pulse.environment) as at_output,
        Program(files, *arguments, environment=environment) as program,
    ):
        program.wait_for(lambda program: program.is_now("camera", "on") and program.is_now("speech", "speaking"))
        program.let_run(seconds)
        assert program.end() == 0, program.story()
        heard = at_output.heard()
    assert program.problems() == []
    seen = cards(FileCameraReader(device))
    numbers = [number for _, number in seen]
    assert numbers == sorted(set(numbers)), "cards out of order"
    measures = program.measures()
    last = [card for card in seen if card[0] > seen[-1][0] - JUDGED_S * 1e9]
    late_ms = picture_lateness_ms(last, heard, FPS)
    low, middle, high = np.percentile(late_ms, [5, 50, 95])
    p95_ms = float(np.percentile(np.abs(late_ms), 95))
    log.info("pictures after their sound: %.1f ms (%.1f to %.1f), p95 apart %.1f", middle, low, high, p95_ms)
    log.info("%d cards, lagged %d, skipped %d", len(seen), measures["lagged"], measures["skipped"])
    assert len(late_ms) > 0.9 * JUDGED_S * FPS
    assert p95_ms < 1e3 / FPS
