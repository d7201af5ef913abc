"""How a session is begun and tried out before anybody relies on it: a server says little of what it really draws."""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.avatars.bundle import MANIFEST, open_bundle
from app.avatars.crop import Crop, Offset, Rest, crop
from app.avatars.idle_clip import ClipAbout, ClipKey, ClipStore
from app.avatars.rest_store import RestStore
from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, RemoteRequest
from app.engine.omnirt.conversation import ANSWER_LIMIT_S, FIRST_ANSWER_LIMIT_S, Answer, Conversation
from app.engine.omnirt.pairing import NO_TURN, Pairing, Sound
from app.engine.omnirt.pictures import Look, fitted, look_of
from app.engine.omnirt.replies import Opened
from app.engine.omnirt.wire import RATE_HZ, Opening
from app.media.jpeg import JpegDecoder
from app.media.types import NS_PER_S, Pixels, samples_to_ns

log = logging.getLogger(__name__)

IDLE_S = 4.5
"""Of silence that an idle clip is cut out of."""

MEASURED = 3
"""Chunks at least, of which the first is slow with everybody."""

_AHEAD_NS = 2 * NS_PER_S  # of pictures that may wait: an interrupt throws them away
_SAME_SHAPE = 0.02
_ONE_COLOUR = 6  # values of a channel that JPEG may make of one


@dataclass(frozen=True, slots=True)
class Trial:
    """A session that has drawn silence.

    Attributes:
        info: what the studio is told.
        opening: how the session was begun.
        opened: what the server said.
        pairing: what the server holds back of the silence.
        size_px: width and height of the pictures that really came.
        look: what they look like; None: like nobody, because they are fake.

    """

    info: EngineInfo
    opening: Opening
    opened: Opened
    pairing: Pairing
    size_px: tuple[int, int]
    look: Look | None


def try_out(talk: Conversation, request: EngineRequest, remote: RemoteRequest) -> Trial:
    """Begin a session with the portrait in the shape that the server draws, and have it draw. Raises AppError."""
    opening, opened, portrait = begin(talk, request, remote)
    chunk = opened.geometry.chunk_samples
    pairing = Pairing(opened.lookahead_chunks)
    answers = _first_pictures(talk, opened, pairing)
    picture = decoded(answers[-1].jpegs[0])
    size_px = picture.shape[1], picture.shape[0]
    fake = fake_reason(picture, answers[-1].jpegs, opened)
    silence = [_draw(talk, chunk, pairing, ANSWER_LIMIT_S) for _ in range(MEASURED - 1)]
    clip = (
        None if fake or remote.cache is None else _idle_clip(talk, opened, pairing, portrait, size_px, silence, request)
    )
    spent_ns = sorted(answer.spent_ns for answer in silence)
    shown = fitted(*size_px, request.width_px, request.height_px)
    chunk_ns = samples_to_ns(chunk, RATE_HZ)
    info = EngineInfo(
        name=f"OmniRT {remote.model}",
        fps=opened.geometry.fps,
        rate_hz=RATE_HZ,
        chunk_ns=chunk_ns,
        lookahead_ns=samples_to_ns(chunk * opened.lookahead_chunks, RATE_HZ),
        render_ns=spent_ns[(len(spent_ns) * 99 - 1) // 100],
        width_px=shown[0],
        height_px=shown[1],
        fake=fake,
        ahead_ns=max(2, _AHEAD_NS // chunk_ns) * chunk_ns,
        idle_clip=clip,
    )
    return Trial(info, opening, opened, pairing, size_px, None if fake else look_of(picture))


def begin(talk: Conversation, request: EngineRequest, remote: RemoteRequest) -> tuple[Opening, Opened, Crop]:
    """Begin a session with the portrait in the shape that the server draws. Raises AppError."""
    bundle = open_bundle(request.avatar)
    rest = _resting(bundle.folder, (bundle.folder / MANIFEST).stat().st_mtime_ns, remote.cache)
    tall, wide, _ = rest.picture.shape
    opening, portrait = _opening(rest, wide / tall, remote)
    opened = talk.open(opening)
    wanted = opened.geometry.width_px / opened.geometry.height_px
    if abs(wanted / (portrait.width_px / portrait.height_px) - 1) > _SAME_SHAPE:
        opening, portrait = _opening(rest, wanted, remote)
        opened = talk.open(opening)
    return opening, opened, portrait


@functools.lru_cache(maxsize=1)
def _resting(folder: Path, manifest_ns: int, cache: Path | None) -> Rest:
    """The avatar at rest. Kept: a session that broke needs it again."""
    del manifest_ns  # another manifest is another avatar
    return RestStore(cache).at_rest(open_bundle(folder))


def _opening(rest: Rest, aspect: float, remote: RemoteRequest) -> tuple[Opening, Crop]:
    portrait = crop(rest, aspect, Offset(*remote.crop))
    return Opening(remote.model, portrait.jpeg, remote.prompt, remote.seed, dict(remote.options)), portrait


def _draw(talk: Conversation, chunk: int, pairing: Pairing, limit_s: float) -> Answer:
    answer = talk.ask(Sound(NO_TURN, 0, chunk, np.zeros(chunk, np.float32), chunk), limit_s)
    if answer.error is not None:
        raise AppError(
            "engine.omnirt.drawing",
            f'The server began a session but cannot draw: "{answer.error.message}"',
            "Look into the server's log, or choose another model or server in the settings.",
        )
    pairing.answered(answer.sound, answer.jpegs)
    return answer


def _first_pictures(talk: Conversation, opened: Opened, pairing: Pairing) -> list[Answer]:
    """Silence until pictures come."""
    answers = []
    for _ in range(opened.lookahead_chunks + 2):
        answers.append(_draw(talk, opened.geometry.chunk_samples, pairing, FIRST_ANSWER_LIMIT_S))
        if answers[-1].jpegs:
            break
    else:
        raise AppError(
            "engine.omnirt.no_pictures",
            f"The server answers, but has drawn no picture for {len(answers)} chunks of silence.",
            "Look into the server's log, or choose another model in the settings.",
        )
    if len(answers[-1].jpegs) == 1 and opened.geometry.frames_per_chunk > 1:
        answers[-1] = replace(answers[-1], jpegs=answers[-1].jpegs + talk.more())
    return answers


def decoded(jpeg: bytes) -> Pixels:
    """A server's picture. Raises AppError for what is none."""
    try:
        return JpegDecoder().decode(jpeg)
    except ValueError as error:
        raise AppError(
            "engine.omnirt.garbage",
            f"The server's pictures cannot be read: {error}.",
            "Check that the address in the settings is that of an OmniRT server, and its version.",
        ) from error


def fake_reason(picture: Pixels, jpegs: tuple[bytes, ...], opened: Opened) -> str:
    """Why the pictures are not real, or nothing."""
    values = picture[..., :3].reshape(-1, 3)
    if int((values.max(axis=0) - values.min(axis=0)).max()) <= _ONE_COLOUR:
        return "OmniRT's fake runtime: it draws one colour instead of a face."
    if len(jpegs) == 1 and opened.geometry.frames_per_chunk > 1:
        seconds = opened.geometry.chunk_samples / RATE_HZ
        return f"OmniRT's fake runtime: it draws one picture for {seconds:.2f} s of speech."
    return ""


def _idle_clip(
    talk: Conversation,
    opened: Opened,
    pairing: Pairing,
    portrait: Crop,
    size_px: tuple[int, int],
    silence: list[Answer],
    request: EngineRequest,
) -> Path | None:
    """The avatar at rest as this server draws it: kept from an earlier time, or filmed now."""
    remote = request.remote
    assert remote is not None
    assert remote.cache is not None
    geometry = opened.geometry
    usual = len(silence[-1].jpegs)
    fps = geometry.fps if usual == geometry.frames_per_chunk else round(usual * RATE_HZ / geometry.chunk_samples)
    key = ClipKey.of(portrait.jpeg, remote.model, *size_px, max(1, fps))
    store = ClipStore(remote.cache)
    if store.find(key) is None:
        while sum(answer.sound.end for answer in silence) < IDLE_S * RATE_HZ:
            silence.append(_draw(talk, geometry.chunk_samples, pairing, ANSWER_LIMIT_S))
        try:
            about = ClipAbout.of(open_bundle(request.avatar), remote.crop, remote.model)
            store.make(key, [jpeg for answer in silence for jpeg in answer.jpegs], portrait.mouth, about)
        except ValueError as error:
            log.info("no idle clip could be made: %s", error)
            return None
    path = store.path(key)
    return path if path.exists() else None
