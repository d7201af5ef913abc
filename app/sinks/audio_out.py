"""The program's sound on an audio device, every sample at its time."""

from __future__ import annotations

import threading

from app.base.errors import AppError
from app.base.workers import Worker
from app.media.audio_line import AudioLine, LineState
from app.media.audio_stream import Callback
from app.media.audio_system import AudioSystem
from app.media.clock import MasterClock
from app.media.types import ProgramFormat, Samples, SlotSound
from app.sinks.audio_out_voice import DeviceVoice

POLL_S = 0.05
KNOW_S = 4.0  # a device that starts in fits has settled by then
FADED_S = 0.1


class AudioOut:
    """The audio device: written to by the pump, steers the master clock. A device that vanishes is waited for.

    A sample leaves the device when its slot is due, if it was written ``lead_ns`` before. While the device is lost
    the master clock runs at its nominal rate and what is written is forgotten.

    Args:
        system: opens devices.
        device: name in the settings.
        clock: master time.

    """

    name = "audio out"

    def __init__(self, system: AudioSystem, device: str, clock: MasterClock) -> None:
        self._clock = clock
        self._line = AudioLine(system, "output", device, self._make_callback)
        self._program = ProgramFormat()
        self._opened_voice: DeviceVoice | None = None  # of the latest attempt to open
        self._voice: DeviceVoice | None = None  # of the stream that plays
        self._wake = threading.Event()
        self._known = threading.Event()
        self._stop = threading.Event()
        self._worker: Worker | None = None
        self._old_xruns = 0
        self._fault: AppError | None = None
        self.device_name = device
        """Friendly name of the device."""
        self.is_open = False
        """Playing; False also while a lost device is waited for."""
        self.lead_ns = 0
        """How long before it is due a sample must have been written: the device's latency, a block, and some."""
        self.latency_ns = 0
        """Time between fetching a sample and its leaving the device, as the device tells."""
        self.xruns = 0
        """Times there was a hole in the sound since ``open``: nothing written, device ran dry, device stalled."""
        self.sync_error_ns = 0
        """Where the device is against where it should be; positive: it plays too early."""

    @property
    def problem(self) -> AppError | None:
        """Why the device is lost; None while it plays."""
        return self._fault or self._line.problem

    def open(self, program: ProgramFormat) -> None:
        """Open the device and learn its clock, which takes half a second or so. Raises AppError."""
        self._program = program
        stream = self._line.open()
        self.device_name = stream.device_name
        self._adopt()
        self._worker = Worker("audio-out", self._run, self._crashed)
        self._worker.start()
        self._known.wait(KNOW_S)
        if not stream.beaten:
            self.close()
            message = f"The audio device “{stream.device_name}” opens, but does not play."
            raise AppError("audio_out.silent", message, "Unplug it and plug it in again, or choose another.")

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot. Never blocks; the pump's thread."""
        self.write_samples(self._program.first_sample(sound.slot), sound.samples, sound.due_ns)

    def write_samples(self, first: int, samples: Samples, due_ns: int) -> None:
        """Take samples from number ``first`` on, of which the first is due at ``due_ns``. Never blocks; one thread."""
        voice = self._voice
        if voice is not None and voice.write(first, samples, due_ns):
            self._wake.set()

    def skip(self, count: int) -> None:
        """Slots that are left out are silence: samples have numbers."""

    def close(self) -> None:
        """Fade out and give the device back; the master clock runs freely."""
        if self._voice is not None and self._line.state is LineState.OPEN:
            self._voice.mute()
            self._stop.wait(FADED_S)
        if self._worker is not None:
            self._worker.stop_and_join(self._end)
            self._worker = None
        self._voice = None
        self._line.close()
        self.is_open = False
        self._clock.steer(0.0)

    def _end(self) -> None:
        self._stop.set()
        self._wake.set()

    # ---- AudioSystem's thread

    def _make_callback(self, rate_hz: int, block_frames: int) -> Callback:
        self._opened_voice = DeviceVoice(self._clock, rate_hz, block_frames)
        return self._opened_voice.play

    # ---- its own thread

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(POLL_S)
            self._wake.clear()
            was_open = self.is_open
            if self._line.poll():
                self._adopt()
            elif was_open and self._line.state is not LineState.OPEN:
                self._lose()
            if self._voice is not None:
                self._voice.steer()
                self._publish(self._voice)

    def _crashed(self, error: Exception) -> None:
        self._fault = AppError(
            "audio_out.error",
            f"The audio device stopped because of an error in the studio ({type(error).__name__}: {error}).",
            "Choose no audio device in the settings, then this one again; the log has the details.",
        )
        self._lose()

    def _adopt(self) -> None:
        """A stream has just been opened."""
        self._lose()
        self._voice = self._opened_voice
        self.is_open = True

    def _lose(self) -> None:
        if self._voice is not None:
            self._old_xruns += self._voice.xruns
        self._voice = None
        self.is_open = False
        self.sync_error_ns = 0
        self._clock.steer(0.0)

    def _publish(self, voice: DeviceVoice) -> None:
        self.latency_ns = voice.latency_ns
        self.lead_ns = max(self.lead_ns, voice.lead_ns)
        self.sync_error_ns = voice.sync.error_ns
        self.xruns = self._old_xruns + voice.xruns
        if voice.known:
            self._known.set()
