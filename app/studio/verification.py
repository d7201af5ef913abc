"""Verify: a line is spoken through the studio's own path, again and again for a minute, and what left it is judged."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.avatars.detector import FoundFace
from app.avatars.idle import IdleHost
from app.avatars.idle_clip import open_clip
from app.avatars.mouth_seen import seen
from app.base.errors import AppError, Problem
from app.base.rungs import Rung, RungState, failed
from app.base.settings import Settings
from app.base.shared_server import speech_stalls_pictures
from app.engine.base import EngineInfo
from app.engine.omnirt.judgement import Drawn, begun
from app.media.clock import Clock
from app.media.pacer import Pacer
from app.media.pixels import ProgramPicture
from app.media.types import PROGRAM_RATE_HZ, Pixels, SlotPlan, ns_to_samples
from app.studio import findings
from app.studio.engine_order import engine_request
from app.studio.engine_room import EngineRoom
from app.studio.lease import LeaseTerms
from app.studio.loop import Loop
from app.studio.overheard import Boundaries, Line
from app.studio.parts import Parts, program_format
from app.studio.pump import Pump
from app.studio.remote import RemoteKeeping
from app.studio.speech import Speech
from app.studio.stage import Stage

PROMPT = (
    "This is a test of how I speak. First you see how long I take to begin, then whether my voice and my pictures go "
    "on without a break. When I have finished, my mouth should be closed."
)

_PAUSE_S = 0.6  # between two lines: the host idles
_GRACE_S = 30.0  # beyond the minute, for the line that is being spoken
_HEARTBEAT_S = 1.5  # within which the last chunks are counted
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Terms:
    """What is verified, and how long.

    Attributes:
        settings: server, model, voice, avatar, program.
        length_s: no line begins after so long.
        progress: told the seconds of it that are over, on the caller's thread.
        stopped: set to end early.
        find_faces: finds faces in a picture. Raises AppError where nothing can.
        clock: what the pump goes by.

    """

    settings: Settings
    length_s: float
    progress: Callable[[float], None]
    stopped: threading.Event
    find_faces: Callable[[Pixels], list[FoundFace]]
    clock: Clock


def verify(parts: Parts, terms: Terms) -> Iterator[Rung]:
    """What is found, each when it is known; what is bad before anything could be spoken is the last.

    Blocks between them: a cold server may load for minutes, and then there is a minute of speech. Never raises. The
    session is closed when all has been spoken, or with the iterator.
    """
    stalls = speech_stalls_pictures(terms.settings)
    if stalls is not None:
        yield Rung("voice", RungState.DOUBTFUL, stalls.message, None, (stalls.hint,))
    run = _Run(parts, terms)
    try:
        yield from run.rungs()
    except AppError as error:
        yield run.failed(error)
    except _StoppedError:
        yield run.stopped()
    finally:
        run.close()


class _StoppedError(Exception):
    """Enough of it."""


class _Run:
    """One verification. Lives on the caller's thread; what is planned comes on the pump's."""

    def __init__(self, parts: Parts, terms: Terms) -> None:
        self._parts = parts
        self._terms = terms
        self._settings = settings = terms.settings
        self._program = program = program_format(settings)
        self._closed = False
        self._failure: AppError | None = None
        self._voice_notice: Problem | None = None
        self._notices: list[AppError] = []  # of the engine
        self._loop = Loop(self._fail, "verification")
        self._loop.start()
        self._pacer = Pacer(program)
        self._stage: Stage | None = None
        self._idle: IdleHost | None = None
        self._pump = Pump(terms.clock, program, self._pacer, self._compose, self._on_planned)
        self._room = EngineRoom(
            self._loop,
            lambda listener: parts.engine(settings.engine, listener, program.fps),
            self._engine_says,
            self._notices.append,
            RemoteKeeping(LeaseTerms(), 0, None),
        )
        self._speech = Speech(
            program, self._pacer, self._room.line, lambda: program.slot_ns(1), terms.clock.now_ns, self._fail
        )
        self._room.speech = self._speech
        self._lines: list[Line] = []
        self._slots = 0  # since the first line was asked for
        self._quiet = 0  # of them, at the end, without speech
        self._told_s = -1
        self._step = "session"  # the rung that is being found out

    def rungs(self) -> Iterator[Rung]:
        """What is found. Raises AppError where it cannot go on, and _StoppedError."""
        drawn = self._open()
        yield from begun(drawn)
        if drawn.info.fake:
            return  # what placeholders do says nothing
        self._step = "first_frame"
        self._pump.start(self._crashed)
        yield from self._first(self._speak(), drawn.info)
        self._step = "stability"
        while self._over_s < self._terms.length_s:
            self._speak()
        stats = self._room.line.stats
        before = stats.values()[-1:]
        self._wait(lambda: stats.values()[-1:] != before, _HEARTBEAT_S)
        self.close()  # what was seen and heard is looked at without the server
        yield from self._found(drawn.info)

    def failed(self, error: AppError) -> Rung:
        """It cannot go on."""
        rung = failed("voice" if error.code.startswith("speech.") else self._step, error)
        return replace(rung, text=f"After {self._over_s:.0f} s: {rung.text}") if self._over_s >= 1 else rung

    def stopped(self) -> Rung:
        """It was not allowed to go on."""
        text = "It was stopped: what is missing here was not measured."
        if self._over_s >= 1:
            text = f"It was stopped after {self._over_s:.0f} s: what is missing here was not measured."
        return Rung(self._step, RungState.DOUBTFUL, text)

    def close(self) -> None:
        """End everything, the session too. Does nothing the second time."""
        if self._closed:
            return
        self._closed = True
        self._pump.stop()
        self._speech.close()
        self._loop.post(self._room.close)  # there, what may be about to begin has begun or does not
        self._loop.stop()

    # ---- one thing after the other

    def _open(self) -> Drawn:
        settings, program = self._settings, self._program
        host = self._parts.open_host(settings.window.avatar, program, settings.program)
        stage = self._stage = Stage(program, self._parts.card(program))
        request = engine_request(host, program, settings, self._parts)
        began_s = time.monotonic()
        self._loop.post(lambda: self._room.load(request))
        self._loop.post(self._room.need)
        self._wait(lambda: self._room.line.own is not None)
        info = self._room.line.own
        assert info is not None
        self._idle = (open_clip(info.idle_clip) if info.idle_clip is not None else None) or host.idle
        stage.set(host.composer, self._idle)
        return Drawn(info, (time.monotonic() - began_s) * 1000)

    def _speak(self) -> Line:
        """Speak the line once; returns when the host idles again, or when it takes too long."""
        line, settings = Line(keep_pictures=not self._lines), self._settings
        self._quiet = 0
        self._lines.append(line)
        self._speech.say(
            lambda: line.open(lambda: self._parts.open_text(PROMPT, settings.voice, self._voice_says)), PROMPT
        )
        pause = round(_PAUSE_S * self._program.fps)
        latest_s = self._terms.length_s + _GRACE_S
        self._wait(lambda: self._quiet >= pause or self._over_s > latest_s)
        if not self._quiet:
            self._speech.interrupt()
        return line

    def _first(self, line: Line, info: EngineInfo) -> Iterator[Rung]:
        """How the first line began."""
        if self._voice_notice is not None:
            hint = (self._voice_notice.hint,) if self._voice_notice.hint else ()
            yield Rung("voice", RungState.DOUBTFUL, self._voice_notice.message, None, hint)
        tts_ns, filled_ns = line.first_pcm_ns, line.sent_by(_needed(info))
        drawn_ns = self._speech.measures.first_frame_ns
        if tts_ns is None or filled_ns is None or drawn_ns is None or line.aired_ns is None:
            yield Rung("first_frame", RungState.BAD, "The line was over without a picture.")
            return
        fill_ns = filled_ns - tts_ns
        parts_ns = (tts_ns, fill_ns, max(0, drawn_ns - fill_ns), line.aired_ns)
        yield findings.first_frame(findings.FirstFrame(*(part_ns / 1e6 for part_ns in parts_ns)), info)

    def _found(self, info: EngineInfo) -> Iterator[Rung]:
        """What is known at the end."""
        spoken = [line.spoken for line in self._lines]
        samples = sum(len(slot.samples) for line in spoken for slot in line if slot.position is not None)
        found = sum((line.boundaries(_needed(info)) for line in self._lines), Boundaries())
        yield findings.sound(found, samples / PROGRAM_RATE_HZ)
        yield self._mouth()
        times_ns = self._room.line.chunks_ns.values()
        yield findings.chunks(times_ns, info.chunk_ns)
        yield findings.stability(spoken, info.fps, self._program.fps, times_ns, self._notices)

    def _mouth(self) -> Rung:
        assert self._idle is not None
        rest = [self._idle.picture(self._idle.loop_ns * third // 3) for third in range(3)]
        first, *others = self._lines
        ends = [line.last for line in (first, *others[-1:]) if line.last is not None]
        try:
            return findings.mouth(*(seen(self._find_faces, pictures) for pictures in (rest, first.speaking, ends)))
        except AppError as error:
            return findings.mouth_unknown(error.message)

    def _find_faces(self, picture: Pixels) -> list[FoundFace]:
        self._go_on()
        return self._terms.find_faces(picture)

    # ---- waiting

    def _wait(self, met: Callable[[], bool], limit_s: float = float("inf")) -> None:
        until_s = time.monotonic() + limit_s
        while not met() and time.monotonic() < until_s:
            self._go_on()
            self._terms.stopped.wait(_LOOK_S)

    def _go_on(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._terms.stopped.is_set():
            raise _StoppedError
        if self._lines and self._told_s != int(self._over_s):
            self._told_s = int(self._over_s)
            self._terms.progress(min(self._over_s, self._terms.length_s))

    @property
    def _over_s(self) -> float:
        """How much of the time for speech is over."""
        return self._slots / self._program.fps

    # ---- any thread

    def _engine_says(self, error: AppError | None) -> None:
        if error is not None:
            self._fail(error)

    def _voice_says(self, notice: Problem) -> None:
        self._voice_notice = notice

    def _fail(self, error: AppError) -> None:
        self._failure = self._failure or error

    def _crashed(self, error: Exception) -> None:
        self._fail(AppError("studio.pump", f"The studio stumbled: {error}.", "Please report it with the log."))

    # ---- the pump's thread

    def _compose(self, plan: SlotPlan) -> ProgramPicture:
        assert self._stage is not None
        return self._stage.compose(plan)

    def _on_planned(self, plan: SlotPlan) -> None:
        self._room.line.release(self._pacer.take_released())
        if self._lines:
            self._slots += 1
            self._quiet = 0 if self._pacer.speaking else self._quiet + 1
            self._lines[-1].plan(plan)


def _needed(info: EngineInfo) -> int:
    """Samples of the program without which nothing is drawn."""
    return ns_to_samples(info.chunk_ns + info.lookahead_ns)
