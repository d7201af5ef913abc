from __future__ import annotations

import json
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from app.base.errors import AppError
from app.sources.voices import openai, streaming
from app.sources.voices.base import Manner, Piece, Voice
from app.sources.voices.openai import KNOWN_VOICES, OpenAiVoices
from tests.helpers import speech_server
from tests.helpers.engine_probe import wait_until
from tests.helpers.speech_server import KEY, RATE_HZ, OpenAiServer, openai_server

TEXT = "Hello, this is it."
SECONDS = len(TEXT) / 10


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    with openai_server() as running:
        yield running


def voices(server: OpenAiServer, sound: str = "pcm", key: str | None = KEY) -> OpenAiVoices:
    return OpenAiVoices(f"{server.url}/", "tts-1", sound, lambda: key)


def speak(server: OpenAiServer, voice: str, sound: str = "pcm", manner: Manner | None = None) -> list[Piece]:
    return list(voices(server, sound).speak(TEXT, voice, manner or Manner()))


@pytest.mark.parametrize("sound", ["pcm", "wav", "mp3"])
@pytest.mark.parametrize("voice", ["alloy", "at once"])
def test_a_sentence_is_spoken_in_every_format(server: OpenAiServer, sound: str, voice: str) -> None:
    pieces = speak(server, voice, sound)
    assert len(pieces) > 2
    assert {piece.rate_hz for piece in pieces} == {RATE_HZ}
    samples = np.concatenate([piece.samples for piece in pieces])
    assert len(samples) == pytest.approx(SECONDS * RATE_HZ, rel=0.06)  # MP3 adds a little at both ends
    assert 0.2 < np.abs(samples).max() < 0.35
    middle = samples[len(samples) // 4 : len(samples) // 2]
    assert abs(np.argmax(np.abs(np.fft.rfft(middle))) * RATE_HZ / len(middle) - 300) < 5


def test_the_server_is_asked_as_the_api_says(server: OpenAiServer) -> None:
    speak(server, "nova", "pcm", Manner(rate=1.5))
    assert server.requests == [
        {
            "model": "tts-1",
            "input": TEXT,
            "voice": "nova",
            "response_format": "pcm",
            "speed": 1.5,
            "authorization": f"Bearer {KEY}",
        }
    ]
    list(voices(server, key=None).speak(TEXT, "", Manner()))
    assert (server.requests[1]["voice"], server.requests[1]["authorization"]) == ("alloy", None)


def test_a_higher_voice_is_as_long(server: OpenAiServer) -> None:
    (own,), (higher,) = ({p.rate_hz for p in speak(server, "a", manner=Manner(pitch=st))} for st in (0.0, 6.0))
    assert higher / own == pytest.approx(2**0.5, abs=1e-3)
    assert server.requests[1]["speed"] == pytest.approx(2**-0.5, abs=1e-3)


def test_the_first_sound_is_there_before_the_last_has_come(server: OpenAiServer) -> None:
    pieces = iter(voices(server).speak(TEXT, "stalls", Manner()))
    assert len(next(pieces).samples) > 0
    pieces.close()  # type: ignore[attr-defined]  # it is a generator


@pytest.mark.parametrize(
    ("voice", "sound", "code", "says"),
    [
        ("401", "pcm", "speech.key", "does not accept the key"),
        ("429", "pcm", "speech.limit", "refuses more"),
        ("500", "pcm", "speech.server", "error 500"),
        ("html", "pcm", "speech.not_sound", "not the sound"),
        ("garbage", "wav", "speech.not_sound", "not the sound"),
        ("garbage", "mp3", "speech.not_sound", "not the sound"),
        ("cut", "pcm", "speech.server", "broke off"),
        ("cut", "mp3", "speech.server", "broke off"),
    ],
)
def test_a_server_that_cannot_is_an_error(server: OpenAiServer, voice: str, sound: str, code: str, says: str) -> None:
    with pytest.raises(AppError, match=says) as raised:
        speak(server, voice, sound)
    assert raised.value.code == code
    assert raised.value.message.endswith(".")
    assert raised.value.hint.endswith(".")


def test_a_server_that_says_nothing_gives_nothing(server: OpenAiServer) -> None:
    for sound in ("pcm", "wav", "mp3"):
        assert speak(server, "silence", sound) == []


@pytest.mark.parametrize("voice", ["no answer", "stalls"])
def test_a_slow_server_is_an_error_in_the_end(
    server: OpenAiServer, voice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai, "TIMEOUT", httpx.Timeout(0.3))
    with pytest.raises(AppError, match="does not answer"):
        speak(server, voice)


def test_a_server_that_never_ends_is_stopped(server: OpenAiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "LONGEST_S", 5)
    with pytest.raises(AppError, match="5 s of sound"):
        speak(server, "endless")


def test_nobody_there_is_an_error() -> None:
    nobody = OpenAiVoices("http://127.0.0.1:9/v1", "m", "pcm", lambda: None)
    for asked in (lambda: list(nobody.speak(TEXT, "a", Manner())), nobody.voices):
        with pytest.raises(AppError, match="cannot be reached"):
            asked()


@pytest.mark.parametrize("voice", ["no answer", "stalls"])
def test_a_cancel_ends_waiting_at_once(server: OpenAiServer, voice: str) -> None:
    utterance = voices(server).speak(TEXT, voice, Manner())
    ended: list[float] = []
    thread = threading.Thread(target=lambda: ended.append(len(list(utterance))))
    thread.start()
    wait_until(lambda: server.requests)
    began = time.monotonic()
    utterance.cancel()
    thread.join(5)
    assert not thread.is_alive()
    assert time.monotonic() - began < 1
    assert ended


def test_the_key_is_in_no_log_and_in_no_error(server: OpenAiServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    speak(server, "alloy")
    with pytest.raises(AppError) as raised:
        speak(server, "401")
    assert KEY not in f"{raised.value.message}{raised.value.hint}"
    logged = "".join(f"{record.getMessage()}{record.__dict__}" for record in caplog.records)
    assert KEY not in logged


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"voices": ["af_heart", "bm_lewis", "zf_xiaobei"]}', ["en-US", "en-GB", "zh"]),
        (b'[{"id": "one", "name": "One", "language": "de"}, {"voice_id": "two"}, 3, {}]', ["de", ""]),
        (b'{"data": [{"name": "three", "lang": "fr"}]}', ["fr"]),
    ],
)
def test_the_voices_that_a_server_lists(server: OpenAiServer, body: bytes, found: list[str]) -> None:
    server.voices = body
    assert [voice.language for voice in voices(server).voices()] == found


@pytest.mark.parametrize("body", [None, b"not json", b'"text"', b'{"voices": 3}', b"[" * 100_000])
def test_a_server_without_a_list_has_the_known_ones(server: OpenAiServer, body: bytes | None) -> None:
    server.voices = body
    assert [voice.id for voice in voices(server).voices()] == list(KNOWN_VOICES)
    assert voices(server).voices()[0] == Voice("alloy", "", "Alloy")


def test_a_server_with_a_certificate_of_its_own_making_hears_nothing(server: OpenAiServer) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(speech_server.__file__).with_name("self_signed.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    stranger = OpenAiVoices(server.url.replace("http:", "https:"), "m", "pcm", lambda: KEY)
    for asked in (lambda: list(stranger.speak(TEXT, "a", Manner())), stranger.voices):
        with pytest.raises(AppError, match="cannot be reached"):
            asked()
    assert server.requests == []


def test_a_huge_list_is_refused(server: OpenAiServer) -> None:
    server.voices = json.dumps(["x" * 100] * 40_000).encode()
    with pytest.raises(AppError):
        voices(server).voices()
