from __future__ import annotations

import pytest

from app.media.types import MouthShape
from app.sources.phonemes import REST, CueMaker, mouth_shapes


@pytest.mark.parametrize("phoneme", ["m", "p", "b", "mː", "pʰ"])
def test_lips_press_for_labials(phoneme: str) -> None:
    assert mouth_shapes(phoneme)[0] == MouthShape(0.0, 0.0, press=1.0)


@pytest.mark.parametrize("phoneme", ["f", "v", "ˈv", "fʲ"])
def test_the_lower_lip_tucks_for_ff(phoneme: str) -> None:
    assert mouth_shapes(phoneme)[0].tuck == 1.0


def test_vowels_differ_as_they_do_in_a_face() -> None:
    aa, ee, oo = (mouth_shapes(phoneme)[0] for phoneme in ("ˈɑː", "iː", "uː"))
    assert aa.openness > 0.9
    assert ee.openness < 0.4 < 0.9 <= ee.spread
    assert oo.openness < 0.4
    assert oo.spread <= -0.9


@pytest.mark.parametrize(("phoneme", "count"), [("aɪ", 2), ("ˈɔø", 2), ("tʃ", 2), ("ä", 1), ("ɑ̃", 1), ("aɪə", 3)])
def test_every_letter_counts_and_no_mark_does(phoneme: str, count: int) -> None:
    assert len(mouth_shapes(phoneme)) == count


@pytest.mark.parametrize("phoneme", ["ʔ", "ʲ", "(en)", "(cmn)"])
def test_what_moves_no_lips_leaves_the_mouth_as_it_is(phoneme: str) -> None:
    assert mouth_shapes(phoneme) == []


def test_a_pause_is_a_mouth_at_rest() -> None:
    assert mouth_shapes("") == [REST]


def test_a_diphthong_changes_in_its_middle_and_times_never_go_back() -> None:
    maker = CueMaker()
    cues = [
        cue for at_ns, phoneme in [(0, "m"), (100, "aɪ"), (300, "ʔ"), (310, "")] for cue in maker.take(at_ns, phoneme)
    ]
    assert [cue.at_ns for cue in cues] == [0, 100, 200, 310]
    assert [cue.shape for cue in cues] == [*mouth_shapes("m"), *mouth_shapes("aɪ"), REST]
