"""kill -9 of the engine while the real program speaks: what the recording shows and sounds, slot by slot."""

from __future__ import annotations

import itertools
import logging
from pathlib import Path

import numpy as np
import pytest

from app.base.settings import Settings, VoiceSettings
from app.media.types import PROGRAM_RATE_HZ
from app.sources.capture_stream import TOLERANCE
from app.sources.microphone_chain import DELAY
from tests.helpers.pairing import ages, picture_begins
from tests.helpers.program import Program, store_settings
from tests.helpers.pulse import MICROPHONE, PrivatePulse
from tests.helpers.recording import Recording
from tests.helpers.testcard import PairedSlot, pair_slots
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = pytest.mark.serial

FPS = 30
SLOT = PROGRAM_RATE_HZ // FPS
STALE = FPS // 2  # no picture may be older
BACK = 10 * FPS


def kill_engine_and_record(program: Program) -> None:
    """Let it speak, kill its engine, wait for the next one, and let it speak again."""
    program.wait_for(lambda program: program.values("speech")[-1:] in (["speaking"], ["live"]))
    program.let_run(1.5)
    program.engine().kill()
    program.wait_for(lambda program: program.values("engine")[-2:] == ["restarting", "ready"])
    program.let_run(2)
    assert program.end() == 0, program.story()
    assert "engine.died" in program.problems()


def split(slots: list[PairedSlot]) -> tuple[list[PairedSlot], list[PairedSlot], list[PairedSlot]]:
    """Slots with pictures of the engine that was killed, without any, and with those of the next one."""
    cards = [place for place, slot in enumerate(slots) if slot.reading is not None]
    absence = max(itertools.pairwise(cards), key=lambda pair: pair[1] - pair[0])
    return slots[cards[0] : absence[0] + 1], slots[absence[0] + 1 : absence[1]], slots[absence[1] : cards[-1] + 1]


@pytest.mark.slow
def test_a_file_waits_for_the_next_engine_and_loses_nothing(tmp_path: Path) -> None:
    speech, target = write_test_signal(tmp_path / "speech.wav", 60), tmp_path / "recorded.mp4"
    arguments = ["--engine", "testcard", "run", "--play", str(speech), "--record", str(target)]
    with Program(tmp_path / "files", *arguments) as program:
        kill_engine_and_record(program)
    recording = Recording(target)
    before, absence, after = split(pair_slots(recording.lumas(), recording.samples, FPS))
    log.info("%d slots, %d without the engine, %d slots", len(before), len(absence), len(after))
    assert len(absence) < BACK
    assert all(slot.sample is None for slot in absence[1:])
    base = len([slot for slot in before if slot.reading is not None])
    check_in_step(before, 0)
    check_in_step(after[:-1], base)


def check_in_step(slots: list[PairedSlot], base: int) -> None:
    """Picture and sound of every spoken slot go together; the first is number ``base`` of the turn."""
    spoken = [slot for slot in slots if slot.reading is not None]
    assert [slot.sample for slot in spoken] == [(base + number) * SLOT for number in range(len(spoken))]
    shown = [slot.reading.index for slot in spoken if slot.reading is not None]
    repeated = sum(index != number for number, index in enumerate(shown))
    assert shown == sorted(shown)
    assert repeated <= len(shown) // 20


@pytest.mark.slow
def test_a_live_voice_goes_on_without_the_engine_and_meets_the_next(tmp_path: Path, pulse: PrivatePulse) -> None:
    speech, target = write_test_signal(tmp_path / "speech.wav", 60), tmp_path / "recorded.mp4"
    # The test signal is noise, and it shall stay.
    store_settings(tmp_path / "files", Settings(voice=VoiceSettings(noise_suppression=False, gate=False)))
    arguments = ["--engine", "testcard", "run", "--mic", MICROPHONE, "--record", str(target)]
    with pulse.speaking(speech), Program(tmp_path / "files", *arguments, environment=pulse.environment) as program:
        kill_engine_and_record(program)
    recording = Recording(target)
    before, absence, after = split(pair_slots(recording.lumas(), recording.samples, FPS))
    log.info("%d slots, %d without the engine, %d slots", len(before), len(absence), len(after))
    assert len(absence) < BACK
    newest = max(range(len(before)), key=lambda place: index_of(before[place]))
    assert len(before) - newest < STALE
    # The sound has not lost or gained a sample over it all, beyond what follows the microphone's clock.
    heard = [slot for slot in [*before, *absence, *after] if slot.sample is not None]
    silent = -(-DELAY // SLOT)  # before the first sound has come through what is done to the microphone
    assert len(heard) >= len(before) + len(absence) + len(after) - 2 - silent
    places = [slot.sample - slot.slot * SLOT for slot in heard if slot.sample is not None]
    assert max(places) - min(places) < 2 * TOLERANCE  # to both sides: see test_program_voice.py
    for slots in before[: newest + 1], after:
        assert np.percentile(np.abs(ages(slots)), 95) < 1
    # The next engine numbers from where it took up the turn; what it drew belongs to the sound that sounds.
    assert 0 <= picture_begins(after, recording.samples, FPS) < SLOT


def index_of(slot: PairedSlot) -> int:
    """Number of the picture."""
    return slot.reading.index if slot.reading is not None else -1
