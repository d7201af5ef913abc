"""The test signal: the same however it is cut, and found again to the sample."""

from __future__ import annotations

import io
from collections.abc import Callable

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.testcard.code import loudness_of
from app.media.test_signal import HOP, locate, samples
from app.media.types import PROGRAM_RATE_HZ, Samples

MINUTE = 60 * PROGRAM_RATE_HZ
TEN_HOURS = 600 * MINUTE
TRIES = 8


@given(start=st.integers(-3 * HOP, TEN_HOURS), cuts=st.lists(st.integers(0, 3 * HOP), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_cutting_into_slices_gives_the_same_signal(start: int, cuts: list[int]) -> None:
    whole = samples(start, sum(cuts))
    at = start
    pieces = []
    for count in cuts:
        pieces.append(samples(at, count))
        at += count
    assert whole.dtype == np.float32
    assert whole.shape == (sum(cuts),)
    assert np.array_equal(np.concatenate(pieces), whole)


def test_it_is_speech_like_bounded_and_never_the_same_twice() -> None:
    signal = samples(0, 20 * PROGRAM_RATE_HZ)
    assert np.abs(signal).max() <= 1.0
    power = np.abs(np.fft.rfft(signal)) ** 2
    hz = np.fft.rfftfreq(len(signal), 1 / PROGRAM_RATE_HZ)
    assert power[(hz > 280) & (hz < 3420)].sum() > 0.999 * power.sum()
    assert locate(samples(TEN_HOURS, 4800), 0, MINUTE) is None


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_its_loudness_tells_a_picture_from_its_neighbours(fps: int) -> None:
    levels = [loudness_of(samples(slot * PROGRAM_RATE_HZ // fps, PROGRAM_RATE_HZ // fps)) for slot in range(10 * fps)]
    differences = np.abs(np.diff(levels))
    assert min(levels) > 5
    assert max(levels) < 160
    assert np.median(differences) > 8


def faded(piece: Samples) -> Samples:
    ramp = np.ones(len(piece), np.float32)
    ramp[:480] = np.linspace(0, 1, 480)
    ramp[-480:] = np.linspace(1, 0, 480)
    return piece * ramp


def noisy(piece: Samples) -> Samples:
    noise = np.random.default_rng(5).standard_normal(len(piece)).astype(np.float32)
    return piece + noise * np.float32(0.3 * piece.std())


def interrupted(piece: Samples) -> Samples:
    cut = piece.copy()
    cut[len(cut) * 2 // 3 :] = 0
    return cut


@pytest.mark.parametrize("length_ms", [20, 100, 1000])
@pytest.mark.parametrize(
    "change",
    [lambda x: x, lambda x: x * np.float32(0.25), lambda x: x * np.float32(-0.9), noisy],
    ids=["as it is", "softer", "upside down", "noisy"],
)
def test_a_piece_is_found_to_the_sample(length_ms: int, change: Callable[[Samples], Samples]) -> None:
    count = length_ms * PROGRAM_RATE_HZ // 1000
    for start in np.random.default_rng(count).integers(-MINUTE, TEN_HOURS, TRIES).tolist():
        assert locate(change(samples(start, count)), start + 11_000) == start


@pytest.mark.parametrize("change", [faded, interrupted], ids=["faded", "cut off"])
def test_fades_and_cuts_do_not_move_it(change: Callable[[Samples], Samples]) -> None:
    for start in np.random.default_rng(1).integers(0, TEN_HOURS, TRIES).tolist():
        assert locate(change(samples(start, 4800)), start - 20_000) == start


@pytest.mark.parametrize("start", [-MINUTE, pytest.param(-1, marks=pytest.mark.slow), 1_234_567, MINUTE])
def test_a_piece_is_found_anywhere_within_a_minute(start: int) -> None:
    assert locate(samples(start, 2400), 0, MINUTE) == start


def test_what_is_not_there_is_not_found() -> None:
    assert locate(np.zeros(4800, np.float32)) is None
    assert locate(np.random.default_rng(2).standard_normal(4800).astype(np.float32), 0, MINUTE) is None
    assert locate(samples(100_000, 4800), 0, 90_000) is None, "outside the window"


@pytest.mark.parametrize("bit_rate", [64_000, 160_000])
def test_aac_does_not_move_it(bit_rate: int) -> None:
    start, count = 987_654, 4 * PROGRAM_RATE_HZ
    coded = through_aac(samples(start, count), bit_rate)
    for at in range(9600, len(coded) - 9600, 9600):
        assert locate(coded[at : at + 2400], start + at, 5000) == start + at


def through_aac(sound: Samples, bit_rate: int) -> Samples:
    """Code and decode."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:  # it carries the coder's delay, and the decoder takes it away
        stream = out.add_stream("aac", rate=PROGRAM_RATE_HZ, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = PROGRAM_RATE_HZ
        fifo = av.AudioFifo()
        fifo.write(frame)
        while (part := fifo.read(1024, partial=True)) is not None:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as container:
        return np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(audio=0)]).astype(np.float32)
