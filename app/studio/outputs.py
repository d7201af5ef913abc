"""Camera, browser source, recording and audio device: started, stopped, counted, and never in each other's way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from app.base.errors import AppError, Problem, Severity
from app.base.settings import MixerSettings, Settings
from app.media.clock import MasterClock
from app.media.types import NS_PER_S, ProgramFormat, SlotSound, Tick
from app.sinks.runner import SinkRunner
from app.studio import commands as do
from app.studio.card_on_air import CardOnAir, Dressed
from app.studio.parts import AudioOutPort, BrowserSink, CameraSink, Host, Parts, RecorderSink
from app.studio.port import PreviewMailbox
from app.studio.pump import Pump
from app.studio.snapshot import OutputState
from app.studio.sound_outlets import DeviceOutlet, MonitorOutlet, MonitorPort
from app.studio.sync_offset import LatePictures, SyncOffset

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


class Outputs:
    """Owns the sinks of one program format. The studio's thread.

    Args:
        parts: makes the sinks.
        clock: master time, steered by the audio device.
        pump: what the sinks hang on.
        program: size and rate.
        preview: gets the newest picture.
        on_problem: told when a sink has failed, on the sink's thread.
        on_played: given what loudspeakers may play, on the pump's thread.
        mixer: asks for the mixer's settings; any thread.
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
        mixer: Callable[[], MixerSettings],
    ) -> None:
        self._parts = parts
        self._clock = clock
        self._pump = pump
        self._program = program
        self._preview = PreviewOutlet(preview)
        self._on_problem = on_problem
        self._on_played = on_played
        self._mixer = mixer
        self._camera: CameraSink | None = None
        self._camera_runner: SinkRunner | None = None
        self._browser: BrowserSink | None = None
        self._browser_runner: SinkRunner | None = None
        self._late_pictures: LatePictures | None = None
        self._recorder: RecorderSink | None = None
        self._recorder_runner: SinkRunner | None = None
        self._paused = False
        self._ending: list[tuple[str, SinkRunner]] = []  # what for, and what is closing in the background
        self._skipped_before = 0
        self.audio: AudioOutPort | None = None
        self._audio_outlet: DeviceOutlet | None = None
        self.monitor: MonitorPort | None = None
        self._monitor_outlet: MonitorOutlet | None = None
        self._card: CardOnAir | None = None
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
        self._finish_ending("camera")  # the same device cannot be opened while it is being closed
        self._camera_runner = SinkRunner(self._camera, self._program, self._on_problem, queue_slots=3)
        self._camera_runner.start()
        self._late_pictures = LatePictures(self._camera_runner, lambda: self._sync_offset().picture_slots)
        self._hang()
        if host is not None:
            self.make_standby(host)

    def stop_camera(self) -> None:
        """Stop Virtual Camera."""
        runner, self._camera_runner, self._camera = self._camera_runner, None, None
        self._late_pictures = None
        self._hang()
        self._retire("camera", runner)

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
        self._finish_ending("browser")  # the same port cannot be listened on while it is being closed
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
        self._retire("browser", runner)

    @property
    def browser_state(self) -> OutputState:
        """Where the browser source stands."""
        return _state(self._browser_runner)

    @property
    def reads_cutouts(self) -> bool:
        """Pictures are wanted without their background, or soon will be. Any thread."""
        return self._browser_runner is not None

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
        self._retire("recording", runner)
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
        outlet = DeviceOutlet(audio, voice, self._sync_offset, self._device_plays)
        self.audio, self._audio_outlet = audio, outlet
        self._hang()

    def set_monitor(self, settings: Settings) -> None:
        """Hear the program on the monitor's device, too. Raises AppError when it cannot be opened; then there is none.

        What the audio device plays already is not played twice.
        """
        old, self.monitor, self._monitor_outlet = self.monitor, None, None
        self._hang()
        if old is not None:
            old.close()
        device = settings.mixer.monitor_device
        if device is None:
            return
        if device == settings.audio_out.device:
            self._on_problem(_SAME_DEVICE)
            return
        monitor = self._parts.monitor(device, self._clock)
        monitor.open(self._program)
        self.monitor, self._monitor_outlet = monitor, MonitorOutlet(monitor, self._mixer, self._on_played)
        self._hang()

    def _device_plays(self, sound: SlotSound) -> None:
        """Where there is a monitor, it is what the microphone may hear: the device is a cable, then."""
        if self._monitor_outlet is None:
            self._on_played(sound)

    def _sync_offset(self) -> SyncOffset:
        return SyncOffset.of(self._mixer().sync_offset_ms, self._program)

    # ---- the test card

    def show_card(self) -> None:
        """Camera, preview and sound device get the test card from now on, and recordings the program."""
        self._card = CardOnAir(self._program, self._pump.next_slot + 1)
        self._hang()

    def hide_card(self) -> None:
        """The program again."""
        self._card = None
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
        ending = (runner for _, runner in self._ending)
        runners = (self._camera_runner, self._browser_runner, self._recorder_runner, *ending)
        skipped = self._skipped_before + sum(runner.skipped for runner in runners if runner is not None)
        return skipped + (self._browser.skipped if self._browser is not None else 0)

    def close(self) -> None:
        """Finish everything; what fails is logged and the rest goes on."""
        quiet = Settings()
        stops = self.stop_recording, self.stop_camera, self.stop_browser
        silence = (lambda: self.set_audio(None, quiet), lambda: self.set_monitor(quiet))
        for finish in (*stops, *silence):
            try:
                finish()
            except AppError as error:
                log.error("while closing: %s", error.message)
        self._finish_ending("camera", "browser", "recording")

    def _retire(self, part: str, runner: SinkRunner | None) -> None:
        if runner is not None:
            runner.request_stop()
            self._ending.append((part, runner))

    def _finish_ending(self, *parts: str) -> None:
        """Wait for what is closing, of these parts alone: a recording may take long to be finished."""
        for part, runner in self._ending:
            if part in parts:
                runner.stop()
                self._skipped_before += runner.skipped
        self._ending = [(part, runner) for part, runner in self._ending if part not in parts]

    def _hang(self) -> None:
        """Tell the pump what hangs on it now."""
        lead_ns = self.audio.lead_ns if self.audio is not None else 0
        slot_ns = NS_PER_S // self._program.fps
        if self.audio is None or lead_ns > self.lead_ns:
            self._pump.lead_slots = max(1, -(-(lead_ns + LEAD_RESERVE_NS) // slot_ns))
        sound = (self._audio_outlet, self._monitor_outlet)
        self._pump.early = [outlet for outlet in sound if outlet is not None]
        recorders = (self._recorder_runner, self._browser_runner)
        self._pump.due = [runner for runner in recorders if runner is not None]
        camera = [self._late_pictures] if self._late_pictures is not None else []
        self._pump.latest = [self._preview, *camera]
        if (card := self._card) is not None:
            self._pump.early = [Dressed(outlet, card.sound) for outlet in self._pump.early]
            self._pump.latest = [Dressed(outlet, card.dress) for outlet in self._pump.latest]


_SAME_DEVICE = Problem(
    "monitor.same",
    "The monitor is the sound device that the program goes to already: it is played there once.",
    "Choose your headphones as the monitor in the Audio Mixer, or none.",
    Severity.WARNING,
)


def _state(runner: SinkRunner | None) -> OutputState:
    return OutputState.OFF if runner is None else OutputState(runner.state.value)
