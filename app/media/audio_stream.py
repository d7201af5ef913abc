"""One stream of PortAudio: how it is opened, and what its callback gets. Everything here is called by AudioSystem."""

from __future__ import annotations

import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.base.errors import AppError
from app.media.audio_devices import AudioDevice, Direction, Way
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ

log = logging.getLogger(__name__)

Block = NDArray[np.float32]
"""What a callback reads or fills, shape ``(frames, channels)``. It belongs to PortAudio: copy what is kept."""

Callback = Callable[[Block, int, int, bool], None]
"""Block; ``time.monotonic_ns`` now; nanoseconds until its first frame sounds (output) or since it did (input); xrun."""

MakeCallback = Callable[[int, int], Callback]
"""Given rate in Hz and frames in a block, makes the callback of a stream."""

BLOCK_S = 0.010
LATENCY_S = 0.040
CABLE_BLOCK_S = 0.020  # programs at the other end of a cable are choppy with small blocks
CABLE_LATENCY_S = 0.060
_HOPELESS = (-9996, -9993, -9985)  # PortAudio: no such device, not with this direction, in use: no other rate will help
BELIEVABLE_NS = 2 * NS_PER_S  # some host APIs leave their time stamps empty


class OpenStream:
    """A running stream. Any thread may read it; only ``AudioSystem`` opens and closes it.

    Attributes:
        device_name: friendly name of the device.
        rate_hz: rate it runs at.
        latency_ns: what host API and device say they add.
        block_frames: frames in a block.
        beat_ns: when the callback was called last.
        beaten: the callback was called at all.
        ended: set when the stream has ended by itself, or was ended for PortAudio's new beginning.
        renewed: it was ended for the new beginning: open it again at once.

    """

    def __init__(self, device_name: str, direction: Direction, rate_hz: int, block_frames: int) -> None:
        self.device_name = device_name
        self.direction = direction
        self.rate_hz = rate_hz
        self.block_frames = block_frames
        self.latency_ns = 0
        self.beat_ns = time.monotonic_ns()
        self.beaten = False
        self.ended = threading.Event()
        self.renewed = False
        self.raw: Any = None

    def wrap(self, callback: Callback) -> Callable[[Any, int, Any, Any], None]:
        """``callback`` as sounddevice calls it, on PortAudio's thread."""

        def on_block(block: Any, frames: int, stamps: Any, status: Any) -> None:
            del frames
            now_ns = self.beat_ns = time.monotonic_ns()
            self.beaten = True
            # The stamps' own clock is another one on every system; their difference is not.
            if self.direction == "output":
                away_ns = int((stamps.outputBufferDacTime - stamps.currentTime) * NS_PER_S)
            else:
                away_ns = int((stamps.currentTime - stamps.inputBufferAdcTime) * NS_PER_S)
            if not 0 < away_ns < BELIEVABLE_NS:
                away_ns = self.latency_ns
            xrun = bool(status) and bool(status.output_underflow or status.input_overflow)
            callback(block, now_ns, away_ns, xrun)

        return on_block


def open_device(sd: Any, direction: Direction, device: AudioDevice, make_callback: MakeCallback) -> OpenStream:
    """Open and start ``device`` in the first way that works.

    Args:
        sd: the sounddevice module.
        direction: to hear or to be heard.
        device: what to open.
        make_callback: called for every attempt.

    Raises:
        AppError: ``microphone.refused`` or ``audio_out.refused``.

    """
    reason: Exception | None = None
    for way in device.ways:
        for rate_hz, channels in itertools.product(_rates(direction, way), _channels(way)):
            try:
                return _start(sd, direction, device, way, rate_hz, channels, make_callback)
            except sd.PortAudioError as error:
                log.info("%s, %s, %d Hz, %d channels: %s", device.name, way.host_api, rate_hz, channels, error)
                reason = reason or error
                if error.args[1] in _HOPELESS:
                    break
    if direction == "input":
        hint = "Close the programs that use it, allow microphones in the system's privacy settings, or choose another."
        raise AppError("microphone.refused", f"The microphone “{device.name}” does not open.", hint) from reason
    hint = "Close the programs that use it, or choose another."
    raise AppError("audio_out.refused", f"The audio device “{device.name}” does not open.", hint) from reason


def _start(
    sd: Any,
    direction: Direction,
    device: AudioDevice,
    way: Way,
    rate_hz: int,
    channels: int,
    make_callback: MakeCallback,
) -> OpenStream:
    block_s, latency_s = (CABLE_BLOCK_S, CABLE_LATENCY_S) if device.virtual_cable else (BLOCK_S, LATENCY_S)
    stream = OpenStream(device.name, direction, rate_hz, round(block_s * rate_hz))
    make = sd.InputStream if direction == "input" else sd.OutputStream
    with _pulse_target(direction, way.pulse):
        stream.raw = make(
            device=way.index,
            samplerate=rate_hz,
            blocksize=stream.block_frames,
            channels=channels,
            dtype="float32",
            latency=max(way.latency_s, latency_s),
            callback=stream.wrap(make_callback(rate_hz, stream.block_frames)),
            finished_callback=stream.ended.set,
        )
        try:
            stream.latency_ns = int(stream.raw.latency * NS_PER_S)
            stream.raw.start()
        except sd.PortAudioError:
            stream.raw.close()
            raise
    return stream


def _rates(direction: Direction, way: Way) -> tuple[int, ...]:
    """Rates to try. ALSA's plug-ins name any rate as their own; Windows mixes at the device's own rate alone."""
    first = PROGRAM_RATE_HZ if direction == "output" or way.host_api == "ALSA" else way.rate_hz
    return tuple(dict.fromkeys((first, PROGRAM_RATE_HZ, way.rate_hz)))


def _channels(way: Way) -> tuple[int, ...]:
    return tuple(dict.fromkeys((min(2, way.channels), way.channels, 1)))


@contextmanager
def _pulse_target(direction: Direction, name: str) -> Iterator[None]:
    """Have a stream that is opened through the PulseAudio server use the sink or source ``name``.

    libpulse has no other way to say it through ALSA and PortAudio; it reads the variable while it connects.
    """
    variable = "PULSE_SINK" if direction == "output" else "PULSE_SOURCE"
    before = os.environ.get(variable)
    if name:
        os.environ[variable] = name
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = before
