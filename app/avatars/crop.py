"""The reference picture of an avatar as a server is to have it: cut to its aspect around the face, small, a JPEG.

Servers cut the middle out of whatever they are sent, through a forehead if need be; so it is done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from app.avatars.bundle import Bundle
from app.avatars.face import Points
from app.avatars.face_shape import CHIN, FOREHEAD, LIP_BOTTOM, LIP_TOP
from app.avatars.hosts import natural_aspect, open_host, reference
from app.avatars.idle_loop import Box
from app.avatars.motion import Pose
from app.avatars.pictures import load_picture
from app.avatars.resampling import Grid, resample
from app.media.types import Pixels

MAX_SIDE_PX = 2048
_DRAWN_PX = 1280  # of a layered drawing: no server draws more, and layers this large are soon made
MAX_BYTES = 8 * 2**20
"""Servers take 12 MiB and more; a picture of this size loses nothing below it."""

BACKGROUND_BGR = (96, 92, 88)
"""A calm grey behind what is transparent: dark enough for light hair, light enough for dark."""

_FACE_FROM_TOP = 0.38  # of the crop's height, to the middle between forehead and chin
_FACE_PART = 0.32  # of the crop's height, from forehead to chin, at most: further away shows more of the host
_HEAD_ROOM = 0.35  # face heights above the forehead that stay in the picture where there are any
_CHIN_ROOM = 0.15  # face heights below the chin that stay in the picture, before any head room
_MOUTH_MARGIN = 0.35  # mouth widths around the lips in which they move
_QUALITIES = (92, 85, 75, 60, 40)
_FULL_COLOUR = 0x111111  # a sample of colour for every pixel


@dataclass(frozen=True, slots=True)
class Offset:
    """Where a person has moved the crop, in fractions of the way that it can go: -1 and 1 are the picture's edges."""

    across: float = 0.0
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class Rest:
    """An avatar at rest.

    Attributes:
        picture: the whole picture, opaque.
        face: landmarks in its pixels, where they are known.
    """

    picture: Pixels
    face: Points | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of an avatar at rest.

    Attributes:
        picture: the piece, opaque.
        mouth: where the mouth moves in it, if the face is known; fractions of it.
    """

    picture: Pixels
    mouth: Box | None


@dataclass(frozen=True, slots=True)
class Crop:
    """What a server is sent.

    Attributes:
        jpeg: the encoded picture.
        width_px: its width.
        height_px: its height.
        mouth: where the mouth moves in it, if the face is known; fractions of it.
    """

    jpeg: bytes
    width_px: int
    height_px: int
    mouth: Box | None


def at_rest(bundle: Bundle) -> Rest:
    """The reference picture of ``bundle``, or what a layered drawing looks like at rest. Raises AppError."""
    if bundle.light2d is not None:
        aspect = natural_aspect(bundle)
        width, height = (_DRAWN_PX, _DRAWN_PX / aspect) if aspect > 1 else (_DRAWN_PX * aspect, _DRAWN_PX)
        host = open_host(bundle, max(2, round(width)), max(2, round(height)), speaks=False)
        return Rest(opaque(host.draw(Pose())), None)
    picture = opaque(load_picture(reference(bundle), 2 * MAX_SIDE_PX))
    face = bundle.face
    return Rest(picture, None if face is None else face.on(picture.shape[1], picture.shape[0]))


def crop_box(rest: Rest, aspect: float, offset: Offset = Offset()) -> Box:
    """Which part of ``rest`` a server of this ``aspect`` (width over height) is sent, in fractions of the picture.

    The largest part around the face that leaves it where a talking head has it, moved by ``offset``.
    """
    tall, wide, _ = rest.picture.shape
    width, height = min(wide, tall * aspect), min(tall, wide / aspect)
    if rest.face is None:
        left, top = (wide - width) / 2, (tall - height) / 6
    else:
        (x, forehead), chin = rest.face[FOREHEAD], float(rest.face[CHIN][1])
        middle, size = (float(forehead) + chin) / 2, max(1.0, chin - float(forehead))
        shrink = min(1.0, size / _FACE_PART / height)
        width, height = width * shrink, height * shrink
        left = float(x + rest.face[CHIN][0]) / 2 - width / 2
        top = min(middle - _FACE_FROM_TOP * height, float(forehead) - _HEAD_ROOM * size)
        top = max(top, chin + _CHIN_ROOM * size - height)
    left, top = _moved(left, wide - width, offset.across), _moved(top, tall - height, offset.down)
    return left / wide, top / tall, (left + width) / wide, (top + height) / tall


def offset_at(rest: Rest, aspect: float, left: float, top: float) -> Offset:
    """The offset that brings the crop's corner to a place, in fractions of the picture, or as near as it can go."""
    first_x, first_y, last_x, last_y = crop_box(rest, aspect)
    return Offset(_part(left, first_x, 1 - (last_x - first_x)), _part(top, first_y, 1 - (last_y - first_y)))


def crop(rest: Rest, aspect: float, offset: Offset = Offset()) -> Crop:
    """Cut, shrink and encode. The same picture always gives the same bytes."""
    piece = cut(rest, aspect, offset)
    height_px, width_px, _ = piece.picture.shape
    return Crop(_encoded(piece.picture), width_px, height_px, piece.mouth)


def cut(rest: Rest, aspect: float, offset: Offset = Offset()) -> Cut:
    """Cut and shrink."""
    tall, wide, _ = rest.picture.shape
    left, top, right, bottom = crop_box(rest, aspect, offset)
    width, height = (right - left) * wide, (bottom - top) * tall
    shrink = max(1.0, max(width, height) / MAX_SIDE_PX)
    width_px, height_px = max(2, round(width / shrink)), max(2, round(height / shrink))
    across, down = width / width_px, height / height_px
    picture = resample(
        rest.picture,
        Grid(left * wide + across / 2, across, width_px, across),
        Grid(top * tall + down / 2, down, height_px, down),
    )
    return Cut(picture, _mouth(rest, (left, top, right, bottom)))


def _moved(place: float, room: float, part: float) -> float:
    """``place`` within 0 to ``room``, moved by a part of the way to either end."""
    place = min(max(place, 0.0), room)
    part = min(max(part, -1.0), 1.0)
    return place + part * (room - place if part > 0 else place)


def _part(place: float, usual: float, room: float) -> float:
    """The inverse of ``_moved``."""
    way = room - usual if place > usual else usual
    return min(max((place - usual) / way, -1.0), 1.0) if way > 1e-9 else 0.0


def _mouth(rest: Rest, box: Box) -> Box | None:
    if rest.face is None:
        return None
    tall, wide, _ = rest.picture.shape
    lips = rest.face[[*LIP_TOP, *LIP_BOTTOM]] / np.array((wide, tall), np.float32)
    left, top, right, bottom = box
    lips = (lips - np.array((left, top), np.float32)) / np.array((right - left, bottom - top), np.float32)
    (first_x, first_y), (last_x, last_y) = lips.min(axis=0), lips.max(axis=0)
    margin = _MOUTH_MARGIN * float(last_x - first_x)
    edges = (first_x - margin, first_y - margin, last_x + margin, last_y + margin)
    placed = tuple(min(max(float(edge), 0.0), 1.0) for edge in edges)
    return cast("Box", placed) if placed[0] < placed[2] and placed[1] < placed[3] else None


def opaque(picture: Pixels) -> Pixels:
    """``picture``, premultiplied, before the calm grey."""
    clear = 255 - picture[..., 3:].astype(np.uint16)
    out = np.empty_like(picture, order="C")
    out[..., :3] = picture[..., :3] + (clear * np.array(BACKGROUND_BGR, np.uint16) + 127) // 255
    out[..., 3] = 255
    return out


def _encoded(picture: Pixels) -> bytes:
    # Only here: it takes a tenth of a second to load. FFmpeg's encoder is 7 dB further from the picture.
    import cv2

    data = b""
    for quality in _QUALITIES:
        options = (cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, _FULL_COLOUR)
        data = cv2.imencode(".jpg", picture[..., :3], options)[1].tobytes()
        if len(data) <= MAX_BYTES:
            break
    return data
