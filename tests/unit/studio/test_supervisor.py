"""The restart policy, in virtual time."""

from __future__ import annotations

from app.media.types import NS_PER_S
from app.studio.supervisor import HEALTHY_NS, RECONNECT_NS, Supervisor


def seconds(delay_ns: int | None) -> float | None:
    return None if delay_ns is None else delay_ns / NS_PER_S


def test_an_engine_that_never_comes_up_is_tried_after_half_a_second_two_and_then_every_eight() -> None:
    supervisor = Supervisor()
    now_ns = 1_000
    waits = []
    for _ in range(6):
        delay_ns = supervisor.down(now_ns, permanent=False)
        assert delay_ns is not None
        waits.append(seconds(delay_ns))
        now_ns += delay_ns
    assert waits == [0.5, 2, 8, 8, 8, 8]


def test_an_engine_that_comes_up_and_soon_dies_again_waits_longer_each_time() -> None:
    supervisor = Supervisor()
    now_ns = 0
    waits = []
    for _ in range(4):
        supervisor.up(now_ns)
        now_ns += HEALTHY_NS - 1
        waits.append(seconds(supervisor.down(now_ns, permanent=False)))
    assert waits == [0.5, 2, 8, 8]


def test_half_a_minute_of_health_is_a_fresh_start() -> None:
    supervisor = Supervisor()
    for now_ns in (0, 1, 2):
        supervisor.down(now_ns, permanent=False)
    supervisor.up(3)
    assert seconds(supervisor.down(3 + HEALTHY_NS, permanent=False)) == 0.5
    assert seconds(supervisor.down(4 + HEALTHY_NS, permanent=False)) == 2, "health counts once"


def test_what_cannot_be_mended_by_trying_is_not_tried() -> None:
    supervisor = Supervisor()
    supervisor.up(0)
    assert supervisor.down(5, permanent=True) is None
    assert supervisor.down(6, permanent=True) is None


def test_a_change_by_the_user_is_a_fresh_start() -> None:
    supervisor = Supervisor()
    for now_ns in (0, 1, 2):
        supervisor.down(now_ns, permanent=False)
    supervisor.reset()
    assert seconds(supervisor.down(3, permanent=False)) == 0.5


def test_a_server_is_asked_again_sooner_and_then_every_eight_seconds() -> None:
    supervisor = Supervisor(RECONNECT_NS)
    waits = [seconds(supervisor.down(number, permanent=False)) for number in range(7)]
    assert waits == [0.5, 1, 2, 4, 8, 8, 8]
