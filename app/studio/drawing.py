"""What draws the show: the engine of the settings, or less where the card does not hold, and what it is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.base.errors import AppError, Problem, Severity
from app.base.settings import Settings
from app.engine.base import EngineInfo
from app.studio.card_room import CardRoom
from app.studio.connection import ConnectionDesk
from app.studio.engine_order import EngineOrders
from app.studio.engine_room import EngineRoom
from app.studio.kept_settings import KeptSettings
from app.studio.loop import Loop
from app.studio.one_session import OneSession
from app.studio.parts import Host, Parts
from app.studio.problems import ProblemBoard
from app.studio.remote import changed_options, remote_keeping
from app.studio.show import Show


class Drawing:
    """One engine at a time, for one show after another. Lives on the studio's thread.

    Args:
        parts: makes the engine, and knows what it is told.
        loop: the studio's thread.
        settings: which engine, and how.
        problems: told when the engine is down, and why.
        tests: what else opens sessions on a server.
        changed: called when the engine went down or came up.
    """

    def __init__(
        self,
        parts: Parts,
        loop: Loop,
        settings: KeptSettings,
        problems: ProblemBoard,
        tests: ConnectionDesk,
        changed: Callable[[], None],
    ) -> None:
        self._parts = parts
        self._loop = loop
        self._settings = settings
        self._problems = problems
        self._changed = changed
        self._orders = EngineOrders(loop, parts)
        self._one_session = OneSession(tests)
        self._show: Show | None = None
        self._host: Host | None = None  # whom it draws
        self.card = CardRoom(problems, parts.measured)
        self.engine: EngineRoom | None = None

    @property
    def own(self) -> EngineInfo | None:
        """What the engine of the settings says of itself; None: it does not draw."""
        return self.engine.line.own if self.engine is not None else None

    def draw(self, show: Show) -> None:
        """Have another engine draw ``show``; ``load`` follows. Whatever draws now ends."""
        in_use = self.engine is not None and self.engine.session_s is not None
        settings, fps = self.card.applied(self._settings.now), show.program.fps
        self._show = show
        self.engine = EngineRoom(
            self._loop,
            lambda listener: self._parts.engine(settings.engine, listener, fps),
            self._engine_problem,
            lambda notice: self._problems.report(Problem.from_error(notice, Severity.WARNING)),
            remote_keeping(settings, lambda own, listener: self._parts.engine(own, listener, fps)),
            self.engine,
        )
        show.attach(self.engine)
        if in_use:
            self.need()

    def load(self, host: Host, *, now: bool = True, again: bool = True) -> None:
        """Have ``host`` drawn; ``now`` and ``again``: as in ``EngineRoom.load``."""
        assert self._show is not None
        assert self.engine is not None
        self._host = host
        applied = self.card.applied(self._settings.now)
        self._orders.load(self.engine, host, self._show.program, applied, now=now, again=again)

    def apply(self, before: Settings, *, live: bool) -> None:
        """Tell the engine what is other in the settings than ``before``; ``live``: somebody may be watching."""
        settings, host = self._settings.now, self._host
        if host is None or settings.omnirt == before.omnirt:
            return
        cut = settings.omnirt.crops != before.omnirt.crops
        if settings.engine.kind == "omnirt":
            self.load(host, now=cut and not live)
            changed = changed_options(settings.omnirt, before.omnirt)
            if changed and self.engine is not None:
                self.engine.configure(changed)
        elif settings.engine.kind == "local" and cut:
            self.load(host)

    def need(self) -> None:
        """Somebody is going to speak, or to watch."""
        self._one_session.begin(self.engine)

    def warm_up(self) -> None:
        """The same, and what has failed is tried again now, with all that the settings ask of the card."""
        if self.card.reset():
            self._follow_card(anew=True)
        self._one_session.begin(self.engine, EngineRoom.warm_up)

    def measure_card(self) -> None:
        """Have the graphics card measured again. Raises AppError."""
        self.card.measure_again()
        self._follow_card(anew=True)

    def release(self) -> None:
        """Give a session, or the card's memory, back until somebody needs it again."""
        if self.engine is not None:
            self.engine.release()

    def look(self, *, talking: bool, followed: bool) -> None:
        """Ten times a second: begin, give back, or step down. The arguments are those of ``EngineRoom.look``."""
        assert self.engine is not None
        self._one_session.look(self.engine, talking=talking, followed=followed)
        if self.card.look(self.engine, self._settings.now, time.monotonic_ns(), talking=talking):
            self._follow_card()

    def close(self) -> None:
        """End the engine; returns when it is gone."""
        self._orders.close()
        if self.engine is not None:
            self.engine.close()

    def _follow_card(self, *, anew: bool = False) -> None:
        """The graphics card is asked for something else; ``anew``: by another engine."""
        if self._settings.now.engine.kind != "local" or self._host is None:
            return
        assert self._show is not None
        if anew or self.card.applied(self._settings.now).engine.kind != "local":
            self.draw(self._show)
        self.load(self._host)

    def _engine_problem(self, error: AppError | None) -> None:
        self._problems.forget("engine.")
        if error is not None and self.card.failed(error, self._settings.now):
            self._follow_card()
            error = None
        given_up = self.engine is not None and self.engine.given_up
        if self._show is not None:
            self._show.pacer.expect_pictures(self.engine is None or self.engine.worth_waiting)
        if error is not None:
            severity = Severity.ERROR if given_up else Severity.WARNING
            self._problems.report(Problem.from_error(error, severity))
        self._changed()
