"""What the window asks about voices: lists, a sample to listen to, voices to fetch, a key. Nothing of it is on air."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import ProviderId, VoiceSettings
from app.base.workers import Worker
from app.sources.voices.base import Voice
from app.studio import commands as do


class VoicePort(Protocol):
    """The voices as the desk reaches them. Any thread; every call may block, and raises AppError."""

    def list_voices(self, provider: ProviderId, settings: VoiceSettings) -> Sequence[Voice]:
        """All voices of a provider."""
        ...

    def preview(
        self, text: str, settings: VoiceSettings, stop: threading.Event, on_notice: Callable[[Problem], None]
    ) -> None:
        """Speak on the computer's loudspeaker until the end or ``stop``."""
        ...

    def fetch_voice(
        self, voice: str, settings: RuntimeSettings, progress: Callable[[float], None], stop: threading.Event
    ) -> None:
        """Fetch a neural voice, and what it speaks with; ``progress`` is told the share that is there, 0..1."""
        ...

    def has_key(self) -> bool:
        """Whether there is a key for the speech server."""
        ...

    def keep_key(self, key: str) -> None:
        """Keep it; empty forgets it."""
        ...


@dataclass(frozen=True, slots=True)
class VoicesState:
    """What is known of the voices.

    Attributes:
        lists: voices by provider, of those that were asked for.
        problems: what went wrong with a provider the last time it was asked for anything.
        listing: providers whose list is awaited.
        previewing: a sample is being spoken.
        fetching: the neural voice that is being fetched, or empty.
        fetched: the share of it that is there, 0..1.
        has_key: there is a key for the speech server; None: nobody has looked yet.

    """

    lists: Mapping[str, tuple[Voice, ...]] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    listing: frozenset[str] = frozenset()
    previewing: bool = False
    fetching: str = ""
    fetched: float = 0.0
    has_key: bool | None = None


_Change = Callable[[VoicesState], VoicesState]


class VoiceDesk:
    """Answers what the window asks, each on a thread of its own. Commands come on the studio's thread.

    Args:
        port: the voices.
        changed: called, on any thread, when ``state`` has changed.

    """

    def __init__(self, port: VoicePort, changed: Callable[[], None]) -> None:
        self._port = port
        self._changed = changed
        self._lock = threading.Lock()
        self._workers: dict[str, Worker] = {}
        self._stop_preview = threading.Event()
        self._stop_fetch = threading.Event()
        self.state = VoicesState()

    def obey(self, command: do.VoiceCommand, packages: RuntimeSettings) -> None:
        """Do what the window asks for; returns at once. ``packages``: where what voices speak with comes from."""
        match command:
            case do.ListVoices(provider, settings):
                self.list_voices(provider, settings)
            case do.PreviewVoice(provider, settings, text):
                self.preview(provider, settings, text)
            case do.StopPreview():
                self.stop_preview()
            case do.FetchVoice(voice, settings):
                self.fetch(voice, settings, packages)
            case do.StopFetching():
                self.stop_fetching()
            case do.KeepVoiceKey(key):
                self.keep_key(key)

    def list_voices(self, provider: ProviderId, settings: VoiceSettings) -> None:
        """Ask for a provider's voices, unless they are being asked for."""

        def work() -> None:
            self._take_list(provider, self._port.list_voices(provider, settings))
            if provider == "openai":
                has_key = self._port.has_key()
                self._update(lambda now: replace(now, has_key=has_key))

        self._start(
            f"list {provider}",
            provider,
            work,
            lambda now: replace(now, listing=now.listing | {provider}),
            lambda now: replace(now, listing=now.listing - {provider}),
        )

    def preview(self, provider: ProviderId, settings: VoiceSettings, text: str) -> None:
        """Speak a sample by one provider; a sample that is being spoken ends."""
        self.stop_preview()
        stop = self._stop_preview = threading.Event()
        only = settings.model_copy(update={"providers": (provider,)})
        self._start(
            "preview",
            provider,
            lambda: self._port.preview(text, only, stop, lambda problem: self._note(provider, problem)),
            lambda now: replace(now, previewing=True),
            lambda now: replace(now, previewing=False),
        )

    def stop_preview(self) -> None:
        """End the sample that is being spoken."""
        self._stop_preview.set()
        worker = self._workers.get("preview")
        if worker is not None:
            worker.join(1.0)

    def fetch(self, voice: str, settings: VoiceSettings, packages: RuntimeSettings) -> None:
        """Fetch a neural voice, unless one is being fetched."""
        stop = threading.Event()

        def told(share: float) -> None:
            self._update(lambda now: replace(now, fetched=share))

        def work() -> None:
            self._port.fetch_voice(voice, packages, told, stop)
            self._take_list("neural", self._port.list_voices("neural", settings))

        started = self._start(
            "fetch",
            "neural",
            work,
            lambda now: replace(now, fetching=voice, fetched=0.0),
            lambda now: replace(now, fetching="", fetched=0.0),
        )
        if started:
            self._stop_fetch = stop

    def stop_fetching(self) -> None:
        """Stop; what has come is kept, and the next try goes on from there."""
        self._stop_fetch.set()

    def keep_key(self, key: str) -> None:
        """Keep the key for the speech server; empty forgets it."""
        self._start(
            "key",
            "openai",
            lambda: self._port.keep_key(key),
            lambda now: now,
            lambda now: replace(now, has_key=bool(key)),
        )

    def close(self) -> None:
        """End everything; a list that is awaited is left to come for nobody."""
        self._stop_preview.set()
        self._stop_fetch.set()
        for worker in tuple(self._workers.values()):
            worker.join(2.0)

    def _start(self, name: str, provider: ProviderId, work: Callable[[], None], begun: _Change, ended: _Change) -> bool:
        """Do ``work`` on a thread of that name, unless it is being done; says whether it was begun."""
        running = self._workers.get(name)
        if running is not None and running.is_alive():
            return False

        def run() -> None:
            try:
                work()
            except AppError as error:
                self._note(provider, Problem.from_error(error, Severity.WARNING))
            finally:
                self._update(ended)

        self._update(lambda now: replace(begun(now), problems=_without(now.problems, provider)))
        self._workers[name] = Worker(f"voices-{name}", run)
        self._workers[name].start()
        return True

    def _take_list(self, provider: ProviderId, voices: Sequence[Voice]) -> None:
        self._update(lambda now: replace(now, lists={**now.lists, provider: tuple(voices)}))

    def _note(self, provider: ProviderId, problem: Problem) -> None:
        self._update(lambda now: replace(now, problems={**now.problems, provider: problem}))

    def _update(self, change: _Change) -> None:
        with self._lock:
            self.state = change(self.state)
        self._changed()


def _without(problems: Mapping[str, Problem], provider: str) -> dict[str, Problem]:
    return {name: problem for name, problem in problems.items() if name != provider}
