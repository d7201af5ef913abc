"""The process that reads the streamer's own camera.

A process of its own, because a driver can hang in any call, also in the one that closes the camera, and would take the
interpreter lock with it: the studio kills it and starts another.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import TYPE_CHECKING

import av

from app.media.jpeg import JpegEncoder
from app.media.types import NS_PER_S

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LONG_EDGE_PX = 448
"""Of the pictures that are sent: a face is driven as well by them as by larger ones."""

MOST_FPS = 30
_OLD_NS = 2 * NS_PER_S  # a time stamp further from now than this is of another clock

SIZES: tuple[Mapping[str, str], ...] = (
    {"video_size": "640x480", "framerate": "30"},
    {"video_size": "640x480"},
    {"video_size": "1280x720", "framerate": "30"},
    {"framerate": "30"},
    {},
)
"""What a camera is asked for, one after the other, until it agrees; at last it may do as it likes."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera as FFmpeg opens it.

    Attributes:
        format: name of FFmpeg's input device.
        url: the camera's own name there.
        fixed: it gives one size, whatever it agrees to when it is asked: v4l2loopback hands out its bytes all the same.

    """

    format: str
    url: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """The process is there and opens the camera."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The camera has given its first picture."""

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture: a JPEG file, and when it was taken on the monotonic clock."""

    jpeg: bytes
    taken_ns: int


@dataclass(frozen=True, slots=True)
class Ended:
    """There is no camera, or no more; ``code`` is an ``errno``, 0 where the system gives none."""

    code: int
    words: str


Word = Started | Opened | Seen | Ended


def webcam_main(link: Connection[Word, None], camera: Camera) -> None:
    """Body of the process: read until the studio hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group; the studio alone decides
    threading.Thread(target=_end_with_parent, name="parent watch", daemon=True).start()
    logging.getLogger("libav").setLevel(logging.CRITICAL)
    try:
        link.send(Started())
        for word in watch(camera):
            link.send(word)
    except OSError:
        pass  # the studio has hung up
    finally:
        link.close()
        os._exit(0)  # closing a camera may take for ever


def watch(camera: Camera) -> Iterator[Word]:
    """What the camera sees, until it is gone."""
    encoder = JpegEncoder(LONG_EDGE_PX)
    opened = False
    due_ns = 0
    try:
        with _opened(camera) as container:
            stream = container.streams.video[0]
            stream.thread_count = 1
            for frame in container.decode(stream):
                came_ns = time.monotonic_ns()
                if not opened:
                    opened = True
                    yield Opened(frame.width, frame.height)
                if came_ns < due_ns:
                    continue  # it gives more than anybody draws
                due_ns = max(due_ns + NS_PER_S // (MOST_FPS + 2), came_ns - NS_PER_S // MOST_FPS)
                yield Seen(encoder.encode(frame), taken_ns(frame, came_ns))
    except (av.FFmpegError, OSError) as error:
        yield Ended(error.errno or 0, error.strerror or str(error))
        return
    yield Ended(errno.ENODEV, "it gives no more pictures")


def taken_ns(frame: av.VideoFrame, came_ns: int) -> int:
    """When ``frame`` was taken: as its driver stamps it where that is the monotonic clock, else when it came."""
    if frame.pts is None or frame.time_base is None:
        return came_ns
    stamped_ns = round(frame.pts * frame.time_base * NS_PER_S)
    return stamped_ns if 0 <= came_ns - stamped_ns < _OLD_NS else came_ns


def _opened(camera: Camera) -> av.container.InputContainer:
    """The camera, in the first of ``SIZES`` that it takes."""
    sizes = SIZES[-1:] if camera.fixed else SIZES
    for number, options in enumerate(sizes):
        try:
            return av.open(camera.url, format=camera.format, options=dict(options))
        except (av.FFmpegError, OSError) as error:
            if number == len(sizes) - 1 or error.errno in (errno.EBUSY, errno.EACCES, errno.EPERM, errno.ENOENT):
                raise
    raise AssertionError("the last size is either taken or refused")


def _end_with_parent() -> None:
    """End at once with a studio that was killed."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
