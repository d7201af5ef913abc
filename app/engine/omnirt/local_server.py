"""OmniRT on this computer: found, started, watched and stopped."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from app.base.errors import AppError
from app.base.processes import on_its_own
from app.base.settings import LocalServerSettings
from app.base.workers import Worker

log = logging.getLogger(__name__)

START_S = 180.0
"""Until it answers: it may import its models' libraries from a cold disk."""

STOP_S = 8.0
LOOK_S = 0.2
STATE_FILE = "omnirt.json"
LOG_FILE = "omnirt.log"

_TAIL_BYTES = 8192
_NAME = "omnirt.exe" if sys.platform == "win32" else "omnirt"
_USUAL = Path("omnirt") / ("Scripts" if sys.platform == "win32" else "bin") / _NAME


def find_program(chosen: Path | None, home: Path | None = None) -> Path | None:
    """The program: the one that was chosen, one on the search path, or one in ``~/omnirt``; None: there is none."""
    if chosen is not None:
        chosen = chosen.expanduser()
        return chosen if chosen.is_file() else None
    on_path = shutil.which("omnirt")
    if on_path is not None:
        return Path(on_path)
    usual = (home or Path.home()) / _USUAL
    return usual if usual.is_file() else None


class LocalServer:
    """One server that the studio started, now or when it ran before. ``start`` and ``stop`` may block; any thread.

    Args:
        runtime: folder for the note by which the next studio finds a server that was kept.
        logs: folder for what the server says.

    """

    def __init__(self, runtime: Path, logs: Path) -> None:
        self._state = runtime / STATE_FILE
        self._log = logs / LOG_FILE
        self._lock = threading.Lock()  # guards what follows
        self._process: psutil.Process | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """Where the server that we started answers, or will; empty: there is none."""
        with self._lock:
            if self._process is None:
                self._recall()
            if self._process is not None and not _alive(self._process):
                self._forget()
            return self._url if self._process is not None else ""

    def start(self, program: Path, settings: LocalServerSettings, stopped: threading.Event) -> None:
        """Start it and wait until it answers, or until ``stopped``. Raises AppError, with the server's own last words.

        What it says goes into a log file; nothing of it goes through a shell.
        """
        if self.url:
            return
        url = f"http://127.0.0.1:{settings.port}"
        if self.answers(settings):
            raise AppError(
                "local_server.port",
                f"Another server answers on port {settings.port} already.",
                "Use that one, or choose another port.",
            )
        command = [str(program), "serve", "--backend", settings.backend]
        command += ["--host", "127.0.0.1", "--port", str(settings.port)]
        process = self._launch(command)
        with self._lock:
            self._process, self._url = process, url
            self._note()
        began_s = time.monotonic()
        while not stopped.is_set():
            if not _alive(process):
                raise self.ended()
            if _answers(url):
                return
            if time.monotonic() - began_s > START_S:
                self.stop()
                raise AppError(
                    "local_server.slow",
                    f"OmniRT has not answered within {START_S:.0f} s and was stopped.",
                    f"Its log says more: {self._log}",
                )
            stopped.wait(LOOK_S)

    def answers(self, settings: LocalServerSettings) -> bool:
        """Whether one that somebody else started answers where ours would. Disturbs no session."""
        return _answers(f"http://127.0.0.1:{settings.port}")

    def ended(self) -> AppError:
        """Why a server that should run does not."""
        with self._lock:
            self._forget()
        said = self._last_words()
        message = "OmniRT has stopped by itself" + (f': "{said}".' if said else ".")
        return AppError("local_server.ended", message, f"All it said: {self._log}")

    def stop(self) -> None:
        """End it and every process that it started; returns when they are gone."""
        with self._lock:
            process = self._process
            self._forget()
        if process is None:
            return
        family = [process]
        with contextlib.suppress(psutil.Error):
            family = [process, *process.children(recursive=True)]
        for end in (psutil.Process.terminate, psutil.Process.kill):
            for one in family:
                with contextlib.suppress(psutil.Error):
                    end(one)
            _, family = psutil.wait_procs(family, STOP_S)

    # ---- how

    def _launch(self, command: list[str]) -> psutil.Process:
        # The studio's own Python must not leak into the server's.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("wb") as output:
                started = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self._log.parent,
                    env=environment,
                    **on_its_own(),
                )
        except OSError as error:
            raise AppError(
                "local_server.program",
                f"{command[0]} cannot be started: {error.strerror or error}.",
                "Choose the program omnirt in Settings > Connection, or install it again.",
            ) from error
        process = psutil.Process(started.pid)
        Worker("omnirt reaper", lambda: _reap(started)).start()
        return process

    def _note(self) -> None:
        """For the next studio. Held: the lock."""
        assert self._process is not None
        note = {"pid": self._process.pid, "created": self._process.create_time(), "url": self._url}
        with contextlib.suppress(OSError):
            self._state.write_text(json.dumps(note), encoding="utf-8")

    def _recall(self) -> None:
        """The server that an earlier studio left. Held: the lock."""
        try:
            note = json.loads(self._state.read_text(encoding="utf-8"))
            process = psutil.Process(int(note["pid"]))
            if process.create_time() == note["created"]:
                self._process, self._url = process, str(note["url"])
        except (OSError, ValueError, KeyError, TypeError, psutil.Error):
            pass

    def _forget(self) -> None:
        self._process, self._url = None, ""
        with contextlib.suppress(OSError):
            self._state.unlink(missing_ok=True)

    def _last_words(self) -> str:
        """The last line that it said, shortened; of a Python error that is the one that names it."""
        try:
            with self._log.open("rb") as log_file:
                log_file.seek(max(0, self._log.stat().st_size - _TAIL_BYTES))
                text = log_file.read().decode("utf-8", "replace")
        except OSError:
            return ""
        lines = ["".join(c for c in line if c.isprintable()).strip() for line in text.splitlines()]
        return next((line for line in reversed(lines) if line), "")[:300].rstrip(".")


def _reap(started: subprocess.Popen[bytes]) -> None:
    """Until it has ended: nobody else would take note of it."""
    log.info("OmniRT has ended with %d", started.wait())


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _answers(url: str) -> bool:
    # Only here: httpx brings 7 MB, and most studios have no such server.
    from app.engine.omnirt.discovery import ServerKind, find_kind

    try:
        return find_kind(url, {}, None) is ServerKind.APP
    except AppError:
        return False
