"""The real OmniRT server, from PyPI, in an environment of its own beside the tests'.

The environment holds exactly ``requirements/omnirt.lock`` and stays. ``python -m tests.helpers.real_omnirt`` makes it
beforehand, so that no test waits for the network. There is no model in it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx
import pytest

import studio

PEER = studio.ROOT / "tests" / "tools" / "omnirt_peer.py"
START_LIMIT_S = 90.0
STOP_LIMIT_S = 5.0


def real_omnirt_python() -> Path:
    """Python of the environment, made at the first call; later ones need no network. Raises studio.StopError."""
    tests = Path(sys.prefix)
    env = tests.with_name(f"{tests.name}-omnirt")
    env.mkdir(exist_ok=True)
    with studio.alone(env):
        if not studio.is_ready(env, "omnirt"):
            log = env / studio.LOG
            studio.make_env(env, log)
            studio.write_stamp(env, {"state": "installing"})
            studio.install_packages(env, "omnirt", log)
            studio.write_stamp(env, {"omnirt": studio.lock_key("omnirt")})
    return studio.env_python(env)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class RealOmniRT:
    """A server on a port of this machine, from ``with RealOmniRT(...) as server`` on.

    Where its environment cannot be made, the test is skipped; under CI it fails.

    Args:
        folder: for its log.
        moving: every route answers with the moving placeholder of ``omnirt_peer.py``; otherwise the server is as it
            comes, and its pictures are of one colour.
        keys: file of keys, one a line, that HTTP asks for.

    """

    def __init__(self, folder: Path, *, moving: bool = False, keys: Path | None = None) -> None:
        self.port = free_port()
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
        """``http://127.0.0.1:PORT``; the same after a restart."""
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
        try:
            python = real_omnirt_python()
        except studio.StopError as error:
            if "CI" in os.environ:
                raise
            pytest.skip(f"the real OmniRT cannot be installed: {error}")
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

    def stop(self) -> None:
        """End it as its owner would: it says goodbye to its sockets."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:  # it waits for a socket that nobody closes
                self._process.kill()
                self._process.wait()
            self._process = None

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


def main() -> int:
    """Makes the environment; without a network the tests that need it are skipped, and fail under CI."""
    try:
        real_omnirt_python()
    except studio.StopError as error:
        studio.say(str(error))
        return int("CI" in os.environ)
    return 0


if __name__ == "__main__":
    sys.exit(main())
