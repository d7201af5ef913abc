"""From a picture to an avatar."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from app.avatars.consent import Consent
from app.avatars.detector import FaceDetector
from app.avatars.face import Face, Points
from app.avatars.import_check import Notice, examine
from app.avatars.pictures import decode_picture, read_picture
from app.avatars.resampling import fit, is_opaque
from app.avatars.shelf import Shelf
from app.media.types import Pixels

MAX_SIDE_PX = 2160
PREVIEW_HEIGHT_PX = 400

_FPS = 25
_SAMPLE_RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture that may become an avatar, looked at.

    Attributes:
        name: what the avatar may be called, from the file's name.
        file_name: the file it came from.
        sha256: of that file.
        picture: what was in it, premultiplied and upright, no side longer than ``MAX_SIDE_PX``.
        faces: the faces that were found, the one that will speak first; see ``FaceDetector.find``.
        notices: what will look bad.
    """

    name: str
    file_name: str
    sha256: str
    picture: Pixels
    faces: tuple[Points, ...]
    notices: tuple[Notice, ...]

    @property
    def face(self) -> Face | None:
        """The face that will speak, if one was found."""
        if not self.faces:
            return None
        height_px, width_px, _ = self.picture.shape
        return Face.of(self.faces[0], width_px, height_px, "detector")


def look_at(source: Path | bytes, detector: FaceDetector | None, name: str = "") -> Portrait:
    """Read a picture and find the faces in it; none without a detector. Raises AppError, see ``load_picture``.

    Args:
        source: a file, or what would stand in it.
        detector: finds the faces.
        name: what the avatar may be called; empty: as the file.
    """
    data = source if isinstance(source, bytes) else read_picture(source)
    file_name = name if isinstance(source, bytes) else source.name
    picture = decode_picture(data, file_name, MAX_SIDE_PX)
    faces = tuple(face.points for face in detector.find(picture)) if detector is not None else ()
    name = name or " ".join(Path(file_name).stem.replace("_", " ").split()) or "Avatar"
    return Portrait(name, file_name, hashlib.sha256(data).hexdigest(), picture, faces, examine(picture, faces))


def add_portrait(
    shelf: Shelf, portrait: Portrait, face: Face | None, name: str, wanted_id: str = "", note: Consent | None = None
) -> str:
    """Make an avatar of ``portrait`` and give its id. Raises AppError; then nothing of it is there.

    Args:
        shelf: where it goes.
        portrait: see ``look_at``.
        face: where the face is; None: nobody knows, and its mouth will stay as it is.
        name: what it is called.
        wanted_id: the id it should have, if nobody has it; empty: made from the name.
        note: whose face it is; None: nobody said.
    """
    with shelf.draft() as draft:
        picture = portrait.picture
        write_png(draft / "reference.png", picture)
        height_px, width_px, _ = picture.shape
        small = min(1.0, PREVIEW_HEIGHT_PX / height_px)
        write_png(
            draft / "preview.png", fit(picture, max(1, round(width_px * small)), max(1, round(height_px * small)))
        )
        return shelf.place(draft, _manifest(portrait, face, name, note), wanted_id or name)


def _manifest(portrait: Portrait, face: Face | None, name: str, note: Consent | None) -> dict[str, Any]:
    height_px, width_px, _ = portrait.picture.shape
    metadata: dict[str, Any] = {
        "custom_avatar": True,
        "reference_mode": "image",
        "source_image": "reference.png",
        "original_source_image": portrait.file_name,
        "source_image_hash": portrait.sha256,
        "matting_status": "opaque" if is_opaque(portrait.picture) else "transparent_ready",
    }
    if face is not None:
        corners = np.clip(face.points, 0.0, 1.0)
        metadata["face_box"] = [float(side) for side in (*corners.min(axis=0), *corners.max(axis=0))]
        metadata["face"] = face.model_dump(mode="json")
    if note is not None:
        metadata["consent"] = note.model_dump(mode="json")
    return {
        "id": "",  # the shelf gives it one
        "name": name,
        "model_type": "flashtalk",
        "fps": _FPS,
        "sample_rate": _SAMPLE_RATE_HZ,
        "width": width_px,
        "height": height_px,
        "version": "1.0",
        "metadata": metadata,
    }


def write_png(path: Path, picture: Pixels) -> None:
    """Write a premultiplied picture. Raises OSError."""
    if is_opaque(picture):
        layout, rows = "rgb24", np.ascontiguousarray(picture[..., 2::-1])
    else:
        alpha = np.maximum(picture[..., 3:].astype(np.uint16), 1)
        colours = np.minimum((picture[..., 2::-1] * np.uint16(255) + alpha // 2) // alpha, 255).astype(np.uint8)
        layout, rows = "rgba", np.concatenate((colours, picture[..., 3:]), axis=2)
    encoder = av.CodecContext.create("png", "w")
    encoder.height, encoder.width = rows.shape[:2]
    encoder.pix_fmt, encoder.time_base = layout, Fraction(1, _FPS)
    packets = [*encoder.encode(av.VideoFrame.from_ndarray(rows, format=layout)), *encoder.encode(None)]
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
