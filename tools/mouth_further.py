"""Teach the network of the mouth what it is weakest in. A tool for developers, like ``tools/train_mouth.py``.

    python -m tools.mouth_further

Starts from the weights that the studio is shipped with, and writes better ones in their place. Taught are rounded
vowels that are said far forward ("you", "two", "new", after "y", "t", "n"), as English voices of people and languages
with such vowels say them, and "f" and "v" whose hiss a telephone takes away; with them, so that nothing is forgotten,
about as much of what it was taught before.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from app.sources.phonemes import mouth_shapes
from app.sources.voices.espeak import espeak
from tools.mouth_learning import HIDDEN, Layers, Lessons, Line, apart, joined, train
from tools.mouth_speech import Spoken, nonsense, speak, speak_flite, spoil, sung, telephone
from tools.recorded_voices import HELD_OUT, VOICES, is_english, speak_festival
from tools.train_mouth import FLITE, TARGET, VARIANTS, by_espeak, by_festival, english, keep, listen, nobody

SEED = 31
EPOCHS = 5
STEP = 6e-4  # a third of that of a beginner
SHARE = 0.45
"""How far to go from the old weights to the new ones. All the way, the mouth would be less sure of an "ee"."""

FORWARD = (
    *("you", "you", "do", "to", "too", "two", "new", "news", "use", "used", "student", "Tuesday", "tube", "tune"),
    *("due", "view", "few", "cute", "music", "beautiful", "huge", "unit", "human", "usual", "continue", "issue"),
    *("tissue", "suit", "shoe", "choose", "chew", "juice", "June", "noon", "soon", "zoo", "lose", "whose", "who"),
    *("into", "stew", "dew", "duty", "super", "nude", "suitable", "excuse", "refuse", "cartoon", "attitude"),
)
LIPPED = (
    *("five", "of", "have", "leave", "very", "over", "every", "value", "video", "voice", "live", "give", "twelve"),
    *("eleven", "seven", "visit", "vast", "service", "receive", "if", "off", "half", "phone", "after", "before"),
    *("office", "file", "follow", "four", "first", "final", "believe", "arrive", "save", "above", "never", "evening"),
)
BETWEEN = (
    *("the", "a", "it", "is", "in", "at", "and", "with", "big", "miss", "need", "man", "bad", "map", "him", "this"),
    *("can", "see", "key", "team", "sit", "bit", "happy", "camp", "may", "bus", "he", "green", "then", "will"),
    *("she", "need", "he", "three", "week", "please", "me", "be", "these", "mean", "year", "teach", "each", "easy"),
)
FORWARD_LANGUAGES = ("gmq/nb", "gmw/en-GB-scotland", "gmw/en-US")


TONGUE = tuple(mouth_shapes(sound)[0].openness for sound in "stjlk")
"""How open the mouth is in sounds of the tongue; in these the lips are free."""
ROUNDED_AHEAD = -0.7


def main() -> int:
    """Make the speech, train, write. Returns the exit code."""
    argparse.ArgumentParser(description="Teach the network of the mouth what it is weakest in.").parse_args()
    rng, dice = np.random.default_rng(SEED), random.Random(SEED)
    lines = list(lessons_of(dice, rng))
    print(f"{len(lines):,} lines, {sum(len(line.wanted) for line in lines):,} hops", flush=True)
    lessons = Lessons(lines, rng)
    keep(joined([between(one, train(lessons, one, rng, EPOCHS, STEP)) for one in shipped()]), TARGET)
    return 0


def between(old: Layers, new: Layers) -> Layers:
    """Weights that lie ``SHARE`` of the way from ``old`` to ``new``."""
    share = np.float32(SHARE)
    return [(w + share * (v - w), b + share * (c - b)) for (w, b), (v, c) in zip(old, new, strict=True)]


def shipped() -> list[Layers]:
    """The networks that the studio is shipped with."""
    with np.load(TARGET, allow_pickle=False) as stored:
        layers = [
            (stored[f"weights_{number}"].astype(np.float32), stored[f"bias_{number}"].astype(np.float32))
            for number in range(len(stored.files) // 2)
        ]
    return apart(layers, HIDDEN)


def lessons_of(dice: random.Random, rng: np.random.Generator) -> Iterator[Line]:
    """What is heard of everything, through other microphones."""
    for spoken in map(rounded_ahead, forward(dice)):
        yield listen(spoil(spoken.sound, rng), spoken)
        yield listen(telephone(spoken.sound, rng), spoken)
    for spoken in as_before(dice, rng):
        yield listen(spoil(spoken.sound, rng), spoken)
        if dice.random() < 0.3:
            yield listen(telephone(spoken.sound, rng), spoken)
    for spoken in list(nobody(rng))[::2]:
        yield listen(spoil(spoken.sound, rng), spoken)


def rounded_ahead(spoken: Spoken) -> Spoken:
    """Lips are rounded already in the "t" or "y" before an "oo", else 50 ms of "you" would be taught as flat."""
    cues = list(spoken.cues)
    for place in range(len(cues) - 1, 0, -1):
        after, cue = cues[place].shape, cues[place - 1]
        if after is None or cue.shape is None or after.spread > -0.8:
            continue
        if cue.shape.openness in TONGUE and cue.shape.spread > ROUNDED_AHEAD:
            cues[place - 1] = replace(cue, shape=replace(cue.shape, spread=ROUNDED_AHEAD))
    return replace(spoken, cues=cues)


def forward(dice: random.Random) -> Iterator[Spoken]:
    """Rounded vowels that are said far forward, and weak "f" and "v"."""
    print("forward", flush=True)
    for _ in range(200):
        yield speak_flite(_salad(dice, 14), dice.choice(FLITE), dice.uniform(0.7, 1.2), dice.uniform(0.87, 1.22))
    for voice in filter(is_english, VOICES):
        for _ in range(4):
            texts = [_salad(dice, 12) for _ in range(6)]
            yield from speak_festival(texts, voice, dice.uniform(0.7, 1.2), dice.uniform(0.87, 1.18))
    voices = espeak()
    try:
        for _ in range(40):
            voice = dice.choice(FORWARD_LANGUAGES) + dice.choice(VARIANTS)
            yield speak(voices, nonsense(dice, 9), voice, dice.randint(120, 240), dice.uniform(0.85, 1.2))
    finally:
        voices.close()


def _salad(dice: random.Random, words: int) -> str:
    kinds = dice.choices((FORWARD, LIPPED, BETWEEN), (4, 3, 4), k=words)
    return " ".join(dice.choice(kind) + dice.choice(("", "", "", "", "", ",", ".")) for kind in kinds)


def as_before(dice: random.Random, rng: np.random.Generator) -> Iterator[Spoken]:
    """What ``tools/train_mouth.py`` teaches, less of it."""
    for voice in VOICES:
        if voice not in HELD_OUT:
            print(voice, flush=True)
            for _ in range(3):
                yield from by_festival(voice, dice)
    for _ in range(80):
        yield speak_flite(english(dice), dice.choice(FLITE), dice.uniform(0.75, 1.3), dice.uniform(0.87, 1.18))
    yield from by_espeak(dice, 120)
    for _ in range(40):
        yield sung(rng)


if __name__ == "__main__":
    sys.exit(main())
