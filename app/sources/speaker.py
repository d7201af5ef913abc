"""Who speaks typed lines: the providers, and the user's order of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.base.errors import AppError, Problem, Severity
from app.base.settings import ProviderId, VoiceSettings
from app.sources.speech import Choice, SpokenText
from app.sources.text import MAX_CHARACTERS, sentences
from app.sources.voices.base import Manner, Provider

log = logging.getLogger(__name__)

REST_S: Final = 30.0
"""A provider that failed is not asked again for so long: every line would wait for it."""


@dataclass(frozen=True, slots=True)
class _Failure:
    error: AppError
    settings: VoiceSettings
    until_s: float


class Speaker:
    """Makes lines, and keeps the providers that have something to keep. Any thread; one line at a time.

    Args:
        key: asks for the key of the speech server; may block.
        models: where neural voices are kept.
        find_neural_helper: asks how to start a helper that speaks them: see ``NeuralVoices``; None: the studio's own.

    """

    def __init__(
        self,
        key: Callable[[], str | None],
        models: Path,
        find_neural_helper: Callable[[], list[str] | None] | None = None,
    ) -> None:
        self._key = key
        self._models = models
        self._find_neural_helper = find_neural_helper
        self._lock = threading.Lock()  # guards what follows
        self._kept: dict[ProviderId, Provider] = {}
        self._failures: dict[ProviderId, _Failure] = {}
        self._closed = False

    def provider(self, identifier: ProviderId, settings: VoiceSettings) -> Provider:
        """The provider of that name. Raises AppError when it cannot be here."""
        if identifier == "openai":
            from app.sources.voices.openai import OpenAiVoices

            return OpenAiVoices(settings.openai_url, settings.openai_model, settings.openai_format, self._key)
        if identifier == "omnirt":
            from app.sources.voices.omnirt import OmniRTVoices

            return OmniRTVoices(settings.omnirt_url)
        with self._lock:
            if self._closed:
                raise AppError("speech.closed", "The studio is closing.", "Start it again.")
            if identifier not in self._kept:
                self._kept[identifier] = self._make(identifier)
            return self._kept[identifier]

    def line(
        self, text: str, settings: VoiceSettings, on_notice: Callable[[Problem], None] = lambda problem: None
    ) -> SpokenText:
        """The line as a source; nothing is spoken before it is read.

        Args:
            text: any language; markup is not spoken.
            settings: who speaks, and how.
            on_notice: told, on the line's own thread, when another than the first of the order speaks.

        Raises:
            AppError: there is nothing to speak, or too much.

        """
        if len(text) > MAX_CHARACTERS:
            raise AppError(
                "speech.too_long",
                f"The line has {len(text):,} characters, and {MAX_CHARACTERS:,} can be spoken at once.",
                "Speak it in several parts.",
            )
        if not sentences(text):
            raise AppError("speech.empty", "There is nothing to speak in this line.", "Type some words.")

        choices, first_error = self._choices(settings)

        def on_failed(failed: Provider, instead: Provider, why: AppError) -> None:
            nonlocal first_error
            self._failures[failed.id] = _Failure(why, settings, time.monotonic() + REST_S)  # type: ignore[index]  # an id is one of the settings' names
            first_error = first_error or why
            on_notice(_another_speaks(instead, first_error))

        if first_error is not None:
            on_notice(_another_speaks(choices[0].provider, first_error))
        return SpokenText(text, choices, Manner(settings.rate, settings.pitch), settings.volume, on_failed)

    def close(self) -> None:
        """Give everything back. A line that is being read ends with an error."""
        with self._lock:
            self._closed = True
            kept, self._kept = self._kept, {}
        for provider in kept.values():
            provider.close()

    def _choices(self, settings: VoiceSettings) -> tuple[list[Choice], AppError | None]:
        """The order without those that cannot be here or failed a moment ago, and why its first is not in it."""
        choices: list[Choice] = []
        error: AppError | None = None
        for identifier in dict.fromkeys((*settings.providers, "espeak")):
            failure = self._failures.get(identifier)
            try:
                if failure is not None and failure.settings == settings and time.monotonic() < failure.until_s:
                    raise failure.error
                choices.append(Choice(self.provider(identifier, settings), settings.voices.get(identifier, "")))
            except AppError as why:
                error = error or (None if choices else why)
        if error is not None and not choices:
            raise error
        return choices, error

    def _make(self, identifier: ProviderId) -> Provider:
        if identifier == "edge":
            from app.sources.voices.edge import EdgeVoices

            return EdgeVoices()
        if identifier == "system":
            from app.sources.voices.system import system_voices

            return system_voices()
        if identifier == "neural":
            from app.sources.voices.neural import NeuralVoices, own_helper

            return NeuralVoices(self._models, self._find_neural_helper or own_helper)
        from app.sources.voices.espeak import espeak

        return espeak()


def _another_speaks(instead: Provider, why: AppError) -> Problem:
    return Problem("speech.instead", f"{instead.name} speaks instead: {why.message}", why.hint, Severity.NOTICE)
