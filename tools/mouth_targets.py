"""What the network of the mouth is asked for at each moment of a line."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.engine.builtin.voice import HOP, HOP_NS
from app.media.types import MouthCue
from app.sources.phonemes import REST, mouth_shapes
from tools.mouth_speech import Spoken

Floats = NDArray[np.float32]

KINDS = (REST, *(mouth_shapes(letter)[0] for letter in "aɶʌɒɛeəɞɔoœøiɪyuʊɯmfwʋsʃtθlɹjk"))
"""One letter of each line of ``app.sources.phonemes``: sounds that look alike."""

GLIDE = mouth_shapes("j")[0]
TONGUE = tuple(mouth_shapes(letter)[0] for letter in "sʃtθlɹk")
"""Sounds of the tongue, in which the lips are free."""
ROUNDED = -0.8
"""Vowels and "w" that are at least so round are prepared for."""
GLIDE_AHEAD, TONGUE_AHEAD = -0.9, -0.8
LONGEST_AHEAD_NS = 100_000_000

LEAD_HOPS = 2
"""The corners of the mouth trail what the network says by so much (``Lips``); so it is asked for what comes then."""


def targets(spoken: Spoken, *, english: bool) -> tuple[Floats, NDArray[np.int8]]:
    """The mouth at each hop, shape ``(hops, 4)``, and what is said there, a place in ``KINDS``, shape ``(hops,)``.

    Args:
        spoken: a line.
        english: whether its "t", "s", "k" and their like prepare for a vowel, too, see ``rounded_ahead``.
    """
    curve = np.array([(s.openness, s.spread, s.press, s.tuck) for s in rounded_ahead(spoken, english).curve()])
    curve[:-LEAD_HOPS, 1] = curve[LEAD_HOPS:, 1]
    return curve.astype(np.float32), _kinds(spoken)


def rounded_ahead(spoken: Spoken, english: bool) -> Spoken:
    """Lips are round before an "oo" is heard: in the end of the "y" of "you", and in English in that of a "t", too.

    People do it, and without it 50 ms of "you" would be taught as flat. Other languages do it less; taught to do it
    there, or for the whole of the sound before, the network took many a short "ee" for one.
    """
    cues: list[MouthCue] = []
    for cue, after in itertools.pairwise([*spoken.cues, MouthCue(0, None)]):
        cues.append(cue)
        ahead = GLIDE_AHEAD if cue.shape == GLIDE else TONGUE_AHEAD if english and cue.shape in TONGUE else None
        if cue.shape and after.shape and ahead is not None and after.shape.spread <= ROUNDED:
            half_ns = max((cue.at_ns + after.at_ns) // 2, after.at_ns - LONGEST_AHEAD_NS)
            cues.append(MouthCue(half_ns, replace(cue.shape, spread=ahead)))
    return replace(spoken, cues=cues)


def _kinds(spoken: Spoken) -> NDArray[np.int8]:
    number = {shape: place for place, shape in enumerate(KINDS)}
    said = np.zeros(len(spoken.sound) // HOP, np.int8)
    for cue in spoken.cues:
        said[-(-cue.at_ns // HOP_NS) :] = number[cue.shape or REST]
    return said
