"""The stage between two idle movements of one host."""

from __future__ import annotations

import weakref
from itertools import pairwise

import numpy as np

from app.avatars.expressions import Expression
from app.base.settings import ProgramSettings
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat, SlotPlan, VideoFrame
from app.program.compositor import Compositor
from app.program.patch import Patch
from app.studio.stage import FADE_NS, Stage

PROGRAM = ProgramFormat(2, 2, 30)
FADE_SLOTS = FADE_NS * 30 // 1_000_000_000


class Shade:
    """Idles as one shade of grey."""

    loop_ns = 1

    def __init__(self, shade: int) -> None:
        self._picture = np.full((2, 2, 4), shade, np.uint8)

    def picture(self, phase_ns: int) -> Pixels:
        return self._picture

    standby = picture

    def express(self, name: Expression, phase_ns: int) -> None: ...


class Mixer:
    """Blends as the compositor does."""

    def __init__(self, less: int = 0, *, shows_host: bool = True) -> None:
        self._less = less
        self.shows_host = shows_host
        self.marked: tuple[int, ...] = ()

    def mark(self, time_ns: int) -> tuple[int, ...]:
        return self.marked

    def show_subtitle(self, subtitle: Patch | None) -> None: ...

    def compose(
        self, speech: Pixels | None, idle: Pixels | None, speech_weight: float, time_ns: int | None = None
    ) -> ProgramPicture:
        if not self.shows_host:
            return ProgramPicture(np.full((2, 2, 4), self._less, np.uint8))
        if speech is None or idle is None:
            one = idle if speech is None else speech
            assert one is not None
            return ProgramPicture(one - np.uint8(self._less))
        return ProgramPicture((idle + (speech.astype(float) - idle) * speech_weight - self._less).astype(np.uint8))


def shown(stage: Stage, slots: range) -> list[int]:
    silent = np.zeros(1600, np.float32)
    plans = [SlotPlan(slot, 0, False, None, None, 0.0, silent) for slot in slots]
    return [int(stage.compose(plan).pixels[0, 0, 0]) for plan in plans]


def test_another_idle_movement_of_the_same_host_fades_in() -> None:
    stage, mixer = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8))), Mixer()
    stage.set(mixer, Shade(200))
    assert shown(stage, range(2)) == [200, 200]
    stage.set(mixer, Shade(100))
    fading = shown(stage, range(2, 2 + FADE_SLOTS + 2))
    assert fading == sorted(fading, reverse=True)
    assert max(a - b for a, b in zip([200, *fading], fading, strict=False)) < 20
    assert fading[-1] == 100


def test_one_host_blends_into_another_also_while_they_speak() -> None:
    stage = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8)))
    stage.set(Mixer(), Shade(200))
    assert shown(stage, range(2)) == [200, 200]
    stage.set(Mixer(), Shade(100))
    fading = shown(stage, range(2, 2 + FADE_SLOTS + 2))
    assert fading == sorted(fading, reverse=True)
    assert max(before - after for before, after in pairwise([200, *fading])) < 20
    assert fading[-1] == 100
    # A sink that wants no background sees the same fade.
    stage.set(Mixer(), Shade(200))
    half = stage.compose(SlotPlan(0, 0, False, None, None, 0.0, np.zeros(1600, np.float32)))
    assert 100 < half.cutout()[0, 0, 0] == half.pixels[0, 0, 0] < 200
    stage.set(Mixer(), Shade(100))
    shown(stage, range(FADE_SLOTS + 2))
    stage.set(Mixer(), Shade(0))
    spoken = VideoFrame(1, 0, 1, np.full((2, 2, 4), 40, np.uint8))
    silent = np.zeros(1600, np.float32)
    plans = [SlotPlan(slot, 1, False, 0, spoken, 1.0, silent) for slot in range(FADE_SLOTS + 2)]
    speaking = [int(stage.compose(plan).pixels[0, 0, 0]) for plan in plans]
    assert 80 < speaking[0] < 100
    assert speaking == sorted(speaking, reverse=True)
    assert speaking[-1] == 40


def test_a_host_that_is_put_on_again_as_it_is_does_not_fade() -> None:
    stage, mixer, shade = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8))), Mixer(), Shade(200)
    stage.set(mixer, shade)
    stage.set(Mixer(), Shade(100))
    stage.set(mixer, shade)
    stage.set(mixer, shade)
    assert shown(stage, range(1)) == [200]


def test_where_pictures_are_numbers_hosts_change_at_once() -> None:
    stage = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8)), fades=False)
    stage.set(Mixer(), Shade(200))
    stage.set(Mixer(), Shade(100))
    assert shown(stage, range(1)) == [100]


def test_a_picture_of_speech_that_stands_for_two_slots_is_composed_once() -> None:
    class Counting(Mixer):
        composed = 0

        def compose(
            self, speech: Pixels | None, idle: Pixels | None, speech_weight: float, time_ns: int | None = None
        ) -> ProgramPicture:
            self.composed += 1
            return super().compose(speech, idle, speech_weight)

    def frame(shade: int) -> VideoFrame:
        return VideoFrame(1, 0, 1, np.full((2, 2, 4), shade, np.uint8))

    def speak(frame: VideoFrame, weight: float = 1.0) -> int:
        plan = SlotPlan(0, 1, False, 0, frame, weight, np.zeros(1600, np.float32))
        return int(stage.compose(plan).pixels[0, 0, 0])

    stage, mixer = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8)), fades=False), Counting()
    stage.set(mixer, Shade(200))
    one, other = frame(10), frame(20)
    assert [speak(picture) for picture in (one, one, other, one)] == [10, 10, 20, 10]
    assert mixer.composed == 3
    assert [speak(one, 0.5), speak(one, 0.75), speak(one)] == [105, 57, 10]
    assert mixer.composed == 6, "a cross-fade is another picture in every slot"
    stage.set(Counting(), Shade(200))
    assert speak(one) == 10
    assert mixer.composed == 6, "another background shows at once"


class TestScenes:
    """The same host, composed in another way."""

    def test_a_cut_happens_in_one_slot(self) -> None:
        stage, shade = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8))), Shade(200)
        stage.set(Mixer(), shade)
        assert shown(stage, range(2)) == [200, 200]
        stage.set(Mixer(less=50), shade, fade_ns=0)
        assert shown(stage, range(2, 4)) == [150, 150]

    def test_a_fade_takes_its_time_and_the_host_goes_on_speaking_in_both(self) -> None:
        stage, shade = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8))), Shade(200)
        stage.set(Mixer(), shade)
        shown(stage, range(2))
        stage.set(Mixer(less=50), shade, fade_ns=500_000_000)
        spoken = VideoFrame(1, 0, 1, np.full((2, 2, 4), 100, np.uint8))
        plans = [SlotPlan(slot, 1, False, 0, spoken, 1.0, np.zeros(1600, np.float32)) for slot in range(2, 20)]
        fading = [int(stage.compose(plan).pixels[0, 0, 0]) for plan in plans]
        assert fading == sorted(fading, reverse=True)
        assert 94 <= fading[0] <= 98
        assert (fading[13] > 50, set(fading[14:])) == (True, {50})

    def test_a_switch_in_the_middle_of_a_fade_goes_on_from_what_is_seen(self) -> None:
        stage, shade = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8))), Shade(200)
        stage.set(Mixer(), shade)
        shown(stage, range(2))
        stage.set(Mixer(less=100), shade)
        half = shown(stage, range(2, 6))[-1]
        stage.set(Mixer(), shade)
        back = shown(stage, range(6, 20))
        assert 0 <= back[0] - half < 15
        assert back[-1] == 200

    def test_without_the_host_it_is_not_drawn_and_a_picture_is_made_once(self) -> None:
        class Nobody(Shade):
            def picture(self, phase_ns: int) -> Pixels:
                raise AssertionError("nobody sees it")

        stage, alone = Stage(PROGRAM, ProgramPicture(np.zeros((2, 2, 4), np.uint8))), Mixer(less=7, shows_host=False)
        stage.set(alone, Nobody(0))
        silent = np.zeros(1600, np.float32)
        plans = [SlotPlan(slot, 0, False, None, None, 0.0, silent) for slot in range(3)]
        first, second = stage.compose(plans[0]), stage.compose(plans[1])
        assert first.pixels[0, 0, 0] == 7
        assert second is first
        alone.marked = (1,)
        assert stage.compose(plans[2]) is not first, "what moves or is written in it has changed"


def test_a_picture_holds_its_host_only_where_somebody_may_want_it_without_background() -> None:
    program, wanted = ProgramFormat(64, 36, 30), False
    compositor = Compositor(program, ProgramSettings(ai_label=False))
    stage = Stage(program, ProgramPicture(np.zeros((36, 64, 4), np.uint8)), cutouts=lambda: wanted)
    stage.set(compositor, Shade(200))
    width, height = compositor.avatar_size(0.5)

    def spoken(host: Pixels) -> ProgramPicture:
        frame = VideoFrame(1, 0, 1, host)
        return stage.compose(SlotPlan(0, 1, False, 0, frame, 1.0, np.zeros(1600, np.float32)))

    host = np.full((height, width, 4), 40, np.uint8)
    held, seen = weakref.ref(host), spoken(host)
    assert spoken(host) is seen, "nothing has changed"
    wanted = True
    with_cutout = spoken(host)
    assert not with_cutout.cutout()[0, 0].any(), "from the next slot on, also where nothing moves"
    wanted = False
    spoken(host + np.uint8(1))
    del host, with_cutout
    assert held() is None
    assert seen.pixels.any()
