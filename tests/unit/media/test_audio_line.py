from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.media import audio_line
from app.media.audio_line import AudioLine, LineState
from app.media.audio_stream import Block, Callback
from app.media.audio_system import AudioSystem
from tests.helpers.fake_portaudio import FakePortAudio


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    monkeypatch.setattr(audio_line, "RETRY_NS", 50_000_000)
    monkeypatch.setattr(audio_line, "SILENT_NS", 100_000_000)
    return FakePortAudio().install(monkeypatch)


@pytest.fixture
def system(portaudio: FakePortAudio) -> Iterator[AudioSystem]:
    audio = AudioSystem(portaudio.look)
    yield audio
    audio.shutdown()


def _deaf(rate_hz: int, block_frames: int) -> Callback:
    del rate_hz, block_frames

    def callback(block: Block, now_ns: int, away_ns: int, xrun: bool) -> None:
        del block, now_ns, away_ns, xrun

    return callback


def _poll_until(line: AudioLine, met: Callable[[], bool]) -> int:
    """Poll as an owner does; how often ``poll`` told that the line was opened anew."""
    reopened = 0
    deadline = time.monotonic() + 5
    while not met():
        assert time.monotonic() < deadline
        reopened += line.poll()
        threading.Event().wait(0.005)
    return reopened


def test_lost_waited_for_and_back(portaudio: FakePortAudio, system: AudioSystem, expected_warnings: list[str]) -> None:
    expected_warnings.append("“Card” went away")
    line = AudioLine(system, "output", "Card", _deaf)
    line.open()
    assert line.state is LineState.OPEN
    portaudio.unplug("Card")
    _poll_until(line, lambda: line.state is LineState.LOST)
    assert line.problem is not None
    assert line.problem.code == "audio_out.lost"
    tried_until = time.monotonic() + 0.3
    assert _poll_until(line, lambda: time.monotonic() > tried_until) == 0
    portaudio.plugged["Card"] = 48_000
    assert _poll_until(line, lambda: line.state is LineState.OPEN) == 1
    assert line.problem is None
    line.close()
    assert not any(stream.running for stream in portaudio.streams)


def test_a_device_that_falls_silent_is_lost(
    portaudio: FakePortAudio, system: AudioSystem, expected_warnings: list[str]
) -> None:
    expected_warnings.append("“Card” went away")
    line = AudioLine(system, "input", "Card", _deaf)
    line.open()
    stamps = type("Stamps", (), {"currentTime": 1.0, "inputBufferAdcTime": 0.9, "outputBufferDacTime": 0.0})()
    for _ in range(10):
        portaudio.streams[0].callback(np.zeros((480, 1), np.float32), 480, stamps, None)
        assert not line.poll()
        assert line.state is LineState.OPEN
        threading.Event().wait(0.02)
    _poll_until(line, lambda: line.state is LineState.LOST)
    assert line.problem is not None
    assert line.problem.code == "microphone.lost"
    assert _poll_until(line, lambda: line.state is LineState.OPEN) == 1
    line.close()


def test_a_new_beginning_of_portaudio_is_no_loss(portaudio: FakePortAudio, system: AudioSystem) -> None:
    line = AudioLine(system, "output", "Card", _deaf)
    line.open()
    system.refresh()
    assert _poll_until(line, lambda: len(portaudio.streams) == 2 and line.state is LineState.OPEN) == 1
    assert line.problem is None
    assert [stream.running for stream in portaudio.streams] == [False, True]
    line.close()


def test_closed_while_it_is_being_opened_again(
    portaudio: FakePortAudio, system: AudioSystem, expected_warnings: list[str]
) -> None:
    expected_warnings.append("“Card” went away")
    line = AudioLine(system, "output", "Card", _deaf)
    line.open()
    portaudio.streams[0].end()
    line.poll()  # notices, and asks for a new stream
    line.close()
    assert not any(stream.running for stream in portaudio.streams)
    assert line.state is LineState.CLOSED
