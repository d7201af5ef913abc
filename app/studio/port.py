"""All that a window or a command line may know of the studio: commands in, snapshots and pictures out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from app.media.pixels import ProgramPicture
from app.studio.commands import Command
from app.studio.snapshot import Snapshot


class PreviewMailbox:
    """The newest program picture; older ones are overwritten unseen. Any thread."""

    def __init__(self) -> None:
        self._picture: ProgramPicture | None = None
        self._listener: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def put(self, picture: ProgramPicture) -> None:
        """Replace the picture; tells the listener only if the one before was taken."""
        with self._lock:
            notify = self._listener if self._picture is None else None
            self._picture = picture
        if notify is not None:
            notify()

    def take(self) -> ProgramPicture | None:
        """The newest picture, once; None when it was taken already."""
        with self._lock:
            picture, self._picture = self._picture, None
            return picture

    def listen(self, listener: Callable[[], None] | None) -> None:
        """Call ``listener`` (on the pump's thread: it must only post) when there is a picture to take."""
        with self._lock:
            self._listener = listener


class StudioPort(Protocol):
    """The studio as its users see it. Any thread; no call blocks but ``close``."""

    preview: PreviewMailbox

    def post(self, command: Command) -> None:
        """Ask for something. What comes of it is seen in the snapshots."""
        ...

    def snapshot(self) -> Snapshot:
        """The latest state."""
        ...

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Have ``listener`` called on the studio's thread with every new snapshot; returns the way to stop it."""
        ...

    def close(self) -> None:
        """End the show: stop the sources, finish the recording, close the camera. Blocks a few seconds at most."""
        ...
