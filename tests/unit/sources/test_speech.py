from __future__ import annotations

import itertools
import threading
import time

import numpy as np
import pytest

from app.base.errors import AppError
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples
from app.sources import speech
from app.sources.speech import Choice, SpokenText
from app.sources.voices.base import Manner, Provider, Utterance
from tests.helpers.engine_probe import wait_until
from tests.helpers.scripted_voices import ScriptedVoices

MS = PROGRAM_RATE_HZ // 1000
FIRST, SECOND, THIRD = "First sentence.", "The second one!", "And the third."
TEXT = f"{FIRST} {SECOND} {THIRD}"


def line(*voices: Provider, text: str = TEXT, volume: float = 1.0) -> SpokenText:
    return SpokenText(text, [Choice(one, "") for one in voices], Manner(), volume)


def read_all(source: SpokenText) -> Samples:
    pieces = []
    while (piece := source.read()) is not None:
        pieces.append(piece)
    return np.concatenate(pieces)


def length(text: str) -> int:
    return len(text) * PROGRAM_RATE_HZ // 10


def test_every_sentence_is_faded_and_the_line_ends_in_silence() -> None:
    samples = read_all(line(ScriptedVoices("a")))
    assert len(samples) == length(FIRST + SECOND + THIRD) + 320 * MS
    assert not samples[-320 * MS :].any()
    ends = np.cumsum([0, length(FIRST), length(SECOND), length(THIRD)])
    for start, end in itertools.pairwise(ends):
        sentence = samples[start:end]
        assert sentence[0] == pytest.approx(0, abs=0.01)
        assert sentence[9 * MS] == pytest.approx(0.25, abs=0.02)
        np.testing.assert_allclose(sentence[30 * MS : -90 * MS], 0.5, atol=0.01)
        assert sentence[-1] == pytest.approx(0, abs=0.01)
    assert samples[ends[1] - 9 * MS] == pytest.approx(0.25, abs=0.02)
    assert samples[ends[1] - 30 * MS] == pytest.approx(0.5, abs=0.02)
    assert samples[ends[3] - 40 * MS] == pytest.approx(0.25, abs=0.02)


def test_events_are_counted_from_the_first_sample_of_the_line() -> None:
    spoken = line(ScriptedVoices("a"))
    read_all(spoken)
    joined = FIRST + SECOND + THIRD
    assert "".join(event.text for event in spoken.events) == joined
    assert [event.at_ns for event in spoken.events] == [n * NS_PER_S // 10 for n in range(len(joined))]


def test_events_come_with_what_is_read() -> None:
    spoken = line(ScriptedVoices("a"))
    assert spoken.events == []
    position = 0
    while (piece := spoken.read()) is not None:
        position += len(piece)
        at = [event.at_ns * PROGRAM_RATE_HZ // NS_PER_S for event in spoken.events]
        assert at == sorted(at)
        assert len([one for one in at if one < position]) >= min(position // (100 * MS), 44)
    assert len(spoken.events) == 44


def test_what_comes_next_is_made_while_this_plays_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "AHEAD", 2 * PROGRAM_RATE_HZ)
    voices = ScriptedVoices("a")
    spoken = line(voices, text=f"{TEXT} A fourth. And a fifth.")
    assert spoken.read() is not None
    wait_until(lambda: len(voices.asked) >= 2)
    time.sleep(0.05)  # in which one that is made without end would be asked for
    assert voices.asked == [FIRST, SECOND]  # two seconds are ahead
    assert read_all(spoken).any()
    assert len(voices.asked) == 5


def test_the_next_speaks_from_the_sentence_that_failed() -> None:
    first, second = ScriptedVoices("a", 0.5, {SECOND: 0}), ScriptedVoices("b", 0.25)
    failed: list[tuple[str, str, str]] = []
    spoken = SpokenText(
        TEXT,
        [Choice(first), Choice(second)],
        Manner(),
        on_failed=lambda who, instead, why: failed.append((who.id, instead.id, why.code)),
    )
    samples = read_all(spoken)
    assert failed == [("a", "b", "speech.scripted")]
    assert (first.asked, second.asked) == ([FIRST, SECOND], [SECOND, THIRD])
    assert len(samples) == length(FIRST + SECOND + THIRD) + 320 * MS
    assert samples[length(FIRST) // 2] == pytest.approx(0.5, abs=0.01)
    assert samples[length(FIRST) + length(SECOND) // 2] == pytest.approx(0.25, abs=0.01)
    assert [event.text for event in spoken.events] == list(FIRST + SECOND + THIRD)


def test_what_was_not_heard_of_a_sentence_that_broke_off_is_never_heard() -> None:
    first, second = ScriptedVoices("a", 0.5, {SECOND: 9}), ScriptedVoices("b", 0.25)
    spoken = line(first, second)
    heard = spoken.read()
    assert heard is not None
    wait_until(lambda: THIRD in second.asked)
    samples = np.concatenate([heard, read_all(spoken)])
    assert len(samples) == length(FIRST + SECOND + THIRD) + 320 * MS
    assert samples[length(FIRST) + 40 * MS] == pytest.approx(0.25, abs=0.01)
    assert [event.text for event in spoken.events] == list(FIRST + SECOND + THIRD)


def test_what_was_heard_of_a_sentence_ends_softly_and_it_is_spoken_again() -> None:
    first, second = ScriptedVoices("a", 0.5, {FIRST: 9}), ScriptedVoices("b", 0.25)
    spoken = line(first, second, text=FIRST)
    first.pause = 5
    first.gate.clear()
    heard = spoken.read()
    assert heard is not None
    first.gate.set()
    samples = np.concatenate([heard, read_all(spoken)])
    assert len(samples) > length(FIRST) + 320 * MS
    assert np.abs(np.diff(samples)).max() < 0.02


def test_when_nobody_can_speak_the_last_reason_is_told() -> None:
    spoken = line(ScriptedVoices("a", fail={FIRST: 0}), ScriptedVoices("b", fail={FIRST: 3}))
    with pytest.raises(AppError, match="B has lost its voice"):
        read_all(spoken)
    assert spoken.read() is None


def test_silence_instead_of_words_is_a_failure() -> None:
    class Mute(ScriptedVoices):
        def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
            return super().speak("", voice, manner)

    other = ScriptedVoices("b")
    assert read_all(line(Mute("mute"), other, text=FIRST)).any()
    assert other.asked == [FIRST]
    with pytest.raises(AppError, match="says nothing to “First sentence"):
        read_all(line(Mute("mute"), text=FIRST))


@pytest.mark.parametrize(("volume", "peak"), [(0.5, 0.25), (1.0, 0.5), (1.4, 0.7), (2.0, 0.94)])
def test_the_volume_is_obeyed_and_never_clips(volume: float, peak: float) -> None:
    samples = read_all(line(ScriptedVoices("a"), text=FIRST, volume=volume))
    assert np.abs(samples).max() == pytest.approx(peak, abs=0.02)
    assert np.abs(read_all(line(ScriptedVoices("a", 1.0), text=FIRST, volume=2.0))).max() <= 1.0


def test_a_loud_voice_is_left_as_it_is() -> None:
    samples = read_all(line(ScriptedVoices("a", 0.95), text=FIRST))
    np.testing.assert_allclose(samples[30 * MS : length(FIRST) - 90 * MS], 0.95, atol=0.01)


def test_pieces_are_short_enough_to_stop_between_them() -> None:
    spoken = line(ScriptedVoices("a"))
    while (piece := spoken.read()) is not None:
        assert 0 < len(piece) <= PROGRAM_RATE_HZ // 4


def test_closing_ends_waiting_and_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    voices = ScriptedVoices("a")
    voices.gate.clear()
    spoken = line(voices)
    results: list[Samples | None] = []
    reader = threading.Thread(target=lambda: results.append(spoken.read()))
    reader.start()
    wait_until(lambda: voices.asked)
    spoken.close()
    reader.join(2)
    assert results == [None]


def test_a_bug_in_a_provider_is_an_error_and_not_silence(expected_warnings: list[str]) -> None:
    class Broken(ScriptedVoices):
        def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
            raise RuntimeError("unforeseen")

    expected_warnings.append("the voice broken failed")
    with pytest.raises(AppError, match="unforeseen"):
        read_all(line(Broken("broken")))
    assert read_all(line(Broken("broken"), ScriptedVoices("b"))).any()


def test_the_first_sample_is_measured(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    spoken = line(ScriptedVoices("a"), text=FIRST)
    assert spoken.first_pcm_ms is None
    read_all(spoken)
    assert spoken.first_pcm_ms is not None
    (record,) = [record for record in caplog.records if getattr(record, "event", "") == "speech.first_pcm"]
    assert record.__dict__["data"]["provider"] == "a"
    assert 0 <= record.__dict__["data"]["tts_first_pcm_ms"] < 1000
