"""The H.264 encoders: which there are, how each is set, and which of them really works here.

Whether a hardware encoder works is only known by encoding with it. Its driver may take long, hang or crash while it
opens, and PyAV holds the interpreter lock meanwhile: everything here that opens one belongs into a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Literal

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from app.base.processes import note_part
from app.media.types import ProgramFormat

Quality = Literal["small", "good", "best"]

SOFTWARE = "libx264"

_NAMES = {
    SOFTWARE: "software (x264)",
    "h264_nvenc": "NVIDIA NVENC",
    "h264_qsv": "Intel Quick Sync",
    "h264_amf": "AMD AMF",
    "h264_videotoolbox": "Apple VideoToolbox",
}
_CRF = {"small": 27, "good": 22, "best": 17}
_BITS_PER_PIXEL = {"small": 0.06, "good": 0.12, "best": 0.25}
_BT709 = 1
_LIMITED_RANGE = 1
_PROBE_TIMEOUT_S = 20.0


def encoder_name(codec: str) -> str:
    """The encoder as people know it."""
    return _NAMES[codec]


def hardware_candidates(platform: str = sys.platform) -> tuple[str, ...]:
    """Hardware encoders that this system may have, best first. PyAV's wheels list more than a machine has."""
    wanted = ("h264_videotoolbox",) if platform == "darwin" else ("h264_nvenc", "h264_qsv", "h264_amf")
    return tuple(codec for codec in wanted if codec in av.codecs_available)


def add_video_stream(
    container: OutputContainer, codec: str, program: ProgramFormat, quality: Quality
) -> tuple[VideoStream, str]:
    """Add an H.264 stream set up for recording: constant rate, a key frame a second, BT.709 in limited range.

    Returns:
        The stream and the pixel format that it wants.

    """
    stream = container.add_stream(codec, rate=program.fps)
    assert isinstance(stream, VideoStream)
    context = stream.codec_context
    context.width, context.height = program.width_px, program.height_px
    context.gop_size = program.fps
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED_RANGE
    pixel_format = "yuv420p" if codec == SOFTWARE else "nv12"
    context.pix_fmt = pixel_format
    if codec == SOFTWARE:
        # Half the machine at most: the show goes first. Two threads at least, so that encoding overlaps receiving.
        threads = max(2, min(6, (os.cpu_count() or 2) // 2))
        context.options = {
            "preset": "veryfast",
            "crf": str(_CRF[quality]),
            "threads": str(threads),
            "rc-lookahead": "10",
        }
    else:
        pixels_per_s = program.width_px * program.height_px * program.fps
        context.bit_rate = int(pixels_per_s * _BITS_PER_PIXEL[quality])
    return stream, pixel_format


def failure_of(codec: str, program: ProgramFormat, quality: Quality) -> str | None:
    """Encode a few pictures for real: why ``codec`` does not work here, or None when it does."""
    try:
        with av.open(os.devnull, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov"}) as container:
            stream, pixel_format = add_video_stream(container, codec, program, quality)
            grey = np.full((program.height_px * 3 // 2, program.width_px), 128, np.uint8)
            packets = []
            for index in range(3):
                frame = av.VideoFrame.from_ndarray(grey, format="yuv420p").reformat(format=pixel_format)
                frame.pts = index
                packets += stream.encode(frame)
            packets += stream.encode(None)
    except (av.FFmpegError, OSError, ValueError) as error:
        return str(error)
    return None if len(packets) == 3 else f"it gave {len(packets)} pictures for 3"


def choose_encoder(program: ProgramFormat, quality: Quality, *, hardware: bool) -> str:
    """The first hardware encoder that works, else x264."""
    for codec in hardware_candidates() if hardware else ():
        if failure_of(codec, program, quality) is None:
            return codec
    return SOFTWARE


@dataclass(frozen=True, slots=True)
class EncoderReport:
    """What the doctor tells about one encoder."""

    codec: str
    name: str
    failure: str | None


def probe_encoders(program: ProgramFormat) -> tuple[EncoderReport, ...]:
    """Try every encoder in a process of its own; takes a second or so. Any thread."""
    codecs = (*hardware_candidates(), SOFTWARE)
    reports: dict[str, EncoderReport] = {}
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_probe, args=(theirs, codecs, program), name="encoder-probe", daemon=True)
    process.start()
    note_part(process.pid, "recording")
    theirs.close()
    try:
        while len(reports) < len(codecs) and ours.poll(_PROBE_TIMEOUT_S):
            codec, failure = ours.recv()
            reports[codec] = EncoderReport(codec, encoder_name(codec), failure)
    except EOFError:
        pass  # its driver took the process with it
    finally:
        ours.close()
        process.join(2.0)
        process.kill()
        process.join()
        process.close()
    lost = "its driver hung or crashed"
    return tuple(reports.get(codec) or EncoderReport(codec, encoder_name(codec), lost) for codec in codecs)


def _probe(connection: Connection, codecs: Sequence[str], program: ProgramFormat) -> None:
    for codec in codecs:
        connection.send((codec, failure_of(codec, program, "good")))
