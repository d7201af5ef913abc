"""On what and at which commit a figure was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import psutil


def describe_machine() -> dict[str, object]:
    """Processor, memory, system, Python, load and commit: without them no figure says anything."""
    cpu = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        cpu = lines[0].partition(":")[2].strip() if lines else cpu
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_1min": round(psutil.getloadavg()[0], 2),
        "commit": commit.stdout.strip(),
    }
