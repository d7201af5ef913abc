"""The life of one session: its thread speaks with the server, while the worker goes on."""

from __future__ import annotations

import contextlib
import logging
import math
import queue
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.base.errors import AppError
from app.base.workers import Worker
from app.engine.base import Configured, EngineRequest, Flushed, Option, RemoteRequest
from app.engine.mailbox import Mailbox
from app.engine.omnirt import troubles
from app.engine.omnirt.camera_trial import NO_FACE, try_out_camera
from app.engine.omnirt.conversation import Answer, Conversation, Granted
from app.engine.omnirt.discovery import (
    ServerKind,
    camera_url,
    find_kind,
    request_headers,
    socket_url,
)
from app.engine.omnirt.line import ROUTE, Line
from app.engine.omnirt.pairing import Sound, Stretch
from app.engine.omnirt.replies import WAV2LIP_POSTPROCESS
from app.engine.omnirt.trial import Trial, try_out
from app.engine.omnirt.wire import RATE_HZ, Dialect
from app.media.jpeg import jpeg_size

log = logging.getLogger(__name__)

GRACE_S = 4.0
"""For the server's word that the session is closed; a chunk that it is at comes first."""

_NATIVE_ROUTE = "/v1/avatar/realtime"
_ERRORS_IN_A_ROW = 8
_NEAR = 0.7  # of a chunk's length: a server that takes longer must not wait for the next one to arrive
_WAV2LIP_S = 60.0  # of sound in one session: the server keeps all of it and goes through it again for every chunk


@dataclass(frozen=True, slots=True)
class _Begin:
    turn: int


class _End:
    pass


@dataclass(frozen=True, slots=True)
class _Options:
    options: Mapping[str, Option]


class _Stop:
    pass


class _Stopped(Exception):  # noqa: N818 - it ends the session, it is no mistake
    pass


_Event = _Begin | Sound | _End | _Options | _Stop | ServerKind | str | bytes | AppError


class Session:
    """Made, told and closed on the worker's thread; what it says goes into ``mailbox``. Its thread: "omnirt session".

    Attributes:
        answered: chunks that were submitted and are done with.
        window: how many chunks may be on their way.
        trial: how it turned out; there before its EngineInfo is in the mailbox.

    """

    def __init__(self, request: EngineRequest, remote: RemoteRequest, mailbox: Mailbox[Stretch]) -> None:
        self._request = request
        self._remote = remote
        self._mailbox = mailbox
        self._inbox: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self.answered = 0
        self.window = 1
        self._line: Line | None = None
        self._talk: Conversation | None = None
        self.trial: Trial
        self._lost = False  # the connection has ended
        self._closing = False
        self._parting = False
        # Of the turns:
        self._turn: int | None = None
        self._ended = False  # all of its chunks have been submitted
        self._flushed = True  # nothing of it was sent, or all of it has come back
        self._unsent: deque[Sound] = deque()
        self._options: dict[str, Option] = dict(remote.options)
        # Of the session as the server has it:
        self._renew = False  # it is to be begun anew before the next chunk
        self._again: list[Sound] = []  # chunks that the server could not draw because it had lost the session
        self._forgiving = True  # it may be lost once more
        self._sent = 0  # samples
        self._errors = 0  # in a row
        self._warned = False
        self._recent_ns: deque[int] = deque(maxlen=16)
        self._thread = Worker("omnirt session", self._run, self._crashed)
        self._thread.start()

    # ---- the worker's thread

    def begin(self, turn: int) -> None:
        """A turn begins; chunks of older ones are not worth sending any more."""
        self._inbox.put(_Begin(turn))

    def submit(self, sound: Sound) -> None:
        """The next chunk of the turn."""
        self._inbox.put(sound)

    def end(self) -> None:
        """All chunks of the turn have been submitted."""
        self._inbox.put(_End())

    def configure(self, options: Mapping[str, Option]) -> None:
        """Go on with other options."""
        self._inbox.put(_Options(options))

    def close(self) -> None:
        """End the session and the connection, and wait until the server knows."""
        self._closing = True
        self._inbox.put(_Stop())
        self._thread.join(GRACE_S + 2.5)
        if self._thread.is_alive() and self._line is not None:
            self._line.cut()
        self._thread.join(1.0)

    # ---- the session's thread

    def _run(self) -> None:
        try:
            self._open()
            self._serve()
        except _Stopped:
            pass
        except AppError as error:
            self._mailbox.fail(error)
        finally:
            self._part()

    def _crashed(self, error: Exception) -> None:
        self._mailbox.fail(troubles.own(error))

    def _part(self) -> None:
        self._parting = True
        if self._line is None:
            return
        if self._talk is not None and not self._lost:
            with contextlib.suppress(AppError):
                self._talk.farewell(GRACE_S)
        self._line.close()

    def _next(self, timeout_s: float) -> _Event | None:
        """The next event, or None if none comes in time."""
        try:
            event = self._inbox.get(timeout=None if math.isinf(timeout_s) else timeout_s)
        except queue.Empty:
            return None
        if isinstance(event, str | bytes) and self._line is not None:
            self._line.taken()
        if isinstance(event, AppError):
            self._lost = True
            raise event
        return event

    def _hear(self, timeout_s: float) -> str | bytes | None:
        """The next message, or None if none comes in time; meanwhile the worker is listened to."""
        until_s = time.monotonic() + timeout_s
        while True:
            event = self._next(max(0.0, until_s - time.monotonic()))
            if event is None or isinstance(event, str | bytes):
                return event
            self._listen(event)

    def _listen(self, event: _Event) -> None:
        """Take over what the worker says."""
        if self._parting:
            return
        match event:
            case _Begin(turn):
                if not self._flushed and self._remote.model == "flashtalk":
                    self._renew = True  # the model hears eight seconds back, and would go on with what was broken off
                self._turn, self._ended, self._flushed = turn, False, True
                self._drop_outdated()
            case Sound():
                self._unsent.append(event)
            case _End():
                self._ended = True
            case _Options(options):
                self._options |= options
                if self._talk is not None and not self._talk.configure(options):
                    self._granted(Granted(Configured((), tuple(options))))
            case _Stop():
                raise _Stopped

    def _granted(self, granted: Granted) -> None:
        self._mailbox.put(granted.configured)
        if granted.configured.refused:
            self._mailbox.put(troubles.ignored(granted.configured.refused, granted.said))

    def _drop_outdated(self) -> None:
        self.answered += len(self._unsent) + len(self._again)
        self._unsent.clear()
        self._again.clear()
        self._mailbox.wake()

    def _open(self) -> None:
        """Connect, begin a session and try it out. Raises AppError."""
        remote = self._remote
        headers = request_headers(remote.key, dict(remote.headers))
        kind = self._find_kind(headers)
        url = camera_url(remote.url, kind) if remote.camera else socket_url(remote.url, kind, remote.model)
        if self._closing:  # a socket that came and went could take the next session with it
            raise _Stopped
        native = url.endswith(_NATIVE_ROUTE)
        dialect = Dialect.NATIVE if native else Dialect.COMPAT if kind is ServerKind.APP else Dialect.STANDALONE
        dialect, try_it = (Dialect.VIDEO_CLONE, try_out_camera) if remote.camera else (dialect, try_out)
        try:
            self._line = Line(url, headers, remote.ca_file, self._inbox.put)
        except AppError as error:
            if remote.camera and error.code == ROUTE:
                raise troubles.no_camera_route() from error
            raise
        self._talk = Conversation(self._line, dialect, self._hear)
        self.trial = try_it(self._talk, self._request, remote)
        if kind is ServerKind.APP and not self.trial.opened.no_camera:
            self.trial = replace(self.trial, info=replace(self.trial.info, offers_camera=True))
        self._recent_ns.append(self.trial.info.render_ns)
        self._mailbox.put(self.trial.info)
        asked, done = self._options.get(WAV2LIP_POSTPROCESS), self.trial.opened.wav2lip_postprocess
        if done and asked not in (None, done):
            self._granted(Granted(Configured((), (WAV2LIP_POSTPROCESS,)), f"{done} instead of {asked}"))

    def _find_kind(self, headers: dict[str, str]) -> ServerKind:
        """Which kind of server it is. Whoever stops meanwhile does not wait for the answer.

        The question disturbs nobody on the server, and ends by itself.
        """

        def ask() -> None:
            try:
                self._inbox.put(find_kind(self._remote.url, headers, self._remote.ca_file))
            except AppError as error:
                self._inbox.put(error)

        Worker("omnirt question", ask, lambda error: self._inbox.put(troubles.own(error))).start()
        while not isinstance(event := self._next(math.inf), ServerKind):
            if event is not None:
                self._listen(event)
        return event

    # ---- turns

    def _serve(self) -> None:
        assert self._talk is not None
        while True:
            self._set_window()
            self._send()
            self._finish_turn()
            event = self._next(self._talk.patience_s)
            if event is None:
                answer: Answer | Granted | None = self._talk.lapse()
            elif isinstance(event, str | bytes):
                answer = self._talk.take(event)
            else:
                self._listen(event)
                continue
            if isinstance(answer, Answer):
                self._answered(answer)
            elif isinstance(answer, Granted):
                self._granted(answer)
            while self._talk.ignored:
                self._granted(self._talk.ignored.popleft())

    def _set_window(self) -> None:
        if self._remote.camera:
            return  # a picture that waits there grows old
        chunk_ns = self.trial.info.chunk_ns
        self.window = 2 if max(self._recent_ns) > _NEAR * chunk_ns else 1

    def _send(self) -> None:
        """Send what there is room for."""
        assert self._talk is not None
        if self._renew and not self._talk.flight:
            self._begin_anew()
        while self._unsent and not self._renew and self._talk.chunks < self.window:
            sound = self._unsent.popleft()
            self._flushed = False
            self._sent += sound.end - sound.start
            self._talk.send(sound)

    def _begin_anew(self) -> None:
        """Have the server forget what was; nobody sees it but by the next chunk's waiting for it."""
        assert self._talk is not None
        known = self.trial.opened.geometry
        geometry = self._talk.open(replace(self.trial.opening, options=self._options)).geometry
        if geometry != known:
            raise troubles.changed(known, geometry)
        self._deliver(self.trial.pairing.forget())
        self._unsent.extendleft(reversed(self._again))
        self._again.clear()
        self._renew = False
        self._sent = 0

    def _answered(self, answer: Answer) -> None:
        if answer.error is not None and answer.error.no_session:
            self._lost_session(answer.sound, answer.error.message)
            return
        self.answered += 1
        if answer.error is not None:
            self._deliver(self.trial.pairing.failed(answer.sound))
            if answer.error.code != NO_FACE:  # who leaves the camera's sight comes back
                self._count_error(answer.error.message)
        else:
            self._errors = 0
            self._forgiving = True
            self._recent_ns.append(answer.spent_ns)
            self._check_size(answer.jpegs)
            self._deliver(self.trial.pairing.answered(answer.sound, answer.jpegs, answer.spent_ns))
        self._mailbox.wake()  # there may be room again

    def _lost_session(self, sound: Sound, said: str) -> None:
        """A socket that closes takes a standalone server's session with it, whoever it belonged to."""
        if not self._forgiving and not self._renew:
            raise troubles.keeps_losing(said)
        log.info("the server had lost the session, which is begun anew")
        self._forgiving = False
        self._renew = True
        if sound.turn == self._turn:
            self._again.append(sound)
        else:
            self.answered += 1

    def _count_error(self, said: str) -> None:
        self._errors += 1
        if self._errors >= _ERRORS_IN_A_ROW:
            raise troubles.failing(self._errors, said)
        if not self._warned:
            self._warned = True
            self._mailbox.put(troubles.chunk(said))

    def _check_size(self, jpegs: tuple[bytes, ...]) -> None:
        """Pictures of another size are another client's."""
        for jpeg in jpegs[:1]:
            with contextlib.suppress(ValueError):  # garbage is found where it is decoded
                size_px = jpeg_size(jpeg)
                if size_px != self.trial.size_px:
                    raise troubles.other_size(size_px, self.trial.size_px)

    def _finish_turn(self) -> None:
        """Say so when all of a turn has come."""
        assert self._talk is not None
        if self._turn is None or not self._ended or self._unsent or self._again or self._talk.chunks:
            return
        self._ended, self._flushed = False, True
        self._deliver(self.trial.pairing.finish(self._turn))
        self._mailbox.put(Flushed(self._turn))
        if self._remote.model == "wav2lip" and self._sent > _WAV2LIP_S * RATE_HZ:
            self._renew = True

    def _deliver(self, stretches: list[Stretch]) -> None:
        for stretch in stretches:
            self._mailbox.put(stretch)
