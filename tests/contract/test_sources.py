"""Every source of speech that is pulled, against one specification.

A new one is one more entry in ``SOURCES``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.base.settings import VoiceSettings
from app.media.types import PROGRAM_RATE_HZ, MouthCue, samples_to_ns
from app.sources.audio_file import AudioFile
from app.sources.base import CuedSource, SpeechSource
from app.sources.speaker import Speaker
from tests.helpers.wav import write_test_signal

Make = Callable[[], SpeechSource]


@dataclass(frozen=True)
class SourceCase:
    """One kind of source, with what it needs around it.

    Attributes:
        good: makes sources of at least half a second of speech.
        long: makes sources of at least a minute.
        bad: makes sources that cannot speak.

    """

    good: Make
    long: Make
    bad: Make


@contextmanager
def audio_file(folder: Path) -> Iterator[SourceCase]:
    good = write_test_signal(folder / "good.wav", 1.0)
    long = write_test_signal(folder / "long.wav", 60.0)
    yield SourceCase(lambda: AudioFile(good), lambda: AudioFile(long), lambda: AudioFile(folder / "missing.wav"))


@contextmanager
def spoken_text(folder: Path) -> Iterator[SourceCase]:
    speaker = Speaker(lambda: None, folder)
    nobody = VoiceSettings(providers=("espeak",), voices={"espeak": "no such voice"})
    own = VoiceSettings(providers=("espeak",))
    yield SourceCase(
        lambda: speaker.line("Hello world.", own),
        lambda: speaker.line("And so on and so forth. " * 100, own),
        lambda: speaker.line("Hello world.", nobody),
    )
    speaker.close()


SOURCES: list[Callable[[Path], AbstractContextManager[SourceCase]]] = [audio_file, spoken_text]


@pytest.fixture(params=SOURCES, ids=lambda make: make.__name__)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SourceCase]:
    with request.param(tmp_path) as made:
        yield made


def test_it_gives_pieces_of_sound_and_then_none_for_good(case: SourceCase) -> None:
    source = case.good()
    count = 0
    while (piece := source.read()) is not None:
        assert piece.dtype == np.float32
        assert piece.ndim == 1
        assert 0 < len(piece) <= PROGRAM_RATE_HZ
        assert np.isfinite(piece).all()
        assert np.abs(piece).max() <= 1.0
        count += len(piece)
    assert count > PROGRAM_RATE_HZ // 2
    assert source.read() is None
    source.close()


def test_pieces_belong_to_the_reader(case: SourceCase) -> None:
    """Nothing changes in a piece that was handed out: it is on its way to pacer and engine."""
    source = case.good()
    first = source.read()
    assert first is not None
    copy = first.copy()
    while source.read() is not None:
        pass
    source.close()
    np.testing.assert_array_equal(first, copy)


def test_closing_in_the_middle_ends_it(case: SourceCase) -> None:
    source = case.long()
    assert source.read() is not None
    source.close()
    assert source.read() is None
    source.close()


def test_closing_before_the_first_piece(case: SourceCase) -> None:
    source = case.good()
    source.close()
    assert source.read() is None


def test_closing_from_another_thread_ends_reading(case: SourceCase) -> None:
    source = case.long()
    counts = [0]
    started = threading.Event()

    def read() -> None:
        while (piece := source.read()) is not None:
            counts[0] += len(piece)
            started.set()

    reader = threading.Thread(target=read, name="feeder")
    reader.start()
    assert started.wait(10)
    source.close()
    reader.join(2)
    assert not reader.is_alive()


def test_what_cannot_speak_says_why_and_what_to_do(case: SourceCase) -> None:
    source = case.bad()
    with pytest.raises(AppError) as raised:
        source.read()
    assert "." in raised.value.code
    assert raised.value.message.endswith(".")
    assert raised.value.hint.endswith(".")
    source.close()


def test_one_after_another(case: SourceCase) -> None:
    for _ in range(3):
        source = case.good()
        assert source.read() is not None
        source.close()


def test_what_it_knows_of_the_words_comes_in_order_and_no_later_than_the_sound(case: SourceCase) -> None:
    source = case.good()
    if not isinstance(source, CuedSource):
        return  # the sound is all that is known
    cues: list[MouthCue] = []
    heard_ns = 0
    while (piece := source.read()) is not None:
        heard_ns += samples_to_ns(len(piece))
        fresh = source.take_cues()
        assert all(cue.at_ns <= heard_ns + 200_000_000 for cue in fresh), "not much further than what was read"
        cues += fresh
    times_ns = [cue.at_ns for cue in cues]
    assert times_ns == sorted(times_ns)
    assert any(cue.shape is not None and cue.shape.openness > 0.3 for cue in cues)
    assert cues[-1].shape is None, "nothing is known of what follows"
    assert heard_ns - 400_000_000 <= times_ns[-1] <= heard_ns
    assert source.take_cues() == []
    source.close()
