"""How a session that follows a camera is tried out, before there is a camera."""

from __future__ import annotations

import av
import numpy as np

from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, RemoteRequest
from app.engine.omnirt.conversation import ANSWER_LIMIT_S, FIRST_ANSWER_LIMIT_S, Answer, Conversation
from app.engine.omnirt.pairing import NO_TURN, Pairing, Sound
from app.engine.omnirt.pictures import fitted
from app.engine.omnirt.trial import MEASURED, Trial, begin, decoded, fake_reason
from app.engine.omnirt.wire import RATE_HZ
from app.media.jpeg import JpegEncoder
from app.media.types import NS_PER_S, Samples

NO_FACE = "no_driving_face"
"""Code of the error that answers a picture with nobody in it."""

LONG_EDGE_PX = 448
"""Of the pictures that are sent: as much as OpenTalking's own page sends."""

_NOTHING: Samples = np.zeros(0, np.float32)


def try_out_camera(talk: Conversation, request: EngineRequest, remote: RemoteRequest) -> Trial:
    """Begin a session and have the portrait follow itself. Raises AppError.

    A portrait in which the server sees no face, as of a cartoon, tells only how long the server takes to say so.
    """
    opening, opened, portrait = begin(talk, request, remote)
    geometry = opened.geometry
    seen = JpegEncoder(LONG_EDGE_PX).encode(av.VideoFrame.from_numpy_buffer(decoded(portrait.jpeg), format="bgra"))
    answers = [_follow(talk, seen, FIRST_ANSWER_LIMIT_S)]
    answers += [_follow(talk, seen, ANSWER_LIMIT_S) for _ in range(MEASURED)]
    size_px, fake = (geometry.width_px, geometry.height_px), ""
    if answers[-1].jpegs:
        picture = decoded(answers[-1].jpegs[0])
        size_px = picture.shape[1], picture.shape[0]
        fake = fake_reason(picture, answers[-1].jpegs, opened)
    shown = fitted(*size_px, request.width_px, request.height_px)
    info = EngineInfo(
        name=f"OmniRT {remote.model}",
        fps=geometry.fps,
        rate_hz=RATE_HZ,
        chunk_ns=NS_PER_S // geometry.fps,
        lookahead_ns=0,
        render_ns=max(answer.spent_ns for answer in answers[1:]),
        width_px=shown[0],
        height_px=shown[1],
        fake=fake,
        follows_camera=True,
    )
    return Trial(info, opening, opened, Pairing(0), size_px, None)


def _follow(talk: Conversation, jpeg: bytes, limit_s: float) -> Answer:
    answer = talk.ask(Sound(NO_TURN, 0, 1, _NOTHING, 1, picture=jpeg), limit_s)
    error = answer.error
    if error is not None and error.code != NO_FACE:
        raise AppError(
            "engine.omnirt.no_camera",
            f'The server cannot have the host follow a camera: "{error.message}"',
            "Let the host follow your microphone, or switch FasterLivePortrait on at the server.",
            permanent=error.code == "runtime_not_ready",
        )
    return answer
