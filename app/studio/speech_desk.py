"""Who is spoken next: lines and files wait for each other, and the next is made ready while one is on air."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.base.errors import AppError, Problem, Severity
from app.base.settings import Settings, VoiceSettings
from app.sources.base import SpeechSource
from app.studio import commands as do
from app.studio.problems import ProblemBoard
from app.studio.proposals import MOST, Proposals, ProposedLine
from app.studio.remote import warnings_of
from app.studio.speech import Speech
from app.studio.utterance_queue import Utterance, UtteranceQueue, WaitingLine


class SpeechDesk:
    """Lives on the studio's thread. What waits, waits also for another engine or program format.

    Args:
        open_text: opens a typed line (see ``Parts``).
        open_file: opens a file.
        problems: where to say what went wrong.
    """

    def __init__(
        self,
        open_text: Callable[[str, VoiceSettings, Callable[[Problem], None]], SpeechSource],
        open_file: Callable[[Path, Callable[[Problem], None]], SpeechSource],
        problems: ProblemBoard,
    ) -> None:
        self._open_text = open_text
        self._open_file = open_file
        self._problems = problems
        self._queue = UtteranceQueue()
        self._proposals = Proposals()
        self._speech: Speech | None = None
        self._lined_up: Utterance | None = None  # the first of the queue, which the speech makes ready
        self._full_at: int | None = None  # as many waited when one was refused
        self.taken = 0
        """How many lines and files have been taken, to be spoken at once or in their turn."""

    @property
    def waiting(self) -> tuple[WaitingLine, ...]:
        """What waits, the next first."""
        return self._queue.lines

    @property
    def proposed(self) -> tuple[ProposedLine, ...]:
        """What other programs would have spoken, the oldest first."""
        return self._proposals.lines

    def obey(self, command: do.SpeechCommand, speech: Speech, settings: Settings) -> None:
        """Do what is asked."""
        self.look(speech)
        for warning in warnings_of(command, settings):
            self._problems.report(warning)
        match command:
            case do.SpeakText(text, now):
                voice = settings.voice
                line = self._utterance(text, lambda: self._open_text(text, voice, self._problems.report))
                self._take(line, speech, settings.voice.queue_limit, now=now)
            case do.SpeakFile(path):
                file = self._utterance(path.name, lambda: self._open_file(path, self._problems.report))
                self._take(file, speech, settings.voice.queue_limit)
            case do.ProposeLine() | do.ApproveLine() | do.DiscardLine():
                self._judge(command, speech, settings)
            case do.SpeakWaiting(number):
                if self._lined_up is not None and self._lined_up.line.number == number:
                    speech.skip()  # it is ready, and begins by itself
                elif (utterance := self._queue.take(number)) is not None:
                    self._say(utterance, speech)
            case do.RemoveWaiting(number):
                self._queue.take(number)
            case do.ClearWaiting():
                self._queue.clear()
            case do.SkipSpeech():
                speech.skip()
            case do.Interrupt():
                self._queue.clear()
                self._lined_up = None
                speech.interrupt()
        self.look(speech)

    def look(self, speech: Speech) -> None:
        """After every command and ten times a second: see what has begun, and have the next made ready."""
        if speech is not self._speech:
            self._speech, self._lined_up = speech, None
        if self._lined_up is not None and not speech.lined_up:  # it has begun, or could not be opened
            self._queue.take(self._lined_up.line.number)
            self._lined_up = None
        first = self._queue.first
        if self._lined_up is not None and self._lined_up is not first:  # it was taken away
            speech.drop_next()
            self._lined_up = None
        if self._lined_up is None and first is not None and speech.takes_next:
            self._lined_up = first
            speech.line_up(first.open_source, first.line.label)
        speech.more_waits = first is not None
        if self._full_at is not None and len(self._queue.lines) < self._full_at:
            self._full_at = None
            self._problems.forget("speech.queue_full")

    def _judge(self, command: do.ProposalCommand, speech: Speech, settings: Settings) -> None:
        match command:
            case do.ProposeLine(text, origin):
                try:
                    self._proposals.add(text, origin)
                except AppError as error:
                    self._problems.report(Problem.from_error(error, Severity.WARNING))
                return
            case do.ApproveLine(number):  # what may not wait for its turn goes on waiting for approval
                room = settings.voice.queue_limit - len(self._queue.lines)
                for line in self._proposals.take(number, room):
                    self.obey(do.SpeakText(line.text), speech, settings)
            case do.DiscardLine(number):
                self._proposals.take(number, MOST)
        self._problems.forget("speech.proposals_full")

    def _utterance(self, label: str, open_source: Callable[[], SpeechSource]) -> Utterance:
        return Utterance(WaitingLine(self.taken + 1, label), open_source)

    def _take(self, utterance: Utterance, speech: Speech, most: int, *, now: bool = False) -> None:
        """Speak it, or let it wait while another is spoken."""
        if not now and (speech.busy or self._queue.first is not None):
            try:
                self._queue.add(utterance, most)
            except AppError as error:
                self._full_at = most
                self._problems.report(Problem.from_error(error, Severity.WARNING))
                return
        else:
            self._say(utterance, speech)
        self.taken += 1

    def _say(self, utterance: Utterance, speech: Speech) -> None:
        """At once. What was made ready waits on, to be opened anew: voices speak one line at a time."""
        self._lined_up = None
        speech.say(utterance.open_source, utterance.line.label)
