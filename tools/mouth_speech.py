"""Synthetic speech with known phonemes, to train the mouth and to judge it; rooms, telephones, noise."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from app.engine.builtin.cues import CueTrack
from app.engine.builtin.voice import HOP, HOP_NS, RATE_HZ
from app.media.types import PROGRAM_RATE_HZ, MouthCue, MouthShape, Samples
from app.sources.phonemes import CueMaker
from app.sources.speech import Choice, SpokenText
from app.sources.voices.base import Manner
from app.sources.voices.espeak import NORMAL_WPM, HelperVoices

SOUNDS = {"aa": "aɑæɐ", "ee": "i", "oo": "u", "mm": "m", "ff": "fv"}
"""What the mouth is asked to tell apart, and the letters of each; a phoneme counts when it is that letter alone."""

_CONSONANTS = ("m", "m", "m", "b", "p", "f", "f", "v", "v", "t", "d", "n", "s", "sh", "k", "g", "l", "r", "w", "y", "h")
_VOWELS = ("a", "aa", "ah", "ee", "ee", "oo", "oo", "u", "o", "e", "i", "ai", "ou")

CMU = {
    **{"aa": "ɑ", "ae": "æ", "ah": "ʌ", "ao": "ɔ", "aw": "aʊ", "ax": "ə", "ay": "aɪ", "eh": "ɛ", "er": "ɚ", "ey": "eɪ"},
    **{"ih": "ɪ", "iy": "i", "ow": "oʊ", "oy": "ɔɪ", "uh": "ʊ", "uw": "u", "ch": "tʃ", "dh": "ð", "g": "ɡ", "hh": "h"},
    **{"jh": "dʒ", "ng": "ŋ", "r": "ɹ", "sh": "ʃ", "th": "θ", "y": "j", "zh": "ʒ", "pau": ""},
}


@dataclass(frozen=True)
class Spoken:
    """A line that was spoken.

    Attributes:
        sound: RATE_HZ.
        cues: what the mouth does.
        sounds: name (see ``SOUNDS``), begin and end of each occurrence, s.
    """

    sound: Samples
    cues: list[MouthCue]
    sounds: list[tuple[str, float, float]]

    def curve(self) -> list[MouthShape]:
        """The mouth at each hop of the sound."""
        track = CueTrack()
        track.add(self.cues)
        return [track.at(hop * HOP_NS) or MouthShape() for hop in range(len(self.sound) // HOP)]


def speak(voices: HelperVoices, text: str, voice: str, rate_wpm: int, squeeze: float = 1.0) -> Spoken:
    """Speak ``text``; ``squeeze`` above 1 makes the speaker smaller: higher, with shorter throat, and faster."""
    line = SpokenText(text, [Choice(voices, voice)], Manner(rate_wpm / NORMAL_WPM))
    pieces, cues = [], []
    while (piece := line.read()) is not None:
        pieces.append(piece)
        cues += line.take_cues()
    sound = soxr.resample(np.concatenate(pieces), PROGRAM_RATE_HZ * squeeze, RATE_HZ, quality="HQ")
    events = [(event.at_ns / 1e9 / squeeze, event.text) for event in line.events if event.kind == "phoneme"]
    return Spoken(sound, [MouthCue(round(cue.at_ns / squeeze), cue.shape) for cue in cues], sounds_in(events))


def has_flite() -> bool:
    """Whether flite is installed (Debian: flite), whose voices are made from recordings and not by rules."""
    return shutil.which("flite") is not None


def speak_flite(text: str, voice: str, stretch: float = 1.0, squeeze: float = 1.0) -> Spoken:
    """English ``text`` by one of flite's voices ("slt", "rms", "awb", "kal16"); ``stretch`` above 1 is slower."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "line.wav"
        order = [
            "flite",
            "-voice",
            voice,
            "--setf",
            f"duration_stretch={stretch}",
            "-psdur",
            "-t",
            text,
            "-o",
            str(target),
        ]
        said = subprocess.run(order, capture_output=True, text=True, check=True).stdout
        with wave.open(str(target)) as file:
            rate_hz = file.getframerate()
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    sound = soxr.resample((pcm / 32768.0).astype(np.float32), rate_hz * squeeze, RATE_HZ, quality="HQ")
    events, begin_s, before_s = [], 0.0, 0.0
    for phone, _, end in (word.partition(":") for word in said.split()):
        if float(end) < before_s:  # it counts from each sentence's beginning
            begin_s, before_s = begin_s + before_s, 0.0
        events.append(((begin_s + before_s) / squeeze, CMU.get(phone, phone)))
        before_s = float(end)
    events.append(((begin_s + before_s) / squeeze, ""))
    return spoken_of(sound, events)


def spoken_of(sound: Samples, events: list[tuple[float, str]]) -> Spoken:
    """``sound`` at RATE_HZ with its phonemes: when each begins, s, in the International Phonetic Alphabet."""
    maker = CueMaker()
    cues = [cue for at_s, phoneme in events for cue in maker.take(round(at_s * 1e9), phoneme)]
    return Spoken(sound, cues, sounds_in(events))


def sounds_in(events: list[tuple[float, str]]) -> list[tuple[str, float, float]]:
    """Name, begin and end of what the mouth is asked to tell apart, of phonemes and when they begin, s."""
    return [
        (name, begin_s, end_s)
        for (begin_s, phoneme), (end_s, _) in itertools.pairwise(events)
        for name, letters in SOUNDS.items()
        if phoneme.strip("ˈˌː̩̪ʲ") in tuple(letters)
    ]


def nonsense(dice: random.Random, words: int) -> str:
    """Syllables that no language has in such numbers: every lip sound beside every vowel."""

    def word() -> str:
        syllables = (dice.choice(_CONSONANTS) + dice.choice(_VOWELS) for _ in range(dice.randint(1, 3)))
        return "".join(syllables) + dice.choice(("", "", "m", "f", "n", "s", "p"))

    return " ".join(word() + dice.choice(("", "", "", ",", ".")) for _ in range(words))


def numbers(dice: random.Random, count: int) -> str:
    """What every voice can read in its own language."""
    return ", ".join(str(dice.randrange(10 ** dice.randint(1, 5))) for _ in range(count))


# ---- what a microphone makes of it


def spoil(sound: Samples, rng: np.random.Generator) -> Samples:
    """A room, an equaliser, a compressor, a telephone, noise and a level, each by chance."""
    out = sound.astype(np.float64)
    if rng.random() < 0.3:
        out = _reverb(out, rng)
    if rng.random() < 0.6:
        out = _equalise(out, rng)
    if rng.random() < 0.3:
        out = _compress(out, rng)
    if rng.random() < 0.3:
        out = _mu_law(band_limit(out, rng.uniform(3200, 3900), rng.uniform(60, 300)))
    speech_db = 10 * np.log10(np.mean(out**2) + 1e-12)
    out *= 10 ** ((rng.uniform(-38, -14) - speech_db) / 20)
    if rng.random() < 0.7:
        level_db = 10 * np.log10(np.mean(out**2)) - rng.uniform(10, 45)
        out += coloured_noise(len(out), rng) * 10 ** (level_db / 20)
    return np.clip(out, -1, 1).astype(np.float32)


def telephone(sound: Samples, rng: np.random.Generator) -> Samples:
    """A bad line for certain: so narrow that little of a hiss is left, levelled, in eight bits, with a room behind."""
    narrow = band_limit(_equalise(sound.astype(np.float64), rng), rng.uniform(2400, 3700), rng.uniform(100, 320))
    out = _mu_law(_compress(narrow, rng) if rng.random() < 0.6 else narrow)
    speech_db = 10 * np.log10(np.mean(out**2) + 1e-12)
    out += coloured_noise(len(out), rng) * 10 ** ((speech_db - rng.uniform(20, 50)) / 20)
    out *= 10 ** ((rng.uniform(-30, -14) - speech_db) / 20)
    return np.clip(out, -1, 1).astype(np.float32)


def coloured_noise(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise of RMS 1, from hiss to rumble."""
    spectrum = np.fft.rfft(rng.normal(0, 1, count))
    spectrum *= (np.arange(len(spectrum)) + 10.0) ** -rng.uniform(0, 1.2)
    out = np.fft.irfft(spectrum, count)
    return out / (np.std(out) + 1e-12)


def band_limit(sound: NDArray[np.float64], highest_hz: float, lowest_hz: float = 250.0) -> NDArray[np.float64]:
    """What a telephone lets through."""
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    gain = 1 / (1 + (hz / highest_hz) ** 16) / (1 + (lowest_hz / np.maximum(hz, 1)) ** 4)
    return np.fft.irfft(np.fft.rfft(sound) * gain, len(sound))


def typing(seconds: float, rng: np.random.Generator, level_db: float = -20.0) -> Samples:
    """Keys: short bursts of hiss with a knock, in a quiet room."""
    out = rng.normal(0, 1e-3, round(seconds * RATE_HZ))
    at = 0.1
    while at < seconds - 0.1:
        count = round(rng.uniform(0.004, 0.02) * RATE_HZ)
        key = rng.normal(0, 1, count) + 2 * np.sin(np.arange(count) * rng.uniform(0.05, 0.3))
        out[round(at * RATE_HZ) :][:count] += key * np.exp(-np.arange(count) / count * 4) * 10 ** (level_db / 20)
        at += rng.uniform(0.06, 0.35)
    return out.astype(np.float32)


def breath(seconds: float, rng: np.random.Generator, level_db: float = -35.0) -> Samples:
    """Breathing at the microphone: hiss that swells and fades."""
    count = round(seconds * RATE_HZ)
    swell = np.maximum(0, np.sin(np.arange(count) / RATE_HZ * 2 * np.pi / rng.uniform(1.5, 3.5))) ** 2
    hz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    spectrum = np.fft.rfft(rng.normal(0, 1, count)) * np.exp(-(((hz - rng.uniform(1500, 4000)) / 2500) ** 2))
    hiss = np.fft.irfft(spectrum, count)
    hiss /= np.std(hiss)
    out: Samples = (hiss * swell * 10 ** (level_db / 20) + rng.normal(0, 1e-3, count)).astype(np.float32)
    return out


def fan(seconds: float, rng: np.random.Generator) -> Samples:
    """A fan, a lorry, the wind: noise that is all low."""
    wide = round(RATE_HZ / rng.uniform(120, 1200))
    low = np.convolve(rng.normal(0, 0.1, round(seconds * RATE_HZ)), np.ones(wide) / np.sqrt(wide), "same")
    return low.astype(np.float32)


def _reverb(sound: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    count = round(rng.uniform(0.05, 0.35) * RATE_HZ)
    tail = rng.normal(0, 1, count) * np.exp(-np.arange(count) / count * 6) * rng.uniform(0.01, 0.06)
    tail[0] = 1.0
    size = len(sound) + count
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]


def _equalise(sound: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE_HZ), 60) / 60)
    gain_db = np.interp(octaves, np.arange(8), rng.normal(0, 4, 8))
    return np.fft.irfft(np.fft.rfft(sound) * 10 ** (gain_db / 20), len(sound))


def _compress(sound: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Quiet sounds louder, as announcers and calls have it: up to half of their distance to the loud ones."""
    wide = round(rng.uniform(0.01, 0.08) * RATE_HZ)
    level = np.sqrt(np.convolve(sound**2, np.hanning(wide) / np.hanning(wide).sum(), "same")) + 1e-3
    return sound * level ** -rng.uniform(0.2, 0.5)


def _mu_law(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Eight bits a sample, as telephones carry it (ITU-T G.711)."""
    peak = np.abs(sound).max() + 1e-9
    coded = np.round(np.sign(sound) * np.log1p(255 * np.abs(sound) / peak) / np.log(256) * 127) / 127
    out: NDArray[np.float64] = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255 * peak
    return out


def sung(rng: np.random.Generator) -> Spoken:
    """Vowels that are held and gliding in pitch, as in song: formants over harmonics, with closed lips between them."""
    shapes = {
        "aa": ((750, 1.0), (1250, 0.6), (2600, 0.12), MouthShape(1.0, 0.1)),
        "ee": ((300, 1.0), (2300, 0.5), (3000, 0.4), MouthShape(0.28, 1.0)),
        "oo": ((310, 1.0), (720, 0.35), (2300, 0.02), MouthShape(0.25, -1.0)),
        "uu": ((320, 1.0), (1550, 0.4), (2350, 0.15), MouthShape(0.25, -1.0)),
        "ih": ((420, 1.0), (2000, 0.5), (2600, 0.25), MouthShape(0.3, 0.7)),
        "eh": ((550, 1.0), (1850, 0.5), (2500, 0.2), MouthShape(0.6, 0.5)),
        "oh": ((480, 1.0), (850, 0.6), (2400, 0.05), MouthShape(0.45, -0.85)),
        "mm": ((250, 1.0), (1100, 0.05), (2300, 0.02), MouthShape(press=1.0)),
    }
    names = list(shapes)
    size = rng.uniform(0.88, 1.18)
    pieces, cues, at_s = [np.zeros(RATE_HZ // 4)], [MouthCue(0, MouthShape())], 0.25
    pitch_hz = rng.uniform(90, 420)
    for _ in range(rng.integers(4, 10)):
        *formants, shape = shapes[names[rng.integers(len(names))]]
        seconds = rng.uniform(0.12, 1.2)
        hz = pitch_hz * 2 ** (rng.integers(-5, 6) / 12)
        pieces.append(_note(formants, size, hz, seconds, rng))
        cues.append(MouthCue(round(at_s * 1e9), shape))
        at_s += seconds
        if rng.random() < 0.4:
            cues.append(MouthCue(round(at_s * 1e9), MouthShape()))
            pause_s = rng.uniform(0.08, 0.5)
            pieces.append(np.zeros(round(pause_s * RATE_HZ)))
            at_s += pause_s
    cues.append(MouthCue(round(at_s * 1e9), MouthShape()))
    pieces.append(np.zeros(RATE_HZ // 3))
    return Spoken(np.concatenate(pieces).astype(np.float32), cues, [])


def _note(
    formants: Sequence[tuple[float, float]], size: float, hz: float, seconds: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    count = round(seconds * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(hz * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * time_s + rng.uniform(0, 6)))) / RATE_HZ
    width_hz = rng.uniform(80, 200)
    out = np.zeros(count)
    for harmonic in range(1, int(5000 / hz)):
        strength = sum(gain * np.exp(-(((harmonic * hz - f * size) / width_hz) ** 2)) for f, gain in formants)
        out += (strength + rng.uniform(5e-4, 5e-3)) * np.sin(harmonic * phase + harmonic**2)
    edge = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.015 * RATE_HZ))
    return out / (np.std(out) + 1e-9) * edge * 10 ** (rng.uniform(-5, 1) / 20)
