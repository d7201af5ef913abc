"""Programs that run beside a test, and what they say."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(log: Path, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """A process that is ended politely, for some files are finished only then.

    Args:
        log: takes what it says.
        command: run in the folder of the source.
        environment: variables beside those of this process.
    """
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env={**os.environ, **(environment or {})}
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for_text(text: str, log: Path, patience_s: float) -> None:
    """Until ``log`` contains ``text``."""
    deadline_s = time.monotonic() + patience_s
    while text not in (said := log.read_text(errors="replace")):
        assert time.monotonic() < deadline_s, f"{text!r} never came in {log}:\n{said}"
        time.sleep(0.2)
