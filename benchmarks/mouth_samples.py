"""How the mouth does with recordings: what is said told apart where that is known, silence, jumps, what else moves.

    python -m benchmarks.mouth_samples FOLDER [--results benchmarks/results/mouth_samples.json]

FOLDER holds WAV files. In ``benchmarks/labels``, or beside one, may lie a label track of the same name (``.txt``: begin
and end in seconds and a phoneme of the International Phonetic Alphabet, tabs between them, as Audacity writes them).
Every file is spoken by a bundled host, and what is said of lips is measured in the pictures. Where the labels come from
is told in ``docs/decisions/mouth.md``; which of them are confirmed by the sound, in ``benchmarks/mouth_said.py``.
"""

from __future__ import annotations

import argparse
import json
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr

from app.engine.base import EngineRequest
from app.engine.builtin.engine import BuiltinEngine
from app.engine.builtin.voice import RATE_HZ, Ear
from app.media.types import MouthCue, Pixels, Samples
from app.sources.voices.espeak import espeak
from benchmarks.machine import describe_machine
from benchmarks.mouth import KNOWN, Curve, by_sound, class_means, read, seen, told_apart
from benchmarks.mouth_said import Recording
from tools.mouth_speech import SOUNDS, Spoken, sounds_in

LABELS = Path(__file__).parent / "labels"
HOST = Path(__file__).parents[1] / "resources" / "avatars" / "mira"
WIDTH_PX, HEIGHT_PX, FPS = 432, 480, 30
FACE_PX = 0.37 * HEIGHT_PX  # from the hair to the chin
BACKGROUND = (slice(0, HEIGHT_PX // 3), slice(0, WIDTH_PX // 12))  # beside the head, where nothing may move
SETTLED_S = 0.1
SILENT_S = 0.25
BEFORE_SOUND_S = 0.1  # lips part before a sound
SILENT_DB, ABOVE_ROOM_DB = 25.0, 5.0


def pictures(engine: BuiltinEngine, sound: Samples, cues: list[MouthCue]) -> Iterator[Pixels]:
    """What the host looks like while it speaks ``sound``."""
    engine.begin_turn(1, 0)
    engine.expect(cues)
    place = 0
    while place < len(sound):
        wanted = engine.next_chunk()
        chunk = np.zeros(wanted, np.float32)
        chunk[: len(sound) - place] = sound[place : place + wanted]
        place += wanted
        yield from engine.render(chunk).pictures
    yield from engine.end_turn().pictures


def gap(picture: Pixels) -> float:
    """How high the gap between the host's lips is, in heights of the face.

    From the upmost to the lowest row with teeth or the dark of the mouth in it, in the middle of the face.
    """
    middle = slice(round(0.49 * WIDTH_PX), round(0.505 * WIDTH_PX))
    rows = slice(round(0.44 * HEIGHT_PX), round(0.58 * HEIGHT_PX))
    blue, red = picture[rows, middle, 0], picture[rows, middle, 2]
    inside = np.flatnonzero(((red < 145) | (blue > 225)).any(axis=1))
    return float(inside[-1] - inside[0] + 1) / FACE_PX if len(inside) else 0.0


def read_sample(path: Path) -> Spoken:
    """A recording, with its phonemes where they are known."""
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
        rate_hz = file.getframerate()
    sound = soxr.resample((pcm.mean(axis=1) / 32768).astype(np.float32), rate_hz, RATE_HZ)
    sounds, labels = [], path.with_suffix(".txt")
    labels = kept if (kept := LABELS / labels.name).exists() else labels
    for line in labels.read_text(encoding="utf-8").splitlines() if labels.exists() else ():
        begin, end, phoneme = line.split("\t")
        sounds += sounds_in([(float(begin), phoneme), (float(end), "")])
    return Spoken(sound, [], sounds)


def silences(sound: Samples) -> list[tuple[float, float]]:
    """Begin and end, s, of what is far below the voice and near the level of the room, for long enough."""
    level_db = np.array([hop.level_db for hop in Ear().hear(sound)])
    room_db, voice_db = np.percentile(level_db, (5, 95))
    limit_db = min(voice_db - SILENT_DB, max(voice_db - SILENT_DB - 10, room_db + ABOVE_ROOM_DB))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], level_db < limit_db, [0]])))
    return [(b / 100, e / 100) for b, e in edges.reshape(-1, 2).tolist() if e - b >= SILENT_S * 100]


def judge(engine: BuiltinEngine, sample: Spoken) -> dict[str, object]:
    """The lips of one recording, in pictures."""
    gaps, still, first = [], 0, None
    for picture in pictures(engine, sample.sound, []):
        gaps.append(gap(picture))
        background = picture[BACKGROUND].astype(np.int16)
        first = background if first is None else first
        still = max(still, int(np.abs(background - first).max()))
    quiet = [
        max(gaps[round((begin + SETTLED_S) * FPS) + 1 : round((end - BEFORE_SOUND_S) * FPS)], default=0.0)
        for begin, end in silences(sample.sound)
    ]
    return {
        "seconds": round(len(sample.sound) / RATE_HZ, 1),
        "widest_gap_percent_of_face": round(100 * max(gaps), 1),
        "silences": len(quiet),
        "silences_with_lips_closed_after_100_ms": sum(one < 0.02 for one in quiet),
        "largest_jump_between_pictures_percent_of_face": round(100 * float(np.abs(np.diff(gaps)).max()), 1),
        "change_of_background_levels": still,
    }


def measure(folder: Path) -> dict[str, object]:
    """All figures of the recordings in ``folder``."""
    maker = espeak()
    try:
        known = [spoken for voice in KNOWN for spoken in read(maker, voice)]
    finally:
        maker.close()
    means: dict[str, Curve] = class_means([one for spoken in known for one in seen(spoken, by_sound(spoken.sound))])
    engine = BuiltinEngine()
    engine.load(EngineRequest(HOST, WIDTH_PX, HEIGHT_PX, FPS))
    figures: dict[str, object] = {}
    for path in sorted(folder.glob("*.wav")):
        sample = read_sample(path)
        found = judge(engine, sample)
        if sample.sounds:
            recording, occurrences = Recording(sample.sound), seen(sample, by_sound(sample.sound))
            said = [recording.said(*one) for one in sample.sounds]
            found["as_the_dictionary_has_it"] = _told(occurrences, means)
            found["as_confirmed"] = _told([one for one, is_so in zip(occurrences, said, strict=True) if is_so], means)
        figures[path.stem] = found
        print(path.stem, json.dumps(found), flush=True)
    return figures


def _told(occurrences: list[tuple[str, Curve]], means: dict[str, Curve]) -> dict[str, object]:
    there = [name for name, _ in occurrences]
    return {
        "told_apart_percent": told_apart(occurrences, means),
        "occurrences": {name: there.count(name) for name in SOUNDS},
    }


def main() -> int:
    """Measure, print, write. Returns the exit code."""
    parser = argparse.ArgumentParser(description="How the mouth does with recordings.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--results", type=Path)
    arguments = parser.parse_args()
    report = {"machine": describe_machine(), "samples": measure(arguments.folder)}
    if arguments.results is not None:
        arguments.results.write_text(json.dumps(report, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
