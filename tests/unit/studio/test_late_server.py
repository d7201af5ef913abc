"""A server whose pictures run out in the middle of what is said, in virtual time: who draws, from when to when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from app.media.types import SlotPlan
from app.studio.silence import SILENT
from tests.helpers.speech_rig import PROGRAM
from tests.helpers.virtual_room import LOCAL, LOST, REMOTE, VirtualRoom, changes, on_time, who

Make = Callable[..., VirtualRoom]

HALF_A_SECOND = PROGRAM.fps // 2  # slots


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[VirtualRoom] = []

    def make(**how: bool) -> VirtualRoom:
        made.append(VirtualRoom(**how))
        return made[-1]

    yield make
    for room in made:
        room.close()


def talk(room: VirtualRoom, seconds: float = 6.0) -> list[SlotPlan]:
    """A voice that the server draws, every slot in time."""
    room.speech.microphone_on(room.microphone)
    plans = room.pass_s(seconds)
    assert all(who(plan) == REMOTE and on_time(plan) for plan in plans[-2 * PROGRAM.fps :])
    return plans


def gap(plans: Sequence[SlotPlan]) -> int:
    """Slots between the server's last picture in time and the other engine's first."""
    first = next(number for number, plan in enumerate(plans) if who(plan) == LOCAL)
    last = max(number for number in range(first) if who(plans[number]) == REMOTE and on_time(plans[number]))
    return first - last - 1


def test_a_live_voice_is_drawn_again_within_half_a_second_of_its_last_picture(make: Make) -> None:
    room = make()
    plans = talk(room)
    room.remote.answers = False
    plans += room.pass_s(6)
    assert 0 < gap(plans) <= HALF_A_SECOND
    assert changes(plans) == [REMOTE, LOCAL]
    first = next(number for number, plan in enumerate(plans) if who(plan) == LOCAL)
    assert all(who(plan) == LOCAL and on_time(plan) for plan in plans[first:]), "it is not in step"
    sound = np.concatenate([plan.samples for plan in plans])
    begun = int(np.flatnonzero(sound)[0])
    np.testing.assert_array_equal(sound[begun:], room.microphone.sound(0, len(sound) - begun))


def test_a_server_that_does_not_answer_is_named_once_and_not_before_it_could_have(make: Make) -> None:
    room = make()
    talk(room)
    room.remote.answers = False
    told = len(room.problems)
    room.pass_s(3)
    assert room.room.line.standing_in
    assert room.problems[told:] == [], "it may only be late"
    room.pass_s(10)
    assert room.problems[told:] == [SILENT]


def test_a_server_that_is_late_once_draws_again_from_the_next_pause_and_not_before(make: Make) -> None:
    room = make()
    plans = talk(room)
    room.remote.answers = False
    told = len(room.problems)
    plans += room.pass_until(lambda: bool(room.room.line.standing_in))
    room.remote.answers = True
    plans += room.pass_s(5)
    assert changes(plans) == [REMOTE, LOCAL], "it came back in the middle of a word"
    room.talking = False
    plans += room.pass_s(4)
    room.talking = True
    plans += room.pass_s(6)
    assert changes(plans) == [REMOTE, LOCAL, REMOTE]
    assert all(who(plan) == REMOTE and on_time(plan) for plan in plans[-2 * PROGRAM.fps :])
    assert set(room.problems[told:]) <= {None}, "nobody needs to know"


def test_a_picture_that_comes_before_the_last_one_is_gone_changes_nothing(make: Make) -> None:
    room = make()
    plans = talk(room)
    room.remote.answers = False
    plans += room.pass_until(lambda: room.pacer.counts().drift_ns > 100_000_000)
    room.remote.answers = True
    plans += room.pass_s(5)
    assert changes(plans) == [REMOTE]
    assert None not in {who(plan) for plan in plans[-6 * PROGRAM.fps :]}


def test_a_line_goes_on_within_half_a_second_and_nothing_of_it_is_lost(make: Make) -> None:
    room = make()
    room.say(12)
    plans = room.pass_s(5)
    assert who(plans[-1]) == REMOTE
    room.remote.answers = False
    plans += room.pass_s(16)
    assert 0 < gap(plans) <= HALF_A_SECOND
    assert changes(plans) == [REMOTE, LOCAL]
    played = [plan for plan in plans if plan.pts_ns is not None]
    assert all(on_time(plan) for plan in played)
    assert sum(len(plan.samples) for plan in played) >= 12 * 48_000
    assert not room.pacer.speaking


@pytest.mark.parametrize("live", [True, False])
def test_chunks_that_the_server_could_not_draw_are_drawn_by_the_other_within_half_a_second(
    make: Make, live: bool
) -> None:
    room = make()
    if live:
        plans = talk(room)
    else:
        room.say(12)
        plans = room.pass_s(5)
    room.remote.draws = False
    plans += room.pass_s(6)
    assert 0 < gap(plans) <= HALF_A_SECOND
    assert changes(plans) == [REMOTE, LOCAL]
    assert all(on_time(plan) for plan in plans[-2 * PROGRAM.fps :])


def test_a_voice_that_is_late_itself_is_not_blamed_on_the_server(make: Make) -> None:
    room = make()
    room.say(12)
    plans = room.pass_s(4)
    room.hold_voice(True)
    plans += room.pass_s(6)
    assert plans[-1].pts_ns is None, "nothing waits for the voice"
    room.hold_voice(False)
    plans += room.pass_s(14)
    assert changes(plans) == [REMOTE]
    assert not room.pacer.speaking
    assert SILENT not in room.problems


def test_a_connection_that_drops_is_not_seen_where_another_engine_is_ready(make: Make) -> None:
    room = make()
    plans = talk(room)
    room.remote.answers = False
    room.room.on_down(LOST)
    dropped = len(plans)
    plans += room.pass_s(4)
    assert changes(plans) == [REMOTE, LOCAL]
    assert all(on_time(plan) for plan in plans[dropped:]), "the host stood still for a moment"


def test_where_nobody_stands_in_the_host_rests_and_the_sound_goes_on(make: Make) -> None:
    room = make(stands_in=False)
    plans = talk(room)
    room.remote.answers = False
    plans += room.pass_s(10)
    last = max(number for number, plan in enumerate(plans) if on_time(plan))
    assert all(who(plan) is None for plan in plans[last + HALF_A_SECOND :])
    sound = np.concatenate([plan.samples for plan in plans])
    begun = int(np.flatnonzero(sound)[0])
    np.testing.assert_array_equal(sound[begun:], room.microphone.sound(0, len(sound) - begun))
    assert SILENT in room.problems


def test_a_line_that_nobody_else_draws_stands_still_for_little_more_than_a_second(make: Make) -> None:
    room = make(stands_in=False)
    room.say(12)
    plans = room.pass_s(5)
    assert who(plans[-1]) == REMOTE
    room.remote.answers = False
    plans += room.pass_s(16)
    assert SILENT in room.problems
    heard = [number for number, plan in enumerate(plans) if plan.pts_ns is not None]
    still = [number for number in range(heard[0], heard[-1]) if plans[number].pts_ns is None]
    assert 0 < len(still) <= 1.5 * PROGRAM.fps
    assert still[-1] - still[0] == len(still) - 1, "it stood still more than once"
    assert {who(plan) for plan in plans[still[-1] :]} == {None}
    assert sum(len(plans[number].samples) for number in heard) >= 12 * 48_000


def test_a_line_that_is_broken_off_while_its_pictures_lack_is_no_alarm(make: Make) -> None:
    room = make(stands_in=False)
    room.say(12)
    room.pass_s(4)
    room.remote.answers = False
    room.pass_s(2)
    assert room.pacer.buffering, "its pictures have not run out"
    room.speech.interrupt()
    room.remote.answers = True
    room.talking = False
    room.pass_s(10)
    assert SILENT not in room.problems
