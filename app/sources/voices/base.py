"""The seam of the voices: what turns a sentence into sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.base.errors import AppError
from app.media.types import Samples


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can speak.

    Attributes:
        id: what ``Provider.speak`` takes.
        language: BCP 47 tag or the like; empty: any, or not known.
        name: for people.
        ready: it can speak now; False: it must be fetched first.
        size_bytes: what fetching it costs.

    """

    id: str
    language: str
    name: str
    ready: bool = True
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is spoken.

    Attributes:
        rate: speed against the voice's own, 0.5 to 2.
        pitch: semitones above the voice's own, -6 to 6.

    """

    rate: float = 1.0
    pitch: float = 0.0

    @property
    def pitch_factor(self) -> float:
        """The same as a factor of the frequency."""
        return float(2.0 ** (self.pitch / 12.0))


@dataclass(frozen=True, slots=True)
class SpeechEvent:
    """What begins to be heard at a place.

    Attributes:
        kind: ``"word"``, ``"phoneme"``, or ``"end"`` where a sentence of a line is over.
        at_ns: time since the first sample: of the sentence in a ``Piece``, of the whole line in ``SpokenText.events``.
        text: the word as it is spoken, or the phoneme in the International Phonetic Alphabet, empty for a pause.

    """

    kind: str
    at_ns: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence's sound.

    Attributes:
        samples: shape ``(n,)``, float32, -1..1.
        rate_hz: their rate; the same for every piece of a sentence.
        events: what begins in or after it.

    """

    samples: Samples
    rate_hz: int
    events: tuple[SpeechEvent, ...] = ()


class Utterance(Protocol):
    """One sentence being spoken. One thread iterates; nothing happens before it does."""

    def __iter__(self) -> Iterator[Piece]:
        """The sound as it comes; ends early after ``cancel``. Raises AppError."""
        ...

    def cancel(self) -> None:
        """Stop; wakes who iterates. Any thread, any number of times."""
        ...


class Provider(Protocol):
    """Something that has voices. Any thread; one utterance at a time.

    Attributes:
        id: stable name, as in the settings.
        name: for people.

    """

    id: str
    name: str

    def voices(self) -> Sequence[Voice]:
        """All voices it has. May take seconds. Raises AppError."""
        ...

    def speak(self, text: str, voice: str, manner: Manner) -> Utterance:
        """Speak one sentence.

        Args:
            text: plain, without markup.
            voice: id of a voice; empty: the provider's own choice.
            manner: how.

        """
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def no_voice(provider: str, voice: str) -> AppError:
    """The error of a voice that is not there."""
    return AppError("speech.no_voice", f"{provider} has no voice “{voice}”.", "Choose another one in Settings > Voice.")
