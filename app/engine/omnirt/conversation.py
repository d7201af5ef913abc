"""One session as it is spoken: what was asked, and which answer belongs to it."""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.base.errors import AppError
from app.engine.base import Configured, Option
from app.engine.omnirt import troubles
from app.engine.omnirt.line import Line
from app.engine.omnirt.pairing import Sound
from app.engine.omnirt.replies import Closed, ConfigUpdated, Opened, ServerError, WireError, decode_text
from app.engine.omnirt.wire import (
    Dialect,
    Opening,
    decode_video,
    encode_audio,
    encode_closing,
    encode_config,
    encode_frame,
    encode_opening,
)
from app.media.types import NS_PER_S

log = logging.getLogger(__name__)

OPENING_LIMIT_S = 300.0
"""A server that loads a large model says nothing for minutes."""

ANSWER_LIMIT_S = 30.0
FIRST_ANSWER_LIMIT_S = 300.0
"""Weights may be loaded, and faces looked for, only when the first sound comes."""

GAP_S = 0.3
"""Pictures that are sent one by one come closer together than this."""

_GARBAGE_LIMIT = 5
_FINAL = frozenset({"missing_image", "bad_image_base64", "bad_reference_mode", "musetalk_proxy_not_configured"})
"""Codes of errors that come again with every attempt."""

Hear = Callable[[float], "str | bytes | None"]
"""Waits so many seconds for the next message; None: none came. Raises AppError when the connection has ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a chunk.

    Attributes:
        sound: the chunk.
        jpegs: its pictures; none where the server needs more sound first.
        error: why there will be none; None: nothing is wrong.
        spent_ns: how long the server was at it.

    """

    sound: Sound
    jpegs: tuple[bytes, ...] = field(repr=False)
    error: ServerError | None
    spent_ns: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Other options that the session was asked to go on with."""

    options: Mapping[str, Option]


@dataclass(frozen=True, slots=True)
class Granted:
    """What became of a wish.

    Attributes:
        configured: which options the server has echoed as it was asked for them.
        said: its words, if there are any.
    """

    configured: Configured
    said: str = ""


class Conversation:
    """Speaks one dialect on one line. Lives on the session's thread.

    Attributes:
        flight: what was asked and not answered, in order: chunks and wishes.
        ignored: wishes that the server has passed over in silence, which nobody has been told of yet.
        opened: what the server said of the session.
        progressive: the server sends a chunk's pictures one by one.

    """

    def __init__(self, line: Line, dialect: Dialect, hear: Hear) -> None:
        self._line = line
        self._dialect = dialect
        self._hear = hear
        self.flight: deque[Sound | Wish] = deque()
        self.ignored: deque[Granted] = deque()
        self.opened: Opened | None = None
        self.progressive = False
        self._frames: list[bytes] = []  # of the first chunk in flight, as far as they have come
        self._answered_ns = 0
        self._heard_ns = 0
        self._garbage = 0

    def open(self, opening: Opening) -> Opened:
        """Begin a session, or begin it anew; nothing may be in flight. Takes seconds to minutes. Raises AppError."""
        self.opened = None
        self._line.send(encode_opening(opening, self._dialect))
        until_ns = time.monotonic_ns() + round(OPENING_LIMIT_S * NS_PER_S)
        while (left_ns := until_ns - time.monotonic_ns()) > 0:
            message = self._hear(left_ns / NS_PER_S)
            if not isinstance(message, str):  # pictures that come late
                continue
            try:
                reply = decode_text(message)
            except WireError as error:
                raise AppError(
                    "engine.omnirt.protocol",
                    f"The server does not speak OmniRT's language as the studio knows it: {error}.",
                    "Check that the address in the settings is that of an OmniRT server, and its version.",
                ) from error
            match reply:
                case Opened():
                    self.opened = reply
                    self._answered_ns = self._heard_ns = time.monotonic_ns()
                    return reply
                case ServerError():
                    raise AppError(
                        "engine.omnirt.refused",
                        f'The server did not begin a session: "{reply.message}"',
                        "Look into the server's log, or choose another model or server in the settings.",
                        permanent=reply.code in _FINAL,
                    )
        raise AppError(
            "engine.omnirt.opening_timeout",
            f"The server has not begun a session within {OPENING_LIMIT_S:.0f} s.",
            "It may still be loading its model, or be stuck: look into the server's log.",
        )

    def send(self, sound: Sound) -> None:
        """Have a chunk, or what a camera saw, drawn."""
        sound.sent_ns = self._heard_ns = time.monotonic_ns()
        self.flight.append(sound)
        self._line.send(encode_frame(sound.picture) if sound.picture else encode_audio(sound.samples))

    def configure(self, options: Mapping[str, Option]) -> bool:
        """Have the session go on with other options; False: this dialect has no word for it."""
        if self._dialect not in (Dialect.COMPAT, Dialect.VIDEO_CLONE):
            return False
        if not self.flight:  # it has been silent for as long as nobody asked for anything
            self._heard_ns = time.monotonic_ns()
        self.flight.append(Wish(options))
        self._line.send(encode_config(options))
        return True

    def ask(self, sound: Sound, limit_s: float) -> Answer:
        """Send ``sound`` and wait for its answer, with nothing else in flight. Raises AppError when none comes."""
        self.send(sound)
        until_ns = time.monotonic_ns() + round(limit_s * NS_PER_S)
        while True:
            patience_s = (until_ns - time.monotonic_ns()) / NS_PER_S
            message = self._hear(max(0.0, min(patience_s, GAP_S) if self._frames else patience_s))
            answer = self.lapse() if message is None else self.take(message)
            if isinstance(answer, Answer):
                return answer

    def more(self) -> tuple[bytes, ...]:
        """After a chunk was answered with one picture: what else comes for it, one by one."""
        assert self.opened is not None
        frames: list[bytes] = []
        while len(frames) < self.opened.geometry.frames_per_chunk - 1:
            message = self._hear(GAP_S)
            if message is None:
                break
            if isinstance(message, bytes):
                frames += self._decoded(message) or ()
        self.progressive = bool(frames)
        return tuple(frames)

    @property
    def chunks(self) -> int:
        """How many of those in flight are chunks."""
        return sum(isinstance(asked, Sound) for asked in self.flight)

    @property
    def patience_s(self) -> float:
        """For how long to listen before ``lapse``."""
        limit_s = GAP_S if self._frames else ANSWER_LIMIT_S
        if not self.flight:
            return float("inf")
        return max(0.0, limit_s - (time.monotonic_ns() - self._heard_ns) / NS_PER_S)

    def lapse(self) -> Answer | None:
        """Nothing came within ``patience_s``. Raises AppError where that is too long for a chunk."""
        if self._frames:
            return self._answered(tuple(self._frames))
        if not self.chunks:
            self._pass_over_wishes()
            return None
        raise AppError(
            "engine.omnirt.stalled",
            f"The server has not answered for {(time.monotonic_ns() - self._heard_ns) / NS_PER_S:.0f} s.",
            "It may be overloaded or stuck: look into the server's log.",
        )

    def take(self, message: str | bytes) -> Answer | Granted | None:
        """What ``message`` is the answer to, if it completes one. Raises AppError for too much that makes no sense."""
        if isinstance(message, bytes):
            return self._take_pictures(message)
        try:
            reply = decode_text(message)
        except WireError as error:
            self._count_garbage(str(error))
            return None
        match reply:
            case ServerError():
                return self._take_error(reply)
            case ConfigUpdated(updated) if self.flight and isinstance(self.flight[0], Wish):
                options = self.flight[0].options
                self.flight.popleft()
                taken = tuple(name for name in options if _same(options[name], updated.get(name)))
                return Granted(Configured(taken, tuple(name for name in options if name not in taken)))
        return None

    def farewell(self, limit_s: float) -> None:
        """End the session and wait for the server's word, which comes after what it is at."""
        if self.opened is None:
            return
        self._line.send(encode_closing(self._dialect))
        until_ns = time.monotonic_ns() + round(limit_s * NS_PER_S)
        while (left_ns := until_ns - time.monotonic_ns()) > 0:
            message = self._hear(left_ns / NS_PER_S)
            if isinstance(message, str) and _says_closed(message):
                return

    def _take_pictures(self, message: bytes) -> Answer | None:
        jpegs = self._decoded(message)
        if self.chunks:
            self._pass_over_wishes()
        if not self.flight or not isinstance(self.flight[0], Sound):
            self._count_garbage("pictures that nobody asked for")
            return None
        if not self.progressive:
            return self._answered(jpegs or ())
        assert self.opened is not None
        self._frames += jpegs or ()
        self._heard_ns = time.monotonic_ns()
        if len(self._frames) < self.opened.geometry.frames_per_chunk:
            return None
        return self._answered(tuple(self._frames))

    def _pass_over_wishes(self) -> None:
        """What was asked after them has been answered, or nothing is: whoever knows them answers in order."""
        while self.flight and isinstance(asked := self.flight[0], Wish):
            self.flight.popleft()
            self.ignored.append(Granted(Configured((), tuple(asked.options))))

    def _take_error(self, error: ServerError) -> Answer | Granted | None:
        if not self.flight:
            log.info("the server said, unasked: %s", error.message)
            return None
        if isinstance(asked := self.flight[0], Wish):
            self.flight.popleft()
            return Granted(Configured((), tuple(asked.options)), error.message)
        return self._answered((), error)

    def _answered(self, jpegs: tuple[bytes, ...], error: ServerError | None = None) -> Answer:
        """The first chunk in flight is through."""
        sound = self.flight.popleft()
        assert isinstance(sound, Sound)
        now_ns = self._heard_ns = time.monotonic_ns()
        spent_ns = now_ns - max(sound.sent_ns, self._answered_ns)
        self._answered_ns = now_ns
        self._frames = []
        return Answer(sound, jpegs, error, spent_ns)

    def _decoded(self, message: bytes) -> tuple[bytes, ...] | None:
        try:
            return decode_video(message)
        except WireError as error:
            self._count_garbage(str(error))
            return None

    def _count_garbage(self, what: str) -> None:
        self._garbage += 1
        log.info("the server sent what makes no sense: %s", what)
        if self._garbage > _GARBAGE_LIMIT:
            raise troubles.garbage(what)


def _same(asked: Option, echoed: Option | None) -> bool:
    if isinstance(asked, float) and isinstance(echoed, int | float):
        return math.isclose(asked, echoed, rel_tol=1e-6, abs_tol=1e-9)
    return asked == echoed


def _says_closed(message: str) -> bool:
    try:
        return isinstance(decode_text(message), Closed)
    except WireError:
        return False
