"""What the network of the mouth is taught, and how it is put together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.engine.builtin.mouth import OUTPUTS, MouthModel
from app.media.types import MouthCue, MouthShape
from app.sources.phonemes import mouth_shapes
from tools.mouth_learning import HIDDEN, Layers, beginner, joined
from tools.mouth_speech import Spoken
from tools.mouth_targets import GLIDE_AHEAD, KINDS, LEAD_HOPS, TONGUE_AHEAD, rounded_ahead, targets
from tools.train_mouth import keep


def spoken(letters: str) -> Spoken:
    cues = [MouthCue(at * 80_000_000, mouth_shapes(letter)[0]) for at, letter in enumerate(letters)]
    return Spoken(np.zeros(16_000, np.float32), cues, [])


def test_networks_answer_their_mean_together_also_from_their_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    networks = [beginner(hidden, rng) for hidden in HIDDEN]
    heard = rng.uniform(-0.1, 0.1, (20, len(networks[0][0][0]))).astype(np.float32)
    together = answers(joined(networks), heard)
    np.testing.assert_allclose(together, np.mean([answers(one, heard) for one in networks], axis=0), atol=1e-5)

    *between, (weights, bias) = joined(networks)
    keep([*between, (weights[:, : len(OUTPUTS)], bias[: len(OUTPUTS)])], tmp_path / "mouth.npz")
    mouth = np.clip(together[:, : len(OUTPUTS)], [0, -1, 0, 0], 1)
    np.testing.assert_allclose(MouthModel(tmp_path / "mouth.npz").shapes(heard), mouth, atol=5e-3)


def answers(layers: Layers, heard: np.ndarray) -> np.ndarray:
    for weights, bias in layers[:-1]:
        heard = np.maximum(heard @ weights + bias, 0)
    return heard @ layers[-1][0] + layers[-1][1]


@pytest.mark.parametrize(("letters", "spread"), [("tu", TONGUE_AHEAD), ("ju", GLIDE_AHEAD), ("kw", TONGUE_AHEAD)])
def test_lips_are_rounded_already_in_the_end_of_the_sound_before_an_oo(letters: str, spread: float) -> None:
    before, ahead, vowel = rounded_ahead(spoken(letters), english=True).cues
    assert [before, vowel] == spoken(letters).cues
    assert ahead.shape is not None
    assert (ahead.shape.spread, ahead.at_ns) == (spread, 40_000_000)


def test_elsewhere_only_a_glide_is_rounded() -> None:
    assert rounded_ahead(spoken("tu"), english=False).cues == spoken("tu").cues
    assert rounded_ahead(spoken("ju"), english=False).cues != spoken("ju").cues


def test_nothing_else_is_rounded() -> None:
    for letters in ("ti", "iu", "mu", "fu", "ut"):
        assert rounded_ahead(spoken(letters), english=True).cues == spoken(letters).cues


def test_corners_are_asked_for_ahead_by_as_much_as_lips_trail() -> None:
    line = spoken("aiu")
    curve, kinds = targets(line, english=True)
    shapes = line.curve()
    np.testing.assert_allclose(curve[:20, 1], [one.spread for one in shapes[LEAD_HOPS : 20 + LEAD_HOPS]], atol=1e-6)
    np.testing.assert_allclose(curve[:, 0], [one.openness for one in shapes], atol=1e-6)
    assert [KINDS[kind] for kind in kinds[[0, 7, 8, 15, 16, 99]]] == [
        *2 * mouth_shapes("a"),
        *2 * mouth_shapes("i"),
        *2 * mouth_shapes("u"),
    ]


def test_every_sound_has_a_kind() -> None:
    letters = [chr(number) for number in range(ord("a"), 0x3FF)]
    assert {one for letter in letters for one in mouth_shapes(letter)} == set(KINDS) - {MouthShape()}
