"""A portrait handed to a model, and what is known of the two before anybody speaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2

from app.avatars.bundle import open_bundle
from app.avatars.idle_clip import ClipAbout, ClipKey, ClipStore
from app.base.card_choice import Setup
from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, LocalRequest
from app.engine.local.base import FPS, RATE_HZ, Frames, Pace, Session
from app.engine.local.loaded import Loaded
from app.engine.local.portrait import Cutout, Portrait, portrait_for
from app.engine.local.speed import STEPS
from app.engine.local.timing import MEASURED, silence, time_chunks
from app.media.types import samples_to_ns

IDLE_S = 6
"""Of silence that is drawn once for each portrait, out of which the host's idle movement is made."""
AHEAD_CHUNKS = 2

_QUALITY = 92


def try_out(
    loaded: Loaded, request: EngineRequest, on_step: Callable[[], None], before: EngineInfo | None = None
) -> tuple[Session, EngineInfo]:
    """Begin a session with the avatar of ``request``, time it on silence, and have its idle clip. Raises AppError.

    Args:
        loaded: the model.
        request: what the studio wants.
        on_step: called after each step, so that only a single one can pass for a hang.
        before: what was said of the same portrait with the same weights. In the middle of a show there is no time for
            another clip of the host at rest.

    """
    assert request.local is not None, "the studio names the model of a local engine"
    portrait = portrait_for(request, loaded.aspect)
    session = loaded.model.open(portrait.picture, seed=request.local.seed, face=portrait.face)
    _check_size(session, request)
    if portrait.alpha is not None:
        session = Cutout(session, portrait.alpha)
    on_step()
    film, spent_ns = time_chunks(session, on_step, MEASURED if before is None else 1)
    pace = session.pace
    moves = loaded.aspect is not None and request.local.cache is not None
    idle_clip = None if before is None else before.idle_clip
    if before is None and moves:
        idle_clip = _idle_clip(session, loaded, portrait, film, request, on_step)
    return session, EngineInfo(
        name=loaded.model.name,
        fps=FPS,
        rate_hz=RATE_HZ,
        chunk_ns=pace.chunk_ns,
        lookahead_ns=samples_to_ns(pace.lookahead_samples, RATE_HZ),
        render_ns=max(spent_ns),
        width_px=pace.width_px,
        height_px=pace.height_px,
        switches=True,
        rests=True,
        ahead_ns=AHEAD_CHUNKS * pace.chunk_ns,
        idle_clip=idle_clip,
        setup=Setup(request.local.model) if loaded.aspect is None else _setup(request.local, pace),
        linears_error=loaded.error,
    )


def _setup(local: LocalRequest, pace: Pace) -> Setup:
    size_px = local.size_px or (pace.width_px, pace.height_px)
    return Setup(local.model, size_px, local.steps or STEPS, local.linears)


def _check_size(session: Session, request: EngineRequest) -> None:
    pace = session.pace
    if pace.width_px * pace.height_px > request.width_px * request.height_px:
        session.close()
        raise AppError(
            "engine.picture_size",
            f"The model draws {pace.width_px}x{pace.height_px} pixels, more than the program has.",
            "Choose a larger program size, or a smaller one of the model.",
            permanent=True,
        )


def _idle_clip(
    session: Session,
    loaded: Loaded,
    portrait: Portrait,
    film: list[Frames],
    request: EngineRequest,
    on_step: Callable[[], None],
) -> Path | None:
    """The host at rest as this model draws it: kept from an earlier time, or drawn now, beginning with ``film``."""
    local = request.local
    assert local is not None
    assert local.cache is not None
    key = ClipKey.of(portrait.digest, loaded.key, session.pace.width_px, session.pace.height_px, FPS)
    store = ClipStore(local.cache)
    if store.find(key) is None:
        jpegs = [_jpeg(frame) for frames in film for frame in frames]
        while len(jpegs) < IDLE_S * FPS:
            jpegs += [_jpeg(frame) for frame in silence(session)]
            on_step()
        about = ClipAbout.of(open_bundle(request.avatar), local.crop, loaded.model.name)
        store.make(key, jpegs, portrait.mouth, about)
    path = store.path(key)
    return path if path.exists() else None


def _jpeg(frame: Frames) -> bytes:
    return cv2.imencode(".jpg", frame[..., :3], (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()
