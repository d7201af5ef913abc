"""The stage: makes the program picture of every slot, and always has one."""

from __future__ import annotations

import logging
from typing import Protocol

from app.avatars.expressions import Expression
from app.avatars.idle import IdleHost
from app.media.blend import mix
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat, SlotPlan

log = logging.getLogger(__name__)

FADE_NS = 300_000_000  # from one host to another, and from one idle movement to another of the same host


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
        fades: one host blends into another; False: they change at once.
    """

    def __init__(self, program: ProgramFormat, card: ProgramPicture, *, fades: bool = True) -> None:
        self._program = program
        self._last_good = card
        self._shown: tuple[Composer, Pixels] | None = None  # what it was made of, where that was speech alone
        self._fades = fades
        self._host: tuple[Composer, IdleHost] | None = None
        self._leaving: tuple[Composer, IdleHost] | None = None
        self._left = 0  # slots since another host or idle movement took its place
        self._failing = False

    def set(self, composer: Composer, idle: IdleHost) -> None:
        """Put another host or background on stage; from the next slot on they blend into it."""
        before = self._host
        changed = before is not None and (before[0] is not composer or before[1] is not idle)
        self._leaving, self._left = before if changed and self._fades else None, 0
        self._host = composer, idle  # last: the pump may look in between

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
            leaving = self._leaving
            left = 0.0 if leaving is None else self._fade_on()
            another = leaving is not None and leaving[0] is not composer
            if leaving is not None and not another and speech is None:  # another idle movement of the same host
                speech, weight = leaving[1].picture(phase_ns), left
            alone = (composer, speech) if speech is not None and resting is None and not another else None
            if alone is None or self._shown is None or alone[0] is not self._shown[0] or alone[1] is not self._shown[1]:
                self._last_good = composer.compose(speech, resting, weight)
            self._shown = alone
            if leaving is not None and another:
                before = leaving[0].compose(None, leaving[1].picture(phase_ns), 0.0)
                self._last_good = _over(self._last_good, before, left)
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


def _over(own: ProgramPicture, before: ProgramPicture, left: float) -> ProgramPicture:
    """``own`` with what is ``left`` of the host before, 0..1."""
    part = round(256 * left)
    if own.pixels.shape != before.pixels.shape or not part:
        return own
    weights = 256 - part, part
    pixels = mix([own.pixels, before.pixels], weights)
    return ProgramPicture(pixels, lambda: mix([own.cutout(), before.cutout()], weights))
