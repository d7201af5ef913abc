"""Ten hours on air in virtual time: every slot's picture and samples belong together, to the last, and in the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.engine.base import EngineRequest
from app.engine.testcard.engine import TestcardEngine
from app.engine.testcard.reader import read
from app.media import test_signal
from app.media.clock import VirtualClock
from app.media.pacer import Pacer
from app.media.pixels import ProgramPicture
from app.media.types import (
    PROGRAM_RATE_HZ,
    AudioChunk,
    ProgramFormat,
    SlotPlan,
    Tick,
    VideoFrame,
    samples_to_ns,
)
from app.sinks.recorder import Recorder
from app.studio.pump import Pump
from tests.helpers.recording import Recording
from tests.helpers.testcard import pair_slots

TURN = 5
AHEAD = PROGRAM_RATE_HZ // 2


class World:
    """The test signal through pacer and pump, drawn by the test card at its own rate."""

    def __init__(self, slot_fps: int, engine_fps: int, width_px: int, height_px: int) -> None:
        self.program = ProgramFormat(width_px, height_px, slot_fps)
        self.engine_fps = engine_fps
        self.pacer = Pacer(self.program, crossfade_ns=0)
        self.pump = Pump(VirtualClock(), self.program, self.pacer, self._compose, first_slot=0)
        self.pump.due = [self]
        self.recorder: Recorder | None = None
        self.checked = 0
        self._pushed = 0
        self._drawn = 0
        self._engine = TestcardEngine()
        self._engine.load(EngineRequest(Path(), width_px, height_px, engine_fps))
        self._engine.begin_turn(TURN, 0)
        self.pacer.begin_turn(TURN, live=False)

    def run(self, seconds: int) -> None:
        for _ in range(seconds * self.program.fps):
            self._feed()
            self.pump.step()

    def write(self, tick: Tick) -> None:
        """Every slot that leaves the studio: exactly the samples of its time, and the picture of that time."""
        first = self.program.first_sample(tick.slot)
        assert tick.pts_ns == samples_to_ns(first)
        expected = test_signal.samples(first, self.program.sample_count(tick.slot))
        assert np.array_equal(tick.samples, expected)
        reading = read(tick.picture.pixels)
        assert reading is not None
        # Engine pictures begin at whole samples: the newest whose first sample is not after the slot's.
        index = ((first + 1) * self.engine_fps - 1) // PROGRAM_RATE_HZ
        assert (reading.turn, reading.index) == (TURN, index), tick.slot
        self.checked += 1
        if self.recorder is not None:
            self.recorder.write(tick)

    def _compose(self, plan: SlotPlan) -> ProgramPicture:
        assert plan.frame is not None
        return ProgramPicture(plan.frame.pixels)

    def _feed(self) -> None:
        while (
            self._pushed - self._drawn < AHEAD and self._drawn < self.program.first_sample(self.pump.next_slot) + AHEAD
        ):
            self.pacer.push_audio(
                AudioChunk(TURN, self._pushed, test_signal.samples(self._pushed, 2 * test_signal.HOP))
            )
            self._pushed += 2 * test_signal.HOP
            while self._pushed - self._drawn >= 4_000:
                self._draw()

    def _draw(self) -> None:
        count = self._engine.next_chunk()
        rendered = self._engine.render(test_signal.samples(self._drawn, count))
        pts_ns = samples_to_ns(self._drawn)
        self._drawn += count
        for picture in rendered.pictures:
            self.pacer.push_frame(VideoFrame(TURN, pts_ns, samples_to_ns(self._drawn) - pts_ns, picture))


def check_recording(path: Path, engine_fps: int, first_sample: int) -> int:
    """Read a recording back, slot by slot; returns how many slots it has."""
    recording = Recording(path)
    slots = pair_slots(recording.lumas(), recording.samples, recording.fps, near=first_sample)
    for number, slot in enumerate(slots[:-2]):  # the last samples are cut off where the coder's padding begins
        assert slot.in_step(engine_fps), slot
        assert slot.sample == first_sample + recording.format.first_sample(number), slot
    return len(slots)


@pytest.mark.parametrize(
    ("slot_fps", "engine_fps"),
    [
        (30, 25),
        (60, 24),
        (25, 30),
        pytest.param(50, 60, marks=pytest.mark.slow),
        pytest.param(30, 30, marks=pytest.mark.slow),
    ],
)
def test_five_virtual_minutes(slot_fps: int, engine_fps: int) -> None:
    world = World(slot_fps, engine_fps, 64, 36)
    world.run(300)
    assert world.checked == 300 * slot_fps
    assert world.pump.lagged == 0


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("slot_fps", "engine_fps"), [(30, 30), (30, 25)])
def test_ten_virtual_hours_and_the_recording_of_their_end(slot_fps: int, engine_fps: int, tmp_path: Path) -> None:
    world = World(slot_fps, engine_fps, 128, 72)
    world.run(36_000)
    first_sample = world.program.first_sample(world.pump.next_slot - 1)
    recorder = Recorder(tmp_path / "end.mp4", hardware=False)
    recorder.open(world.program)
    world.recorder = recorder
    world.run(10)
    recorder.close()
    assert world.checked == 36_010 * slot_fps
    assert world.pacer.counts().stalls == 0
    if (slot_fps, engine_fps) == (30, 30):
        assert check_recording(recorder.path, engine_fps, first_sample) == 300
