"""The engine that has an OmniRT server make the portrait do what a camera sees: its video clone."""

from __future__ import annotations

import numpy as np

from app.engine.omnirt.engine import OmniRTEngine
from app.engine.omnirt.pairing import Sound
from app.engine.omnirt.wire import RATE_HZ
from app.media.types import NS_PER_S, Samples

LONGEST_NS = NS_PER_S // 4
"""For which a picture may stand, so that the host is at rest soon after the last one."""

_NOTHING: Samples = np.zeros(0, np.float32)


class CameraEngine(OmniRTEngine):
    """See ``CameraDrivenEngine``; lives on the worker's thread, beside its session's.

    One picture is on its way at a time. What comes back stands for as long as the one before it did: a server that
    draws eight pictures a second is not idle between them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._before_ns: int | None = None  # when the turn's last picture was seen
        self._usual_ns = 0  # that a picture stands for

    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None:
        """See ``PipelinedEngine``."""
        super().begin_turn(part, turn, phase_ns)
        self._before_ns = None

    def submit_picture(self, jpeg: bytes, pts_ns: int) -> None:
        """See ``CameraDrivenEngine``."""
        assert self._session is not None
        if self._before_ns is not None:
            self._usual_ns = min(LONGEST_NS, pts_ns - self._before_ns)
        self._before_ns = pts_ns
        start = pts_ns * RATE_HZ // NS_PER_S
        end = start + max(self._chunk, self._usual_ns * RATE_HZ // NS_PER_S)
        self._session.submit(Sound(self._part, start, end, _NOTHING, end, picture=jpeg))
        self._submitted += 1

    def end_turn(self) -> None:
        """See ``PipelinedEngine``; nothing is held back."""
        assert self._session is not None
        self._session.end()
