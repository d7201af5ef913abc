"""Both ends of the studio in virtual time: what is played, and what a microphone in the same room hears."""

from __future__ import annotations

import time

import numpy as np
import pytest

from app.media.types import PROGRAM_RATE_HZ, Samples
from app.studio.feedback import WINDOW, FeedbackWatch
from tests.helpers.room_sounds import fan, hum, sentences

STEP = 4800
START = 123_456_789  # master samples are counted from the start of the computer


def later(sound: Samples, ms: float) -> Samples:
    """``sound`` so much later, in the same length."""
    lag = round(ms * PROGRAM_RATE_HZ / 1000)
    return np.concatenate((np.zeros(lag, np.float32), sound[: len(sound) - lag]))


def in_a_room(sound: Samples) -> Samples:
    """With the echoes of its walls."""
    walls = np.random.default_rng(3).standard_normal(4000) * np.exp(-np.arange(4000) / 1000) * 0.06
    walls[0] = 1.0
    size = 1 << (len(sound) + 4000).bit_length()
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(walls, size), size)[: len(sound)]
    return heard.astype(np.float32)


def studio_voice() -> Samples:
    """What the studio says, without a pause; 12 s."""
    speech = sentences()
    said = speech[np.abs(speech) > 0]
    return np.resize(said, 12 * PROGRAM_RATE_HZ)


def own_voice() -> Samples:
    """What somebody else says meanwhile."""
    return np.roll(studio_voice()[::-1], 4 * PROGRAM_RATE_HZ)


class Room:
    """A watch and the time in it."""

    def __init__(self) -> None:
        self.watch = FeedbackWatch()
        self.now = START

    def run(self, played: Samples, heard: Samples) -> list[bool]:
        """Whether the watch saw feedback, every 100 ms."""
        seen = []
        for at in range(0, len(played), STEP):
            self.watch.played(self.now, played[at : at + STEP])
            self.watch.heard(self.now, heard[at : at + STEP])
            self.now += len(played[at : at + STEP])
            seen.append(self.watch.look())
        return seen


@pytest.mark.parametrize("delay_ms", [20, 120, 500])
@pytest.mark.parametrize("echo_db", [-6, -30])
def test_loudspeakers_that_are_heard_are_noticed_within_seven_seconds(delay_ms: float, echo_db: float) -> None:
    played = studio_voice()
    heard = later(in_a_room(played), delay_ms) * np.float32(10 ** (echo_db / 20)) + fan(len(played), -60)
    seen = Room().run(played, heard)
    assert all(seen[70:])
    assert not any(seen[:20]), "not at the first likeness"


def test_they_are_noticed_while_somebody_speaks() -> None:
    played = studio_voice()
    assert Room().run(played, own_voice() + later(in_a_room(played), 80) * np.float32(0.1))[-1]


def test_somebody_who_hears_himself_over_loudspeakers() -> None:
    heard, delay, way = own_voice(), 14_400, 2_880
    played = np.zeros_like(heard)
    for at in range(delay, len(heard), 480):
        heard[at : at + 480] += 0.2 * played[at - way : at - way + 480]
        played[at : at + 480] = heard[at - delay : at - delay + 480]
    assert Room().run(played, heard)[-1]


def test_headphones_are_no_feedback_although_he_hears_himself() -> None:
    heard = own_voice() + hum(12 * PROGRAM_RATE_HZ, -50) + fan(12 * PROGRAM_RATE_HZ, -60)
    assert not any(Room().run(later(heard, 300), heard))


def test_two_who_speak_at_the_same_time_are_no_feedback() -> None:
    assert not any(Room().run(studio_voice(), own_voice()))


def test_the_same_tone_at_both_ends_is_no_feedback() -> None:
    at_s = np.arange(12 * PROGRAM_RATE_HZ) / PROGRAM_RATE_HZ
    one, other = ((0.1 * np.sin(2 * np.pi * 440 * at_s + phase)).astype(np.float32) for phase in (0, 1))
    assert not any(Room().run(one, other + fan(len(other), -60)))


def test_it_goes_when_headphones_are_put_on() -> None:
    room, played = Room(), studio_voice()
    assert room.run(played, later(played, 60))[-1]
    seen = room.run(np.tile(played, 2), np.tile(own_voice(), 2))
    assert seen[0]
    assert not seen[-1]


def test_it_goes_when_nothing_is_played_any_more() -> None:
    room, played = Room(), studio_voice()
    assert room.run(played, later(played, 60))[-1]
    seen = room.run(np.zeros_like(played), own_voice())
    assert seen[30], "a pause says nothing"
    assert not seen[-1]


def test_a_microphone_that_begins_anew_far_ahead_is_no_trouble() -> None:
    room = Room()
    room.run(studio_voice(), own_voice())
    room.now += 3600 * PROGRAM_RATE_HZ
    played = studio_voice()
    assert room.run(played, later(played, 60))[-1]


def test_it_costs_less_than_a_hundredth_of_a_core() -> None:
    room, played = Room(), studio_voice()
    heard = later(played, 60)
    room.run(played[:WINDOW], heard[:WINDOW])
    began = time.thread_time()
    room.run(played, heard)
    assert time.thread_time() - began < 0.01 * 12
