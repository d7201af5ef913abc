"""The avatar's picture in the shape that a model draws, and what of it a model's pictures must keep."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from app.avatars.bundle import open_bundle
from app.avatars.crop import BACKGROUND_BGR, Offset, at_rest, cut, opaque
from app.avatars.hosts import reference
from app.avatars.idle_loop import Box
from app.avatars.pictures import load_picture
from app.engine.base import EngineRequest
from app.engine.local.base import FaceBox, Frames, Picture, Session
from app.media.types import Pixels, Samples

OPAQUE = 255


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a session is begun with.

    Attributes:
        picture: the portrait, opaque.
        mouth: where the mouth moves in it, in fractions; None: not known.
        face: where the face is in it, in pixels; None: not known.
        alpha: how opaque it is on stage, ``(height, width)``, uint8; None: entirely.

    """

    picture: Picture
    mouth: Box | None
    face: FaceBox | None
    alpha: NDArray[np.uint8] | None = None

    @property
    def digest(self) -> bytes:
        """Changes with the picture."""
        return hashlib.sha256(self.picture.tobytes() + repr(self.picture.shape).encode()).digest()


def portrait_for(request: EngineRequest, aspect: float | None) -> Portrait:
    """The avatar of ``request``, cut to ``aspect``, or whole where there is none. Raises AppError."""
    assert request.local is not None, "the studio names the model of a local engine"
    bundle = open_bundle(request.avatar)
    if aspect is not None:
        piece = cut(at_rest(bundle), aspect, Offset(*request.local.crop))
        return Portrait(_rgb(piece.picture), piece.mouth, None)
    whole = at_rest(bundle).picture if bundle.light2d is not None else load_picture(reference(bundle))
    tall, wide, _ = whole.shape
    scale = min(1.0, request.width_px / wide, request.height_px / tall)
    size = max(2, round(wide * scale)), max(2, round(tall * scale))
    small = cast("Pixels", cv2.resize(whole, size, interpolation=cv2.INTER_AREA))
    face = None
    if bundle.face is not None:
        points = bundle.face.on(small.shape[1], small.shape[0])
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        face = float(left), float(top), float(right), float(bottom)
    alpha = small[..., 3]
    return Portrait(_rgb(opaque(small)), None, face, alpha if alpha.min() < OPAQUE else None)


class Cutout:
    """A session whose pictures are as transparent as the avatar is. See ``Session``.

    What it draws lies before the grey that the model was shown; that is taken away again.
    """

    def __init__(self, session: Session, alpha: NDArray[np.uint8]) -> None:
        self.pace = session.pace
        self._session = session
        self._alpha = alpha
        clear = OPAQUE - alpha.astype(np.uint16)[..., None]
        self._behind = ((clear * np.array(BACKGROUND_BGR, np.uint16) + OPAQUE // 2) // OPAQUE).astype(np.uint8)

    def push(self, samples: Samples) -> Frames:
        """See ``Session``."""
        return self._cut_out(self._session.push(samples))

    def finish(self) -> Frames:
        """See ``Session``."""
        return self._cut_out(self._session.finish())

    def restart(self) -> None:
        """See ``Session``."""
        self._session.restart()

    def close(self) -> None:
        """See ``Session``."""
        self._session.close()

    def _cut_out(self, frames: Frames) -> Frames:
        for frame in frames:
            shown = np.maximum(frame[..., :3], self._behind)
            frame[..., :3] = np.minimum(shown - self._behind, self._alpha[..., None])
            frame[..., 3] = self._alpha
        return frames


def _rgb(picture: Pixels) -> Picture:
    return np.ascontiguousarray(picture[..., 2::-1])
