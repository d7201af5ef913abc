"""The host follows the streamer's face: picture and voice in step, in virtual time and through a server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.settings import EngineSettings, Settings
from app.engine.table import ENGINES
from app.media.types import NS_PER_S, SlotPlan, Tick, VideoFrame
from app.sources.base import PictureSink
from app.studio import commands as do
from app.studio.snapshot import EngineState, OutputState, Snapshot, SpeechState
from app.studio.speech import TOO_LATE_NS
from tests.helpers.avatars import still_bundle
from tests.helpers.engine_probe import wait_until
from tests.helpers.omnirt_pictures import read_mark
from tests.helpers.omnirt_script import Close, Geometry
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.small_studio import SmallStudio
from tests.helpers.speech_rig import INFO, PROGRAM, InlineEngine, Line, Rig, say

ROUND_TRIP_NS = 55_000_000
INTERVAL_NS = NS_PER_S // 30
PICTURE = np.zeros((1, 1, 4), np.uint8)

FOLLOWS = replace(INFO, chunk_ns=40_000_000, lookahead_ns=0, render_ns=ROUND_TRIP_NS, follows_camera=True)


class FollowingEngine(InlineEngine):
    """Gives every picture back after its round trip; takes no sound."""

    def __init__(self) -> None:
        super().__init__()
        self.info = FOLLOWS
        self.render_ns = ROUND_TRIP_NS
        self.under_way: list[tuple[int, VideoFrame]] = []
        self.now_ns = 0
        self.taken_ns: dict[tuple[int, int], int] = {}  # by turn and stamp

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        if turn == self.turn and not self.under_way:
            frame = VideoFrame(turn, pts_ns, 40_000_000, PICTURE)
            self.taken_ns[turn, pts_ns] = int(jpeg)
            self.under_way.append((self.now_ns + ROUND_TRIP_NS, frame))

    def give_back(self, now_ns: int) -> None:
        self.now_ns = now_ns
        due, self.under_way = (
            [one for one in self.under_way if one[0] <= now_ns],
            [one for one in self.under_way if one[0] > now_ns],
        )
        for _, frame in due:
            self.speech.frame(frame)


class FakeWebcam:
    """A camera in virtual time."""

    latency_ns = 60_000_000
    lost = False
    problem = None

    def __init__(self) -> None:
        self.sink: PictureSink | None = None
        self.seen = 0
        self.away = range(0)  # pictures that are not there

    def start(self, sink: PictureSink) -> None:
        self.sink = sink

    def stop(self) -> None:
        self.sink = None

    def see_until(self, now_ns: int) -> None:
        while self.sink is not None and self.seen * INTERVAL_NS <= now_ns - self.latency_ns:
            taken_ns, self.seen = self.seen * INTERVAL_NS, self.seen + 1
            if self.seen not in self.away:
                self.sink(b"%d" % taken_ns, taken_ns)


class FollowingRig(Rig):
    def __init__(self) -> None:
        super().__init__()
        self.engine = self.following = FollowingEngine()
        self.speech._engine = self.engine
        self.engine.speech = self.speech
        self.webcam = FakeWebcam()

    def slots(self, count: int) -> list[SlotPlan]:
        plans = []
        for _ in range(count):
            now_ns = PROGRAM.slot_ns(self.slot)
            self.following.give_back(now_ns)
            self.webcam.see_until(now_ns)
            plans += super().slots(1)
        return plans


@pytest.fixture
def rig() -> Iterator[FollowingRig]:
    rig = FollowingRig()
    yield rig
    rig.speech.close()


def test_the_face_is_seen_with_the_voice_of_the_same_moment_at_a_constant_delay(rig: FollowingRig) -> None:
    rig.speech.microphone_on(rig.microphone, rig.webcam)
    plans = rig.slots(300)
    delay_ns = rig.speech.measures.delay_ns
    assert delay_ns is not None
    needed_ns = rig.webcam.latency_ns + ROUND_TRIP_NS + 40_000_000 + 2 * PROGRAM.slot_ns(1)
    assert needed_ns < delay_ns < needed_ns + 60_000_000
    for plan in plans[20:]:
        assert plan.pts_ns is not None
        assert abs(PROGRAM.slot_ns(plan.slot) - delay_ns - plan.pts_ns) < 50_000
        assert plan.frame is not None
        heard_ns = PROGRAM.slot_ns(plan.slot) - delay_ns  # when what sounds now was said
        seen_ns = rig.following.taken_ns[plan.frame.turn, plan.frame.pts_ns]
        # One in flight, on slots of 33 ms: every second or third picture of the camera comes back.
        assert -50_000 < heard_ns - seen_ns <= 3 * INTERVAL_NS
    assert rig.pacer.counts().starved == rig.pacer.counts().dropped == 0
    assert not rig.engine.position, "the engine was given sound"


def test_without_pictures_the_host_is_at_rest_within_half_a_second_and_the_voice_goes_on(rig: FollowingRig) -> None:
    rig.webcam.away = range(100, 200)
    rig.speech.microphone_on(rig.microphone, rig.webcam)
    plans = rig.slots(300)
    last = max(plan.slot for plan in plans if plan.frame is not None and plan.slot < 150)
    away_s = 100 / 30 + (rig.speech.measures.delay_ns or 0) / NS_PER_S
    assert last / 30 < away_s + 0.55
    assert plans[-1].frame is not None, "the face came back"
    assert rig.pacer.counts().starved == 0


def test_an_engine_that_follows_a_camera_is_not_called_slow_where_all_stay_away(
    rig: FollowingRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.speech.microphone_on(rig.microphone, rig.webcam)
    rig.slots(60)
    monkeypatch.setattr(rig.microphone, "hear_until", lambda now_ns: None)
    monkeypatch.setattr(rig.webcam, "see_until", lambda now_ns: None)
    rig.slots(30)
    assert rig.pacer.behind_ns() > TOO_LATE_NS
    assert not rig.speech.catch_up()


def test_what_was_seen_before_an_interrupt_is_not_shown_after_it(rig: FollowingRig) -> None:
    rig.speech.microphone_on(rig.microphone, rig.webcam)
    before = rig.slots(60)[-1]
    rig.speech.cut()
    after = rig.slots(60)
    assert {plan.frame.turn for plan in after[10:] if plan.frame is not None} == {after[-1].turn}
    assert after[-1].turn > before.turn
    assert after[-1].frame is not None


def test_a_line_that_nobody_draws_is_spoken_all_the_same(rig: FollowingRig) -> None:
    rig.pacer.expect_pictures(False)
    say(rig, Line(48_000))
    plans = rig.slots(40)
    assert np.concatenate([plan.samples for plan in plans]).max() == pytest.approx(0.5)


# ---- through a server


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer("app", Geometry(width_px=96, height_px=160)) as made:
        yield made


@pytest.fixture
def small(server: OmniRTServer, tmp_path: Path) -> Iterator[SmallStudio]:
    avatar = still_bundle(tmp_path / "avatar")
    settings = Settings(
        engine=EngineSettings(kind="omnirt", drive="webcam"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="test", url=server.url),)),
    )
    settings = settings.model_copy(
        update={
            "voice": settings.voice.model_copy(update={"webcam": "Brio"}),
            "window": settings.window.model_copy(update={"avatar": str(avatar)}),
        }
    )
    made = SmallStudio(factory=ENGINES["omnirt_camera"], settings=settings)
    yield made
    made.studio.close()


def following(small: SmallStudio) -> None:
    """The host follows what the camera sees."""
    small.studio.post(do.SetMicrophone(True))
    small.wait(lambda s: s.webcam_on)
    small.microphones[-1].speech_heard = False  # the engine takes over in a pause
    small.wait(lambda s: s.engine is EngineState.READY and bool(s.engine_name))
    small.studio.post(do.StartRecording())
    small.wait(lambda s: s.recording is OutputState.ON)
    watch(small, 1.0)


def watch(small: SmallStudio, seconds: float) -> None:
    """The camera sees for so long."""
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        small.webcams[-1].see()
        time.sleep(1 / 30)


def numbers(ticks: list[Tick], server: OmniRTServer) -> list[int]:
    """The camera's numbers of the pictures that were shown."""
    marks = [read_mark(tick.picture.pixels) for tick in ticks]
    shown = [server.frames[mark.chunk] for mark in marks if mark is not None]
    return [int(frame.removeprefix(b"picture ")) for frame in shown if frame.startswith(b"picture ")]


def test_the_camera_drives_the_host_through_the_servers_video_clone(small: SmallStudio, server: OmniRTServer) -> None:
    following(small)
    assert small.webcams[-1].device == "Brio"
    assert {handshake.path for handshake in server.handshakes} == {"/v1/video2video/fasterliveportrait"}
    wait_until(lambda: len(set(numbers(small.recordings[0].ticks, server))) >= 5)
    shown = numbers(small.recordings[0].ticks, server)
    assert shown == sorted(shown)
    snapshot = small.studio.snapshot()
    assert snapshot.camera_drive
    assert not snapshot.webcam_lost
    assert snapshot.measures.delay_ms is not None
    assert not [problem for problem in snapshot.problems if problem.code.startswith(("engine.", "webcam."))]
    assert not server.chunks, "sound went to a server that draws from pictures"


def test_a_line_is_spoken_at_rest_and_said_to_be(small: SmallStudio) -> None:
    following(small)
    small.studio.post(do.SpeakText("ten letters"))
    small.wait(lambda s: s.speech is SpeechState.SPEAKING)
    assert "speech.camera_drive" in {problem.code for problem in small.studio.snapshot().problems}


def test_a_session_that_breaks_is_found_again_and_the_host_follows_on(small: SmallStudio, server: OmniRTServer) -> None:
    following(small)
    broken = len(server.frames)
    server.on_chunk = lambda number: Close(1006) if number == broken else None
    small.webcams[-1].see()
    small.wait(lambda s: s.engine is EngineState.RESTARTING)
    assert small.recordings[0].ticks[-1].picture.pixels.any(), "black"

    def back(now: Snapshot) -> bool:
        watch(small, 0.1)
        shown = numbers(small.recordings[0].ticks[-3:], server)
        return now.engine is EngineState.READY and bool(shown) and len(server.frames) > broken + 8

    small.wait(back)


def test_the_camera_goes_with_the_microphone_and_with_the_choice(small: SmallStudio) -> None:
    following(small)
    first = small.webcams[-1]
    settings = small.studio.snapshot().settings
    voice = settings.voice.model_copy(update={"webcam": "Other"})
    small.studio.post(do.ApplySettings(settings.model_copy(update={"voice": voice})))
    small.wait(lambda s: len(small.webcams) == 2 and small.webcams[1].on)
    assert not first.on
    assert small.webcams[1].device == "Other"
    small.studio.post(do.SetMicrophone(False))
    small.wait(lambda s: not s.webcam_on)
    assert not small.webcams[1].on
