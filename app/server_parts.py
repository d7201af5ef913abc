"""The concrete parts of what concerns servers: what they are asked for, their tests, the one of this computer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.library import Library
from app.base.paths import Paths, models_dir
from app.base.secrets import keep_secret, secret, server_key
from app.base.settings import Settings

if TYPE_CHECKING:
    from app.avatars.detector import FaceDetector, FoundFace
    from app.base.omnirt_settings import OmniRTSettings
    from app.base.rungs import Rung
    from app.engine.base import RemoteRequest
    from app.engine.omnirt.local_server import LocalServer
    from app.media.types import Pixels
    from app.studio.parts import Parts


class ServerParts:
    """Implements ``ConnectionPort``. Any thread.

    Args:
        paths: where files are.
        library: the avatars that servers draw.
        parts: gives what a verification makes its show of.
    """

    def __init__(self, paths: Paths, library: Library, parts: Callable[[], Parts]) -> None:
        self._paths = paths
        self._library = library
        self._parts = parts
        self._lock = threading.Lock()  # guards what follows
        self._local_server: LocalServer | None = None
        self._detector: FaceDetector | None = None  # of verifications, one at a time

    def remote(self, settings: OmniRTSettings, avatar_id: str) -> RemoteRequest:
        """What the server of the settings is asked for."""
        from app.studio.remote import remote_request

        key = None if settings.profile is None else secret(server_key(settings.profile.name))
        return remote_request(settings, key, avatar_id, self._paths.clips / "omnirt")

    # ---- as the desk asks for them

    def test_connection(
        self, settings: Settings, stopped: threading.Event, *, session_open: bool, tts_first_pcm_ms: float | None
    ) -> Iterator[Rung]:
        """Try the server, up to a session that draws."""
        from app.engine.base import EngineRequest, PipelinedEngine
        from app.engine.omnirt.judgement import Drawn
        from app.engine.omnirt.ladder import climb, draw_silence
        from app.engine.table import ENGINES, load_factory
        from app.studio.parts import program_format

        avatar = self._library.resolve(settings.window.avatar)
        program = program_format(settings)
        # Without a cache: a test does not film the host at rest.
        remote = replace(self.remote(settings.omnirt, avatar.id), cache=None)
        request = EngineRequest(avatar.folder, program.width_px, program.height_px, program.fps, remote)

        def draw() -> Drawn:
            engine = load_factory(ENGINES["omnirt"])()
            assert isinstance(engine, PipelinedEngine)
            return draw_silence(engine, request, stopped)

        return climb(remote, draw, session_open=session_open, tts_first_pcm_ms=tts_first_pcm_ms)

    def verify(self, settings: Settings, stopped: threading.Event, progress: Callable[[float], None]) -> Iterator[Rung]:
        """Have the host on stage speak over the server, through the studio's own path into nothing but a report."""
        from app.media.clock import MasterClock
        from app.studio.connection import VERIFY_S
        from app.studio.verification import Terms, verify

        terms = Terms(settings, VERIFY_S, progress, stopped, self._find_faces, MasterClock())
        return verify(self._parts(), terms)

    def preload(self, settings: Settings, stopped: threading.Event) -> Rung:
        """Have the server load its model."""
        from app.engine.omnirt.preload import preload

        return preload(self.remote(settings.omnirt, ""), stopped)

    @property
    def local_server(self) -> LocalServer:
        """The one of this computer."""
        from app.engine.omnirt.local_server import LocalServer

        with self._lock:
            if self._local_server is None:
                self._local_server = LocalServer(self._paths.runtime, self._paths.logs)
            return self._local_server

    def find_local_server(self, program: Path | None) -> Path | None:
        """The program that starts it."""
        from app.engine.omnirt.local_server import find_program

        return find_program(program)

    def has_server_key(self, server: str) -> bool:
        """Whether there is a key for the server with this name."""
        return bool(secret(server_key(server)))

    def keep_server_key(self, server: str, key: str) -> None:
        """Keep it in the system's keyring."""
        keep_secret(server_key(server), key)

    def _find_faces(self, picture: Pixels) -> list[FoundFace]:
        from app.avatars.detector import FaceDetector

        if self._detector is None:
            self._detector = FaceDetector(models_dir())
        return self._detector.find(picture)
