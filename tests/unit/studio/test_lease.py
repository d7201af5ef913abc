"""When a session is given back, in virtual time."""

from __future__ import annotations

from app.media.types import NS_PER_S
from app.studio.lease import Lease, LeaseTerms

MINUTE = 60 * NS_PER_S


def test_ten_minutes_without_speech_give_it_back_and_every_word_begins_them_anew() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=10, max_session_min=0))
    lease.opened(0)
    assert not lease.is_over(10 * MINUTE - 1, pause=True)
    lease.used(9 * MINUTE)
    assert not lease.is_over(19 * MINUTE - 1, pause=True)
    assert lease.is_over(19 * MINUTE, pause=False)


def test_a_session_that_has_lasted_long_enough_waits_for_a_pause() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=0, max_session_min=30))
    lease.opened(MINUTE)
    assert not lease.is_over(31 * MINUTE - 1, pause=True)
    assert not lease.is_over(90 * MINUTE, pause=False)
    assert lease.is_over(31 * MINUTE, pause=True)


def test_without_limits_it_is_kept_for_ever_and_without_a_session_nothing_is_over() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=0, max_session_min=0))
    lease.opened(0)
    assert not lease.is_over(10_000 * MINUTE, pause=True)
    assert lease.age_ns(MINUTE) == MINUTE
    lease.ended()
    assert lease.age_ns(MINUTE) is None
    limited = Lease(LeaseTerms.of_minutes(release_after_min=1, max_session_min=1))
    assert not limited.is_over(10_000 * MINUTE, pause=True)
