"""Voice-through in the real program: what is said into the microphone meets its picture, at a constant delay."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.base.settings import Settings, VoiceSettings
from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.capture_stream import TOLERANCE
from tests.helpers.pairing import ages, picture_begins
from tests.helpers.program import Program, store_settings
from tests.helpers.pulse import MICROPHONE, PrivatePulse
from tests.helpers.recording import Recording
from tests.helpers.testcard import PairedSlot, pair_slots
from tests.helpers.timed_sound import Heard, TimedSound
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = pytest.mark.serial

FPS = 30
PICTURE = PROGRAM_RATE_HZ // FPS
MOVES_MS = 5.0
SETTLES_S = 30
SAID, HEARD = "vmic", "avatar_out"  # sinks: what is played into the one comes out of the microphone


def delays_ms(said: Heard, heard: Heard, first: int) -> list[float]:
    """From a sound at the microphone, from sample ``first`` on, to the same at the output, by the clock on the wall."""
    spoken = said.signal()
    positions, samples = np.array(spoken).T
    delays = []
    for position, sample in heard.signal():
        nearest = int(np.searchsorted(samples, sample))
        if sample >= first and nearest < len(samples):
            at_microphone = int(positions[nearest] + sample - samples[nearest])
            delays.append((heard.arrival_ns(position) - said.arrival_ns(at_microphone)) / 1e6)
    return delays


@dataclass(frozen=True, slots=True)
class VoiceTurn:
    """A stretch of voice-through with one delay, as it was recorded.

    Attributes:
        slots: how many.
        first_sample: sample of the signal with which it begins.
        picture_begins: how many samples before its slot the sound begins that a picture was drawn from.
        moved_ms: the most that the delay was away from where it began.
        settled_ms: the same of all that came after ``SETTLES_S``; 0 if the turn is no longer.
        behind_p95_ms: by how much a picture is older than it should be, 95th percentile.
        behind_max_ms: the same, most.

    """

    slots: int
    first_sample: int
    picture_begins: int
    moved_ms: float
    settled_ms: float
    behind_p95_ms: float
    behind_max_ms: float


def read_turns(recording: Recording) -> dict[int, VoiceTurn]:
    """All turns of a recording, by their numbers; the picture and the sound of every slot."""
    turns: dict[int, list[PairedSlot]] = {}
    for slot in pair_slots(recording.lumas(), recording.samples, FPS):
        if slot.reading is not None and slot.sample is not None:
            turns.setdefault(slot.reading.turn, []).append(slot)
    return {number: judge(slots, recording.samples) for number, slots in turns.items()}


def judge(slots: Sequence[PairedSlot], sound: Samples) -> VoiceTurn:
    """What can be said of the slots of one turn, which all have a picture and a sample."""
    places = np.array([(slot.sample or 0) - slot.slot * PICTURE for slot in slots])
    settled = places[SETTLES_S * FPS :]
    late_ms = np.abs(ages(slots)) * 1e3 / FPS
    return VoiceTurn(
        slots=len(slots),
        first_sample=slots[0].sample or 0,
        picture_begins=picture_begins(slots[: 10 * FPS], sound, FPS),
        moved_ms=_moved_ms(places),
        settled_ms=_moved_ms(settled) if len(settled) else 0.0,
        behind_p95_ms=float(np.percentile(late_ms, 95)),
        behind_max_ms=float(late_ms.max()),
    )


def _moved_ms(places: NDArray[np.int64]) -> float:
    return float(np.abs(places - places[0]).max()) * 1e3 / PROGRAM_RATE_HZ


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_voice_meets_its_picture_at_a_constant_delay(tmp_path: Path, pulse: PrivatePulse) -> None:
    seconds = 62
    speech, target = write_test_signal(tmp_path / "speech.wav", seconds + 30), tmp_path / "recorded.mp4"
    # The test signal is noise: it survives the suppression, softer, and the gate would hold it back.
    store_settings(tmp_path / "files", Settings(voice=VoiceSettings(gate=False, gain_db=8)))
    microphone = ["--mic", MICROPHONE, "--audio-out", HEARD]
    arguments = ["--engine", "testcard", "run", *microphone, "--record", str(target), "--seconds", str(seconds)]
    with (
        TimedSound(f"{SAID}.monitor", pulse.environment) as at_microphone,
        TimedSound(f"{HEARD}.monitor", pulse.environment) as at_output,
        pulse.speaking(speech),
        Program(tmp_path / "files", *arguments, environment=pulse.environment) as program,
    ):
        assert program.wait(seconds + 60) == 0, program.story()
        said, heard = at_microphone.heard(), at_output.heard()
    assert program.problems() == []
    measures = program.measures()
    turns = read_turns(Recording(target))
    for number, slots in turns.items():
        log.info("turn %d: %s", number, slots)
    assert sum(turn.slots for turn in turns.values()) >= (seconds - 3) * FPS
    # On a machine that is too busy the sound device asks for an earlier hand-over: the voice begins anew with it.
    assert len(turns) == 1 or measures["lagged"], "the delay was set anew"
    for turn in turns.values():
        assert 0 <= turn.picture_begins < PICTURE
        # Where it begins, a clock is known as well as half a second of callbacks tell, which come late when the machine
        # starts programs; an error of some milliseconds is bent away meanwhile. How the delay keeps to 5 ms from its
        # first minute on, whatever callbacks do, is shown in virtual time: tests/unit/media/test_two_clocks.py.
        assert turn.moved_ms < 1e3 * TOLERANCE / PROGRAM_RATE_HZ
        assert turn.settled_ms < MOVES_MS
        assert turn.behind_p95_ms < 1e3 / FPS
    last = [*turns.values()][-1]
    low, middle, high = np.percentile(delays_ms(said, heard, last.first_sample), [5, 50, 95])
    log.info("delay shown %.1f ms, heard %.1f (%.1f to %.1f) ms", measures["delay_ms"], middle, low, high)
    log.info("lagged %d, skipped %d, dropped %d", measures["lagged"], measures["skipped"], measures["dropped"])
    assert abs(middle - measures["delay_ms"]) < 1e3 / FPS
