"""One session on a server at a time: the show's, or that of a test."""

from __future__ import annotations

from collections.abc import Callable

from app.studio.connection import ConnectionDesk
from app.studio.engine_room import EngineRoom


class OneSession:
    """Lets the show's session begin when the desk's is over. Lives on the studio's thread.

    Args:
        desk: whose tests open sessions.
    """

    def __init__(self, desk: ConnectionDesk) -> None:
        self._desk = desk
        self._waiting: Callable[[EngineRoom], None] | None = None

    def begin(self, engine: EngineRoom | None, how: Callable[[EngineRoom], None] = EngineRoom.need) -> None:
        """Have the session of ``engine`` begin; where the desk has one, that is ended, and closed before."""
        if engine is None:
            return
        if self._in_the_way(engine):
            self._desk.stop()
            self._waiting = how
        else:
            how(engine)

    def look(self, engine: EngineRoom, *, talking: bool, followed: bool = False) -> None:
        """Ten times a second, in place of ``EngineRoom.look``."""
        if self._in_the_way(engine):
            if talking or followed:
                self.begin(engine)
                talking = followed = False
        elif self._waiting is not None:
            how, self._waiting = self._waiting, None
            how(engine)
        engine.look(talking=talking, followed=followed)

    def _in_the_way(self, engine: EngineRoom) -> bool:
        return engine.remote and not engine.occupied and self._desk.busy
