"""A real headless Chromium, led by its DevTools protocol (Debian's package ``chromium``)."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 60.0
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",  # as OBS's browser has it
    "--remote-debugging-port=0",
    "about:blank",
)


class Page:
    """One page of it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    def call(self, method: str, **parameters: Any) -> Any:
        """One call of the protocol; events are left out."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(PATIENCE_S))
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    def run_first(self, script: str) -> None:
        """Have ``script`` run before those of every page that is opened here."""
        self.call("Page.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def open(self, url: str) -> None:
        """Go there."""
        self.call("Page.navigate", url=url)

    def reload(self) -> None:
        """As somebody does who presses F5."""
        self.call("Page.reload")

    def evaluate(self, expression: str) -> Any:
        """What an expression is, as JSON can say it; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str, patience_s: float = PATIENCE_S) -> Any:
        """Until it is true; what it is then."""
        deadline_s = time.monotonic() + patience_s
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < deadline_s, f"{expression} never came true"
            threading.Event().wait(0.02)
        return value


@contextmanager
def chromium(folder: Path) -> Iterator[Page]:
    """A browser with one page; its profile is in ``folder``."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    assert program is not None, "Chromium is missing; studio.py test --install-system installs it"
    process = subprocess.Popen(
        [program, f"--user-data-dir={folder}", *_FLAGS],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_page_address(folder, process), max_size=None, compression=None) as socket:
            yield Page(socket)
    finally:
        for one in (*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait(10)


def _page_address(folder: Path, process: subprocess.Popen[bytes]) -> str:
    told = folder / "DevToolsActivePort"
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        if told.exists() and (words := told.read_text().split()):
            # A page of our own: the first one is replaced while the browser starts.
            page = httpx.put(f"http://127.0.0.1:{words[0]}/json/new?about:blank", timeout=PATIENCE_S).json()
            return str(page["webSocketDebuggerUrl"])
        assert process.poll() is None, "Chromium ended"
        assert time.monotonic() < deadline_s, "Chromium did not start"
        threading.Event().wait(0.05)
