"""Voices of festival, which are cut from recordings of people, with the phonemes they speak."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr

from app.engine.builtin.voice import RATE_HZ
from tools.mouth_speech import CMU, Spoken, spoken_of

_ENGLISH = CMU | {"axr": "ɚ", "dx": "ɾ", "el": "l", "em": "m", "en": "n", "nx": "n", "hv": "h", "brth": "", "h#": ""}
_CZECH = {
    **{"c": "ts", "ch": "x", "c~": "tʃ", "d~": "ɟ", "dz~": "dʒ", "n*": "ŋ", "n~": "ɲ", "r~": "r", "r~*": "r"},
    **{"s~": "ʃ", "t~": "c", "z~": "ʒ", "h": "ɦ", "#": ""},
}
_FINNISH = {"a": "ɑ", "@": "æ", "7": "ø", "D": "ð", "L": "ʎ", "N": "ŋ", "S": "ʃ", "T": "θ", "Z": "ʒ", "v": "ʋ"}
_ROMANCE = {
    **{"E": "ɛ", "J": "ɲ", "L": "ʎ", "O": "ɔ", "S": "ʃ", "Z": "ʒ", "ax": "ə", "rr": "r", "ng": "ŋ", "nf": "ɱ"},
    **{"tS": "tʃ", "dZ": "dʒ"},
}
_RUSSIAN = {
    **{"aa": "a", "a": "ɐ", "ae": "ə", "ay": "ə", "ee": "e", "ii": "i", "i": "ɪ", "oo": "o", "uu": "u", "ur": "ʊ"},
    **{"y": "ɨ", "yy": "ɨ", "c": "ts", "ch": "tʃ", "sch": "ʃ", "sh": "ʃ", "zh": "ʒ", "h": "x", "hh": "x"},
    **{twice: twice[0] for twice in ("bb", "dd", "ff", "gg", "kk", "ll", "mm", "nn", "pp", "rr", "ss", "tt", "vv")},
    "zz": "z",
}
_HINDI = {
    **{"a": "ə", "aa": "a", "ax": "ə", "ih": "ɪ", "iy": "i", "uh": "ʊ", "uw": "u", "eh": "e", "ow": "o", "v": "ʋ"},
    **{"g": "ɡ", "N": "n", "bh": "b", "ph": "f", "r": "ɾ", "th": "t", "dh": "d"},
}

VOICES = {
    **{"kal_diphone": _ENGLISH, "ked_diphone": _ENGLISH, "cmu_us_slt_arctic_hts": _ENGLISH},
    **{"czech_dita": _CZECH, "czech_krb": _CZECH, "czech_machac": _CZECH, "czech_ph": _CZECH},
    **{"suo_fi_lj_diphone": _FINNISH, "hy_fi_mv_diphone": _FINNISH, "msu_ru_nsh_clunits": _RUSSIAN},
    **{"hindi_NSK_diphone": _HINDI, "telugu_NSK_diphone": _HINDI, "upc_ca_ona_hts": _ROMANCE},
    **{"lp_diphone": _ROMANCE, "pc_diphone": _ROMANCE},
}
"""Voices of Debian's festvox packages, and what their phonemes are in the International Phonetic Alphabet."""

HELD_OUT = ("lp_diphone", "pc_diphone")
"""A woman and a man who speak Italian: nothing of them or of their language is trained on."""

_ENDS = "~1:*"
_CYRILLIC = str.maketrans("abefgiklmnoprstuvzd", "абефгиклмнопрстувзд")
INDIAN = {"hindi": ("मबपफवतदनसलरकग", "ािीूु"), "telugu": ("మబపఫవతదనసలరకగ", "ాిీూు")}


def has_festival() -> bool:
    """Whether festival is installed (Debian: festival)."""
    return shutil.which("festival") is not None


def is_english(voice: str) -> bool:
    """Whether ``voice`` reads English and not syllables as they are written."""
    return VOICES[voice] is _ENGLISH


def speak_festival(texts: Sequence[str], voice: str, stretch: float = 1.0, squeeze: float = 1.0) -> list[Spoken]:
    """Speak each of ``texts`` by one of ``VOICES``; see ``speak_flite``. No text has a quotation mark in it."""
    with tempfile.TemporaryDirectory() as folder:
        orders = [f"(voice_{voice})", f"(Parameter.set 'Duration_Stretch {stretch:.2f})"]
        for number, text in enumerate(texts):
            target = Path(folder) / str(number)
            orders.append(f'(set! u (SynthText "{text}"))')
            orders.append(f'(utt.save.wave u "{target}.wav" \'riff) (utt.save.segs u "{target}.lab")')
        script = Path(folder) / "say.scm"
        script.write_text("\n".join(orders), encoding="utf-8")
        subprocess.run(["festival", "-b", str(script)], capture_output=True, check=True)
        return [_read(Path(folder) / str(number), VOICES[voice], squeeze) for number in range(len(texts))]


def _read(stem: Path, letters: dict[str, str], squeeze: float) -> Spoken:
    with wave.open(str(stem.with_suffix(".wav"))) as file:
        rate_hz = file.getframerate()
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    sound = soxr.resample((pcm / 32768.0).astype(np.float32), rate_hz * squeeze, RATE_HZ, quality="HQ")
    events, begin_s = [], 0.0
    for line in stem.with_suffix(".lab").read_text(encoding="latin-1").splitlines()[1:]:
        end, _, phone = line.split()
        phone = phone.rstrip(":") if phone.rstrip(":") in letters else phone.rstrip(_ENDS)
        events.append((begin_s / squeeze, "" if phone in ("#", "##", "pau", "_", "0") else letters.get(phone, phone)))
        begin_s = float(end)
    return spoken_of(sound, [*events, (begin_s / squeeze, "")])


def indian_syllables(dice: random.Random, words: int, language: str) -> str:
    """The same for "hindi" and "telugu", whose letters are consonants with their vowel upon them."""
    consonants, vowels = INDIAN[language]
    return " ".join(
        "".join(
            dice.choice(consonants[:5] * 2 + consonants[5:]) + dice.choice(vowels) for _ in range(dice.randint(1, 4))
        )
        + dice.choice(("", "", "", "", ","))
        for _ in range(words)
    )


def syllables(dice: random.Random, words: int, *, cyrillic: bool = False) -> str:
    """Syllables that voices of every language but English read as they are written."""
    said = " ".join(
        "".join(dice.choice("mmmbpffvvtdnslrkg") + dice.choice("aaeiiouu") for _ in range(dice.randint(1, 4)))
        + dice.choice(("", "", "", "m", "n", "s"))
        + dice.choice(("", "", "", "", ","))
        for _ in range(words)
    )
    return said.translate(_CYRILLIC) if cyrillic else said
