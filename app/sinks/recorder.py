"""Recording: the program as an MP4 file."""

from __future__ import annotations

import logging
import multiprocessing
import select
import shutil
import socket
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from app.base.errors import AppError, Problem, Severity
from app.base.paths import APP_NAME
from app.base.processes import note_part
from app.base.version import CHECKOUT, this_build
from app.media.pixels import ColourMatrix, ProgramPicture, plane_bytes
from app.media.types import ProgramFormat, Samples, Tick
from app.sinks.encoders import SOFTWARE, Quality, encoder_name
from app.sinks.recorder_file import trim_to_whole_fragments
from app.sinks.recorder_link import receive_reply, send_slot
from app.sinks.recorder_process import RecordingJob, recorder_main

log = logging.getLogger(__name__)

MIN_FREE_BYTES = 100_000_000
LOW_FREE_BYTES = 2_000_000_000
OPEN_TIMEOUT_S = 15.0
STUCK_AFTER_S = 20.0  # a sleeping disk takes ten to wake up
FINISH_TIMEOUT_S = 15.0


class Recorder:
    """Records into one MP4 file, by way of a process that encodes.

    A sink: every call comes from one thread, but ``paused`` may be set from any. Runs as fast as it is written to.
    The file's picture number n is the n-th slot that was recorded, whatever the clock said; slots missing between two
    ticks show the picture before again, in silence.

    Args:
        path: file to make; if it exists, " (2)" is added to the name.
        quality: see ``RecordingSettings``.
        hardware: take a hardware encoder when one works.

    Attributes:
        path: the file that is really written, once open.
        encoder: the encoder in people's words, once open.
        paused: slots are left out of the file while it is True.
        slots: slots recorded so far.

    """

    name = "recording"

    def __init__(self, path: Path, quality: Quality = "good", *, hardware: bool = True) -> None:
        self.path = path
        self.encoder = ""
        self.paused = False
        self.slots = 0
        self._quality = quality
        self._hardware = hardware
        self._program = ProgramFormat()
        self._link: socket.socket | None = None
        self._process: BaseProcess | None = None
        self._next_slot: int | None = None
        self._picture: ProgramPicture | None = None

    @property
    def recorded_s(self) -> float:
        """Length of the file so far."""
        return self.slots / self._program.fps

    def open(self, program: ProgramFormat) -> None:
        """Make the file and start the encoder. Raises AppError."""
        self._program = program
        _check_room(self.path)
        if self._hardware and not self._start(hardware=True):
            log.info("trying hardware encoders crashed or hung; recording with software")
        if self._link is None and not self._start(hardware=False):
            raise AppError(
                "recording.no_encoder",
                f"The recording {self.path} cannot be started: the encoder does not answer.",
                "Close other programs, then start again.",
            )

    def write(self, tick: Tick) -> None:
        """Record one slot, unless paused. Raises AppError."""
        if self.paused:
            self._next_slot = None
            return
        missing = 0 if self._next_slot is None else tick.slot - self._next_slot
        for slot in range(tick.slot - missing, tick.slot):
            self._send(None, np.zeros(self._program.sample_count(slot), np.float32))
        self._send(None if tick.picture is self._picture else tick.picture, tick.samples)
        self._picture = tick.picture
        self._next_slot = tick.slot + 1

    def skip(self, count: int) -> None:
        """Nothing to do: the number of the next slot tells the same, and better after a pause."""

    def close(self) -> None:
        """Finish the file. Raises AppError when its end could not be written; what was written is playable."""
        process, self._process = self._process, None
        link, self._link = self._link, None
        if process is None:
            return
        error = None
        if link is not None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_WR)
            link.settimeout(FINISH_TIMEOUT_S)
            error = self._outcome(link)
        _end(process, self.path)
        if error is not None:
            raise error

    def _start(self, *, hardware: bool) -> bool:
        job = RecordingJob(self.path, self._program, self._quality, hardware, _software())
        context = multiprocessing.get_context("spawn")
        ours, theirs = socket.socketpair()
        process = context.Process(target=recorder_main, args=(theirs, job), name="recorder", daemon=True)
        process.start()
        note_part(process.pid, "recording")
        theirs.close()
        ours.settimeout(OPEN_TIMEOUT_S)
        try:
            reply = receive_reply(ours)
        except OSError:
            reply = None
        if reply is None or "path" not in reply:
            ours.close()
            _end(process, self.path)
            if reply is None:
                return False
            raise AppError(**reply)
        ours.settimeout(STUCK_AFTER_S)
        self._link, self._process = ours, process
        self.path, self.encoder = Path(reply["path"]), reply["encoder"]
        log.info("recording to %s with %s", self.path, self.encoder)
        return True

    def _send(self, picture: ProgramPicture | None, samples: Samples) -> None:
        assert self._link is not None
        planes = None if picture is None else plane_bytes(picture.yuv420(ColourMatrix.BT709))
        try:
            if select.select([self._link], [], [], 0)[0]:  # it speaks only when it has ended
                raise ConnectionResetError
            send_slot(self._link, planes, samples)
        except OSError as error:
            link, self._link = self._link, None
            link.settimeout(1.0)
            raise (self._outcome(link) or self._crashed()) from error
        self.slots += 1

    def _outcome(self, link: socket.socket) -> AppError | None:
        """How the process says that it ended; None: well."""
        try:
            reply = receive_reply(link)
        except TimeoutError:
            return AppError(
                "recording.stuck",
                f"The recording {self.path} has ended: its drive takes no more data.",
                "Check the drive, or choose another folder in Settings. What was written before can be played.",
            )
        except OSError:
            reply = None
        finally:
            link.close()
        if reply is None:
            return self._crashed()
        return AppError(**reply) if "code" in reply else None

    def _crashed(self) -> AppError:
        in_software = self.encoder == encoder_name(SOFTWARE)
        return AppError(
            "recording.encoder_died",
            f"The recording {self.path} has ended: its encoder, {self.encoder}, crashed.",
            "What was written can be played. If it happens again, send the log."
            if in_software
            else "What was written can be played. If it happens again, set Settings > Recording > Encoder to software.",
        )


def room_problem(folder: Path) -> Problem | None:
    """A warning when the disk below ``folder`` has little room left for recordings; without any, none even begins."""
    free = _free_bytes(folder)
    if free is None or not MIN_FREE_BYTES <= free < LOW_FREE_BYTES:
        return None
    return Problem(
        "recording.disk_low",
        f"Only {free / 1e9:.1f} GB are free for recordings in {folder}.",
        "Make room or choose another folder in Settings.",
        Severity.WARNING,
    )


def _check_room(path: Path) -> None:
    free = _free_bytes(path.parent)
    if free is not None and free < MIN_FREE_BYTES:
        raise AppError(
            "recording.disk_full",
            f"The recording {path} cannot be started: only {free / 1e6:.0f} MB are free there.",
            "Make room or choose another folder in Settings.",
        )


def _free_bytes(folder: Path) -> int | None:
    for existing in (folder, *folder.parents):
        with suppress(OSError):
            return shutil.disk_usage(existing).free
    return None


def _end(process: BaseProcess, path: Path) -> None:
    process.join(2.0)
    if process.exitcode != 0:
        process.kill()
        process.join(2.0)
        trim_to_whole_fragments(path)
    if process.exitcode is None:
        log.error("the recorder's process hangs in the system and cannot be ended")  # a dead network drive
    else:
        process.close()


def _software() -> str:
    version = this_build().version
    return APP_NAME if version == CHECKOUT else f"{APP_NAME} {version}"
