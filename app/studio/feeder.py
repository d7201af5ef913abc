"""Reads a file or a typed line ahead of the play head."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.types import PROGRAM_RATE_HZ, MouthCue, Samples
from app.sources.base import CuedSource, SpeechSource, TellingSource, Told

FEED_AHEAD = 3 * PROGRAM_RATE_HZ  # samples that may be on their way before they are played


class FedSpeech(Protocol):
    """Where a feeder puts what it reads: see ``studio.speech``. Any thread."""

    def begin_next(self, feeder: Feeder) -> bool:
        """Give ``feeder`` a turn, if the one before it is over."""
        ...

    def end_next(self, feeder: Feeder) -> None:
        """``feeder`` has ended; if it was still to have its turn, it has nothing to say."""
        ...

    def first_pcm(self, waited_ns: int) -> None:
        """The first sample is there, so long after it was asked for."""
        ...

    def push_fed(self, turn: int, position: int, samples: Samples, cues: Sequence[MouthCue]) -> bool:
        """The next samples, and what has become known of the words in them. False: the turn is over."""
        ...

    def end_fed(self, turn: int) -> None:
        """Everything has been pushed."""
        ...

    def failed(self, turn: int | None, error: AppError) -> None:
        """The source cannot be read any further."""
        ...

    def fed_enough(self) -> bool:
        """So much has been pushed and not been played that more can wait."""
        ...


class Feeder:
    """Reads one file or line ahead of the play head, on a thread of its own.

    Args:
        turn: in which it is spoken; None: it is made ready, and waits for the one before.
        label: the line, or the name of the file.
        open_source: opens it, on the feeder's thread.
        speech: gets what is read.
    """

    def __init__(
        self, turn: int | None, label: str, open_source: Callable[[], SpeechSource], speech: FedSpeech
    ) -> None:
        self.turn = turn
        self.label = label
        self.fed = False
        self.error: AppError | None = None
        """Why it could not be read, or not to its end."""
        self.cut_ns: int | None = None
        """How much of it had been heard when it was broken off; None: it was not."""
        self._open_source = open_source
        self._speech = speech
        self._source: SpeechSource | None = None
        self._cancel = threading.Event()
        self._asked_ns = time.monotonic_ns()
        self._worker = Worker("feeder", self._run, self._crashed)

    def start(self) -> None:
        """Begin reading."""
        self._worker.start()

    def stop(self) -> None:
        """End at once; returns when nothing more will be pushed."""
        self._cancel.set()
        if self._source is not None:
            self._source.close()
        self._worker.stop_and_join(self._cancel.set)

    @property
    def dropped(self) -> bool:
        """It was told to end."""
        return self._cancel.is_set()

    def told(self, heard_ns: int) -> Told | None:
        """How far its words have come at a time of its turn; None: its source does not know."""
        source = self._source
        return source.told(heard_ns) if isinstance(source, TellingSource) else None

    def _run(self) -> None:
        try:
            self._source = self._open_source()
            self._feed(self._source)
        except AppError as error:
            if not self._cancel.is_set():
                self.error = error
                self._speech.failed(self.turn, error)
        finally:
            if self._source is not None:
                self._source.close()
            self.fed = True
            self._speech.end_next(self)

    def _feed(self, source: SpeechSource) -> None:
        position = 0
        while not self._cancel.is_set():
            samples = source.read()
            if samples is None:
                break
            if position == 0:
                self._speech.first_pcm(time.monotonic_ns() - self._asked_ns)
                self._await_turn()
            if self.turn is None:
                return
            cues = source.take_cues() if isinstance(source, CuedSource) else []
            if not self._speech.push_fed(self.turn, position, samples, cues):
                return
            position += len(samples)
            while self._speech.fed_enough() and not self._cancel.wait(0.02):
                pass  # back-pressure: nobody needs to decode an hour ahead
        if not self._cancel.is_set() and self.turn is not None:
            self.fed = True
            self._speech.end_fed(self.turn)

    def _await_turn(self) -> None:
        while self.turn is None and not self._speech.begin_next(self) and not self._cancel.wait(0.02):
            pass

    def _crashed(self, error: Exception) -> None:
        self.error = AppError("speech.failed", f"{self.label} could not be spoken: {error}.")
        self._speech.failed(self.turn, self.error)
