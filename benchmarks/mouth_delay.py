"""How late the mouth of the built-in engine is, in pictures.

    python -m benchmarks.mouth_delay [--results benchmarks/results/mouth_delay.json]

Voices that were not trained on say "ah" after a silence, beginning at every part of a picture's length. Counted is
from the beginning of the vowel to the end of the sound that the first picture waits for whose mouth is nine tenths as
wide as it gets; drawing takes a few milliseconds more. The voices are espeak-ng's, whose vowels begin where it says.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from app.engine.base import EngineRequest
from app.engine.builtin.engine import BuiltinEngine
from app.engine.builtin.voice import RATE_HZ
from app.media.types import Samples
from app.sources.voices.espeak import espeak
from benchmarks.machine import describe_machine
from benchmarks.mouth import MEASURED_ON
from benchmarks.mouth_samples import HEIGHT_PX, HOST, WIDTH_PX, gap
from tools.mouth_speech import speak

ALL_FPS = (24, 25, 30, 50, 60)
LIMIT_MS = 150
SILENCE_S = 0.3
OFFSETS = 8


def opens_after_ms(engine: BuiltinEngine, vowel: Samples, offset: int) -> float:
    """From the beginning of ``vowel``, ``offset`` samples after a multiple of ``SILENCE_S``, to an open mouth."""
    begins = round(SILENCE_S * RATE_HZ) + offset
    sound = np.concatenate([np.zeros(begins, np.float32), vowel])
    engine.begin_turn(1, 0)
    place, shown = 0, []
    while place < len(sound):
        wanted = engine.next_chunk()
        chunk = np.zeros(wanted, np.float32)
        chunk[: len(sound) - place] = sound[place : place + wanted]
        place += wanted
        shown += [(place, gap(picture)) for picture in engine.render(chunk).pictures]
    widest = max(wide for _, wide in shown)
    return next((arrived - begins) * 1000 / RATE_HZ for arrived, wide in shown if wide >= 0.9 * widest)


def vowels() -> list[Samples]:
    """An "ah" of each voice."""
    maker = espeak()
    try:
        return [speak(maker, "a!", voice, 150).sound for voice in MEASURED_ON]
    finally:
        maker.close()


def main() -> int:
    """Measure, print, write. Returns the exit code."""
    parser = argparse.ArgumentParser(description="How late the mouth is.")
    parser.add_argument("--results", type=Path)
    arguments = parser.parse_args()
    said, figures = vowels(), {}
    for fps in ALL_FPS:
        engine = BuiltinEngine()
        engine.load(EngineRequest(HOST, WIDTH_PX, HEIGHT_PX, fps))
        offsets = [RATE_HZ * part // (fps * OFFSETS) for part in range(OFFSETS)]
        late_ms = [opens_after_ms(engine, vowel, offset) for vowel in said for offset in offsets]
        figures[fps] = {"least": round(min(late_ms)), "most": round(max(late_ms))}
        print(fps, figures[fps], flush=True)
    report = {"machine": describe_machine(), "voices": MEASURED_ON, "limit_ms": LIMIT_MS, "late_ms_by_fps": figures}
    if arguments.results is not None:
        arguments.results.write_text(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
