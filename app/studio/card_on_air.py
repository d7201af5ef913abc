"""The test card in place of the program, for camera, preview and sound device; recordings go on with the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from app.engine.base import EngineRequest
from app.engine.testcard.engine import TestcardEngine
from app.media import test_signal
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, SlotSound, Tick

T = TypeVar("T")
In = TypeVar("In", contravariant=True)


class Taker(Protocol[In]):
    """An outlet of the pump, for sound or for slots."""

    def write(self, given: In, /) -> None:
        """Take the next."""
        ...


class Dressed(Generic[T]):
    """An outlet that is given something else. The pump's thread."""

    def __init__(self, outlet: Taker[T], dress: Callable[[T], T]) -> None:
        self._outlet = outlet
        self._dress = dress

    def write(self, given: T) -> None:
        """Take the next."""
        self._outlet.write(self._dress(given))


class CardOnAir:
    """A card for every slot from ``first`` on, and the sound that belongs to it. The pump's thread.

    Args:
        program: size and rate.
        first: the slot that is card 0.

    """

    def __init__(self, program: ProgramFormat, first: int) -> None:
        self._program = program
        self._first = first
        self._engine = TestcardEngine()
        self._engine.load(EngineRequest(Path(), program.width_px, program.height_px, program.fps))
        self._drawn: tuple[int, ProgramPicture] | None = None

    def dress(self, tick: Tick) -> Tick:
        """The slot with its card."""
        number = tick.slot - self._first
        if number < 0:
            return tick
        if self._drawn is None or self._drawn[0] != number:  # the preview and the camera show the same
            self._drawn = number, ProgramPicture(self._engine.picture(number, 0))
        return replace(tick, picture=self._drawn[1])

    def sound(self, sound: SlotSound) -> SlotSound:
        """The slot with the card's sound."""
        number = sound.slot - self._first
        if number < 0:
            return sound
        start = self._program.first_sample(number)
        return replace(sound, samples=test_signal.samples(start, len(sound.samples)), live=False)
