"""espeak-ng, in a helper process of its own: always there, quick, tells words and phonemes; not pleasant to hear."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from app.base.errors import AppError
from app.media.types import samples_to_ns
from app.sources.speech_helper import Answer, Conversation, HelperDiedError, SpeechHelper, helper_command
from app.sources.voices.base import Manner, Piece, SpeechEvent, Utterance, Voice, no_voice

log = logging.getLogger(__name__)

NORMAL_WPM: Final = 165
"""Words per minute at rate 1: a little slower than espeak-ng's own, which is hard to follow."""
_PITCH_STEPS_PER_SEMITONE = 6.5
"""espeak-ng's pitch runs from 0 to 100 with 50 in the middle: measured on four voices, 6 semitones down and 8 up."""


class HelperVoices:
    """Voices that live in the speech helper, which is kept warm and replaced when it has died.

    Any thread. One sentence at a time: a new one ends the one before.

    Args:
        command: how to start the helper.
        identifier: the provider's id.
        name: the provider's name.
        default_voice: what an empty voice means.

    """

    def __init__(self, command: list[str], identifier: str, name: str, default_voice: str) -> None:
        self.id = identifier
        self.name = name
        self.default_voice = default_voice
        self._command = command
        self._lock = threading.Lock()
        self._helper: SpeechHelper | None = None
        self._closed = False

    def warm_up(self) -> None:
        """Start the helper now, so that the first sentence comes at once. Raises AppError."""
        self._running()

    def voices(self) -> tuple[Voice, ...]:
        """All voices. Raises AppError."""
        _, answer = self.ask(lambda conversation: None, "voices")
        found = [] if answer is None else answer[0]["voices"]
        return tuple(Voice(identifier, language, name) for identifier, language, name in found)

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence: see ``Provider``."""
        return _HelperSpeech(self, text, voice or self.default_voice, manner)

    def close(self) -> None:
        """End the helper. A sentence that is being spoken ends with an error."""
        with self._lock:
            self._closed = True
            helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()

    def ask(self, begun: Callable[[Conversation], None], op: str, **values: Any) -> tuple[Conversation, Answer | None]:
        """Ask the helper, or a new one when it has died.

        Args:
            begun: given the conversation before its first answer is waited for, to be able to cancel it.
            op: see ``speech_wire``.
            values: the rest of the request.

        Returns:
            The conversation and its first answer (None: cancelled).

        """
        for last_try in (False, True):
            helper = self._running()
            try:
                conversation = helper.ask(op, **values)
                begun(conversation)
                return conversation, conversation.next()
            except HelperDiedError as error:
                if last_try:
                    raise _died() from error
                log.info("the speech helper has died; starting a new one")
        raise AssertionError("unreachable")

    def _running(self) -> SpeechHelper:
        with self._lock:
            if self._closed:
                raise _died()
            if self._helper is not None and not self._helper.alive:
                self._helper.close()
                self._helper = None
            if self._helper is None:
                self._helper = SpeechHelper(self._command)
            return self._helper


def espeak(command: list[str] | None = None) -> HelperVoices:
    """espeak-ng's voices, by ``command`` or by the studio's own helper."""
    return HelperVoices(helper_command() if command is None else command, "espeak", "espeak-ng", "en")


class _HelperSpeech:
    """One sentence: see ``Utterance``."""

    def __init__(self, owner: HelperVoices, text: str, voice: str, manner: Manner) -> None:
        self._owner = owner
        self._text = text
        self._voice = voice
        self._manner = manner
        self._conversation: Conversation | None = None
        self._cancelled = False

    def __iter__(self) -> Iterator[Piece]:
        conversation, answer = self._owner.ask(
            self._begun,
            "speak",
            text=self._text,
            voice=self._voice,
            rate_wpm=round(NORMAL_WPM * self._manner.rate),
            pitch=round(50 + self._manner.pitch * _PITCH_STEPS_PER_SEMITONE),
        )
        while answer is not None and answer[0]["op"] == "pcm":
            rate_hz = int(answer[0]["rate_hz"])
            samples = np.frombuffer(answer[1], "<i2").astype(np.float32) / 32768.0
            yield Piece(samples, rate_hz, tuple(self._events(answer[0]["events"], rate_hz)))
            try:
                answer = conversation.next()
            except HelperDiedError as error:
                raise _died() from error
        if answer is not None and answer[0]["op"] == "error":
            raise self._refusal(answer[0])

    def cancel(self) -> None:
        self._cancelled = True
        if self._conversation is not None:
            self._conversation.cancel()

    def _begun(self, conversation: Conversation) -> None:
        self._conversation = conversation
        if self._cancelled:
            conversation.cancel()

    def _events(self, events: list[list[Any]], rate_hz: int) -> Iterator[SpeechEvent]:
        for kind, sample, *what in events:
            text = self._text[what[0] : what[0] + what[1]] if kind == "word" else what[0]
            yield SpeechEvent(kind, samples_to_ns(sample, rate_hz), text)

    def _refusal(self, answer: dict[str, Any]) -> AppError:
        if answer.get("code") == "voice":
            return no_voice(self._owner.name, self._voice)
        return AppError("speech.refused", f"The line cannot be spoken: {answer.get('message')}.", "Change the line.")


def _died() -> AppError:
    return AppError("speech.died", "The speech helper ended in the middle of a line.", "Speak the line again.")
