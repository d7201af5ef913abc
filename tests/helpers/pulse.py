"""A PulseAudio server of the test's own: a null sink to play into and a microphone to speak into."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from app.media.audio_system import AudioSystem
from app.media.types import PROGRAM_RATE_HZ, Samples

if TYPE_CHECKING:  # a benchmark that measures memory has no use for it
    import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "pulse_null.sh"

SPEAKER = "avatar_speaker"
MICROPHONE = "fake_mic"


class PrivatePulse:
    """The server. ``environment`` makes PortAudio and PulseAudio's own tools find it, before they are started."""

    def __init__(self) -> None:
        # Not pytest's folder: the path of a socket may be 108 bytes long.
        self._folder = Path(tempfile.mkdtemp(prefix="pulse-"))
        self.environment = {
            "PULSE_SERVER": f"unix:{self._folder / 'native'}",
            "ALSA_CONFIG_PATH": f"/usr/share/alsa/alsa.conf:{self._folder / 'asound.conf'}",
        }

    def _script(self, verb: str) -> None:
        environment = {**os.environ, "PULSE_DIR": str(self._folder)}
        subprocess.run(["bash", str(SCRIPT), verb], env=environment, check=True, timeout=20)

    def start(self) -> None:
        """Start, or start again after ``kill``."""
        self._script("start")

    def kill(self) -> None:
        """End without a word, as a crash does; returns when it is gone."""
        server = psutil.Process(int((self._folder / "pid").read_text()))
        server.kill()
        server.wait(5)
        (self._folder / "native").unlink(missing_ok=True)

    def stop(self) -> None:
        """End and clean up."""
        self._script("stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def control(self, *words: str) -> str:
        """Run ``pactl``."""
        return subprocess.run(
            ["pactl", *words], env=self._with(), check=True, capture_output=True, text=True, timeout=10
        ).stdout

    def _with(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def play(self, sink: str, samples: Samples) -> subprocess.Popen[bytes]:
        """Begin playing ``samples`` into ``sink``, in a process of its own."""
        command = ["pacat", "--playback", f"--device={sink}", *_FORMAT, "--latency-msec=300"]
        with tempfile.TemporaryFile() as file:
            file.write(samples.astype(np.float32).tobytes())
            file.seek(0)
            return subprocess.Popen(command, stdin=file, env=self._with())

    @contextmanager
    def speaking(self, speech: Path) -> Iterator[None]:
        """Meanwhile a sound file is said into the microphone."""
        player = subprocess.Popen(["paplay", "--device=vmic", str(speech)], env=self._with())
        try:
            yield
        finally:
            player.terminate()
            player.wait(5)

    def record(self, source: str) -> Recording:
        """Begin recording ``source``, in a process of its own."""
        return Recording(source, self._with())


@contextmanager
def private_audio(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PrivatePulse, AudioSystem]]:
    """A server, and this process's PortAudio on it."""
    pulse = PrivatePulse()
    for name, value in pulse.environment.items():
        monkeypatch.setenv(name, value)
    pulse.start()
    system = AudioSystem()
    try:
        yield pulse, system
    finally:
        system.shutdown()
        pulse.stop()


class Recording:
    """What came out of a source since it was begun. A context manager."""

    def __init__(self, source: str, environment: dict[str, str]) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by __exit__
        command = ["parec", f"--device={source}", *_FORMAT, "--latency-msec=10"]
        self._recorder = subprocess.Popen(command, stdout=self._file, env=environment)

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *exc: object) -> None:
        self._recorder.terminate()
        self._recorder.wait(5)
        self._file.close()

    def samples(self) -> Samples:
        """Everything so far."""
        self._file.seek(0)
        data = self._file.read()
        return np.frombuffer(data[: len(data) // 4 * 4], np.float32)


_FORMAT = ("--raw", "--format=float32le", "--channels=1", f"--rate={PROGRAM_RATE_HZ}")
