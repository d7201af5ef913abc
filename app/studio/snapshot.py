"""What the studio tells the world: one immutable picture of its state, ten times a second and at every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.preparation import Preparation
from app.base.card_choice import CardChoice, Setup
from app.base.errors import Problem
from app.base.settings import Settings
from app.studio.calibration_state import CalibrationState
from app.studio.checkup import PreflightState
from app.studio.connection import ConnectionState
from app.studio.control_state import ControlState
from app.studio.hotkeys_state import HotkeysState
from app.studio.obs_state import ObsState
from app.studio.proposals import ProposedLine
from app.studio.scenes_view import ScenesView
from app.studio.script_view import ScriptView
from app.studio.sets_view import SetsView
from app.studio.stats import StatsView
from app.studio.upkeep import UpkeepState
from app.studio.utterance_queue import WaitingLine
from app.studio.voices import VoicesState

if TYPE_CHECKING:  # they would bring numpy and FFmpeg with them, and whoever only asks needs neither
    from app.avatars.consent import Consent
    from app.avatars.crop import Rest
    from app.avatars.face import Points
    from app.avatars.face_handles import Handles
    from app.avatars.import_check import Notice
    from app.media.types import Pixels


REMOVED = "avatar_removed."
"""The code of the notice that an avatar was removed; its id follows."""


class EngineState(Enum):
    """Where the engine stands."""

    STANDBY = "standby"
    """A server that is asked when somebody needs it: ready to connect."""
    LOADING = "loading"
    WAITING = "waiting"
    """A server has no room for another session, and is asked again and again."""
    READY = "ready"
    RENEWING = "renewing"
    """A session on a server has lasted as long as it may, and another takes its place."""
    RESTARTING = "restarting"
    FAILED = "failed"


class OutputState(Enum):
    """Where an output (camera, recording, audio device) stands."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"
    PAUSED = "paused"
    LOST = "lost"
    """It was on, its device went away, and the studio keeps trying."""


class SpeechState(Enum):
    """What is on air."""

    IDLE = "idle"
    BUFFERING = "buffering"
    """Speech waits for its pictures (not live)."""
    SPEAKING = "speaking"
    LIVE = "live"
    """Voice-through is on."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers that are measured, never assumed. None: not known yet.

    Attributes:
        fps: program pictures handed out per second, over the last two seconds.
        render_fps: pictures per second that the engine delivered while speaking.
        delay_ms: constant time between a spoken sound and its picture and sound at the outputs.
        device_latency_ms: what the audio device adds to that on its way out.
        av_drift_ms: picture minus sound at the outputs (positive: picture late), p95 of the last seconds.
        rtf: render time over audio time.
        queue_depth: pictures that are rendered and wait for their time.
        lagged: slots the pump was late for, since start.
        skipped: slots that a sink could not take, since start.
        dropped: pictures of the engine that came too late, since start.
        xruns: times the audio device ran dry or overflowed, since it was opened.
        slot_late_p50_ms: lateness of the pump at its deadlines over the last 3600 slots, median.
        slot_late_p99_ms: the same, p99.
        slot_late_p999_ms: the same, p99.9.
        slot_late_max_ms: the same, the worst.
        session_create_ms: time the engine took to be ready.
        tts_first_pcm_ms: from a typed line to its first sample.
        avatar_first_frame_ms: from the first sample of a turn to its first picture.
        steady_chunk_ms: time to draw one chunk, p99.
        capture_skew_ppm: microphone clock against the master clock.

    """

    fps: float = 0.0
    render_fps: float | None = None
    delay_ms: float | None = None
    device_latency_ms: float | None = None
    av_drift_ms: float | None = None
    rtf: float | None = None
    queue_depth: int = 0
    lagged: int = 0
    skipped: int = 0
    dropped: int = 0
    xruns: int = 0
    slot_late_p50_ms: float | None = None
    slot_late_p99_ms: float | None = None
    slot_late_p999_ms: float | None = None
    slot_late_max_ms: float | None = None
    session_create_ms: float | None = None
    tts_first_pcm_ms: float | None = None
    avatar_first_frame_ms: float | None = None
    steady_chunk_ms: float | None = None
    capture_skew_ppm: float | None = None


@dataclass(frozen=True, slots=True)
class AvatarEntry:
    """One avatar of the library, as lists show it."""

    id: str
    name: str
    folder: Path
    preview: Path | None
    own: bool = False
    """The user's own, which can be removed."""
    mouth: bool = True
    """It is known where its mouth is, or it is drawn in layers: engines of this computer can move it."""


@dataclass(frozen=True, slots=True, eq=False)
class PortraitView:
    """A picture that is about to become an avatar, or that of one that is being changed.

    Attributes:
        name: what the avatar may be called.
        picture: premultiplied, small enough to be shown.
        handles: where its face was found, or may be put; in fractions of the picture.
        points: the landmarks that were found, in fractions of the picture; None: no face was found.
        notices: what will look bad.
        avatar_id: the avatar that is being changed; empty: it becomes a new one.
        consent: whose face it is, if that was said before.
    """

    name: str
    picture: Pixels
    handles: Handles
    points: Points | None
    notices: tuple[Notice, ...]
    avatar_id: str = ""
    consent: Consent | None = None

    @property
    def found(self) -> bool:
        """Whether a face was found."""
        return self.points is not None


@dataclass(frozen=True, slots=True, eq=False)
class CropView:
    """An avatar, of which another part is to be chosen that servers are sent.

    Attributes:
        avatar_id: who it is.
        name: what it is called.
        rest: the whole picture, small enough to be shown.
    """

    avatar_id: str
    name: str
    rest: Rest


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state at one moment."""

    settings: Settings
    avatars: tuple[AvatarEntry, ...] = ()
    avatar_id: str | None = None
    portrait: PortraitView | None = None
    """What is being imported and waits for the user's word."""
    crop: CropView | None = None
    """Whose part for servers is being chosen."""
    preparation: Preparation | None = None
    """What engines have prepared from the avatar that somebody looks at (see ``commands.LookAtAvatar``)."""
    avatars_busy: bool = False
    """An avatar is being read, written or removed."""
    engine: EngineState = EngineState.LOADING
    engine_name: str = ""
    engine_fake: str = ""
    engine_retry_s: float | None = None
    """Seconds until a lost engine is tried again."""
    session_s: float | None = None
    """How long this computer has held its session on a server; None: it holds none."""
    server_size_px: tuple[int, int] | None = None
    """Size of the pictures that the server drew last; None: not known."""
    refused_options: frozenset[str] = frozenset()
    """Options that the server was asked for while it draws, and goes on without."""
    card_choice: CardChoice | None = None
    """What the graphics card was measured to hold, perhaps in another show; None: it was not measured."""
    setup: Setup | None = None
    """How a model of this computer draws; None: none does."""
    stepped_down: str = ""
    """Why the graphics card draws less than the settings say, in one sentence; empty: it does not."""
    standing_in: str = ""
    """The engine that draws while the chosen one is away, or empty."""
    linears_errors: Mapping[str, float] = field(default_factory=dict)
    """How far models with quantised matrices turned out to be off on this computer (``EngineInfo.linears_error``), by
    model and number format: ``"flashtalk int8"``."""
    speech: SpeechState = SpeechState.IDLE
    turn: int = 0
    speaking_text: str = ""
    """The line or file name that is being spoken, or empty."""
    camera_drive: bool = False
    """The server of the settings can have the host follow a camera."""
    webcam_on: bool = False
    """The host follows a camera, or would if there were pictures."""
    webcam_lost: bool = False
    waiting: tuple[WaitingLine, ...] = ()
    """What waits to be spoken, the next first."""
    proposed: tuple[ProposedLine, ...] = ()
    """What other programs would have spoken, and waits for approval; the oldest first."""
    script: ScriptView = field(default_factory=ScriptView)
    scenes: ScenesView = field(default_factory=ScenesView)
    lines_taken: int = 0
    """How many lines and files were taken to be spoken, since start."""
    microphone_on: bool = False
    microphone_lost: bool = False
    """It is wanted but not heard: it went away, or could not be opened."""
    microphone_level_dbfs: float = float("-inf")
    """What the microphone hears."""
    microphone_out_dbfs: float = float("-inf")
    """What is left of it after noise suppression, gate, gain and limiter."""
    speech_heard: bool = False
    """What the microphone hears sounds like speech, however soft."""
    gate_open: bool = False
    """The microphone's gate lets through what is said; without a gate whenever the microphone is on."""
    microphone_rms_dbfs: float = float("-inf")
    """The same, as loud as it sounds: root mean square of the last tenth of a second."""
    avatar_level_dbfs: float = float("-inf")
    """Lines and files behind the avatar's fader, momentary peak."""
    avatar_rms_dbfs: float = float("-inf")
    """The same, root mean square of the last tenth of a second."""
    program_level_dbfs: float = float("-inf")
    camera: OutputState = OutputState.OFF
    camera_device: str = ""
    browser: OutputState = OutputState.OFF
    browser_address: str = field(default="", repr=False)
    """What OBS is told to open; its token opens the program to whoever knows it."""
    browser_readers: int = 0
    """How many pages show the program."""
    recording: OutputState = OutputState.OFF
    recording_path: Path | None = None
    recording_s: float = 0.0
    audio_out: OutputState = OutputState.OFF
    audio_out_device: str = ""
    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    webcams: tuple[str, ...] = ()
    voices: VoicesState = field(default_factory=VoicesState)
    connection: ConnectionState = field(default_factory=ConnectionState)
    preflight: PreflightState = field(default_factory=PreflightState)
    upkeep: UpkeepState = field(default_factory=UpkeepState)
    obs: ObsState = field(default_factory=ObsState)
    calibration: CalibrationState = field(default_factory=CalibrationState)
    """Camera against sound device, as they were measured."""
    control: ControlState = field(default_factory=ControlState)
    """How other programs reach the studio."""
    hotkeys: HotkeysState = field(default_factory=HotkeysState)
    """How hotkeys stand while other programs are in front."""
    raised: int = 0
    """How often the user has asked for the window since start."""
    sets: SetsView = field(default_factory=SetsView)
    """Which profiles and scene collections there are."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """The environment variables that settings come from, by ``"section.field"``."""
    measures: Measures = field(default_factory=Measures)
    stats: StatsView = field(default_factory=StatsView)
    """The measures of the last minute, and what the studio takes of the computer."""
    problems: tuple[Problem, ...] = ()

    @property
    def measuring(self) -> Setup | None:
        """How the graphics card is being tried out now; None: it is not."""
        choice = self.card_choice
        return choice.measuring if choice is not None and self.engine is EngineState.LOADING else None

    @property
    def live(self) -> bool:
        """Somebody may be watching: the camera, the browser source or a recording is on."""
        busy = (OutputState.ON, OutputState.PAUSED, OutputState.LOST, OutputState.STARTING)
        return self.camera in busy or self.browser in busy or self.recording in busy
