"""Runs commands in the guest that has a real virtual camera (see tests/tools/camera-guest/run.sh)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1] / "tools" / "camera-guest"
KERNEL_VARIABLE = "FLASHTALK_GUEST_KERNEL_DIR"
_BUILT = Path.home() / ".cache" / "camera-guest"


def kernel_dir() -> Path:
    """The folder whose ``uml/linux`` is the guest's kernel, built once (some minutes) where none is given."""
    given = os.environ.get(KERNEL_VARIABLE)
    folder = Path(given) if given else _BUILT
    if not (folder / "uml" / "linux").is_file():
        if given:
            raise FileNotFoundError(f"{KERNEL_VARIABLE}={given} holds no uml/linux")
        environment = {**os.environ, "VMDIR": str(folder)}
        subprocess.run([str(TOOLS / "build.sh"), "uml"], env=environment, check=True)
    return folder


def run_in_guest(argv: list[str], timeout_s: int, *, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run ``argv`` in a fresh guest with this folder, these environment variables, and /dev/video0.

    Args:
        argv: command; its output comes back as one text.
        timeout_s: the guest is ended after it (exit code 124).
        options: more options of run.sh, like ``--no-camera``.

    """
    # Raised here, and not left to run.sh, which would fall back on another kind of guest.
    environment = {**os.environ, "VMDIR": str(kernel_dir())}
    command = [str(TOOLS / "run.sh"), "--timeout", str(timeout_s), *options, "--", *argv]
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
