"""Speech out of a file: the sound of anything that FFmpeg can open."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
import soxr
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard

from app.base.errors import AppError, Problem, Severity
from app.media.types import PROGRAM_RATE_HZ, Samples

PIECE_SAMPLES = PROGRAM_RATE_HZ // 4

# For sound with a centre: speech is there, or in the front pair when stereo was widened. Effects need no lips.
_WEIGHTS = {"FC": 0.7, "FL": 0.35, "FR": 0.35, "LFE": 0.0, "LFE2": 0.0}
_WEIGHT_OF_OTHERS = 0.1

# Containers that say in front how long they are, so that a shorter sound means a truncated file.
_EXACT_LENGTH = {"aiff", "au", "caf", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "ogg", "w64", "wav"}
_MISSING_S = 0.5


class AudioFile:
    """The first sound track of an audio or video file, as mono at PROGRAM_RATE_HZ.

    A ``SpeechSource``. Nothing is opened before the first ``read`` or ``open``; memory does not grow with the file.

    Args:
        path: the file.
        on_notice: told, on the reading thread, when the file ends earlier than it promised.

    """

    def __init__(self, path: Path, on_notice: Callable[[Problem], None] = lambda problem: None) -> None:
        self.path = path
        self._on_notice = on_notice
        self._file: BinaryIO | None = None
        self._container: InputContainer | None = None
        self._pieces: Iterator[Samples] | None = None
        self._busy = threading.Lock()  # held by whoever uses the container
        self._closed = threading.Event()
        self._decoded_s = 0.0
        self._damaged = False
        self._length_is_exact = False
        self.duration_s: float | None = None
        """Length as the file states or FFmpeg estimates it; None before ``open`` and where nobody knows."""

    def open(self) -> None:
        """Open the file, for its errors and its length. ``read`` does it too. Raises AppError."""
        with self._busy:
            if self._pieces is None and not self._closed.is_set():
                self._pieces = self._open()

    def read(self) -> Samples | None:
        """About a quarter of a second of sound; None at the end. Raises AppError."""
        self.open()
        with self._busy:
            piece = None if self._closed.is_set() or self._pieces is None else next(self._pieces, None)
        if piece is None or self._closed.is_set():
            self.close()
            return None
        return piece

    def close(self) -> None:
        """Stop reading. While another thread is inside ``read``, that thread gives the file back."""
        self._closed.set()
        if not self._busy.acquire(blocking=False):
            return
        try:
            if self._container is not None:
                self._container.close()
            if self._file is not None:
                self._file.close()
            self._container = self._file = self._pieces = None
        finally:
            self._busy.release()

    def _open(self) -> Iterator[Samples]:
        try:
            self._file = self.path.open("rb")
            # Opened by us, so that a name is never taken for a protocol; and what a playlist points at stays closed.
            self._damaged = _is_cut_wav(self._file)
            has_length = _is_mp3_with_length(self._file)
            self._container = av.open(
                self._file, "r", metadata_errors="replace", container_options={"protocol_whitelist": "none"}
            )
        except (OSError, av.FFmpegError, ValueError) as error:
            raise self._refusal(error) from error
        if not self._container.streams.audio:
            raise AppError(
                "audio_file.no_sound",
                f"There is no sound in {self.path}.",
                "Choose an audio file, or a video that has sound.",
                permanent=True,
            )
        stream = self._container.streams.audio[0]
        for other in self._container.streams:
            other.discard = Discard.default if other is stream else Discard.all
        self.duration_s = _stated_length_s(self._container, stream)
        name = self._container.format.name
        self._length_is_exact = name in _EXACT_LENGTH or (name == "mp3" and has_length)
        return self._mono_pieces(stream)

    def _mono_pieces(self, stream: AudioStream) -> Iterator[Samples]:
        gathered: list[Samples] = []
        count = 0
        for samples in _resampled(self._frames(stream)):
            gathered.append(samples)
            count += len(samples)
            if count >= PIECE_SAMPLES:
                yield np.concatenate(gathered)
                gathered, count = [], 0
        if count:
            yield np.concatenate(gathered)
        self._tell_of_the_end()

    def _frames(self, stream: AudioStream) -> Iterator[av.AudioFrame]:
        assert self._container is not None
        packets = self._container.demux(stream)
        while not self._closed.is_set():
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                for frame in packet.decode():
                    assert isinstance(frame, av.AudioFrame)
                    self._decoded_s += frame.samples / frame.sample_rate
                    yield frame
            except av.InvalidDataError:
                self._damaged = True  # a broken packet: what comes after it may be whole
            except (OSError, av.FFmpegError):
                self._damaged = True
                return

    def _tell_of_the_end(self) -> None:
        if self._closed.is_set():
            return
        if self._decoded_s == 0.0:
            raise AppError(
                "audio_file.empty", f"The sound in {self.path} has no length.", "Choose another file.", permanent=True
            )
        if self._damaged or (self._length_is_exact and self._decoded_s < (self.duration_s or 0.0) - _MISSING_S):
            self._on_notice(
                Problem(
                    "audio_file.damaged",
                    f"{self.path} is damaged or incomplete: {self._decoded_s:.1f} s of its sound could be played.",
                    "Copy or export the file again.",
                    Severity.NOTICE,
                )
            )

    def _refusal(self, error: Exception) -> AppError:
        code, hint = "audio_file.not_media", "Choose another file."
        message = f"{self.path} is not an audio or video file, or not a whole one."
        if isinstance(error, FileNotFoundError):
            code, hint = "audio_file.not_found", "It may have been moved: choose it again."
            message = f"{self.path} does not exist."
        elif isinstance(error, IsADirectoryError):
            message = f"{self.path} is a folder, not a file."
        elif isinstance(error, PermissionError):
            code, hint = "audio_file.not_readable", "Change its permissions or copy it."
            message = f"{self.path} may not be read."
        elif isinstance(error, OSError) and not isinstance(error, av.FFmpegError):
            code, message = "audio_file.not_readable", f"{self.path} cannot be read ({error.strerror or error})."
        return AppError(code, message, hint, permanent=True)


def _resampled(frames: Iterator[av.AudioFrame]) -> Iterator[Samples]:
    rate_hz, resampler = 0, None
    for frame in frames:
        if frame.sample_rate != rate_hz:
            if resampler is not None:  # files glued together may change their rate
                yield _clean(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
            rate_hz = frame.sample_rate
            resampler = soxr.ResampleStream(rate_hz, PROGRAM_RATE_HZ, 1, dtype="float32", quality="HQ")
        assert resampler is not None
        yield _clean(resampler.resample_chunk(_mono(frame)))
    if resampler is not None:
        yield _clean(resampler.resample_chunk(np.zeros(0, np.float32), last=True))


def _clean(samples: Samples) -> Samples:
    """Files of floats may hold anything; the studio's sound is finite and within -1..1."""
    return np.clip(np.nan_to_num(samples), -1.0, 1.0)


def _mono(frame: av.AudioFrame) -> Samples:
    channels = [channel.name for channel in frame.layout.channels]
    values = frame.to_ndarray()
    if not frame.format.is_planar:
        values = values.reshape(-1, len(channels)).T
    if len(channels) > 2 and "FC" in channels:
        weights = [_WEIGHTS.get(name, _WEIGHT_OF_OTHERS) for name in channels]
    else:
        weights = [1 / len(channels)] * len(channels)
    mono: Samples = np.asarray(weights, np.float32) @ _as_float(values)
    return mono


def _as_float(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "f":
        return values.astype(np.float32, copy=False)
    if values.dtype == np.uint8:
        return (values.astype(np.float32) - 128.0) / 128.0
    return values.astype(np.float32) / np.float32(-float(np.iinfo(values.dtype).min))


def _stated_length_s(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration is not None else None


def _is_cut_wav(file: BinaryIO) -> bool:
    """Whether a RIFF file is shorter than it says; FFmpeg plays such a file without a word."""
    head = file.read(12)
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    stated = int.from_bytes(head[4:8], "little") + 8
    unknown = stated >= 1 << 31  # written into a pipe, or larger than RIFF can say
    return head[:4] == b"RIFF" and head[8:] == b"WAVE" and length + 1 < stated and not unknown


def _is_mp3_with_length(file: BinaryIO) -> bool:
    """Whether the first frame of an MP3 tells how many follow; otherwise FFmpeg guesses from the bit rate."""
    head = file.read(10)
    if head[:3] == b"ID3":
        file.seek(10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)))
    else:
        file.seek(0)
    frame = file.read(200)
    file.seek(0)
    return b"Xing" in frame or b"Info" in frame or b"VBRI" in frame
