"""The process that encodes a recording.

A process of its own, because opening a hardware encoder holds the interpreter lock and may crash in its driver, because
the operating system then lets the show go first, and because a file is finished even when the studio is killed.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from app.base.errors import AppError
from app.media.types import ProgramFormat, Samples
from app.sinks.encoders import Quality, choose_encoder, encoder_name
from app.sinks.recorder_file import RecordingFile
from app.sinks.recorder_link import SlotReader, send_reply

TERMINATED_GRACE_S = 3.0


@dataclass(frozen=True, slots=True)
class RecordingJob:
    """What the process is to do."""

    path: Path
    program: ProgramFormat
    quality: Quality
    hardware: bool
    software: str


def recorder_main(link: socket.socket, job: RecordingJob) -> None:
    """Body of the process: encode what comes over ``link`` until it ends, however it ends."""
    _step_back()
    _outlive_signals(link)
    reader = SlotReader(link, job.program.width_px * job.program.height_px * 3 // 2)
    try:
        file = _open(link, job)
        _record(reader, file)
        reply: dict[str, str] = {"closed": str(file.path)}
    except AppError as error:
        reply = {"code": error.code, "message": error.message, "hint": error.hint}
    with suppress(OSError):  # the studio may be gone
        send_reply(link, reply)
        reader.discard_rest()


def _open(link: socket.socket, job: RecordingJob) -> RecordingFile:
    codec = choose_encoder(job.program, job.quality, hardware=job.hardware)
    file = RecordingFile(job.path, job.program, codec, job.quality, job.software)
    with suppress(OSError):
        send_reply(link, {"path": str(file.path), "encoder": encoder_name(codec)})
    return file


def _record(reader: SlotReader, file: RecordingFile) -> None:
    try:
        while (slot := _next(reader)) is not None:
            file.write(*slot)
    except AppError:
        file.abandon()
        raise
    file.finish()


def _next(reader: SlotReader) -> tuple[NDArray[np.uint8], Samples] | None:
    try:
        return reader.read()
    except OSError:  # the studio was killed
        return None


def _step_back() -> None:
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(5)


def _outlive_signals(link: socket.socket) -> None:
    # Ctrl+C and SIGTERM go to the whole group: the studio decides, and ends us by ending the stream. Should it not,
    # the file is finished all the same.
    def end_soon(signum: int, frame: object) -> None:
        del signum, frame
        timer = threading.Timer(TERMINATED_GRACE_S, _end, (link,))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end_soon)


def _end(link: socket.socket) -> None:
    with suppress(OSError):
        link.shutdown(socket.SHUT_RD)
