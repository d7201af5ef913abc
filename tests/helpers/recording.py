"""Recordings for tests: numbered ticks to write, and reading a recording back sample by sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from app.media import test_signal
from app.media.pixels import ProgramPicture
from app.media.types import PROGRAM_RATE_HZ, Pixels, ProgramFormat, Samples, Tick
from app.sinks.recorder import Recorder
from tests.helpers.numbered import numbered_pixels, read_number

SMALL = ProgramFormat(width_px=320, height_px=180, fps=30)


class Recording:
    """One recorded file, decoded with PyAV.

    Args:
        path: the file.

    Attributes:
        samples: all sound, mono float32 at PROGRAM_RATE_HZ; element n is the sample that sounds n / PROGRAM_RATE_HZ
            seconds after the first picture appears. AAC pads the end with up to 1023 samples of silence or so.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with av.open(path) as container:
            video = container.streams.video[0]
            assert video.average_rate is not None
            assert video.average_rate.denominator == 1
            self.fps = int(video.average_rate)
            self.width_px, self.height_px = video.width, video.height
            self.metadata = dict(container.metadata)
            context = video.codec_context
            self.colours = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
            self.pixel_format = context.pix_fmt
        self.samples = self._read_samples()

    @property
    def format(self) -> ProgramFormat:
        """Size and rate."""
        return ProgramFormat(self.width_px, self.height_px, self.fps)

    def pictures(self) -> Iterator[tuple[int, Pixels]]:
        """Slot index and picture (B G R A), in order."""
        for index, frame in self._frames():
            yield index, frame.to_ndarray(format="bgra").astype(np.uint8, copy=False)

    def lumas(self) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Slot index and brightness, shape ``(height, width)``, 16..235, in order."""
        for index, frame in self._frames():
            yield index, frame.to_ndarray()[: self.height_px].astype(np.uint8, copy=False)

    def slot_samples(self, index: int) -> Samples:
        """The sound of one slot."""
        first = self.format.first_sample(index)
        return self.samples[first : first + self.format.sample_count(index)]

    def _frames(self) -> Iterator[tuple[int, av.VideoFrame]]:
        for frame in self._decode("video"):
            assert isinstance(frame, av.VideoFrame)
            yield _exact(frame.pts, frame.time_base, self.fps), frame

    def _read_samples(self) -> Samples:
        pieces: list[Samples] = []
        position = 0
        for frame in self._decode("audio"):
            assert isinstance(frame, av.AudioFrame)
            assert frame.sample_rate == PROGRAM_RATE_HZ
            assert frame.layout.name == "mono"
            start = _exact(frame.pts, frame.time_base, PROGRAM_RATE_HZ)
            assert start == position, f"the sound jumps from sample {position} to {start}"
            piece = frame.to_ndarray()[0].astype(np.float32, copy=False)
            pieces.append(piece)
            position += len(piece)
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

    def _decode(self, kind: str) -> Iterator[av.frame.Frame]:
        with av.open(self.path) as container:
            yield from container.decode(getattr(container.streams, kind)[0])


def _exact(pts: int | None, time_base: Fraction | None, rate: int) -> int:
    assert pts is not None
    assert time_base is not None
    number = pts * time_base * rate
    assert number.denominator == 1, f"{pts} x {time_base} s lies between two slots or samples"
    return int(number)


@lru_cache(maxsize=8)
def numbered_picture(number: int, program: ProgramFormat = SMALL) -> ProgramPicture:
    """A picture that carries a number which survives H.264; ``numbered.read_number`` reads it."""
    return ProgramPicture(numbered_pixels(program.width_px, program.height_px, number))


def numbered_tick(slot: int, program: ProgramFormat = SMALL, picture: int | None = None) -> Tick:
    """A tick whose picture carries its slot number (or ``picture``) and whose sound is the test signal at its place."""
    return Tick(
        slot=slot,
        turn=0,
        pts_ns=None,
        picture=numbered_picture(slot if picture is None else picture, program),
        samples=test_signal.samples(program.first_sample(slot), program.sample_count(slot)),
        live=False,
        due_ns=program.slot_ns(slot),
    )


def shift_of(heard: Samples, expected: Samples) -> int:
    """By how many samples ``heard`` is late against ``expected`` (as long); the same sound, coded or not."""
    size = 2 * len(expected)
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(expected, size))
    peak = int(np.argmax(np.fft.irfft(product, size)))
    return peak - size if peak > size // 2 else peak


def record(path: Path, ticks: Iterable[Tick], program: ProgramFormat = SMALL) -> Recorder:
    recorder = Recorder(path)
    try:
        recorder.open(program)
        for tick in ticks:
            recorder.write(tick)
    finally:
        recorder.close()
    return recorder


def assert_paired(recording: Recording, slots: list[int], program: ProgramFormat = SMALL) -> None:
    """Picture n of the file is that of ``slots[n]``, and so is the sound at its place, to the sample."""
    indices, numbers = zip(*((index, read_number(luma)) for index, luma in recording.lumas()), strict=True)
    assert list(indices) == list(range(len(slots)))
    assert list(numbers) == slots
    for index in range(0, len(slots) - 3, 7):  # four slots are enough to find the place of a noise to the sample
        heard = np.concatenate([recording.slot_samples(index + n) for n in range(4)])
        expected = np.concatenate([numbered_tick(slots[index + n], program).samples for n in range(4)])
        assert shift_of(heard, expected) == 0, f"sound of slot {index}"
        assert rms(heard - expected) < 0.2 * rms(expected)


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))
