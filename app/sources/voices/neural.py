"""Neural voices that speak without a network, by Piper in a helper process.

Piper is GPL-3 and not small (piper-tts with onnxruntime: 62 MB to download, 125 MB installed), so it is an extra.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.base.errors import AppError
from app.sources.speech_helper import helper_command
from app.sources.voices.base import Manner, Piece, Utterance, Voice
from app.sources.voices.espeak import HelperVoices
from app.sources.voices.neural_store import installed, known_voices


class NeuralVoices:
    """See ``Provider``. Any thread.

    Args:
        folder: where voices are kept.
        command: how to start the helper; None: the studio's own.

    """

    id = "neural"
    name = "Neural voices"

    def __init__(self, folder: Path, command: list[str] | None = None) -> None:
        self._folder = folder
        command = helper_command() if command is None else command
        self._helper = HelperVoices([*command, "--neural", str(folder)], self.id, self.name, "")

    def voices(self) -> tuple[Voice, ...]:
        """The voices that are there, then those that can be fetched. Raises AppError."""
        return known_voices(self._folder)

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``. Raises AppError when the voice has not been fetched."""
        there = installed(self._folder)
        if not there or (voice and voice not in there):
            raise AppError(
                "speech.not_fetched",
                f"The neural voice {voice} has not been fetched." if voice else "No neural voice has been fetched.",
                "Fetch one in Settings > Voice.",
            )
        # The voices have no pitch of their own: spoken slower and played faster by as much.
        factor = manner.pitch_factor
        return _Raised(self._helper.speak(text, voice or there[0], Manner(manner.rate / factor)), factor)

    def close(self) -> None:
        """End the helper."""
        self._helper.close()


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
                "Neural voices cannot speak: the package piper-tts is missing or does not start.",
                "Install it into the studio's environment (pip install piper-tts), or choose other voices.",
            ) from error

    def cancel(self) -> None:
        self._utterance.cancel()
