"""From what a network library streams to what a plain thread iterates, and a way to stop it in the middle."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from typing import Any

import av
import av.error
import numpy as np

from app.base.errors import AppError
from app.media.types import Samples
from app.sources.voices.base import Piece

LONGEST_S = 120
"""Seconds of sound that one sentence may have; a server that sends more is not speaking this sentence."""
_MOST_TAG_BYTES = 65536  # pictures in tags are larger, but no voice has one


class Streamed:
    """An ``Utterance`` out of an asynchronous generator. Its event loop lives and ends on the iterating thread.

    Args:
        make: makes the generator; it raises AppError.

    """

    def __init__(self, make: Callable[[], AsyncGenerator[Piece, None]]) -> None:
        self._make = make
        self._cancelled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Piece] | None = None

    def __iter__(self) -> Iterator[Piece]:
        with asyncio.Runner() as runner:
            loop = self._loop = runner.get_loop()
            pieces = self._make()
            samples = 0
            try:
                while not self._cancelled:
                    self._task = loop.create_task(_next(pieces))
                    if self._cancelled:  # said before there was this task to cancel
                        self._task.cancel()
                    piece = loop.run_until_complete(self._task)
                    samples += len(piece.samples)
                    if samples > LONGEST_S * piece.rate_hz:
                        raise AppError(
                            "speech.endless",
                            f"The voice had not finished a sentence after {LONGEST_S} s of sound.",
                            "Choose another voice in Settings > Voice.",
                        )
                    yield piece
            except (StopAsyncIteration, asyncio.CancelledError):
                return
            finally:
                self._loop = None
                loop.run_until_complete(pieces.aclose())

    def cancel(self) -> None:
        """Stop; wakes who iterates."""
        self._cancelled = True
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not loop.is_closed():
            with suppress(RuntimeError):  # it has just ended by itself
                loop.call_soon_threadsafe(task.cancel)


async def _next(pieces: AsyncGenerator[Piece, None]) -> Piece:
    return await anext(pieces)


class Mp3Stream:
    """MP3 into samples, as it comes. What is no sound in between (tags, a damaged frame) is left out."""

    def __init__(self) -> None:
        self._decoder: Any = av.CodecContext.create("mp3", "r")
        self._mono: Any = None
        self._good_bytes = self._bad_bytes = 0
        self.rate_hz = 0

    def feed(self, data: bytes) -> Samples:
        """What can be decoded now; ``b""`` asks for the rest. Raises AppError when it is hardly any sound."""
        found = [np.zeros(0, np.float32)]
        packets = self._decoder.parse(data) if data else [*self._decoder.parse(b""), None]
        for packet in packets:
            try:
                found += [self._samples(frame) for frame in self._decoder.decode(packet)]
                self._good_bytes += packet.size if packet is not None else 0
            except av.error.FFmpegError:
                self._bad_bytes += packet.size if packet is not None else 0
        if self._bad_bytes > self._good_bytes + (_MOST_TAG_BYTES if data else 0):
            raise not_sound()
        return np.concatenate(found)

    def _samples(self, frame: Any) -> Samples:
        if self._mono is None:
            self.rate_hz = frame.sample_rate
            self._mono = av.AudioResampler(format="flt", layout="mono", rate=frame.sample_rate)
        return np.concatenate([made.to_ndarray().reshape(-1) for made in self._mono.resample(frame)])


class PcmStream:
    """Raw 16-bit little-endian mono into samples."""

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._odd = b""

    def feed(self, data: bytes) -> Samples:
        """The whole samples that there are."""
        data = self._odd + data
        whole = len(data) // 2 * 2
        self._odd = data[whole:]
        return np.frombuffer(data[:whole], "<i2").astype(np.float32) / 32768.0


class WavStream:
    """RIFF WAVE, 16-bit, into mono samples as it comes.

    The lengths in its head are not believed: servers that stream write them before they know.
    """

    def __init__(self) -> None:
        self.rate_hz = 0
        self._head: bytes | None = b""
        self._channels = 1
        self._pcm = PcmStream(0)

    def feed(self, data: bytes) -> Samples:
        """The samples that there are. Raises AppError when it is no such file."""
        if self._head is not None:
            self._head += data
            start = self._data_start(self._head)
            if start is None:
                if len(self._head) > 65536 or (not data and self._head):
                    raise not_sound()
                return np.zeros(0, np.float32)
            data, self._head = self._head[start:], None
        samples = self._pcm.feed(data)
        return samples if self._channels == 1 else samples[: len(samples) // 2 * 2].reshape(-1, 2).mean(axis=1)

    def _data_start(self, head: bytes) -> int | None:
        if len(head) < 12:
            return None
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
            raise not_sound()
        file = io.BytesIO(head[12:])
        while len(chunk := file.read(8)) == 8:
            name, size = chunk[:4], int.from_bytes(chunk[4:], "little")
            if name == b"data":
                if not self.rate_hz:
                    raise not_sound()
                return 12 + file.tell()
            body = file.read(size + size % 2)
            if name == b"fmt " and len(body) >= 16:
                kind, self._channels = int.from_bytes(body[:2], "little"), int.from_bytes(body[2:4], "little")
                self.rate_hz, bits = int.from_bytes(body[4:8], "little"), int.from_bytes(body[14:16], "little")
                if kind not in (1, 0xFFFE) or bits != 16 or self._channels not in (1, 2) or self.rate_hz < 4000:
                    raise not_sound()
        return None


def not_sound() -> AppError:
    """The error of a server that sends something else than the sound that was asked for."""
    return AppError(
        "speech.not_sound",
        "What the voice's server sent is not the sound that was asked for.",
        "Choose another sound format or another voice in Settings > Voice.",
    )
