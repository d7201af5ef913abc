"""Lines of a script on their way: opened, watched while they are heard, and taken up where they were cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from app.avatars.expressions import Expression
from app.base.errors import Problem
from app.base.settings import ProviderId, VoiceSettings
from app.sources.base import SpeechSource
from app.sources.script_line import fill_in, shown
from app.studio.feeder import Feeder
from app.studio.script_queue import Due, ScriptQueue
from app.studio.speech import Speech
from app.studio.utterance_queue import Utterance, WaitingLine

OpenText = Callable[[str, VoiceSettings, Callable[[Problem], None]], SpeechSource]


@dataclass(frozen=True, slots=True)
class _OnItsWay:
    """A line that is to be opened, and where it is read once it is."""

    due: Due
    utterance: Utterance
    speech: Speech | None = None
    feeder: Feeder | None = None


class ScriptPlayer:
    """Between a script and the speech. Lives on the studio's thread.

    Args:
        queue: says which line comes next.
        open_text: opens a line (see ``Parts``).
        report: told when another voice has to speak.
        express: has the host make a face.

    Attributes:
        variables: what stands for ``{name}`` in lines.
    """

    def __init__(
        self,
        queue: ScriptQueue,
        open_text: OpenText,
        report: Callable[[Problem], None],
        express: Callable[[Expression], None],
    ) -> None:
        self._queue = queue
        self._open_text = open_text
        self._report = report
        self._express = express
        self._coming: _OnItsWay | None = None
        self._airing: _OnItsWay | None = None
        self.variables: Mapping[str, str] = {}

    @property
    def coming_avatar(self) -> str:
        """Who says the line that is being made ready, if it says so."""
        return "" if self._coming is None else self._coming.due.entry.line.avatar

    def next(self, speech: Speech, voice: VoiceSettings) -> Utterance | None:
        """What is to be made ready next, or is already; None: nothing of the script."""
        if self._coming is not None and self._queue.stands(self._coming.due):
            return self._coming.utterance
        due = self._queue.due(speech.now_ns())
        self._coming = None if due is None else _OnItsWay(due, self._utterance(due, voice))
        return None if self._coming is None else self._coming.utterance

    def took(self, utterance: Utterance, speech: Speech, feeder: Feeder) -> None:
        """``feeder`` makes it ready."""
        if self._coming is not None and self._coming.utterance is utterance:
            self._coming = replace(self._coming, speech=speech, feeder=feeder)

    def look(self, speech: Speech) -> None:
        """See what has begun and what is over."""
        coming = self._coming
        if coming is not None and coming.feeder is not None:
            if coming.feeder.turn is not None:
                self._look_at_air(speech)
                self._begin(coming, coming.feeder)
            elif coming.feeder.error is not None:
                self._coming = None
                self._queue.failed(coming.due.entry.number, coming.feeder.error.message, speech.now_ns())
            elif coming.feeder.dropped:
                self._coming = None
            elif coming.feeder.fed:  # there was not a single sample in it
                self._coming = None
                self._queue.begun(coming.due.entry.number)
                self._queue.ended(coming.due.entry.number, speech.now_ns())
        self._look_at_air(speech)

    def drop(self, speech: Speech) -> None:
        """What was made ready must not begin now."""
        coming, self._coming = self._coming, None
        if coming is not None and coming.feeder is not None and not coming.feeder.dropped:
            speech.drop_next()

    def abandon(self) -> None:
        """What is on air has been dealt with: nobody wants to know how it ends."""
        self._airing = None

    def heard(self) -> float:
        """How much of the line on air has been heard, 0..1 of its letters."""
        airing = self._airing
        if airing is None or airing.feeder is None or airing.speech is None:
            return 0.0
        told = airing.feeder.told(airing.speech.heard_ns)
        return 0.0 if told is None else told.share

    def _begin(self, coming: _OnItsWay, feeder: Feeder) -> None:
        line = coming.due.entry.line
        self._coming, self._airing = None, coming
        self._queue.begun(coming.due.entry.number)
        if line.expression is not None and not coming.due.rest:
            self._express(line.expression)

    def _look_at_air(self, speech: Speech) -> None:
        airing = self._airing
        if airing is None or airing.feeder is None or (airing.speech is speech and not speech.over(airing.feeder)):
            return
        self._airing = None
        number, feeder, now_ns = airing.due.entry.number, airing.feeder, speech.now_ns()
        if feeder.error is not None:
            self._queue.failed(number, feeder.error.message, now_ns)
        elif feeder.cut_ns is None:
            self._queue.ended(number, now_ns)
        else:
            told = feeder.told(feeder.cut_ns)
            self._queue.cut(number, airing.utterance.line.label if told is None else told.rest, now_ns)

    def _utterance(self, due: Due, voice: VoiceSettings) -> Utterance:
        line, variables = due.entry.line, dict(self.variables)
        spoken_by = with_voice(voice, line.voice)

        def open_source() -> SpeechSource:
            return self._open_text(due.rest or fill_in(line.text, variables), spoken_by, self._report)

        label = due.rest or shown(line.text, variables)
        # Negative numbers are never those of typed lines.
        return Utterance(WaitingLine(-due.entry.number, label), open_source, due.pause_ns)


def with_voice(settings: VoiceSettings, voice: str) -> VoiceSettings:
    """``settings`` with the voice of a line first; whoever speaks otherwise follows where it fails."""
    provider, _, name = voice.partition(":")
    for known in get_args(ProviderId):
        if known == provider:
            order = (known, *(one for one in settings.providers if one != known))
            voices = {**settings.voices, known: name} if name else settings.voices
            return settings.model_copy(update={"providers": order, "voices": voices})
    return settings
