"""What a studio and its helpers take of the processors and of memory, by part."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]


class CpuMeter:
    """CPU by process and, in this process, by thread; memory as the sum of PSS."""

    def __init__(self) -> None:
        self._before = self._times()
        self._at = time.monotonic()

    def row(self) -> dict[str, Any]:
        """Cores used since the last call, by part, and the memory now."""
        times, at = self._times(), time.monotonic()
        spent = at - self._at
        cores = {name: round((t - self._before.get(name, 0.0)) / spent, 4) for name, t in times.items()}
        self._before, self._at = times, at
        pss: dict[str, float] = {}
        for process in _family():
            with suppress(psutil.NoSuchProcess):  # what was only asked something has gone meanwhile
                pss[_name(process)] = round(process.memory_full_info().pss / 1e6, 1)
        return {
            "cores": {name: used for name, used in sorted(cores.items()) if used >= 0.001},
            "cores_all": round(sum(used for name, used in cores.items() if name.startswith("process ")), 3),
            "pss_mb": pss,
            "pss_mb_all": round(sum(pss.values()), 1),
            "threads": threading.active_count(),
        }

    def _times(self) -> dict[str, float]:
        times: dict[str, float] = {}
        for process in _family():
            with suppress(psutil.NoSuchProcess):
                used = process.cpu_times()
                times[f"process {_name(process)}"] = used.user + used.system
        names = {thread.native_id: thread.name for thread in threading.enumerate()}
        for native in psutil.Process().threads():
            name = f"thread {names.get(native.id, 'native')}"
            times[name] = times.get(name, 0.0) + native.user_time + native.system_time
        return times


def _family() -> list[psutil.Process]:
    """This process and its children, without the sound server's players; the camera helper is nobody's child."""
    mine = psutil.Process()
    ours = str(ROOT / "benchmarks" / "null_camera.py")  # other checkouts may have theirs
    helpers = [p for p in psutil.process_iter(["cmdline"]) if ours in (p.info["cmdline"] or [])]
    family = {p.pid: p for p in [*mine.children(recursive=True), *helpers]}
    return [mine, *(p for p in family.values() if _has_part(p))]


def _has_part(process: psutil.Process) -> bool:
    try:
        return "paplay" not in process.name()
    except psutil.NoSuchProcess:  # a player that has come to its end
        return False


def _name(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    if process.pid == os.getpid():
        return "studio and window"
    known = {"null_camera": "camera helper", "--engine-worker": "engine", "spawn_main": "recorder"}
    return next((name for part, name in known.items() if part in line), process.name()) + f" {process.pid}"
