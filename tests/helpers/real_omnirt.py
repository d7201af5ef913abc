"""The real OmniRT server, from PyPI, in an environment of its own beside the tests'."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv-omnirt"
LOCK = ROOT / "requirements" / "omnirt.lock"
PEER = ROOT / "tests" / "tools" / "omnirt_peer.py"
INSTALL_LIMIT_S = 600.0
START_LIMIT_S = 60.0


def real_omnirt_python() -> Path:
    """Python of the environment, made at the first call; later ones need no network. AssertionError says why not."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = ENVIRONMENT / "installed.lock"
    with _alone():
        if done.exists() and done.read_bytes() == LOCK.read_bytes():
            return python
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(ENVIRONMENT))
        _run(str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r", str(LOCK))
        done.write_bytes(LOCK.read_bytes())
    return python


class RealOmniRT:
    """A server on a port of this machine, from ``with RealOmniRT(...) as server`` on.

    Args:
        folder: for its log.
        moving: every route answers with the moving placeholder of ``omnirt_peer.py``; otherwise the server is as it
            comes, and its pictures are of one colour.
        keys: file of keys, one a line, that HTTP asks for.

    """

    def __init__(self, folder: Path, *, moving: bool = False, keys: Path | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        keyed = [] if keys is None else [str(keys)]
        if moving:
            self._arguments = [str(PEER), str(self.port), *keyed]
        else:
            options = ["--host", "127.0.0.1", "--port", str(self.port), "--backend", "cpu-stub"]
            self._arguments = ["-m", "omnirt", "serve", *options, *(["--api-key-file", *keyed] if keyed else [])]
        self._folder = folder
        self._log = folder / "omnirt.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.port}"

    def socket_url(self, path: str = "/v1/audio2video/flashtalk") -> str:
        """``ws://127.0.0.1:PORT/PATH``."""
        return f"ws://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and return when it answers."""
        python = real_omnirt_python()
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("OMNIRT_", "PYTHON"))}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [python, *self._arguments],
                cwd=self._folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_LIMIT_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"OmniRT did not start:\n{self._log.read_text(errors='replace')}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, without a word to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process of the tests makes the environment; the port is free again even after a crash."""
    deadline = time.monotonic() + INSTALL_LIMIT_S
    while True:
        try:
            gate = socket.create_server(("127.0.0.1", 47_263))
            break
        except OSError:
            assert time.monotonic() < deadline, f"somebody else is making {ENVIRONMENT} and does not end"
            time.sleep(0.2)
    with gate:
        yield


def _run(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=INSTALL_LIMIT_S)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}"
