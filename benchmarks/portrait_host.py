"""What one picture of a portrait that speaks costs, at 720x1280 on one core.

Run as ``python -m benchmarks.portrait_host``; writes ``benchmarks/results/portrait_host.json``.
"""

from __future__ import annotations

import json
import math
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil

from app.avatars.bundle import open_bundle
from app.avatars.hosts import open_host
from app.avatars.sheet_host import Host
from app.media.types import NS_PER_S
from benchmarks.machine import describe_machine
from tests.helpers.portraits import FACE_PX, HEIGHT, landmarks, painted, portrait_bundle

OUT_PX = (720, 1280)
FPS = 30
PICTURES = 20 * FPS
LIMIT_MS = 8.0
RESULT = Path(__file__).parent / "results" / "portrait_host.json"


def main() -> None:
    """Measure a portrait with a background and one without."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {
            name: _measure(portrait_bundle(Path(folder) / name, painted(clear=clear), landmarks()))
            for name, clear in (("opaque", False), ("cut_out", True))
        }
    result = {
        "what": f"{PICTURES} pictures of {OUT_PX[0]}x{OUT_PX[1]}, the face {FACE_PX * OUT_PX[1] // HEIGHT} px high",
        "limit_ms": LIMIT_MS,
        **measured,
        "machine": describe_machine(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _measure(bundle: Path) -> dict[str, object]:
    before = psutil.Process().memory_info().rss
    begun = time.perf_counter()
    host = open_host(open_bundle(bundle), *OUT_PX)
    opened_s = time.perf_counter() - begun
    idle, _ = _draw(host, speaking=False)
    speaking, wall = _draw(host, speaking=True)
    return {
        "idle_cpu_ms": _spread(idle),
        "speaking_cpu_ms": _spread(speaking),
        "speaking_wall_ms": _spread(wall),
        "open_s": round(opened_s, 2),
        "memory_mb": round((psutil.Process().memory_info().rss - before) / 1e6, 1),
    }


def _draw(host: Host, *, speaking: bool) -> tuple[list[float], list[float]]:
    """Milliseconds of processor and of wall clock for each picture of some seconds of life."""
    cpu_ms, wall_ms = [], []
    for number in range(PICTURES):
        pose = host.motion.at(number * NS_PER_S // FPS)
        if speaking:
            wave = math.tau * number / FPS
            openness, spread = 0.5 - 0.5 * math.cos(4 * wave), math.sin(1.7 * wave)
            pose = replace(pose, openness=openness, spread=spread, smile=0.2, nod=0.1)
        cpu, wall = time.thread_time(), time.perf_counter()
        host.draw(pose)
        cpu_ms.append((time.thread_time() - cpu) * 1e3)
        wall_ms.append((time.perf_counter() - wall) * 1e3)
    return cpu_ms, wall_ms


def _spread(values_ms: list[float]) -> dict[str, float]:
    return {f"p{percent}": round(float(np.percentile(values_ms, percent)), 2) for percent in (50, 95, 99)}


if __name__ == "__main__":
    main()
