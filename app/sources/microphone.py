"""The microphone: voice-through's beginning."""

from __future__ import annotations

import queue
import time

import numpy as np

from app.base.errors import AppError
from app.base.settings import VoiceSettings
from app.base.workers import Worker
from app.media.audio_line import AudioLine, LineState
from app.media.audio_stream import Block, Callback
from app.media.audio_system import AudioSystem
from app.media.clock import MasterClock
from app.media.levels import SILENCE_DBFS, PeakMeter, RmsMeter
from app.media.types import PROGRAM_RATE_HZ, Samples, samples_to_ns
from app.sources.base import LiveSink
from app.sources.capture_stream import CaptureStream
from app.sources.microphone_chain import DELAY_NS, MicrophoneChain

POLL_S = 0.02
BACKLOG_BLOCKS = 200  # more than two seconds: then the machine is so busy that nothing else works either

_Heard = tuple[object, Samples, int, int]
"""What a callback leaves for the thread: its stream's mark, mono frames, when they came, how old the last was."""


class Microphone:
    """A live source: what it hears, cleaned, in step with the master clock, from ``start`` to ``stop``.

    The first sound is pushed when the device's clock is known, about half a second after ``start``. From then on the
    stream has no holes: while the device is lost it carries silence.

    Args:
        system: opens devices.
        voice: which device, and what is done to its sound.
        clock: master time.

    """

    def __init__(self, system: AudioSystem, voice: VoiceSettings, clock: MasterClock) -> None:
        self._clock = clock
        self._voice = voice
        self._chain: MicrophoneChain | None = None
        self._line = AudioLine(system, "input", voice.microphone, self._make_callback)
        self._blocks: queue.SimpleQueue[_Heard | None] = queue.SimpleQueue()
        self._meter = PeakMeter(PROGRAM_RATE_HZ)
        self._out_meter = PeakMeter(PROGRAM_RATE_HZ)
        self._out_rms = RmsMeter(PROGRAM_RATE_HZ)
        self._stream: CaptureStream | None = None
        self._mark: object = None  # of the stream whose blocks count
        self._opened_mark: object = None  # of the latest attempt to open
        self._worker: Worker | None = None
        self._stopping = False
        self._fault: AppError | None = None
        self.device_name = voice.microphone
        """Friendly name of the device."""
        self.lost = False
        """The device went away and is waited for."""
        self.skew_ppm = 0.0
        """The microphone's clock against the master clock."""
        self.xruns = 0
        """Times the driver had to throw sound away because nobody fetched it."""

    @property
    def problem(self) -> AppError | None:
        """Why the device is lost; None while it is heard."""
        return self._fault or self._line.problem

    @property
    def level_dbfs(self) -> float:
        """Momentary peak level of what it hears, -inf..0 dBFS."""
        return SILENCE_DBFS if self.lost else self._meter.level_dbfs

    @property
    def out_level_dbfs(self) -> float:
        """The same of what it pushes."""
        return self._out_meter.level_dbfs

    @property
    def out_rms_dbfs(self) -> float:
        """Loudness of what it pushes, over the last tenth of a second."""
        return self._out_rms.level_dbfs

    @property
    def gate_open(self) -> bool:
        """What is said is let through."""
        return self._chain is not None and self._chain.gate_open

    @property
    def speech_heard(self) -> bool:
        """What it hears sounds like speech, however soft."""
        return self._chain is not None and self._chain.speech_heard

    @property
    def latency_ns(self) -> int:
        """Age of a sound when it is pushed: the most of the last seconds."""
        return self._stream.latency_ns + DELAY_NS if self._stream is not None else 0

    def set_voice(self, voice: VoiceSettings) -> None:
        """Do something else to its sound, from now on; the device stays. Any thread."""
        self._voice = voice
        if self._chain is not None:
            self._chain.voice = voice

    def start(self, sink: LiveSink) -> None:
        """Open the device and begin pushing to ``sink``, on a thread of its own. Raises AppError."""
        self._stopping, self._fault = False, None
        chain = self._chain = MicrophoneChain(self._voice)

        def push(samples: Samples, captured_ns: int) -> None:
            cleaned = chain.process(samples)
            self._out_meter.feed(cleaned)
            self._out_rms.feed(cleaned)
            sink(cleaned, captured_ns - DELAY_NS)

        self._stream = CaptureStream(self._clock, push)
        self._line.open()
        self._adopt()
        self._worker = Worker("microphone", self._run, self._crashed)
        self._worker.start()

    def stop(self) -> None:
        """End; the sink is not called afterwards."""
        if self._worker is not None:
            self._worker.stop_and_join(self._end)
            self._worker = None
        self._line.close()

    def _end(self) -> None:
        self._stopping = True
        self._blocks.put(None)

    # ---- AudioSystem's thread, then PortAudio's

    def _make_callback(self, rate_hz: int, block_frames: int) -> Callback:
        block_ns = samples_to_ns(block_frames, rate_hz)
        mark = self._opened_mark = object()

        def hear(block: Block, now_ns: int, away_ns: int, xrun: bool) -> None:
            self.xruns += xrun
            if self._blocks.qsize() < BACKLOG_BLOCKS:
                self._blocks.put((mark, block.mean(axis=1, dtype=np.float32), now_ns, away_ns - block_ns))

        return hear

    # ---- its own thread

    def _run(self) -> None:
        assert self._stream is not None
        while not self._stopping:
            try:
                heard = self._blocks.get(timeout=POLL_S)
            except queue.Empty:
                heard = None
            if self._line.poll():
                self._adopt()
            self.lost = self._line.state is LineState.LOST
            if heard is not None and heard[0] is self._mark:
                _, frames, came_ns, age_ns = heard
                self._meter.feed(frames)
                self._stream.take(frames, came_ns, age_ns)
                self.skew_ppm = self._stream.skew_ppm
            else:
                self._stream.keep_going(time.monotonic_ns())

    def _crashed(self, error: Exception) -> None:
        self._fault = AppError(
            "microphone.error",
            f"The microphone stopped because of an error in the studio ({type(error).__name__}: {error}).",
            "Switch the microphone off and on; the log has the details.",
        )
        self.lost = True

    def _adopt(self) -> None:
        """A stream has just been opened."""
        assert self._stream is not None
        stream = self._line.stream
        assert stream is not None
        self.device_name = stream.device_name
        self._mark = self._opened_mark
        self._stream.device_opened(stream.rate_hz)
        self._meter = PeakMeter(stream.rate_hz)
