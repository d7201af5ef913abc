"""The real program, started as its users start it, and read through its JSON log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from app.base.paths import Paths
from app.base.settings import Settings
from app.base.settings_store import SettingsStore
from app.engine import WORKER_ARGUMENT

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log. ``time_ns`` is the time of day."""

    time_ns: int
    level: str
    name: str
    message: str
    data: dict[str, Any]


def store_settings(folder: Path, settings: Settings) -> None:
    """What a user of the programs in ``folder`` has set before they start."""
    paths = Paths.find(folder / "studio")
    paths.make()
    SettingsStore(paths.settings_file).save(settings)


class Program:
    """One running program. A context manager: at its end everything that belongs to the program is gone.

    Args:
        folder: its files go below; the same folder again is the same user's next start.
        arguments: of the command line, beside those that say where files go.
        environment: variables beside those of this process.
        command: what starts it: the sources, or a packaged studio.

    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        environment: dict[str, str] | None = None,
        command: Sequence[str] = (sys.executable, "-m", "app"),
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.basedir = folder / "studio"
        start = len(list(folder.glob("*.jsonl")))
        self._log = folder / f"{start}.jsonl"
        self._stdout, self._stderr = folder / f"{start}.out", folder / f"{start}.err"
        where = ["--basedir", str(self.basedir), "--json-log", str(self._log)]
        with self._stdout.open("w") as stdout, self._stderr.open("w") as stderr, _interruptible():
            self.process = subprocess.Popen(
                [*command, *where, *arguments],
                cwd=ROOT,
                env=os.environ | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        self._family = psutil.Process(self.process.pid)
        self._known: set[psutil.Process] = set()
        self._events: list[Event] = []
        self._read = 0

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *exc: object) -> None:
        family = self.children()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for process in family:
            if process.is_running():
                process.kill()
        psutil.wait_procs(family, 5)

    # ---- what it says

    def events(self) -> list[Event]:
        """Everything that it has logged so far."""
        if self._log.exists():
            with self._log.open("rb") as file:
                file.seek(self._read)
                lines = file.read()
            whole = lines[: lines.rfind(b"\n") + 1]
            self._read += len(whole)
            self._events += [_event(line) for line in whole.splitlines()]
        return self._events

    def values(self, name: str) -> list[Any]:
        """The values that a part of the studio's state has taken since the start, in order."""
        changes = [event.data["changed"] for event in self.events() if event.name == "studio.changed"]
        return [changed[name] for changed in changes if name in changed]

    def is_now(self, name: str, value: object) -> bool:
        """Whether a part of the studio's state has this value now."""
        return self.values(name)[-1:] == [value]

    def problems(self) -> list[str]:
        """Codes of the problems that were reported; where a show's report is, is told the same way and is none."""
        codes = [event.data["code"] for event in self.events() if event.name == "problem"]
        return [code for code in codes if code != "report.written"]

    def warnings(self) -> list[str]:
        """What it logged at WARNING or above."""
        return [event.message for event in self.events() if event.level not in ("DEBUG", "INFO")]

    def measures(self) -> dict[str, Any]:
        """What it measured, as logged at the end of the show."""
        return next(event.data for event in reversed(self.events()) if event.name == "show.ended")

    def stdout(self) -> str:
        """Its results."""
        return self._stdout.read_text(encoding="utf-8")

    def stderr(self) -> str:
        """Everything else that it says to people."""
        return self._stderr.read_text(encoding="utf-8")

    def wait_for(self, met: Callable[[Program], object], timeout_s: float = 30.0) -> None:
        """Until ``met`` holds. It may not end before."""
        deadline = time.monotonic() + timeout_s
        while not met(self):
            ended = self.process.poll() is not None
            assert not ended or met(self), f"it ended early\n{self.story()}"
            assert time.monotonic() < deadline, f"waited {timeout_s} s in vain\n{self.story()}"
            time.sleep(0.02)

    def let_run(self, seconds: float) -> None:
        """Some more seconds, in which it must not end."""
        time.sleep(seconds)
        assert self.process.poll() is None, f"it ended early\n{self.story()}"

    def story(self) -> str:
        """For messages of tests that fail."""
        words = [f"{event.time_ns / 1e9:.3f} {event.level} {event.message}" for event in self.events()[-40:]]
        return "\n".join([*words, self._stderr.read_text()])

    # ---- its end

    def children(self) -> list[psutil.Process]:
        """Its processes, as long as they run: also those of a program that has died, if they were asked for before."""
        if self.process.poll() is None:
            self._known |= set(self._family.children(recursive=True))
        return [process for process in self._known if process.is_running()]

    def engine(self) -> psutil.Process:
        """The process of its engine."""
        (engine,) = (child for child in self.children() if WORKER_ARGUMENT in child.cmdline())
        return engine

    def wait(self, timeout_s: float = 60.0) -> int:
        """Its exit code, when it has ended by itself."""
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it does not end\n{self.story()}") from None

    def end(self, number: signal.Signals = signal.SIGTERM, timeout_s: float = 30.0) -> int:
        """Send a signal and wait; the exit code."""
        self.children()  # noted, for the clearing up
        self.process.send_signal(number)
        return self.wait(timeout_s)


@contextmanager
def _interruptible() -> Iterator[None]:
    """What is started meanwhile minds Ctrl+C, also where these tests run in the background and do not."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _event(line: bytes) -> Event:
    fields = json.loads(line)
    return Event(fields["time_ns"], fields["level"], fields.get("event", ""), fields["message"], fields.get("data", {}))


def run_program(folder: Path, *arguments: str, timeout_s: float = 60.0, **environment: str) -> Program:
    """Run the program to its end; ``process.returncode`` is its exit code."""
    with Program(folder, *arguments, environment=environment) as program:
        program.wait(timeout_s)
    return program
