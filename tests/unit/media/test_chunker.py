"""Re-chunking and resampling a turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.chunker import Rechunker, TurnResampler
from app.media.test_signal import samples
from app.media.types import PROGRAM_RATE_HZ, Samples


def counting(count: int) -> Samples:
    return np.arange(count, dtype=np.float32)


@given(pushed=st.lists(st.integers(0, 50), max_size=20), taken=st.lists(st.integers(1, 70), max_size=20))
def test_what_goes_in_comes_out_in_order_and_in_the_wanted_lengths(pushed: list[int], taken: list[int]) -> None:
    chunker = Rechunker()
    at = 0
    for count in pushed:
        chunker.push(counting(at + count)[at:])
        at += count
    assert chunker.held == at
    out = 0
    for count in taken:
        chunk = chunker.take(count)
        if count > at - out:
            assert chunk is None
        else:
            assert chunk is not None
            assert np.array_equal(chunk, counting(out + count)[out:])
            out += count
    assert chunker.held == at - out


def test_the_last_chunk_is_filled_with_silence() -> None:
    chunker = Rechunker()
    chunker.push(counting(3))
    assert chunker.take(5) is None
    assert chunker.take_padded(5).tolist() == [0, 1, 2, 0, 0]
    assert chunker.held == 0
    assert chunker.take_padded(2).tolist() == [0, 0]


@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("piece", [1, 441, 960, 4800, 200_000])
def test_a_resampled_turn_stays_aligned_and_loses_nothing(rate_hz: int, piece: int) -> None:
    count = 48_000 if piece > 1 else 4_000
    sound = samples(5_000, count)
    resampler = TurnResampler(rate_hz)
    parts = [resampler.push(sound[at : at + piece]) for at in range(0, count, piece)]
    result = np.concatenate([*parts, resampler.flush()])
    assert len(result) == pytest.approx(count * rate_hz / PROGRAM_RATE_HZ, abs=0.51)
    # The band of the signal lies below every Nyquist here: interpolation must give the same curve back.
    exact = at_rate(5_000, len(result), rate_hz)
    middle = slice(200, -200)
    error = (result - exact)[middle]
    assert np.abs(error).max() < 0.01 * np.abs(exact).max()


def at_rate(start: int, count: int, rate_hz: int) -> Samples:
    """The test signal read between its samples, by Fourier, with room on both sides."""
    room = PROGRAM_RATE_HZ
    source = samples(start - room, 3 * room + count * PROGRAM_RATE_HZ // rate_hz)
    source = source[: len(source) // 480 * 480]
    size = len(source) * rate_hz // PROGRAM_RATE_HZ
    spectrum = np.fft.rfft(source)
    whole = np.fft.irfft(spectrum[: size // 2 + 1], size) * (size / len(source))
    first = room * rate_hz // PROGRAM_RATE_HZ
    result: Samples = whole[first : first + count].astype(np.float32)
    return result


def test_a_turn_too_short_for_the_filter_comes_out_whole() -> None:
    resampler = TurnResampler(16_000)
    pushed = resampler.push(np.ones(30, np.float32))
    assert len(pushed) + len(resampler.flush()) == 10
