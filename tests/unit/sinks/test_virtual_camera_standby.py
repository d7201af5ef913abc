"""The standby loop on its way to the helper."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat
from app.sinks import virtual_camera_wire as wire
from app.sinks.virtual_camera_standby import pack_clip
from flashtalk_camera.standby import StandbyClip
from tests.helpers.numbered import numbered_pixels

PROGRAM = ProgramFormat(128, 64, 30)
FRAME_NS = 40_000_000


def pictures(count: int) -> list[ProgramPicture]:
    return [ProgramPicture(numbered_pixels(PROGRAM.width_px, PROGRAM.height_px, number)) for number in range(count)]


@pytest.mark.parametrize("matrix", list(ColourMatrix))
def test_arrives_at_the_helper_as_it_was(matrix: ColourMatrix) -> None:
    frames = pictures(5)
    messages = pack_clip(frames, FRAME_NS, PROGRAM, matrix, lambda: False)
    assert messages is not None
    assert messages[0] == wire.CLIP_RESET
    assert {message[:1] for message in messages[1:-1]} == {wire.CLIP_ADD}
    assert messages[-1][:1] == wire.CLIP_COMPLETE
    clip = StandbyClip(PROGRAM.width_px * PROGRAM.height_px * 3 // 2)
    for message in messages[1:-1]:
        clip.add(message[1:])
    clip.finish(json.loads(messages[-1][1:])["frame_ns"])
    for index, frame in enumerate(frames):
        assert np.array_equal(clip.picture(index * FRAME_NS), plane_bytes(frame.yuv420(matrix)))
    assert max(map(len, messages[2:])) < len(messages[1]), "what changes little is sent as little"


def test_draws_no_further_than_it_is_wanted() -> None:
    drawn = []

    def frames() -> Iterator[ProgramPicture]:
        for picture in pictures(5):
            drawn.append(picture)
            yield picture

    assert pack_clip(frames(), FRAME_NS, PROGRAM, ColourMatrix.BT709, lambda: len(drawn) > 2) is None
    assert len(drawn) == 3


def test_refuses_foreign_sizes_and_nothing() -> None:
    wrong = ProgramPicture(numbered_pixels(64, 64, 1))
    with pytest.raises(ValueError, match="64x64"):
        pack_clip([wrong], FRAME_NS, PROGRAM, ColourMatrix.BT709, lambda: False)
    with pytest.raises(ValueError, match="without pictures"):
        pack_clip([], FRAME_NS, PROGRAM, ColourMatrix.BT709, lambda: False)
