"""What the network of the mouth is taught, and how it is put together."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.engine.builtin.mouth import MouthModel
from app.media.types import MouthCue
from app.sources.phonemes import mouth_shapes
from tools.mouth_further import ROUNDED_AHEAD, rounded_ahead
from tools.mouth_learning import HIDDEN, apart, beginner, joined
from tools.mouth_speech import Spoken
from tools.train_mouth import keep


def spoken(letters: str) -> Spoken:
    cues = [MouthCue(at * 80_000_000, mouth_shapes(letter)[0]) for at, letter in enumerate(letters)]
    return Spoken(np.zeros(16_000, np.float32), cues, [])


def test_networks_answer_their_mean_together_and_come_apart_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    networks = [beginner(hidden, rng) for hidden in HIDDEN]
    heard = rng.uniform(-1, 1, (20, len(networks[0][0][0]))).astype(np.float32)

    def answers(number: int, layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        keep(layers, tmp_path / f"{number}.npz")
        return MouthModel(tmp_path / f"{number}.npz").shapes(heard * 0.1)

    together = joined(networks)
    again = joined(apart(together, HIDDEN))
    np.testing.assert_allclose(answers(0, again), answers(1, together), atol=1e-6)
    parts = [np.maximum(heard @ w + b, 0) for (w, b), *_ in networks]
    np.testing.assert_allclose(np.maximum(heard @ together[0][0] + together[0][1], 0), np.hstack(parts), atol=1e-5)


def test_lips_are_rounded_already_in_the_tongue_sound_before_an_oo() -> None:
    tongue, vowel = rounded_ahead(spoken("tu")).cues
    assert tongue.shape is not None
    assert (tongue.shape.spread, tongue.at_ns) == (ROUNDED_AHEAD, 0)
    assert vowel == spoken("tu").cues[1]


def test_nothing_else_is_rounded() -> None:
    for letters in ("ti", "iu", "mu", "fu", "ut"):
        assert rounded_ahead(spoken(letters)).cues == spoken(letters).cues
