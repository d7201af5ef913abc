"""What the real PortAudio finds with the real ALSA after it was asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_LIST = """
import sounddevice
from app.media.audio_quiet import leave_encoder_out, quiet_alsa
sounddevice._terminate()
for _ in range(2):  # it is begun anew whenever a device has come
    quiet_alsa()
    leave_encoder_out()
    sounddevice._initialize()
    print(*(device["name"] for device in sounddevice.query_devices()))
    sounddevice._terminate()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_the_encoder_is_left_out_and_everything_else_is_there(tmp_path: Path) -> None:
    system = Path("/usr/share/alsa/alsa.conf").read_text()
    own = "".join(f"pcm.{name} {{ type null }}\n" for name in ("a52", "voice", "music"))
    config = tmp_path / "asound.conf"
    config.write_text(system[system.index("cards.@hooks") :] + own)  # without what this computer adds
    environment = os.environ | {"ALSA_CONFIG_PATH": str(config)}
    listed = subprocess.run(
        [sys.executable, "-c", _LIST], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    for line in listed.stdout.splitlines():
        assert {"voice", "music"} <= set(line.split())
        assert "a52" not in line.split()
    assert len(listed.stdout.splitlines()) == 2
