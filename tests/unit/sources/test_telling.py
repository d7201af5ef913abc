"""Where a voice is in its words."""

from __future__ import annotations

import pytest

from app.sources.base import TellingSource, Told
from app.sources.speech import Choice, SpokenText
from app.sources.telling import told
from app.sources.voices.base import Manner, SpeechEvent
from tests.helpers.scripted_voices import ScriptedVoices

S = 1_000_000_000
SENTENCES = ["One two.", "Three four five."]  # 8 and 16 letters


def test_before_the_first_sentence_nothing_is_told() -> None:
    assert told(SENTENCES, [], [], (), 5 * S) == Told(0.0, "One two. Three four five.")


@pytest.mark.parametrize(
    ("heard_s", "share", "rest"),
    [
        (0.0, 0.0, "One two. Three four five."),
        (0.5, 4 / 24, "One two. Three four five."),
        (1.0, 8 / 24, "Three four five."),
        (2.0, 16 / 24, "Three four five."),
        (3.0, 1.0, ""),
        (9.0, 1.0, ""),
    ],
)
def test_without_words_it_goes_by_the_time_of_each_sentence(heard_s: float, share: float, rest: str) -> None:
    here = told(SENTENCES, [0, S], [S, 3 * S], (), round(heard_s * S))
    assert here.share == pytest.approx(share)
    assert here.rest == rest


def test_a_sentence_whose_end_is_not_known_goes_at_the_usual_speed() -> None:
    assert told(SENTENCES, [0], [], (), S // 5).share == pytest.approx(3 / 24)
    assert told(SENTENCES, [0], [], (), 60 * S).share == pytest.approx(8 / 24), "no further than its end"


def test_words_are_told_when_they_begin() -> None:
    words = [SpeechEvent("word", at, text) for at, text in ((0, "One"), (S, "two"), (2 * S, "Three"), (5 * S, "four"))]
    shares = [round(24 * told(SENTENCES, [0, 2 * S], [2 * S, 9 * S], words, at * S).share) for at in range(7)]
    assert shares == [4, 8, 14, 14, 14, 19, 19]


def test_a_line_knows_where_it_is() -> None:
    line = SpokenText("One sentence. Two sentences.", [Choice(ScriptedVoices("espeak"))], Manner())
    assert isinstance(line, TellingSource)
    assert line.told(0) == Told(0.0, "One sentence. Two sentences.")
    length = 0
    while (samples := line.read()) is not None:
        length += len(samples)
    line.close()
    half = line.told(length * S // 48_000 // 3)
    assert 0.2 < half.share < 0.6
    assert line.told(length * S // 48_000) == Told(1.0, "")
