"""A typed line as speech."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import soxr

from app.base.errors import AppError
from app.media.types import PROGRAM_RATE_HZ, MouthCue, Samples, samples_to_ns
from app.sources.phonemes import REST, CueMaker
from app.sources.speech_helper import Answer, Conversation, HelperDiedError, SpeechHelper, helper_command

log = logging.getLogger(__name__)

MAX_CHARACTERS: Final = 5000
DEFAULT_RATE_WPM: Final = 175
_FADE_SAMPLES = PROGRAM_RATE_HZ * 15 // 1000
_TAIL_SAMPLES = PROGRAM_RATE_HZ * 300 // 1000  # long enough for the mouth to close


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can speak.

    Attributes:
        id: what ``Speaker.line`` takes.
        language: BCP 47 tag or the like.
        name: for people.

    """

    id: str
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class SpeechEvent:
    """What begins to be heard at a place in the line.

    Attributes:
        kind: ``"word"`` or ``"phoneme"``.
        at_ns: time since the first sample of the line.
        text: the word as it was typed, or the phoneme in the International Phonetic Alphabet, a
            pause being an empty one.

    """

    kind: str
    at_ns: int
    text: str


class Speaker:
    """Makes speech of typed lines, by way of a helper process that is kept warm and replaced when it has died.

    Any thread. One line at a time: a new line ends the one before.

    Args:
        command: how to start the helper; None: the studio's own.

    """

    def __init__(self, command: list[str] | None = None) -> None:
        self._command = helper_command() if command is None else command
        self._lock = threading.Lock()
        self._helper: SpeechHelper | None = None
        self._closed = False

    def warm_up(self) -> None:
        """Start the helper now, so that the first line comes at once. Raises AppError."""
        self._running()

    def line(self, text: str, voice: str, rate_wpm: int = DEFAULT_RATE_WPM) -> SpokenText:
        """The line as a source; nothing is spoken before it is read.

        Args:
            text: any language; markup and control characters mean nothing.
            voice: id or language of a voice (``"en"``, ``"cmn"``), perhaps with a variant (``"en+f2"``).
            rate_wpm: words per minute, 80 to 450.

        Raises:
            AppError: there is nothing to speak, or too much.

        """
        if not text.strip():
            raise AppError("speech.empty", "There is nothing to speak in this line.", "Type some words.")
        if len(text) > MAX_CHARACTERS:
            raise AppError(
                "speech.too_long",
                f"The line has {len(text):,} characters, and {MAX_CHARACTERS:,} can be spoken at once.",
                "Speak it in several parts.",
            )
        return SpokenText(self, text, voice, rate_wpm)

    def voices(self) -> tuple[Voice, ...]:
        """All voices. Raises AppError."""
        _, answer, _ = self.ask(lambda conversation: None, "voices")
        found = [] if answer is None else answer[0]["voices"]
        return tuple(Voice(identifier, language, name) for identifier, language, name in found)

    def close(self) -> None:
        """End the helper. A line that is being read ends with an error."""
        with self._lock:
            self._closed = True
            helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()

    def ask(
        self, begun: Callable[[Conversation], None], op: str, **values: Any
    ) -> tuple[Conversation, Answer | None, int]:
        """Ask the helper, or a new one when it has died.

        Args:
            begun: given the conversation before its first answer is waited for, to be able to cancel it.
            op: see ``speech_wire``.
            values: the rest of the request.

        Returns:
            The conversation, its first answer (None: cancelled) and the sample rate.

        """
        for last_try in (False, True):
            helper = self._running()
            try:
                conversation = helper.ask(op, **values)
                begun(conversation)
                return conversation, conversation.next(), helper.rate_hz
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


class SpokenText:
    """A ``SpeechSource`` and ``CuedSource`` that speaks one line. Made by ``Speaker.line``.

    Attributes:
        first_pcm_ms: from the first ``read`` to the first sample; None before.
        events: the words and phonemes of what was read so far.

    """

    def __init__(self, speaker: Speaker, text: str, voice: str, rate_wpm: int) -> None:
        self._speaker = speaker
        self._text = text
        self._voice = voice
        self._rate_wpm = rate_wpm
        self._pieces: Iterator[Samples] | None = None
        self._conversation: Conversation | None = None
        self._closed = False
        self.first_pcm_ms: float | None = None
        self.events: list[SpeechEvent] = []
        self._cue_maker = CueMaker()
        self._cues = [MouthCue(0, REST)]

    def take_cues(self) -> list[MouthCue]:
        """See ``CuedSource``."""
        cues, self._cues = self._cues, []
        return cues

    def read(self) -> Samples | None:
        """The next piece, about 60 ms; None at the end. Raises AppError."""
        if self._pieces is None:
            self._pieces = self._with_soft_edges()
        return None if self._closed else next(self._pieces, None)

    def close(self) -> None:
        """Stop speaking."""
        self._closed = True
        if self._conversation is not None:
            self._conversation.cancel()

    def _begun(self, conversation: Conversation) -> None:
        self._conversation = conversation
        if self._closed:
            conversation.cancel()

    def _with_soft_edges(self) -> Iterator[Samples]:
        asked_ns = time.monotonic_ns()
        rise = np.linspace(0.0, 1.0, _FADE_SAMPLES, endpoint=False, dtype=np.float32)
        position = 0
        held = np.zeros(0, np.float32)  # the end is faded, and is not known before it has come
        for piece in self._resampled():
            if self.first_pcm_ms is None:
                self.first_pcm_ms = (time.monotonic_ns() - asked_ns) / 1e6
            joined = np.concatenate([held, piece])
            ready, held = joined[:-_FADE_SAMPLES], joined[-_FADE_SAMPLES:]
            if position < _FADE_SAMPLES:
                gain = rise[position : position + len(ready)]
                ready[: len(gain)] *= gain
            position += len(ready)
            if len(ready):
                yield ready
        if not self._closed:
            end_ns = samples_to_ns(position + len(held))
            self._cues += [MouthCue(end_ns, REST), MouthCue(end_ns + samples_to_ns(_TAIL_SAMPLES), None)]
            yield np.concatenate([held * rise[::-1][-len(held) :], np.zeros(_TAIL_SAMPLES, np.float32)])

    def _resampled(self) -> Iterator[Samples]:
        conversation, answer, rate_hz = self._speaker.ask(
            self._begun, "speak", text=self._text, voice=self._voice, rate_wpm=self._rate_wpm
        )
        resampler = soxr.ResampleStream(rate_hz, PROGRAM_RATE_HZ, 1, dtype="float32", quality="HQ")
        while answer is not None and answer[0]["op"] == "pcm":
            self._note_events(answer[0]["events"], rate_hz)
            samples = np.frombuffer(answer[1], "<i2").astype(np.float32) / 32768.0
            yield resampler.resample_chunk(samples)
            try:
                answer = conversation.next()
            except HelperDiedError as error:
                raise _died() from error
        if answer is None:
            return
        if answer[0]["op"] == "error":
            raise self._refusal(answer[0])
        yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)

    def _note_events(self, events: list[list[Any]], rate_hz: int) -> None:
        for kind, sample, *what in events:
            text = self._text[what[0] : what[0] + what[1]] if kind == "word" else what[0]
            at_ns = samples_to_ns(sample, rate_hz)
            self.events.append(SpeechEvent(kind, at_ns, text))
            if kind == "phoneme":
                self._cues += self._cue_maker.take(at_ns, text)

    def _refusal(self, answer: dict[str, Any]) -> AppError:
        if answer.get("code") == "voice":
            return AppError(
                "speech.no_voice", f"There is no voice {self._voice!r}.", "Choose another one in Settings > Voice."
            )
        return AppError("speech.refused", f"The line cannot be spoken: {answer.get('message')}.", "Change the line.")


def _died() -> AppError:
    return AppError("speech.died", "The speech helper ended in the middle of a line.", "Speak the line again.")
