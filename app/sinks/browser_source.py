"""The program for a Browser Source of OBS: picture with its alpha, and sound, without any driver."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

from app.base.errors import AppError
from app.base.secrets import BROWSER_TOKEN, made_secret
from app.base.settings import BrowserSettings
from app.base.web_door import why_taken
from app.base.workers import Worker
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat, Tick
from app.sinks.browser_picture import PictureEncoder
from app.sinks.browser_server import BrowserServer
from app.sinks.browser_wire import hello, sound_message

HOST = "127.0.0.1"


class BrowserSource:
    """A server for pages that show and sound the program. Nothing is encoded while nobody reads.

    A sink: every call comes from one thread, but the properties are for any. Sound is sent as it comes; the newest
    picture goes by way of a thread that encodes, and is left out where that one is too slow.

    Args:
        settings: where, and with what behind the host.
        folder: where the page is.

    """

    name = "browser source"

    def __init__(self, settings: BrowserSettings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._server: BrowserServer | None = None
        self._worker: Worker | None = None
        self._changed = threading.Condition()  # guards what follows
        self._closing = False
        self._latest: tuple[int, ProgramPicture] | None = None  # that came
        self._newest: tuple[int, ProgramPicture] | None = None  # waits to be encoded
        self._encoded: ProgramPicture | None = None  # what every reader has
        self._left_out = 0
        self._failure: Exception | None = None
        self.address = ""
        """What OBS is told to open, with the token in it, once it is open; empty before."""

    @property
    def readers(self) -> int:
        """How many pages show the program now."""
        return 0 if self._server is None else self._server.readers

    @property
    def skipped(self) -> int:
        """Pictures and sounds that could not be encoded or taken in time."""
        return self._left_out + (0 if self._server is None else self._server.skipped)

    def open(self, program: ProgramFormat) -> None:
        """Listen. Raises AppError. May wait for a keyring."""
        token = made_secret(BROWSER_TOKEN)  # OBS keeps the address, too
        try:
            listening = socket.create_server((HOST, self._settings.port))
        except OSError as error:
            raise AppError(
                "browser_source.port",
                f"The browser source cannot be reached: port {self._settings.port} is taken ({why_taken(error)}).",
                "Choose another port in Settings > OBS.",
            ) from error
        self._server = BrowserServer(self._folder, listening, token, hello(program), self._greet)
        self._worker = Worker("browser pictures", self._run, self._crashed)
        self._worker.start()
        self.address = f"http://{HOST}:{self._settings.port}/?token={token}"

    def write(self, tick: Tick) -> None:
        """Send a slot's sound, and have its picture sent if it is another. Never waits for anybody.

        Raises what ended the encoding of pictures.
        """
        if self._failure is not None:
            raise self._failure
        server = self._server
        assert server is not None
        self._latest = tick.slot, tick.picture
        if not server.readers:
            return
        server.send(sound_message(tick.slot, tick.samples))
        with self._changed:
            waits = self._newest is not None
            if not waits and tick.picture is self._encoded:
                return
            self._left_out += waits
            self._newest = self._latest
            self._changed.notify()

    def skip(self, count: int) -> None:
        """Nothing to do: whatever is sent carries the number of its slot."""

    def close(self) -> None:
        """Send every reader away; their pages are clear then, and look out for the next show."""
        if self._worker is not None:
            self._worker.stop_and_join(self._end)
            self._worker = None
        if self._server is not None:
            self._server.close()
        self.address = ""

    def _end(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()

    def _greet(self) -> None:
        """Somebody has no picture yet. On any thread."""
        with self._changed:
            self._encoded, self._newest = None, self._latest
            self._changed.notify()

    # ---- its own thread

    def _crashed(self, error: Exception) -> None:
        self._failure = error

    def _run(self) -> None:
        encoder = PictureEncoder()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._newest is not None)
                if self._closing or self._newest is None:
                    return
                (slot, picture), self._newest = self._newest, None
                self._encoded = picture
            pixels = picture.cutout() if self._settings.transparent else picture.pixels
            assert self._server is not None
            self._server.send(encoder.encode(slot, pixels))
