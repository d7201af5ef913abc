from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.avatars.manner import Animation
from app.avatars.motion import STANDBY_NS, Motion, Pose
from app.media.types import NS_PER_S

FPS = 100
SLOT_NS = NS_PER_S // FPS


@pytest.fixture(scope="module")
def motion() -> Motion:
    return Motion("host", Animation())


@pytest.fixture(scope="module")
def hour(motion: Motion) -> list[Pose]:
    """A quarter of an hour of it, to be exact."""
    return [motion.at(n * SLOT_NS) for n in range(900 * FPS)]


def blinks(poses: list[Pose]) -> list[float]:
    """Seconds at which the eyes began to close."""
    closed = np.array([pose.blink > 0 for pose in poses])
    return list(np.flatnonzero(closed[1:] & ~closed[:-1]) / FPS)


def test_the_same_instant_is_always_the_same(motion: Motion) -> None:
    assert motion.at(123_456_789_000) == Motion("host", Animation()).at(123_456_789_000)


def test_no_two_avatars_move_alike(motion: Motion) -> None:
    other = Motion("another", Animation())
    assert motion.at(5 * NS_PER_S) != other.at(5 * NS_PER_S)


def test_at_rest_the_mouth_is_closed(hour: list[Pose]) -> None:
    assert all(pose.openness == 0 and pose.nod == 0 for pose in hour)


def test_everything_stays_within_its_range(hour: list[Pose]) -> None:
    assert all(0 <= pose.breath <= 1 and -1 <= pose.sway <= 1 and 0 <= pose.blink <= 1 for pose in hour)


def test_breath_and_sway_use_their_range(hour: list[Pose]) -> None:
    breath, sway = [pose.breath for pose in hour], [pose.sway for pose in hour]
    assert max(breath) > 0.9
    assert min(breath) < 0.1
    assert max(sway) > 0.6
    assert min(sway) < -0.6


def test_nothing_jumps(hour: list[Pose]) -> None:
    def step(values: list[float]) -> float:
        return float(np.abs(np.diff(values)).max())

    assert step([pose.breath for pose in hour]) < 0.02  # in 10 ms
    assert step([pose.sway for pose in hour]) < 0.01
    assert step([pose.blink for pose in hour]) < 0.2


def test_breathes_about_as_often_as_the_avatar_asks(hour: list[Pose]) -> None:
    breath = np.array([pose.breath for pose in hour])
    deep = np.flatnonzero((breath[1:] > 0.5) & (breath[:-1] <= 0.5))
    assert len(deep) == pytest.approx(900 / 4.2, rel=0.03)
    assert np.std(np.diff(deep)) > 0.05 * np.mean(np.diff(deep))  # not like a machine


def test_blinks_every_two_to_six_seconds_sometimes_twice(hour: list[Pose]) -> None:
    gaps = np.diff(blinks(hour))
    double = gaps < 0.6
    assert 5 <= double.sum() <= 60
    single = gaps[~double]
    assert single.min() > 1.5
    assert single.max() < 6.5
    assert np.std(single) > 0.5


def test_eyes_close_and_open_in_the_time_the_avatar_asks(hour: list[Pose]) -> None:
    closed = np.array([pose.blink > 0 for pose in hour])
    ends = np.flatnonzero(closed[:-1] & ~closed[1:]) / FPS
    begins = np.array(blinks(hour)[: len(ends)])
    lasted = ends - begins
    assert np.median(lasted) == pytest.approx(0.26, abs=0.03)  # 130 ms from closed to open, and less on the way down
    assert all(max(pose.blink for pose in hour[round(b * FPS) : round(b * FPS) + 40]) == 1 for b in begins[:50])


def test_slow_lids_on_a_nervous_host_do_not_jump_either() -> None:
    nervous = Motion("host", Animation(blink_period_ms=1000, blink_duration_ms=400))
    values = [nervous.at(n * SLOT_NS).blink for n in range(60 * FPS)]
    assert np.abs(np.diff(values)).max() < 0.1


def test_never_comes_back_to_where_it_was(hour: list[Pose]) -> None:
    track = np.array([(pose.breath, pose.sway) for pose in hour[::10]])
    first = track[:100]  # ten seconds
    for start in range(200, len(track) - 100, 3):
        assert np.abs(track[start : start + 100] - first).max() > 0.1


def test_after_days_it_is_as_smooth_as_at_the_start(motion: Motion) -> None:
    later = 30 * 24 * 3600 * NS_PER_S
    sway = [motion.at(later + n * SLOT_NS).sway for n in range(2000)]
    assert np.abs(np.diff(sway)).max() < 0.01


def test_standby_closes_without_a_seam(motion: Motion) -> None:
    step_ns = NS_PER_S // 30
    poses = [motion.standby(n * step_ns) for n in range(240)]
    for one, two in itertools.pairwise(poses):
        assert abs(one.breath - two.breath) < 0.04
        assert abs(one.sway - two.sway) < 0.04
        assert abs(one.turn - two.turn) < 0.04
        assert abs(one.tilt - two.tilt) < 0.04
    assert motion.standby(STANDBY_NS + 7) == motion.standby(7)


def test_standby_looks_aside_and_back(motion: Motion) -> None:
    loop = [motion.standby(n * SLOT_NS) for n in range(STANDBY_NS // SLOT_NS)]
    gaze = np.array([pose.gaze_x for pose in loop])
    assert gaze[0] == gaze[-1] == 0
    assert 0.2 < (gaze > 0.2).mean() < 0.6
    assert np.ptp([pose.turn for pose in loop]) > 0.3
    assert np.ptp([pose.tilt for pose in loop]) > 0.2


def test_standby_blinks_once(motion: Motion) -> None:
    loop = [motion.standby(n * SLOT_NS) for n in range(STANDBY_NS // SLOT_NS)]
    assert len(blinks(loop)) == 1
    assert loop[0].blink == loop[-1].blink == 0


def test_the_eyes_jump_and_rest_mostly_on_the_viewer(hour: list[Pose]) -> None:
    gaze = np.array([(pose.gaze_x, pose.gaze_y) for pose in hour])
    assert np.abs(gaze).max() <= 1
    assert 0.6 < (np.abs(gaze) < 0.25).all(axis=1).mean() < 0.95
    moving = np.abs(np.diff(gaze, axis=0)).max(axis=1) > 1e-6
    assert moving.mean() < 0.08
    assert np.abs(np.diff(gaze, axis=0)).max() < 0.35  # in 10 ms: a saccade, and no cut


def test_the_head_wanders_slowly_within_its_range(hour: list[Pose]) -> None:
    for values in ([pose.turn for pose in hour], [pose.tilt for pose in hour]):
        assert 0.35 < max(np.abs(values)) <= 1
        assert np.abs(np.diff(values)).max() < 0.02
