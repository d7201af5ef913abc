from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from app.avatars.resampling import fit
from app.avatars.row_warp import RowWarp, dense_rows
from app.media.types import Pixels

WIDTH, HEIGHT = 120, 160


def scene() -> Pixels:
    """A bright disc on a clear ground, drawn at twice the size."""
    y, x = np.mgrid[0 : 2 * HEIGHT, 0 : 2 * WIDTH]
    inside = (np.hypot(x - WIDTH, y - HEIGHT) < 70)[..., None]
    return np.where(inside, np.array([60, 120, 240, 255]), 0).astype(np.uint8)


@pytest.fixture(scope="module")
def warp() -> RowWarp:
    return RowWarp(dense_rows(scene(), WIDTH, HEIGHT, 10), WIDTH)


def every_row(value: float) -> NDArray[np.float64]:
    return np.full(HEIGHT, value)


def centre(pixels: Pixels) -> tuple[float, float]:
    alpha = pixels[..., 3].astype(float)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return float((x * alpha).sum() / alpha.sum()), float((y * alpha).sum() / alpha.sum())


def test_unmoved_it_shows_the_picture(warp: RowWarp) -> None:
    drawn = warp.draw(every_row(0), every_row(0)).astype(int)
    expected = fit(scene(), WIDTH, HEIGHT).astype(int)
    assert np.abs(drawn - expected).mean() < 0.4
    assert np.abs(drawn - expected).max() < 40  # on the very edge


def test_whole_pixels_are_exact(warp: RowWarp) -> None:
    still = warp.draw(every_row(0), every_row(0))
    assert (warp.draw(every_row(7), every_row(0)) == np.roll(still, 7, axis=1)).all()
    assert (warp.draw(every_row(-7), every_row(0)) == np.roll(still, -7, axis=1)).all()
    assert (warp.draw(every_row(0), every_row(5)) == np.roll(still, -5, axis=0)).all()


def test_every_fraction_of_a_pixel_moves_it(warp: RowWarp) -> None:
    x0, y0 = centre(warp.draw(every_row(0), every_row(0)))
    for eighth in range(1, 25):
        x, y = centre(warp.draw(every_row(eighth / 8), every_row(-eighth / 8)))
        assert x - x0 == pytest.approx(eighth / 8, abs=0.02)
        assert y - y0 == pytest.approx(eighth / 8, abs=0.02)


def test_a_slow_movement_never_steps(warp: RowWarp) -> None:
    places = np.linspace(0, 2, 129)  # 1/64 px at a time
    pictures = [warp.draw(every_row(p), every_row(p)).astype(int) for p in places]
    changes = [np.abs(b - a).max() for a, b in itertools.pairwise(pictures)]
    assert max(changes) < 16  # a visible step, of half a pixel, would be over 100


def test_it_is_as_sharp_between_pixels_as_on_them(warp: RowWarp) -> None:
    def sharpness(shift: float) -> float:
        moved = warp.draw(every_row(shift), every_row(shift))[..., 3].astype(float)
        return float((np.diff(moved, axis=0) ** 2).mean() + (np.diff(moved, axis=1) ** 2).mean())

    energies = [sharpness(n / 16) for n in range(16)]
    assert min(energies) > 0.8 * max(energies)


def test_rows_move_on_their_own(warp: RowWarp) -> None:
    shift = every_row(0)
    shift[: HEIGHT // 2] = 6
    still, moved = warp.draw(every_row(0), every_row(0)), warp.draw(shift, every_row(0))
    assert (moved[: HEIGHT // 2] == np.roll(still, 6, axis=1)[: HEIGHT // 2]).all()
    assert (moved[HEIGHT // 2 :] == still[HEIGHT // 2 :]).all()


def test_stays_premultiplied_wherever_it_is(warp: RowWarp) -> None:
    rng = np.random.default_rng(1)
    drawn = warp.draw(rng.uniform(-10, 10, HEIGHT), rng.uniform(-20, 20, HEIGHT))
    assert (drawn[..., :3] <= drawn[..., 3:]).all()


def test_beyond_its_edges_the_picture_goes_on() -> None:
    opaque = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    opaque[..., 0] = np.linspace(0, 255, WIDTH)[None, :]
    warp = RowWarp(dense_rows(opaque, WIDTH, HEIGHT, 8), WIDTH)
    drawn = warp.draw(every_row(8), every_row(-30))
    assert (drawn[..., 3] == 255).all()
    assert (drawn[:, :7, 0] < 4).all()


def test_a_shift_beyond_its_reach_is_held_back(warp: RowWarp) -> None:
    far, most = warp.draw(every_row(500), every_row(0)), warp.draw(every_row(10), every_row(0))
    assert (far == most).all()


def test_part_of_the_source_can_be_replaced(warp: RowWarp) -> None:
    before = warp.draw(every_row(0), every_row(0))
    box = (100, 150, 40, 20)
    old = warp.read(*box)

    warp.write(box[0], box[1], np.full_like(old, 255))
    changed = warp.draw(every_row(0), every_row(0))
    warp.write(box[0], box[1], old)

    assert (changed[76:84, 51:69] == 255).all()
    assert (changed[:74] == before[:74]).all()
    assert (changed[:, :49] == before[:, :49]).all()
    assert (warp.draw(every_row(0), every_row(0)) == before).all()
