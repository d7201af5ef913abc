"""The bench of a script tells pictures that belong to their sound from those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.base import EngineRequest
from app.engine.testcard.engine import TestcardEngine
from app.media import test_signal
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, Samples, Tick, samples_to_ns
from benchmarks.script_show import PairingSink

SLOT = 1600
TURN = 820


def sound(number: int) -> Samples:
    return test_signal.samples(number * SLOT, SLOT)


@pytest.mark.parametrize(("late", "exact", "wrong"), [(0, 6, 0), (1, 3, 3)])
def test_an_engine_that_takes_up_a_turn_is_followed_and_one_that_is_late_is_seen(
    late: int, exact: int, wrong: int
) -> None:
    engine, sink = TestcardEngine(), PairingSink()
    engine.load(EngineRequest(Path("nobody"), 320, 180, 30))
    sink.open(ProgramFormat(320, 180, 30))
    for number in range(6):
        if number in (0, 3):  # another engine draws from the fourth picture on
            engine.begin_turn(TURN, 0)
        drawn = sound(number if number < 3 else number - late)
        [picture] = engine.render(drawn).pictures
        pts_ns = samples_to_ns(number * SLOT)
        sink.write(Tick(number, sound(number), False, 0, TURN, pts_ns, ProgramPicture(picture)))
    assert sink.counts["exact"] == exact
    assert len(sink.wrong) == wrong
