"""Neural voices that speak without a network, by Piper in a helper process.

Piper is GPL-3 and not small (piper-tts with onnxruntime: 79 MB to download, 184 MB installed), so it is fetched with
the first voice.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from app.base.errors import AppError
from app.sources.speech_helper import helper_command
from app.sources.voices.base import Manner, Piece, Utterance, Voice
from app.sources.voices.espeak import HelperVoices
from app.sources.voices.neural_store import installed

PIPER_BYTES: Final = 79_000_000
"""What fetching it costs."""


def own_helper() -> list[str] | None:
    """How to start the studio's own helper where that has Piper: an extra of those who install from source."""
    if getattr(sys, "frozen", False) or find_spec("piper") is None or find_spec("onnxruntime") is None:
        return None
    return helper_command()


class NeuralVoices:
    """See ``Provider``. Any thread.

    Args:
        folder: where voices are kept.
        find_helper: asks how to start a helper that has Piper; None: there is none yet.

    """

    id = "neural"
    name = "Neural voices"

    def __init__(self, folder: Path, find_helper: Callable[[], list[str] | None] = own_helper) -> None:
        self._folder = folder
        self._find_helper = find_helper
        self._lock = threading.Lock()  # guards what follows
        self._command: list[str] = []
        self._helper: HelperVoices | None = None
        self._closed = False

    def voices(self) -> tuple[Voice, ...]:
        """The voices that are there, then those that can be fetched. Raises AppError."""
        from app.sources.voices.neural_fetching import known_voices  # not at the top: httpx brings 7 MB

        found = known_voices(self._folder)
        return found if self._find_helper() is not None else tuple(map(_without_piper, found))

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``. Raises AppError when the voice, or Piper, has not been fetched."""
        there = installed(self._folder)
        if not there or (voice and voice not in there):
            raise AppError(
                "speech.not_fetched",
                f"The neural voice {voice} has not been fetched." if voice else "No neural voice has been fetched.",
                "Fetch one in Settings > Voice.",
            )
        # The voices have no pitch of their own: spoken slower and played faster by as much.
        factor = manner.pitch_factor
        return _Raised(self._running().speak(text, voice or there[0], Manner(manner.rate / factor)), factor)

    def close(self) -> None:
        """End the helper."""
        with self._lock:
            self._closed = True
            if self._helper is not None:
                self._helper.close()

    def _running(self) -> HelperVoices:
        """The helper, another one when Piper has come or gone meanwhile. Raises AppError."""
        command = self._find_helper()
        if command is None:
            raise AppError(
                "speech.no_piper",
                "Piper, which speaks the neural voices, has not been fetched.",
                "Fetch a voice in Settings > Voice: Piper comes with it.",
            )
        with self._lock:
            if self._closed:
                raise AppError("speech.closed", "The studio is closing.", "Start it again.")
            if self._helper is None or command != self._command:
                if self._helper is not None:
                    self._helper.close()
                self._command = command
                self._helper = HelperVoices([*command, "--neural", str(self._folder)], self.id, self.name, "")
            return self._helper


def _without_piper(voice: Voice) -> Voice:
    """A voice that cannot speak before Piper has been fetched."""
    missing = 0 if voice.ready else voice.size_bytes
    return replace(voice, ready=False, size_bytes=missing + PIPER_BYTES)


class _Raised:
    """An utterance played faster; one that could not begin says what is missing."""

    def __init__(self, utterance: Utterance, factor: float) -> None:
        self._utterance = utterance
        self._factor = factor

    def __iter__(self) -> Iterator[Piece]:
        try:
            for piece in self._utterance:
                yield Piece(piece.samples, round(piece.rate_hz * self._factor))
        except AppError as error:
            if error.code != "speech.unavailable":
                raise
            raise AppError(
                "speech.no_piper",
                "Neural voices cannot speak: Piper, which speaks them, is missing or does not start.",
                "Remove the Piper library in Settings > Storage and fetch a voice again, or choose other voices.",
            ) from error

    def cancel(self) -> None:
        self._utterance.cancel()
