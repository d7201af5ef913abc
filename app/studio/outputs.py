"""Camera, browser source, recording and audio device: started, stopped, counted, and never in each other's way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.base.errors import AppError, Problem
from app.base.settings import Settings
from app.media.clock import MasterClock
from app.media.types import NS_PER_S, ProgramFormat, SlotSound, Tick
from app.sinks.runner import SinkRunner
from app.studio import commands as do
from app.studio.parts import AudioOutPort, BrowserSink, CameraSink, Host, Parts, RecorderSink
from app.studio.port import PreviewMailbox
from app.studio.pump import Pump
from app.studio.snapshot import OutputState

log = logging.getLogger(__name__)

STANDBY_PICTURE_NS = NS_PER_S // 15
LEAD_RESERVE_NS = 15_000_000  # a device that asks for a little more later shall not make a live voice begin anew


class PreviewOutlet:
    """Puts the newest picture into the mailbox."""

    def __init__(self, mailbox: PreviewMailbox) -> None:
        self._mailbox = mailbox

    def write(self, tick: Tick) -> None:
        """Replace the picture."""
        self._mailbox.put(tick.picture)


class DeviceOutlet:
    """Hands slots to the audio device, without the streamer's own voice unless it belongs there.

    Args:
        device: gets the sound.
        voice: the streamer's own voice belongs there.
        on_slot: told what the device was given.

    """

    def __init__(self, device: AudioOutPort, voice: bool, on_slot: Callable[[SlotSound], None]) -> None:
        self._device = device
        self._voice = voice
        self._on_slot = on_slot

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot."""
        if sound.live and not self._voice:
            sound = replace(sound, samples=np.zeros_like(sound.samples))
        self._device.write(sound)
        self._on_slot(sound)


class Outputs:
    """Owns the sinks of one program format. The studio's thread.

    Args:
        parts: makes the sinks.
        clock: master time, steered by the audio device.
        pump: what the sinks hang on.
        program: size and rate.
        preview: gets the newest picture.
        on_problem: told when a sink has failed, on the sink's thread.
        on_played: given what the audio device will play, on the pump's thread.
    """

    def __init__(
        self,
        parts: Parts,
        clock: MasterClock,
        pump: Pump,
        program: ProgramFormat,
        preview: PreviewMailbox,
        on_problem: Callable[[Problem], None],
        on_played: Callable[[SlotSound], None],
    ) -> None:
        self._parts = parts
        self._clock = clock
        self._pump = pump
        self._program = program
        self._preview = PreviewOutlet(preview)
        self._on_problem = on_problem
        self._on_played = on_played
        self._camera: CameraSink | None = None
        self._camera_runner: SinkRunner | None = None
        self._browser: BrowserSink | None = None
        self._browser_runner: SinkRunner | None = None
        self._recorder: RecorderSink | None = None
        self._recorder_runner: SinkRunner | None = None
        self._paused = False
        self._ending: list[SinkRunner] = []  # closing in the background
        self._skipped_before = 0
        self.audio: AudioOutPort | None = None
        self._audio_outlet: DeviceOutlet | None = None
        self._hang()

    def obey(self, command: do.OutputCommand, settings: Settings, host: Host | None) -> None:
        """Do what is asked, with the avatar that is on stage."""
        match command:
            case do.StartCamera():
                self.start_camera(settings, host)
            case do.StopCamera():
                self.stop_camera()
            case do.StartBrowserSource():
                self.start_browser(settings)
            case do.StopBrowserSource():
                self.stop_browser()
            case do.StartRecording(target):
                self.start_recording(target, settings, host.entry.name if host is not None else "")
            case do.PauseRecording(paused):
                self.pause_recording(paused)
            case do.StopRecording():
                self.stop_recording()

    # ---- camera

    def start_camera(self, settings: Settings, host: Host | None) -> None:
        """Start Virtual Camera."""
        if self.camera_state is not OutputState.OFF:
            return
        self.stop_camera()
        self._camera = self._parts.camera(settings.camera)
        self._finish_ending()  # the same device cannot be opened while it is being closed
        self._camera_runner = SinkRunner(self._camera, self._program, self._on_problem, queue_slots=3)
        self._camera_runner.start()
        self._hang()
        if host is not None:
            self.make_standby(host)

    def stop_camera(self) -> None:
        """Stop Virtual Camera."""
        runner, self._camera_runner, self._camera = self._camera_runner, None, None
        self._hang()
        self._retire(runner)

    def make_standby(self, host: Host) -> None:
        """Hand over the loop that the camera plays while the studio is gone; it is drawn in the background."""
        if self._camera is not None:
            count = max(1, round(host.idle.loop_ns / STANDBY_PICTURE_NS))
            self._camera.set_standby(self._parts.standby_clip(host, count), STANDBY_PICTURE_NS)

    @property
    def camera_state(self) -> OutputState:
        """Where the camera stands."""
        return _state(self._camera_runner)

    @property
    def camera_device(self) -> str:
        """The camera's name in other programs."""
        return self._camera.device_name if self._camera is not None else ""

    # ---- browser source

    def start_browser(self, settings: Settings) -> None:
        """Let Browser Sources read the program."""
        if self.browser_state is not OutputState.OFF:
            return
        self.stop_browser()
        self._browser = self._parts.browser(settings.browser)
        self._finish_ending()  # the same port cannot be listened on while it is being closed
        self._browser_runner = SinkRunner(self._browser, self._program, self._on_problem)
        self._browser_runner.start()
        self._hang()

    def stop_browser(self) -> None:
        """Let them read it no more."""
        runner, self._browser_runner = self._browser_runner, None
        sink, self._browser = self._browser, None
        if sink is not None:
            self._skipped_before += sink.skipped
        self._hang()
        self._retire(runner)

    @property
    def browser_state(self) -> OutputState:
        """Where the browser source stands."""
        return _state(self._browser_runner)

    @property
    def browser_address(self) -> str:
        """What OBS is told to open; empty while there is nothing to open."""
        return self._browser.address if self._browser is not None else ""

    @property
    def browser_readers(self) -> int:
        """How many pages show the program."""
        return self._browser.readers if self._browser is not None else 0

    # ---- recording

    def start_recording(self, path: Path | None, settings: Settings, avatar: str) -> None:
        """Start Recording."""
        if self.recording_state is not OutputState.OFF:
            return
        self.stop_recording()
        self._paused = False
        self._recorder = self._parts.recorder(path, settings.recording, avatar)
        slots = self._program.fps  # a disk that wakes up takes a second
        self._recorder_runner = SinkRunner(self._recorder, self._program, self._on_problem, slots, keep_sound=True)
        self._recorder_runner.start()
        little_room = self._parts.room_problem(self._recorder.path.parent)
        if little_room is not None:
            self._on_problem(little_room)
        self._hang()

    def pause_recording(self, paused: bool) -> None:
        """Pause or go on."""
        if self._recorder is not None:
            self._paused = paused
            self._recorder.paused = paused

    def stop_recording(self) -> None:
        """Stop Recording; the file is finished in the background."""
        runner, self._recorder_runner = self._recorder_runner, None
        self._hang()
        self._retire(runner)
        self._recorder = None

    @property
    def recording_state(self) -> OutputState:
        """Where the recording stands."""
        state = _state(self._recorder_runner)
        return OutputState.PAUSED if self._paused and state is OutputState.ON else state

    @property
    def recording_path(self) -> Path | None:
        """The file that is being written."""
        return self._recorder.path if self._recorder is not None else None

    @property
    def recorded_s(self) -> float:
        """Length of the recording in seconds."""
        return self._recorder.recorded_s if self._recorder is not None else 0.0

    # ---- audio device

    def set_audio(self, device: str | None, settings: Settings) -> None:
        """Hear the program on ``device``. Raises AppError when it cannot be opened; then there is none."""
        old, self.audio, self._audio_outlet = self.audio, None, None
        self._hang()
        if old is not None:
            old.close()
        if device is None:
            return
        audio = self._parts.audio_out(device, self._clock)
        audio.open(self._program)
        voice = settings.audio_out.hear_microphone or self._parts.carries_voice(device)
        self.audio, self._audio_outlet = audio, DeviceOutlet(audio, voice, self._on_played)
        self._hang()

    @property
    def audio_state(self) -> OutputState:
        """Where the audio device stands."""
        if self.audio is None:
            return OutputState.OFF
        return OutputState.ON if self.audio.is_open else OutputState.LOST

    @property
    def lead_ns(self) -> int:
        """How long before it is due a slot is planned."""
        return self._program.slot_ns(self._pump.lead_slots)

    def refresh_lead(self) -> bool:
        """Take over the lead that the device asks for now; True when it has changed."""
        before = self._pump.lead_slots
        self._hang()
        return self._pump.lead_slots != before

    # ---- all

    @property
    def skipped(self) -> int:
        """Slots that a sink could not take, since start."""
        runners = (self._camera_runner, self._browser_runner, self._recorder_runner, *self._ending)
        skipped = self._skipped_before + sum(runner.skipped for runner in runners if runner is not None)
        return skipped + (self._browser.skipped if self._browser is not None else 0)

    def close(self) -> None:
        """Finish everything; what fails is logged and the rest goes on."""
        stops = self.stop_recording, self.stop_camera, self.stop_browser
        for finish in (*stops, lambda: self.set_audio(None, Settings())):
            try:
                finish()
            except AppError as error:
                log.error("while closing: %s", error.message)
        self._finish_ending()

    def _retire(self, runner: SinkRunner | None) -> None:
        if runner is not None:
            runner.request_stop()
            self._ending.append(runner)

    def _finish_ending(self) -> None:
        for runner in self._ending:
            runner.stop()
            self._skipped_before += runner.skipped
        self._ending.clear()

    def _hang(self) -> None:
        """Tell the pump what hangs on it now."""
        lead_ns = self.audio.lead_ns if self.audio is not None else 0
        slot_ns = NS_PER_S // self._program.fps
        if self.audio is None or lead_ns > self.lead_ns:
            self._pump.lead_slots = max(1, -(-(lead_ns + LEAD_RESERVE_NS) // slot_ns))
        self._pump.early = [self._audio_outlet] if self._audio_outlet is not None else []
        recorders = (self._recorder_runner, self._browser_runner)
        self._pump.due = [runner for runner in recorders if runner is not None]
        camera = [self._camera_runner] if self._camera_runner is not None else []
        self._pump.latest = [self._preview, *camera]


def _state(runner: SinkRunner | None) -> OutputState:
    return OutputState.OFF if runner is None else OutputState(runner.state.value)
