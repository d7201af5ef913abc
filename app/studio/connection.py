"""What the window asks about servers: a test, a minute of speech, keys. Nothing of it is on air."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.rungs import Rung, RungState, failed
from app.base.settings import Settings
from app.base.workers import Worker
from app.studio import commands as do
from app.studio.local_server import LocalServerDesk, LocalServerPort, LocalServerState

VERIFY_S = 60.0
"""How long a verification has the host speak."""


class ConnectionPort(Protocol):
    """The servers as the desk reaches them. Any thread; every call may block, and raises AppError."""

    @property
    def local_server(self) -> LocalServerPort:
        """The one of this computer."""
        ...

    def find_local_server(self, program: Path | None) -> Path | None:
        """The program that starts it: the one that is given, or else one that is found; None: there is none."""
        ...

    def test_connection(
        self, settings: Settings, stopped: threading.Event, *, session_open: bool, tts_first_pcm_ms: float | None
    ) -> Iterator[Rung]:
        """Try the server of ``settings``: each rung when it has been tried, until the end or ``stopped``."""
        ...

    def verify(self, settings: Settings, stopped: threading.Event, progress: Callable[[float], None]) -> Iterator[Rung]:
        """Have the host speak over the server of ``settings`` for ``VERIFY_S``; ``progress`` is told the seconds."""
        ...

    def preload(self, settings: Settings, stopped: threading.Event) -> Rung:
        """Have the server of ``settings`` load its model, and say what came of it; ``stopped``: nobody waits for it."""
        ...

    def has_server_key(self, server: str) -> bool:
        """Whether there is a key for the server with this name."""
        ...

    def keep_server_key(self, server: str, key: str) -> None:
        """Keep it; empty forgets it."""
        ...


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """What is known of the servers.

    Attributes:
        testing: a test or a verification is under way.
        tested: name and model of the server that is or was tested, or empty.
        rungs: what the test has said so far.
        verified: it is, or was, a verification.
        spoken_s: how much of ``VERIFY_S`` is over; None: nothing is spoken, or not yet.
        warming: a server loads its model.
        warmed: what came of it; None: it was not asked to.
        keys: whether there is a key, by the name of the server; only of those that were looked for.
        problem: what went wrong with a key.
        local: the server of this computer.

    """

    testing: bool = False
    tested: str = ""
    rungs: tuple[Rung, ...] = ()
    warming: bool = False
    warmed: Rung | None = None
    keys: Mapping[str, bool] = field(default_factory=dict)
    problem: Problem | None = None
    local: LocalServerState = field(default_factory=LocalServerState)
    verified: bool = False
    spoken_s: float | None = None

    @property
    def title(self) -> str:
        """Of a report."""
        return f"{'Verification of' if self.verified else 'Test of the connection to'} {self.tested}"


class ConnectionDesk:
    """Answers what the window asks, on threads of its own. Commands come on the studio's thread.

    Args:
        port: the servers.
        changed: called, on any thread, when ``state`` has changed.

    """

    def __init__(self, port: ConnectionPort, changed: Callable[[], None]) -> None:
        self._port = port
        self._changed = changed
        self._lock = threading.Lock()  # guards the state
        self._stop = threading.Event()
        self._closing = threading.Event()
        self._test: Worker | None = None
        self._keys: list[Worker] = []
        self.state = ConnectionState()
        self._local = LocalServerDesk(port.find_local_server, port.local_server, self._local_changed)

    @property
    def busy(self) -> bool:
        """A test or a verification is under way, which may have a session."""
        return self._test is not None and self._test.is_alive()

    def stop(self) -> None:
        """End what is under way; returns at once."""
        self._stop.set()

    def obey(
        self,
        command: do.ConnectionCommand,
        settings: Settings,
        *,
        session_open: bool,
        live: bool = False,
        tts_first_pcm_ms: float | None = None,
    ) -> None:
        """Do what the window asks for, with these settings; returns at once.

        Args:
            command: what is asked.
            settings: the studio's own, of which a test takes all but the server.
            session_open: the studio has a session on a server, or is opening one.
            live: somebody may be watching the show.
            tts_first_pcm_ms: how long typed lines took of late until their first sound; None: not known.

        """
        match command:
            case do.TryServer(omnirt):
                tested = settings.model_copy(update={"omnirt": omnirt})
                # Also where it is on another server: that may be one which stands behind this one.
                self._start(
                    tested,
                    lambda stop: self._port.test_connection(
                        tested, stop, session_open=session_open, tts_first_pcm_ms=tts_first_pcm_ms
                    ),
                )
            case do.VerifyServer(omnirt):
                engine = settings.engine.model_copy(update={"kind": "omnirt"})
                tested = settings.model_copy(update={"omnirt": omnirt, "engine": engine})
                why_not = refusal(live=live, session_open=session_open)
                self._start(
                    tested,
                    lambda stop: (
                        iter((why_not,)) if why_not is not None else self._port.verify(tested, stop, self._spoken)
                    ),
                    verified=True,
                )
            case do.PreloadServer(omnirt):
                warmed = settings.model_copy(update={"omnirt": omnirt})
                self._preload(warmed, session_open=session_open and _address(settings) == _address(warmed))
            case do.StopTryingServer():
                self.stop()
            case do.LookForServerKeys(servers):
                self._work(lambda: self._look(servers))
            case do.KeepServerKey(server, key):
                self._work(lambda: self._keep(server, key))
            case _:
                self._local.obey(command)

    def close(self, *, keep_server: bool = False) -> None:
        """Stop the test, which closes its session, and wait for it and for the keys; end the server we started."""
        self._closing.set()
        self.stop()
        self._local.close(keep=keep_server)
        for worker in (*self._keys, *([self._test] if self._test is not None else ())):
            worker.join(10.0)

    def _local_changed(self) -> None:
        self._update(lambda now: replace(now, local=self._local.state))

    def _start(
        self, settings: Settings, climb: Callable[[threading.Event], Iterator[Rung]], *, verified: bool = False
    ) -> None:
        if self.busy:
            return
        stop = self._stop = threading.Event()
        profile = settings.omnirt.profile
        tested = f"{profile.name if profile is not None else '-'}: {settings.omnirt.model}"
        self._update(lambda now: replace(now, testing=True, tested=tested, rungs=(), verified=verified, spoken_s=None))

        def run() -> None:
            try:
                for rung in climb(stop):
                    self._add(rung)
                    if stop.is_set() and not verified:
                        break
            except AppError as error:  # before the first rung: nothing may be sent there, or there is no such avatar
                self._add(failed("reachable", error))
            finally:
                self._update(lambda now: replace(now, testing=False, spoken_s=None))

        self._test = Worker("connection test", run)
        self._test.start()

    def _spoken(self, seconds: float) -> None:
        self._update(lambda now: replace(now, spoken_s=seconds))

    def _preload(self, settings: Settings, *, session_open: bool) -> None:
        if self.state.warming:
            return
        if session_open:
            text = "The studio has a session there, whose pictures would stop while the server warms up."
            rung = Rung("preload", RungState.DOUBTFUL, text, advice=("Release the session, then warm up.",))
            self._update(lambda now: replace(now, warmed=rung))
            return
        self._update(lambda now: replace(now, warming=True, warmed=None))

        def warm() -> None:
            came: Rung | None = None
            try:
                came = self._port.preload(settings, self._closing)
            except AppError as error:
                came = failed("preload", error)
            finally:
                self._update(lambda now: replace(now, warming=False, warmed=came))

        self._work(warm)

    def _add(self, rung: Rung) -> None:
        self._update(lambda now: replace(now, rungs=(*now.rungs, rung)))

    def _work(self, work: Callable[[], None]) -> None:
        self._keys = [worker for worker in self._keys if worker.is_alive()]
        self._keys.append(Worker("server keys", work))
        self._keys[-1].start()

    def _look(self, servers: tuple[str, ...]) -> None:
        found = {server: self._port.has_server_key(server) for server in servers}
        self._update(lambda now: replace(now, keys={**now.keys, **found}))

    def _keep(self, server: str, key: str) -> None:
        problem = None
        try:
            self._port.keep_server_key(server, key)
        except AppError as error:
            problem = Problem.from_error(error, Severity.WARNING)
        self._update(lambda now: replace(now, keys={**now.keys, server: bool(key)}, problem=problem))

    def _update(self, change: Callable[[ConnectionState], ConnectionState]) -> None:
        with self._lock:
            self.state = change(self.state)
        self._changed()


def _address(settings: Settings) -> str:
    profile = settings.omnirt.profile
    return "" if profile is None else profile.address(settings.omnirt.model)


def refusal(*, live: bool, session_open: bool) -> Rung | None:
    """Why nothing can be verified now: one session at a time; None: it can."""
    if live:
        text = "A show is live, which a second session could end: verify before you go live."
        return Rung("session", RungState.BAD, text)
    if session_open:
        text = "The studio has a session on a server or is opening one, and one at a time is all there may be."
        return Rung(
            "session",
            RungState.BAD,
            text,
            None,
            ("Release it in the status bar as soon as it is connected, then verify again.",),
        )
    return None
