"""The two ends of the connection must mean the same."""

from __future__ import annotations

import json
import struct

import numpy as np

import app.sinks.virtual_camera_wire as ours
import flashtalk_camera.wire as theirs


def test_studio_and_helper_use_the_same_tags() -> None:
    names = [name for name in vars(theirs) if name.isupper()]
    assert len(names) >= 11
    for name in names:
        mine, other = getattr(ours, name), getattr(theirs, name)
        if isinstance(mine, struct.Struct):
            mine, other = mine.format, other.format
        assert mine == other, name


def test_tags_differ() -> None:
    tags = [value for value in vars(theirs).values() if isinstance(value, bytes)]
    assert len(set(tags)) == len(tags)
    assert all(len(tag) == 1 for tag in tags)


def test_messages_are_as_the_helper_reads_them() -> None:
    message = ours.frame(2**40 + 7, np.arange(6, dtype=np.uint8))
    assert theirs.FRAME_HEADER.unpack_from(message) == (theirs.FRAME, 2**40 + 7)
    assert message[theirs.FRAME_HEADER.size :] == bytes(range(6))
    assert ours.hello(12)[:1] == theirs.HELLO
    assert json.loads(ours.hello(12)[1:]) == {"pid": 12}
    assert json.loads(ours.clip_complete(40)[1:]) == {"frame_ns": 40}
