"""The file of a recording: MP4 with H.264 and AAC, written so that whatever ends it leaves something playable."""

from __future__ import annotations

import errno
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat, Samples
from app.sinks.encoders import Quality, add_video_stream
from app.sinks.recorder_paths import free_names

SYNC_EVERY_S = 5.0

# One fragment per key frame, each complete in itself. The index in front is written together with the first of them
# ("delay_moov"), because only then can it carry the edit list that takes the encoders' delays out: with "empty_moov"
# the sound is 1024 samples late against the picture. Every fragment goes to the system as soon as it is complete.
_CONTAINER_OPTIONS = {"movflags": "frag_keyframe+delay_moov+default_base_moof"}
_AUDIO_BITS_PER_S = {"small": 96_000, "good": 160_000, "best": 256_000}

_DISK_ERRORS = {
    errno.ENOSPC: ("recording.disk_full", "the disk is full", "Make room or choose another folder in Settings."),
    errno.EDQUOT: ("recording.disk_full", "your share of the disk is used up", "Make room or choose another folder."),
    errno.EFBIG: (
        "recording.file_too_big",
        "the file has reached the largest size that this drive allows",
        "Record to a drive that is not formatted as FAT32.",
    ),
    errno.EACCES: ("recording.no_permission", "writing there is not permitted", "Choose another folder in Settings."),
    errno.EPERM: ("recording.no_permission", "writing there is not permitted", "Choose another folder in Settings."),
    errno.EROFS: ("recording.no_permission", "the drive can only be read", "Choose another folder in Settings."),
    errno.ENOENT: ("recording.no_folder", "the folder does not exist", "Choose another folder in Settings."),
    errno.ENOTDIR: ("recording.no_folder", "that is not a folder", "Choose another folder in Settings."),
    errno.EEXIST: ("recording.no_folder", "that is not a folder", "Choose another folder in Settings."),
}


def disk_error(error: OSError, path: Path, what: str) -> AppError:
    """What the system said about ``path``, in words. ``what``: "cannot be written" and the like."""
    code, reason, hint = _DISK_ERRORS.get(
        error.errno or 0,
        (
            "recording.disk_error",
            error.strerror or str(error),
            "Check the drive, or choose another folder in Settings.",
        ),
    )
    return AppError(code, f"The recording {path} {what}: {reason}.", hint)


class RecordingFile:
    """Encodes slot after slot into one MP4 file. Lives on one thread.

    Picture number n lasts from n/fps to (n+1)/fps and sound is placed by counting its samples, so both stay in step
    whatever was late.

    Args:
        path: where it should go; a file that is there is never touched, " (2)" is added to the name instead.
        program: size and rate.
        codec: see ``encoders``.
        quality: see ``encoders``.
        software: name and version for the file's metadata.

    Raises:
        AppError: the file cannot be made.

    """

    def __init__(self, path: Path, program: ProgramFormat, codec: str, quality: Quality, software: str) -> None:
        self._program = program
        self._file = _AppendOnlyFile(path)
        self.path = self._file.path
        self.codec = codec
        self.slots = 0
        """Slots written so far."""
        self._samples = 0
        self._container = av.open(self._file, "w", format="mp4", container_options=_CONTAINER_OPTIONS)
        now = datetime.now(UTC).replace(microsecond=0)
        self._container.metadata["comment"] = software
        self._container.metadata["creation_time"] = now.isoformat()
        self._video, self._pixel_format = add_video_stream(self._container, codec, program, quality)
        audio = self._container.add_stream("aac", rate=PROGRAM_RATE_HZ, layout="mono")
        assert isinstance(audio, AudioStream)
        self._audio = audio
        self._audio.codec_context.bit_rate = _AUDIO_BITS_PER_S[quality]

    def write(self, planes: NDArray[np.uint8], samples: Samples) -> None:
        """Append one slot.

        Args:
            planes: BT.709 limited-range I420, shape ``(h * w * 3 // 2,)``, uint8.
            samples: the slot's sound, PROGRAM_RATE_HZ.

        Raises:
            AppError: the disk is full or broken, or the encoder failed.

        """
        frame = av.VideoFrame.from_numpy_buffer(planes.reshape(-1, self._program.width_px), format="yuv420p")
        frame = frame.reformat(format=self._pixel_format)
        frame.colorspace = frame.color_range = 1  # BT.709, limited
        frame.pts = self.slots
        sound = av.AudioFrame.from_ndarray(samples[np.newaxis], format="fltp", layout="mono")
        sound.sample_rate = PROGRAM_RATE_HZ
        sound.pts = self._samples
        try:
            self._container.mux(self._video.encode(frame))
            self._container.mux(self._audio.encode(sound))
        except (OSError, av.FFmpegError) as error:
            raise self._failure(error) from error
        self.slots += 1
        self._samples += len(samples)

    def finish(self) -> None:
        """Write what the encoders still hold, and close. Raises AppError; the file is closed and playable then too."""
        try:
            if self.slots:
                self._container.mux(self._video.encode(None))
                self._container.mux(self._audio.encode(None))
            self._container.close()
        except (OSError, av.FFmpegError) as error:
            raise self._failure(error) from error
        finally:
            self._close()

    def abandon(self) -> None:
        """Close after ``write`` raised; what was written whole stays playable."""
        self._file.refuse_more()
        try:
            self._container.close()
        except (OSError, av.FFmpegError):
            pass  # it wanted to write its end
        finally:
            self._close()

    def _close(self) -> None:
        self._file.close()
        trim_to_whole_fragments(self.path)

    def _failure(self, error: OSError | av.FFmpegError) -> AppError:
        if self._file.failure is not None:
            return disk_error(self._file.failure, self.path, "has ended")
        return AppError(
            "recording.encoder_failed",
            f"The recording {self.path} has ended: the encoder {self.codec} failed ({error}).",
            "Set Settings > Recording > Encoder to software, then start again.",
        )


class _AppendOnlyFile:
    """What PyAV writes into: only ever grows, writes all or raises, and is brought to the disk every few seconds."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            for candidate in free_names(path):
                try:
                    self._fd = os.open(candidate, flags, 0o666)
                except FileExistsError:
                    continue
                self.path = candidate
                break
        except OSError as error:
            raise disk_error(error, path, "cannot be started") from error
        self.failure: OSError | None = None
        self._closing = threading.Event()
        # A thread of its own, because bringing data to a slow disk may take seconds.
        self._syncer = Worker("recording-sync", self._sync)
        self._syncer.start()

    def write(self, data: bytes) -> int:
        """Append all of ``data``."""
        if self.failure is not None:
            raise self.failure
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError as error:
            self.failure = error
            raise
        return len(data)

    def refuse_more(self) -> None:
        """From now on every write fails."""
        if self.failure is None:
            self.failure = OSError(errno.ECANCELED, "abandoned")

    def close(self) -> None:
        """Give the file back."""
        if not self._closing.is_set():
            self._syncer.stop_and_join(self._closing.set, timeout_s=60.0)
            os.close(self._fd)

    def _sync(self) -> None:
        while not self._closing.wait(SYNC_EVERY_S):
            try:
                os.fsync(self._fd)
            except OSError:
                return  # some network drives cannot; a real fault shows up in write


def trim_to_whole_fragments(path: Path) -> None:
    """Cut what a full disk or a killed process left behind the last whole fragment; an empty rest is removed."""
    try:
        with path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            keep, has_pictures = _whole_length(file, size)
            if keep < size and has_pictures:
                file.truncate(keep)
        if not has_pictures:
            path.unlink()
    except OSError:
        pass  # it plays in most players as it is


def _whole_length(file: BinaryIO, size: int) -> tuple[int, bool]:
    """End of the last whole fragment, and whether there is one."""
    position = end = 0
    before, has_pictures = b"", False
    while position + 8 <= size:
        file.seek(position)
        head = file.read(8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        position += length
        if length < 8 or position > size:
            break
        if kind != b"moof":  # a moof without its mdat is no use
            end = position
        has_pictures = has_pictures or (kind == b"mdat" and before == b"moof")
        before = kind
    return end, has_pictures
