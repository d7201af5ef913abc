"""The real program has its pictures drawn by a server, and records them with exactly the sound they were drawn for."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings
from app.media.types import PROGRAM_RATE_HZ
from tests.helpers.omnirt_pairing import Heard
from tests.helpers.omnirt_pictures import Mark
from tests.helpers.omnirt_script import Geometry
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.program import Program, store_settings
from tests.helpers.recording import Recording
from tests.helpers.testcard import pair_slots
from tests.helpers.wav import write_test_signal

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.serial, pytest.mark.slow]

GEOMETRY = Geometry(width_px=320, height_px=180)  # the program's shape: its pictures fill it
FPS = 30
BLEND_SLOTS = 4  # in which a picture of speech and one at rest are seen at once


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer("app", GEOMETRY) as made:
        made.quality = 90
        yield made


@dataclass(frozen=True, slots=True)
class Seen:
    """A slot of the recording in which something is said.

    Attributes:
        slot: its number.
        sample: of the test signal, that sounds at its beginning.
        drawn_for: first sample of the signal that its picture was drawn for; None: it shows somebody at rest, or two
            pictures in a cross-fade.

    """

    slot: int
    sample: int
    drawn_for: int | None

    @property
    def own(self) -> bool:
        """The picture is that of the sound."""
        return self.drawn_for is not None and 0 <= self.sample - self.drawn_for < PROGRAM_RATE_HZ // GEOMETRY.fps


@dataclass(frozen=True, slots=True)
class Turn:
    """What is seen while something is said.

    Attributes:
        slots: all that are heard, in order.
        repeated: in how many the picture before is shown again, although its time is over.
        resting: numbers of those that show no picture of speech, beside cross-fades at the beginning and after waits.

    """

    slots: tuple[Seen, ...]
    repeated: int
    resting: tuple[int, ...]


def start(folder: Path, server: OmniRTServer, seconds: int) -> Program:
    """The program, about to speak ``seconds`` of the test signal into ``folder/recorded.mp4``."""
    omnirt = OmniRTSettings(servers=(ServerProfile(name="Studio", url=server.url),))
    store_settings(folder / "files", Settings(engine=EngineSettings(kind="omnirt"), omnirt=omnirt))
    speech = write_test_signal(folder / "speech.wav", seconds)
    return Program(folder / "files", "run", "--play", str(speech), "--record", str(folder / "recorded.mp4"))


def read_turn(path: Path, server: OmniRTServer, seconds: int) -> Turn:
    """Read every slot of a recording. AssertionError names the first whose sound or picture is not its own."""
    recording = Recording(path)
    assert (recording.width_px, recording.height_px, recording.fps) == (1280, 720, FPS)
    heard = Heard.read(server.chunks, GEOMETRY)
    played: list[Seen] = []
    for slot in pair_slots(recording.lumas(), recording.samples, FPS, within=PROGRAM_RATE_HZ // 20):
        if slot.sample is None:
            continue
        mark = None if slot.reading is None else Mark.of(slot.reading)
        assert mark is None or mark.session == server.chunks[mark.chunk].session, "a picture of another session"
        if played and played[-1].sample == slot.sample:
            played.pop()  # the sound had stopped there: half of what is heard around a slot's beginning comes before it
        assert slot.sample == len(played) * PROGRAM_RATE_HZ // FPS, f"sound out of place: {slot}"
        played.append(Seen(slot.slot, slot.sample, None if mark is None else heard.first_sample(mark)))
    # Also after the last slot: half of what is heard around the beginning of the next one is still of it.
    played = [seen for seen in played if seen.sample < seconds * PROGRAM_RATE_HZ]
    assert len(played) == seconds * FPS
    return _judged(played)


def _judged(played: list[Seen]) -> Turn:
    repeated = 0
    resting: list[int] = []
    begun = played[0].slot
    before: Seen | None = None
    for seen in played:
        if before is not None and seen.slot > before.slot + 1:
            begun = seen.slot
        if seen.drawn_for is None:
            if seen.slot >= begun + BLEND_SLOTS:
                resting.append(seen.slot)
        elif not seen.own:
            assert before is not None, f"the turn begins with the wrong picture: {seen}"
            assert seen.drawn_for == before.drawn_for, f"not the picture of this sound: {seen}"
            repeated += 1
        before = seen
    return Turn(tuple(played), repeated, tuple(resting))


def test_a_server_that_is_killed_in_mid_turn_and_started_again(server: OmniRTServer, tmp_path: Path) -> None:
    seconds = 11
    with start(tmp_path, server, seconds) as program:
        server.until(lambda: sum(chunk.samples.any() for chunk in server.chunks) >= 4, within_s=60)
        server.stop()
        server.start()
        assert program.wait(seconds + 60) == 0, program.story()
    assert program.values("engine").count("ready") >= 2, program.story()
    turn, measures = read_turn(tmp_path / "recorded.mp4", server, seconds), program.measures()
    log.info("%d repeated, %d at rest, lagged %d", turn.repeated, len(turn.resting), measures["lagged"])
    # A slot that came too late, or found the encoder busy, shows the picture before again.
    late = measures["lagged"] + measures["skipped"]
    # Pictures that have run out are gone before they look like a host who has frozen.
    assert turn.repeated <= FPS // 2 + late
    # The sound goes on whatever becomes of the pictures, and the host rests where they are missing: in one stretch,
    # which ends with the turn or before.
    if turn.resting:
        away = [seen for seen in turn.slots if turn.resting[0] <= seen.slot <= turn.resting[-1]]
        assert sum(seen.drawn_for is not None for seen in away) <= late
        assert turn.resting[0] - turn.slots[0].slot >= FPS
    rightly = sum(seen.own for seen in turn.slots) + len(turn.resting)
    assert rightly >= len(turn.slots) - 3 * BLEND_SLOTS - FPS // 2 - late


@pytest.mark.timeout(600)
def test_every_slot_of_three_minutes_shows_the_picture_of_its_sound(server: OmniRTServer, tmp_path: Path) -> None:
    seconds = 180
    with start(tmp_path, server, seconds) as program:
        assert program.wait(seconds + 60) == 0, program.story()
    assert (program.warnings(), program.problems()) == ([], [])
    turn, measures = read_turn(tmp_path / "recorded.mp4", server, seconds), program.measures()
    log.info("%d repeated, %d at rest, lagged %d", turn.repeated, len(turn.resting), measures["lagged"])
    # A slot that came too late, or found the encoder busy, shows the picture before again. Nothing else may.
    assert turn.repeated + len(turn.resting) <= measures["lagged"] + measures["skipped"]
    assert measures["dropped"] == 0
