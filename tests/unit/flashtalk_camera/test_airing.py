"""What the camera shows when, in virtual time."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np
import pytest

from flashtalk_camera.airing import Airing
from flashtalk_camera.standby import Picture, StandbyClip

WIDTH, HEIGHT = 16, 16
SIZE = WIDTH * HEIGHT * 3 // 2
MS = 1_000_000
S = 1000 * MS


@dataclass
class RecordingCamera:
    now_ns: int = 0
    shown: list[tuple[int, int]] = field(default_factory=list)
    closed: int = 0

    def send(self, frame: Picture) -> None:
        assert not self.closed
        assert frame.shape == (SIZE,)
        self.shown.append((self.now_ns, int(frame[0])))

    def close(self) -> None:
        self.closed += 1


class Stage:
    """A camera on virtual time: slots come when a test says so, the helper's timer runs in between."""

    def __init__(self, fps: int = 30) -> None:
        self.fps = fps
        self.camera = RecordingCamera()
        self.airing = Airing(self.camera, WIDTH, HEIGHT, fps, 0)

    def run_until(self, end_ns: int) -> None:
        while (due_ns := self.airing.tick(self.camera.now_ns)) <= end_ns:
            assert due_ns > self.camera.now_ns
            self.camera.now_ns = due_ns
        self.camera.now_ns = end_ns

    def slot(self, number: int) -> None:
        self.airing.slot(number, solid(number), self.camera.now_ns)

    def live(self, first: int, count: int) -> None:
        start_ns = self.camera.now_ns
        for index in range(count):
            self.run_until(start_ns + index * S // self.fps)
            self.slot(first + index)

    def values_after(self, since_ns: int) -> list[int]:
        return [value for when_ns, value in self.camera.shown if when_ns > since_ns]


def solid(value: int) -> Picture:
    return np.full(SIZE, value % 256, np.uint8)


def clip(*values: int, frame_ms: int = 100) -> StandbyClip:
    made = StandbyClip(SIZE)
    for before, value in zip((0, *values), values, strict=False):
        made.add(zlib.compress((solid(value) - solid(before)).data))
    made.finish(frame_ms * MS)
    return made


@pytest.mark.parametrize("fps", [25, 30, 50, 60])
def test_sends_every_slot_once_and_nothing_else_while_the_studio_is_on_time(fps: int) -> None:
    stage = Stage(fps)
    stage.live(1, 100)
    assert [value for _, value in stage.camera.shown] == list(range(1, 101))
    assert stage.airing.stats(stage.camera.now_ns)["repeats"] == 0


def test_a_slot_that_is_a_little_late_is_not_filled_in() -> None:
    stage = Stage()
    stage.live(1, 10)
    stage.run_until(stage.camera.now_ns + 49 * MS)
    stage.slot(11)
    assert [value for _, value in stage.camera.shown] == list(range(1, 12))


def test_repeats_the_last_picture_after_one_and_a_half_slots_at_the_camera_rate() -> None:
    stage = Stage()
    stage.live(1, 10)
    news_ns = stage.camera.now_ns
    stage.run_until(news_ns + 1 * S)
    late = [(when_ns - news_ns, value) for when_ns, value in stage.camera.shown if when_ns > news_ns]
    assert [value for _, value in late] == [10] * 29
    assert [when_ns for when_ns, _ in late] == [(3 + 2 * index) * S // 60 for index in range(29)]


def test_plays_the_standby_loop_after_two_seconds_of_silence_and_stops_when_a_slot_comes() -> None:
    stage = Stage()
    stage.airing.standby(clip(201, 202, 203))
    stage.live(1, 10)
    silent_ns = stage.camera.now_ns
    stage.run_until(silent_ns + 2 * S - 1)
    assert set(stage.values_after(silent_ns)) == {10}
    assert not stage.airing.stats(stage.camera.now_ns)["standby"]
    stage.run_until(silent_ns + 3 * S)
    assert stage.airing.stats(stage.camera.now_ns)["standby"]
    played = stage.values_after(silent_ns + 2 * S - 1)
    assert len(played) in (29, 30, 31)
    changes = [value for index, value in enumerate(played) if index == 0 or value != played[index - 1]]
    assert changes == [201, 202, 203, 201, 202, 203, 201, 202, 203, 201][: len(changes)]
    assert len(changes) >= 9
    back_ns = stage.camera.now_ns
    stage.live(50, 5)
    assert stage.values_after(back_ns - 1)[-5:] == [50, 51, 52, 53, 54]
    assert not stage.airing.stats(stage.camera.now_ns)["standby"]


def test_plays_the_standby_loop_at_once_when_the_studio_is_gone() -> None:
    stage = Stage()
    stage.airing.standby(clip(201, 202))
    stage.live(1, 10)
    gone_ns = stage.camera.now_ns
    stage.airing.studio_gone(gone_ns)
    stage.run_until(gone_ns + S)
    played = stage.values_after(gone_ns)
    assert len(played) == 29
    assert set(played) == {201, 202}


def test_goes_on_repeating_when_there_is_no_standby_loop() -> None:
    stage = Stage()
    stage.live(1, 3)
    gone_ns = stage.camera.now_ns
    stage.airing.studio_gone(gone_ns)
    stage.run_until(gone_ns + 5 * S)
    assert stage.values_after(gone_ns) == [3] * 149


def test_a_fresh_camera_waits_a_moment_for_its_first_slot_then_shows_grey() -> None:
    stage = Stage()
    stage.run_until(2 * S + S // 2)
    assert stage.camera.shown[0] == (2 * S, 40)
    assert len(stage.camera.shown) == 16
    stage.live(7, 2)
    assert [value for _, value in stage.camera.shown][-2:] == [7, 8]


def test_a_fresh_camera_with_a_loop_shows_its_first_picture() -> None:
    stage = Stage()
    stage.airing.standby(clip(201, 202))
    stage.run_until(3 * S)
    assert {value for _, value in stage.camera.shown} == {201}


def test_does_not_catch_up_on_what_a_sleeping_machine_has_missed() -> None:
    stage = Stage()
    stage.live(1, 3)
    asleep_until_ns = stage.camera.now_ns + 3600 * S
    stage.camera.now_ns = asleep_until_ns
    due_ns = stage.airing.tick(asleep_until_ns)
    assert asleep_until_ns < due_ns <= asleep_until_ns + S // 30 + 1
    assert len(stage.values_after(asleep_until_ns - 1)) == 1


def test_tells_what_it_did() -> None:
    stage = Stage()
    stage.live(100, 10)
    stage.run_until(stage.camera.now_ns + 100 * MS)
    stats = stage.airing.stats(stage.camera.now_ns)
    assert stats["slots"] == 10
    assert stats["repeats"] == 2
    assert stats["frames_sent"] == 12
    assert stats["last_slot"] == 109
    assert stats["last_slot_age_ms"] == 100


def test_closes_the_camera_once_and_sends_nothing_afterwards() -> None:
    stage = Stage()
    stage.live(1, 2)
    stage.airing.close()
    stage.airing.close()
    stage.slot(3)
    stage.run_until(stage.camera.now_ns + 5 * S)
    assert stage.camera.closed == 1
    assert len(stage.camera.shown) == 2
