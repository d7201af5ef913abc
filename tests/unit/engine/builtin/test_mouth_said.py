"""The rule that says whether a sound was really said, on a voice of which it is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from app.sources.voices.espeak import espeak
from benchmarks.mouth import TEXTS, microphones
from benchmarks.mouth_said import Recording
from tools.mouth_speech import SOUNDS, Spoken, speak


@pytest.fixture(scope="module")
def spoken() -> Iterator[Spoken]:
    voices = espeak()
    yield speak(voices, TEXTS["roa/it"], "roa/it+m3", 150)
    voices.close()


@pytest.mark.parametrize("microphone", ["clean", "telephone"])
def test_what_was_said_is_confirmed_and_what_was_not_is_not(spoken: Spoken, microphone: str) -> None:
    recording = Recording(microphones(spoken.sound)[microphone])
    confirmed = {
        (said, asked): np.mean(
            [recording.said(asked, begin, end) for name, begin, end in spoken.sounds if name == said]
        )
        for said in SOUNDS
        for asked in SOUNDS
    }
    assert {name: confirmed[name, name] > 0.6 for name in SOUNDS} == dict.fromkeys(SOUNDS, True)
    vowels = ("aa", "ee", "oo")
    assert all(confirmed[said, asked] < 0.1 for said in vowels for asked in vowels if said != asked)
    assert confirmed["mm", "ff"] < 0.1


def test_nothing_is_said_in_silence() -> None:
    recording = Recording(np.zeros(16_000, np.float32))
    assert not any(recording.said(name, 0.3, 0.4) for name in SOUNDS)
