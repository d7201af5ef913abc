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
from app.sources.speech import MAX_CHARACTERS, Speaker, SpokenText

LINE = "Hello world, this is a test."
LONG = "This line goes on and on. " * 190
TAIL = PROGRAM_RATE_HZ * 300 // 1000
FADE = PROGRAM_RATE_HZ * 15 // 1000
ROOT = Path(__file__).parents[3]


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    made = Speaker()
    yield made
    made.close()


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
def test_a_line_becomes_speech_with_soft_edges(speaker: Speaker, text: str, voice: str) -> None:
    samples = read_all(speaker.line(text, voice))
    speech, tail = samples[:-TAIL], samples[-TAIL:]
    assert not tail.any()
    assert 0.5 * PROGRAM_RATE_HZ < len(speech) < 4 * PROGRAM_RATE_HZ
    assert 0.1 < np.abs(speech).max() <= 1.0
    assert np.abs(speech[:5]).max() < 0.01
    assert np.abs(speech[-5:]).max() < 0.01
    loud_ms = np.sqrt(np.mean(speech.reshape(-1)[: len(speech) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    assert (loud_ms > 0.01).mean() > 0.4


def test_a_loud_line_is_faded_at_both_ends(speaker: Speaker) -> None:
    soft = read_all(speaker.line("a", "en"))[:-TAIL]
    raw = raw_line("a", "en")
    assert abs(len(soft) - len(raw) * PROGRAM_RATE_HZ / 22_050) <= 1
    np.testing.assert_allclose(peak(soft[FADE:-FADE]), peak(raw), rtol=0.1)
    assert peak(soft[-FADE // 3 :]) <= peak(raw[-110:]) * 0.34 + 1e-3


def peak(samples: Samples) -> float:
    return float(np.abs(samples).max())


def raw_helper() -> psutil.Popen:
    return psutil.Popen(
        [sys.executable, "-m", "flashtalk_speech"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_a_cancelled_line_is_not_spoken_to_its_end() -> None:
    speak = {"op": "speak", "voice": "en", "rate_wpm": 175}
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


def raw_line(text: str, voice: str) -> Samples:
    """What espeak-ng itself says, by way of a second helper."""
    with raw_helper() as helper:
        speech_wire.write_message(helper.stdin, {"op": "speak", "id": 1, "text": text, "voice": voice, "rate_wpm": 175})
        pcm = b""
        while (answer := speech_wire.read_message(helper.stdout)) is not None and answer[0]["op"] != "done":
            pcm += answer[1]
        helper.stdin.close()
    return (np.frombuffer(pcm, "<i2") / 32768.0).astype(np.float32)


def test_the_first_sound_is_there_within_tens_of_milliseconds(speaker: Speaker) -> None:
    speaker.warm_up()
    line = speaker.line(LONG, "en")
    assert line.first_pcm_ms is None
    assert line.read() is not None
    assert line.first_pcm_ms is not None
    assert line.first_pcm_ms < 100
    line.close()


def test_words_and_phonemes_come_with_their_times(speaker: Speaker) -> None:
    line = speaker.line("Grüße, 世界 world!", "de")
    duration_ns = len(read_all(line)) * NS_PER_S // PROGRAM_RATE_HZ
    words = [event.text for event in line.events if event.kind == "word"]
    assert words[0] == "Grüße"
    assert words[-1] == "world"
    assert sum(event.kind == "phoneme" for event in line.events) > 8
    times = [event.at_ns for event in line.events]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < duration_ns - 300_000_000


@pytest.mark.parametrize(
    ("text", "voice"),
    [("Mama.", "en-us"), ("妈妈。", "cmn"), ("Mama.", "de"), ("まま", "ja")],
    ids=["en", "cmn", "de", "ja"],
)
def test_lips_press_and_part_for_mama_in_every_language(speaker: Speaker, text: str, voice: str) -> None:
    line = speaker.line(text, voice)
    read_all(line)
    cues = [cue.shape for cue in line.take_cues() if cue.shape is not None]
    moves = ["press" if shape.press else "part" for shape in cues if shape.press or shape.openness > 0.4]
    assert [move for move, _ in itertools.groupby(moves)] == ["press", "part", "press", "part"]


def test_markup_is_spoken_not_obeyed(speaker: Speaker) -> None:
    line = speaker.line('one <break time="9s"/> two', "en")
    samples = read_all(line)
    assert "break" in [event.text for event in line.events]
    assert len(samples) < 8 * PROGRAM_RATE_HZ


def test_control_characters_are_no_commands(speaker: Speaker) -> None:
    assert_same_speech(
        speaker.line("\x0180S slow\x00 down \x7f\ud800 now", "en"), speaker.line(" 80S slow  down    now", "en")
    )


def assert_same_speech(one: SpokenText, other: SpokenText) -> None:
    """The same words and sounds; espeak-ng varies its voice a little every time."""
    lengths = [len(read_all(one)), len(read_all(other))]
    assert abs(lengths[0] - lengths[1]) < 0.02 * lengths[1]
    assert [event.text for event in one.events if event.kind == "phoneme"] == [
        event.text for event in other.events if event.kind == "phoneme"
    ]


def test_the_rate_is_obeyed(speaker: Speaker) -> None:
    slow, fast = (read_all(speaker.line(LINE, "en", rate)) for rate in (100, 300))
    assert len(slow) > 1.8 * len(fast)


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_nothing_to_speak_is_an_error(speaker: Speaker, text: str) -> None:
    with pytest.raises(AppError, match="nothing to speak"):
        speaker.line(text, "en")


def test_the_longest_line_is_spoken_and_a_longer_one_refused(speaker: Speaker) -> None:
    assert len(read_all(speaker.line(("word " * MAX_CHARACTERS)[:MAX_CHARACTERS], "en", 450))) > 60 * PROGRAM_RATE_HZ
    with pytest.raises(AppError, match="5,001 characters") as raised:
        speaker.line("x" * (MAX_CHARACTERS + 1), "en")
    assert raised.value.code == "speech.too_long"
    assert read_all(speaker.line("😀" * 300, "en")).any()


@pytest.mark.parametrize("voice", ["xx", "", "../../../../etc/passwd", "en+../x", "en\n"])
def test_an_unknown_voice_is_an_error_and_the_next_line_is_spoken(speaker: Speaker, voice: str) -> None:
    with pytest.raises(AppError, match="no voice") as raised:
        read_all(speaker.line(LINE, voice))
    assert raised.value.code == "speech.no_voice"
    assert read_all(speaker.line(LINE, "en")).any()


def test_voices_are_listed(speaker: Speaker) -> None:
    voices = speaker.voices()
    assert len(voices) > 100
    mandarin = next(voice for voice in voices if voice.language == "cmn")
    assert "Mandarin" in mandarin.name
    assert read_all(speaker.line("你好", mandarin.id)).any()


def test_closing_ends_a_line_at_once_from_any_thread(speaker: Speaker) -> None:
    speaker.warm_up()
    line = speaker.line(LONG, "en")
    assert line.read() is not None
    lengths: list[int] = []
    reader = threading.Thread(target=lambda: lengths.append(len(read_all(line))))
    reader.start()
    began = time.monotonic()
    line.close()
    reader.join(5)
    assert time.monotonic() - began < 0.5
    assert lengths[0] < 60 * PROGRAM_RATE_HZ
    assert line.read() is None
    fresh = speaker.line(LINE, "en")
    assert len(read_all(fresh)) < 4 * PROGRAM_RATE_HZ
    assert fresh.events[0].text == "Hello"


def test_a_line_that_waits_for_its_first_sound_can_be_closed(speaker: Speaker) -> None:
    speaker.warm_up()
    helper_process().suspend()
    line = speaker.line(LINE, "en")
    results: list[Samples | None] = []
    reader = threading.Thread(target=lambda: results.append(line.read()))
    reader.start()
    while line._conversation is None:
        time.sleep(0.005)
    line.close()
    reader.join(5)
    assert results == [None]
    helper_process().resume()
    assert read_all(speaker.line(LINE, "en")).any()


def test_closing_before_reading(speaker: Speaker) -> None:
    line = speaker.line(LINE, "en")
    line.close()
    assert line.read() is None


def test_a_new_line_ends_the_one_before(speaker: Speaker) -> None:
    old = speaker.line(LONG, "en")
    assert old.read() is not None
    new = speaker.line(LINE, "en")
    assert new.read() is not None
    old.close()  # as the studio does once the new one is heard
    assert_same_speech(new, speaker.line(LINE, "en"))


def test_a_helper_that_died_between_lines_is_replaced_unnoticed(speaker: Speaker) -> None:
    assert read_all(speaker.line(LINE, "en")).any()
    helper_process().kill()
    assert read_all(speaker.line(LINE, "en")).any()


def test_a_helper_that_dies_in_a_line_is_an_error_and_the_next_line_is_spoken(speaker: Speaker) -> None:
    speaker.warm_up()
    process = helper_process()
    line = speaker.line(LONG, "en")
    assert line.read() is not None
    process.kill()
    with pytest.raises(AppError, match="ended in the middle"):
        read_all(line)
    assert read_all(speaker.line(LINE, "en")).any()


def test_a_helper_that_hangs_is_an_error_and_the_next_line_is_spoken(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker.warm_up()
    monkeypatch.setattr(speech_helper, "ANSWER_TIMEOUT_S", 0.3)
    helper_process().suspend()
    with pytest.raises(AppError, match="does not answer") as raised:
        read_all(speaker.line(LINE, "en"))
    assert raised.value.code == "speech.stuck"
    monkeypatch.undo()
    assert read_all(speaker.line(LINE, "en")).any()


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
    speaker = Speaker(command)
    with pytest.raises(AppError, match=reason) as raised:
        speaker.warm_up()
    with pytest.raises(AppError):
        read_all(speaker.line(LINE, "en"))
    speaker.close()
    assert raised.value.code == "speech.unavailable"
    assert raised.value.hint


def test_a_closed_speaker_speaks_no_more(speaker: Speaker) -> None:
    speaker.warm_up()
    process = helper_process()
    speaker.close()
    assert not process.is_running()
    with pytest.raises(AppError):
        read_all(speaker.line(LINE, "en"))


def test_the_helper_leaves_ctrl_c_to_the_studio(speaker: Speaker) -> None:
    speaker.warm_up()
    process = helper_process()
    process.send_signal(signal.SIGINT)
    assert read_all(speaker.line(LINE, "en")).any()
    assert helper_process() == process


STUDIO = """
import sys
from app.sources.speech import Speaker
speaker = Speaker()
line = speaker.line(sys.argv[1], "en")
line.read()
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
