"""How well the mouth of the built-in engine tells sounds apart: by the trained network, and by hand as it was before.

    python -m benchmarks.mouth [--results benchmarks/results/mouth.json]

Three voices of languages and timbres that ``tools/mouth_lines.py`` never uses read real sentences, clean, over a
telephone and in a noisy room; so do three that are made from recordings of people, of flite and festival, where those
are installed. Every occurrence of "aa", "ee", "oo", "mm" and "ff" is judged by the mouth in its middle half: it counts
as what the nearest class mean says, and the class means come from two voices that were trained on. Then typing, breath,
noise and silence, in which the mouth must stay shut, and the ends of the sentences, after which it must close.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.avatars.manner import Audio
from app.engine.builtin.lips import Lips
from app.engine.builtin.listener import AHEAD
from app.engine.builtin.mouth import MouthModel
from app.engine.builtin.voice import HOP, RATE_HZ, REACH, Ear
from app.media.types import MouthShape, Samples
from app.sources.voices.espeak import HelperVoices, espeak
from benchmarks.machine import describe_machine
from benchmarks.mouth_by_hand import HandEar, HandLips
from tools import pico_voices
from tools.mouth_lines import FLITE, FORWARD_LANGUAGES, HURRIED_LANGUAGES, LANGUAGES, VARIANTS
from tools.mouth_speech import (
    SOUNDS,
    Spoken,
    band_limit,
    breath,
    coloured_noise,
    has_flite,
    speak,
    speak_flite,
    typing,
)
from tools.recorded_voices import HELD_OUT, VOICES, has_festival, speak_festival, syllables

Curve = NDArray[np.float64]
"""The mouth at each hop: openness, spread, press, tuck; shape ``(hops, 4)``."""

Mouth = Callable[[Samples], Curve]

MEASURED_ON = ("roa/it+f4", "gmq/sv+m7", "roa/pt-BR+m4")
RECORDED = "awb"  # a voice of flite, made from recordings of a Scottish man; for those of festival see HELD_OUT
KNOWN = ("gmw/en-US+m3", "gmw/de+f2")
SHUT = 0.05
TEXTS = {
    "roa/it": "La mia famiglia ama il mare, i fiumi e la luna. Una volta mio fratello Filippo portava una valigia "
    "piena di fotografie. Ogni mattina mamma mi prepara una tazza di caffè fumante con un filo di miele. "
    "Il fumo saliva lento fino al soffitto, mentre tutti fuori ballavano felici. Nessuno vuole un mondo senza musica.",
    "gmq/sv": "Min mamma bor i ett vitt hus vid havet. I morse fick vi fyra nya vänner från Finland. Du får inte "
    "glömma att mata fåglarna i vinter. Han ville veta varför mannen med hatten alltid kommer för sent. "
    "Vi vill måla muren i fina färger och bjuda in familjen på middag. Sju sjuka fiskare sov i en tom båt.",
    "roa/pt-BR": "Minha família mora perto do mar e vive da música. Uma mulher famosa falava muito da lua e do vento. "
    "O menino viu uma formiga fugir com um fio de palha. Tudo muda quando a manhã fica fria e a chuva fina cai. "
    "Meu filho mais velho foi viver em uma fazenda com vacas, uvas e figos maduros.",
    "gmw/en-US": "My mother made five muffins for the farmer. The moon moves over the blue sea. If you feel free, "
    "leave the room and move to the palm tree. Father has a far calmer farm. Me and my family found a few fine movies.",
    "flite": "My mother made five muffins for the farmer. The moon moves over the blue sea. Mama saw a calm palm. "
    "Do you feel the beat of the music? Five fine fellows found a favorite film. The fat cat sat on a black mat. "
    "Who knew the shoe fit you? Many women made memorable movies. Very few leave the village every evening. "
    "My father moved the car far from the market. We see the team at the beach. The army marched past a farm. "
    "She may soon move to a new room.",
    "gmw/de": "Meine Mutter mag frische Milch. Fünf Affen fahren viel zu früh nach Amerika. Du musst ruhig am Fluss "
    "sitzen und die Vögel füttern. Viele liebe Fische schwimmen im Mittelmeer. Am Abend fuhr Papa mit dem Zug.",
}


def by_sound(sound: Samples) -> Curve:
    """What the engine does today."""
    return _faces(Lips(Audio(), MODEL), sound)


def by_phonemes(spoken: Spoken) -> Curve:
    """What the engine does with speech of its own."""
    lips = Lips(Audio(), MODEL)
    lips.expect(spoken.cues)
    return _faces(lips, spoken.sound)


def by_hand(sound: Samples) -> Curve:
    """What it did before."""
    after = np.zeros(REACH + 2 * HOP, np.float32)
    return np.array(
        [(f.openness, f.spread, 0, 0) for f in HandLips(Audio()).follow(HandEar().hear(_join(sound, after)))]
    )


def _faces(lips: Lips, sound: Samples) -> Curve:
    faces = lips.follow(Ear().hear(_join(sound, np.zeros(REACH + AHEAD * HOP, np.float32))))
    return np.array([(face.openness, face.spread, face.press, face.tuck) for face in faces])


def _join(*sounds: Samples) -> Samples:
    return np.concatenate(sounds)


MODEL = MouthModel()


# ---- told apart


def read(voices: HelperVoices, voice: str) -> list[Spoken]:
    """The sentences of one voice, at two rates."""
    return [speak(voices, TEXTS[voice.partition("+")[0]], voice, rate) for rate in (140, 190)]


def seen(spoken: Spoken, curve: Curve) -> list[tuple[str, Curve]]:
    """What is said and how the mouth is, for each occurrence."""
    found = []
    for name, begin_s, end_s in spoken.sounds:
        quarter = (end_s - begin_s) / 4
        first, last = round((begin_s + quarter) * 100), round((end_s - quarter) * 100)
        found.append((name, curve[first : last + 1].mean(axis=0)))
    return found


def read_recorded() -> dict[str, list[Spoken]]:
    """The same by voices made from recordings that were not trained on; none where their makers are not installed."""
    voices = {RECORDED: [speak_flite(TEXTS["flite"], RECORDED)]} if has_flite() else {}
    if has_festival():
        dice = random.Random(1)
        plain = TEXTS["roa/it"].replace("è", "e'").replace("à", "a'").replace("ù", "u'").split(". ")
        lines = plain + [syllables(dice, 10) for _ in range(4)]
        voices |= {voice: speak_festival(lines, voice) for voice in HELD_OUT}
    return voices


def class_means(occurrences: list[tuple[str, Curve]]) -> dict[str, Curve]:
    """The mean mouth of each sound."""
    return {name: np.mean([mouth for one, mouth in occurrences if one == name], axis=0) for name in SOUNDS}


def told_apart(occurrences: list[tuple[str, Curve]], means: dict[str, Curve]) -> dict[str, float]:
    """Per cent of the occurrences of each sound that the mouth shows as that sound."""
    right: dict[str, list[bool]] = {name: [] for name in SOUNDS}
    for name, mouth in occurrences:
        nearest = min(means, key=lambda other: float(np.abs(mouth - means[other]).sum()))
        right[name].append(nearest == name)
    return {name: round(100 * float(np.mean(hits)), 1) for name, hits in right.items() if hits}


def microphones(sound: Samples) -> dict[str, Samples]:
    """The same speech, clean and worse."""
    rng = np.random.default_rng(3)
    telephone = band_limit(sound.astype(np.float64), 3400.0).astype(np.float32)
    level = float(np.sqrt(np.mean(sound**2)))
    noise = (coloured_noise(len(sound), rng) * level * 10 ** (-20 / 20)).astype(np.float32)
    return {"clean": sound, "telephone": telephone, "noise_20_db_below": sound + noise}


# ---- shut


def nobody() -> dict[str, Samples]:
    """Half a minute of each thing that is no speech."""
    rng = np.random.default_rng(11)
    hiss = rng.normal(0, 1, 30 * RATE_HZ)
    return {
        "silence": np.zeros(30 * RATE_HZ, np.float32),
        "white_noise_-50_dbfs": (hiss * 10 ** (-50 / 20)).astype(np.float32),
        "white_noise_-38_dbfs": (hiss * 10 ** (-38 / 20)).astype(np.float32),
        "rumble_-40_dbfs": (coloured_noise(30 * RATE_HZ, rng) * 0.01).astype(np.float32),
        "typing": typing(30.0, rng),
        "breath": breath(30.0, rng),
    }


def closes_after_ms(spoken: Spoken, curve: Curve) -> float:
    """From the last phoneme's end to a shut mouth."""
    moving = [place for place, cue in enumerate(spoken.cues) if cue.shape not in (None, MouthShape())]
    end = round(spoken.cues[moving[-1] + 1].at_ns / 1e7)
    open_hops = np.flatnonzero(curve[end - 20 :, 0] > SHUT)
    return float(max(0, (open_hops[-1] + 1 if len(open_hops) else 0) - 20)) * 10


def measure() -> dict[str, object]:
    """All figures."""
    maker = espeak()
    try:
        known = [spoken for voice in KNOWN for spoken in read(maker, voice)]
        fresh = {voice: read(maker, voice) for voice in MEASURED_ON}
    finally:
        maker.close()
    recorded = read_recorded()
    figures: dict[str, object] = {
        "trained_on": {
            "espeak": [*sorted({*LANGUAGES, *FORWARD_LANGUAGES, *HURRIED_LANGUAGES}), *VARIANTS],
            "recorded": [*FLITE, *sorted(set(VOICES) - set(HELD_OUT)), *(f"pico {one}" for one in pico_voices.VOICES)],
        },
        "held_out": {"espeak": MEASURED_ON, "recorded": list(recorded)},
    }
    mouths: dict[str, Mouth] = {"trained": by_sound, "by_hand": by_hand}
    for name, mouth in mouths.items():
        means = class_means([one for spoken in known for one in seen(spoken, mouth(spoken.sound))])
        heard: dict[str, list[tuple[str, Curve]]] = {}
        voices: dict[str, object] = {}
        for voice, lines in fresh.items():
            clean = []
            for spoken in lines:
                for kind, sound in microphones(spoken.sound).items():
                    occurrences = seen(spoken, mouth(sound))
                    heard.setdefault(kind, []).extend(occurrences)
                    clean += occurrences if kind == "clean" else []
            voices[voice] = told_apart(clean, means)
        people = {
            voice: told_apart([one for spoken in lines for one in seen(spoken, mouth(spoken.sound))], means)
            for voice, lines in recorded.items()
        }
        figures[name] = {
            "told_apart_percent_of_recorded_voices": people,
            "told_apart_percent": {kind: told_apart(occurrences, means) for kind, occurrences in heard.items()},
            "told_apart_percent_by_voice": voices,
            "open_percent_of_nobody": {
                kind: round(100 * float(np.mean(mouth(sound)[:, 0] > SHUT)), 2) for kind, sound in nobody().items()
            },
            "shut_after_speech_ms": max(
                closes_after_ms(spoken, mouth(spoken.sound)) for lines in fresh.values() for spoken in lines
            ),
        }
    lines = [spoken for one in fresh.values() for spoken in one]
    means = class_means([one for spoken in known for one in seen(spoken, by_phonemes(spoken))])
    figures["phonemes"] = {
        "told_apart_percent": told_apart([one for s in lines for one in seen(s, by_phonemes(s))], means),
        "shut_after_speech_ms": max(closes_after_ms(spoken, by_phonemes(spoken)) for spoken in lines),
    }
    figures["occurrences"] = _occurrences(lines)
    figures["occurrences_of_recorded_voices"] = {voice: _occurrences(lines) for voice, lines in recorded.items()}
    begun_s = time.process_time()
    by_sound(lines[0].sound)
    figures["cpu_ms_per_picture_at_30_fps"] = round(
        (time.process_time() - begun_s) * 1000 / (len(lines[0].sound) / RATE_HZ * 30), 3
    )
    return figures


def _occurrences(lines: list[Spoken]) -> dict[str, int]:
    return {name: sum(one == name for spoken in lines for one, _, _ in spoken.sounds) for name in SOUNDS}


def main() -> int:
    """Measure, print, write. Returns the exit code."""
    parser = argparse.ArgumentParser(description="How well the mouth tells sounds apart.")
    parser.add_argument("--results", type=Path)
    arguments = parser.parse_args()
    report = {"machine": describe_machine(), **measure()}
    text = json.dumps(report, indent=1)
    print(text)
    if arguments.results is not None:
        arguments.results.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
