"""A video as background: decoded on a thread of its own, a few pictures ahead of the show."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import Interpolation, VideoReformatter

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.types import NS_PER_S, Pixels, ProgramFormat

log = logging.getLogger(__name__)

AHEAD = 4
"""Pictures that are decoded before their time."""

_JUMP_NS = NS_PER_S  # a show that stood still so long goes on where the video was
_LONE_NS = NS_PER_S // 25


class LoopedVideo:
    """Fills the program with a video, which begins again when it ends. ``close`` ends its thread.

    Never blocks whoever shows it: a decoder that is too slow leaves the picture before.

    Args:
        path: any file that FFmpeg reads.
        program: size of the pictures.

    Raises AppError ``scene.video`` if it is missing or has no picture.
    """

    still: Pixels | None = None

    def __init__(self, path: Path, program: ProgramFormat) -> None:
        self._path = path
        self._program = program
        self._room = threading.Condition()
        self._pictures: deque[tuple[int, int, Pixels]] = deque()  # number, time since the beginning, pixels
        self._closed = False
        self._begun_ns = 0  # slot time of the video's beginning
        self._last_ns: int | None = None
        try:
            if not path.is_file():  # a pipe would have whoever opens it wait for ever
                raise FileNotFoundError(path)
            self._file = path.open("rb")
        except FileNotFoundError as error:
            raise AppError(
                "scene.video",
                f"The background video {path} is gone.",
                "Choose another file in the scene.",
                permanent=True,
            ) from error
        except OSError as error:
            raise _unreadable(path) from error
        try:
            self._container = _open(self._file, path)
            self._coming = self._endless()
            self._pictures.append(next(self._coming))
        except AppError:
            self._file.close()
            raise
        except (av.FFmpegError, OSError, StopIteration, ValueError) as error:
            self._close_file()
            raise _unreadable(path) from error
        self._worker = Worker("background video", self._decode)
        self._worker.start()

    def picture(self, time_ns: int | None) -> tuple[int, Pixels]:
        """See ``Backdrop``; the first time that is asked for is the video's beginning."""
        with self._room:
            if time_ns is None:
                number, _, pixels = self._pictures[0]
                return number, pixels
            if self._last_ns is None or not 0 <= time_ns - self._last_ns < _JUMP_NS:
                self._begun_ns = time_ns - self._pictures[0][1]
            self._last_ns = time_ns
            while len(self._pictures) > 1 and self._pictures[1][1] <= time_ns - self._begun_ns:
                self._pictures.popleft()
                self._room.notify()
            number, _, pixels = self._pictures[0]
            return number, pixels

    def close(self) -> None:
        """Leave off; the picture that is shown stays."""
        self._worker.stop_and_join(self._leave_off)

    def _leave_off(self) -> None:
        with self._room:
            self._closed = True
            self._room.notify()

    def _decode(self) -> None:
        try:
            for picture in self._coming:
                with self._room:
                    self._room.wait_for(lambda: self._closed or len(self._pictures) <= AHEAD)
                    if self._closed:
                        return
                    self._pictures.append(picture)
        except (av.FFmpegError, OSError, ValueError) as error:  # OSError: the disk has gone
            log.info("the background video %s stands still: %s", self._path, error)
        finally:
            self._close_file()

    def _close_file(self) -> None:
        self._container.close()
        self._file.close()

    def _endless(self) -> Iterator[tuple[int, int, Pixels]]:
        number, begun_ns = 0, 0
        scaled = _Scaler(self._program)
        while True:
            first_ns, last_ns, gap_ns = None, 0, _LONE_NS
            for frame in self._container.decode(video=0):
                at_ns = round(frame.time * NS_PER_S) if frame.time is not None else last_ns + gap_ns
                first_ns = at_ns if first_ns is None else first_ns
                since_ns = max(0, at_ns - first_ns)
                gap_ns = since_ns - last_ns if since_ns > last_ns else gap_ns
                last_ns = max(last_ns, since_ns)
                number += 1
                yield number, begun_ns + last_ns, scaled.pixels(frame)
            if first_ns is None:
                return
            begun_ns += last_ns + gap_ns
            self._container.seek(0)


class _Scaler:
    """Fills the program with frames, cropped in their middle."""

    def __init__(self, program: ProgramFormat) -> None:
        self._program = program
        self._reformatter = VideoReformatter()

    def pixels(self, frame: av.VideoFrame) -> Pixels:
        width, height = self._program.width_px, self._program.height_px
        scale = max(width / frame.width, height / frame.height)
        wide, high = max(width, round(frame.width * scale)), max(height, round(frame.height * scale))
        scaled = self._reformatter.reformat(
            frame, width=wide, height=high, format="bgra", interpolation=Interpolation.FAST_BILINEAR
        )
        left, top = (wide - width) // 2, (high - height) // 2
        pixels = scaled.to_ndarray()[top : top + height, left : left + width]
        pixels[..., 3] = 255
        return pixels.astype(np.uint8, copy=False)


def _open(file: BinaryIO, path: Path) -> InputContainer:
    try:
        # Opened by us, so that a name is never taken for a protocol; and what a playlist points at stays closed.
        container = av.open(file, "r", metadata_errors="replace", container_options={"protocol_whitelist": "none"})
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _unreadable(path) from error
    if not container.streams.video:
        container.close()
        raise _unreadable(path)
    container.streams.video[0].codec_context.thread_count = 2
    return container


def _unreadable(path: Path) -> AppError:
    return AppError(
        "scene.video",
        f"The background video {path} cannot be read, or is no video.",
        "Choose another file in the scene, or another background.",
        permanent=True,
    )
