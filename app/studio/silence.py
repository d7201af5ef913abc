"""A server that has fallen behind, or silent, in the middle of what is said: its pictures have run out."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from app.base.errors import AppError
from app.engine.base import EngineInfo
from app.media.types import NS_PER_S
from app.studio.engine_line import EngineLine
from app.studio.handover import Handover
from app.studio.pictures import Pictures
from app.studio.speech import Speech

MARGIN_NS = NS_PER_S // 2
BEGINNING_NS = 5 * NS_PER_S
"""What a line's first picture may take beyond that: some servers begin anew for it, and look for the face again."""

SILENT = "engine.omnirt.silent"
"""The code of what people are told of it."""


class Missing(Enum):
    """What has been found of a server whose pictures have run out."""

    LATE = "late"
    """It may be late once and no more; but somebody is ready to draw instead."""
    SILENT = "silent"
    """It does not answer."""


class Silence:
    """Is told the time and keeps no thread. Lives on the studio's thread, but for ``heard`` and ``answered``.

    Whether pictures lack the pacer knows: until then nobody misses them. Where another engine is ready, it draws as
    soon as they have run out, if the server has had the time for more and nothing comes just then, or if it has said
    that it could not draw them. That is no news: a server that is slow, and no more than that, may still be at a chunk,
    be given a fresh one, and draw that. Only one that is not heard for as long has fallen silent, and where nobody
    could draw instead it is left only then.

    A line that has run dry stands still until then. So its time counts from when the server had answered before and had
    the sound for more, which was seconds before if its pictures were ahead. A voice goes on without, and loses nothing.

    Args:
        now_ns: monotonic time.
    """

    def __init__(self, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._now_ns = now_ns
        self._answered_ns = 0
        self.of: EngineInfo | None = None
        """What the session that is waited for says of itself, while it does not draw; None: none is."""
        self._since_ns: int | None = None  # pictures lack
        self._owing_ns: int | None = None  # since when it has had the sound for some
        self._patience_ns = 0
        self._told = False
        self._heard = False

    def heard(self) -> None:
        """Something has come. Any thread."""
        self._heard = True

    def answered(self) -> None:
        """Some more sound is done with. Any thread."""
        self._heard = True
        self._answered_ns = self._now_ns()

    def over(self) -> None:
        """The session is over, or draws again."""
        self.of = self._since_ns = self._owing_ns = None
        self._told = False

    def look(self, line: EngineLine, handover: Handover, speech: Speech | None, now_ns: int) -> Missing | None:
        """Several times a second. Tells what has been found now; somebody may stand in for the server then.

        Once it answers again it draws on, from the next moment in which nobody sees the change.
        """
        heard, self._heard = self._heard, False
        if self.of is not None:
            if heard:
                handover.wait(self.of, now_ns)
                self.over()
                return None
            return self._silent(now_ns)
        info = line.own
        if info is None or info.follows_camera or speech is None:
            self.over()
            return None
        pictures = speech.pictures
        self._owing_ns = (self._owing_ns or now_ns) if pictures.owed(info) else None
        self._since_ns = (self._since_ns or now_ns) if pictures.lack(info) and not heard else None
        self._patience_ns = info.chunk_ns + info.lookahead_ns + 2 * line.render_ns + MARGIN_NS
        self._patience_ns += BEGINNING_NS if pictures.beginning else 0
        if line.understudied and (self._late(pictures, info, now_ns) or pictures.goes_without):
            self._since_ns = self._since_ns or now_ns
            self._leave(line, info)
            line.outruns += 1
            return Missing.LATE
        if self._since_ns is not None and self._owing_ns is not None and pictures.stands_still:
            self._since_ns = min(self._since_ns, max(self._owing_ns, self._answered_ns))
            self._patience_ns = max(info.chunk_ns, 2 * line.render_ns) + MARGIN_NS
        found = self._silent(now_ns)
        if found is not None:
            self._leave(line, info)
        return found

    def _late(self, pictures: Pictures, info: EngineInfo, now_ns: int) -> bool:
        """The last picture is not to be seen any more, and the server has had the time for another."""
        if self._since_ns is None or self._owing_ns is None:
            return False
        return pictures.ran_dry and now_ns - self._owing_ns >= info.render_ns

    def _leave(self, line: EngineLine, info: EngineInfo) -> None:
        self.of = info  # first: nothing of what it still sends is taken
        line.leave()

    def _silent(self, now_ns: int) -> Missing | None:
        """Whether to say, once, that it is."""
        if self._told or self._since_ns is None or now_ns - self._since_ns < self._patience_ns:
            return None
        self._told = True
        return Missing.SILENT


def silent() -> AppError:
    """What people are told."""
    return AppError(
        SILENT,
        "The server has stopped answering in the middle of what is said: the sound goes on.",
        "It comes back by itself in a pause; if it stays away, the studio connects again.",
    )
