"""What is watched ten times a second while a show is on, and what people are told of it."""

from __future__ import annotations

from app.studio.disclosure import DisclosureWatch
from app.studio.drawing import Drawing
from app.studio.exactness import Exactness
from app.studio.kept_settings import KeptSettings
from app.studio.parts import Host, Parts
from app.studio.problems import ProblemBoard
from app.studio.remote import CameraOffer
from app.studio.show import Show
from app.studio.watches import OUTRUN, FeedbackWatch, LossWatch, SpeedWatch


class Lookout:
    """Lives on the studio's thread.

    Args:
        parts: know where what was measured is kept.
        settings: what the show should be like.
        problems: where people are told.
    """

    def __init__(self, parts: Parts, settings: KeptSettings, problems: ProblemBoard) -> None:
        self._settings = settings
        self._losses = LossWatch(problems)
        self._feedback = FeedbackWatch(problems)
        self._speed = SpeedWatch(problems)
        self._disclosure = DisclosureWatch(problems)
        self.camera_offer = CameraOffer()
        self.exactness = Exactness(lambda: parts.local(settings.now, "").measured)

    def look(self, show: Show, drawing: Drawing) -> None:
        """See whether devices have gone, and whether the engine keeps up; one that never does is given up."""
        engine = drawing.engine
        assert engine is not None
        self._feedback.look(feeding=show.feedback.look())
        self._losses.look(show.lost_devices)
        self._speed.look(too_slow=show.refresh(), pace=engine.pace, outruns=engine.line.outruns)
        if self._speed.hopeless and engine.step_aside(OUTRUN):
            self._speed.forget()

    def look_at_host(self, show: Show, drawing: Drawing, host: Host | None, *, live: bool, own_voice: bool) -> None:
        """See what viewers are told, and what the engine says of itself; the flags are ``DisclosureWatch.look``'s."""
        settings = self._settings.now
        self._disclosure.look(settings.program, show.program, host, live=live, own_voice=own_voice)
        self.camera_offer.look(drawing.own, settings)
        self.exactness.look(drawing.own)
