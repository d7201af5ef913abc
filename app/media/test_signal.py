"""Sound that says where in time it is: for tests, set-up and calibration.

Band-limited noise in the band of speech, swelling and fading several times a second. It has no beginning, no end and no
period; any slice of it can be made at once, and any recorded piece of it can be found again to the exact sample.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.media.types import PROGRAM_RATE_HZ, Samples

HOP = 4096
"""Samples between the beginnings of two grains; a grain is two hops long and overlaps the next by one."""

LOW_HZ, HIGH_HZ = 300, 3400
QUIET_RMS, LOUD_RMS = 0.02, 0.22

_LEVELS_PER_HOP = 4  # every 21 ms: another loudness in every picture
_FIRST_BIN = LOW_HZ * 2 * HOP // PROGRAM_RATE_HZ
_LAST_BIN = HIGH_HZ * 2 * HOP // PROGRAM_RATE_HZ
_BINS = _LAST_BIN - _FIRST_BIN
_WINDOW = np.sin((np.arange(2 * HOP) + 0.5) * np.pi / (2 * HOP)).astype(np.float32)  # squares of neighbours add up to 1
_QUARTERS = np.array([1 + 1j, 1 - 1j, -1 + 1j, -1 - 1j], np.complex64) * np.float32(HOP / np.sqrt(_BINS))
_FADE = (np.arange(HOP // _LEVELS_PER_HOP, dtype=np.float32) + 0.5) * np.float32(_LEVELS_PER_HOP / HOP)
_BLOCK = 1 << 17  # samples that ``locate`` correlates at once


def samples(start: int, count: int) -> Samples:
    """Samples ``start`` to ``start + count`` of the signal, at PROGRAM_RATE_HZ; ``start`` may be negative.

    The same numbers however the signal is cut into slices.
    """
    first, last = start // HOP, (start + count - 1) // HOP
    hops = [_hop(hop) for hop in range(first, last + 1)]
    whole = np.concatenate(hops) if hops else np.zeros(0, np.float32)
    offset = start - first * HOP
    return whole[offset : offset + count]


def locate(piece: Samples, near: int = 0, within: int = PROGRAM_RATE_HZ, *, least: float = 0.5) -> int | None:
    """Find a recorded piece in the signal: ``start`` for which ``samples(start, len(piece))`` resembles it most.

    Exact to the sample for pieces from 20 ms on, whatever their gain and polarity, through lossy coding and fades.

    Args:
        piece: shape ``(n,)``, float32, PROGRAM_RATE_HZ.
        near: where the piece is expected.
        within: how many samples before and after that to look; a minute of them takes under a second.
        least: resemblance (normalised correlation, 1 is the same) below which the piece is not from this signal.

    Returns:
        The start, or None if nowhere in the window the piece resembles the signal enough.

    """
    energy = float(np.dot(piece, piece))
    if energy == 0.0:
        return None
    best, best_start = least, None
    for block in range(near - within, near + within + 1, _BLOCK):
        count = min(_BLOCK, near + within + 1 - block)
        likeness = _likeness(piece, samples(block, count + len(piece) - 1), energy)
        top = int(np.argmax(likeness))
        if likeness[top] >= best:
            best, best_start = float(likeness[top]), block + top
    return best_start


def _likeness(piece: Samples, signal: Samples, energy: float) -> NDArray[np.float64]:
    """How much ``piece`` resembles every stretch of ``signal`` of its length, 0..1 (1 also for its negative)."""
    size = 1 << (len(signal) - 1).bit_length()
    spectrum = np.fft.rfft(signal, size) * np.conj(np.fft.rfft(piece, size))
    correlation = np.fft.irfft(spectrum, size)[: len(signal) - len(piece) + 1]
    sums = np.concatenate(([0.0], np.cumsum(np.square(signal, dtype=np.float64))))
    energies = sums[len(piece) :] - sums[: -len(piece)]
    likeness: NDArray[np.float64] = np.abs(correlation) / np.sqrt(np.maximum(energies, 1e-12) * energy)
    return likeness


@lru_cache(maxsize=16)
def _hop(hop: int) -> Samples:
    """One hop of the signal: the end of one grain and the beginning of the next, at their loudness."""
    noise = _grain(hop - 1)[HOP:] + _grain(hop)[:HOP]
    levels = _random_bits(hop, _LEVELS_PER_HOP), _random_bits(hop + 1, 1)
    knots = np.float32(QUIET_RMS) + (np.concatenate(levels) & 0xFF) * np.float32((LOUD_RMS - QUIET_RMS) / 255)
    envelope = np.outer(knots[:-1], _FADE[::-1]) + np.outer(knots[1:], _FADE)
    result: Samples = np.clip(noise * envelope.reshape(-1), -1.0, 1.0, dtype=np.float32)
    result.flags.writeable = False  # it is shared
    return result


@lru_cache(maxsize=2)
def _grain(hop: int) -> Samples:
    """Noise of unit loudness in the band, faded in and out. Shape ``(2 * HOP,)``."""
    spectrum = np.zeros(HOP + 1, np.complex64)
    bits = _random_bits(hop, _LEVELS_PER_HOP + _BINS)[_LEVELS_PER_HOP:]
    spectrum[_FIRST_BIN:_LAST_BIN] = _QUARTERS[bits & 3]
    return np.fft.irfft(spectrum).astype(np.float32) * _WINDOW


def _random_bits(hop: int, count: int) -> NDArray[np.int64]:
    """The same numbers for the same hop, anywhere and always (SplitMix64)."""
    with np.errstate(over="ignore"):
        seed = np.uint64((hop * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) & 0xFFFFFFFFFFFFFFFF)
        z = (seed ^ (seed >> np.uint64(29))) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0xD1342543DE82EF95)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (z >> np.uint64(33)).astype(np.int64)
