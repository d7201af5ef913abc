"""The stage: makes the program picture of every slot, and always has one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from app.avatars.expressions import Expression
from app.avatars.idle import IdleHost
from app.media.blend import mix
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat, SlotPlan
from app.program.patch import Patch

log = logging.getLogger(__name__)

FADE_NS = 300_000_000  # from one host to another, and from one idle movement to another of the same host; scenes say


class Composer(Protocol):
    """Puts the host onto the background; see ``program.compositor``."""

    @property
    def shows_host(self) -> bool:
        """The host is seen; otherwise nobody needs its pictures."""
        ...

    def compose(
        self, speech: Pixels | None, idle: Pixels | None, speech_weight: float, time_ns: int | None = None
    ) -> ProgramPicture:
        """The program picture of speech and idle pictures, blended by ``speech_weight``, at a slot's time."""
        ...

    def mark(self, time_ns: int) -> tuple[int, ...]:
        """What tells pictures apart that are made of the same host."""
        ...

    def show_subtitle(self, subtitle: Patch | None) -> None:
        """Lay this over the pictures that are made from now on. Any thread."""
        ...


_Still = tuple[Composer, Pixels | None, tuple[int, ...]]
"""What a picture is made of without a host that rests: composer, speech, and the composer's mark."""


class Stage:
    """Speech, else idle, else the last good picture, else a card. Lives on the pump's thread; the setters on any.

    Args:
        program: slot rate, by which the idle movement runs.
        card: the picture that is shown while there is no host.
        fades: one host blends into another; False: they change at once.
        cutouts: asks whether somebody may want pictures without their background. One that may be asked for it holds
            the host that it was made of, megabytes for every picture on its way.
    """

    def __init__(
        self,
        program: ProgramFormat,
        card: ProgramPicture,
        *,
        fades: bool = True,
        cutouts: Callable[[], bool] = lambda: True,
    ) -> None:
        self._program = program
        self._last_good = card
        self._shown: _Still | None = None  # what the last good one was made of, where no host moved in it
        self._fades = fades
        self._cutouts = cutouts
        self._host: tuple[Composer, IdleHost] | None = None
        self._leaving: tuple[Composer, IdleHost] | None = None
        self._left = 0  # slots since another host, idle movement or scene took its place
        self._fade_ns = FADE_NS
        self._failing = False

    @property
    def shown(self) -> ProgramPicture:
        """The picture that was made last. Any thread."""
        return self._last_good

    def set(self, composer: Composer, idle: IdleHost, fade_ns: int = FADE_NS) -> None:
        """Put another host or scene on stage; from the next slot on they blend into it for ``fade_ns``, or it cuts."""
        before = self._host
        changed = before is not None and (before[0] is not composer or before[1] is not idle)
        if changed and before is not None and self._leaving is not None and self._left:
            before = _Frozen(self._last_good), idle  # a fade that is not over goes on from where it is
        self._leaving = before if changed and self._fades and fade_ns else None
        self._left, self._fade_ns = 0, fade_ns
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
            resting = idle.picture(phase_ns) if plan.speech_weight < 1.0 and composer.shows_host else None
            speech, weight = plan.frame.pixels if plan.frame is not None else None, plan.speech_weight
            leaving = self._leaving
            left = 0.0 if leaving is None else self._fade_on()
            another = leaving is not None and leaving[0] is not composer
            if leaving is not None and not another and speech is None:  # another idle movement of the same host
                speech, weight = leaving[1].picture(phase_ns), left
            if not composer.shows_host:
                speech = None
            still = resting is None and (speech is not None or not composer.shows_host)
            cutouts = self._cutouts()
            alone = (composer, speech, (*composer.mark(phase_ns), cutouts)) if still else None
            if another or alone is None or not _same(alone, self._shown):
                self._last_good = composer.compose(speech, resting, weight, phase_ns)
            self._shown = None if another else alone
            if leaving is not None and another:
                before = self._compose_leaving(leaving, plan, phase_ns, resting if leaving[1] is idle else None)
                self._last_good = _over(self._last_good, before, left)
            if not cutouts:
                self._last_good.forget_cutout()
            self._failing = False
        except Exception:  # the camera must show a picture whatever a drawing does
            if not self._failing:
                log.exception("the program picture could not be drawn; the last one stays")
            self._failing = True
        return self._last_good

    def _compose_leaving(
        self, leaving: tuple[Composer, IdleHost], plan: SlotPlan, phase_ns: int, resting: Pixels | None
    ) -> ProgramPicture:
        """What leaves: another host, which is silent now, or the scene that this host was in; it rests as drawn."""
        composer, idle = leaving
        same_host = self._host is not None and idle is self._host[1]
        speech = plan.frame.pixels if same_host and plan.frame is not None and composer.shows_host else None
        weight = 0.0 if speech is None else plan.speech_weight
        if resting is None and weight < 1.0 and composer.shows_host:
            resting = idle.picture(phase_ns)
        return composer.compose(speech, resting, weight, phase_ns)

    def _fade_on(self) -> float:
        """What is still seen of the idle movement that leaves: 1 to 0."""
        self._left += 1
        weight = 1.0 - self._program.slot_ns(self._left) / self._fade_ns
        if weight <= 0.0:
            self._leaving = None
        return max(0.0, weight)


class _Frozen:
    """A picture that stands still while it leaves."""

    shows_host = False

    def __init__(self, picture: ProgramPicture) -> None:
        self._picture = picture

    def compose(
        self, speech: Pixels | None, idle: Pixels | None, speech_weight: float, time_ns: int | None = None
    ) -> ProgramPicture:
        """See ``Composer``."""
        del speech, idle, speech_weight, time_ns
        return self._picture

    def mark(self, time_ns: int) -> tuple[int, ...]:
        """See ``Composer``."""
        del time_ns
        return ()

    def show_subtitle(self, subtitle: Patch | None) -> None:
        """See ``Composer``."""


def _same(one: _Still, other: _Still | None) -> bool:
    return other is not None and one[0] is other[0] and one[1] is other[1] and one[2] == other[2]


def _over(own: ProgramPicture, before: ProgramPicture, left: float) -> ProgramPicture:
    """``own`` with what is ``left`` of the host before, 0..1."""
    part = round(256 * left)
    if own.pixels.shape != before.pixels.shape or not part:
        return own
    weights = 256 - part, part
    pixels = mix([own.pixels, before.pixels], weights)
    return ProgramPicture(pixels, lambda: mix([own.cutout(), before.cutout()], weights))
