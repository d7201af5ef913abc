from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from app.base.errors import AppError
from app.media import audio_system
from app.media.audio_stream import Block, Callback, OpenStream
from app.media.audio_system import AudioSystem
from tests.helpers.fake_portaudio import FakePortAudio


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
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


def _open(system: AudioSystem, name: str) -> OpenStream:
    return system.open("output", name, _deaf).result(5)


def _names(system: AudioSystem) -> list[str]:
    return [device.name for device in system.devices("output")]


def test_everything_happens_on_one_thread(portaudio: FakePortAudio, system: AudioSystem) -> None:
    stream = _open(system, "Card")
    system.close(stream).result(5)
    system.refresh()
    assert portaudio.threads == {"audio-system"}


def test_the_list_is_fresh_while_nothing_is_open(portaudio: FakePortAudio, system: AudioSystem) -> None:
    assert _names(system) == ["default", "Card"]
    portaudio.plugged["Headset"] = 48_000
    assert _names(system) == ["default", "Card", "Headset"]
    renewed = portaudio.renewed
    assert _names(system) == ["default", "Card", "Headset"]
    assert portaudio.renewed == renewed, "nothing has changed since"


def test_listing_leaves_open_streams_alone(portaudio: FakePortAudio, system: AudioSystem) -> None:
    stream = _open(system, "Card")
    portaudio.plugged["Headset"] = 48_000
    assert _names(system) == ["default", "Card"]
    assert not stream.ended.is_set()
    system.refresh()
    assert _names(system) == ["default", "Card", "Headset"]
    assert stream.ended.is_set()
    assert stream.renewed


def test_a_device_plugged_in_later_is_found_by_its_name(portaudio: FakePortAudio, system: AudioSystem) -> None:
    assert _names(system) == ["default", "Card"]
    with pytest.raises(AppError) as missing:
        _open(system, "Headset")
    assert missing.value.code == "audio_out.missing"
    assert "Headset" in missing.value.message
    portaudio.plugged["Headset"] = 48_000
    assert _open(system, "Headset").device_name == "Headset"


def test_no_device_at_all_is_said_in_other_words(portaudio: FakePortAudio, system: AudioSystem) -> None:
    portaudio.plugged.clear()
    with pytest.raises(AppError) as missing:
        _open(system, "default")
    assert (missing.value.code, missing.value.message) == ("audio_out.missing", "This computer has no audio device.")


def test_others_are_disturbed_only_when_something_was_plugged_in(portaudio: FakePortAudio, system: AudioSystem) -> None:
    card = _open(system, "Card")
    before = portaudio.renewed
    for _ in range(5):
        with pytest.raises(AppError):
            _open(system, "Headset")
    assert portaudio.renewed == before
    assert not card.ended.is_set()
    portaudio.plugged["Headset"] = 48_000
    _names(system)  # whoever looks first must not hide the arrival
    assert _open(system, "Headset").device_name == "Headset"
    assert portaudio.renewed == before + 1
    assert card.ended.is_set()
    assert card.renewed
    assert _open(system, "Card").device_name == "Card"


def test_a_device_that_comes_back_under_its_old_number_disturbs_nobody(
    portaudio: FakePortAudio, system: AudioSystem
) -> None:
    portaudio.plugged["Headset"] = 48_000
    card, headset = _open(system, "Card"), _open(system, "Headset")
    portaudio.unplug("Headset")
    assert headset.ended.is_set()
    assert not headset.renewed
    system.close(headset).result(5)
    with pytest.raises(AppError) as refused:
        _open(system, "Headset")
    assert refused.value.code == "audio_out.refused"
    portaudio.plugged["Headset"] = 48_000
    _open(system, "Headset")
    assert not card.ended.is_set()


def test_a_device_that_knows_only_its_own_rate_is_opened_with_it(portaudio: FakePortAudio, system: AudioSystem) -> None:
    portaudio.plugged["Card"] = 44_100
    rates: list[tuple[int, int]] = []

    def remember(rate_hz: int, block_frames: int) -> Callback:
        rates.append((rate_hz, block_frames))
        return _deaf(rate_hz, block_frames)

    stream = system.open("output", "Card", remember).result(5)
    assert stream.rate_hz == 44_100
    assert rates[-1] == (44_100, 441)
    assert portaudio.streams[-1].channels == 2


def test_refusals_name_the_device_and_what_to_do(portaudio: FakePortAudio, system: AudioSystem) -> None:
    portaudio.busy.add("Card")
    with pytest.raises(AppError) as refused:
        system.open("input", "Card", _deaf).result(5)
    assert refused.value.code == "microphone.refused"
    assert "Card" in refused.value.message
    assert "privacy" in refused.value.hint


def test_without_portaudio_there_is_one_sentence_and_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoLibrary:
        """Python's import of sounddevice where the library behind it is missing."""

        def find_spec(self, name: str, path: object, target: object = None) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    system = AudioSystem(FakePortAudio().look)
    with pytest.raises(AppError) as missing:
        system.devices("output")
    assert missing.value.code == "audio.no_portaudio"
    assert missing.value.permanent
    assert "libportaudio2" in missing.value.hint
    system.shutdown()


def test_after_shutdown_nothing_hangs(portaudio: FakePortAudio) -> None:
    system = AudioSystem(portaudio.look)
    stream = _open(system, "Card")
    system.shutdown()
    system.shutdown()
    assert not portaudio.streams[0].running
    assert stream.ended.is_set()
    with pytest.raises(RuntimeError, match="shut down"):
        system.devices("output")


def test_a_stream_that_hangs_for_ever_is_left_behind(
    portaudio: FakePortAudio, monkeypatch: pytest.MonkeyPatch, expected_warnings: list[str]
) -> None:
    expected_warnings.append("the sound system does not end and is left behind")
    monkeypatch.setattr(audio_system, "END_LIMIT_S", 0.05)
    system = AudioSystem(portaudio.look)
    _open(system, "Card")
    portaudio.streams[0].lets_go.clear()
    system.shutdown()
    portaudio.streams[0].lets_go.set()
