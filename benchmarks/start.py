"""From the command to the first pictures in the preview, with warm caches.

    python -m benchmarks.start --times 7 --out benchmarks/results/start.json

Goal: 1.5 s to the first preview picture. The first is the card while the host is being opened; both are given.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.base.paths import Paths
from benchmarks.machine import describe_machine

EVENTS = ("window.shown", "window.first_picture", "host on stage", "engine ready")


def main() -> None:
    """Start it a few times and report the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Paths.find(Path(folder)).settings_file
        settings.parent.mkdir()
        settings.write_text("[window]\nassistant_done = true\n")  # which only the very first start would open
        runs = [_start(Path(folder), number) for number in range(options.times + 1)][1:]  # the first warms the caches
    medians = {event: round(statistics.median(run[event] for run in runs), 3) for event in EVENTS}
    text = json.dumps({"machine": describe_machine(), "median_s": medians, "runs_s": runs}, indent=1)
    print(text)
    if options.out is not None:
        options.out.write_text(text + "\n")


def _start(base: Path, number: int) -> dict[str, float]:
    log = base / f"{number}.jsonl"
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    begun_ns = time.time_ns()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--basedir", str(base), "--json-log", str(log)],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    seen: dict[str, float] = {}
    while len(seen) < len(EVENTS) and process.poll() is None:
        time.sleep(0.05)
        for line in log.read_text().splitlines() if log.exists() else ():
            name = _event(json.loads(line))
            if name in EVENTS:
                seen.setdefault(name, round((json.loads(line)["time_ns"] - begun_ns) / 1e9, 3))
    process.terminate()
    process.wait(30)
    return seen


def _event(record: dict[str, object]) -> str:
    data = record.get("data")
    changed = data.get("changed", {}) if isinstance(data, dict) else {}
    if changed.get("avatar_id"):
        return "host on stage"
    if changed.get("engine") == "ready":
        return "engine ready"
    return str(record.get("event", ""))


if __name__ == "__main__":
    main()
