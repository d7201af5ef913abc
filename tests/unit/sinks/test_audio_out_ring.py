from __future__ import annotations

import numpy as np
import pytest

from app.media.types import Samples
from app.sinks.audio_out_ring import SIZE, PlayRing

FADE = 100


def _ramp(first: int, count: int) -> Samples:
    """Samples that carry their number."""
    return (np.arange(first, first + count) % 1000 / 1000).astype(np.float32)


def _read(ring: PlayRing, first: int, count: int) -> Samples:
    out = np.full(count, 9.0, np.float32)
    ring.read(first, out)
    return out


def test_what_is_written_is_read_by_number_across_the_edge_of_the_ring() -> None:
    ring = PlayRing(FADE)
    start = SIZE * 3 - 1000
    for at in range(start, start + 8000, 1600):
        ring.write(at, _ramp(at, 1600))
    _read(ring, start, 480)
    for at in range(start + 480, start + 7680, 480):
        np.testing.assert_array_equal(_read(ring, at, 480), _ramp(at, 480))
    assert ring.underruns == 0


def test_before_the_first_sample_there_is_silence_and_no_underrun() -> None:
    ring = PlayRing(FADE)
    assert not _read(ring, 0, 480).any()
    ring.write(1000, np.ones(480, np.float32))
    assert not _read(ring, 480, 480).any()
    out = _read(ring, 960, 480)
    assert not out[:40].any()
    assert out[40:].all()
    assert ring.underruns == 0


def test_running_dry_fades_and_counts_once_and_coming_back_fades_in() -> None:
    ring = PlayRing(FADE)
    ring.write(0, np.ones(1000, np.float32))
    _read(ring, 0, 480)
    dry = np.concatenate([_read(ring, 480, 480), _read(ring, 960, 480), _read(ring, 1440, 480)])
    assert np.all(dry[:520] == 1.0)
    assert np.abs(np.diff(dry)).max() < 1.5 / FADE
    assert not dry[520 + FADE :].any()
    assert ring.underruns == 1
    ring.write(1920, np.ones(960, np.float32))
    back = _read(ring, 1920, 480)
    assert np.abs(np.diff(back)).max() < 1.5 / FADE
    assert np.all(back[FADE:] == 1.0)
    assert ring.underruns == 1


def test_jumping_to_another_number_is_blended() -> None:
    ring = PlayRing(FADE)
    ring.write(0, np.full(2000, 0.5, np.float32))
    ring.write(2000, np.full(2000, -0.5, np.float32))
    _read(ring, 0, 480)
    seam = np.concatenate([_read(ring, 480, 480), _read(ring, 2500, 480)])
    assert np.abs(np.diff(seam)).max() < 1.5 / FADE
    assert seam[-1] == -0.5
    assert ring.underruns == 0


def test_slots_that_were_left_out_are_silence() -> None:
    ring = PlayRing(FADE)
    for at in range(0, SIZE, SIZE // 4):
        ring.write(at, np.ones(SIZE // 4, np.float32))
    ring.write(SIZE + 1000, np.ones(SIZE // 4, np.float32))
    hole = _read(ring, SIZE, 1000)
    assert not hole[FADE:].any()


def test_a_reader_that_was_lapped_hears_nothing_old() -> None:
    ring = PlayRing(FADE)
    for at in range(0, 2 * SIZE, 1600):
        ring.write(at, np.ones(1600, np.float32))
    assert not _read(ring, 480, 480).any()


def test_silence_fades_what_sounded() -> None:
    ring = PlayRing(FADE)
    ring.write(0, np.ones(2000, np.float32))
    heard = _read(ring, 0, 480)
    out = np.empty(480, np.float32)
    ring.silence(out)
    assert np.abs(np.diff(np.concatenate([heard[-1:], out]))).max() < 1.5 / FADE
    assert out[FADE:].tolist() == pytest.approx([0.0] * (480 - FADE))
    assert ring.underruns == 0


@pytest.mark.parametrize("block", [16, 64, 480])
@pytest.mark.parametrize("end", [960, 1000, 1010, 1439, 1440])
def test_no_blend_ends_with_the_block_in_which_it_began(block: int, end: int) -> None:
    ring = PlayRing(FADE)
    ring.write(0, np.ones(end, np.float32))
    heard = [np.zeros(1, np.float32), *(_read(ring, at, block) for at in range(0, 1920, block))]
    ring.write(1920, np.ones(1600, np.float32))
    heard += [_read(ring, at, block) for at in range(1920, 3360, block)]
    for _ in range(0, 480, block):
        heard.append(np.empty(block, np.float32))
        ring.silence(heard[-1])
    whole = np.concatenate(heard)
    assert np.abs(np.diff(whole)).max() < 1.5 / FADE
    assert np.all(whole[1 + FADE : 1 + end] == 1.0)
    assert not whole[1 + end + FADE : 1 + 1920].any()
    assert np.all(whole[1 + 1920 + FADE : 1 + 3360] == 1.0)
    assert whole[-1] == 0.0
    assert ring.underruns == 1
