"""A voice to listen to: spoken on the computer's own loudspeaker, never on the program."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np
import soxr

from app.base.errors import Problem
from app.base.settings import VoiceSettings
from app.base.workers import Worker
from app.media.audio_stream import Block, Callback
from app.media.audio_system import AudioSystem
from app.media.types import PROGRAM_RATE_HZ, Samples
from app.sources.speaker import Speaker

DEVICE: Final = "default"
_LIMIT_S = 30.0


def play(
    speaker: Speaker,
    audio: AudioSystem,
    text: str,
    settings: VoiceSettings,
    stop: threading.Event,
    on_notice: Callable[[Problem], None],
) -> None:
    """Speak ``text`` on the default loudspeaker until it is over or ``stop`` is set, as it is in the end. Blocks.

    Raises AppError.
    """
    line = speaker.line(text, settings, on_notice)
    playing = _Playing()
    stream = audio.open("output", DEVICE, playing.make_callback).result()

    def watch() -> None:
        stop.wait()
        line.close()  # a voice that is waited for would not notice otherwise

    watcher = Worker("preview-watch", watch)
    watcher.start()
    try:
        resampler = soxr.ResampleStream(PROGRAM_RATE_HZ, playing.rate_hz, 1, dtype="float32", quality="HQ")
        while not stop.is_set() and (samples := line.read()) is not None:
            playing.feed(resampler.resample_chunk(samples))
        playing.feed(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        playing.end()
        waited_s = 0.0
        while not playing.over.wait(0.05) and not stop.is_set() and not stream.ended.is_set() and waited_s < _LIMIT_S:
            waited_s += 0.05
    finally:
        watcher.stop_and_join(stop.set)
        audio.close(stream).result()


class _Playing:
    """What is to be played. The callback runs on PortAudio's thread, everything else on one other."""

    def __init__(self) -> None:
        self.rate_hz = PROGRAM_RATE_HZ
        self.over = threading.Event()
        self._samples: deque[Samples] = deque()
        self._complete = False

    def make_callback(self, rate_hz: int, block_frames: int) -> Callback:
        del block_frames
        self.rate_hz = rate_hz
        return self._fill

    def feed(self, samples: Samples) -> None:
        if len(samples):
            self._samples.append(samples)

    def end(self) -> None:
        self._complete = True

    def _fill(self, block: Block, now_ns: int, until_ns: int, xrun: bool) -> None:
        del now_ns, until_ns, xrun
        filled = 0
        while filled < len(block) and self._samples:
            part = self._samples.popleft()
            taken = part[: len(block) - filled]
            if len(taken) < len(part):
                self._samples.appendleft(part[len(taken) :])
            block[filled : filled + len(taken)] = taken[:, None]
            filled += len(taken)
        block[filled:] = 0.0
        if self._complete and not self._samples:
            self.over.set()
