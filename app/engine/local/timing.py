"""How long a session takes: it is drawn with, for the work does not depend on what is heard."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns

import numpy as np

from app.engine.local.base import Frames, Session

MEASURED = 3
"""Chunks of silence whose drawing is timed, after one that warms up."""


def time_chunks(session: Session, on_step: Callable[[], None], count: int = MEASURED) -> tuple[list[Frames], list[int]]:
    """All that it draws to silence, and how many nanoseconds each of ``count`` chunks took after a first one."""
    film, spent_ns = [], []
    for _ in range(1 + count):
        begun_ns = perf_counter_ns()
        film.append(silence(session))
        spent_ns.append(perf_counter_ns() - begun_ns)
        on_step()
    return film, spent_ns[1:]


def silence(session: Session) -> Frames:
    """What it draws to a chunk of silence."""
    return session.push(np.zeros(session.pace.chunk_samples, np.float32))
