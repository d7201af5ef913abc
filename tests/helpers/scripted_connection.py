"""A test of a connection, and a verification, that go as they are told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.base.errors import AppError
from app.base.rungs import Rung, RungState
from app.base.settings import LocalServerSettings, Settings


class ScriptedLocalServer:
    """See ``studio.local_server.LocalServerPort``.

    Attributes:
        url: where it answers; emptied for it to end by itself.
        fails: raised by the next start.
        let_go: set for a start to return.
        elsewhere: one that somebody else started answers.

    """

    def __init__(self) -> None:
        self.url = ""
        self.fails: AppError | None = None
        self.let_go = threading.Event()
        self.let_go.set()
        self.did: list[str] = []
        self.elsewhere = False

    def start(self, program: Path, settings: LocalServerSettings, stopped: threading.Event) -> None:
        self.did.append(f"start {program}")
        self.url = f"http://127.0.0.1:{settings.port}"
        while not self.let_go.wait(0.01) and not stopped.is_set():
            pass
        if self.fails is not None:
            self.url = ""
            raise self.fails

    def stop(self) -> None:
        self.did.append("stop")
        self.url = ""

    def answers(self, settings: LocalServerSettings) -> bool:
        return self.elsewhere

    def ended(self) -> AppError:
        return AppError("local_server.ended", "OmniRT has stopped by itself.", "Its log says more.")


class ScriptedConnectionPort:
    """See ``studio.connection.ConnectionPort``. Climbs two rungs, and waits between them.

    Attributes:
        tested: the settings of each test, and whether a session was said to be open.
        verified: the settings of each verification.
        preloaded: the settings of each server that was warmed up.
        let_go: set for the second rung to be tried, and for a server to be warm.
        on_stopped: called when a test or a verification was stopped, a moment before it ends.
        refusal: raised instead of the first rung.
        keys: what is kept.
        no_keyring: raised when a key is to be kept.

    """

    def __init__(self) -> None:
        self.tested: list[tuple[Settings, bool]] = []
        self.verified: list[Settings] = []
        self.preloaded: list[Settings] = []
        self.let_go = threading.Event()
        self.on_stopped: Callable[[], None] = lambda: None
        self.refusal: AppError | None = None
        self.keys: dict[str, str] = {}
        self.no_keyring: AppError | None = None
        self.local_server = ScriptedLocalServer()
        self.program: Path | None = Path("/usr/bin/omnirt")

    def find_local_server(self, program: Path | None) -> Path | None:
        return program or self.program

    def test_connection(
        self, settings: Settings, stopped: threading.Event, *, session_open: bool, tts_first_pcm_ms: float | None
    ) -> Iterator[Rung]:
        self.tested.append((settings, session_open))
        if self.refusal is not None:
            raise self.refusal
        return self._climb(stopped)

    def _climb(self, stopped: threading.Event) -> Iterator[Rung]:
        yield Rung("reachable", RungState.GOOD, "It answers.", 12.0)
        while not self.let_go.wait(0.01) and not stopped.is_set():
            pass
        if stopped.is_set():
            time.sleep(0.1)  # as a session takes a moment to close
            self.on_stopped()
        yield Rung("session", RungState.GOOD, "A session was created.", 900.0)

    def verify(self, settings: Settings, stopped: threading.Event, progress: Callable[[float], None]) -> Iterator[Rung]:
        self.verified.append(settings)
        progress(7.0)
        yield from self._climb(stopped)
        if stopped.is_set():
            yield Rung("stability", RungState.DOUBTFUL, "It was stopped.")

    def preload(self, settings: Settings, stopped: threading.Event) -> Rung:
        self.preloaded.append(settings)
        while not self.let_go.wait(0.01) and not stopped.is_set():
            pass
        if self.refusal is not None:
            raise self.refusal
        return Rung("preload", RungState.GOOD, "wav2lip is warm.", 4200.0)

    def has_server_key(self, server: str) -> bool:
        return server in self.keys

    def keep_server_key(self, server: str, key: str) -> None:
        if key:
            self.keys[server] = key
        else:
            self.keys.pop(server, None)
        if self.no_keyring is not None:
            raise self.no_keyring
