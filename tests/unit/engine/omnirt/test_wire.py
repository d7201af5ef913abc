"""The form of what travels between the studio and an OmniRT server."""

from __future__ import annotations

import base64
import json
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.omnirt.replies import WireError
from app.engine.omnirt.wire import (
    MAX_IMAGE_BYTES,
    Dialect,
    Opening,
    decode_video,
    encode_audio,
    encode_closing,
    encode_config,
    encode_frame,
    encode_opening,
)


def test_golden_bytes() -> None:
    assert encode_audio(np.array([1 / 32767, -1 / 32767], np.float32)) == bytes.fromhex("41554449 0100 ffff")
    assert decode_video(bytes.fromhex("56494458 00000000")) == ()
    two = bytes.fromhex("56494458 02000000 03000000 aabbcc 01000000 dd")
    assert decode_video(two) == (b"\xaa\xbb\xcc", b"\xdd")
    assert encode_frame(b"\xff\xd8") == b"FRAM\xff\xd8"


def test_sound_is_cut_off_at_full_scale() -> None:
    loud = np.array([2.0, -2.0, 1.0, -1.0, np.nan, np.inf], np.float32)
    assert np.frombuffer(encode_audio(loud)[4:], "<i2").tolist() == [32767, -32767, 32767, -32767, 0, 32767]


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros((2, 2), np.float32)])
def test_what_is_no_sound_is_not_sent(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="not a stretch of sound"):
        encode_audio(samples)


def test_a_chunk_has_exactly_two_bytes_a_sample_and_the_magic() -> None:
    assert len(encode_audio(np.zeros(17_920, np.float32))) == 35_844


def _video(pictures: list[bytes]) -> bytes:
    parts = b"".join(struct.pack("<I", len(picture)) + picture for picture in pictures)
    return b"VIDX" + struct.pack("<I", len(pictures)) + parts


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=12))
def test_pictures_come_out_as_they_went_in(pictures: list[bytes]) -> None:
    assert decode_video(_video(pictures)) == tuple(pictures)


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=4), st.data())
def test_no_byte_may_be_missing_or_too_many(pictures: list[bytes], data: st.DataObject) -> None:
    whole = _video(pictures)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(WireError):
        decode_video(whole[:cut])
    with pytest.raises(WireError):
        decode_video(whole + b"\x00")


@given(st.binary(max_size=200).map(lambda tail: b"VIDX" + tail) | st.binary(max_size=64))
def test_any_bytes_are_pictures_or_a_wire_error(message: bytes) -> None:
    try:
        pictures = decode_video(message)
    except WireError:
        return
    assert _video(list(pictures)) == message


def test_a_lying_count_costs_no_memory() -> None:
    message = b"VIDX" + struct.pack("<I", 2**32 - 1) + b"\x01\x00\x00\x00\xff" * 1000
    tracemalloc.start()
    with pytest.raises(WireError):
        decode_video(message)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 1024


def test_a_message_of_countless_tiny_pictures_is_refused_before_they_are_made() -> None:
    count = 2**20
    message = b"VIDX" + struct.pack("<I", count) + b"\x02\x00\x00\x00\xff\xff" * count
    tracemalloc.start()
    with pytest.raises(WireError, match="more than 3600"):
        decode_video(message)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 1024


def test_an_empty_picture_is_none() -> None:
    with pytest.raises(WireError, match="picture 1 of 1 has 0 bytes"):
        decode_video(b"VIDX" + struct.pack("<II", 1, 0) + b"\x00")


def test_a_session_of_the_full_server_begins_with_its_portrait_and_options() -> None:
    opening = Opening("wav2lip", b"\xff\xd8picture", "A host.", 7, {"width": 416, "fps": 25, "seed": 1})
    message = json.loads(encode_opening(opening, Dialect.COMPAT))
    assert message == {
        "type": "init",
        "ref_image": base64.b64encode(b"\xff\xd8picture").decode(),
        "prompt": "A host.",
        "seed": 7,
        "width": 416,
        "fps": 25,
    }


def test_a_native_session_names_its_model() -> None:
    message = json.loads(encode_opening(Opening("m", b"p", options={"width": 512}), Dialect.NATIVE))
    assert message == {
        "type": "session.create",
        "model": "m",
        "inputs": {"image_b64": "cA=="},
        "config": {"width": 512, "seed": 9999},
    }


def test_a_standalone_server_is_sent_no_options() -> None:
    message = json.loads(encode_opening(Opening("m", b"p", options={"width": 512}), Dialect.STANDALONE))
    assert message == {"type": "init", "ref_image": "cA==", "seed": 9999}


@pytest.mark.parametrize(
    ("dialect", "kind"), [(Dialect.COMPAT, "close"), (Dialect.STANDALONE, "close"), (Dialect.NATIVE, "session.close")]
)
def test_a_session_is_closed_in_its_dialect(dialect: Dialect, kind: str) -> None:
    assert json.loads(encode_closing(dialect)) == {"type": kind}


def test_options_of_a_running_session() -> None:
    assert json.loads(encode_config({"cfg_scale": 1.5})) == {"type": "config_update", "config": {"cfg_scale": 1.5}}


@pytest.mark.parametrize(
    "options", [{"a": float("nan")}, {"a": float("inf")}, {"type": "close"}, {"fps": 0}, {"width": "wide"}]
)
def test_options_that_would_kill_the_socket_are_not_sent(options: dict[str, float | str]) -> None:
    with pytest.raises(ValueError, match=r" is |called"):
        encode_config(options)
    with pytest.raises(ValueError, match=r" is |called"):
        encode_opening(Opening("m", b"p", options=options), Dialect.COMPAT)


@pytest.mark.parametrize("size", [0, MAX_IMAGE_BYTES + 1])
def test_a_portrait_that_no_server_takes_is_not_sent(size: int) -> None:
    with pytest.raises(ValueError, match="portrait of"):
        encode_opening(Opening("m", bytes(size)), Dialect.COMPAT)


def test_the_largest_portrait_fits_sixteen_megabytes() -> None:
    assert len(encode_opening(Opening("m", bytes(MAX_IMAGE_BYTES)), Dialect.COMPAT)) < 16 * 2**20
