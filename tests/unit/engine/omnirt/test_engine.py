"""Speech in, pictures back, through a server that draws what it heard."""

from __future__ import annotations

import base64
import time

import numpy as np
import pytest

from app.avatars.idle_clip import open_clip
from app.engine.base import EngineInfo
from app.engine.omnirt.engine import OmniRTEngine
from app.media.jpeg import jpeg_size
from tests.helpers.engine_probe import seconds
from tests.helpers.omnirt_script import Frames, Geometry, Kind, Stall
from tests.helpers.omnirt_server import OmniRTServer
from tests.unit.engine.omnirt.conftest import CHUNK_NS, PICTURE_NS, Studio, at, begun, marks, paired


def loaded(studio: Studio) -> OmniRTEngine:
    """An engine without a host."""
    engine = OmniRTEngine()
    engine.open(studio.request())
    assert engine.arrived is not None
    while not isinstance(engine.collect(), EngineInfo):
        assert engine.arrived.poll(10)
    return engine


# ---- what it says


def test_it_says_what_it_is(server: OmniRTServer, studio: Studio) -> None:
    info = studio.engine().start()
    assert (info.fps, info.rate_hz, info.chunk_ns, info.lookahead_ns) == (25, 16_000, CHUNK_NS, 0)
    assert (info.width_px, info.height_px) == (96, 160)
    assert info.fake == ""
    assert info.render_ns > 0
    assert info.idle_clip is None  # there is no place to keep one


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("app", "flashtalk"),
        ("app", "flashhead"),
        ("standalone", "flashtalk"),
        ("standalone", "musetalk"),
        ("gateway", "flashtalk"),
    ],
)
def test_every_kind_of_server_is_spoken_to_in_its_dialect(
    server: OmniRTServer, studio: Studio, kind: Kind, model: str
) -> None:
    server.kind = kind
    engine, first = begun(studio, server, model=model, prompt="A calm host", seed=7)
    frames = engine.speak_whole(1, seconds(1.0))
    assert paired(frames, first) == [0] * len(frames)
    assert server.inits[-1].message.get("seed", 7) == 7
    assert all(chunk.size == 3200 for chunk in server.chunks)


def test_the_portrait_is_cut_to_the_shape_that_the_server_draws(server: OmniRTServer, studio: Studio) -> None:
    """Its natural shape is 1:2, the server's 3:5."""
    studio.engine().start()
    sizes = [jpeg_size(init.portrait) for init in server.inits]
    assert [round(width / height, 2) for width, height in sizes] == [0.5, 0.6]
    assert base64.b64decode(server.inits[-1].message["ref_image"]) == server.inits[-1].portrait


def test_pictures_larger_than_their_place_are_made_smaller(server: OmniRTServer, studio: Studio) -> None:
    engine = studio.engine(size_px=(48, 100))
    info = engine.start()
    assert (info.width_px, info.height_px) == (48, 80)
    assert engine.speak_whole(1, seconds(0.2))[0].pixels.shape == (80, 48, 4)


@pytest.mark.parametrize("colours", ["one", "many"])
def test_a_fake_runtime_is_named(server: OmniRTServer, studio: Studio, colours: str) -> None:
    server.kind = "app"
    if colours == "one":
        server.fake = True
    else:
        server.on_chunk = lambda _: Frames(1)
    assert "fake runtime" in studio.engine().start().fake


def test_the_idle_clip_is_filmed_once(server: OmniRTServer, studio: Studio) -> None:
    cache = studio.avatar.parent / "cache"
    info = studio.engine(cache=cache).start()
    assert info.idle_clip is not None
    clip = open_clip(info.idle_clip)
    assert clip is not None
    assert clip.picture(0).shape == (160, 96, 4)
    filmed = len(server.chunks)
    assert filmed >= 20  # four seconds
    assert studio.engine(cache=cache).start().idle_clip == info.idle_clip
    assert len(server.chunks) - filmed < 6


# ---- pairing


def test_every_picture_belongs_to_its_sound(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    frames = engine.speak_whole(1, seconds(1.0))
    assert [frame.pts_ns for frame in frames] == [n * PICTURE_NS for n in range(33)]  # 0.32 s of silence follow
    assert paired(frames, first) == [0] * 33
    assert engine.probe.progress[-1] == (1, 33 * PICTURE_NS)


def test_a_line_that_may_begin_has_its_first_picture(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    engine.probe.gate.clear()  # nothing more is heard of the engine from its first picture on
    engine.speak(1, seconds(0.2))
    engine.probe.wait_frames(1, turn=1)
    told = list(engine.probe.progress)
    engine.probe.gate.set()
    assert not told
    engine.probe.wait(lambda: engine.probe.done)


def test_a_line_may_begin_whose_pictures_wait_for_credit(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    engine.probe.releases = False
    engine.speak(1, seconds(0.6))
    engine.probe.wait_frames(6, turn=1)  # as many as it has credit for: one of the second chunk
    engine.host.new_turn(2, 0)
    engine.speak(2, seconds(0.2))
    engine.probe.wait(lambda: (2, 5 * PICTURE_NS) in engine.probe.progress)
    assert not engine.probe.of_turn(2)
    engine.host.release(6)
    engine.probe.wait_frames(5, turn=2)


def test_silence_at_the_end_of_the_speech_counts(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    engine.speak_whole(1, seconds(1.01))  # padded by 0.19 s
    assert len(server.chunks) - first == 6 + 1


def test_a_server_that_looks_ahead_stays_behind_across_turns(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.lookahead = "app", 1
    engine, first = begun(studio, server, model="quicktalk")
    for turn in (1, 2):
        frames = engine.speak_whole(turn, seconds(1.0))
        assert [frame.pts_ns for frame in frames] == [n * PICTURE_NS for n in range(33)]
        assert paired(frames, first) == [0] * 33
        first = len(server.chunks)


def test_a_chunk_without_pictures_is_drawn_with_the_next(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Frames(0))
    frames = engine.speak_whole(1, seconds(0.6))
    assert [frame.pts_ns for frame in frames[:10]] == [
        *(n * PICTURE_NS for n in range(5)),
        *(CHUNK_NS + n * 2 * PICTURE_NS for n in range(5)),
    ]


def test_pictures_may_come_one_by_one(server: OmniRTServer, studio: Studio) -> None:
    server.progressive = True
    engine, first = begun(studio, server)
    frames = engine.speak_whole(1, seconds(1.0))
    assert paired(frames, first) == [0] * 33


def test_of_pictures_one_by_one_the_last_may_be_missing(server: OmniRTServer, studio: Studio) -> None:
    server.progressive = True
    engine, first = begun(studio, server)
    server.on_chunk = at(first, None, Frames(3))
    frames = engine.speak_whole(1, seconds(0.6))
    assert paired(frames, first) == [0] * len(frames)
    assert sum(CHUNK_NS <= frame.pts_ns < 2 * CHUNK_NS for frame in frames) == 3


@pytest.mark.parametrize(("render_s", "expected"), [(0.0, 1), (0.16, 2)])
def test_only_a_slow_server_is_sent_the_next_chunk_in_advance(
    server: OmniRTServer, studio: Studio, render_s: float, expected: int
) -> None:
    server.render_s = render_s
    engine = loaded(studio)
    server.on_chunk = lambda _: Stall()
    engine.begin_turn(1, 1, 0)
    sent = 0
    while engine.room:
        engine.submit(np.zeros(engine.next_chunk(), np.float32))
        sent += 1
    server.resume.set()
    engine.close()
    assert sent == expected


# ---- turns


def test_an_interrupt_drops_what_comes_late_and_clears_the_model_s_memory(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    inits = len(server.inits)
    server.on_chunk = at(first, None, Stall())
    engine.speak(1, seconds(0.45), end=False)  # two chunks
    engine.probe.wait_frames(5)
    server.until(lambda: len(server.chunks) == first + 2)
    engine.speak(2, seconds(1.0))
    server.resume.set()
    engine.probe.wait(lambda: engine.probe.done == [2])
    assert len(engine.probe.of_turn(1)) == 5
    assert paired(engine.probe.of_turn(2), first + 2) == [0] * 33
    assert len(server.inits) == inits + 1
    assert {mark.session for mark in marks(engine.probe.of_turn(2))} == {inits}


def test_an_interrupt_saves_the_server_what_has_not_been_sent(server: OmniRTServer, studio: Studio) -> None:
    engine = loaded(studio)
    first, loud = len(server.chunks), np.ones(engine.next_chunk(), np.float32)
    server.on_chunk = at(first, Stall())
    engine.begin_turn(1, 1, 0)
    engine.submit(loud)
    engine.end_turn()  # two chunks of silence follow
    engine.begin_turn(2, 2, 0)
    engine.submit(loud)
    server.resume.set()
    server.until(lambda: len(server.chunks) == first + 2)
    engine.close()
    assert [int(chunk.samples.max()) for chunk in server.chunks[first:]] == [32767, 32767]


def test_a_voice_that_is_taken_up_further_on_gets_no_pictures_of_what_was_skipped(
    server: OmniRTServer, studio: Studio
) -> None:
    """It is the same turn: whoever draws too slowly for a live voice skips to what is said now."""
    engine, first = begun(studio, server)
    server.on_chunk = at(first, Stall())
    engine.speak(1, seconds(0.45), end=False)
    server.until(lambda: len(server.chunks) == first + 1)
    engine.speak(1, seconds(0.4), start=seconds(2.0))
    server.resume.set()
    engine.probe.wait(lambda: engine.probe.done == [1])
    frames = engine.probe.of_turn(1)
    assert [frame.pts_ns for frame in frames] == [2_000_000_000 + n * PICTURE_NS for n in range(18)]
    drawn_for = [mark.chunk for mark in marks(frames)]
    assert drawn_for[0] in (first + 1, first + 2), "one of the old may be sent before the engine hears of it"
    assert drawn_for == [drawn_for[0] + n // 5 for n in range(18)]


def test_nor_those_that_were_on_their_way_to_the_studio(server: OmniRTServer, studio: Studio) -> None:
    engine, first = begun(studio, server)
    engine.probe.gate.clear()
    engine.speak(1, seconds(0.45), end=False)
    engine.probe.wait_frames(1)
    server.until(lambda: len(server.chunks) == first + 2)  # the five of the first chunk have been sent
    time.sleep(0.05)  # and come
    engine.speak(1, seconds(0.4), start=seconds(2.0))
    engine.probe.gate.set()
    engine.probe.wait(lambda: engine.probe.done == [1])
    assert [frame.pts_ns for frame in engine.probe.frames] == [
        0,
        *(2_000_000_000 + n * PICTURE_NS for n in range(18)),
    ]


def test_the_worker_is_woken_when_there_is_room_again(server: OmniRTServer, studio: Studio) -> None:
    """Although nothing has come that it wants."""
    engine = loaded(studio)
    assert engine.arrived is not None
    assert engine.collect() is None
    server.on_chunk = lambda _: Stall()
    engine.begin_turn(1, 1, 0)
    engine.submit(np.zeros(engine.next_chunk(), np.float32))
    engine.begin_turn(2, 2, 0)
    assert not engine.room
    while engine.arrived.poll(0.05):
        assert engine.collect() is None
    server.resume.set()
    while not engine.room:
        assert engine.arrived.poll(5)
        assert engine.collect() is None
    engine.close()


def test_a_turn_that_was_spoken_to_its_end_needs_no_new_session(server: OmniRTServer, studio: Studio) -> None:
    engine, _ = begun(studio, server)
    inits = len(server.inits)
    for turn in (1, 2, 3):
        engine.speak_whole(turn, seconds(0.3))
    assert len(server.inits) == inits


def test_wav2lip_begins_anew_after_a_minute(server: OmniRTServer, studio: Studio) -> None:
    server.kind, server.geometry = "app", Geometry(96, 160, fps=10, frame_num=31)
    server.on_chunk = lambda _: Frames(2)
    engine, _ = begun(studio, server, model="wav2lip")
    inits = len(server.inits)
    engine.speak_whole(1, seconds(59.0), piece=48_000)
    engine.speak_whole(2, seconds(1.0))
    engine.speak_whole(3, seconds(1.0))
    assert [init.number for init in server.inits[inits:]] == [inits]
    assert {mark.session for mark in marks(engine.probe.of_turn(3))} == {inits}
