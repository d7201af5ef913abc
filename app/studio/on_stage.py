"""The host on stage, resting with the face that it has when it speaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.avatars.idle import IdleHost
from app.avatars.idle_clip import open_clip
from app.studio.parts import Host
from app.studio.show import Show
from app.studio.stage import Composer


class OnStage:
    """Lives on the studio's thread."""

    def __init__(self) -> None:
        self.host: Host | None = None
        """As it is seen; None: there is none yet."""
        self._own_idle: IdleHost | None = None
        self._clip: Path | None = None

    def put(self, show: Show, host: Host, clip: Path | None) -> None:
        """Put ``host`` on stage; ``clip`` is how the engine has it rest (see ``EngineInfo``)."""
        self._own_idle, self._clip = host.idle, clip
        self._show(show, host)

    def follow(self, show: Show, clip: Path | None) -> None:
        """The engine has it rest so now."""
        if self.host is not None and clip != self._clip:
            self._clip = clip
            self._show(show, self.host)

    def dress(self, show: Show, composer: Composer, fade_ns: int) -> None:
        """The host is in another scene now."""
        assert self.host is not None
        self.host = replace(self.host, composer=composer)
        show.set_scene(self.host, fade_ns)

    def _show(self, show: Show, host: Host) -> None:
        own = host if self._own_idle is None else replace(host, idle=self._own_idle)
        self.host = replace(host, idle=resting(own, self._clip))
        show.set_host(self.host)


def resting(host: Host, clip: Path | None) -> IdleHost:
    """How ``host`` rests: as the engine has it in ``clip``, else in its own way."""
    return (open_clip(clip) if clip is not None else None) or host.idle
