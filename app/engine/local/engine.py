"""The engine that draws on this computer's own graphics card."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest, Flushed, Rendered
from app.engine.local import troubles
from app.engine.local.choice import load_model
from app.engine.local.loaded import Loaded
from app.engine.local.measuring import settle
from app.engine.local.renderer import Renderer, Settle, Strip
from app.engine.mailbox import Mailbox
from app.media.types import NS_PER_S, Samples

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WINDOW = 2
"""Chunks that it is handed at once: one is drawn, and the next is there when that is done."""
LOAD_LIMIT_NS = 15 * 60 * NS_PER_S
"""Some 40 GB from a slow disk."""
CHUNK_LIMIT_NS = 20 * NS_PER_S
"""A card that has not answered by then does not any more; a processor that is this slow is of no use."""


PATIENCE = 5
"""Times the slowest chunk that it drew while it was tried out: what is slow is no hang."""


class LocalEngine:
    """See ``PipelinedEngine``; lives on the worker's thread, beside its renderer's.

    Args:
        load: loads the model of a request, on the renderer's thread.
        chunk_limit_ns: how long a chunk may take before the card counts as hung.
        settle: names the model where that is left to the card, on the same thread.

    """

    def __init__(
        self,
        load: Callable[[EngineRequest], Loaded] = load_model,
        chunk_limit_ns: int = CHUNK_LIMIT_NS,
        settle: Settle = settle,
    ) -> None:
        self._mailbox: Mailbox[Strip] = Mailbox()
        self.arrived: Connection | None = self._mailbox.arrived
        self.ahead = 0
        self._renderer = Renderer(settle, load, self._mailbox)
        self._chunk_limit_ns = chunk_limit_ns
        self._chunk = 0
        self._tried = False  # it has drawn for somebody
        self._part = 0  # that was begun: to renderer and mailbox a turn that is taken up further on is another
        self._submitted = 0

    @property
    def room(self) -> bool:
        """See ``PipelinedEngine``."""
        return self._chunk > 0 and self._submitted - self._renderer.done < WINDOW

    def open(self, request: EngineRequest) -> None:
        """See ``PipelinedEngine``; another avatar keeps the model."""
        self._chunk = 0
        self._renderer.show(request)

    def begin_turn(self, part: int, turn: int, phase_ns: int) -> None:
        """See ``PipelinedEngine``; what the avatar does between turns is its idle clip."""
        self._part = part
        self._mailbox.begin(part)
        self._renderer.begin(part)

    def next_chunk(self) -> int:
        """See ``PipelinedEngine``."""
        return self._chunk

    def submit(self, samples: Samples) -> None:
        """See ``PipelinedEngine``."""
        self._submitted += 1
        self._renderer.submit(self._part, samples)

    def end_turn(self) -> None:
        """See ``PipelinedEngine``."""
        self._renderer.end(self._part)

    def collect(self) -> EngineInfo | Rendered | Flushed | Configured | CardChoice | AppError | None:
        """See ``PipelinedEngine``. A card that hangs is noticed here: the worker itself goes on."""
        busy_ns = self._renderer.busy_ns(time.monotonic_ns())
        if busy_ns > (self._chunk_limit_ns if self._tried else LOAD_LIMIT_NS):
            raise troubles.hangs(busy_ns)
        item = self._mailbox.take()
        match item:
            case Strip():
                return Rendered(item.frames, item.start, item.end, len(item.frames), item.spent_ns)
            case EngineInfo():
                self._tried = True
                self._chunk_limit_ns = max(self._chunk_limit_ns, PATIENCE * item.render_ns)
                self._chunk = item.chunk_ns * item.rate_hz // NS_PER_S
                self.ahead = item.ahead_ns // item.chunk_ns
        return item

    def close(self) -> None:
        """See ``PipelinedEngine``."""
        self._renderer.close()
        self._mailbox.close()
