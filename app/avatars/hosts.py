"""From a bundle to a host that can be drawn, whatever kind of avatar it is."""

from __future__ import annotations

from pathlib import Path

from app.avatars.bundle import Bundle
from app.avatars.expressions import Expression, Expressions
from app.avatars.layer_loader import layered_sheet, still_sheet
from app.avatars.light2d import layer_path, read_light2d
from app.avatars.manner import Animation
from app.avatars.motion import STANDBY_NS
from app.avatars.pictures import load_picture
from app.avatars.sheet_host import Host, host_from
from app.avatars.sheets import Sheet
from app.base.errors import AppError
from app.media.types import Pixels

_TRIAL_PX = 96


def check(bundle: Bundle) -> None:
    """Look at everything that drawing ``bundle`` needs, without decoding. Raises AppError for the first fault."""
    if read_light2d(bundle) is None:
        reference(bundle)
        _ = bundle.face


def try_out(bundle: Bundle) -> None:
    """Make ``bundle`` ready to be drawn, small, which decodes all that it needs; up to a second. Raises AppError."""
    check(bundle)
    open_host(bundle, _TRIAL_PX, _TRIAL_PX)


def natural_aspect(bundle: Bundle) -> float:
    """Width over height of the avatar's pictures. Raises AppError."""
    drawing = read_light2d(bundle)
    if drawing is not None:
        return drawing.canvas.width / drawing.canvas.height
    height, width, _ = load_picture(reference(bundle), 256).shape
    return float(width / height)


def draw_sheet(bundle: Bundle, width_px: int, height_px: int) -> Sheet:
    """Decode all that ``bundle`` has to be drawn from, and bring it to this size; takes up to seconds.

    Raises AppError.
    """
    drawing = read_light2d(bundle)
    if drawing is not None:
        files = {layer.source: layer_path(bundle, layer) for layer in drawing.all_layers}
        return layered_sheet(bundle.id, drawing, files, width_px, height_px)
    picture = load_picture(reference(bundle), 4 * max(width_px, height_px))
    animation, face = Animation(sway_degrees=0.25), bundle.face
    if face is None:
        return still_sheet(bundle.id, picture, width_px, height_px, animation)
    # Only here: OpenCV takes a tenth of a second and some megabytes, which layered hosts do not need.
    from app.avatars.portrait import portrait_sheet

    return portrait_sheet(bundle.id, picture, face.on(width_px, height_px), (width_px, height_px), animation)


def open_host(bundle: Bundle, width_px: int, height_px: int, *, speaks: bool = True) -> Host:
    """Make ``bundle`` ready to be drawn at this size (see ``draw_sheet`` and ``host_from``). Raises AppError."""
    return host_from(draw_sheet(bundle, width_px, height_px), speaks=speaks)


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
