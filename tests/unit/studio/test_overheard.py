"""What is heard of a line that was not sent: with a real pacer that has to wait, and with sound that is spoilt."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from app.media.pacer import Pacer
from app.media.types import PROGRAM_RATE_HZ, AudioChunk, MouthCue, ProgramFormat, Samples, VideoFrame, samples_to_ns
from app.studio.overheard import Boundaries, Line, Slot, compared

PROGRAM = ProgramFormat(16, 16, 30)
SLOT = PROGRAM_RATE_HZ // PROGRAM.fps
PICTURE = np.zeros((2, 2, 4), np.uint8)
RNG = np.random.default_rng(1)


def tone(count: int, start: int = 0, hz: float = 300.0) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(start, start + count) / PROGRAM_RATE_HZ)).astype(np.float32)


class Pieces:
    """A source with these pieces and one cue for each."""

    def __init__(self, *pieces: Samples) -> None:
        self._pieces = list(pieces)
        self._cues = 0
        self.closed = False

    def read(self) -> Samples | None:
        self._cues += bool(self._pieces)
        return self._pieces.pop(0) if self._pieces else None

    def take_cues(self) -> list[MouthCue]:
        cues, self._cues = [MouthCue(7, None)] * self._cues, 0
        return cues

    def close(self) -> None:
        self.closed = True


class Airing:
    """A line on its way through a real pacer."""

    def __init__(self, *, keep_pictures: bool = False) -> None:
        self.line = Line(keep_pictures=keep_pictures)
        self.pacer = Pacer(PROGRAM, crossfade_ns=0)
        self.pacer.begin_turn(1, live=False)
        self._slot = 0
        self._pushed = 0

    def send(self, *pieces: Samples) -> None:
        source = self.line.open(lambda: Pieces(*pieces))
        while (samples := source.read()) is not None:
            self.pacer.push_audio(AudioChunk(1, self._pushed, samples))
            self._pushed += len(samples)

    def draw(self, until: int) -> None:
        """A picture of each slot's length, up to a sample of the line."""
        for start in range(0, until, SLOT):
            self.pacer.push_frame(VideoFrame(1, samples_to_ns(start), samples_to_ns(SLOT), PICTURE.copy()))

    def air(self, slots: int) -> None:
        for _ in range(slots):
            self.line.plan(self.pacer.plan(self._slot))
            self._slot += 1


def test_what_is_played_as_it_was_sent_has_no_boundary() -> None:
    airing = Airing()
    airing.send(tone(SLOT * 5), RNG.uniform(-1, 1, SLOT * 5).astype(np.float32), tone(SLOT * 5, SLOT * 10))
    airing.pacer.end_turn(1)
    airing.draw(SLOT * 15)
    airing.air(20)
    found = airing.line.boundaries(SLOT)
    assert found == Boundaries(own_clicks=found.own_clicks)
    assert len(airing.line.spoken) == 15
    assert airing.line.spoken[-1].position == SLOT * 14


def test_a_hole_is_told_by_what_was_awaited_and_the_pacers_fades_are_no_clicks() -> None:
    airing = Airing()
    airing.send(tone(SLOT * 10))
    airing.draw(SLOT * 4)
    airing.air(8)  # four are drawn
    airing.draw(SLOT * 10)
    airing.air(9)  # the rest of what was sent, and then there is no more
    airing.send(tone(SLOT * 4, SLOT * 10))
    airing.pacer.end_turn(1)
    airing.draw(SLOT * 14)
    airing.air(8)
    found = airing.line.boundaries(SLOT)
    assert (found.waits, found.starved) == ((4 * SLOT,), (3 * SLOT,))
    assert (found.clicks, found.lost, found.own_clicks) == (0, 0, 0)


def test_an_engine_that_lacks_the_rest_of_a_chunk_waits_for_the_voice() -> None:
    sent = tone(SLOT * 6)
    for known, why in ((SLOT * 4, (0, 1)), (SLOT * 5, (1, 0)), (len(sent), (1, 0))):
        slots = spoken(sent)
        slots.insert(3, Slot(None, np.zeros(SLOT, np.float32), known, None))
        found = compared(sent, [], slots, chunk=2 * SLOT)
        assert (len(found.waits), len(found.starved)) == why


def spoken(sent: Samples, *, at: int | None = None, add: float = 0.0) -> list[Slot]:
    heard = sent.copy()
    if at is not None:
        heard[at] += add
    return [
        Slot(start, heard[start : start + SLOT], len(sent), samples_to_ns(start)) for start in range(0, len(sent), SLOT)
    ]


def test_a_step_that_nobody_sent_is_a_click_and_one_that_was_sent_is_none() -> None:
    sent = tone(SLOT * 6)
    assert compared(sent, [], spoken(sent)).clicks == 0
    assert compared(sent, [], spoken(sent, at=SLOT * 3 + 5, add=0.3)).clicks == 1
    loud = np.sign(tone(SLOT * 6)).astype(np.float32)
    assert compared(loud, [], spoken(loud)).clicks == 0
    assert compared(loud, [], spoken(loud, at=SLOT * 3 + 5, add=0.3)).clicks == 0  # nobody hears it among the others


def test_a_hole_without_a_fade_clicks_at_its_beginning_and_at_its_end() -> None:
    sent = tone(SLOT * 6, 40)
    slots = spoken(sent)
    slots.insert(3, Slot(None, np.zeros(SLOT, np.float32), len(sent), None))
    found = compared(sent, [], slots)
    assert (found.waits, found.clicks) == ((SLOT,), 2)


@pytest.mark.parametrize(("position", "lost"), [(SLOT * 3 + 480, 480), (SLOT * 3 - 480, 480)])
def test_sound_that_is_left_out_or_repeated_is_lost(position: int, lost: int) -> None:
    sent = tone(SLOT * 8)
    slots = spoken(sent)[:3]
    slots += [
        Slot(position + SLOT * n, sent[position + SLOT * n : position + SLOT * (n + 1)], len(sent), None)
        for n in range(2)
    ]
    assert compared(sent, [], slots).lost == lost


def test_pieces_of_the_voice_that_do_not_fit_are_its_own_clicks() -> None:
    fits = np.concatenate((tone(SLOT * 2), tone(SLOT * 2, SLOT * 2)))
    jumps = np.concatenate((tone(SLOT * 2 + 40), tone(SLOT * 2 - 40) + np.float32(0.4)))
    assert compared(fits, [SLOT * 2], spoken(fits)).own_clicks == 0
    found = compared(jumps, [SLOT * 2 + 40], spoken(jumps))
    assert (found.own_clicks, found.clicks) == (1, 0)


def test_boundaries_of_lines_are_added() -> None:
    one = Boundaries((3,), (1,), 2, 1, 4)
    assert one + replace(one, waits=(5,)) == Boundaries((3, 5), (1, 1), 4, 2, 8)


def test_times_are_those_of_the_pieces() -> None:
    line = Line(keep_pictures=False)
    assert line.first_pcm_ns is None
    assert line.sent_by(10) is None
    source = line.open(lambda: Pieces(tone(100), tone(100)))
    assert source.read() is not None
    time.sleep(0.02)
    assert source.read() is not None
    first_ns, second_ns = line.sent_by(100), line.sent_by(101)
    assert first_ns is not None
    assert second_ns is not None
    assert line.first_pcm_ns == first_ns
    assert second_ns - first_ns >= 20_000_000
    assert line.sent_by(1000) == second_ns  # a line that is shorter than a chunk
    source.close()


def test_pictures_are_kept_of_one_line_and_the_last_of_every_line() -> None:
    for keep in (True, False):
        airing = Airing(keep_pictures=keep)
        airing.send(tone(SLOT * 60))
        airing.pacer.end_turn(1)
        airing.draw(SLOT * 60)
        airing.air(65)
        assert len(airing.line.speaking) == (3 if keep else 0)
        assert airing.line.last is not None
