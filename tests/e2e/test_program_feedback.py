"""Loudspeakers beside the microphone, in the real program on a real sound server."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.settings import Settings, VoiceSettings
from tests.helpers.program import Program, store_settings
from tests.helpers.pulse import MICROPHONE, PrivatePulse
from tests.helpers.wav import write_test_signal

pytestmark = [pytest.mark.serial, pytest.mark.slow]  # 14 s of sound; the watch itself is tested in virtual time


def test_loudspeakers_beside_the_microphone_are_warned_of(tmp_path: Path, pulse: PrivatePulse) -> None:
    store_settings(tmp_path / "files", Settings(voice=VoiceSettings(gate=False)))  # the test signal is no speech
    pulse.control("load-module", "module-loopback", "source=avatar_out.monitor", "sink=vmic", "latency_msec=80")
    speech = write_test_signal(tmp_path / "speech.wav", 30)
    sound = ["--mic", MICROPHONE, "--audio-out", "avatar_out", "--play", str(speech), "--seconds", "14"]
    with Program(tmp_path / "files", "--engine", "testcard", "run", *sound, environment=pulse.environment) as program:
        assert program.wait(60) == 0, program.story()
    assert program.problems() == ["microphone.feedback"]
    assert "headphones" in program.stderr()
