"""The virtual cable, on a real PulseAudio server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.base.errors import AppError
from app.media import test_signal
from app.media.audio_cable import CABLE, CABLE_MICROPHONE, SINK, SOURCE, can_make_cable, make_cable
from app.media.audio_system import AudioSystem
from tests.helpers.engine_probe import wait_until
from tests.helpers.pulse import PrivatePulse, private_audio

pytestmark = pytest.mark.serial


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PrivatePulse, AudioSystem]]:
    with private_audio(monkeypatch) as parts:
        yield parts


def test_what_is_played_into_the_cable_comes_out_of_its_microphone(audio: tuple[PrivatePulse, AudioSystem]) -> None:
    pulse, system = audio
    assert can_make_cable()
    make_cable()
    (cable,) = [device for device in system.devices("output") if device.raw_name == SINK]
    assert (cable.name, cable.virtual_cable) == (f"{CABLE} (virtual cable)", True)
    assert CABLE_MICROPHONE in [device.name for device in system.devices("input")]
    player = pulse.play(SINK, test_signal.samples(0, 96_000))
    with pulse.record(SOURCE) as heard:
        wait_until(lambda: np.abs(heard.samples()).max(initial=0.0) >= 0.05)
    player.terminate()
    player.wait(5)


def test_it_is_made_once_and_what_is_missing_is_made_again(audio: tuple[PrivatePulse, AudioSystem]) -> None:
    pulse, _ = audio
    make_cable()
    make_cable()
    assert pulse.control("list", "short", "modules").count(f"sink_name={SINK}") == 1
    pulse.control("unload-module", "module-remap-source")
    make_cable()
    assert SOURCE in pulse.control("list", "short", "sources")


def test_half_a_cable_is_not_left_behind(
    audio: tuple[PrivatePulse, AudioSystem], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse, _ = audio
    monkeypatch.setattr("app.media.audio_cable.SOURCE", "a name with spaces=")
    with pytest.raises(AppError, match="could not be made"):
        make_cable()
    assert SINK not in pulse.control("list", "short", "sinks")


def test_a_sound_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    with pytest.raises(AppError, match=r"Connection refused|Connection failure") as caught:
        make_cable()
    assert caught.value.code == "audio_out.no_cable"
