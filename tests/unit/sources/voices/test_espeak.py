from __future__ import annotations

import ast
import itertools
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.base.errors import AppError
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Samples
from app.sources import speech_helper, speech_wire
from app.sources.speech import Choice, SpokenText
from app.sources.voices.base import Manner, Utterance
from app.sources.voices.espeak import HelperVoices, _HelperSpeech, espeak
from tests.helpers.engine_probe import wait_until

LINE = "Hello world, this is a test."
LONG = "This line goes on and on. " * 190
LONG_SENTENCE = "word " * 79 + "word."  # of half a minute: more than is spoken ahead of whoever reads
TAIL = PROGRAM_RATE_HZ * 320 // 1000
ROOT = Path(__file__).parents[4]


@pytest.fixture
def voices() -> Iterator[HelperVoices]:
    made = espeak()
    yield made
    made.close()


def line(voices: HelperVoices, text: str, voice: str, manner: Manner | None = None) -> SpokenText:
    return SpokenText(text, [Choice(voices, voice)], manner or Manner())


def read_all(source: SpokenText) -> Samples:
    pieces = []
    while (piece := source.read()) is not None:
        assert piece.dtype == np.float32
        assert piece.ndim == 1
        assert len(piece) > 0
        pieces.append(piece)
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def helper_process() -> psutil.Process:
    (process,) = [c for c in psutil.Process().children() if "flashtalk_speech" in " ".join(c.cmdline())]
    return process


@pytest.mark.parametrize(
    ("text", "voice"), [(LINE, "en"), ("你好，世界。", "cmn"), ("Ça va très bien ?", "fr"), (LINE, "en+f2")]
)
def test_a_line_becomes_speech_with_soft_edges(voices: HelperVoices, text: str, voice: str) -> None:
    samples = read_all(line(voices, text, voice))
    speech, tail = samples[:-TAIL], samples[-TAIL:]
    assert not tail.any()
    assert 0.5 * PROGRAM_RATE_HZ < len(speech) < 4 * PROGRAM_RATE_HZ
    assert 0.1 < np.abs(speech).max() <= 1.0
    assert np.abs(speech[:5]).max() < 0.01
    assert np.abs(speech[-5:]).max() < 0.01
    loud_ms = np.sqrt(np.mean(speech.reshape(-1)[: len(speech) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    assert (loud_ms > 0.01).mean() > 0.4


def raw_helper() -> psutil.Popen:
    return psutil.Popen(
        [sys.executable, "-m", "flashtalk_speech"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_a_cancelled_line_is_not_spoken_to_its_end() -> None:
    speak = {"op": "speak", "voice": "en", "rate_wpm": 175, "pitch": 50}
    lengths: dict[int, int] = {}
    with raw_helper() as helper:
        speech_wire.write_message(helper.stdin, {**speak, "id": 1, "text": LONG})
        answers = iter(lambda: speech_wire.read_message(helper.stdout), None)
        assert [next(answers)[0]["op"] for _ in range(2)] == ["ready", "pcm"]
        speech_wire.write_message(helper.stdin, {"op": "cancel", "id": 1})
        speech_wire.write_message(helper.stdin, {**speak, "id": 2, "text": LINE})
        time.sleep(0.2)  # nobody reads, so it waits in the middle of the line, and hears of the cancel
        while len(lengths) < 2:
            answer, _ = next(answers)
            if answer["op"] == "done":
                lengths[answer["id"]] = answer["samples"]
        helper.stdin.close()
    assert lengths[1] < 22_050 * 10
    assert lengths[2] > 22_050


def test_the_first_sound_is_there_within_tens_of_milliseconds(voices: HelperVoices) -> None:
    voices.warm_up()
    spoken = line(voices, LONG, "en")
    assert spoken.first_pcm_ms is None
    assert spoken.read() is not None
    assert spoken.first_pcm_ms is not None
    assert spoken.first_pcm_ms < 100
    spoken.close()


def test_words_and_phonemes_come_with_their_times(voices: HelperVoices) -> None:
    spoken = line(voices, "Grüße, 世界 world!", "de")
    duration_ns = len(read_all(spoken)) * NS_PER_S // PROGRAM_RATE_HZ
    words = [event.text for event in spoken.events if event.kind == "word"]
    assert words[0] == "Grüße"
    assert words[-1] == "world"
    assert sum(event.kind == "phoneme" for event in spoken.events) > 8
    times = [event.at_ns for event in spoken.events]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < duration_ns - 300_000_000


@pytest.mark.parametrize(
    ("text", "voice"),
    [("Mama.", "en-us"), ("妈妈。", "cmn"), ("Mama.", "de"), ("まま", "ja")],
    ids=["en", "cmn", "de", "ja"],
)
def test_lips_press_and_part_for_mama_in_every_language(voices: HelperVoices, text: str, voice: str) -> None:
    spoken = line(voices, text, voice)
    read_all(spoken)
    cues = [cue.shape for cue in spoken.take_cues() if cue.shape is not None]
    moves = ["press" if shape.press else "part" for shape in cues if shape.press or shape.openness > 0.4]
    assert [move for move, _ in itertools.groupby(moves)] == ["press", "part", "press", "part"]


def test_markup_is_not_spoken(voices: HelperVoices) -> None:
    spoken = line(voices, 'one <break time="9s"/> two', "en")
    samples = read_all(spoken)
    assert [event.text for event in spoken.events if event.kind == "word"] == ["one", "two"]
    assert len(samples) < 3 * PROGRAM_RATE_HZ


def test_control_characters_are_no_commands(voices: HelperVoices) -> None:
    assert_same_speech(
        line(voices, "\x0180S slow\x00 down \x7f\ud800 now", "en"), line(voices, " 80S slow  down    now", "en")
    )


def assert_same_speech(one: SpokenText, other: SpokenText) -> None:
    """The same words and sounds; espeak-ng varies its voice a little every time."""
    lengths = [len(read_all(one)), len(read_all(other))]
    assert abs(lengths[0] - lengths[1]) < 0.02 * lengths[1]
    assert [event.text for event in one.events if event.kind == "phoneme"] == [
        event.text for event in other.events if event.kind == "phoneme"
    ]


def test_the_rate_is_obeyed(voices: HelperVoices) -> None:
    slow, fast = (read_all(line(voices, LINE, "en", Manner(rate=rate))) for rate in (0.6, 1.8))
    assert len(slow) > 1.8 * len(fast)


@pytest.mark.parametrize("semitones", [-4.0, 4.0])
def test_the_pitch_is_obeyed(voices: HelperVoices, semitones: float) -> None:
    own, moved = (pitch_hz(read_all(line(voices, "aaaa", "en", Manner(pitch=p)))) for p in (0.0, semitones))
    assert 12 * np.log2(moved / own) == pytest.approx(semitones, abs=2)


def pitch_hz(samples: Samples) -> float:
    """Of the loudest tenth of a second, by autocorrelation."""
    middle = int(np.argmax(np.convolve(samples**2, np.ones(4800), "same")))
    part = samples[max(0, middle - 2400) : middle + 2400]
    alike = np.correlate(part, part, "full")[len(part) - 1 :]
    return PROGRAM_RATE_HZ / (150 + int(np.argmax(alike[150:900])))


def test_a_long_line_is_spoken_to_its_end(voices: HelperVoices) -> None:
    text = ("word " * 1000)[:5000]
    assert len(read_all(line(voices, text, "en", Manner(rate=2.0)))) > 60 * PROGRAM_RATE_HZ


@pytest.mark.parametrize("voice", ["xx", "../../../../etc/passwd", "en+../x", "en\n"])
def test_an_unknown_voice_is_an_error_and_the_next_line_is_spoken(voices: HelperVoices, voice: str) -> None:
    with pytest.raises(AppError, match="no voice") as raised:
        read_all(line(voices, LINE, voice))
    assert raised.value.code == "speech.no_voice"
    assert read_all(line(voices, LINE, "en")).any()


def test_voices_are_listed(voices: HelperVoices) -> None:
    found = voices.voices()
    assert len(found) > 100
    mandarin = next(voice for voice in found if voice.language == "cmn")
    assert "Mandarin" in mandarin.name
    assert read_all(line(voices, "你好", mandarin.id)).any()


def test_closing_ends_a_line_at_once_from_any_thread(voices: HelperVoices) -> None:
    voices.warm_up()
    spoken = line(voices, LONG, "en")
    assert spoken.read() is not None
    lengths: list[int] = []
    reader = threading.Thread(target=lambda: lengths.append(len(read_all(spoken))))
    reader.start()
    began = time.monotonic()
    spoken.close()
    reader.join(5)
    assert time.monotonic() - began < 0.5
    assert lengths[0] < 60 * PROGRAM_RATE_HZ
    assert spoken.read() is None
    fresh = line(voices, LINE, "en")
    assert len(read_all(fresh)) < 4 * PROGRAM_RATE_HZ
    assert fresh.events[0].text == "Hello"


def test_a_line_that_waits_for_its_first_sound_can_be_closed(voices: HelperVoices) -> None:
    voices.warm_up()
    helper_process().suspend()
    spoken = line(voices, LINE, "en")
    results: list[Samples | None] = []
    reader = threading.Thread(target=lambda: results.append(spoken.read()))
    reader.start()
    wait_until(lambda: spoken._utterance is not None)
    spoken.close()
    reader.join(5)
    assert results == [None]
    helper_process().resume()
    assert read_all(line(voices, LINE, "en")).any()


def test_closing_before_reading(voices: HelperVoices) -> None:
    spoken = line(voices, LINE, "en")
    spoken.close()
    assert spoken.read() is None


def test_a_new_line_ends_the_one_before(voices: HelperVoices) -> None:
    old = line(voices, LONG_SENTENCE, "en")
    assert old.read() is not None
    new = line(voices, LINE, "en")
    assert new.read() is not None
    with pytest.raises(AppError) as raised:
        read_all(old)
    assert raised.value.code == "speech.newer"
    assert_same_speech(new, line(voices, LINE, "en"))


def test_a_sentence_that_waits_for_its_sound_does_not_end_a_newer_one_in_turn(voices: HelperVoices) -> None:
    voices.warm_up()
    helper_process().suspend()  # nothing of the old one comes before the new one is asked for
    failures: list[AppError] = []
    old, new = (voices.speak(LINE, "en", Manner()) for _ in range(2))
    assert isinstance(old, _HelperSpeech)
    waiting = threading.Thread(target=lambda: failures.append(failure_of(old)))
    waiting.start()
    wait_until(lambda: old._conversation is not None)
    spoken: list[int] = []
    speaking = threading.Thread(target=lambda: spoken.append(sum(len(piece.samples) for piece in new)))
    speaking.start()
    waiting.join(5)
    helper_process().resume()
    speaking.join(5)
    assert [failure.code for failure in failures] == ["speech.newer"]
    assert spoken[0] > 22_050


def failure_of(utterance: Utterance) -> AppError:
    with pytest.raises(AppError) as raised:
        list(utterance)
    return raised.value


def test_a_helper_that_died_between_lines_is_replaced_unnoticed(voices: HelperVoices) -> None:
    assert read_all(line(voices, LINE, "en")).any()
    helper_process().kill()
    assert read_all(line(voices, LINE, "en")).any()


def test_a_helper_that_dies_in_a_sentence_is_an_error_and_the_next_is_spoken(voices: HelperVoices) -> None:
    voices.warm_up()
    pieces = iter(voices.speak(LONG, "en", Manner()))
    assert len(next(pieces).samples)
    helper_process().kill()
    with pytest.raises(AppError, match="ended in the middle"):
        for _ in pieces:
            pass
    assert read_all(line(voices, LINE, "en")).any()


def test_a_helper_that_hangs_is_an_error_and_the_next_line_is_spoken(
    voices: HelperVoices, monkeypatch: pytest.MonkeyPatch
) -> None:
    voices.warm_up()
    monkeypatch.setattr(speech_helper, "ANSWER_TIMEOUT_S", 0.3)
    helper_process().suspend()
    with pytest.raises(AppError, match="does not answer") as raised:
        read_all(line(voices, LINE, "en"))
    assert raised.value.code == "speech.stuck"
    monkeypatch.undo()
    assert read_all(line(voices, LINE, "en")).any()


WITHOUT_ESPEAK = """
import ctypes.util, sys
sys.modules["espeakng_loader"] = None
ctypes.util.find_library = lambda name: None
from flashtalk_speech.main import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["/nowhere/flashtalk-speech"], "cannot be started"),
        ([sys.executable, "-c", WITHOUT_ESPEAK], "espeak-ng is not installed"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "exit code 3"),
        ([sys.executable, "-c", "print('not a message at all')"], "helper ended"),
    ],
    ids=["no helper", "no espeak-ng", "crashes", "babbles"],
)
def test_speech_that_is_not_there_is_an_error_with_a_way_out(command: list[str], reason: str) -> None:
    voices = espeak(command)
    with pytest.raises(AppError, match=reason) as raised:
        voices.warm_up()
    with pytest.raises(AppError):
        read_all(line(voices, LINE, "en"))
    voices.close()
    assert raised.value.code == "speech.unavailable"
    assert raised.value.hint


def test_a_closed_speaker_speaks_no_more(voices: HelperVoices) -> None:
    voices.warm_up()
    process = helper_process()
    voices.close()
    assert not process.is_running()
    with pytest.raises(AppError):
        read_all(line(voices, LINE, "en"))


def test_the_helper_leaves_ctrl_c_to_the_studio(voices: HelperVoices) -> None:
    voices.warm_up()
    process = helper_process()
    process.send_signal(signal.SIGINT)
    assert read_all(line(voices, LINE, "en")).any()
    assert helper_process() == process


STUDIO = """
import sys
from app.sources.voices.base import Manner, Utterance
from app.sources.voices.espeak import espeak
from tests.helpers.engine_probe import wait_until
for piece in espeak().speak(sys.argv[1], "en", Manner()):
    break
print("speaking", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("text", ["a", LONG], ids=["waiting", "speaking"])
def test_the_helper_ends_with_a_killed_studio(text: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STUDIO, text], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as studio:
        assert studio.stdout is not None
        assert studio.stdout.readline() == b"speaking\n"
        (helper,) = psutil.Process(studio.pid).children()
        studio.kill()
    helper.wait(5)


def test_the_two_copies_of_the_protocol_are_twins() -> None:
    studio, helper = (
        ast.parse((ROOT / path).read_text("utf-8"))
        for path in ("app/sources/speech_wire.py", "flashtalk_speech/wire.py")
    )
    assert [ast.dump(node) for node in studio.body[1:]] == [ast.dump(node) for node in helper.body[1:]]
