from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.base.errors import AppError
from app.base.settings import VoiceSettings
from app.media.audio_system import AudioSystem
from app.sources import preview
from app.sources.speaker import Speaker
from tests.helpers.engine_probe import wait_until
from tests.helpers.fake_portaudio import FakePortAudio
from tests.helpers.speech_server import openai_server

ESPEAK = VoiceSettings(providers=("espeak",))


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    return FakePortAudio().install(monkeypatch)


@pytest.fixture
def audio(portaudio: FakePortAudio) -> Iterator[AudioSystem]:
    system = AudioSystem(portaudio.look)
    yield system
    system.shutdown()


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    made = Speaker(lambda: None, tmp_path)
    yield made
    made.close()


def listen(portaudio: FakePortAudio, worker: threading.Thread, heard: list[np.ndarray]) -> None:
    """What a sound card does, as fast as it can."""
    stamps = SimpleNamespace(outputBufferDacTime=0.02, currentTime=0.0)
    while worker.is_alive():
        for stream in portaudio.streams:
            if stream.running:
                block = np.full((480, 2), 9.0, np.float32)
                stream.callback(block, 480, stamps, None)
                heard.append(block)
        time.sleep(0.0005)


@pytest.mark.parametrize("rate_hz", [48_000, 44_100])
def test_a_sample_is_heard_on_the_loudspeaker_and_ends(
    portaudio: FakePortAudio, audio: AudioSystem, speaker: Speaker, rate_hz: int
) -> None:
    portaudio.plugged["Card"] = rate_hz
    stop = threading.Event()
    play = threading.Thread(
        target=preview.play, args=(speaker, audio, "Hello there.", ESPEAK, stop, lambda problem: None)
    )
    play.start()
    heard: list[np.ndarray] = []
    listen(portaudio, play, heard)
    sound = np.concatenate(heard)
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.02)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert np.abs(sound).max() <= 1.0
    assert 0.5 * rate_hz < loud[-1] - loud[0] < 1.5 * rate_hz
    assert not any(stream.running for stream in portaudio.streams)


def test_a_sample_ends_when_it_is_told_to(portaudio: FakePortAudio, audio: AudioSystem, speaker: Speaker) -> None:
    stop = threading.Event()
    play = threading.Thread(
        target=preview.play, args=(speaker, audio, "Hello there. " * 50, ESPEAK, stop, lambda problem: None)
    )
    play.start()
    wait_until(lambda: any(stream.running for stream in portaudio.streams))
    stop.set()
    play.join(2)
    assert not play.is_alive()
    assert not any(stream.running for stream in portaudio.streams)


def test_a_sample_that_a_server_does_not_send_ends_when_it_is_told_to(
    portaudio: FakePortAudio, audio: AudioSystem, speaker: Speaker
) -> None:
    with openai_server() as server:
        slow = VoiceSettings(providers=("openai",), voices={"openai": "no answer"}, openai_url=server.url)
        stop = threading.Event()
        play = threading.Thread(target=preview.play, args=(speaker, audio, "Hello.", slow, stop, lambda problem: None))
        play.start()
        wait_until(lambda: server.requests)
        stop.set()
        play.join(2)
        assert not play.is_alive()


def test_without_a_loudspeaker_it_says_so(portaudio: FakePortAudio, audio: AudioSystem, speaker: Speaker) -> None:
    portaudio.plugged.clear()
    with pytest.raises(AppError, match="audio device"):
        preview.play(speaker, audio, "Hello.", ESPEAK, threading.Event(), lambda problem: None)
