"""When a session is given back, in virtual time."""

from __future__ import annotations

from app.media.types import NS_PER_S
from app.studio.lease import UNBROKEN_NS, Due, Lease, LeaseTerms

MINUTE = 60 * NS_PER_S


def test_ten_minutes_without_speech_give_it_back_and_every_word_begins_them_anew() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=10, max_session_min=0))
    lease.opened(0)
    assert lease.due(10 * MINUTE - 1, pause=True) is None
    lease.used(9 * MINUTE)
    assert lease.due(19 * MINUTE - 1, pause=True) is None
    assert lease.due(19 * MINUTE, pause=False) is Due.RELEASE


def test_a_session_that_has_lasted_long_enough_is_renewed_in_a_pause() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=0, max_session_min=30))
    lease.opened(MINUTE)
    assert lease.due(31 * MINUTE - 1, pause=True) is None
    assert lease.due(90 * MINUTE, pause=False) is None
    assert lease.due(31 * MINUTE, pause=True) is Due.RENEWAL


def test_where_no_pause_comes_the_beginning_of_a_line_will_do() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=0, max_session_min=30))
    lease.opened(0)
    assert lease.due(30 * MINUTE + UNBROKEN_NS - 1, pause=False, beginning=True) is None
    assert lease.due(30 * MINUTE + UNBROKEN_NS, pause=False, beginning=True) is Due.RENEWAL


def test_renewals_do_not_keep_a_session_that_nobody_uses() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=10, max_session_min=4))
    lease.used(0)
    lease.opened(3 * MINUTE)  # it took long; nobody is to blame for that
    assert lease.due(7 * MINUTE, pause=True) is Due.RENEWAL
    lease.ended(7 * MINUTE)
    lease.opened(10 * MINUTE)
    assert lease.due(14 * MINUTE, pause=True) is Due.RENEWAL
    lease.ended(14 * MINUTE)
    lease.opened(15 * MINUTE)
    assert lease.due(17 * MINUTE - 1, pause=True) is None
    assert lease.due(17 * MINUTE, pause=True) is Due.RELEASE


def test_without_limits_it_is_kept_for_ever_and_without_a_session_nothing_is_over() -> None:
    lease = Lease(LeaseTerms.of_minutes(release_after_min=0, max_session_min=0))
    lease.opened(0)
    assert lease.due(10_000 * MINUTE, pause=True) is None
    assert lease.age_ns(MINUTE) == MINUTE
    lease.ended(MINUTE)
    assert lease.age_ns(MINUTE) is None
    limited = Lease(LeaseTerms.of_minutes(release_after_min=1, max_session_min=1))
    assert limited.due(10_000 * MINUTE, pause=True) is None
