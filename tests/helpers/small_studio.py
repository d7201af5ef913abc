"""A whole studio of real parts where they need no device: small pictures, the test card, sinks that can be broken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.avatars.keeper import Keeper
from app.avatars.library import Library
from app.avatars.preparation import Preparation
from app.avatars.shelf import Shelf
from app.base.errors import AppError, Problem, Severity
from app.base.omnirt_settings import OmniRTSettings
from app.base.paths import Paths
from app.base.settings import (
    BrowserSettings,
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    RecordingSettings,
    Settings,
    VoiceSettings,
)
from app.engine.base import EngineInfo, EngineRequest, RemoteRequest
from app.engine.host import EngineHost, EngineListener, HostOptions
from app.engine.local.choice_store import ChoiceStore
from app.engine.table import ENGINES
from app.media.clock import MasterClock
from app.media.pixels import ProgramPicture
from app.media.types import ProgramFormat
from app.program.place import avatar_size
from app.sources.base import PictureSource, SpeechSource
from app.studio.kept_settings import SetsDoor
from app.studio.local import local_request
from app.studio.parts import AudioOutPort, Devices, Host, Microphone, Parts, RecorderSink
from app.studio.preflight import Preflight
from app.studio.remote import remote_request
from app.studio.scene_room import ScenePort
from app.studio.snapshot import AvatarEntry, Snapshot
from app.studio.sound_outlets import MonitorPort
from app.studio.studio import Studio
from app.upkeep_parts import upkeep_ports
from tests.helpers.scripted_connection import ScriptedConnectionPort
from tests.helpers.scripted_voice_port import ScriptedVoicePort
from tests.helpers.small_parts import (
    CollectingSink,
    CollectingSpeaker,
    IdleComputer,
    PlainHost,
    PlainScenes,
    ScriptedWebcam,
    SignalSource,
    SilentMicrophone,
    ToldSource,
)

AVATARS = tuple(AvatarEntry(name, name.title(), Path(name), None) for name in ("mira", "plain"))


class NoEngine:
    """An engine that falls over before it is ready, every time."""

    def load(self, request: EngineRequest) -> EngineInfo:
        raise RuntimeError("broken")

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
        sets: SetsDoor | None = None,
    ) -> None:
        self._reports = reports
        self._cache = cache
        self._stand_in = stand_in
        self._keeper = keeper
        self._list_avatars = list_avatars
        self.cameras: list[CollectingSink] = []
        self.browsers: list[CollectingSink] = []
        self.recordings: list[CollectingSink] = []
        self.prepare: Callable[[CollectingSink], None] = lambda sink: None
        self.speakers: list[CollectingSpeaker] = []
        self.monitors: list[CollectingSpeaker] = []
        self.voices = ScriptedVoicePort()
        self.connection = ScriptedConnectionPort()
        self.scenes = scenes or PlainScenes()
        self.hosts: list[PlainHost] = []
        self.drawn: set[str] = set()  # avatars that need not be drawn again
        self.room: Problem | None = None
        self.devices = Devices(("Microphone",), ("Speaker",), ("Test camera",))  # others open, too, but for two
        self.keyring_open = keyring_open or threading.Event()
        if keyring_open is None:
            self.keyring_open.set()
        self.saved: list[Settings] = []
        self.kinds: list[str] = []  # of the engines that were made
        self.sound_error: AppError | None = None  # of whatever opens a sound device
        self.microphones: list[SilentMicrophone] = []
        self.webcams: list[ScriptedWebcam] = []
        self.open_webcam: Callable[[str, MasterClock], PictureSource] | None = None
        self._options = options or HostOptions(isolation="thread")
        self._factory = factory
        settings = settings or Settings(engine=EngineSettings(kind="testcard"))
        self.parts = self._make_parts()
        self.studio = Studio(self.parts, settings, self.saved.append, preflight=preflight, sets=sets)
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
            preparation=self._preparation,
            card=lambda program: ProgramPicture(np.zeros((program.height_px, program.width_px, 4), np.uint8)),
            standby_clip=lambda host, count: [ProgramPicture(host.idle.standby(0))] * count,
            engine=self._engine,
            remote=self._remote,
            local=lambda settings, avatar: local_request(settings, avatar, Paths.find(self._cache)),
            measured=ChoiceStore(Paths.find(self._cache).measured),
            microphone=self._microphone,
            webcam=self._webcam,
            audio_out=self._audio_out,
            monitor=self._monitor,
            carries_voice=lambda device: True,
            camera=self._camera,
            browser=self._browser,
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
        if avatar.startswith("broken"):
            raise AppError("avatar.broken", "The avatar is broken.", "Choose another.")
        self.drawn.add(avatar)
        host = PlainHost(program)
        self.hosts.append(host)
        entry = AvatarEntry(avatar, avatar.title(), Path(avatar), None)
        size = avatar_size(program, settings, program.width_px / program.height_px)
        return Host(entry, host, host, *size)

    def _preparation(self, avatar: str, settings: Settings) -> Preparation:
        if avatar.startswith("broken"):
            raise AppError("avatar.broken", "The avatar is broken.", "Choose another.")
        return Preparation(avatar, drawn=avatar in self.drawn)

    def _remote(self, settings: OmniRTSettings, avatar: str) -> RemoteRequest:
        assert self.keyring_open.wait(20), "the test has left the keyring locked"
        return remote_request(settings, None, avatar, self._cache)

    def _engine(self, settings: EngineSettings, listener: EngineListener, fps: int) -> EngineHost:
        self.kinds.append(settings.kind)
        factory = self._stand_in if self._stand_in and settings.kind == "builtin" else self._factory
        return EngineHost(factory, listener, self._options)

    def _microphone(self, voice: VoiceSettings, clock: MasterClock) -> Microphone:
        if self.sound_error is not None:
            raise self.sound_error
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
        if self.sound_error is not None:
            raise self.sound_error
        if device == "nothing" and "nothing" not in self.devices.speakers:
            raise AppError("audio_out.missing", "There is no such audio device.", "Choose another.")
        self.speakers.append(CollectingSpeaker(device))
        return self.speakers[-1]

    def _browser(self, settings: BrowserSettings) -> CollectingSink:
        self.browsers.append(CollectingSink("browser source"))
        self.prepare(self.browsers[-1])
        return self.browsers[-1]

    def _monitor(self, device: str, clock: MasterClock) -> MonitorPort:
        if device == "nothing" and "nothing" not in self.devices.speakers:
            raise AppError("audio_out.missing", "There is no such audio device.", "Choose another.")
        self.monitors.append(CollectingSpeaker(device))
        return self.monitors[-1]

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
