"""The stage: makes the program picture of every slot, and always has one."""

from __future__ import annotations

import logging
from typing import Protocol

from app.avatars.expressions import Expression
from app.avatars.idle import IdleHost
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat, SlotPlan

log = logging.getLogger(__name__)

FADE_NS = 300_000_000  # from one idle movement to another of the same host


class Composer(Protocol):
    """Puts the host onto the background; see ``program.compositor``."""

    def compose(self, speech: Pixels | None, idle: Pixels | None, speech_weight: float) -> ProgramPicture:
        """The program picture of speech and idle pictures, blended by ``speech_weight``."""
        ...


class Stage:
    """Speech, else idle, else the last good picture, else a card. Lives on the pump's thread; the setters on any.

    Args:
        program: slot rate, by which the idle movement runs.
        card: the picture that is shown while there is no host.
    """

    def __init__(self, program: ProgramFormat, card: ProgramPicture) -> None:
        self._program = program
        self._last_good = card
        self._shown: tuple[Composer, Pixels] | None = None  # what it was made of, where that was speech alone
        self._host: tuple[Composer, IdleHost] | None = None
        self._leaving: IdleHost | None = None
        self._left = 0  # slots since another idle movement took its place
        self._failing = False

    def set(self, composer: Composer, idle: IdleHost) -> None:
        """Put another host or background on stage, from the next slot on. Another idle movement alone fades in."""
        before, self._host = self._host, (composer, idle)
        same_place = before is not None and before[0] is composer and before[1] is not idle
        self._leaving, self._left = before[1] if same_place and before is not None else None, 0

    def express(self, name: Expression, phase_ns: int) -> None:
        """Have the host on stage make a face from ``phase_ns`` on."""
        if self._host is not None:
            self._host[1].express(name, phase_ns)

    def compose(self, plan: SlotPlan) -> ProgramPicture:
        """The program picture of ``plan``. Never raises: a drawing that fails leaves the last good picture."""
        if self._host is None:
            return self._last_good
        composer, idle = self._host
        try:
            phase_ns = self._program.slot_ns(plan.slot)
            resting = idle.picture(phase_ns) if plan.speech_weight < 1.0 else None
            speech, weight = plan.frame.pixels if plan.frame is not None else None, plan.speech_weight
            if self._leaving is not None:
                leaving, left = self._leaving.picture(phase_ns), self._fade_on()
                if speech is None:
                    speech, weight = leaving, left
            alone = (composer, speech) if speech is not None and resting is None else None
            if alone is None or self._shown is None or alone[0] is not self._shown[0] or alone[1] is not self._shown[1]:
                self._last_good = composer.compose(speech, resting, weight)
            self._shown = alone
            self._failing = False
        except Exception:  # the camera must show a picture whatever a drawing does
            if not self._failing:
                log.exception("the program picture could not be drawn; the last one stays")
            self._failing = True
        return self._last_good

    def _fade_on(self) -> float:
        """What is still seen of the idle movement that leaves: 1 to 0."""
        self._left += 1
        weight = 1.0 - self._program.slot_ns(self._left) / FADE_NS
        if weight <= 0.0:
            self._leaving = None
        return max(0.0, weight)
