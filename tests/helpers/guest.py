"""Runs commands in the guest that has a real virtual camera (see tests/tools/camera-guest/run.sh)."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1] / "tools" / "camera-guest"
KERNEL_VARIABLE = "FLASHTALK_GUEST_KERNEL_DIR"
_BUILT = Path.home() / ".cache" / "camera-guest"


BUILD_S = 1200
"""Time limit for building the kernel; two processors need five minutes."""


def kernel_dir() -> Path:
    """The folder whose ``uml/linux`` is the guest's kernel, built once where none is given. May take ``BUILD_S``."""
    given = os.environ.get(KERNEL_VARIABLE)
    if given:
        if not (Path(given) / "uml" / "linux").is_file():
            raise FileNotFoundError(f"{KERNEL_VARIABLE}={given} holds no uml/linux")
        return Path(given)
    _BUILT.mkdir(parents=True, exist_ok=True)
    with (_BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (_BUILT / "uml" / "linux").is_file():
            _build(_BUILT, lock.fileno())
    return _BUILT


def _build(folder: Path, lock_fd: int) -> None:
    environment = {**os.environ, "VMDIR": str(folder)}
    command = [str(TOOLS / "build.sh"), "uml"]
    # The build holds the lock too: when its tests are killed it finishes alone, and nobody begins a second one.
    build = subprocess.Popen(command, env=environment, start_new_session=True, pass_fds=[lock_fd])
    try:
        if build.wait(BUILD_S) != 0:
            raise subprocess.CalledProcessError(build.returncode, "build.sh")
    except BaseException:  # a test that runs into its own time limit must not leave a compiler behind
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        raise


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
