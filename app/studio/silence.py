"""A server that has fallen silent in the middle of what is said: its pictures lack, and nothing comes any more."""

from __future__ import annotations

from app.base.errors import AppError
from app.engine.base import EngineInfo
from app.media.types import NS_PER_S
from app.studio.engine_line import EngineLine
from app.studio.handover import Handover
from app.studio.speech import Speech

MARGIN_NS = NS_PER_S // 2
BEGINNING_NS = 5 * NS_PER_S
"""What a line's first picture may take beyond that: some servers begin anew for it, and look for the face again."""

SILENT = "engine.omnirt.silent"
"""The code of what people are told of it."""


class Silence:
    """Is told the time and keeps no thread. Lives on the studio's thread, but for ``heard``.

    Whether pictures lack the pacer knows: until then nobody misses them. From there on a server that is slow, and no
    more than that, has had the time for what it is at, for a fresh chunk to be heard, and for drawing that one.
    """

    def __init__(self) -> None:
        self.of: EngineInfo | None = None
        """What the session that has fallen silent says of itself; None: none has."""
        self._since_ns: int | None = None
        self._heard = False

    def heard(self) -> None:
        """Something has come. Any thread."""
        self._heard = True

    def over(self) -> None:
        """The session is over."""
        self.of = self._since_ns = None

    def look(self, line: EngineLine, handover: Handover, speech: Speech | None, now_ns: int) -> bool:
        """Several times a second. True: it has fallen silent now, and somebody may stand in for it.

        Once it answers again it draws on, from the next moment in which nobody sees the change.
        """
        heard, self._heard = self._heard, False
        if self.of is not None:
            if heard:
                handover.wait(self.of, now_ns)
                self.of = None
            return False
        info = line.own
        if info is None or info.follows_camera or speech is None:
            self._since_ns = None
            return False
        if heard or self._since_ns is None:
            self._since_ns = now_ns if speech.lacks_pictures(info) else None
            return False
        patience_ns = info.chunk_ns + info.lookahead_ns + 2 * line.render_ns + MARGIN_NS
        if now_ns - self._since_ns < patience_ns + (BEGINNING_NS if speech.beginning else 0):
            return False
        self.of, self._since_ns = info, None
        line.leave()
        return True


def silent() -> AppError:
    """What people are told."""
    return AppError(
        SILENT,
        "The server has stopped answering in the middle of what is said: the sound goes on.",
        "It comes back by itself in a pause; if it stays away, the studio connects again.",
    )
