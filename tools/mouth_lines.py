"""The lines that the network of the mouth is taught with: who says what, and through which microphones it is heard."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.engine.builtin.listener import Listener
from app.engine.builtin.mouth import CONTEXT
from app.engine.builtin.voice import HOP, RATE_HZ, Ear
from app.media.types import Samples
from app.sources.voices.espeak import espeak
from tools import pico_voices
from tools.mouth_learning import Line
from tools.mouth_speech import (
    Spoken,
    breath,
    coloured_noise,
    fan,
    nonsense,
    numbers,
    speak,
    speak_flite,
    spoil,
    sung,
    telephone,
    typing,
)
from tools.mouth_targets import targets
from tools.mouth_words import english, forward, hurried, two_sentences
from tools.recorded_voices import (
    HELD_OUT,
    INDIAN,
    VOICES,
    indian_syllables,
    is_english,
    speak_festival,
    syllables,
)

SEED = 20
AT_ONCE = 20  # lines of a task

FLITE = ("slt", "rms", "kal16")
LANGUAGES = (
    *("gmw/en-US", "gmw/en-US", "gmw/en", "gmw/en-GB-x-rp", "gmw/de", "gmw/nl", "roa/fr", "roa/es", "sit/cmn"),
    *("sit/cmn", "sit/yue", "jpx/ja", "zle/ru", "trk/tr", "urj/fi", "inc/hi", "zlw/cs", "grk/el"),
    *("gmw/en-GB-scotland", "gmw/en-GB-scotland", "gmw/en-GB-x-gbclan"),
)
FORWARD_LANGUAGES = ("gmq/nb", "gmw/en-GB-scotland", "gmw/en-US")
HURRIED_LANGUAGES = ("gmw/en-US", "gmw/en", "gmw/en-GB-scotland", "gmw/en-GB-x-rp")
VARIANTS = (
    *("", "+m1", "+m2", "+m3", "+m5", "+m6", "+m8", "+f1", "+f2", "+f3", "+f5"),
    *("+linda", "+steph", "+michael", "+grandma", "+belinda", "+klatt2"),
)

Words = Callable[[random.Random], str]
Speech = Callable[[random.Random, np.random.Generator], Iterable[Spoken]]


@dataclass(frozen=True)
class Group:
    """Lines of one kind.

    Attributes:
        speak: a task's lines.
        tasks: how many tasks there are.
        english: see ``mouth_targets.targets``.
        by_telephone: each line is heard over two telephones, too, and not only by two microphones.
    """

    speak: Speech
    tasks: int
    english: bool = False
    by_telephone: bool = False


def groups() -> dict[str, Group]:
    """All of them. Voices of people are heard more than those that are made by rules."""
    voices = {
        voice: Group(_festival(voice), 1, english=True) if is_english(voice) else Group(_festival(voice), 3)
        for voice in VOICES
        if voice not in HELD_OUT
    }
    americans = [voice for voice in VOICES if is_english(voice)]
    return voices | {
        "flite": Group(_flite(english), 14, english=True),
        "flite forward": Group(_flite(lambda dice: forward(dice, 14)), 6, english=True, by_telephone=True),
        "flite hurried": Group(_flite(lambda dice: hurried(dice, 14)), 8, english=True, by_telephone=True),
        "festival forward": Group(_americans(americans, forward), 3, english=True, by_telephone=True),
        "festival hurried": Group(_americans(americans, hurried), 4, english=True, by_telephone=True),
        "pico en-US": Group(_pico("en-US"), 14, english=True, by_telephone=True),
        "pico en-GB": Group(_pico("en-GB"), 12, english=True, by_telephone=True),
        "espeak": Group(_espeak(LANGUAGES, _mixture), 23),
        "espeak forward": Group(_espeak(FORWARD_LANGUAGES, _nonsense), 2, english=True, by_telephone=True),
        "espeak hurried": Group(
            _espeak(HURRIED_LANGUAGES, lambda dice: hurried(dice, 12)), 4, english=True, by_telephone=True
        ),
        "sung": Group(lambda _dice, rng: (sung(rng) for _ in range(26)), 3),
        "nobody": Group(lambda _dice, rng: nobody(rng), 2),
    }


def tasks() -> list[tuple[str, int]]:
    """What ``lines_of`` takes, one after another."""
    return [(name, number) for name, group in groups().items() for number in range(group.tasks)]


def lines_of(task: tuple[str, int]) -> list[Line]:
    """The lines of one task, made by the same chance every time, but for what espeak-ng varies by itself."""
    name, number = task
    group = groups()[name]
    dice = random.Random(f"{SEED} {name} {number}")
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode()), number])
    microphones = (spoil, telephone, spoil, telephone) if group.by_telephone else (spoil, spoil)
    return [
        listen(microphone(spoken.sound, rng), spoken, english=group.english)
        for spoken in group.speak(dice, rng)
        for microphone in (microphones if spoken.cues else (spoil,))
    ]


def listen(sound: Samples, spoken: Spoken, *, english: bool) -> Line:
    """What the network is given at each hop of ``sound``, by the very listener that will run it."""
    hops = Ear().hear(np.concatenate([sound, np.zeros(RATE_HZ // 10, np.float32)]))
    listener = Listener()
    heard = [one for hop in hops if (one := listener.hear(hop)) is not None]
    wanted, kinds = targets(spoken, english=english)
    count = min(len(sound) // HOP, len(wanted))
    return Line(
        bands_db=np.array([hop.bands_db for hop in hops[: count + CONTEXT[-1]]], np.float16),
        usual_db=np.array([one.usual_db for one in heard[:count]], np.float16),
        stressed_db=np.array([one.stressed_db for one in heard[:count]], np.float32),
        wanted=wanted[:count].astype(np.float16),
        kinds=kinds[:count],
    )


def nobody(rng: np.random.Generator) -> Iterator[Spoken]:
    """What a microphone hears while nobody speaks."""
    for _ in range(43):
        yield Spoken(typing(8.0, rng), [], [])
        yield Spoken(breath(8.0, rng), [], [])
    for _ in range(32):
        yield Spoken(fan(8.0, rng), [], [])
    for _ in range(16):
        yield Spoken(coloured_noise(4 * RATE_HZ, rng).astype(np.float32), [], [])


def _flite(words: Words) -> Speech:
    def lines(dice: random.Random, _rng: np.random.Generator) -> Iterator[Spoken]:
        for _ in range(AT_ONCE):
            yield speak_flite(words(dice), dice.choice(FLITE), dice.uniform(0.7, 1.25), dice.uniform(0.87, 1.2))

    return lines


def _festival(voice: str) -> Speech:
    """Lines of one voice, in its language, at rates and in sizes by chance."""

    def texts(dice: random.Random) -> list[str]:
        if is_english(voice):
            return [english(dice) for _ in range(5)]
        if (language := voice.partition("_")[0]) in INDIAN:
            return [indian_syllables(dice, 10, language) for _ in range(6)]
        return [syllables(dice, 10, cyrillic="_ru_" in voice) for _ in range(6)]

    def lines(dice: random.Random, _rng: np.random.Generator) -> Iterator[Spoken]:
        for _ in range(7):
            yield from speak_festival(texts(dice), voice, dice.uniform(0.75, 1.3), dice.uniform(0.87, 1.18))

    return lines


def _americans(voices: list[str], words: Callable[[random.Random, int], str]) -> Speech:
    def lines(dice: random.Random, _rng: np.random.Generator) -> Iterator[Spoken]:
        for voice in voices:
            texts = [words(dice, 12) for _ in range(6)]
            yield from speak_festival(texts, voice, dice.uniform(0.7, 1.2), dice.uniform(0.87, 1.18))

    return lines


def _pico(voice: str) -> Speech:
    def lines(dice: random.Random, _rng: np.random.Generator) -> Iterator[Spoken]:
        for number in range(12):
            text = hurried(dice, 14) if number % 2 else forward(dice, 14) if number % 4 else two_sentences(dice)
            rate, pitch = dice.randint(85, 140), dice.randint(75, 130)
            if (spoken := pico_voices.speak_pico(text, voice, rate, pitch, dice.uniform(0.85, 1.15))) is not None:
                yield spoken

    return lines


def _espeak(languages: tuple[str, ...], words: Words) -> Speech:
    def lines(dice: random.Random, _rng: np.random.Generator) -> Iterator[Spoken]:
        voices = espeak()
        try:
            for _ in range(AT_ONCE):
                voice = dice.choice(languages) + dice.choice(VARIANTS)
                yield speak(voices, words(dice), voice, dice.randint(110, 250), dice.uniform(0.85, 1.2))
        finally:
            voices.close()

    return lines


def _mixture(dice: random.Random) -> str:
    """Nonsense and numbers, which every language reads in its own way."""
    return f"{nonsense(dice, 5)} {numbers(dice, 3)}. {nonsense(dice, 4)}"


def _nonsense(dice: random.Random) -> str:
    return nonsense(dice, 9)
