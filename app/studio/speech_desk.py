"""Who is spoken next: typed lines and files wait for each other, the script for both, and the next is made ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.base.errors import AppError, Problem, Severity
from app.base.settings import Settings, VoiceSettings
from app.sources.base import SpeechSource
from app.studio import commands as do
from app.studio.feeder import Feeder
from app.studio.problems import ProblemBoard
from app.studio.proposals import MOST, Proposals, ProposedLine
from app.studio.remote import warnings_of
from app.studio.script_desk import ScriptDesk
from app.studio.speech import Speech
from app.studio.utterance_queue import Utterance, UtteranceQueue, WaitingLine


class SpeechDesk:
    """Lives on the studio's thread. What waits, waits also for another engine or program format.

    Args:
        open_text: opens a typed line (see ``Parts``).
        open_file: opens a file.
        script: has its turn while nothing else waits.
        problems: where to say what went wrong.
    """

    def __init__(
        self,
        open_text: Callable[[str, VoiceSettings, Callable[[Problem], None]], SpeechSource],
        open_file: Callable[[Path, Callable[[Problem], None]], SpeechSource],
        script: ScriptDesk,
        problems: ProblemBoard,
    ) -> None:
        self._open_text = open_text
        self._open_file = open_file
        self.script = script
        self._problems = problems
        self._queue = UtteranceQueue()
        self._proposals = Proposals()
        self._speech: Speech | None = None
        self._lined_up: Utterance | None = None  # the first of the queue, which the speech makes ready
        self._made_ready: Feeder | None = None  # which reads it
        self._typed: tuple[Utterance, Feeder] | None = None  # the last typed line or file that had its turn
        self._full_at: int | None = None  # as many waited when one was refused
        self.push_to_talk = False
        """The streamer holds the key, and everything waits for their voice."""
        self._talked_until_ns = 0  # master time at which the last of it is heard
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

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The same, as it survives a crash."""
        return self._queue.kept

    def obey(self, command: do.SpeechCommand, speech: Speech, settings: Settings) -> None:
        """Do what is asked."""
        self.look(speech, settings)
        for warning in warnings_of(command, settings):
            self._problems.report(warning)
        match command:
            case do.SpeakText(text, now):
                line = self._text(self.taken + 1, text, settings.voice)
                self._take(line, speech, settings.voice.queue_limit, now=now)
            case do.SpeakFile(path):
                self._take(self._file(path), speech, settings.voice.queue_limit)
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
                if self.script.on_air:
                    self.script.skip(speech)
                else:
                    speech.skip()
            case do.Interrupt():
                self._queue.clear()
                self._lined_up = self._typed = None
                self.script.interrupted(speech.now_ns())
                speech.interrupt()
            case do.PushToTalk(held):
                self._talk(held, speech, settings.voice)
            case do.RestoreScript():
                self._restore(self.script.restore(speech), settings.voice)
            case do.ForgetScript():
                self.script.forget()
            case _:
                self.script.obey(command, speech)
        self.look(speech, settings)

    def look(self, speech: Speech, settings: Settings) -> None:
        """After every command and ten times a second: see what has begun, and have the next made ready."""
        if speech is not self._speech:
            self._speech, self._lined_up = speech, None
        if self._lined_up is not None and not speech.lined_up:  # it has begun, or could not be opened
            self._queue.take(self._lined_up.line.number)
            if self._lined_up.kept is not None and self._made_ready is not None:
                self._typed = self._lined_up, self._made_ready
            self._lined_up = None
        self.script.look(speech, self.kept)
        first = None if self.push_to_talk else self._queue.first or self.script.player.next(speech, settings.voice)
        if self._lined_up is not None and self._lined_up is not first:  # it was taken away
            speech.drop_next()
            self._lined_up = None
        if self._lined_up is None and first is not None and speech.takes_next:
            self._line_up(first, speech)
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

    def _text(self, number: int, text: str, voice: VoiceSettings) -> Utterance:
        line = WaitingLine(number, text)
        return Utterance(line, lambda: self._open_text(text, voice, self._problems.report), kept=("text", text))

    def _file(self, path: Path) -> Utterance:
        file = WaitingLine(self.taken + 1, path.name)
        return Utterance(file, lambda: self._open_file(path, self._problems.report), kept=("file", str(path)))

    def _restore(self, waiting: Sequence[tuple[str, str]], voice: VoiceSettings) -> None:
        for kind, what in waiting:
            self.taken += 1
            self._queue.put_last(self._file(Path(what)) if kind == "file" else self._text(self.taken, what, voice))

    def _take(self, utterance: Utterance, speech: Speech, most: int, *, now: bool = False) -> None:
        """Speak it, or let it wait while another is spoken."""
        if self.push_to_talk or (not now and (speech.busy or self._queue.first is not None)):
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
        self._typed = utterance, speech.say(utterance.open_source, utterance.line.label)

    def _line_up(self, utterance: Utterance, speech: Speech) -> None:
        pause_ns = max(utterance.pause_ns, self._talked_until_ns - speech.now_ns())
        if self.script.player.coming_avatar and utterance.kept is None:
            speech.held = True  # until whoever says it is on stage
        self._made_ready = speech.line_up(utterance.open_source, utterance.line.label, pause_ns)
        self._lined_up = utterance
        self.script.player.took(utterance, speech, self._made_ready)

    def _talk(self, held: bool, speech: Speech, voice: VoiceSettings) -> None:
        """Let the streamer's voice through: what is on air makes room for it, and is taken up behind it."""
        if held == self.push_to_talk:
            return
        self.push_to_talk = held
        if not held:
            self._talked_until_ns = speech.now_ns() + (speech.measures.delay_ns or 0)
            return
        speech.drop_next()
        self._lined_up = None
        typed, self._typed = self._typed, None
        on_air = typed is not None and not speech.over(typed[1])
        speech.skip(for_voice=True)
        if typed is not None and on_air:
            self._put_back(*typed, voice)

    def _put_back(self, utterance: Utterance, feeder: Feeder, voice: VoiceSettings) -> None:
        """A typed line goes on with the sentence that was cut; a file begins anew."""
        told = feeder.told(feeder.cut_ns or 0)
        if told is None:
            self._queue.put_first(utterance)
        elif told.rest:
            self._queue.put_first(self._text(utterance.line.number, told.rest, voice))
