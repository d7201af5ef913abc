"""Voices of SVOX Pico, which are made from recordings of women, with the phonemes they speak.

Pico does not say when it speaks what; pocketsphinx lays the words over the sound. Both are only needed to train:
``pico2wave`` (Debian: libttspico-utils, of non-free) and ``pip install pocketsphinx``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import wave
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soxr

from app.engine.builtin.voice import RATE_HZ
from app.media.types import Samples
from tools.mouth_speech import CMU, Spoken, spoken_of

if TYPE_CHECKING:
    from pocketsphinx import Decoder

VOICES = ("en-US", "en-GB")
"""Those whose words pocketsphinx knows."""
BEFORE_S, AFTER_S = 0.1, 0.2  # of silence, which the alignment needs


def has_pico() -> bool:
    """Whether Pico and what aligns it are installed."""
    return shutil.which("pico2wave") is not None and find_spec("pocketsphinx") is not None


def speak_pico(text: str, voice: str, rate: int = 100, pitch: int = 100, squeeze: float = 1.0) -> Spoken | None:
    """Speak English ``text`` by one of ``VOICES``; None where the alignment fails. See ``speak_flite``.

    Args:
        text: what to say; a sentence's end is read as a comma, as words are laid over one whole sound.
        voice: one of ``VOICES``.
        rate: how fast, per cent of the usual.
        pitch: how high, per cent of the usual.
        squeeze: above 1 makes the speaker smaller: higher, with shorter throat, and faster.
    """
    text = re.sub("[.!?]", ",", text)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "line.wav"
        marked = f'<speed level="{rate}"><pitch level="{pitch}">{text}</pitch></speed>'
        subprocess.run(["pico2wave", "-l", voice, "-w", str(target), marked], capture_output=True, check=True)
        with wave.open(str(target)) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")  # at RATE_HZ
    sound = np.pad((pcm / 32768).astype(np.float32), (round(BEFORE_S * RATE_HZ), round(AFTER_S * RATE_HZ)))
    events = _aligned(sound, text)
    if events is None:
        return None
    smaller = soxr.resample(sound, RATE_HZ * squeeze, RATE_HZ, quality="HQ")
    return spoken_of(smaller, [(at_s / squeeze, phoneme) for at_s, phoneme in events])


@cache
def _decoder() -> Decoder:
    from pocketsphinx import Decoder  # only who trains has it

    return Decoder(samprate=RATE_HZ, loglevel="FATAL", lm=None, beam=1e-80, wbeam=1e-60, pbeam=1e-80)


def _aligned(sound: Samples, text: str) -> list[tuple[float, str]] | None:
    """When each phoneme begins, s, in the International Phonetic Alphabet; the last ends the line."""
    decoder = _decoder()
    words = re.sub("[^a-z' ]+", " ", text.lower()).split()
    if any(decoder.lookup_word(word) is None for word in words):
        return None
    pcm = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    try:
        decoder.set_align_text(" ".join(words))
        _hear(decoder, pcm)  # the words
        decoder.set_alignment()
        _hear(decoder, pcm)  # and the phonemes in them
    except RuntimeError:  # it says no more than that it failed
        return None
    found = [phone for word in decoder.get_alignment() or () for phone in word]
    if not found:
        return None
    ends_s = (found[-1].start + found[-1].duration) / 100
    return [*((phone.start / 100, _letters(phone.name)) for phone in found), (ends_s, "")]


def _hear(decoder: Decoder, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def _letters(phone: str) -> str:
    return "" if phone == "SIL" or phone.startswith(("+", "<")) else CMU.get(phone.lower(), phone.lower())
