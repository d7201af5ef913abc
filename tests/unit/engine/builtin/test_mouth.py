"""The trained network, on voices and languages that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.engine.builtin.mouth import CONTEXT, OUTPUTS, MouthModel, mouth_features
from app.engine.builtin.voice import BANDS
from app.sources.voices.espeak import espeak
from benchmarks.mouth import KNOWN, MEASURED_ON, SHUT, TEXTS, by_sound, class_means, seen, told_apart
from tools.mouth_speech import Spoken, breath, speak, typing

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def spoken() -> Iterator[dict[str, Spoken]]:
    voices = espeak()
    yield {voice: speak(voices, TEXTS[voice.partition("+")[0]], voice, 170) for voice in (*KNOWN, *MEASURED_ON)}
    voices.close()


@pytest.mark.parametrize("voice", MEASURED_ON)
def test_sounds_are_told_apart_in_the_mouth(spoken: dict[str, Spoken], voice: str) -> None:
    means = class_means([one for known in KNOWN for one in seen(spoken[known], by_sound(spoken[known].sound))])
    percent = told_apart(seen(spoken[voice], by_sound(spoken[voice].sound)), means)
    assert all(value >= 80 for value in percent.values()), percent


def test_what_is_no_speech_hardly_moves_the_mouth() -> None:
    rng = np.random.default_rng(5)
    for sound in (typing(12.0, rng), breath(12.0, rng)):
        openness = by_sound(sound)[:, 0]
        assert np.mean(openness > SHUT) < 0.1
        assert openness.max() < 0.3


def test_shapes_stay_in_their_ranges_whatever_is_heard() -> None:
    rng = np.random.default_rng(1)
    bands_db = rng.uniform(-100, 0, (500, len(CONTEXT), BANDS)).astype(np.float32)
    stressed_db = rng.uniform(-36, -6, 500).astype(np.float32)
    shapes = MouthModel().shapes(mouth_features(bands_db, bands_db.mean(axis=1), stressed_db))
    assert shapes.shape == (500, len(OUTPUTS))
    assert np.isfinite(shapes).all()
    assert (shapes >= [0, -1, 0, 0]).all()
    assert (shapes <= 1).all()


def test_louder_is_no_other_mouth() -> None:
    rng = np.random.default_rng(2)
    bands_db = rng.uniform(-60, -20, (50, len(CONTEXT), BANDS)).astype(np.float32)
    stressed_db = np.full(50, -20, np.float32)
    usual_db = bands_db.mean(axis=1)
    quiet = mouth_features(bands_db - 12, usual_db - 12, stressed_db - 12)
    np.testing.assert_allclose(mouth_features(bands_db, usual_db, stressed_db), quiet, atol=1e-5)


def test_it_is_small() -> None:
    assert (ROOT / "resources" / "models" / "mouth.npz").stat().st_size < 400_000
