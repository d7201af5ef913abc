"""Speech in, pictures back, through a server that draws what it heard."""

from __future__ import annotations

from app.media.types import VideoFrame
from tests.helpers.engine_probe import seconds
from tests.helpers.omnirt_pictures import Mark, read_mark
from tests.helpers.omnirt_server import OmniRTServer
from tests.unit.engine.omnirt.conftest import Studio


def marks(frames: list[VideoFrame]) -> list[Mark]:
    """What the pictures say of themselves."""
    found = [read_mark(frame.pixels) for frame in frames]
    assert None not in found
    return [mark for mark in found if mark is not None]


def test_it_says_what_it_is(server: OmniRTServer, studio: Studio) -> None:
    info = studio.engine().start()
    assert (info.fps, info.rate_hz, info.chunk_ns) == (25, 16_000, 200_000_000)
    assert (info.width_px, info.height_px) == (96, 160)
    assert info.fake == ""
    assert info.render_ns > 0


def test_every_picture_belongs_to_its_sound(server: OmniRTServer, studio: Studio) -> None:
    engine = studio.engine()
    engine.start()
    before = len(server.chunks)
    frames = engine.speak_whole(1, seconds(1.0))
    seen = [(mark.chunk - before, mark.frame) for mark in marks(frames)]
    assert seen[:25] == [(chunk, frame) for chunk in range(5) for frame in range(5)]
    assert [frame.pts_ns for frame in frames[:25]] == [n * 40_000_000 for n in range(25)]
