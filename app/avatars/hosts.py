"""From a bundle to a host that can be drawn, whatever kind of avatar it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.avatars.bundle import Bundle
from app.avatars.expressions import Expression, Expressions
from app.avatars.idle import IdleHost
from app.avatars.layered import LayeredHost
from app.avatars.light2d import Animation, Audio, layer_path, read_light2d
from app.avatars.motion import STANDBY_NS, Motion, Pose
from app.avatars.pictures import load_picture
from app.base.errors import AppError
from app.media.types import Pixels


class Host(Protocol):
    """An avatar that can be drawn in any pose, at one size. Any thread."""

    motion: Motion
    audio: Audio

    def draw(self, pose: Pose) -> Pixels:
        """The host in ``pose``: a fresh premultiplied picture."""
        ...


def check(bundle: Bundle) -> None:
    """Look at everything that drawing ``bundle`` needs, without decoding. Raises AppError for the first fault."""
    if read_light2d(bundle) is None:
        reference(bundle)
        _ = bundle.face


def natural_aspect(bundle: Bundle) -> float:
    """Width over height of the avatar's pictures. Raises AppError."""
    drawing = read_light2d(bundle)
    if drawing is not None:
        return drawing.canvas.width / drawing.canvas.height
    height, width, _ = load_picture(reference(bundle), 256).shape
    return float(width / height)


def open_host(bundle: Bundle, width_px: int, height_px: int, *, speaks: bool = True) -> Host:
    """Make ``bundle`` ready to be drawn at this size; takes a fraction of a second. Raises AppError.

    A host that does not speak is drawn in poses of ``Motion`` and ``Expressions`` alone, and takes less memory.
    """
    drawing = read_light2d(bundle)
    if drawing is None:
        picture = load_picture(reference(bundle), 4 * max(width_px, height_px))
        motion, face = Motion(bundle.id, Animation(sway_degrees=0.25)), bundle.face
        if face is None:
            return LayeredHost(picture, width_px, height_px, motion)
        # Only here: OpenCV takes a tenth of a second and some megabytes, which layered hosts do not need.
        from app.avatars.portrait import PortraitHost

        return PortraitHost(picture, face.on(width_px, height_px), width_px, height_px, motion)
    files = {layer.source: layer_path(bundle, layer) for layer in drawing.all_layers}
    motion = Motion(bundle.id, drawing.animation)
    return LayeredHost((drawing, files), width_px, height_px, motion, speaks=speaks)


def open_idle(bundle: Bundle, width_px: int, height_px: int) -> IdleHost:
    """The idle movement of ``bundle`` at this size. Raises AppError."""
    return DrawnIdle(open_host(bundle, width_px, height_px, speaks=False))


class DrawnIdle:
    """Idle material that is drawn when asked for. Any thread."""

    loop_ns = STANDBY_NS

    def __init__(self, host: Host) -> None:
        self._host = host
        self._expressions = Expressions()

    def picture(self, phase_ns: int) -> Pixels:
        """See ``IdleHost``."""
        return self._host.draw(self._expressions.on(self._host.motion.at(phase_ns), phase_ns))

    def express(self, name: Expression, phase_ns: int) -> None:
        """See ``IdleHost``."""
        self._expressions = self._expressions.then(name, phase_ns)

    def standby(self, phase_ns: int) -> Pixels:
        """See ``IdleHost``."""
        return self._host.draw(self._host.motion.standby(phase_ns))


def reference(bundle: Bundle) -> Path:
    """Its reference picture. Raises AppError ``avatar.no_picture``."""
    if bundle.reference is None:
        raise AppError(
            "avatar.no_picture",
            f"Avatar {bundle.id} has no reference picture.",
            "Put a reference.png into its folder.",
            permanent=True,
        )
    return bundle.reference
