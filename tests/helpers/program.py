"""The real program as a process, and what it says: its output, its exit code and its log in JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class Program:
    """``python -m app`` with a folder of its own, from its start to its end. Killed at the end of a ``with``.

    Args:
        basedir: its folder; the log in JSON is ``log.json`` there.
        arguments: of its command line, beside --basedir and --json-log.
        environ: variables to add; without, it has no display.
        command: how to start it, if not as ``python -m app``.

    """

    def __init__(
        self,
        basedir: Path,
        *arguments: str,
        environ: Mapping[str, str] | None = None,
        command: Sequence[str] = (sys.executable, "-m", "app"),
    ) -> None:
        self.log_file = basedir / "log.json"
        inherited = {name: value for name, value in os.environ.items() if name not in DISPLAY_VARIABLES}
        basedir.mkdir(parents=True, exist_ok=True)
        self.started_s = time.monotonic()
        self.process = subprocess.Popen(
            [*command, f"--basedir={basedir}", f"--json-log={self.log_file}", *arguments],
            cwd=basedir,
            env={**inherited, "PYTHONPATH": str(ROOT), **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # its Ctrl+C is not ours
        )
        self.stdout = self.stderr = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self._collect(10.0)

    # ---- the end

    def wait(self, timeout_s: float = 60.0) -> int:
        """Wait for its end; gives the exit code."""
        self._collect(timeout_s)
        return self.process.returncode

    def stop(self, signal_number: int = signal.SIGTERM, timeout_s: float = 30.0) -> int:
        """Ask it to end, and wait for that; gives the exit code."""
        self.process.send_signal(signal_number)
        return self.wait(timeout_s)

    def _collect(self, timeout_s: float) -> None:
        out, err = self.process.communicate(timeout=timeout_s)
        self.stdout += out
        self.stderr += err

    # ---- the log

    @property
    def log(self) -> list[dict[str, Any]]:
        """All records so far; a line that is being written is left for later."""
        try:
            text = self.log_file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def events(self, name: str) -> list[dict[str, Any]]:
        """The data of all events of this name."""
        return [record["data"] for record in self.log if record.get("event") == name]

    def wait_for_event(
        self, name: str, met: Callable[[dict[str, Any]], bool] = lambda data: True, timeout_s: float = 30.0
    ) -> dict[str, Any]:
        """Wait until an event of this name meets a condition; gives its data."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            ended = self.process.poll() is not None
            for data in self.events(name):
                if met(data):
                    return data
            if ended or time.monotonic() > deadline_s:
                self._fail(f"no event {name} {'before its end' if ended else f'within {timeout_s} s'}")
            time.sleep(0.02)

    def wait_for_state(self, timeout_s: float = 30.0, **state: object) -> None:
        """Wait until the studio has been in a state, like ``recording="on"``."""
        for name, value in state.items():
            self.wait_for_event("studio.changed", lambda data: data["changed"].get(name) == value, timeout_s)  # noqa: B023 (called at once)

    def loud(self) -> list[str]:
        """What it logged at WARNING or above."""
        return [
            f"{record['level']} {record['logger']}: {record['message']}"
            for record in self.log
            if record["level"] in ("WARNING", "ERROR", "CRITICAL")
        ]

    def _fail(self, why: str) -> None:
        if self.process.poll() is not None:
            self._collect(10.0)
        tail = "\n".join(str(record) for record in self.log[-12:])
        raise AssertionError(f"{why}\nexit code {self.process.returncode}\n{self.stdout}\n{self.stderr}\n{tail}")


def run_program(basedir: Path, *arguments: str, timeout_s: float = 60.0, **how: Any) -> Program:
    """Run it to its end; see ``Program``. The exit code is ``process.returncode``."""
    with Program(basedir, *arguments, **how) as program:
        program.wait(timeout_s)
    return program
