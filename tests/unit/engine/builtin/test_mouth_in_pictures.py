"""What the mouth does, measured in pictures of a bundled host that speaks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import soxr

from app.engine.base import EngineRequest
from app.engine.builtin.engine import BuiltinEngine
from app.engine.builtin.voice import RATE_HZ
from app.media.types import PROGRAM_RATE_HZ, MouthCue, Samples
from app.sources.speech import Choice, SpokenText
from app.sources.voices.base import Manner
from app.sources.voices.espeak import espeak
from benchmarks.mouth_samples import FPS, HEIGHT_PX, HOST, WIDTH_PX, gap, pictures
from tests.helpers.voices import noise

LINE = "Mama, my family meets a famous farmer. Maybe Emma may move the lamp."


@dataclass(frozen=True)
class Line:
    """A spoken line at RATE_HZ, what is known of it, and begin and end of its phonemes, s."""

    sound: Samples
    cues: list[MouthCue]
    phonemes: list[tuple[str, float, float]]


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    voices = espeak()
    stranger = Choice(voices, "gmw/en-GB-x-gbcwmd+f4")  # a voice that the mouth was not trained on
    source = SpokenText(LINE, [stranger], Manner(0.9))
    pieces, cues = [], []
    while (piece := source.read()) is not None:
        pieces.append(piece)
        cues += source.take_cues()
    times = [(event.text, event.at_ns / 1e9) for event in source.events if event.kind == "phoneme"]
    phonemes = [(text, begin, end) for (text, begin), (_, end) in itertools.pairwise(times)]
    sound = soxr.resample(np.concatenate(pieces), PROGRAM_RATE_HZ, RATE_HZ)
    yield Line(np.concatenate([sound, noise(0.5, -60)]), cues, phonemes)
    voices.close()


@pytest.fixture(scope="module")
def engine() -> BuiltinEngine:
    made = BuiltinEngine()
    made.load(EngineRequest(HOST, WIDTH_PX, HEIGHT_PX, FPS))
    return made


def gaps(engine: BuiltinEngine, sound: Samples, cues: list[MouthCue]) -> list[float]:
    """How high the gap between the lips is in each picture, in heights of the face."""
    return [gap(picture) for picture in pictures(engine, sound, cues)]


def middle_picture(begin_s: float, end_s: float) -> int:
    return int((begin_s + end_s) / 2 * FPS)


@pytest.mark.parametrize("known", [False, True], ids=["from sound", "from phonemes"])
def test_lips_close_for_mm_and_part_for_aa(engine: BuiltinEngine, line: Line, known: bool) -> None:
    seen = gaps(engine, line.sound, line.cues if known else [])
    mm = [seen[middle_picture(begin, end)] for text, begin, end in line.phonemes if text == "m"]
    aa = [seen[middle_picture(begin, end)] for text, begin, end in line.phonemes if text.strip("ˈː") in ("a", "ɑ")]
    assert len(mm) >= 8
    assert np.mean(np.array(mm) <= 0.02) >= 0.8
    assert len(aa) >= 3
    assert np.mean(np.array(aa) > 0.06) >= 0.8


@pytest.mark.parametrize("known", [False, True], ids=["from sound", "from phonemes"])
def test_lips_are_closed_100_ms_after_the_last_word(engine: BuiltinEngine, line: Line, known: bool) -> None:
    seen = gaps(engine, line.sound, line.cues if known else [])
    last = max(end for text, _, end in line.phonemes if text)
    assert max(seen) > 0.06
    assert max(seen[round((last + 0.1) * FPS) :]) <= 0.02


def test_lips_stay_closed_in_a_room_without_a_voice(engine: BuiltinEngine) -> None:
    assert max(gaps(engine, noise(4, -42), [])) == 0.0


def test_no_jumps_from_picture_to_picture(engine: BuiltinEngine, line: Line) -> None:
    for cues in ([], line.cues):
        assert np.abs(np.diff(gaps(engine, line.sound, cues))).max() < 0.12
