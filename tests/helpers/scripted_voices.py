"""A provider that speaks as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import numpy as np

from app.base.errors import AppError
from app.media.types import NS_PER_S
from app.sources.voices.base import Manner, Piece, SpeechEvent, Utterance, Voice

RATE_HZ = 24_000


class ScriptedVoices:
    """Speaks steady full-scale samples, a tenth of a second for each character, in pieces of a tenth.

    Attributes:
        asked: the sentences that were begun.
        fail: sentences that fail, and after how many pieces.
        gate: what is spoken waits for it, after as many pieces as ``pause`` says.

    """

    def __init__(self, identifier: str, level: float = 0.5, fail: dict[str, int] | None = None) -> None:
        self.id = identifier
        self.name = identifier.title()
        self.level = level
        self.fail = fail or {}
        self.asked: list[str] = []
        self.manners: list[Manner] = []
        self.pause = 0
        self.gate = threading.Event()
        self.gate.set()

    def voices(self) -> Sequence[Voice]:
        return (Voice("one", "en-US", "One"), Voice("two", "de-DE", "Two"))

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        self.manners.append(manner)
        return _Scripted(self, text)

    def close(self) -> None: ...


class _Scripted:
    def __init__(self, owner: ScriptedVoices, text: str) -> None:
        self._owner = owner
        self._text = text
        self._cancelled = threading.Event()

    def __iter__(self) -> Iterator[Piece]:
        self._owner.asked.append(self._text)
        for number, letter in enumerate(self._text):
            while number >= self._owner.pause and not self._owner.gate.wait(0.01):
                if self._cancelled.is_set():
                    return
            if self._cancelled.is_set():
                return
            if self._owner.fail.get(self._text) == number:
                raise AppError("speech.scripted", f"{self._owner.name} has lost its voice.", "Give it tea.")
            event = SpeechEvent("phoneme", number * NS_PER_S // 10, letter)
            yield Piece(np.full(RATE_HZ // 10, self._owner.level, np.float32), RATE_HZ, (event,))

    def cancel(self) -> None:
        self._cancelled.set()
