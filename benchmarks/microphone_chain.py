"""What the microphone chain costs and what it does to speech and noise.

    python -m benchmarks.microphone_chain --out benchmarks/results/microphone_chain.json

Speech is espeak-ng's, noise is made. Processor time counts all threads of the process. Goals: the whole chain below 3 %
of a core, noticing feedback below 1 %.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.base.settings import VoiceSettings
from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.microphone_chain import DELAY, DELAY_NS, FRAME, MicrophoneChain
from app.studio.feedback import WINDOW, compare
from benchmarks.machine import describe_machine
from tests.helpers.room_sounds import PAUSE, fan, hum, sentences, typing

PLAIN = VoiceSettings(noise_suppression=False, gate=False)
CASES = {
    "everything": VoiceSettings(gain_db=6),
    "noise suppression": VoiceSettings(gate=False),
    "gate": VoiceSettings(noise_suppression=False),
}


def through(voice: VoiceSettings, sound: Samples) -> Samples:
    """``sound`` as it comes out, moved back by the delay."""
    chain = MicrophoneChain(voice)
    return np.concatenate([chain.process(sound[at : at + FRAME]) for at in range(0, len(sound), FRAME)])[DELAY:]


def rms_db(sound: Samples) -> float:
    """Root mean square in dB of full scale."""
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))


def cost(sound: Samples) -> dict[str, float]:
    """Share of a core that the chain takes, and how long 10 ms of sound take it."""
    chain = MicrophoneChain(CASES["everything"])
    took_us = []
    began = time.process_time()
    for at in range(0, len(sound), FRAME):
        block = time.perf_counter_ns()
        chain.process(sound[at : at + FRAME])
        took_us.append((time.perf_counter_ns() - block) / 1e3)
    share = (time.process_time() - began) / (len(sound) / PROGRAM_RATE_HZ)
    median, worst = np.percentile(took_us, [50, 99])
    return {"percent_of_a_core": share * 100, "block_p50_us": float(median), "block_p99_us": float(worst)}


def effect(noise: Callable[[int, float], Samples], level_dbfs: float) -> dict[str, dict[str, float]]:
    """What becomes of the noise in pauses and of the speech, by case."""
    speech = sentences()
    mixed = speech + noise(len(speech), level_dbfs)
    plain = through(PLAIN, mixed)
    loud = np.flatnonzero(np.abs(speech) > 0.01)
    first = int(loud[np.flatnonzero(np.diff(loud) > PAUSE // 2)[0] + 1])
    pause, spoken = slice(first - PAUSE // 2, first - PAUSE // 5), slice(first, first + 2 * PROGRAM_RATE_HZ)
    found = {}
    for name, voice in CASES.items():
        got = through(voice.model_copy(update={"gain_db": 0}), mixed)
        found[name] = {
            "pause_db": rms_db(got[pause]) - rms_db(plain[pause]),
            "speech_db": rms_db(got[spoken]) - rms_db(plain[spoken]),
        }
    return found


def feedback_cost() -> float:
    """Share of a core, in percent, that noticing feedback takes."""
    sound = np.resize(sentences(), WINDOW)
    began, rounds = time.process_time(), 20
    for _ in range(rounds):
        compare(sound, sound)
    return (time.process_time() - began) / rounds / (WINDOW / PROGRAM_RATE_HZ) * 100


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    sound = np.tile(sentences() + fan(len(sentences()), -60), 4)
    noises = {"fan": fan, "hum": hum, "typing": typing}
    result = {
        "machine": describe_machine(),
        "delay_ms": DELAY_NS / 1e6,
        "cost": cost(sound),
        "feedback_percent_of_a_core": feedback_cost(),
        "effect_at_-45_dbfs": {name: effect(noise, -45.0) for name, noise in noises.items()},
    }
    text = json.dumps(result, indent=1)
    print(text)
    if options.out is not None:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
