"""Who comes on stage, and when: between two turns, so that nobody changes their face in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.media.types import NS_PER_S
from app.studio.snapshot import AvatarEntry
from app.studio.speech import Speech

VOICE_PATIENCE_NS = 3 * NS_PER_S
"""So long a live voice that never pauses keeps somebody waiting."""
READY_PATIENCE_NS = 20 * NS_PER_S
"""So long the next line waits for an engine that learns the new face."""


def id_of(avatar: str, avatars: Sequence[AvatarEntry]) -> str:
    """Whom a script means: by id, else by name; empty: nobody who is there."""
    by_name = (entry.id for entry in avatars if entry.name.casefold() == avatar.casefold())
    return next((entry.id for entry in avatars if entry.id == avatar), next(by_name, "")) if avatar else ""


class CastChange:
    """Lives on the studio's thread.

    Args:
        select: puts an avatar on stage, and says whether it is there; tells itself why it cannot be.
    """

    def __init__(self, select: Callable[[str], bool]) -> None:
        self._select = select
        self._asked = ""
        self._asked_ns: int | None = None
        self._changed_ns: int | None = None  # somebody came on stage, whose engine is not ready
        self._refused = ""  # who could not come

    def ask(self, avatar: str) -> None:
        """Somebody shall come on stage after this turn."""
        self._asked = avatar

    def forget(self) -> None:
        """Nobody is asked for any more: another was put on stage."""
        self._asked = ""

    @property
    def asked(self) -> str:
        """Who comes after this turn, or nobody."""
        return self._asked

    def look(self, speech: Speech, wanted: str, on_stage: str, *, ready: bool, voice: bool) -> None:
        """Ten times a second and after every command.

        Args:
            speech: whose turns decide.
            wanted: who says the line that comes next; empty: whoever is there.
            on_stage: who is there.
            ready: the engine draws whoever is there, or nobody waits for it.
            voice: the streamer says something.
        """
        now_ns = speech.now_ns()
        coming = self._asked or (wanted if wanted != self._refused else "")
        if coming and coming != on_stage:
            speech.held = True
            self._asked_ns = now_ns if self._asked_ns is None else self._asked_ns
            if not speech.busy and not (voice and now_ns - self._asked_ns < VOICE_PATIENCE_NS):
                self._asked, self._asked_ns, self._changed_ns = "", None, now_ns
                self._refused = "" if self._select(coming) else coming
            return
        self._asked, self._asked_ns = "", None
        if not wanted:
            self._refused = ""
        waits = self._changed_ns is not None and now_ns - self._changed_ns < READY_PATIENCE_NS
        if not waits or ready:
            self._changed_ns = None
        speech.held = self._changed_ns is not None
