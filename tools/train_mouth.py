"""Train the network that tells the mouth from the sound. A tool for developers; the studio only ever reads its result.

    python -m tools.train_mouth

Speech is synthesised with known phonemes: by espeak-ng in many voices and languages, and by flite and festival in
voices that were made from recordings. It is made worse as microphones and rooms do. What the mouth should do comes from
the same table and the same curves that drive it where phonemes are known. Written is ``resources/models/mouth.npz``;
``benchmarks/mouth.py`` judges it on voices and languages that are not here. Only numpy, flite, festival and its voices
(see ``tools/recorded_voices.py``) are needed; about a quarter of an hour on one core. The same seed gives the same
speech and the same weights, but for what espeak-ng varies by itself. The weights that are shipped were made a little
differently, see ``docs/decisions/mouth.md``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.engine.builtin.listener import Listener
from app.engine.builtin.mouth import CONTEXT
from app.engine.builtin.voice import HOP, RATE_HZ, Ear
from app.media.types import Samples
from app.sources.voices.espeak import espeak
from tools.mouth_learning import HIDDEN, Layers, Lessons, Line, beginner, joined, train
from tools.mouth_speech import (
    Spoken,
    breath,
    coloured_noise,
    fan,
    has_flite,
    nonsense,
    numbers,
    speak,
    speak_flite,
    spoil,
    sung,
    typing,
)
from tools.recorded_voices import (
    HELD_OUT,
    INDIAN,
    VOICES,
    has_festival,
    indian_syllables,
    is_english,
    speak_festival,
    syllables,
)

TARGET = Path(__file__).resolve().parents[1] / "resources" / "models" / "mouth.npz"
SEED = 20
LINES = 260  # of espeak-ng; of the others there are about as many
TIMES = 2  # that each line is heard, through another microphone

FLITE = ("slt", "rms", "kal16")
SENTENCES = (
    "Before we play, let me fix the volume of my microphone.",
    "A few people asked about the movie, so here is what I found.",
    "You may be happy to hear that we beat the final boss twice.",
    "Put the blue cup by the window and move the lamp to the left.",
    "I am so pleased with the new game, it looks beautiful.",
    "Five of my favourite viewers gave me a huge amount of food.",
    "She sells small boats at the beach from May to November.",
    "What a cool room! Whose shoes are those on the roof?",
    "Even if it rains, I believe we will leave for the mountains.",
    "Papa put a big piece of pumpkin pie on my plate.",
    "Calm down, the alarm is far away and nothing has happened.",
    "Give me the green key, please, and keep the cheese for tea.",
    "They laughed at the funny photo for half an hour.",
    "Oh no, who took my juice? I only want to drink some soup.",
    "Thank you for the follow, and welcome to the stream, everybody!",
    "Do you choose the new room too? Who threw two shoes into the pool?",
    "You knew it soon grew cool, so we viewed the truth through a tube.",
    "Every river over there gives the valley a very vivid view.",
    "The problem with the value of fame is that very few have both.",
)

LANGUAGES = (
    *("gmw/en-US", "gmw/en-US", "gmw/en", "gmw/en-GB-x-rp", "gmw/de", "gmw/nl", "roa/fr", "roa/es", "sit/cmn"),
    *("sit/cmn", "sit/yue", "jpx/ja", "zle/ru", "trk/tr", "urj/fi", "inc/hi", "zlw/cs", "grk/el"),
    *("gmw/en-GB-scotland", "gmw/en-GB-scotland", "gmw/en-GB-x-gbclan"),
)
VARIANTS = (
    *("", "+m1", "+m2", "+m3", "+m5", "+m6", "+m8", "+f1", "+f2", "+f3", "+f5"),
    *("+linda", "+steph", "+michael", "+grandma", "+belinda", "+klatt2"),
)


def main() -> int:
    """Make the speech, train, write. Returns the exit code."""
    if not (has_flite() and has_festival()):
        raise SystemExit("flite or festival is missing; on Debian: apt install flite festival and the festvox voices")
    rng, dice = np.random.default_rng(SEED), random.Random(SEED)
    lines = [listen(spoil(spoken.sound, rng), spoken) for spoken in speech(dice, rng) for _ in range(TIMES)]
    lines += [listen(spoil(spoken.sound, rng), spoken) for spoken in nobody(rng)]
    print(f"{len(lines):,} lines, {sum(len(line.wanted) for line in lines):,} hops", flush=True)
    lessons = Lessons(lines, rng)
    layers = joined([train(lessons, beginner(hidden, rng), rng) for hidden in HIDDEN])
    keep(layers, TARGET)
    return 0


def keep(layers: Layers, target: Path) -> None:
    """Write the network, in half precision."""
    target.parent.mkdir(parents=True, exist_ok=True)
    stored = {}
    for number, (weights, bias) in enumerate(layers):
        stored[f"weights_{number}"] = weights.astype(np.float16)
        stored[f"bias_{number}"] = bias.astype(np.float16)
    np.savez_compressed(target, allow_pickle=False, **stored)
    print(f"{target}: {target.stat().st_size:,} bytes")


def by_espeak(dice: random.Random, count: int) -> Iterator[Spoken]:
    """So many lines of nonsense and numbers, in all languages."""
    print("espeak-ng", flush=True)
    voices = espeak()
    try:
        for _ in range(count):
            voice = dice.choice(LANGUAGES) + dice.choice(VARIANTS)
            text = f"{nonsense(dice, 5)} {numbers(dice, 3)}. {nonsense(dice, 4)}"
            yield speak(voices, text, voice, dice.randint(110, 260), dice.uniform(0.85, 1.2))
    finally:
        voices.close()


def speech(dice: random.Random, rng: np.random.Generator) -> Iterator[Spoken]:
    """All that is spoken and sung."""
    for voice in VOICES:
        if voice not in HELD_OUT:
            print(voice, flush=True)
            for _ in range(7):
                yield from by_festival(voice, dice)
    for _ in range(LINES * 3 // 4):
        yield speak_flite(english(dice), dice.choice(FLITE), dice.uniform(0.75, 1.3), dice.uniform(0.87, 1.18))
    yield from by_espeak(dice, LINES)
    for _ in range(LINES // 10):
        yield sung(rng)


def by_festival(voice: str, dice: random.Random) -> list[Spoken]:
    """A few lines of one voice, in its language, at a rate and in a size by chance."""
    if is_english(voice):
        texts = [english(dice) for _ in range(5)]
    elif (language := voice.partition("_")[0]) in INDIAN:
        texts = [indian_syllables(dice, 10, language) for _ in range(6)]
    else:
        texts = [syllables(dice, 10, cyrillic="_ru_" in voice) for _ in range(6)]
    return speak_festival(texts, voice, dice.uniform(0.75, 1.3), dice.uniform(0.87, 1.18))


def english(dice: random.Random) -> str:
    """Two sentences and nonsense between them."""
    return f"{dice.choice(SENTENCES)} {nonsense(dice, 4)}. {dice.choice(SENTENCES)}"


def nobody(rng: np.random.Generator) -> Iterator[Spoken]:
    """What a microphone hears while nobody speaks."""
    for _ in range(LINES // 6):
        yield Spoken(typing(8.0, rng), [], [])
        yield Spoken(breath(8.0, rng), [], [])
    for _ in range(LINES // 8):
        yield Spoken(fan(8.0, rng), [], [])
    for _ in range(LINES // 16):
        yield Spoken(coloured_noise(4 * RATE_HZ, rng).astype(np.float32), [], [])


def listen(sound: Samples, spoken: Spoken) -> Line:
    """What the network is given at each hop of ``sound``, by the very listener that will run it."""
    hops = Ear().hear(np.concatenate([sound, np.zeros(RATE_HZ // 10, np.float32)]))
    listener = Listener()
    heard = [one for hop in hops if (one := listener.hear(hop)) is not None]
    wanted = np.array([(s.openness, s.spread, s.press, s.tuck) for s in spoken.curve()], np.float32)
    count = min(len(sound) // HOP, len(wanted))
    return Line(
        bands_db=np.array([hop.bands_db for hop in hops[: count + CONTEXT[-1]]], np.float32),
        usual_db=np.array([one.usual_db for one in heard[:count]], np.float32),
        stressed_db=np.array([one.stressed_db for one in heard[:count]], np.float32),
        wanted=wanted[:count],
    )


if __name__ == "__main__":
    sys.exit(main())
