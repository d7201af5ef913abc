"""Which sound pictures belong to, where nothing but their order tells."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.omnirt.pairing import Pairing, Sound, Stretch

CHUNK = 1000


def sound(number: int, turn: int = 1, shown_until: int = 10**9) -> Sound:
    return Sound(turn, CHUNK * number, CHUNK * (number + 1), np.ones(CHUNK, np.float32), shown_until)


def jpegs(count: int, name: str = "p") -> tuple[bytes, ...]:
    return tuple(f"{name}{n}".encode() for n in range(count))


@pytest.mark.parametrize("count", [1, 3, 28, 29])
def test_any_number_of_pictures_is_a_chunk_s(count: int) -> None:
    assert Pairing(0).answered(sound(0), jpegs(count), 7) == [Stretch(1, 0, CHUNK, jpegs(count), 7)]


def test_chunks_without_pictures_are_carried_over() -> None:
    pairing = Pairing(0)
    assert pairing.answered(sound(0), ()) == []
    assert pairing.answered(sound(1), ()) == []
    assert pairing.answered(sound(2), jpegs(6)) == [Stretch(1, 0, 3 * CHUNK, jpegs(6))]


@pytest.mark.parametrize("lookahead", [1, 2, 5])
def test_lookahead_is_a_lag(lookahead: int) -> None:
    pairing = Pairing(lookahead)
    for number in range(lookahead):
        assert pairing.answered(sound(number), ()) == []
    for number in range(20):
        start = number * CHUNK
        assert pairing.answered(sound(number + lookahead), jpegs(4)) == [Stretch(1, start, start + CHUNK, jpegs(4))]


def test_a_server_that_announces_lookahead_and_has_none_is_believed_by_its_deeds() -> None:
    pairing = Pairing(1)
    for number in range(3):
        start = number * CHUNK
        assert pairing.answered(sound(number), jpegs(4)) == [Stretch(1, start, start + CHUNK, jpegs(4))]


def test_a_failed_chunk_has_no_pictures_and_does_not_move_others() -> None:
    pairing = Pairing(1)
    pairing.answered(sound(0), ())
    assert pairing.failed(sound(1)) == []  # what is before it is still to come
    assert pairing.answered(sound(2), jpegs(4)) == [Stretch(1, 0, CHUNK, jpegs(4))]
    assert pairing.answered(sound(3), jpegs(4)) == [
        Stretch(1, CHUNK, 2 * CHUNK, ()),
        Stretch(1, 2 * CHUNK, 3 * CHUNK, jpegs(4)),
    ]


def test_pictures_that_only_push_out_others_are_not_shown() -> None:
    pairing = Pairing(0)
    assert pairing.answered(sound(0, shown_until=400), jpegs(5)) == [Stretch(1, 0, 400, jpegs(2))]
    assert pairing.answered(sound(1, shown_until=400), jpegs(5)) == []


def test_what_an_ended_turn_leaves_behind_counts_on() -> None:
    pairing = Pairing(1)
    pairing.answered(sound(0, turn=1), ())
    pairing.answered(sound(1, turn=1), jpegs(4))
    assert pairing.finish(1) == [Stretch(1, CHUNK, 2 * CHUNK, ())]
    [old] = pairing.answered(sound(0, turn=2), jpegs(4))
    assert old.turn not in (1, 2)
    assert pairing.answered(sound(1, turn=2), jpegs(4)) == [Stretch(2, 0, CHUNK, jpegs(4))]


def test_pictures_of_two_turns_are_divided_by_their_sound() -> None:
    pairing = Pairing(0)
    pairing.answered(sound(7, turn=1), ())
    old, new = pairing.answered(sound(0, turn=2), jpegs(6))
    assert (old.turn, old.jpegs) == (1, jpegs(6)[:3])
    assert new == Stretch(2, 0, CHUNK, jpegs(6)[3:])


def test_a_lost_session_draws_nothing_more() -> None:
    pairing = Pairing(1)
    pairing.answered(sound(0), ())
    assert pairing.forget() == [Stretch(1, 0, CHUNK, ())]
    assert pairing.answered(sound(1), ()) == []
    assert pairing.answered(sound(2), jpegs(4)) == [Stretch(1, CHUNK, 2 * CHUNK, jpegs(4))]
