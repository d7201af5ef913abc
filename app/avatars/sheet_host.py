"""From a sheet to a host that can be drawn. Imports nothing that reads bundles or decodes pictures."""

from __future__ import annotations

from typing import Protocol

from app.avatars.layered import LayeredHost
from app.avatars.manner import Audio
from app.avatars.motion import Motion, Pose
from app.avatars.sheets import Sheet
from app.media.types import Pixels


class Host(Protocol):
    """An avatar that can be drawn in any pose, at one size. Any thread."""

    motion: Motion
    audio: Audio

    def draw(self, pose: Pose) -> Pixels:
        """The host in ``pose``: a fresh premultiplied picture."""
        ...


def host_from(sheet: Sheet, *, speaks: bool = True) -> Host:
    """The host that ``sheet`` was made of; it draws from its pictures from now on.

    A host that does not speak is drawn in poses of ``Motion`` and ``Expressions`` alone, and takes less memory.
    """
    if sheet.kind == LayeredHost.KIND:
        return LayeredHost(sheet, speaks=speaks)
    # Only here: OpenCV takes a tenth of a second and some megabytes, which layered hosts do not need.
    from app.avatars.portrait import PortraitHost

    return PortraitHost(sheet)
