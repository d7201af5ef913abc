"""What the mouth does for each sound of speech, whatever the language."""

from __future__ import annotations

import unicodedata
from typing import Final

from app.media.types import MouthCue, MouthShape

REST: Final = MouthShape()

_SHAPES: Final = {
    letter: shape
    for letters, shape in (
        # ---- vowels, from open to close; spread before rounded
        ("aɑæɐ", MouthShape(1.0, 0.1)),
        ("ɶ", MouthShape(0.9, -0.2)),
        ("ʌ", MouthShape(0.75, 0.1)),
        ("ɒ", MouthShape(0.8, -0.4)),
        ("ɛ", MouthShape(0.6, 0.5)),
        ("e", MouthShape(0.45, 0.7)),
        ("əɘɜɝɚ", MouthShape(0.4, 0.0)),
        ("ɞɤ", MouthShape(0.45, -0.1)),
        ("ɔ", MouthShape(0.65, -0.6)),
        ("oɵ", MouthShape(0.45, -0.85)),
        ("œ", MouthShape(0.5, -0.5)),
        ("ø", MouthShape(0.4, -0.7)),
        ("i", MouthShape(0.28, 1.0)),
        ("ɪɨ", MouthShape(0.3, 0.7)),
        ("yʏ", MouthShape(0.22, -0.8)),
        ("uʉ", MouthShape(0.25, -1.0)),
        ("ʊ", MouthShape(0.28, -0.8)),
        ("ɯ", MouthShape(0.28, 0.3)),
        # ---- lips
        ("mpbɓʙ", MouthShape(0.0, 0.0, press=1.0)),
        ("fvɱⱱ", MouthShape(0.1, 0.0, tuck=1.0)),
        ("wʍɥ", MouthShape(0.15, -1.0)),
        ("ʋβɸ", MouthShape(0.12, -0.2, tuck=0.6)),
        # ---- tongue and teeth
        ("szɕʑ", MouthShape(0.15, 0.4)),
        ("ʃʒʂʐ", MouthShape(0.2, -0.5)),
        ("tdnʈɖɳɗ", MouthShape(0.22, 0.15)),
        ("θð", MouthShape(0.25, 0.1)),
        ("lɭɫʎɬ", MouthShape(0.35, 0.1)),
        ("ɹrɾɻʀʁɽ", MouthShape(0.28, -0.25)),
        ("jɲ", MouthShape(0.25, 0.7)),
        # ---- throat: the mouth is where its neighbours leave it
        ("kɡgŋcɟqɢxɣχçɴ", MouthShape(0.32, 0.05)),
        ("hɦħʕ", MouthShape(0.4, 0.0)),
    )
    for letter in letters
}
"""Letters of the International Phonetic Alphabet. Marks of length, stress and tone move no lips."""


def mouth_shapes(phoneme: str) -> list[MouthShape]:
    """The shapes of one phoneme, one after another: a diphthong has two, an affricate too.

    Args:
        phoneme: in the International Phonetic Alphabet; empty for a pause. espeak-ng puts the name of a language in
            brackets where it changes to another one.

    Returns:
        Nothing where the mouth stays as it is.
    """
    if not phoneme:
        return [REST]
    if phoneme.startswith("("):
        return []
    return [_SHAPES[letter] for letter in unicodedata.normalize("NFD", phoneme) if letter in _SHAPES]


class CueMaker:
    """Turns the phonemes of one line into cues, as they come. One thread."""

    def __init__(self) -> None:
        self._rest: list[MouthShape] = []  # of the phoneme that is spoken: how long it is shows with the next one
        self._begun_ns = 0

    def take(self, at_ns: int, phoneme: str) -> list[MouthCue]:
        """The cues that are known now that ``phoneme`` begins at ``at_ns``; none is earlier than those before."""
        whole_ns, parts = at_ns - self._begun_ns, len(self._rest) + 1
        cues = [
            MouthCue(self._begun_ns + whole_ns * part // parts, shape) for part, shape in enumerate(self._rest, start=1)
        ]
        shapes = mouth_shapes(phoneme)
        cues += [MouthCue(at_ns, shape) for shape in shapes[:1]]
        self._rest, self._begun_ns = shapes[1:], at_ns
        return cues
