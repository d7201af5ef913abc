"""Train the network that tells the mouth from the sound. A tool for developers; the studio only ever reads its result.

    python tools/train_mouth.py

Speech is synthesised with known phonemes, by espeak-ng in many voices and languages and by flite in voices that were
made from recordings, and made worse as microphones and rooms do. What the mouth should do comes from the same table and
the same curves that drive it where phonemes are known. Written is ``resources/models/mouth.npz``;
``benchmarks/mouth.py`` judges it on voices and languages that are not here. Only numpy and flite are needed; about ten
minutes on one core. The same seed gives the same speech and the same weights, but for what espeak-ng varies by itself.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine.builtin.listener import Listener
from app.engine.builtin.mouth import CONTEXT, mouth_features
from app.engine.builtin.voice import BANDS, RATE_HZ, Ear
from app.media.types import Samples
from app.sources.voices.espeak import espeak
from tools.mouth_speech import (
    Spoken,
    breath,
    coloured_noise,
    has_flite,
    nonsense,
    numbers,
    speak,
    speak_flite,
    spoil,
    sung,
    typing,
)

TARGET = Path(__file__).resolve().parents[1] / "resources" / "models" / "mouth.npz"
SEED = 20
LINES = 320
HIDDEN = (128, 64)
EPOCHS = 12
BATCH = 512
DROPOUT = 0.15
BLUR = 0.06  # of the inputs, so that no fine trait of a synthesiser is learned
STEP = 2e-3
LIPS_WEIGHT = 1.6  # errors in pressing and tucking lips are seen more than others

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
    "The problem with the value of fame is that very few have both.",
)

LANGUAGES = (
    *("gmw/en-US", "gmw/en-US", "gmw/en", "gmw/en-GB-x-rp", "gmw/de", "gmw/nl", "roa/fr", "roa/es", "sit/cmn"),
    *("sit/cmn", "sit/yue", "jpx/ja", "zle/ru", "trk/tr", "urj/fi", "inc/hi", "zlw/cs", "grk/el"),
)
VARIANTS = (
    *("", "+m1", "+m2", "+m3", "+m5", "+m6", "+m8", "+f1", "+f2", "+f3", "+f5"),
    *("+linda", "+steph", "+michael", "+grandma", "+belinda", "+klatt2"),
)

Floats = NDArray[np.float32]


def main() -> int:
    """Make the speech, train, write. Returns the exit code."""
    rng = np.random.default_rng(SEED)
    rows, wanted = dataset(rng)
    print(f"{len(rows):,} hops of sound, {rows.nbytes / 2**20:.0f} MB", flush=True)
    layers = train(rows, wanted, rng)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    stored = {}
    for number, (weights, bias) in enumerate(layers):
        stored[f"weights_{number}"] = weights.astype(np.float16)
        stored[f"bias_{number}"] = bias.astype(np.float16)
    np.savez_compressed(TARGET, allow_pickle=False, **stored)
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
    return 0


# ---- speech


def dataset(rng: np.random.Generator) -> tuple[NDArray[np.float16], Floats]:
    """Features, shape ``(n, features)``, and the mouths that belong to them, shape ``(n, 4)``."""
    dice = random.Random(SEED)
    rows, wanted = [], []

    def add(spoken: Spoken, times: int) -> None:
        curve = np.array([(s.openness, s.spread, s.press, s.tuck) for s in spoken.curve()], np.float32)
        for _ in range(times):
            heard = features(spoil(spoken.sound, rng))
            rows.append(heard.astype(np.float16))
            wanted.append(curve[: len(heard)])

    if not has_flite():
        raise SystemExit("flite is missing; on Debian: apt install flite")
    for _ in range(LINES * 3 // 4):
        text = f"{dice.choice(SENTENCES)} {nonsense(dice, 4)}. {dice.choice(SENTENCES)}"
        add(speak_flite(text, dice.choice(FLITE), dice.uniform(0.75, 1.3), dice.uniform(0.87, 1.18)), times=2)
    voices = espeak()
    try:
        for number in range(LINES):
            voice = dice.choice(LANGUAGES) + dice.choice(VARIANTS)
            text = f"{nonsense(dice, 5)} {numbers(dice, 3)}. {nonsense(dice, 4)}"
            add(speak(voices, text, voice, dice.randint(110, 260), dice.uniform(0.85, 1.2)), times=2)
            if number % 100 == 0:
                print(f"{number} of {LINES} lines", flush=True)
    finally:
        voices.close()
    for _ in range(LINES // 6):
        add(sung(rng), times=1)
    for sound in nobody(rng):
        add(Spoken(sound, [], []), times=1)
    return np.concatenate(rows), np.concatenate(wanted)


def nobody(rng: np.random.Generator) -> list[Samples]:
    """What a microphone hears while nobody speaks."""
    sounds = [typing(8.0, rng) for _ in range(LINES // 8)] + [breath(8.0, rng) for _ in range(LINES // 8)]
    return sounds + [coloured_noise(4 * RATE_HZ, rng).astype(np.float32) for _ in range(LINES // 20)]


def features(sound: Samples) -> Floats:
    """What the network is given at each hop, by the very listener that will run it."""
    hops = Ear().hear(np.concatenate([sound, np.zeros(RATE_HZ // 10, np.float32)]))
    listener = Listener()
    around, stressed_db = [], []
    for hop in hops:
        if (context := listener.hear(hop)) is not None:
            around.append(context.bands_db)
            stressed_db.append(context.stressed_db)
    count = len(sound) // (RATE_HZ // 100)
    return mouth_features(np.array(around[:count], np.float32), np.array(stressed_db[:count], np.float32))


# ---- learning


def train(rows: NDArray[np.float16], wanted: Floats, rng: np.random.Generator) -> list[tuple[Floats, Floats]]:
    """Weights and biases of each layer, by Adam on the weighted square error; dropout keeps it from learning voices."""
    sizes = (len(CONTEXT) * BANDS, *HIDDEN, wanted.shape[1])
    layers = [
        [rng.normal(0, np.sqrt(2 / size), (size, following)).astype(np.float32), np.zeros(following, np.float32)]
        for size, following in itertools.pairwise(sizes)
    ]
    moments = [[(np.zeros_like(part), np.zeros_like(part)) for part in layer] for layer in layers]
    importance = np.array([1.0, 0.6, LIPS_WEIGHT, LIPS_WEIGHT], np.float32)
    blur = BLUR * rng.standard_normal((8 * BATCH, rows.shape[1]), np.float32)
    steps = 0
    for epoch in range(EPOCHS):
        pace = STEP * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        loss = 0.0
        order = rng.permutation(len(rows))
        for start in range(0, len(order) - BATCH, BATCH):
            chosen = order[start : start + BATCH]
            heard = rows[chosen] + blur[rng.integers(len(blur) - BATCH) :][:BATCH]
            steps += 1
            error, slopes = _slopes(layers, heard, wanted[chosen], importance, rng)
            loss += error
            for layer, moment, slope in zip(layers, moments, slopes, strict=True):
                for part in (0, 1):
                    _adam(layer[part], moment[part], slope[part], pace, steps)
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {loss / (len(order) // BATCH):.4f}", flush=True)
    return [(weights, bias) for weights, bias in layers]


def _slopes(
    layers: list[list[Floats]], rows: Floats, wanted: Floats, importance: Floats, rng: np.random.Generator
) -> tuple[float, list[tuple[Floats, Floats]]]:
    inputs, masks = [rows], []
    for weights, bias in layers[:-1]:
        raw = inputs[-1] @ weights + bias
        mask = (raw > 0) * (rng.random(raw.shape, np.float32) > DROPOUT) / np.float32(1 - DROPOUT)
        masks.append(mask.astype(np.float32))
        inputs.append(raw * masks[-1])
    weights, bias = layers[-1]
    difference = (inputs[-1] @ weights + bias - wanted) * importance
    back = 2 * difference * importance / len(rows)
    slopes: list[tuple[Floats, Floats]] = []
    for number in range(len(layers) - 1, -1, -1):
        slopes.insert(0, (inputs[number].T @ back, back.sum(axis=0)))
        if number:
            back = (back @ layers[number][0].T) * masks[number - 1]
    return float((difference**2).sum(axis=1).mean()), slopes


def _adam(values: Floats, moment: tuple[Floats, Floats], slope: Floats, pace: float, steps: int) -> None:
    first, second = moment
    first += 0.1 * (slope - first)
    second += 0.001 * (slope**2 - second)
    values -= pace * (first / (1 - 0.9**steps)) / (np.sqrt(second / (1 - 0.999**steps)) + 1e-8)


if __name__ == "__main__":
    sys.exit(main())
