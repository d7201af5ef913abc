"""What an engine is asked to draw, found out where nobody waits: the key of a server lies in a keyring."""

from __future__ import annotations

from collections.abc import Callable

from app.base.errors import AppError
from app.base.settings import Settings
from app.base.workers import Worker
from app.engine.base import EngineRequest
from app.media.types import ProgramFormat
from app.studio.engine_room import EngineRoom
from app.studio.loop import Loop
from app.studio.parts import Host, Parts
from app.studio.remote import asked_of_server, stand_in_settings

CLOSE_S = 5.0
"""A keyring that asks its user may wait for ever."""


class EngineOrders:
    """Has engines load what is on stage; the newest order counts. Lives on the studio's thread.

    Args:
        loop: that thread.
        parts: know what a server or a model is told, for settings and avatar; may wait for the keyring.
    """

    def __init__(self, loop: Loop, parts: Parts) -> None:
        self._loop = loop
        self._parts = parts
        self._newest = 0
        self._now = False  # one that has not been carried out yet cannot wait, whatever the newest says
        self._workers: list[Worker] = []

    def load(
        self,
        engine: EngineRoom,
        host: Host,
        program: ProgramFormat,
        settings: Settings,
        *,
        now: bool = True,
        again: bool = True,
    ) -> None:
        """Have ``engine`` load ``host``, as ``EngineRoom.load`` does; for a server when the keyring has answered."""
        self._now |= now
        self._newest += 1
        number = self._newest

        def ask() -> Callable[[bool], None]:
            own = settings.model_copy(update={"engine": stand_in_settings(settings)})
            try:
                request = engine_request(host, program, settings, self._parts)
            except AppError as error:
                refusal = error
                return lambda _: engine.refuse(refusal)
            stand_in = engine_request(host, program, own, self._parts)
            return lambda now: engine.load(request, stand_in, now=now, again=again)

        def carry_out(order: Callable[[bool], None]) -> None:
            if number == self._newest:
                now, self._now = self._now, False
                order(now)

        def fetch() -> None:
            order = ask()
            self._loop.post(lambda: carry_out(order))

        if settings.engine.kind != "omnirt":
            carry_out(ask())
            return
        engine.expect(host.entry.folder)
        self._workers = [worker for worker in self._workers if worker.is_alive()]
        self._workers.append(Worker("engine order", fetch))
        self._workers[-1].start()

    def close(self) -> None:
        """No order counts any more."""
        self._newest += 1
        for worker in self._workers:
            worker.join(CLOSE_S)


def engine_request(host: Host, program: ProgramFormat, settings: Settings, parts: Parts) -> EngineRequest:
    """What an engine is asked to draw of ``host``."""
    kind = settings.engine.kind
    # The test card takes the whole program picture, whoever is on stage: it calibrates everything behind it. A server
    # draws its own size, which is fitted into the program as the avatar would be, and so does a model of this computer.
    fills = kind in ("testcard", "omnirt", "local")
    size = (program.width_px, program.height_px) if fills else (host.width_px, host.height_px)
    server = asked_of_server(settings, host.entry.id, parts.remote) if kind == "omnirt" else None
    model = parts.local(settings, host.entry.id) if kind == "local" else None
    sheet = host.sheet if kind == "builtin" else None
    return EngineRequest(host.entry.folder, *size, program.fps, server, model, sheet)
