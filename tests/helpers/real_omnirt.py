"""The real OmniRT server from PyPI, in an environment of its own that is made when it is first needed.

``python -m tests.helpers.real_omnirt`` makes it beforehand, so that no test waits for the network.

It lies beside the tests' own (``.venv-omnirt``), holds exactly ``requirements/omnirt.lock``, and stays. No model is in
it: as it is, the server draws one solid colour; with ``tests/tools/omnirt_peer.py`` it draws its own placeholder, which
moves with the sound.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import studio

PEER = studio.ROOT / "tests" / "tools" / "omnirt_peer.py"
START_LIMIT_S = 90.0
STRAY_VARIABLES = ("OMNIRT_", "OPENTALKING_")  # of the machine that the tests run on: not meant for this server


def omnirt_python() -> Path:
    """The interpreter of the server's environment, which is made where it is missing. Raises studio.StopError."""
    own = Path(sys.prefix)
    env = own.with_name(f"{own.name}-omnirt")
    env.mkdir(exist_ok=True)
    with studio.alone(env):
        if not studio.is_ready(env, "omnirt"):
            log = env / studio.LOG
            studio.make_env(env, log)
            studio.write_stamp(env, {"state": "installing"})
            studio.install_packages(env, "omnirt", log)
            studio.write_stamp(env, {"omnirt": studio.lock_key("omnirt")})
    return studio.env_python(env)


class RealOmniRT:
    """One server on the loopback. Whichever thread; one at a time.

    Attributes:
        url: where it is, ``http://127.0.0.1:PORT``; the same after a restart.

    """

    def __init__(self, python: Path, folder: Path, *, moving: bool = False, keys: tuple[str, ...] = ()) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = folder / "omnirt.log"
        key_file = folder / "keys"
        if keys:
            key_file.write_text("".join(f"{key}\n" for key in keys), "utf-8")
        self._command = [str(python), *_arguments(port, moving, key_file if keys else None)]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket_url(self) -> str:
        """The same for WebSockets."""
        return self.url.replace("http", "ws", 1)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        environ = {k: v for k, v in studio.clean_environ().items() if not k.startswith(STRAY_VARIABLES)}
        del environ["PYTHONPATH"]  # its own code alone
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        give_up = time.monotonic() + START_LIMIT_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"OmniRT does not start:\n{self._log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.05)

    def stop(self, *, hard: bool = False) -> None:
        """End it; it closes its sockets with 1012, or where ``hard`` they are cut as in a crash."""
        if self._process is None:
            return
        if hard:
            self._process.kill()
        else:
            self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:  # it waits for sockets that nobody closes
            self._process.kill()
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def _arguments(port: int, moving: bool, keys: Path | None) -> list[str]:
    if moving:
        return [str(PEER), str(port), *([str(keys)] if keys else [])]
    arguments = ["-m", "omnirt", "serve", "--host", "127.0.0.1", "--port", str(port), "--backend", "cpu-stub"]
    return [*arguments, *(["--api-key-file", str(keys)] if keys else [])]


@contextmanager
def serving(folder: Path, *, moving: bool = False, keys: tuple[str, ...] = ()) -> Iterator[RealOmniRT]:
    """A running server; where its environment cannot be made, the test is skipped, and fails under CI."""
    try:
        python = omnirt_python()
    except studio.StopError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(f"the real OmniRT cannot be installed: {error}")
    server = RealOmniRT(python, folder, moving=moving, keys=keys)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def main() -> int:
    """Makes the environment; without a network the tests that need it are skipped, and fail under CI."""
    try:
        omnirt_python()
    except studio.StopError as error:
        studio.say(str(error))
        return int("CI" in os.environ)
    return 0


if __name__ == "__main__":
    sys.exit(main())
