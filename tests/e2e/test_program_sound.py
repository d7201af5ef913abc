"""What the real program plays on a sound device: a PulseAudio null sink, heard through its monitor."""

from __future__ import annotations

import itertools
import logging
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.media.types import PROGRAM_RATE_HZ, Samples
from tests.helpers.pairing import read_turn
from tests.helpers.program import Program
from tests.helpers.pulse import SPEAKER, PrivatePulse
from tests.helpers.recording import Recording
from tests.helpers.timed_sound import Stretch, stretches
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = pytest.mark.serial

MONITOR = "avatar_out.monitor"
SPOKEN_S = 4
DISK = 130_000_000  # a little more than what a recording wants to be free


def start(tmp_path: Path, pulse: PrivatePulse, seconds: int, target: Path) -> Program:
    """The program, playing the test signal on the sound device and into a recording."""
    speech = write_test_signal(tmp_path / "speech.wav", seconds)
    arguments = ["--engine", "testcard", "run", "--play", str(speech), "--audio-out", SPEAKER, "--record", str(target)]
    return Program(tmp_path / "files", *arguments, environment=pulse.environment)


def speak(program: Program, seconds: float) -> None:
    """Wait until it speaks, and let it go on for some time."""
    program.wait_for(lambda program: "speaking" in program.values("speech"))
    program.let_run(seconds)


def check_played(heard: Samples, program: Program) -> list[Stretch]:
    """Every sample was played once, in its place. Holes are lawful only where the program has counted them."""
    played = stretches(heard)
    places = [stretch.position - stretch.sample for stretch in played]
    lost = sum(after - before != 0 for before, after in itertools.pairwise(places))
    measures = program.measures()
    log.info("%s, %d times another place, xruns %d, lagged %d", played, lost, measures["xruns"], measures["lagged"])
    assert played, "nothing was heard"
    assert len(played) - 1 <= measures["xruns"]
    return played


def test_every_sample_is_played_once_and_recorded(tmp_path: Path, pulse: PrivatePulse) -> None:
    target = tmp_path / "recorded.mp4"
    with pulse.record(MONITOR) as heard, start(tmp_path, pulse, SPOKEN_S, target) as program:
        assert program.wait() == 0, program.story()
        played = check_played(heard.samples(), program)
    assert (program.warnings(), program.problems()) == ([], [])
    # In the recording the signal begins with the turn and has no holes, so one place in the signal is one in both.
    turn = read_turn(Recording(target))
    assert turn.slots == SPOKEN_S * 30
    assert played[0].sample < PROGRAM_RATE_HZ // 50
    if program.measures()["xruns"] == 0:
        assert played[0].count >= (SPOKEN_S * 30 - 1) * PROGRAM_RATE_HZ // 30


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Put a disk with little room at ``folder``; False: it is the disk of before, because mounting is not permitted."""
    folder.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(folder)], check=False)
    mounted = mounting.returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave no room on a disk."""
    with (folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(1 << 16))
    assert shutil.disk_usage(folder).free == 0


def forbid_growth(program: Program, target: Path) -> None:
    """Let nobody write more to a file: the next best thing to a full disk."""
    [writer] = [child for child in program.children() if str(target) in [file.path for file in child.open_files()]]
    size = target.stat().st_size
    resource.prlimit(writer.pid, resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.slow
def test_a_full_disk_ends_the_recording_and_nothing_else(tmp_path: Path, pulse: PrivatePulse) -> None:
    target = tmp_path / "disk" / "recorded.mp4"
    with small_disk(target.parent) as mounted, pulse.record(MONITOR) as heard:
        with start(tmp_path, pulse, 60, target) as program:
            speak(program, 3)
            if mounted:
                fill(target.parent)
            else:
                forbid_growth(program, target)
            program.wait_for(lambda program: program.is_now("recording", "off"))
            program.let_run(1)
            assert program.is_now("speech", "speaking")
            assert program.is_now("audio_out", "on")
            assert program.end() == 1, program.story()
            low_and_full = ["recording.disk_low", "recording.disk_full"]
            assert program.problems() == (low_and_full if mounted else ["recording.file_too_big"])
            check_played(heard.samples(), program)
        turn = read_turn(Recording(target))
        log.info("%s", turn)
        assert turn.slots + turn.paused >= 30


@pytest.mark.slow
def test_the_sound_device_comes_back(tmp_path: Path, pulse: PrivatePulse) -> None:
    target = tmp_path / "recorded.mp4"
    with start(tmp_path, pulse, 60, target) as program:
        speak(program, 1)
        assert program.is_now("audio_out", "on")
        pulse.kill()
        program.wait_for(lambda program: program.is_now("audio_out", "lost"))
        program.let_run(1)
        pulse.start()
        with pulse.record(MONITOR) as heard:
            program.wait_for(lambda program: program.is_now("audio_out", "on"))
            program.let_run(2)
            samples = heard.samples()
        assert program.end() == 0, program.story()
        played = check_played(samples, program)
        assert max(stretch.count for stretch in played) > PROGRAM_RATE_HZ // 2
    turn, measures = read_turn(Recording(target)), program.measures()
    log.info("%s", turn)
    assert turn.repeated <= measures["lagged"] + measures["skipped"]
