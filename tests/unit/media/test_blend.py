from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.blend import mix, over
from app.media.types import Pixels


def picture(seed: int, height: int = 70, width: int = 53) -> Pixels:
    """Random premultiplied pixels, with plenty of clear and opaque ones."""
    rng = np.random.default_rng(seed)
    alpha = np.clip(rng.integers(-128, 384, (height, width, 1)), 0, 255)
    out = np.empty((height, width, 4), np.uint8)
    out[..., :3] = rng.integers(0, 256, (height, width, 3)) * alpha // 255
    out[..., 3:] = alpha
    return out


def exact_over(bottom: Pixels, top: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return top + bottom * (1 - top[..., 3:].astype(float) / 255)


def test_over_is_right_to_half_a_level() -> None:
    bottom, top = picture(1), picture(2)
    out = np.empty_like(top)

    over(bottom, top, out)

    assert np.abs(out - exact_over(bottom, top)).max() <= 0.5


@given(alpha=st.integers(0, 255))
def test_over_an_opaque_picture_is_opaque(alpha: int) -> None:
    out = np.empty((1, 1, 4), np.uint8)
    over(np.full((1, 1, 4), 255, np.uint8), np.full((1, 1, 4), alpha, np.uint8), out)
    assert (out == 255).all()


def test_over_is_exact_where_the_top_is_clear_or_opaque() -> None:
    bottom, top = picture(1), picture(2)
    out = np.empty_like(top)

    over(bottom, top, out)

    clear, opaque = top[..., 3] == 0, top[..., 3] == 255
    assert (out[clear] == bottom[clear]).all()
    assert (out[opaque] == top[opaque]).all()


@given(alpha=st.integers(0, 255), bottom=st.integers(0, 255))
def test_over_never_overflows_into_the_next_channel(alpha: int, bottom: int) -> None:
    top = np.full((1, 1, 4), alpha, np.uint8)
    under = np.full((1, 1, 4), bottom, np.uint8)
    out = np.empty_like(top)

    over(under, top, out)

    assert abs(int(out[0, 0, 0]) - (alpha + bottom * (255 - alpha) / 255)) <= 0.5
    assert (out == out[0, 0, 0]).all()


def test_over_works_in_place_and_in_windows_of_larger_pictures() -> None:
    large, top = picture(3, 400, 300), picture(4, 100, 60)
    window = large[31:131, 17:77]
    expected = np.empty_like(top)
    over(window.copy(), top, expected)
    untouched = large.copy()

    over(window, top, window)

    assert (window == expected).all()
    untouched[31:131, 17:77] = expected
    assert (large == untouched).all()


def test_mix_weighs_its_parts() -> None:
    parts = [picture(5), picture(6), picture(7)]

    out = mix(parts, [64, 128, 64])

    exact = parts[0] * 0.25 + parts[1] * 0.5 + parts[2] * 0.25
    assert np.abs(out - exact).max() <= 1.0


def test_mix_of_equals_is_the_same_picture() -> None:
    one = picture(8)
    assert (mix([one, one], [77, 179]) == one).all()


@pytest.mark.parametrize("weights", [[256, 0], [0, 256]])
def test_mix_at_its_ends_is_exact(weights: list[int]) -> None:
    parts = [picture(9), picture(10)]
    assert (mix(parts, weights) == parts[weights.index(256)]).all()


def test_mix_stays_premultiplied() -> None:
    out = mix([picture(11), picture(12)], [100, 156])
    assert (out[..., :3] <= out[..., 3:]).all()


def test_mix_does_not_touch_its_parts() -> None:
    parts = [picture(13), picture(14)]
    before = [part.copy() for part in parts]

    out = mix(parts, [256, 0])
    out[:] = 0

    assert all((part == old).all() for part, old in zip(parts, before, strict=True))
