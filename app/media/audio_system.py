"""The one owner of PortAudio in this process.

PortAudio makes its list of devices once; to see a device that was plugged in later it must be ended and begun again,
and that ends every stream of the process. It may be used from the thread alone that began it (WASAPI's COM apartment).
Hence one object, with one thread on which everything happens.

The choice that follows for a device that went away: it is opened again from the list as it is, which is enough where
the system keeps its name (ALSA, PulseAudio, most of WASAPI). Failing that, PortAudio is begun anew: freely while no
stream is open, and if others are, only when the system itself (``audio_presence``) tells of a device that was not
there before. Those others then stop for some tenths of a second and are opened again by their owners. So a microphone
that stays unplugged for an hour costs the sound that is on air nothing, and plugging it in costs at most one short gap.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.audio_devices import DEFAULT, AudioDevice, Direction, find_device, name_devices
from app.media.audio_presence import Presence, look
from app.media.audio_quiet import leave_encoder_out, quiet_alsa
from app.media.audio_stream import MakeCallback, OpenStream, open_device
from app.media.types import NS_PER_S

log = logging.getLogger(__name__)
T = TypeVar("T")

RENEW_S = 5.0  # with no stream open, PortAudio is begun anew at most so often without a sign of a new device
END_LIMIT_S = 5.0  # for a driver to end a stream: one that takes longer does not come back
SILENT_NS = NS_PER_S // 2  # stopping a device that has not called for so long might wait for ever
NOTHING: frozenset[str] = frozenset()


class AudioSystem:
    """Lists, opens and closes audio devices. Any thread may call; calls wait while a driver takes its time.

    Args:
        look: tells what the system has plugged in.

    """

    def __init__(self, look: Callable[[], Presence] = look) -> None:
        self._look = look
        self._presence = Presence(NOTHING)
        self._listed = NOTHING  # marks of what was plugged in when PortAudio made its list
        self._arrived = NOTHING  # marks that were missing at some time since, and are there
        self._renewed_at = 0.0
        self._sd: Any = None
        self._streams: list[OpenStream] = []
        self._jobs: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._over = False
        self._worker = Worker("audio-system", self._run)
        self._worker.start()

    # ---- for everybody

    def devices(self, direction: Direction) -> tuple[AudioDevice, ...]:
        """Microphones or speakers by friendly name, ``"default"`` first; empty where the system has none.

        Fresh as long as no stream is open; otherwise as fresh as can be without touching the streams.
        Raises AppError when PortAudio is missing.
        """
        return self._call(lambda: self._devices(direction)).result()

    def open(self, direction: Direction, name: str, make_callback: MakeCallback) -> Future[OpenStream]:
        """Open the device that settings mean by ``name`` and start it: the stream, or AppError."""
        return self._call(lambda: self._open(direction, name, make_callback))

    def close(self, stream: OpenStream) -> Future[None]:
        """Close a stream; its callback is not called again afterwards."""
        return self._call(lambda: self._close(stream))

    def refresh(self) -> None:
        """Look for devices afresh, even if that makes open streams stop for some tenths of a second."""
        self._call(self._renew).result()

    def shutdown(self) -> None:
        """Close everything. The last call.

        A stream can hang in the system's own code for ever (ALSA's PulseAudio plug-in does, seldom); it is left behind.
        """
        if not self._over:
            ending = self._call(self._end)
            self._over = True
            try:
                ending.result(END_LIMIT_S)
            except TimeoutError:
                log.error("the sound system does not end and is left behind")
                self._jobs.put(None)  # should it come back one day
                return
            self._worker.stop_and_join(lambda: self._jobs.put(None))

    # ---- on its own thread

    def _call(self, job: Callable[[], T]) -> Future[T]:
        if self._over:
            raise RuntimeError("the audio system is shut down")
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(job())
            except Exception as error:  # handed to whoever asked
                future.set_exception(error)

        self._jobs.put(run)
        return future

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _begin(self) -> None:
        """Begin PortAudio on this thread; importing sounddevice begins it."""
        if self._sd is not None:
            return
        quiet_alsa()
        leave_encoder_out()
        try:
            import sounddevice
        except OSError as error:
            raise AppError(
                "audio.no_portaudio",
                "The sound library PortAudio is missing.",
                "Install it (Debian, Ubuntu: sudo apt install libportaudio2) and start the studio again.",
                permanent=True,
            ) from error
        if not sounddevice._initialized:
            sounddevice._initialize()
        self._sd = sounddevice
        self._note_list()

    def _end(self) -> None:
        for stream in tuple(self._streams):
            self._close(stream)
        if self._sd is not None:
            self._sd._terminate()
            self._sd = None

    def _devices(self, direction: Direction) -> tuple[AudioDevice, ...]:
        self._begin()
        self._look_again()
        if not self._streams and self._presence.marks != self._listed:
            self._renew()
        return self._named(direction)

    def _named(self, direction: Direction) -> tuple[AudioDevice, ...]:
        pulse = self._presence.sinks if direction == "output" else self._presence.sources
        return name_devices(direction, self._sd.query_devices(), self._sd.query_hostapis(), pulse)

    def _open(self, direction: Direction, name: str, make_callback: MakeCallback) -> OpenStream:
        self._begin()
        self._look_again()
        try:
            stream = self._open_listed(direction, name, make_callback)
        except AppError:
            if not self._worth_renewing():
                raise
            self._renew()
            stream = self._open_listed(direction, name, make_callback)
        self._streams.append(stream)
        return stream

    def _open_listed(self, direction: Direction, name: str, make_callback: MakeCallback) -> OpenStream:
        device = find_device(self._named(direction), name)
        if device is None:
            code, what = ("microphone", "microphone") if direction == "input" else ("audio_out", "audio device")
            if name == DEFAULT:
                raise AppError(f"{code}.missing", f"This computer has no {what}.", "Plug one in.")
            raise AppError(f"{code}.missing", f"There is no {what} “{name}”.", "Plug it in or choose another one.")
        return open_device(self._sd, direction, device, make_callback)

    def _close(self, stream: OpenStream) -> None:
        if stream in self._streams:
            self._streams.remove(stream)
            if stream.ended.is_set() or time.monotonic_ns() - stream.beat_ns > SILENT_NS:
                stream.raw.abort(ignore_errors=True)
            else:
                stream.raw.stop(ignore_errors=True)  # lets play what the device has already fetched
            stream.raw.close(ignore_errors=True)

    # ---- what is plugged in

    def _look_again(self) -> None:
        before, self._presence = self._presence.marks, self._look()
        now = self._presence.marks
        self._arrived = (self._arrived & now) | (now - before)

    def _worth_renewing(self) -> bool:
        """Whether beginning anew may bring the missing device, and is worth what it costs."""
        if self._streams:
            return bool(self._arrived)
        return self._presence.marks != self._listed or time.monotonic() - self._renewed_at > RENEW_S

    def _renew(self) -> None:
        """Begin PortAudio anew. Open streams end, and their owners open them again."""
        self._begin()
        for stream in tuple(self._streams):
            stream.renewed = True
            self._close(stream)
            stream.ended.set()
        self._sd._terminate()
        leave_encoder_out()
        self._sd._initialize()
        self._note_list()

    def _note_list(self) -> None:
        self._presence = self._look()
        self._listed, self._arrived = self._presence.marks, NOTHING
        self._renewed_at = time.monotonic()
