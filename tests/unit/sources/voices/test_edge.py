from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import edge_tts.communicate
import edge_tts.voices
import numpy as np
import pytest

from app.base.errors import AppError
from app.sources.voices import edge
from app.sources.voices.base import Manner, SpeechEvent, Voice
from app.sources.voices.edge import EdgeVoices
from tests.helpers.engine_probe import wait_until
from tests.helpers.speech_server import RATE_HZ, EdgeServer

TEXT = "Hello, this is it."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
    with EdgeServer() as running:
        monkeypatch.setattr(edge_tts.communicate, "WSS_URL", f"ws://{running.url}/speak?a=b")
        monkeypatch.setattr(edge_tts.voices, "VOICE_LIST", f"http://{running.url}/list?a=b")
        yield running


def test_a_sentence_is_spoken_as_it_comes(server: EdgeServer) -> None:
    pieces = list(EdgeVoices().speak(TEXT, "de-DE-KatjaNeural", Manner(rate=1.2, pitch=2.0)))
    assert len(pieces) > 3
    assert {piece.rate_hz for piece in pieces} == {RATE_HZ}
    samples = np.concatenate([piece.samples for piece in pieces])
    assert len(samples) == pytest.approx(len(TEXT) / 10 * RATE_HZ, rel=0.06)
    assert [event for piece in pieces for event in piece.events] == [SpeechEvent("word", 100_000_000, "hello")]
    (ssml,) = server.ssml
    assert "de-DE-KatjaNeural" in ssml or "(de-DE, KatjaNeural)" in ssml
    assert "rate='+20%'" in ssml
    assert "pitch='+24Hz'" in ssml


def test_markup_is_text_to_the_service(server: EdgeServer) -> None:
    list(EdgeVoices().speak("a < b & c", "", Manner()))
    assert "a &lt; b &amp; c" in server.ssml[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("garbage now", "not the sound"),
        ("nonsense now", "broke off"),
        ("mute now", "says nothing"),
        ("stall now, and for a while", "do not answer"),
    ],
)
def test_a_service_that_cannot_is_an_error(
    server: EdgeServer, text: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "RECEIVE_S", 1)
    with pytest.raises(AppError, match=says) as raised:
        list(EdgeVoices().speak(text, "", Manner()))
    assert raised.value.message.endswith(".")
    assert raised.value.hint.endswith(".")


def test_a_connection_that_breaks_is_an_error_and_not_the_end(server: EdgeServer) -> None:
    with pytest.raises(AppError, match="broke off"):
        list(EdgeVoices().speak("cut in the middle of it", "", Manner()))


def test_no_such_voice() -> None:
    with pytest.raises(AppError, match="no voice “Katja”"):
        list(EdgeVoices().speak(TEXT, "Katja", Manner()))


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_tts.communicate, "WSS_URL", "ws://127.0.0.1:9/speak?a=b")
    monkeypatch.setattr(edge_tts.voices, "VOICE_LIST", "http://127.0.0.1:9/list?a=b")
    with pytest.raises(AppError, match="cannot be reached"):
        list(EdgeVoices().speak(TEXT, "", Manner()))
    with pytest.raises(AppError, match="cannot be reached"):
        EdgeVoices().voices()


def test_a_cancel_ends_waiting_at_once(server: EdgeServer) -> None:
    utterance = EdgeVoices().speak("stall now, and for a while", "", Manner())
    thread = threading.Thread(target=lambda: list(utterance))
    thread.start()
    wait_until(lambda: server.ssml)
    began = time.monotonic()
    utterance.cancel()
    thread.join(5)
    assert not thread.is_alive()
    assert time.monotonic() - began < 1


def test_the_voices_are_listed(server: EdgeServer) -> None:
    server.voices = [{"ShortName": "zh-CN-XiaoxiaoNeural", "Locale": "zh-CN", "Gender": "Female", "VoiceTag": {}}]
    assert EdgeVoices().voices() == (Voice("zh-CN-XiaoxiaoNeural", "zh-CN", "Xiaoxiao (Female)"),)


@pytest.mark.parametrize("answer", [500, [{"ShortName": 3}], {"a": 1}])
def test_a_list_that_is_none_is_an_error(server: EdgeServer, answer: object) -> None:
    server.voices = answer
    with pytest.raises(AppError):
        EdgeVoices().voices()
