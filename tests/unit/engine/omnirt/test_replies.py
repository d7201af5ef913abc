"""What an OmniRT server says in JSON."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.omnirt.replies import (
    Closed,
    ConfigUpdated,
    Geometry,
    Metrics,
    Opened,
    ServerError,
    Unknown,
    WireError,
    decode_text,
)

FULL = {
    "type": "init_ok",
    "model": "soulx-flashtalk-14b",
    "wav2lip_postprocess_mode": "easy_improved",
    "frame_num": 29,
    "motion_frames_num": 1,
    "slice_len": 28,
    "fps": 25,
    "height": 704,
    "width": 416,
    "chunk_samples": 17920,
    "reference_mode": "image",
    "template_mode": "image",
    "preprocessed": False,
    "lookahead_chunks": 0,
    "preload": None,
}
STANDALONE = {
    "type": "init_ok",
    "frame_num": 33,
    "motion_frames_num": 5,
    "slice_len": 28,
    "fps": 30,
    "height": 448,
    "width": 768,
}
NATIVE = {
    "type": "session.created",
    "session_id": "avt_1",
    "trace_id": "trace_1",
    "audio": {"format": "pcm_s16le", "sample_rate": 16000, "channels": 1, "chunk_samples": 17920},
    "video": {"encoding": "jpeg-seq", "wire_magic": "VIDX", "fps": 25, "width": 416, "height": 704},
    "lookahead_chunks": 0,
}


def decode(content: object) -> object:
    return decode_text(json.dumps(content))


def test_the_full_server_opens_a_session() -> None:
    assert decode(FULL) == Opened(
        Geometry(25, 17920, 28, 416, 704), "soulx-flashtalk-14b", wav2lip_postprocess="easy_improved"
    )


def test_a_standalone_server_does_not_say_its_chunk_which_is_rounded_down() -> None:
    assert decode(STANDALONE) == Opened(Geometry(30, 14933, 28, 768, 448))


@pytest.mark.parametrize(
    ("frames", "fps", "samples"), [(28, 25, 17920), (24, 25, 15360), (22, 25, 14080), (25, 25, 16000), (4, 25, 2560)]
)
def test_chunks_of_servers_in_the_wild(frames: int, fps: int, samples: int) -> None:
    opened = decode(STANDALONE | {"slice_len": frames, "fps": fps})
    assert isinstance(opened, Opened)
    assert opened.geometry.chunk_samples == samples


def test_what_the_server_says_of_its_chunk_counts() -> None:
    opened = decode(FULL | {"slice_len": 4, "chunk_samples": 2560, "lookahead_chunks": 1})
    assert isinstance(opened, Opened)
    assert opened.geometry == Geometry(25, 2560, 4, 416, 704)
    assert opened.lookahead_chunks == 1


def test_what_a_server_says_of_its_warming_up() -> None:
    opened = decode(FULL | {"preload": {"type": "preload_skipped", "reason": "runtime_unsupported"}})
    assert isinstance(opened, Opened)
    assert opened.preload == "preload_skipped"


def test_a_native_session_counts_its_frames_by_its_chunk() -> None:
    assert decode(NATIVE) == Opened(Geometry(25, 17920, 28, 416, 704), session_id="avt_1")


def test_a_video_clone_has_a_chunk_of_one_picture() -> None:
    content = {"type": "init_ok", "protocol": "video-clone", "model": "m", "fps": 12, "height": 448, "width": 252}
    assert decode(content) == Opened(Geometry(12, 1333, 1, 252, 448), "m")


def test_errors_come_with_a_code_or_without() -> None:
    assert decode({"type": "error", "message": "no", "code": "bad_audio_chunk"}) == ServerError("no", "bad_audio_chunk")
    assert decode({"type": "error", "message": "Invalid JSON"}) == ServerError("Invalid JSON")
    assert decode({"type": "error", "code": 7}) == ServerError("an error without a word")


@pytest.mark.parametrize(
    "message",
    ["No active session. Send 'init' first.", "No active session. Send init first.", "no active session"],
)
def test_a_lost_session_is_known_by_how_its_error_begins(message: str) -> None:
    error = decode({"type": "error", "message": message})
    assert isinstance(error, ServerError)
    assert error.no_session


@pytest.mark.parametrize(
    ("content", "reply"),
    [
        ({"type": "metrics", "chunk_index": 1, "infer_ms": 3.5, "encode_ms": 0}, Metrics(3.5)),
        ({"type": "metrics"}, Metrics()),
        ({"type": "metrics", "infer_ms": True}, Metrics()),
        ({"type": "config_ok", "updated": {"cfg_scale": 1.5, "odd": [1]}}, ConfigUpdated({"cfg_scale": 1.5})),
        ({"type": "config_ok", "updated": None}, ConfigUpdated()),
        ({"type": "close_ok"}, Closed()),
        ({"type": "session.closed", "session_id": None}, Closed()),
        ({"type": "session.cancelled"}, Closed()),
        ({"type": "pong"}, Unknown("pong")),
        ({"detail": "Not Found"}, Unknown("")),
    ],
)
def test_the_other_messages(content: dict[str, Any], reply: object) -> None:
    assert decode(content) == reply


@pytest.mark.parametrize(
    "change",
    [
        {"fps": 0},
        {"fps": "25"},
        {"fps": 24.5},
        {"fps": True},
        {"width": -1},
        {"height": 100_000},
        {"slice_len": 0},
        {"slice_len": None},
        {"chunk_samples": 0},
        {"chunk_samples": 10**9},
        {"lookahead_chunks": 10**6},
        {"lookahead_chunks": "one"},
    ],
)
def test_a_session_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        decode(FULL | change)


def test_whole_numbers_may_come_as_floats() -> None:
    assert decode(FULL | {"fps": 25.0}) == decode(FULL)


@pytest.mark.parametrize("message", ["", "{", "[]", "7", "null", '"init_ok"', "[" * 100_000, "NaN", '{"a": 1e999}x'])
def test_what_is_no_object_is_a_wire_error(message: str) -> None:
    with pytest.raises(WireError):
        decode_text(message)


def test_a_long_story_is_cut() -> None:
    error = decode({"type": "error", "message": "x" * 10**6})
    assert isinstance(error, ServerError)
    assert len(error.message) == 2000


def test_a_text_of_countless_parts_is_refused_unread() -> None:
    text = "[" + "[]," * 2**20 + "[]]"
    tracemalloc.start()
    with pytest.raises(WireError, match="characters"):
        decode_text(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 1024


def test_a_servers_words_can_be_shown_and_logged() -> None:
    reply = decode_text('{"type":"error","message":"no\\nGPU \\ud83d\\u001b[2J here\\n"}')
    assert reply == ServerError("no GPU   [2J here")
    assert isinstance(reply, ServerError)
    assert reply.message.encode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from([FULL, STANDALONE, NATIVE, {"type": "error"}, {"type": "metrics"}, {"type": "config_ok"}])


@given(KINDS, st.data())
def test_any_field_may_be_anything(base: dict[str, Any], data: st.DataObject) -> None:
    content = dict(base)
    for name in data.draw(st.lists(st.sampled_from([*content, "code", "message", "infer_ms", "updated"]), max_size=4)):
        content[name] = data.draw(JSON)
    try:
        decode(content)
    except WireError:
        return


@given(st.text(max_size=80))
def test_any_text_is_a_reply_or_a_wire_error(message: str) -> None:
    try:
        decode_text(message)
    except WireError:
        return
