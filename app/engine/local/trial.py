"""A portrait handed to a model, and what is known of the two before anybody speaks."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import cv2
import numpy as np

from app.avatars.bundle import open_bundle
from app.avatars.crop import Crop, Offset, at_rest, crop
from app.avatars.idle_clip import ClipKey, ClipStore
from app.engine.base import EngineInfo, EngineRequest
from app.engine.local.base import FPS, RATE_HZ, Frames, Session, TalkingModel
from app.media.types import samples_to_ns

log = logging.getLogger(__name__)

MEASURED = 3
"""Chunks of silence whose drawing is timed, after one that warms up."""
IDLE_S = 6
"""Of silence that is drawn once for each portrait, out of which the host's idle movement is made."""
AHEAD_CHUNKS = 2

_QUALITY = 90


def try_out(model: TalkingModel, request: EngineRequest) -> tuple[Session, EngineInfo]:
    """Begin a session with the avatar of ``request``, time it on silence, and have its idle clip. Raises AppError."""
    assert request.local is not None, "the studio names the model of a local engine"
    portrait = crop(at_rest(open_bundle(request.avatar)), model.aspect, Offset(*request.local.crop))
    pixels = cv2.imdecode(np.frombuffer(portrait.jpeg, np.uint8), cv2.IMREAD_COLOR)
    session = model.open(np.ascontiguousarray(pixels[..., ::-1]), mouth=portrait.mouth, seed=request.local.seed)
    drawn, spent_ns = [_silence(session)], []
    for _ in range(MEASURED):
        begun_ns = time.perf_counter_ns()
        drawn.append(_silence(session))
        spent_ns.append(time.perf_counter_ns() - begun_ns)
    pace = session.pace
    chunk_ns = samples_to_ns(pace.chunk_samples, RATE_HZ)
    info = EngineInfo(
        name=model.name,
        fps=FPS,
        rate_hz=RATE_HZ,
        chunk_ns=chunk_ns,
        lookahead_ns=samples_to_ns(pace.lookahead_samples, RATE_HZ),
        render_ns=max(spent_ns),
        width_px=pace.width_px,
        height_px=pace.height_px,
        switches=True,
        ahead_ns=AHEAD_CHUNKS * chunk_ns,
        idle_clip=_idle_clip(session, model, portrait, drawn, request.local.cache),
    )
    return session, info


def _silence(session: Session) -> Frames:
    return session.push(np.zeros(session.pace.chunk_samples, np.float32))


def _idle_clip(
    session: Session, model: TalkingModel, portrait: Crop, drawn: list[Frames], cache: Path | None
) -> Path | None:
    """The host at rest as this model draws it: kept from an earlier time, or drawn now. The card idles meanwhile."""
    if cache is None:
        return None
    key = ClipKey.of(portrait.jpeg, model.key, session.pace.width_px, session.pace.height_px, FPS)
    store = ClipStore(cache)
    if store.find(key) is None:
        while sum(map(len, drawn)) < IDLE_S * FPS:
            drawn.append(_silence(session))
        store.make(key, [_jpeg(frame) for frames in drawn for frame in frames], portrait.mouth)
    path = store.path(key)
    return path if path.exists() else None


def _jpeg(frame: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]) -> bytes:
    return cv2.imencode(".jpg", frame[..., :3], (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()
