"""The form of what the studio's own server is sent and sends."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.omnirt.replies import Geometry, Metrics, Opened, ServerError, decode_text
from app.engine.omnirt.server_wire import (
    Begin,
    End,
    Ping,
    RequestError,
    Update,
    decode_audio,
    decode_request,
    encode_video,
    failed,
    metrics,
    opened,
)
from app.engine.omnirt.wire import (
    Dialect,
    Opening,
    decode_video,
    encode_audio,
    encode_closing,
    encode_config,
    encode_opening,
)

BOTH = [Dialect.COMPAT, Dialect.NATIVE]


def test_golden_bytes() -> None:
    assert encode_video([]) == bytes.fromhex("56494458 00000000")
    assert encode_video([b"\xaa\xbb\xcc", b"\xdd"]) == bytes.fromhex("56494458 02000000 03000000 aabbcc 01000000 dd")
    assert decode_audio(bytes.fromhex("41554449 0100 ffff"), 2).tolist() == pytest.approx([1 / 32767, -1 / 32767])


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=40))
def test_sound_arrives_as_it_was_sent(values: list[int]) -> None:
    sent = np.array(values, "<i2")
    heard = decode_audio(b"AUDI" + sent.tobytes(), len(values))
    assert heard.dtype == np.float32
    assert np.abs(heard).max() <= 1.0
    assert encode_audio(heard) == b"AUDI" + np.maximum(sent, -32767).tobytes()


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=12))
def test_pictures_arrive_as_they_were_sent(pictures: list[bytes]) -> None:
    assert decode_video(encode_video(pictures)) == tuple(pictures)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", "bad_audio_magic"),
        (b"AUD", "bad_audio_magic"),
        (b"WAVE" + bytes(4), "bad_audio_magic"),
        (b"AUDI", "bad_audio_chunk"),
        (b"AUDI" + bytes(3), "bad_audio_chunk"),
        (b"AUDI" + bytes(6), "bad_audio_chunk"),
    ],
)
def test_what_is_no_chunk_is_refused(message: bytes, code: str) -> None:
    with pytest.raises(RequestError) as refused:
        decode_audio(message, 2)
    assert refused.value.code == code


@pytest.mark.parametrize("dialect", BOTH)
def test_what_our_own_client_says_is_understood(dialect: Dialect) -> None:
    opening = Opening("flashtalk", b"a picture", "A calm host", 7, {"width": 512})
    wish = decode_request(encode_opening(opening, dialect), dialect)
    assert wish == Begin(b"a picture", 7, "flashtalk" if dialect is Dialect.NATIVE else "")
    assert isinstance(decode_request(encode_closing(dialect), dialect), End)
    if dialect is Dialect.COMPAT:
        assert decode_request(encode_config({"cfg_scale": 2.0}), dialect) == Update()
    else:
        assert decode_request('{"type": "ping"}', dialect) == Ping()
        assert decode_request('{"type": "session.cancel"}', dialect) == End("session.cancelled")


@pytest.mark.parametrize("dialect", BOTH)
def test_our_own_client_understands_what_is_said(dialect: Dialect) -> None:
    geometry = Geometry(25, 17_920, 28, 416, 704)
    heard = decode_text(opened(dialect, geometry, "soulx-flashtalk-14b", "avt_1", 1))
    assert isinstance(heard, Opened)
    assert (heard.geometry, heard.lookahead_chunks) == (geometry, 1)
    assert heard.no_camera, "nobody is offered to drive a host of it by a camera"
    assert decode_text(metrics(1, 12.5)) == Metrics(12.5)
    assert decode_text(failed("No.", "busy")) == ServerError("No.", "busy")


def test_an_init_ok_has_all_that_opentalking_needs() -> None:
    said = json.loads(opened(Dialect.COMPAT, Geometry(25, 17_920, 28, 416, 704), "soulx-flashtalk-14b", "avt_1", 0))
    assert {name: said[name] for name in ("frame_num", "motion_frames_num", "slice_len", "fps", "height", "width")} == {
        "frame_num": 29,
        "motion_frames_num": 1,
        "slice_len": 28,
        "fps": 25,
        "height": 704,
        "width": 416,
    }


IMAGE = base64.b64encode(b"x").decode()


@pytest.mark.parametrize(
    ("dialect", "text", "code"),
    [
        (Dialect.COMPAT, "{", ""),
        (Dialect.NATIVE, "{", "bad_json"),
        (Dialect.COMPAT, "[" * 100_000, ""),
        (Dialect.COMPAT, "[]", "bad_json"),
        (Dialect.COMPAT, "{}", ""),
        (Dialect.COMPAT, '{"type": "ping"}', ""),
        (Dialect.COMPAT, '{"type": "init"}', "missing_image"),
        (Dialect.COMPAT, '{"type": "init", "ref_image": 5}', "missing_image"),
        (Dialect.COMPAT, '{"type": "init", "ref_image": "data:image/png;base64,AA"}', "bad_image_base64"),
        (Dialect.COMPAT, '{"type": "init", "ref_image": "\\u00e4"}', "bad_image_base64"),
        (Dialect.COMPAT, f'{{"type": "init", "ref_image": "{IMAGE}", "seed": "x"}}', "runtime_error"),
        (Dialect.COMPAT, f'{{"type": "init", "ref_image": "{IMAGE}", "seed": -1}}', "runtime_error"),
        (Dialect.COMPAT, f'{{"type": "init", "ref_image": "{IMAGE}", "seed": 1e999}}', "runtime_error"),
        (Dialect.COMPAT, '{"type": "config_update", "config": 1}', ""),
        (Dialect.NATIVE, '{"type": "init"}', "unsupported_message"),
        (Dialect.NATIVE, '{"type": "session.create"}', "missing_image"),
        (Dialect.NATIVE, '{"type": "session.create", "inputs": 5}', "bad_config"),
        (
            Dialect.NATIVE,
            f'{{"type": "session.create", "inputs": {{"image_b64": "{IMAGE}"}}, "model": 5}}',
            "bad_config",
        ),
        (Dialect.NATIVE, '{"type": "session.create", "config": {"sample_rate": 48000}}', "bad_config"),
        (Dialect.NATIVE, '{"type": "config_update"}', "unsupported_message"),
    ],
)
def test_what_makes_no_sense_is_refused_in_omnirts_words(dialect: Dialect, text: str, code: str) -> None:
    with pytest.raises(RequestError) as refused:
        decode_request(text, dialect)
    assert refused.value.code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(["ref_image", "seed", "inputs", "config", "model", "prompt", "width"]),
    JSON | st.fixed_dictionaries({}, optional={"image_b64": JSON, "seed": JSON, "sample_rate": JSON}),
    max_size=5,
)
KINDS = st.sampled_from(["init", "close", "config_update", "ping", "session.create", "session.close"]) | JSON


@given(FIELDS, KINDS, st.sampled_from(BOTH))
def test_nothing_but_a_refusal_comes_of_what_makes_no_sense(
    fields: dict[str, object], kind: object, dialect: Dialect
) -> None:
    try:
        decode_request(json.dumps({"type": kind, **fields}), dialect)
    except RequestError as error:
        json.loads(failed(str(error), error.code))


@given(st.text(max_size=200), st.sampled_from(BOTH))
def test_no_text_is_taken_for_a_request_by_chance(text: str, dialect: Dialect) -> None:
    with pytest.raises(RequestError):
        decode_request(text, dialect)
