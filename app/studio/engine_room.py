"""The engine as the studio runs it: loaded, supervised, brought back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest, Option
from app.engine.host import EngineListener
from app.engine.messages import Stats
from app.engine.omnirt.troubles import NO_SLOT
from app.media.types import NS_PER_S, VideoFrame
from app.studio.engine_line import EngineLine
from app.studio.farewell import Farewell
from app.studio.handover import Handover
from app.studio.lease import Due, Lease, LeaseTerms, SlotWait
from app.studio.local import can_switch
from app.studio.loop import Loop
from app.studio.parts import EngineLink
from app.studio.remote import RemoteKeeping
from app.studio.silence import Missing, Silence, silent
from app.studio.snapshot import EngineState
from app.studio.speech import Speech
from app.studio.supervisor import RECONNECT_NS, Supervisor

GIVE_UP_AFTER = 3  # failures without a healthy moment between them; the next attempts are seconds apart
_BEGINNING = (EngineState.LOADING, EngineState.WAITING, EngineState.RENEWING, EngineState.RESTARTING)


class EngineRoom:
    """Keeps one engine alive. Made and commanded on the studio's thread; ``on_…`` come on the link's thread.

    An engine that is ``remote`` is a session on a server: it begins when somebody needs it, is given back when nobody
    has spoken for long, and takes over only where nobody sees the change.

    Args:
        loop: the studio's thread.
        make_link: makes the link to the engine, given its listener.
        on_problem: told when the engine is down (with what happens next) and, with None, when it is up.
        on_notice: told what people should know although the engine goes on.
        remote: how a session is kept; None: the engine runs on this computer, from ``load`` on.
        before: the one whose place it takes; it begins when that one is gone, which may take seconds.
        now_ns: monotonic time.
    """

    def __init__(
        self,
        loop: Loop,
        make_link: Callable[[EngineListener], EngineLink],
        on_problem: Callable[[AppError | None], None],
        on_notice: Callable[[AppError], None],
        remote: RemoteKeeping | None = None,
        before: EngineRoom | None = None,
        now_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._loop = loop
        self._now_ns = now_ns
        self._on_problem = on_problem
        self._on_notice = on_notice
        self._link = make_link(self)
        self.line = EngineLine(self._link, remote.stand_in if remote is not None else None)
        """What it is told to draw, and who draws it."""
        self._remote = remote
        self._supervisor = Supervisor(RECONNECT_NS if remote is not None else None)
        self._lease = Lease(remote.terms if remote is not None else LeaseTerms())
        self._request: EngineRequest | None = None
        self._life = 0  # number of the link's latest start
        self._farewell = Farewell(loop, self._begin)
        self._slot = SlotWait(remote.slot_timeout_ns if remote is not None else 0)
        self._needed, self._closed = remote is None, False
        self._handover, self._silence = Handover(), Silence(now_ns)
        self._retry_ns: int | None = None
        self._idle_clip: Path | None = None
        self.speech: Speech | None = None
        """Gets the pictures; set before ``load``."""
        self.state = EngineState.LOADING if remote is None else EngineState.STANDBY
        self.session_create_ms: float | None = None
        if before is not None:
            before.retire()
            self._farewell.say(before.close)

    # ---- the studio's thread

    def expect(self, avatar: Path) -> None:
        """An avatar is going to be asked of the server; nobody wants to see another any more."""
        if self._request is not None and avatar != self._request.avatar:
            self._request = self._idle_clip = None
            self.line.rest()
            self._renew()

    def load(
        self, request: EngineRequest, stand_in: EngineRequest | None = None, *, now: bool = True, again: bool = True
    ) -> None:
        """Load an avatar; one that is loaded is replaced. A server is not asked again for what it draws already.

        Args:
            request: what is to be drawn.
            stand_in: the same for the engine that stands in.
            now: False: a session that there is goes on, and the next one begins like this.
            again: False: an engine of this computer is not asked again either; what it draws from has not changed.

        """
        if self._request is None or request.avatar != self._request.avatar:
            self._idle_clip = None
        self.line.cast(stand_in)
        draws = self.state is EngineState.READY or (self._remote is None and self.state is EngineState.LOADING)
        if request == self._request and (draws or not now) and not (again and self._remote is None):
            return
        switches = self._can_switch_to(request)
        self._request = request
        if not now:
            return
        self._supervisor.reset()
        if switches:
            self.line.own = None
            self.state = EngineState.LOADING
            self._link.switch(request)
        else:
            self._renew()

    def configure(self, options: Mapping[str, Option]) -> None:
        """Have the session that there is go on with other options; the next one is told by ``load``."""
        self.line.configure(options, ready=self.state is EngineState.READY)

    def _can_switch_to(self, request: EngineRequest) -> bool:
        """Whether the engine that runs takes this avatar, too, without its models being loaded again."""
        before, info = self._request, self.line.own
        if self._remote is not None or before is None or info is None or self.state is not EngineState.READY:
            return False
        return can_switch(before, request, info)

    def need(self) -> None:
        """Somebody is going to speak, or to watch: a session that has not begun begins."""
        self._lease.used(self._now_ns())
        if not self._needed:
            self._needed = True
            self._renew()

    def warm_up(self) -> None:
        """The same, and what has failed is tried again now."""
        if self.state in (EngineState.FAILED, EngineState.RESTARTING):
            self._supervisor.reset()
            self._renew()
        self.need()

    def release(self) -> None:
        """Give the session, or the memory of this computer's card, back until somebody needs it again."""
        if self._needed:
            self._needed = False
            self._supervisor.reset()
            self.line.dismiss()
            self._renew()
            self._on_problem(None)

    def step_aside(self, error: AppError) -> bool:
        """Let the engine of this computer draw until somebody asks for the server again. False: there is none."""
        if self._remote is None or self._remote.stand_in is None or not (self.line.own or self._silence.of):
            return False
        self._renew()
        self.state = EngineState.FAILED
        self.line.bring(self.speech)
        self._on_problem(error)
        return True

    def look(self, *, talking: bool, followed: bool = False) -> None:
        """Ten times a second: begin, take over, or give back. Somebody talks, or the host follows somebody's face."""
        if self._remote is None or self._closed:
            if (talking or followed) and not self._needed:
                self.need()
            return
        now_ns = self._now_ns()
        if talking:
            self._handover.heard(now_ns)
        if talking or followed:
            self.need()
        speech = self.speech
        pause = self._handover.pause(speech, now_ns)
        if self._handover.waiting is not None and (pause or self._may_change(now_ns)):
            self._take_over(self._handover.waiting)
        elif pause and speech is not None and speech.delay_too_short:
            speech.delay_changed()
        missing = self._silence.look(self.line, self._handover, speech, now_ns)
        if missing is not None:
            self.line.bring(speech)
        if missing is Missing.SILENT:
            self._on_problem(silent())
        due = self._lease.due(now_ns, pause=pause, beginning=speech is not None and speech.pictures.beginning)
        if due is Due.RENEWAL:
            self._renew(EngineState.RENEWING)
        elif due is Due.RELEASE:
            self.release()

    def refuse(self, error: AppError) -> None:
        """There is nothing to load, for this reason."""
        self._request = None
        self._renew()
        self.state = EngineState.FAILED
        self._on_problem(error)

    def retire(self) -> None:
        """Nothing that it still draws is wanted; ``close`` follows, on whatever thread can wait."""
        self._closed, self.speech = True, None
        self.line.dismiss()

    def close(self) -> None:
        """End the engine; returns when it is gone."""
        self._closed = True
        self._link.stop()
        self._farewell.join()
        self.line.close()

    def _renew(self, beginning: EngineState = EngineState.LOADING) -> None:
        """End what there is, and begin again where it is needed. Saying goodbye may take seconds: nobody waits."""
        self._forget()
        self._slot.over()
        self.state = beginning if self._needed else EngineState.STANDBY
        if self._farewell.under_way:
            return  # it looks at what is needed when it is over
        if self._life == 0:
            self._begin()
        else:
            self._farewell.say(self._link.stop)

    def _begin(self) -> None:
        if self._closed or self._request is None or self.state not in _BEGINNING:
            return
        self._forget()
        self._life += 1
        self._link.start(self._request)

    def _forget(self) -> None:
        """Nothing of the life before is true any more."""
        self.line.own = self._retry_ns = None
        self._handover.over()
        self._silence.over()
        self._lease.ended(self._now_ns())
        self.line.ended()

    def _ready(self, life: int, info: EngineInfo) -> None:
        if life != self._life or self._farewell.under_way:
            return
        self.state = EngineState.READY
        self._slot.over()
        now_ns = self._now_ns()
        self._supervisor.up(now_ns)
        if self._remote is None:
            self._idle_clip = info.idle_clip
            self._on_problem(None)
            return
        self._lease.opened(now_ns)
        self.line.opened(info)
        self.line.prepare()
        self.line.stats.clear()
        self._handover.wait(info, now_ns)
        if self._may_change(now_ns):
            self._take_over(info)

    def _take_over(self, info: EngineInfo) -> None:
        self._handover.over()
        self.line.rest()
        self._idle_clip = info.idle_clip
        self.line.own = info
        if self.speech is not None:
            self.speech.change_engine()
        self._on_problem(None)

    def _may_change(self, now_ns: int) -> bool:
        return self._handover.due(self.speech, now_ns, drawn=bool(self.line.standing_in))

    def _down(self, life: int, error: AppError) -> None:
        if self._closed or life != self._life or self._farewell.under_way:
            return
        now_ns = self._now_ns()
        delay_ns = self._supervisor.down(now_ns, permanent=error.permanent)
        self._forget()
        waits = error.code == NO_SLOT and self._slot.refused(now_ns)
        if error.code != NO_SLOT:
            self._slot.over()
        if delay_ns is None:
            self.state = EngineState.FAILED
        else:
            self.state = EngineState.WAITING if waits else EngineState.RESTARTING
            self._retry_ns = now_ns + delay_ns
            self._loop.later(delay_ns / NS_PER_S, lambda: self._restart(life))
        self.line.bring(self.speech)
        self._on_problem(None if waits else error)

    def _restart(self, life: int) -> None:
        if life == self._life and self.state in (EngineState.RESTARTING, EngineState.WAITING):
            self._begin()

    # ---- any thread

    @property
    def given_up(self) -> bool:
        """It does not come back, or not soon."""
        return self._away_after(GIVE_UP_AFTER)

    @property
    def worth_waiting(self) -> bool:
        """What is to be said waits for pictures. A server that was lost may be away for long: the sound goes on."""
        draws_words = self.line.info is None or not self.line.info.follows_camera
        missed = self._silence.of is not None and self.line.info is None
        return draws_words and not missed and not self._away_after(GIVE_UP_AFTER if self._remote is None else 1)

    def _away_after(self, failures: int) -> bool:
        hopeless = self.state is EngineState.FAILED or self._supervisor.failures >= failures
        return hopeless and self.line.info is None

    @property
    def retry_s(self) -> float | None:
        """Seconds until the engine is tried again; None: it is up, or being tried."""
        retry_ns = self._retry_ns
        return None if retry_ns is None else max(0.0, (retry_ns - self._now_ns()) / NS_PER_S)

    @property
    def session_s(self) -> float | None:
        """How long the session on the server has lasted; None: there is none."""
        age_ns = self._lease.age_ns(self._now_ns())
        return None if age_ns is None else age_ns / NS_PER_S

    @property
    def remote(self) -> bool:
        """It is a session on a server."""
        return self._remote is not None

    @property
    def occupied(self) -> bool:
        """There is a session on a server, or one is being opened or closed."""
        return self.remote and (self.state in (EngineState.READY, *_BEGINNING) or self._farewell.under_way)

    @property
    def idle_clip(self) -> Path | None:
        """How the host idles in this engine's pictures, also while it is away; None: in the avatar's own way."""
        return self._idle_clip if not self.line.standing_in else None

    @property
    def pace(self) -> float | None:
        """Seconds that the server needs for a second of speech; None: not known, or none draws."""
        info = self._handover.waiting or self.line.own
        if self._remote is None or info is None or info.follows_camera:
            return None
        return (self.line.chunk_p99_ns or info.render_ns) / info.chunk_ns

    # ---- the link's thread

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """Loaded: the turn that is on air is given to an engine of this computer before anything else."""
        life = self._life
        self.session_create_ms = session_create_ms
        if self._remote is None:
            self.line.own = info
            if self.speech is not None:
                self.speech.engine_is_back()
        self._loop.post(lambda: self._ready(life, info))

    def on_frame(self, frame: VideoFrame) -> None:
        """A picture."""
        self._silence.heard()
        if self._silence.of is not None or self._handover.waiting is not None:
            self._link.release(1)  # of what it was asked for before it fell silent
            return
        self.line.frames.count(time.monotonic_ns())
        if self.speech is not None:
            self.speech.frame(frame)

    def on_progress(self, turn: int, until_ns: int) -> None:
        """Rendered up to here."""
        self._silence.answered()
        if self.speech is not None and self.line.own is not None:
            self.speech.progress(turn, until_ns)

    def on_turn_done(self, turn: int) -> None:
        """Rendered completely."""

    def on_configured(self, configured: Configured) -> None:
        """What became of options."""
        self._loop.post(lambda: self.line.settled(configured))

    def on_card_choice(self, choice: CardChoice) -> None:
        """What is measured of the graphics card."""
        self.line.card_choice = choice

    def on_stats(self, stats: Stats) -> None:
        """The heartbeat."""
        self.line.measured(stats)

    def on_notice(self, notice: AppError) -> None:
        """Something that people should know."""
        self._loop.post(lambda: self._on_notice(notice))

    def on_down(self, reason: AppError | None) -> None:
        """The worker is gone; None: it was asked to go."""
        life = self._life
        self.line.own = None
        if reason is not None:
            self._loop.post(lambda: self._down(life, reason))
