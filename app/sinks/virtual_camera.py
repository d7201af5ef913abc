"""The virtual camera, by way of its helper process."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.base.errors import AppError
from app.base.memory import give_back_free_memory
from app.base.settings import CameraSettings
from app.base.workers import Worker
from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat, Tick
from app.sinks import virtual_camera_wire as wire
from app.sinks.virtual_camera_helper import CameraRequest, HelperLink
from app.sinks.virtual_camera_launch import adopt, go, helper_command, spawn
from app.sinks.virtual_camera_sender import CameraSender
from app.sinks.virtual_camera_standby import pack_clip

log = logging.getLogger(__name__)

_PATIENCE_SLOTS = 2


class VirtualCamera:
    """Sink that shows the program on a virtual camera. Lives on its runner's thread; ``set_standby`` on any.

    The camera itself is held open by the helper, a process of its own. It goes on showing a picture when this
    process freezes, crashes or restarts; ``open`` takes a helper over that is still running. A helper that dies
    is replaced without a word but in the log and in ``restarts``, by a spare one that has been waiting for it: an
    interpreter that imports numpy takes too long on a busy machine.

    Args:
        settings: device, camera system and colours.
        runtime: folder of the helper's socket and state file; private, and the same at the next start.
        logs: folder of ``camera.log``.
        command: how to start the helper.

    """

    name = "camera"

    def __init__(
        self, settings: CameraSettings, runtime: Path, logs: Path, command: Sequence[str] | None = None
    ) -> None:
        self._settings = settings
        self._runtime = runtime
        self._logs = logs
        self._command = helper_command() if command is None else list(command)
        self._program = ProgramFormat()
        self._matrix = ColourMatrix(settings.colours)
        self._sender: CameraSender | None = None
        self._spare: subprocess.Popen[str] | None = None  # of the thread that connects: the runner's, then the sender's
        self._lock = threading.Lock()
        self._standby: tuple[Iterable[ProgramPicture], int] | None = None
        self._packers: list[Worker] = []
        self._clip_number = 0
        self._closed = False
        self.device_name = ""
        """What people call the camera; empty before ``open``."""

    @property
    def restarts(self) -> int:
        """Times the helper had to be brought back. Any thread."""
        return 0 if self._sender is None else self._sender.restarts

    @property
    def skipped(self) -> int:
        """Pictures that the helper could not take in time. Any thread."""
        return 0 if self._sender is None else self._sender.skipped

    def open(self, program: ProgramFormat) -> None:
        """Take the running camera over, or open one. Raises AppError, whose code names what is wrong."""
        self._program = program
        link = self._connect()
        self.device_name = link.state.name
        if link.state.backend == "unitycapture":
            # This one hands RGB to its readers, and its own conversion knows BT.601 alone.
            self._matrix = ColourMatrix.BT601
        with self._lock:
            self._sender = CameraSender(link, self._connect, self._prepare_spare)
            if self._standby is not None:
                self._pack_standby(self._sender, *self._standby)
                self._standby = None

    def write(self, tick: Tick) -> None:
        """Show the picture of ``tick``. Blocks two slots at most. Raises AppError when the camera is lost."""
        assert self._sender is not None
        message = wire.frame(tick.slot, plane_bytes(tick.picture.yuv420(self._matrix)))
        self._sender.put(message, _PATIENCE_SLOTS / self._program.fps)

    def skip(self, count: int) -> None:
        """Nothing to do: a camera has no past."""

    def close(self) -> None:
        """Stop Virtual Camera: the device is closed and the helper ends."""
        with self._lock:
            self._closed = True
            self._clip_number += 1  # packers see it and stop
            sender, packers = self._sender, self._packers
            self._sender, self._packers, self._standby = None, [], None
        for packer in packers:
            packer.join()
        if sender is not None:
            sender.close()
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.kill()
            spare.communicate()

    def set_standby(self, pictures: Iterable[ProgramPicture], picture_ns: int) -> None:
        """Give the helper a loop to play while no studio sends. Any thread, also before ``open``.

        ``pictures`` are of the program's size, each lasting ``picture_ns``. They are taken on a thread of their own,
        one by one, so an iterator may draw them on the way. The helper keeps the clip for studios to come.
        """
        with self._lock:
            if self._closed:
                return
            if self._sender is None:
                self._standby = (pictures, picture_ns)
            else:
                self._pack_standby(self._sender, pictures, picture_ns)

    def _connect(self) -> HelperLink:
        link = adopt(self._runtime, self._request())
        if link is not None:
            return link
        spare, self._spare = self._spare, None
        return go(spare or self._spawn(), self._logs)

    def _prepare_spare(self) -> None:
        if self._spare is not None:
            return
        try:
            self._spare = self._spawn()
        except AppError as error:  # the camera is on; a spare is a comfort
            log.warning("no spare camera helper: %s", error)

    def _spawn(self) -> subprocess.Popen[str]:
        return spawn(self._command, self._runtime, self._logs, self._request())

    def _request(self) -> CameraRequest:
        return CameraRequest(
            self._program.width_px,
            self._program.height_px,
            self._program.fps,
            self._settings.device,
            self._settings.backend,
        )

    def _pack_standby(self, sender: CameraSender, pictures: Iterable[ProgramPicture], picture_ns: int) -> None:
        self._clip_number += 1
        number = self._clip_number

        def cancelled() -> bool:
            return self._clip_number != number

        def pack() -> None:
            messages = pack_clip(pictures, picture_ns, self._program, self._matrix, cancelled)
            give_back_free_memory()  # of sixty pictures that nobody needs again
            if messages is not None and not cancelled():
                sender.set_clip(messages)

        packer = Worker("camera-standby", pack)
        self._packers = [*(worker for worker in self._packers if worker.is_alive()), packer]
        packer.start()
