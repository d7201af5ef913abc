"""Train the network that tells the mouth from the sound. A tool for developers; the studio only ever reads its result.

    python -m tools.train_mouth

Speech is synthesised with known phonemes: by espeak-ng in many voices and languages, and by flite, festival and SVOX
Pico in voices that were made from recordings (``tools/mouth_lines.py``). It is made worse as microphones and rooms do.
What the mouth should do comes from the same table and the same curves that drive it where phonemes are known. Written
is ``resources/models/mouth.npz``; ``benchmarks/mouth.py`` judges it on voices and languages that are not here. Only
numpy and these voices are needed (see ``tools/recorded_voices.py`` and ``tools/pico_voices.py``); about half an hour on
two cores. The same seeds give the same speech and the same weights, but for what espeak-ng varies by itself.
"""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import numpy as np

from tools.mouth_learning import HIDDEN, Layers, Lessons, Line, joined, train
from tools.mouth_lines import SEED, lines_of, tasks
from tools.mouth_speech import has_flite
from tools.pico_voices import has_pico
from tools.recorded_voices import has_festival

TARGET = Path(__file__).resolve().parents[1] / "resources" / "models" / "mouth.npz"


def main() -> int:
    """Make the speech, train, write. Returns the exit code."""
    if not (has_flite() and has_festival() and has_pico()):
        raise SystemExit(
            "A voice is missing. On Debian: apt install flite festival libttspico-utils and the festvox voices; "
            "pip install pocketsphinx"
        )
    lines = speech()
    print(f"{len(lines):,} lines, {sum(len(line.wanted) for line in lines):,} hops", flush=True)
    rng = np.random.default_rng(SEED)
    lessons = Lessons(lines, rng)
    del lines
    keep(joined([train(lessons, hidden, rng) for hidden in HIDDEN]), TARGET)
    return 0


def speech() -> list[Line]:
    """All that is spoken and sung, and what is heard while nobody speaks."""
    lines: list[Line] = []
    # In a process of its own, no task finds what another one has left: pocketsphinx gets used to a voice.
    with multiprocessing.Pool(maxtasksperchild=1) as pool:
        for task, made in zip(tasks(), pool.imap(lines_of, tasks()), strict=True):
            print(*task, len(made), flush=True)
            lines += made
    return lines


def keep(layers: Layers, target: Path) -> None:
    """Write the network: weights in eight bits, a scale for each of their columns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    stored = {}
    for number, (weights, bias) in enumerate(layers):
        scale = np.abs(weights).max(axis=0) / 127
        stored[f"weights_{number}"] = np.round(weights / scale).astype(np.int8)
        stored[f"scale_{number}"] = scale.astype(np.float32)
        stored[f"bias_{number}"] = bias.astype(np.float16)
    np.savez_compressed(target, allow_pickle=False, **stored)
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
