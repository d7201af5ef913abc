from __future__ import annotations

import io
import os
import stat
import sys
import threading
import time
import types
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.base.errors import AppError
from app.sources.voices import system
from app.sources.voices.base import Manner, Piece, Voice
from app.sources.voices.system import CommandVoices, WindowsVoices, system_voices

SAY_LIST = """\
Albert              en_US    # Hello! My name is Albert.
Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.
Tingting            zh_CN    # 你好！我叫婷婷。
Nothing of a voice
"""

STAND_IN = """#!{python}
# Takes the arguments of say and of flite, notes them, and writes a tone as long as the text.
import sys, time, wave, math, struct, pathlib
a = sys.argv[1:]
here = pathlib.Path(__file__).parent
if a in (["-v", "?"], ["-lv"]):
    sys.stdout.buffer.write((here / "list.txt").read_bytes())
    sys.exit(0)
(here / "arguments.txt").write_text("\\n".join(a))
text = pathlib.Path(a[a.index("-f") + 1]).read_text("utf-8")
(here / "text.txt").write_text(text, "utf-8")
if "hang" in text:
    time.sleep(60)
if "fail" in text:
    sys.exit(3)
if "mute" not in text:
    with wave.open(a[a.index("-o") + 1], "wb") as f:
        f.setnchannels(1); f.setsampwidth(2); f.setframerate(22050)
        f.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 9))) for n in range(2205 * len(text))))
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("say", "flite"):
        program = tmp_path / name
        program.write_text(STAND_IN.format(python=sys.executable))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "list.txt").write_text(SAY_LIST, "utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def speak(text: str, voice: str = "", manner: Manner | None = None) -> list[Piece]:
    return list(system_voices().speak(text, voice, manner or Manner()))


def test_say_is_asked_with_its_own_words(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert system_voices().voices()[1:] == (
        Voice("Eddy (German (Germany))", "de-DE", "Eddy (German (Germany))"),
        Voice("Tingting", "zh-CN", "Tingting"),
    )
    (piece,) = speak("Hi [[rate 9]]; rm", "Albert", Manner(rate=2.0))
    assert len(piece.samples) == 2205 * len("Hi [ [rate 9]]; rm")
    assert piece.rate_hz == 22_050
    arguments = (stand_in / "arguments.txt").read_text().split("\n")
    assert arguments[:5] == ["-v", "Albert", "-r", "350", "-f"]
    assert arguments[-1] == "--data-format=LEI16@22050"
    assert arguments[-2].endswith(".wav")
    assert "[[" not in (stand_in / "text.txt").read_text()


def test_flite_is_asked_with_its_own_words(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    (stand_in / "list.txt").write_text("Voices available: kal awb_time slt \n")
    assert [voice.id for voice in system_voices().voices()] == ["kal", "slt"]
    (piece,) = speak("hello", "kal", Manner(rate=0.5))
    assert (stand_in / "arguments.txt").read_text().split("\n")[:5] == [
        "-voice", "kal", "--setf", "duration_stretch=2.000", "-f",
    ]  # fmt: skip
    (higher,) = speak("hello", "kal", Manner(rate=0.5, pitch=6.0))
    assert higher.rate_hz == pytest.approx(piece.rate_hz * 2**0.5, abs=1)
    assert "duration_stretch=2.828" in (stand_in / "arguments.txt").read_text()


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    ("text", "voice", "code"), [("fail", "", "speech.system"), ("hi", "../../etc/passwd", "speech.no_voice")]
)
def test_what_does_not_speak_says_so(text: str, voice: str, code: str) -> None:
    with pytest.raises(AppError) as raised:
        speak(text, voice)
    assert raised.value.code == code
    assert raised.value.hint


@pytest.mark.usefixtures("stand_in")
def test_a_program_that_writes_nothing_says_nothing() -> None:
    assert speak("mute") == []


@pytest.mark.usefixtures("stand_in")
def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "LIMIT_S", 0.3)
    with pytest.raises(AppError, match="do not speak"):
        list(CommandVoices(system.FLITE).speak("hang", "", Manner()))


@pytest.mark.usefixtures("stand_in")
def test_a_cancel_ends_the_program() -> None:
    utterance = system_voices().speak("hang", "", Manner())
    threading.Timer(0.2, utterance.cancel).start()
    began = time.monotonic()
    assert list(utterance) == []
    assert time.monotonic() - began < 5


def test_a_linux_without_flite_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(AppError, match="no voices") as raised:
        system_voices()
    assert "flite" in raised.value.hint


# ---- Windows, as its reference describes it


class FakeSynthesizer:
    all_voices = (types.SimpleNamespace(id="TTS_MS_EN", language="en-US", display_name="Microsoft Zira"),)
    made: Any = None

    def __init__(self) -> None:
        self.voice: Any = None
        self.options = types.SimpleNamespace(speaking_rate=1.0, audio_pitch=1.0)
        FakeSynthesizer.made = self

    async def synthesize_text_to_stream_async(self, text: str) -> Any:
        if text == "fail":
            raise OSError("WinError -2147024894")
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(16_000)
            sound.writeframes(np.full(100 * len(text), 1000, "<i2").tobytes())
        data = file.getvalue()
        return types.SimpleNamespace(size=len(data), get_input_stream_at=lambda at: data[at:])


class FakeReader:
    def __init__(self, data: bytes) -> None:
        self._data = data

    async def load_async(self, size: int) -> None:
        assert size == len(self._data)

    def read_bytes(self, target: bytearray) -> None:
        target[:] = self._data


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(system, "_synthesis", lambda: types.SimpleNamespace(SpeechSynthesizer=FakeSynthesizer))
    monkeypatch.setattr(system, "_streams", lambda: types.SimpleNamespace(DataReader=FakeReader))


@pytest.mark.usefixtures("windows")
def test_windows_speaks_with_rate_and_pitch() -> None:
    voices = system_voices()
    assert isinstance(voices, WindowsVoices)
    assert voices.voices() == (Voice("TTS_MS_EN", "en-US", "Microsoft Zira"),)
    (piece,) = voices.speak("hello", "TTS_MS_EN", Manner(rate=1.5, pitch=6.0))
    assert (len(piece.samples), piece.rate_hz) == (500, 16_000)
    made = FakeSynthesizer.made
    assert made.voice.id == "TTS_MS_EN"
    assert made.options.speaking_rate == 1.5
    assert made.options.audio_pitch == pytest.approx(1.414, abs=0.001)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(("text", "voice"), [("fail", ""), ("hi", "nobody")])
def test_windows_that_does_not_speak_says_so(text: str, voice: str) -> None:
    with pytest.raises(AppError, match="voice"):
        speak(text, voice)


def test_windows_without_its_packages_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    for asked in (lambda: speak("hi"), lambda: list(system_voices().voices())):
        with pytest.raises(AppError, match="do not speak"):
            asked()
