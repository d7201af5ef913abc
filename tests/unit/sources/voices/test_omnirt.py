"""The voice of an OmniRT server, over HTTP on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.base.settings import VoiceSettings
from app.sources.speaker import Speaker
from app.sources.voices.base import Manner
from app.sources.voices.omnirt import OmniRTVoices
from tests.helpers.speech_server import RATE_HZ, OpenAiServer, openai_server, tone

TEXT = "Hello, this is it."


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    with openai_server() as running:
        yield running


def address(server: OpenAiServer) -> str:
    return server.url.removesuffix("/v1")


def test_a_sentence_is_spoken_to_the_sample_although_pieces_end_within_one(server: OpenAiServer) -> None:
    pieces = list(OmniRTVoices(address(server)).speak(TEXT, "", Manner()))
    assert len(pieces) > 2
    assert {piece.rate_hz for piece in pieces} == {RATE_HZ}
    samples = np.concatenate([piece.samples for piece in pieces])
    np.testing.assert_array_equal(samples, tone(len(TEXT) / 10).astype(np.float32) / 32768)
    (asked,) = server.requests
    assert asked == {
        "text": TEXT,
        "model": "indextts",
        "audio_format": "pcm_s16le",
        "stream": True,
        "authorization": None,
    }


def test_the_rate_is_the_one_that_the_server_names(server: OpenAiServer) -> None:
    pieces = list(OmniRTVoices(address(server)).speak(TEXT, "22", Manner()))
    assert {piece.rate_hz for piece in pieces} == {22_050}


@pytest.mark.parametrize(
    ("voice", "code", "words"),
    [
        ("501", "speech.turned_off", "does not make speech (error 501: IndexTTS runtime is disabled)"),
        ("503", "speech.turned_off", "does not make speech (error 503: IndexTTS runtime is disabled)"),
        ("404", "speech.server", "answered with error 404"),
        ("html", "speech.not_sound", "not the sound"),
        ("odd rate", "speech.not_sound", "not the sound"),
    ],
)
def test_a_server_that_cannot_speak_is_named(server: OpenAiServer, voice: str, code: str, words: str) -> None:
    with pytest.raises(AppError) as raised:
        list(OmniRTVoices(address(server)).speak(TEXT, voice, Manner()))
    assert raised.value.code == code
    assert words in raised.value.message


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(AppError, match=r"http://127.0.0.1:9 cannot be reached"):
        list(OmniRTVoices("http://127.0.0.1:9").speak(TEXT, "", Manner()))


def test_the_speaker_asks_the_server_of_the_settings(server: OpenAiServer, tmp_path: Path) -> None:
    speaker = Speaker(lambda: None, tmp_path)
    settings = VoiceSettings(providers=("omnirt",), omnirt_url=address(server))
    line = speaker.line(TEXT, settings)
    assert line.read() is not None
    line.close()
    speaker.close()
    assert server.requests[0]["text"] == TEXT
