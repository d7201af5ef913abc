from __future__ import annotations

import numpy as np
import pytest

from app.engine.builtin.voice import BANDS, HOP, RATE_HZ, REACH, Ear
from app.media.types import Samples


def tone(hz: float, peak: float, count: int = RATE_HZ) -> Samples:
    return (peak * np.sin(2 * np.pi * hz * np.arange(count) / RATE_HZ)).astype(np.float32)


@pytest.mark.parametrize("peak", [1.0, 0.1, 0.01])
def test_level_is_rms_against_full_scale(peak: float) -> None:
    hops = Ear().hear(tone(1000, peak))[5:]
    expected = 20 * np.log10(peak / np.sqrt(2))
    assert all(hop.level_db == pytest.approx(expected, abs=0.2) for hop in hops)


def test_rumble_and_hiss_are_no_voice() -> None:
    assert max(hop.level_db for hop in Ear().hear(tone(30, 0.1))[5:]) < -30
    assert max(hop.level_db for hop in Ear().hear(tone(6000, 0.1))[5:]) < -50


def test_a_hop_is_heard_as_soon_as_its_reach_is_there() -> None:
    ear = Ear()
    assert len(ear.hear(np.zeros(REACH - 1, np.float32))) == 0
    assert len(ear.hear(np.zeros(1, np.float32))) == 1  # hop 0
    assert len(ear.hear(np.zeros(10 * HOP, np.float32))) == 10


def test_a_hop_is_centred_where_it_says() -> None:
    click = np.zeros(RATE_HZ, np.float32)
    click[50 * HOP] = 1.0
    levels = [hop.level_db for hop in Ear().hear(click)]
    assert int(np.argmax(levels)) == 50
    assert levels[49] == pytest.approx(levels[51], abs=0.6)


@pytest.mark.parametrize("size", [1, 160, 266, 533, 640, 7001])
def test_pieces_make_no_difference(size: int) -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, 8000).astype(np.float32)
    ear = Ear()
    pieces = [hop for start in range(0, 8000, size) for hop in ear.hear(sound[start : start + size])]
    for whole, piece in zip(Ear().hear(sound), pieces, strict=True):
        assert piece.level_db == pytest.approx(whole.level_db, abs=1e-3)
        np.testing.assert_allclose(piece.bands_db, whole.bands_db, atol=1e-2)


def test_silence_has_a_level() -> None:
    assert all(hop.level_db == pytest.approx(-100) for hop in Ear().hear(np.zeros(1600, np.float32)))


@pytest.mark.parametrize("hz", [200, 500, 1200, 3000, 6000])
def test_a_tone_is_loudest_in_its_band(hz: float) -> None:
    bands_db = Ear().hear(tone(hz, 0.5))[50].bands_db
    others_db = Ear().hear(tone(hz * 1.25, 0.5))[50].bands_db
    assert bands_db.shape == (BANDS,)
    assert bands_db.max() == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=4)
    assert bands_db.argmax() < others_db.argmax()
