"""The doors through which the studio reaches what it is made of. ``app.parts`` puts the concrete parts behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.avatars.expressions import Expression
from app.avatars.idle import IdleHost
from app.avatars.keeper import Keeper
from app.avatars.preparation import Preparation
from app.base.errors import AppError, Problem
from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import (
    BrowserSettings,
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    RecordingSettings,
    Settings,
    VoiceSettings,
)
from app.engine.base import EngineRequest, LocalRequest, Option, RemoteRequest
from app.engine.host import EngineListener
from app.engine.local.choice_store import ChoiceStore
from app.media.clock import MasterClock
from app.media.pixels import ProgramPicture
from app.media.types import MouthCue, Pixels, ProgramFormat, Samples, SlotSound
from app.sinks.base import Sink
from app.sources.base import LiveSource, PictureSource, SpeechSource
from app.studio.connection import ConnectionPort
from app.studio.scene_room import ScenePort
from app.studio.snapshot import AvatarEntry
from app.studio.sound_outlets import MonitorPort
from app.studio.stage import Composer
from app.studio.stats_desk import UsagePort
from app.studio.upkeep import UpkeepPorts
from app.studio.voices import VoicePort


class EngineLink(Protocol):
    """An engine host: see ``engine.host``. Any thread; no call blocks but ``stop``."""

    def start(self, request: EngineRequest) -> None:
        """Start a worker and load; again after ``on_down``."""
        ...

    def switch(self, request: EngineRequest) -> None:
        """Have an engine that ``switches`` draw another avatar, of the same size."""
        ...

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """Drop everything older and begin, at the turn's sample ``start``."""
        ...

    def push(self, turn: int, samples: Samples) -> None:
        """Sound at PROGRAM_RATE_HZ."""
        ...

    def push_cues(self, turn: int, cues: Sequence[MouthCue]) -> None:
        """What is known of the words, before their sound; times since the beginning of the turn."""
        ...

    def push_picture(self, turn: int, pts_ns: int, jpeg: bytes) -> None:
        """What a camera saw, a JPEG file, so long after the turn began."""
        ...

    def end_turn(self, turn: int) -> None:
        """No more sound for this turn."""
        ...

    def express(self, name: Expression, phase_ns: int) -> None:
        """Have an expression begin at ``phase_ns`` of the idle movement."""
        ...

    def configure(self, options: Mapping[str, Option]) -> None:
        """Go on with other options; ``EngineListener.on_configured`` says what became of them."""
        ...

    def release(self, count: int) -> None:
        """Pictures that left the pacer."""
        ...

    def stop(self) -> None:
        """End the worker; returns when it is gone."""
        ...


class CameraSink(Sink, Protocol):
    """The virtual camera."""

    device_name: str
    """What it is called in other programs, once it is open."""

    def set_standby(self, pictures: Sequence[ProgramPicture], picture_ns: int) -> None:
        """The loop that the camera plays while the studio is gone. Any thread."""
        ...


class BrowserSink(Sink, Protocol):
    """The browser source. Any thread."""

    address: str
    """What OBS is told to open, once it is open. Whoever knows it reads the program."""

    @property
    def readers(self) -> int:
        """How many pages show the program now."""
        ...

    @property
    def skipped(self) -> int:
        """Pictures and sounds that could not be encoded or taken in time."""
        ...


class RecorderSink(Sink, Protocol):
    """A recording."""

    path: Path

    paused: bool
    """Slots are left out while it is True. Any thread."""

    @property
    def recorded_s(self) -> float:
        """Length of what has been recorded."""
        ...


class AudioOutPort(Protocol):
    """The audio device: see ``sinks.audio_out``."""

    device_name: str
    is_open: bool
    """Playing; False also while a lost device is waited for."""
    lead_ns: int
    """How long before it is due a sample must have been written."""
    latency_ns: int
    """What the device adds on its way out."""
    xruns: int
    sync_error_ns: int
    """Where the device really is against where it should be; positive: it plays too early."""

    @property
    def problem(self) -> AppError | None:
        """What is wrong while a lost device is waited for."""
        ...

    def open(self, program: ProgramFormat) -> None:
        """Open the device. Raises AppError. A device that vanishes later is waited for."""
        ...

    def write(self, sound: SlotSound) -> None:
        """Take the sound of a slot; never blocks."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


class Microphone(LiveSource, Protocol):
    """The microphone."""

    lost: bool
    skew_ppm: float

    @property
    def out_level_dbfs(self) -> float:
        """Momentary peak level of what it pushes, after all that is done to what it hears; -inf..0 dBFS."""
        ...

    @property
    def out_rms_dbfs(self) -> float:
        """Loudness of what it pushes, over the last tenth of a second; -inf..0 dBFS."""
        ...

    @property
    def gate_open(self) -> bool:
        """What is said is let through."""
        ...

    @property
    def speech_heard(self) -> bool:
        """What it hears sounds like speech, however soft."""
        ...

    @property
    def problem(self) -> AppError | None:
        """What is wrong while a lost device is waited for."""
        ...

    def set_voice(self, voice: VoiceSettings) -> None:
        """Do something else to its sound, from now on; the device stays."""
        ...


@dataclass(frozen=True, slots=True)
class Host:
    """An avatar, ready for the stage.

    Attributes:
        entry: what lists show.
        composer: puts its pictures onto the background.
        idle: what it does while nobody speaks.
        width_px: size of its place in the program.
        height_px: size of its place in the program.
        sheet: file of what it is drawn from at this size; None: there is none.
    """

    entry: AvatarEntry
    composer: Composer
    idle: IdleHost
    width_px: int
    height_px: int
    sheet: Path | None = None


@dataclass(frozen=True, slots=True)
class Devices:
    """Friendly names of what is there now."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    webcams: tuple[str, ...] = ()


class ReadbackPort(Protocol):
    """Reads camera and sound device back: see ``sources.readback``. Times are those of the clock that it was given."""

    def start(self, seen: Callable[[int, Pixels], None], heard: Callable[[int, Samples], None]) -> None:
        """Have every picture and every piece of sound told, on threads of its own. Raises AppError."""
        ...

    def stop(self) -> None:
        """End; returns when nothing is told any more."""
        ...


def _no_readback(camera: str, device: str, clock: MasterClock) -> ReadbackPort:
    del camera, device, clock
    raise AppError("camera.no_readback", "Nothing can be read back here.", "Set Sync Offset by ear and eye.")


@dataclass(frozen=True, slots=True)
class Parts:
    """The concrete parts, as functions that make them. All may raise AppError."""

    list_avatars: Callable[[], tuple[AvatarEntry, ...]]
    avatars: Keeper
    open_host: Callable[[str, ProgramFormat, ProgramSettings], Host]
    preparation: Callable[[str, Settings], Preparation]
    """What is prepared of an avatar, for the program of the settings."""
    card: Callable[[ProgramFormat], ProgramPicture]
    standby_clip: Callable[[Host, int], Sequence[ProgramPicture]]
    engine: Callable[[EngineSettings, EngineListener, int], EngineLink]
    """Settings, listener, program fps."""
    remote: Callable[[OmniRTSettings, str], RemoteRequest]
    """What an engine that draws elsewhere is told of its server: settings, avatar id. May wait for the keyring."""
    local: Callable[[Settings, str], LocalRequest]
    """What an engine of this computer's graphics card is told of its model: settings, avatar id."""
    measured: ChoiceStore
    """What graphics cards were measured to hold."""
    microphone: Callable[[VoiceSettings, MasterClock], Microphone]
    webcam: Callable[[str, MasterClock], PictureSource]
    """The streamer's own camera, by friendly name."""
    audio_out: Callable[[str, MasterClock], AudioOutPort]
    monitor: Callable[[str, MasterClock], MonitorPort]
    """A second audio device, for the streamer's ears."""
    carries_voice: Callable[[str], bool]
    """Whether an audio device is a virtual cable, which must carry the streamer's own voice."""
    camera: Callable[[CameraSettings], CameraSink]
    browser: Callable[[BrowserSettings], BrowserSink]
    recorder: Callable[[Path | None, RecordingSettings, str], RecorderSink]
    """Path (None: by the template), settings, avatar name."""
    room_problem: Callable[[Path], Problem | None]
    """A warning when there is little room left for a recording in a folder."""
    open_file: Callable[[Path, Callable[[Problem], None]], SpeechSource]
    """File, and whom to tell when it turns out to be damaged."""
    open_text: Callable[[str, VoiceSettings, Callable[[Problem], None]], SpeechSource]
    """Line, who speaks it and how, and whom to tell when another has to speak."""
    voices: VoicePort
    connection: ConnectionPort
    upkeep: UpkeepPorts
    scenes: ScenePort
    list_devices: Callable[[], Devices]
    usage: Callable[[], UsagePort]
    """Looks at what the studio takes of the computer; on the thread that asks."""
    readback: Callable[[str, str, MasterClock], ReadbackPort] = _no_readback
    """Reads camera and sound device back, by the names that other programs know them by."""
    show_file: Path | None = None
    """Where the script and what waits survive a crash; None: they do not."""
    obs_undo: Path | None = None
    """Where what was changed in OBS survives the studio's end; None: it does not."""
    reports: Path | None = None
    """Where tables and reports of shows go; None: nowhere."""


def program_format(settings: Settings) -> ProgramFormat:
    """Size and rate that the settings ask for."""
    width, height = settings.program.size.split("x")
    return ProgramFormat(int(width), int(height), settings.program.fps)
