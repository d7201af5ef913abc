"""A studio that does only what it is told: records commands, shows the snapshots and pictures it is given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from app.base.settings import Settings
from app.media.pixels import ProgramPicture
from app.media.types import Pixels
from app.studio.commands import Command
from app.studio.port import PreviewMailbox
from app.studio.snapshot import Snapshot


class ScriptedStudio:
    """Implements StudioPort. Listeners are called on a foreign thread, as the real studio does.

    Attributes:
        posted: every command in the order it came.
        posted_on: the thread that each of them came from.

    """

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self.preview = PreviewMailbox()
        self.posted: list[Command] = []
        self.posted_on: list[str] = []
        self.closed = False
        self._snapshot = snapshot or Snapshot(settings=Settings())
        self._listeners: list[Callable[[Snapshot], None]] = []

    def post(self, command: Command) -> None:
        self.posted.append(command)
        self.posted_on.append(threading.current_thread().name)

    def snapshot(self) -> Snapshot:
        return self._snapshot

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        self.closed = True

    @property
    def listened_to(self) -> bool:
        return bool(self._listeners)

    def publish(self, **changes: Any) -> None:
        """Change fields of the snapshot and tell the listeners."""
        self._snapshot = replace(self._snapshot, **changes)
        self._on_a_foreign_thread(lambda: [listener(self._snapshot) for listener in list(self._listeners)])

    def show(self, pixels: Pixels) -> None:
        """Put a program picture into the preview mailbox."""
        self._on_a_foreign_thread(lambda: self.preview.put(ProgramPicture(pixels)))

    def _on_a_foreign_thread(self, action: Callable[[], object]) -> None:
        thread = threading.Thread(target=action, name="scripted-studio")
        thread.start()
        thread.join()


def draw_host(width_px: int = 1280, height_px: int = 720, mouth: float = 0.3) -> Pixels:
    """A plain host on a plain background: shape ``(height_px, width_px, 4)``, uint8 BGRA. ``mouth``: 0..1, how open."""
    y, x = np.mgrid[0:height_px, 0:width_px].astype(np.float32)
    unit = min(width_px, height_px) / 720.0
    x = (x - width_px / 2) / unit
    y = (y - height_px / 2) / unit
    pixels = np.empty((height_px, width_px, 4), np.uint8)
    shade = np.clip(np.hypot(x, y) / 900.0, 0, 1)[..., None]
    pixels[..., :3] = (np.array((92, 70, 62)) * (1 - shade) + np.array((44, 36, 32)) * shade).astype(np.uint8)
    pixels[..., 3] = 255

    def blob(centre_x: float, centre_y: float, radius_x: float, radius_y: float, bgr: tuple[int, int, int]) -> None:
        inside = ((x - centre_x) / radius_x) ** 2 + ((y - centre_y) / radius_y) ** 2 < 1
        pixels[inside, :3] = bgr

    blob(0, 420, 330, 250, (150, 92, 70))
    blob(0, -45, 215, 245, (38, 44, 74))
    blob(0, 205, 70, 90, (150, 176, 226))
    blob(0, 0, 165, 200, (166, 194, 240))
    blob(0, -175, 180, 90, (38, 44, 74))
    for side in (-1, 1):
        blob(side * 65, -20, 25, 15, (255, 255, 255))
        blob(side * 65, -20, 12, 13, (70, 52, 40))
    blob(0, 105, 46, 6 + 30 * mouth, (62, 54, 150))
    blob(70, -120, 22, 14, (190, 214, 250))  # not symmetric: a mirrored picture can be told
    return pixels
