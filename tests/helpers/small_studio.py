"""A whole studio of real parts where they need no device: small pictures, the test card, sinks that can be broken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from app.avatars.expressions import Expression
from app.avatars.keeper import Keeper
from app.avatars.library import Library
from app.avatars.shelf import Shelf
from app.base.errors import AppError, Problem, Severity
from app.base.omnirt_settings import OmniRTSettings
from app.base.paths import Paths
from app.base.scenes import Scene, SceneCollection, SubtitleSize, first_scenes
from app.base.settings import (
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    ProviderId,
    RecordingSettings,
    Settings,
    VoiceSettings,
)
from app.base.usage import PartUsage, Usage
from app.engine.base import EngineInfo, EngineRequest, RemoteRequest
from app.engine.host import EngineHost, EngineListener, HostOptions
from app.engine.local.choice_store import ChoiceStore
from app.engine.table import ENGINES
from app.media import test_signal
from app.media.clock import MasterClock
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat, Samples, SlotSound, Tick
from app.program.patch import Patch
from app.sources.base import LiveSink, PictureSink, PictureSource, SpeechSource, Told
from app.sources.voices.base import Voice
from app.studio.local import local_request
from app.studio.parts import AudioOutPort, Devices, Host, Microphone, Parts, RecorderSink
from app.studio.preflight import Preflight
from app.studio.remote import remote_request
from app.studio.scene_room import OpenedScene, ScenePort
from app.studio.snapshot import AvatarEntry, Snapshot
from app.studio.stage import Composer
from app.studio.studio import Studio
from app.upkeep_parts import upkeep_ports
from tests.helpers.scripted_connection import ScriptedConnectionPort

GREY = 90
AVATARS = tuple(AvatarEntry(name, name.title(), Path(name), None) for name in ("mira", "plain"))


class SignalSource:
    """``seconds`` of the test signal."""

    def __init__(self, seconds: float) -> None:
        self._position = 0
        self._end = int(seconds * 48_000)

    def read(self) -> Samples | None:
        start, self._position = self._position, min(self._end, self._position + 4_800)
        return test_signal.samples(start, self._position - start) if self._position > start else None

    def close(self) -> None:
        self._end = 0


class ToldSource(SignalSource):
    """The same, as words that are known."""

    def __init__(self, text: str) -> None:
        super().__init__(len(text) / 10)
        self._text = text

    def told(self, heard_ns: int) -> Told:
        return Told(0.0, self._text, self._text, 0)


class PlainHost:
    """A host that is a grey picture, and composes by showing what it is given."""

    loop_ns = 1_000_000_000

    def __init__(self, program: ProgramFormat) -> None:
        self._still = np.full((program.height_px, program.width_px, 4), GREY, np.uint8)
        self._still[..., 3] = 255
        self.fail = False
        self.expressed: list[tuple[Expression, int]] = []

    def picture(self, phase_ns: int) -> Pixels:
        if self.fail:
            raise ValueError("the drawing is broken")
        return self._still

    def express(self, name: Expression, phase_ns: int) -> None:
        self.expressed.append((name, phase_ns))

    def standby(self, phase_ns: int) -> Pixels:
        return self._still

    shows_host = True

    def mark(self, time_ns: int) -> tuple[int, ...]:
        return ()

    def show_subtitle(self, subtitle: Patch | None) -> None:
        pass

    def compose(
        self, speech: Pixels | None, idle: Pixels | None, speech_weight: float, time_ns: int | None = None
    ) -> ProgramPicture:
        picture = speech if speech is not None else idle
        assert picture is not None
        return ProgramPicture(picture)


class CollectingSink:
    """A camera or a recording that remembers its ticks and fails when it is told to."""

    def __init__(self, name: str, path: Path = Path("nowhere.mp4")) -> None:
        self.name = name
        self.device_name = "Test camera"
        self.path = path
        self.paused = False
        self.ticks: list[Tick] = []
        self.standby = 0
        self.closed = threading.Event()
        self.fail_at_open: AppError | None = None
        self.fail_at_write: AppError | None = None

    @property
    def recorded_s(self) -> float:
        return len(self.ticks) / 30

    def open(self, program: ProgramFormat) -> None:
        if self.fail_at_open is not None:
            raise self.fail_at_open

    def write(self, tick: Tick) -> None:
        if self.fail_at_write is not None:
            raise self.fail_at_write
        if not self.paused:
            self.ticks.append(tick)

    def skip(self, count: int) -> None:
        pass

    def close(self) -> None:
        self.closed.set()

    def set_standby(self, pictures: Sequence[ProgramPicture], picture_ns: int) -> None:
        self.standby = len(pictures)


class CollectingSpeaker:
    """An audio device that remembers its sound and when it was given them."""

    is_open = True
    latency_ns = 0
    xruns = 0
    sync_error_ns = 0
    problem: AppError | None = None

    def __init__(self, device: str) -> None:
        self.device_name = device
        self.lead_ns = 60_000_000
        self.sounds: list[tuple[int, SlotSound]] = []

    def open(self, program: ProgramFormat) -> None:
        pass

    def write(self, sound: SlotSound) -> None:
        self.sounds.append((time.monotonic_ns(), sound))

    def close(self) -> None:
        pass


class SilentMicrophone:
    """A microphone that hears the test signal, in real time by the master clock."""

    latency_ns = 30_000_000
    level_dbfs = -30.0
    out_level_dbfs = -33.0
    gate_open = True
    speech_heard = True
    lost = False
    skew_ppm = 0.0

    def __init__(self, voice: VoiceSettings, clock: MasterClock) -> None:
        self.problem: AppError | None = None
        self.voice = voice
        self._clock = clock
        self.sound: Callable[[int, int], Samples] = test_signal.samples  # from a master sample on, so many
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, sink: LiveSink) -> None:
        def run() -> None:
            position = self._clock.now_ns() * 48 // 1_000_000
            while not self._stop.wait(0.01):
                end = self._clock.now_ns() * 48 // 1_000_000
                sink(self.sound(position, end - position), position * 1_000_000 // 48)
                position = end

        self._thread = threading.Thread(target=run, name="silent microphone")
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def set_voice(self, voice: VoiceSettings) -> None:
        self.voice = voice


class ScriptedWebcam:
    """A camera whose pictures are made by the test: ``see`` hands on one that was taken now, or before.

    Attributes:
        device: the name that it was asked for by.
        taken_ns: master time of every picture that was handed on.

    """

    latency_ns = 40_000_000

    def __init__(self, device: str, clock: MasterClock) -> None:
        self.device = device
        self.lost = True
        self.problem: AppError | None = None
        self.taken_ns: list[int] = []
        self._clock = clock
        self._sink: PictureSink | None = None

    def start(self, sink: PictureSink) -> None:
        self._sink = sink

    def stop(self) -> None:
        self._sink = None

    def see(self) -> None:
        """A picture that was taken now; its number is its content."""
        self.lost = False
        if (sink := self._sink) is not None:
            taken_ns = self._clock.now_ns()
            self.taken_ns.append(taken_ns)
            sink(b"picture %d" % (len(self.taken_ns) - 1), taken_ns)

    @property
    def on(self) -> bool:
        return self._sink is not None


class NoEngine:
    """An engine that falls over before it is ready, every time."""

    def load(self, request: EngineRequest) -> EngineInfo:
        raise RuntimeError("broken")

    def close(self) -> None:
        pass


class IdleComputer:
    """A computer on which the studio takes what a small one takes."""

    def look(self) -> Usage:
        return Usage((PartUsage("studio", 6.0, 300_000_000), PartUsage("camera", 1.0, 40_000_000)), 20.0)

    def close(self) -> None:
        pass


class ScriptedVoicePort:
    """See ``studio.voices.VoicePort``.

    Attributes:
        asked: what it was asked for.
        error: raised by every call.
        let_go: what takes long ends when it is set.

    """

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.error: AppError | None = None
        self.let_go = threading.Event()
        self.key = ""

    def list_voices(self, provider: ProviderId, settings: VoiceSettings) -> Sequence[Voice]:
        self._ask("list", provider)
        return (Voice("one", "en-US", "One"), Voice("two", "de-DE", "Two"))

    def preview(
        self, text: str, settings: VoiceSettings, stop: threading.Event, on_notice: Callable[[Problem], None]
    ) -> None:
        self._ask("preview", settings.providers, text)
        stop.wait(10)
        self.asked.append(("preview over",))

    def fetch_voice(self, voice: str, progress: Callable[[float], None], stop: threading.Event) -> None:
        self._ask("fetch", voice)
        progress(0.5)
        while not stop.is_set() and not self.let_go.wait(0.01):
            pass

    def has_key(self) -> bool:
        return bool(self.key)

    def keep_key(self, key: str) -> None:
        self.key = key
        self._ask("key")

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error


class PlainScenes:
    """See ``studio.scene_room.ScenePort``: scenes that look like nothing but their host."""

    def load(self, language: str) -> tuple[SceneCollection, Problem | None]:
        return first_scenes("en"), None

    def save(self, scenes: SceneCollection) -> None:
        pass

    def open(
        self, scene: Scene, program: ProgramFormat, settings: ProgramSettings, composer: Composer, portrait: Pixels
    ) -> OpenedScene:
        return OpenedScene(composer)

    def settle(self) -> None:
        pass

    def subtitle(self, text: str, size: SubtitleSize, program: ProgramFormat, settings: ProgramSettings) -> Patch:
        raise AssertionError("no scene has subtitles")

    def write_text(self, path: Path, text: str) -> None:
        raise AssertionError("no file was chosen")

    def write_snapshot(
        self, picture: ProgramPicture, path: Path | None, settings: RecordingSettings, avatar: str
    ) -> Path:
        raise AssertionError("nobody asked for one")

    def close(self) -> None:
        pass


class SmallStudio:
    """The studio and everything a test may reach of it.

    Attributes:
        keyring_open: while it is not set, whoever wants the key of a server waits.

    """

    def __init__(
        self,
        options: HostOptions | None = None,
        factory: str = ENGINES["testcard"],
        keeper: Keeper | None = None,
        list_avatars: Callable[[], tuple[AvatarEntry, ...]] = lambda: AVATARS,
        settings: Settings | None = None,
        stand_in: str = "",
        cache: Path = Path("nowhere"),
        keyring_open: threading.Event | None = None,
        preflight: Preflight | None = None,
        reports: Path | None = None,
        scenes: ScenePort | None = None,
    ) -> None:
        self._reports = reports
        self._cache = cache
        self._stand_in = stand_in
        self._keeper = keeper
        self._list_avatars = list_avatars
        self.cameras: list[CollectingSink] = []
        self.recordings: list[CollectingSink] = []
        self.prepare: Callable[[CollectingSink], None] = lambda sink: None
        self.speakers: list[CollectingSpeaker] = []
        self.voices = ScriptedVoicePort()
        self.connection = ScriptedConnectionPort()
        self.scenes = scenes or PlainScenes()
        self.hosts: list[PlainHost] = []
        self.room: Problem | None = None
        self.devices = Devices(("Microphone",), ("Speaker",), ("Test camera",))  # others open, too, but for two
        self.keyring_open = keyring_open or threading.Event()
        if keyring_open is None:
            self.keyring_open.set()
        self.saved: list[Settings] = []
        self.kinds: list[str] = []  # of the engines that were made
        self.microphones: list[SilentMicrophone] = []
        self.webcams: list[ScriptedWebcam] = []
        self.open_webcam: Callable[[str, MasterClock], PictureSource] | None = None
        self._options = options or HostOptions(isolation="thread")
        self._factory = factory
        settings = settings or Settings(engine=EngineSettings(kind="testcard"))
        self.parts = self._make_parts()
        self.studio = Studio(self.parts, settings, self.saved.append, preflight=preflight)
        self.studio.start()

    def wait(self, met: Callable[[Snapshot], bool], timeout_s: float = 20.0) -> Snapshot:
        """The first snapshot that meets a condition."""
        deadline = time.monotonic() + timeout_s
        while not met(snapshot := self.studio.snapshot()):
            assert time.monotonic() < deadline, snapshot
            time.sleep(0.01)
        return snapshot

    def pass_slots(self, count: int) -> None:
        """Until the recording has so many slots more."""
        until = len(self.recordings[0].ticks) + count
        self.wait(lambda _: len(self.recordings[0].ticks) >= until)

    def _make_parts(self) -> Parts:
        return Parts(
            list_avatars=self._list_avatars,
            avatars=self._keeper or Keeper(Shelf(Path("nowhere"), Library(())), Library(()), Path("nowhere")),
            open_host=self._open_host,
            card=lambda program: ProgramPicture(np.zeros((program.height_px, program.width_px, 4), np.uint8)),
            standby_clip=lambda host, count: [ProgramPicture(host.idle.standby(0))] * count,
            engine=self._engine,
            remote=self._remote,
            local=lambda settings, avatar: local_request(settings, avatar, Paths.find(self._cache)),
            measured=ChoiceStore(Paths.find(self._cache).measured),
            microphone=self._microphone,
            webcam=self._webcam,
            audio_out=self._audio_out,
            carries_voice=lambda device: True,
            camera=self._camera,
            recorder=self._recorder,
            room_problem=lambda folder: self.room,
            open_file=lambda path, on_notice: SignalSource(float(path.stem)),
            open_text=_speak,
            voices=self.voices,
            connection=self.connection,
            scenes=self.scenes,
            upkeep=upkeep_ports(Paths.find(self._cache), self._cache / "recordings"),
            list_devices=lambda: self.devices,
            usage=IdleComputer,
            reports=self._reports,
        )

    def _open_host(self, avatar: str, program: ProgramFormat, settings: ProgramSettings) -> Host:
        if avatar == "broken":
            raise AppError("avatar.broken", "The avatar is broken.", "Choose another.")
        host = PlainHost(program)
        self.hosts.append(host)
        entry = AvatarEntry(avatar, avatar.title(), Path(avatar), None)
        return Host(entry, host, host, program.width_px, program.height_px)

    def _remote(self, settings: OmniRTSettings, avatar: str) -> RemoteRequest:
        assert self.keyring_open.wait(20), "the test has left the keyring locked"
        return remote_request(settings, None, avatar, self._cache)

    def _engine(self, settings: EngineSettings, listener: EngineListener, fps: int) -> EngineHost:
        self.kinds.append(settings.kind)
        factory = self._stand_in if self._stand_in and settings.kind == "builtin" else self._factory
        return EngineHost(factory, listener, self._options)

    def _microphone(self, voice: VoiceSettings, clock: MasterClock) -> Microphone:
        if voice.microphone == "gone" and "gone" not in self.devices.microphones:
            raise AppError("microphone.missing", "There is no such microphone.", "Choose another.")
        self.microphones.append(SilentMicrophone(voice, clock))
        return self.microphones[-1]

    def _webcam(self, device: str, clock: MasterClock) -> PictureSource:
        if self.open_webcam is not None:
            return self.open_webcam(device, clock)
        self.webcams.append(ScriptedWebcam(device, clock))
        return self.webcams[-1]

    def _audio_out(self, device: str, clock: MasterClock) -> AudioOutPort:
        if device == "nothing" and "nothing" not in self.devices.speakers:
            raise AppError("audio_out.missing", "There is no such audio device.", "Choose another.")
        self.speakers.append(CollectingSpeaker(device))
        return self.speakers[-1]

    def _camera(self, settings: CameraSettings) -> CollectingSink:
        self.cameras.append(CollectingSink("camera"))
        self.prepare(self.cameras[-1])
        return self.cameras[-1]

    def _recorder(self, path: Path | None, settings: RecordingSettings, avatar: str) -> RecorderSink:
        self.recordings.append(CollectingSink("recording", path or Path("by template.mp4")))
        self.prepare(self.recordings[-1])
        return self.recordings[-1]


def _speak(text: str, voice: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
    if "hoarse" in text:
        on_notice(Problem("speech.instead", "Another speaks instead.", severity=Severity.NOTICE))
    if not text.strip():
        raise AppError("speech.empty", "There is nothing to say.", "Type a line.")
    return ToldSource(text) if "told of" in text else SignalSource(len(text) / 10)
