"""Voices that are listed, heard and fetched as a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from app.base.errors import AppError, Problem
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import ProviderId, VoiceSettings
from app.sources.voices.base import Voice


class ScriptedVoicePort:
    """See ``studio.voices.VoicePort``.

    Attributes:
        asked: what it was asked for.
        error: raised by every call.
        let_go: what takes long ends when it is set.

    """

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.error: AppError | None = None
        self.let_go = threading.Event()
        self.key = ""

    def list_voices(self, provider: ProviderId, settings: VoiceSettings) -> Sequence[Voice]:
        self._ask("list", provider)
        return (Voice("one", "en-US", "One"), Voice("two", "de-DE", "Two"))

    def preview(
        self, text: str, settings: VoiceSettings, stop: threading.Event, on_notice: Callable[[Problem], None]
    ) -> None:
        self._ask("preview", settings.providers, text)
        stop.wait(10)
        self.asked.append(("preview over",))

    def fetch_voice(
        self, voice: str, settings: RuntimeSettings, progress: Callable[[float], None], stop: threading.Event
    ) -> None:
        self._ask("fetch", voice, settings.packages_index)
        progress(0.5)
        while not stop.is_set() and not self.let_go.wait(0.01):
            pass

    def has_key(self) -> bool:
        return bool(self.key)

    def keep_key(self, key: str) -> None:
        self.key = key
        self._ask("key")

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error
