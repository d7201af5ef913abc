from __future__ import annotations

import itertools

import pytest

from app.engine.builtin.cues import CueTrack
from app.media.types import MouthCue, MouthShape

MS = 1_000_000
AA, MM, FF, OO = MouthShape(1.0, 0.1), MouthShape(press=1.0), MouthShape(0.1, tuck=1.0), MouthShape(0.25, -1.0)
REST = MouthShape()


def track(*cues: tuple[int, MouthShape | None]) -> CueTrack:
    made = CueTrack()
    made.add([MouthCue(at_ms * MS, shape) for at_ms, shape in cues])
    return made


def curve(made: CueTrack, until_ms: int) -> list[MouthShape]:
    shapes = [made.at(at_ms * MS) for at_ms in range(0, until_ms, 10)]
    return [shape for shape in shapes if shape is not None]


def test_nothing_is_known_before_the_first_cue_and_after_the_last() -> None:
    made = track((100, AA), (200, None))
    assert made.at(99 * MS) is None
    assert made.at(150 * MS) is not None
    assert made.at(200 * MS) is None
    assert made.at(900 * MS) is None


def test_the_mouth_gets_where_it_is_going_without_a_jump() -> None:
    seen = curve(track((0, REST), (200, AA), (400, OO), (600, REST)), 800)
    assert seen[30].openness == pytest.approx(1.0, abs=0.01)
    assert seen[50].spread == pytest.approx(-1.0, abs=0.01)
    assert seen[70] == REST
    for before, after in itertools.pairwise(seen):
        assert abs(after.openness - before.openness) < 0.2
        assert abs(after.spread - before.spread) < 0.25


def test_it_parts_before_the_sound_and_is_half_way_with_it() -> None:
    seen = curve(track((0, REST), (200, AA), (500, REST)), 500)
    assert seen[16].openness > 0
    assert seen[20].openness == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("length_ms", [40, 60, 120])
def test_even_a_short_mm_closes_the_lips(length_ms: int) -> None:
    seen = curve(track((0, AA), (200, MM), (200 + length_ms, AA)), 500)
    middle = seen[(200 + length_ms // 2) // 10]
    assert middle.press > 0.95
    assert middle.openness < 0.05


def test_even_a_short_ff_tucks_the_lip() -> None:
    seen = curve(track((0, AA), (200, FF), (250, AA)), 500)
    assert seen[22].tuck > 0.95
    assert seen[22].openness < 0.4


def test_an_hour_keeps_no_history() -> None:
    made = CueTrack()
    for at_ms in range(0, 60_000, 80):
        made.add([MouthCue(at_ms * MS, AA)])
        made.at(at_ms * MS)
    assert len(made._cues) < 20
