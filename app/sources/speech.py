"""A typed line as speech: sentence by sentence, by the first voice of the user's order that can."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import soxr

from app.base.errors import AppError
from app.base.log import log_event
from app.base.workers import Worker
from app.media.types import PROGRAM_RATE_HZ, MouthCue, Samples, samples_to_ns
from app.sources.base import Told
from app.sources.phonemes import CueMaker
from app.sources.telling import told
from app.sources.text import sentences
from app.sources.voices.base import Manner, Provider, SpeechEvent, Utterance

log = logging.getLogger(__name__)

AHEAD = 20 * PROGRAM_RATE_HZ
"""Samples that are made before they are read: the next sentences, while this one plays."""
_FADE = PROGRAM_RATE_HZ * 18 // 1000  # at both ends of every sentence
_TAIL_FADE = PROGRAM_RATE_HZ * 80 // 1000
_TAIL = PROGRAM_RATE_HZ * 320 // 1000  # long enough for the mouth to close
_PIECE = PROGRAM_RATE_HZ // 4  # a long piece is handed out in parts, for whoever has to stop in the middle
_BEND = 0.75
_NOTHING: Samples = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the user's order: a provider and its voice; empty: the provider's own choice."""

    provider: Provider
    voice: str = ""


class SpokenText:
    """A ``SpeechSource`` and ``CuedSource`` that speaks one line.

    ``read`` belongs to one thread; a worker of its own speaks ahead of it.

    Args:
        text: any language; markup means nothing.
        choices: who may speak, in order: where one fails, the next goes on from the beginning of that sentence.
        manner: rate and pitch.
        volume: factor; what would be louder than full is limited.
        on_failed: told, on the worker's thread, who failed, who speaks instead, and why.

    Attributes:
        first_pcm_ms: from the first ``read`` to the first sample; None before.
        events: the words and phonemes of what was read so far, with times from the line's first sample; only of
            providers that tell them.

    """

    def __init__(
        self,
        text: str,
        choices: Sequence[Choice],
        manner: Manner,
        volume: float = 1.0,
        on_failed: Callable[[Provider, Provider, AppError], None] = lambda failed, instead, why: None,
    ) -> None:
        self._sentences = sentences(text)
        self._choices = list(choices)
        self._manner = manner
        self._volume = volume
        self._on_failed = on_failed
        self._pieces: deque[tuple[Samples, tuple[SpeechEvent, ...]]] = deque()
        self._changed = threading.Condition()  # guards the attributes that follow
        self._waiting = 0  # samples in pieces
        self._closed = False
        self._over = False
        self._failure: AppError | None = None
        self._utterance: Utterance | None = None
        self._worker: Worker | None = None
        self._asked_ns = 0
        self._begins_ns: list[int] = []  # of every sentence; the worker adds to it, and to what follows
        self._ends_ns: list[int] = []
        self._position = 0  # samples made; the worker's alone, as is what follows
        self._held = _NOTHING  # the end is faded, and is not known before it has come
        self._events: tuple[SpeechEvent, ...] = ()  # of samples that are held
        self.first_pcm_ms: float | None = None
        self.events: list[SpeechEvent] = []
        self._cue_maker = CueMaker()
        self._cues: list[MouthCue] = []

    def take_cues(self) -> list[MouthCue]:
        """See ``CuedSource``."""
        cues, self._cues = self._cues, []
        return cues

    def read(self) -> Samples | None:
        """The next piece, at most a quarter of a second; None at the end. Raises AppError."""
        if self._worker is None and not self._closed:
            self._asked_ns = time.monotonic_ns()
            self._worker = Worker("voice", self._run, self._crashed)
            self._worker.start()
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._over or self._closed)
            if self._closed:
                return None
            if not self._pieces:
                failure, self._failure = self._failure, None
                if failure is not None:
                    raise failure
                return None
            samples, events = self._pieces.popleft()
            self._waiting -= len(samples)
            self._changed.notify_all()
        if self.first_pcm_ms is None:
            self.first_pcm_ms = (time.monotonic_ns() - self._asked_ns) / 1e6
        for event in events:
            if event.kind == "end":
                self._cues.append(MouthCue(event.at_ns, None))
                continue
            self.events.append(event)
            if event.kind == "phoneme":
                self._cues += self._cue_maker.take(event.at_ns, event.text)
        return samples

    def told(self, heard_ns: int) -> Told:
        """See ``TellingSource``."""
        words = tuple(event for event in tuple(self.events) if event.kind == "word")
        return told(self._sentences, self._begins_ns.copy(), self._ends_ns.copy(), words, heard_ns)

    def close(self) -> None:
        """Stop speaking. Any thread."""
        with self._changed:
            self._closed = True
            utterance = self._utterance
            self._changed.notify_all()
        if utterance is not None:
            utterance.cancel()
        worker = self._worker
        if worker is not None and worker is not threading.current_thread():
            worker.join(2.0)

    # ---- the worker

    def _run(self) -> None:
        try:
            for number, sentence in enumerate(self._sentences):
                self._speak(sentence, last=number == len(self._sentences) - 1)
                if self._closed:
                    break
            self._put(np.zeros(_TAIL, np.float32))
        except AppError as error:
            self._finish(error)
        else:
            self._finish(None)

    def _crashed(self, error: Exception) -> None:
        self._finish(AppError("speech.failed", f"The line could not be spoken: {error}.", "Send us the log."))

    def _finish(self, failure: AppError | None) -> None:
        with self._changed:
            self._failure = failure
            self._over = True
            self._changed.notify_all()

    def _speak(self, sentence: str, *, last: bool) -> None:
        """Speak one sentence by the first that can, which also speaks what follows. Raises AppError."""
        start = self._position
        self._begins_ns.append(samples_to_ns(start))
        while not self._closed:
            choice = self._choices[0]
            try:
                self._speak_with(choice, sentence)
                self._put(_faded(self._held, _TAIL_FADE if last else _FADE))
                self._held = _NOTHING
                self._events = self._end()
                self._ends_ns.append(samples_to_ns(self._position))
                return
            except AppError as why:
                error = why
            except Exception as why:  # a library's fault must not silence the host: the next voice speaks
                log.exception("the voice %s failed", choice.provider.id)
                error = AppError("speech.failed", f"{choice.provider.name} failed: {why}.", "Send us the log.")
            self._take_back(start)
            if self._closed:
                return
            log_event(log, "speech.voice_failed", provider=choice.provider.id, code=error.code, reason=str(error))
            if len(self._choices) == 1:
                raise error
            del self._choices[0]
            self._on_failed(choice.provider, self._choices[0].provider, error)

    def _speak_with(self, choice: Choice, sentence: str) -> None:
        utterance = choice.provider.speak(sentence, choice.voice, self._manner)
        with self._changed:
            self._utterance = utterance
            if self._closed:
                return
        asked_ns = time.monotonic_ns()
        start_ns = samples_to_ns(self._position)
        fresh = 0
        for samples, events in self._resampled(utterance):
            if self._closed:
                return
            if not fresh:
                ms = (time.monotonic_ns() - asked_ns) / 1e6
                provider, voice = choice.provider.id, choice.voice
                log_event(log, "speech.first_pcm", provider=provider, voice=voice, tts_first_pcm_ms=round(ms, 1))
            self._events += tuple(replace(event, at_ns=event.at_ns + start_ns) for event in events)
            self._put_held(_risen(samples, fresh))
            fresh += len(samples)
        if not fresh and not self._closed:
            raise AppError(
                "speech.silent",
                f"{choice.provider.name} says nothing to “{sentence[:40]}”.",
                "Choose a voice for this language in Settings > Voice.",
            )

    def _resampled(self, utterance: Utterance) -> Iterator[tuple[Samples, tuple[SpeechEvent, ...]]]:
        resampler: soxr.ResampleStream | None = None
        events: tuple[SpeechEvent, ...] = ()
        for piece in utterance:
            if resampler is None:
                resampler = soxr.ResampleStream(piece.rate_hz, PROGRAM_RATE_HZ, 1, dtype="float32", quality="HQ")
            events += piece.events
            samples = resampler.resample_chunk(piece.samples)
            if len(samples):
                yield self._as_loud(samples), events
                events = ()
        if resampler is not None:
            samples = resampler.resample_chunk(_NOTHING, last=True)
            if len(samples):
                yield self._as_loud(samples), events

    def _as_loud(self, samples: Samples) -> Samples:
        loud: Samples = samples * np.float32(self._volume)
        if self._volume <= 1.0:
            loud.clip(-1.0, 1.0, out=loud)  # the resampler overshoots a little
            return loud
        return _limited(loud)

    def _put_held(self, samples: Samples) -> None:
        """Hand samples to the reader, but for the last, which may turn out to be the end."""
        joined = np.concatenate([self._held, samples])
        self._held = joined[-_TAIL_FADE:]
        self._put(joined[:-_TAIL_FADE])

    def _put(self, samples: Samples) -> None:
        """Hand samples to the reader; waits while it has enough."""
        self._position += len(samples)
        with self._changed:
            self._changed.wait_for(lambda: self._waiting < AHEAD or self._closed)
            for start in range(0, len(samples), _PIECE):
                self._pieces.append((samples[start : start + _PIECE], self._events))
                self._events = ()
            self._waiting += len(samples)
            self._changed.notify_all()

    def _take_back(self, start: int) -> None:
        """Undo a sentence that failed; what has been read of it ends softly."""
        taken = self._held
        self._held, self._events = _NOTHING, ()
        with self._changed:
            while self._pieces and self._position > start:
                samples, _ = self._pieces.pop()
                taken = np.concatenate([samples, taken])
                self._position -= len(samples)
                self._waiting -= len(samples)
        if self._position > start:
            self._put(_faded(taken[:_FADE], _FADE))
            self._events = self._end()

    def _end(self) -> tuple[SpeechEvent, ...]:
        return (SpeechEvent("end", samples_to_ns(self._position), ""),)


def _risen(samples: Samples, position: int) -> Samples:
    """``samples``, the first of which is number ``position`` of a sentence, faded in where they are its beginning."""
    if position >= _FADE:
        return samples
    rise = np.linspace(0.0, 1.0, _FADE, endpoint=False, dtype=np.float32)[position : position + len(samples)]
    return np.concatenate([samples[: len(rise)] * rise, samples[len(rise) :]])


def _faded(samples: Samples, length: int) -> Samples:
    """``samples`` with their end faded out."""
    fall = np.linspace(1.0, 0.0, min(length, len(samples)), dtype=np.float32)
    whole = len(samples) - len(fall)
    return np.concatenate([samples[:whole], samples[whole:] * fall])


def _limited(samples: Samples) -> Samples:
    """``samples`` as they are up to three quarters of full, and bent above it so that no peak reaches full."""
    loud = np.abs(samples)
    if loud.max(initial=0.0) <= _BEND:
        return samples
    bent = np.where(loud > _BEND, _BEND + (1 - _BEND) * np.tanh((loud - _BEND) / (1 - _BEND)), loud)
    return np.copysign(bent, samples).astype(np.float32)
