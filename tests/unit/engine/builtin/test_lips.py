from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from app.avatars.manner import Audio
from app.engine.builtin.lips import Face, Lips
from app.engine.builtin.listener import AHEAD
from app.engine.builtin.mouth import MouthModel
from app.engine.builtin.voice import HOP, REACH, Ear
from app.media.types import MouthCue, MouthShape, Samples
from tests.helpers.voices import RATE_HZ, noise, silence, syllables, vowel

MODEL = MouthModel()
HOPS_PER_S = RATE_HZ // HOP


def faces(sound: Samples, audio: Audio | None = None, cues: Sequence[MouthCue] = ()) -> list[Face]:
    """The face at every hop of ``sound``."""
    ear, lips = Ear(), Lips(audio or Audio(), MODEL)
    lips.expect(cues)
    after = np.zeros(REACH + AHEAD * HOP, np.float32)
    return lips.follow(ear.hear(np.concatenate([sound, after])))


def openness(sound: Samples, audio: Audio | None = None) -> list[float]:
    return [face.openness for face in faces(sound, audio)]


def test_silence_is_a_closed_mouth() -> None:
    assert max(openness(silence(2))) == 0


@pytest.mark.parametrize("level_db", [-60, -50, -45, -40, -35])
def test_a_noisy_room_is_a_closed_mouth(level_db: float) -> None:
    assert max(openness(noise(12, level_db))) == 0


def test_a_fan_is_a_closed_mouth() -> None:
    hum = np.convolve(noise(12, -22), np.ones(60) / 60, "same").astype(np.float32)  # about -40 dBFS, all of it low
    assert max(openness(hum)) < 0.05


def test_noise_between_phrases_closes_the_mouth_too() -> None:
    sound = np.concatenate([syllables(4), silence(4)]) + noise(8, -45)
    assert max(openness(sound)[round(4.5 * HOPS_PER_S) :]) == 0


def test_a_click_is_no_speech() -> None:
    keys = noise(4, -60)
    for start in range(4000, 60000, 5000):
        keys[start : start + 80] += noise(0.005, -15)
    assert max(openness(keys)) < 0.05


def test_a_vowel_opens_the_mouth_and_its_end_closes_it() -> None:
    seen = openness(np.concatenate([silence(0.5), vowel("aa", 0.5), silence(0.5)]))
    assert seen[48] < 0.2
    assert max(seen[50:100]) > 0.7
    assert seen[100 + 25] < 0.1
    assert seen[-1] == 0


@pytest.mark.parametrize("level_db", [-10, -18, -26, -32])
def test_quiet_and_loud_voices_move_it_alike(level_db: float) -> None:
    seen = openness(syllables(8, level_db))[4 * HOPS_PER_S :]
    assert 0.6 < np.percentile(seen, 95) <= 1.0
    assert np.percentile(seen, 10) < 0.35


def test_the_mouth_follows_syllables() -> None:
    seen = np.array(openness(syllables(4)))
    for begin in range(25, len(seen) - 25, 25):  # hops of a syllable: 17 of a vowel, 8 of silence
        assert min(seen[begin + 17 : begin + 28]) < 0.8 * max(seen[begin : begin + 17])


@pytest.mark.parametrize("level_db", [-12, -18, -30])
def test_a_note_that_is_held_stays_open(level_db: float) -> None:
    seen = openness(np.concatenate([syllables(6, level_db), vowel("aa", 10, level_db)]))
    assert min(seen[6 * HOPS_PER_S + 20 : -5]) > 0.4


def test_it_never_jumps() -> None:
    seen = openness(np.concatenate([silence(0.3), syllables(3, -8), noise(1, -20), silence(0.3)]))
    assert np.abs(np.diff(seen)).max() < 0.45  # per 10 ms


def test_attack_and_release_are_the_avatars_within_reason() -> None:
    sound = np.concatenate([silence(0.5), vowel("aa", 1.0), silence(1.0)])
    quick = openness(sound, Audio(attack_ms=5, release_ms=10))
    slow = openness(sound, Audio(attack_ms=60, release_ms=400))

    def fall(seen: list[float]) -> int:
        return next(n for n, value in enumerate(seen) if n > 150 and value < 0.2) - 150

    assert sum(quick[:60]) > 1.02 * sum(slow[:60]), "further open while it opens"
    assert fall(quick) < fall(slow) <= 10


def test_the_laziest_avatar_still_keeps_up() -> None:
    seen = openness(np.concatenate([silence(0.5), vowel("aa", 1.0)]), Audio(attack_ms=1000))
    assert seen[50 + 6] > 0.6


def test_lips_are_drawn_wide_for_ee_and_rounded_for_oo() -> None:
    speech = np.concatenate([part for _ in range(4) for name in ("aa", "ee", "oo") for part in (vowel(name, 0.25),)])
    seen = faces(speech)[-75:]
    middle = [np.mean([face.spread for face in seen[start + 8 : start + 22]]) for start in (0, 25, 50)]
    assert middle[1] > 0.5
    assert middle[2] < -0.5
    assert abs(middle[0]) < 0.5


def test_ee_and_oo_open_less_than_aa() -> None:
    wide = {name: np.mean(openness(vowel(name, 0.5))[20:40]) for name in ("aa", "ee", "oo")}
    assert wide["ee"] < 0.9 * wide["aa"]
    assert wide["oo"] < 0.9 * wide["aa"]


def test_a_phrase_begins_with_a_small_nod() -> None:
    sound = np.concatenate([silence(1), syllables(4), silence(1), syllables(2), silence(1)])
    nods = np.array([face.nod for face in faces(sound)])
    begins = np.flatnonzero((nods[1:] > 0) & (nods[:-1] == 0)) / HOPS_PER_S
    assert len(begins) == 2
    assert begins == pytest.approx([1.0, 6.0], abs=0.12)
    assert 0.5 < nods.max() <= 1
    assert max(abs(b - a) for a, b in itertools.pairwise(nods)) < 0.1
    assert nods[-1] == 0


MM, AA = MouthShape(press=1.0), MouthShape(1.0)


def test_what_is_known_of_the_words_goes_before_what_is_heard() -> None:
    cues = [MouthCue(0, MM), MouthCue(1_000_000_000, None)]
    seen = faces(vowel("aa", 2.0), cues=cues)
    assert max(face.openness for face in seen[10:95]) < 0.05
    assert min(face.press for face in seen[10:95]) > 0.95
    assert max(face.openness for face in seen[120:180]) > 0.6
    assert max(face.press for face in seen[120:180]) < 0.05


def test_the_voice_says_with_how_much_emphasis() -> None:
    cues = [MouthCue(0, MouthShape(0.6))]
    loud, soft = (faces(vowel("aa", 1.0, level_db), cues=cues)[50].openness for level_db in (-18, -36))
    assert 0.35 < soft < loud - 0.05


def test_phonemes_of_known_words_are_where_their_sound_is() -> None:
    cues = [MouthCue(0, MouthShape()), MouthCue(500_000_000, AA), MouthCue(1_000_000_000, MouthShape())]
    seen = [face.openness for face in faces(np.concatenate([silence(0.5), vowel("aa", 0.5), silence(0.5)]), cues=cues)]
    assert seen[42] < 0.05
    assert seen[56] > 0.7
    assert seen[110] < 0.05


class SaysAlways(MouthModel):
    """Hears the same in everything."""

    def __init__(self, *shape: float) -> None:
        self._shape = np.array([shape], np.float32)

    def shapes(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._shape


@pytest.mark.parametrize(("press", "tuck", "seen"), [(0.6, 0.05, "press"), (0.35, 0.25, "tuck"), (0.02, 0.5, "tuck")])
def test_lips_that_may_be_pressed_or_tucked_do_one_of_both(press: float, tuck: float, seen: str) -> None:
    lips = Lips(Audio(), SaysAlways(0.1, 0.0, press, tuck))
    face = lips.follow(Ear().hear(vowel("aa", 0.6)))[40]
    assert (face.press > 0.85) == (seen == "press")
    assert (face.tuck > 0.85) == (seen == "tuck")
    assert min(face.press, face.tuck) < 0.15


@pytest.mark.parametrize("octave_db", [-3.0, 3.0])
def test_a_dull_or_sharp_microphone_is_no_other_mouth(octave_db: float) -> None:
    sound = syllables(6)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    gain = 10 ** (octave_db * np.log2(np.maximum(hz, 100) / 1000) / 20)
    seen = faces((0.5 * np.fft.irfft(np.fft.rfft(sound) * gain, len(sound))).astype(np.float32))
    aa, ee, oo = (seen[25 * number + 10] for number in (21, 22, 23))  # the last of each, in its middle
    assert aa.openness > 0.6
    assert ee.spread > 0.5
    assert oo.spread < -0.5
