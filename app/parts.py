"""The concrete parts of the studio, which the commands alone know. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.library import Library
from app.base.errors import AppError, Problem
from app.base.paths import Paths, resources_dir
from app.base.secrets import OPENAI_KEY, keep_secret, secret, server_key
from app.base.settings import (
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    ProviderId,
    RecordingSettings,
    Settings,
    VoiceSettings,
)
from app.studio.snapshot import AvatarEntry

if TYPE_CHECKING:
    from app.avatars.detector import FaceDetector, FoundFace
    from app.avatars.keeper import Keeper
    from app.base.omnirt_settings import OmniRTSettings
    from app.base.rungs import Rung
    from app.engine.base import RemoteRequest
    from app.engine.host import EngineListener
    from app.engine.omnirt.local_server import LocalServer
    from app.media.audio_system import AudioSystem
    from app.media.clock import MasterClock
    from app.media.pixels import ProgramPicture
    from app.media.types import Pixels, ProgramFormat
    from app.sources.base import PictureSource, SpeechSource
    from app.sources.speaker import Speaker
    from app.sources.voices.base import Voice
    from app.studio.parts import AudioOutPort, CameraSink, Devices, EngineLink, Host, Microphone, Parts, RecorderSink
    from app.studio.stats_desk import UsagePort

log = logging.getLogger(__name__)


def open_library(paths: Paths) -> Library:
    """The bundled avatars, then the user's own."""
    return Library((resources_dir() / "avatars", paths.avatars))


def open_keeper(paths: Paths) -> Keeper:
    """The keeper of the user's own avatars."""
    from app.avatars.keeper import Keeper
    from app.avatars.shelf import Shelf

    library = open_library(paths)
    return Keeper(Shelf(paths.avatars, library), library, models_dir(), paths.clips / "omnirt")


def models_dir() -> Path:
    """Where the models that find faces are."""
    return resources_dir() / "models"


class RealParts:
    """Makes the parts, and owns what they share. Any thread; ``close`` when the studio is closed.

    Args:
        paths: where files are.
        recordings: where recordings go if the settings name no folder; None: the system's videos folder.

    """

    def __init__(self, paths: Paths, recordings: Path | None = None) -> None:
        self._paths = paths
        self._recordings = recordings
        self._library = open_library(paths)
        self._lock = threading.Lock()  # guards what follows
        self._audio: AudioSystem | None = None
        self._speaker: Speaker | None = None
        self._previewer: Speaker | None = None
        self._local_server: LocalServer | None = None
        self._detector: FaceDetector | None = None  # of verifications, one at a time

    def parts(self, show_file: Path | None = None) -> Parts:
        """All of them, as the studio takes them; what is on its desk survives in ``show_file``, if there is one."""
        from app.engine.local.choice_store import ChoiceStore
        from app.program.card import card
        from app.studio.local import local_request
        from app.studio.parts import Parts
        from app.upkeep_parts import upkeep_ports

        return Parts(
            list_avatars=self.list_avatars,
            avatars=open_keeper(self._paths),
            open_host=self.open_host,
            card=card,
            standby_clip=_standby_clip,
            engine=_engine,
            remote=self.remote,
            local=partial(local_request, paths=self._paths),
            measured=ChoiceStore(self._paths.measured),
            microphone=self.microphone,
            webcam=_webcam,
            audio_out=self.audio_out,
            carries_voice=self.carries_voice,
            camera=self.camera,
            recorder=self.recorder,
            room_problem=_room_problem,
            open_file=_open_file,
            open_text=self.open_text,
            voices=self,
            connection=self,
            upkeep=upkeep_ports(self._paths, self._recordings),
            list_devices=self.list_devices,
            usage=self.usage,
            show_file=show_file,
            reports=self._paths.reports,
        )

    def close(self) -> None:
        """Give back what is shared."""
        with self._lock:
            for speaker in (self._speaker, self._previewer):
                if speaker is not None:
                    speaker.close()
            if self._audio is not None:
                self._audio.shutdown()

    @property
    def audio(self) -> AudioSystem:
        """The one owner of PortAudio."""
        from app.media.audio_system import AudioSystem

        with self._lock:
            if self._audio is None:
                self._audio = AudioSystem()
            return self._audio

    @property
    def speaker(self) -> Speaker:
        """The one that speaks typed lines."""
        from app.sources.speaker import Speaker

        with self._lock:
            if self._speaker is None:
                self._speaker = Speaker(_key, self._paths.voices)
            return self._speaker

    @property
    def previewer(self) -> Speaker:
        """The one that is asked for lists and samples: a sample must not end the line that is on air."""
        from app.sources.speaker import Speaker

        with self._lock:
            if self._previewer is None:
                self._previewer = Speaker(_key, self._paths.voices)
            return self._previewer

    # ---- avatars

    def list_avatars(self) -> tuple[AvatarEntry, ...]:
        """The avatars that can be used."""
        entries = self._library.list()
        for entry in entries:
            if entry.problem is not None:
                log.info("avatar %s is left out: %s", entry.folder, entry.problem)
        own = self._paths.avatars
        return tuple(
            AvatarEntry(e.id, e.name, e.folder, e.preview, e.folder.parent == own, e.mouth)
            for e in entries
            if e.problem is None
        )

    def open_host(self, avatar: str, program: ProgramFormat, settings: ProgramSettings) -> Host:
        """An avatar, by id or folder, ready for the stage."""
        from app.avatars.hosts import DrawnIdle, natural_aspect
        from app.avatars.sheet_host import host_from
        from app.avatars.sheet_store import SheetStore
        from app.program.compositor import Compositor
        from app.studio.parts import Host

        bundle = self._library.resolve(avatar)
        compositor = Compositor(program, settings)
        width_px, height_px = compositor.avatar_size(natural_aspect(bundle))
        entry = AvatarEntry(bundle.id, bundle.name, bundle.folder, bundle.preview)
        sheet, kept = SheetStore(self._paths.cache / "sheets").open(bundle, width_px, height_px)
        return Host(entry, compositor, DrawnIdle(host_from(sheet, speaks=False)), width_px, height_px, kept)

    def remote(self, settings: OmniRTSettings, avatar_id: str) -> RemoteRequest:
        """What the server of the settings is asked for."""
        from app.studio.remote import remote_request

        key = None if settings.profile is None else secret(server_key(settings.profile.name))
        return remote_request(settings, key, avatar_id, self._paths.clips / "omnirt")

    # ---- sound

    def microphone(self, voice: VoiceSettings, clock: MasterClock) -> Microphone:
        """The microphone of the settings, and what is done to its sound."""
        from app.sources.microphone import Microphone as ConcreteMicrophone

        return ConcreteMicrophone(self.audio, voice, clock)

    def audio_out(self, device: str, clock: MasterClock) -> AudioOutPort:
        """An audio device by its friendly name."""
        from app.sinks.audio_out import AudioOut

        return AudioOut(self.audio, device, clock)

    def carries_voice(self, device: str) -> bool:
        """Whether it is a virtual cable."""
        from app.media.audio_devices import find_device

        found = find_device(self.audio.devices("output"), device)
        return found is not None and found.virtual_cable

    def open_text(self, text: str, settings: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
        """A typed line, spoken."""
        return self.speaker.line(text, settings, on_notice)

    # ---- voices, as the desk asks for them

    def list_voices(self, provider: ProviderId, settings: VoiceSettings) -> Sequence[Voice]:
        """All voices of a provider."""
        return self.previewer.provider(provider, settings).voices()

    def preview(
        self, text: str, settings: VoiceSettings, stop: threading.Event, on_notice: Callable[[Problem], None]
    ) -> None:
        """A sample on the computer's loudspeaker."""
        from app.sources.preview import play

        play(self.previewer, self.audio, text, settings, stop, on_notice)

    def fetch_voice(self, voice: str, progress: Callable[[float], None], stop: threading.Event) -> None:
        """Fetch a neural voice."""
        from app.sources.voices.neural_store import fetch_voice

        fetch_voice(self._paths.voices, voice, progress, stop)

    def has_key(self) -> bool:
        """Whether there is a key for the speech server."""
        return _key() is not None

    def keep_key(self, key: str) -> None:
        """Keep it in the system's keyring."""
        keep_secret(OPENAI_KEY, key)

    # ---- the server, as the desk asks for it

    def test_connection(
        self, settings: Settings, stopped: threading.Event, *, session_open: bool, tts_first_pcm_ms: float | None
    ) -> Iterator[Rung]:
        """Try the server, up to a session that draws."""
        from app.engine.base import EngineRequest, PipelinedEngine
        from app.engine.omnirt.judgement import Drawn
        from app.engine.omnirt.ladder import climb, draw_silence
        from app.engine.table import ENGINES, load_factory
        from app.studio.parts import program_format

        avatar = self._library.resolve(settings.window.avatar)
        program = program_format(settings)
        # Without a cache: a test does not film the host at rest.
        remote = replace(self.remote(settings.omnirt, avatar.id), cache=None)
        request = EngineRequest(avatar.folder, program.width_px, program.height_px, program.fps, remote)

        def draw() -> Drawn:
            engine = load_factory(ENGINES["omnirt"])()
            assert isinstance(engine, PipelinedEngine)
            return draw_silence(engine, request, stopped)

        return climb(remote, draw, session_open=session_open, tts_first_pcm_ms=tts_first_pcm_ms)

    @property
    def local_server(self) -> LocalServer:
        """The one of this computer."""
        from app.engine.omnirt.local_server import LocalServer

        with self._lock:
            if self._local_server is None:
                self._local_server = LocalServer(self._paths.runtime, self._paths.logs)
            return self._local_server

    def find_local_server(self, program: Path | None) -> Path | None:
        """The program that starts it."""
        from app.engine.omnirt.local_server import find_program

        return find_program(program)

    def verify(self, settings: Settings, stopped: threading.Event, progress: Callable[[float], None]) -> Iterator[Rung]:
        """Have the host on stage speak over the server, through the studio's own path into nothing but a report."""
        from app.media.clock import MasterClock
        from app.studio.connection import VERIFY_S
        from app.studio.verification import Terms, verify

        def open_text(text: str, voice: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
            return self.previewer.line(text, voice, on_notice)

        terms = Terms(settings, VERIFY_S, progress, stopped, self._find_faces, MasterClock())
        return verify(replace(self.parts(), open_text=open_text), terms)

    def _find_faces(self, picture: Pixels) -> list[FoundFace]:
        from app.avatars.detector import FaceDetector

        if self._detector is None:
            self._detector = FaceDetector(models_dir())
        return self._detector.find(picture)

    def preload(self, settings: Settings, stopped: threading.Event) -> Rung:
        """Have the server load its model."""
        from app.engine.omnirt.preload import preload

        return preload(self.remote(settings.omnirt, ""), stopped)

    def has_server_key(self, server: str) -> bool:
        """Whether there is a key for the server with this name."""
        return bool(secret(server_key(server)))

    def keep_server_key(self, server: str, key: str) -> None:
        """Keep it in the system's keyring."""
        keep_secret(server_key(server), key)

    # ---- picture and files

    def camera(self, settings: CameraSettings) -> CameraSink:
        """The virtual camera."""
        from app.sinks.virtual_camera import VirtualCamera

        return VirtualCamera(settings, self._paths.runtime, self._paths.logs)

    def recorder(self, path: Path | None, settings: RecordingSettings, avatar: str) -> RecorderSink:
        """A recording."""
        from app.sinks.recorder import Recorder

        path = self.recording_path(path, settings, avatar)
        return Recorder(path, settings.quality, hardware=settings.encoder == "auto")

    def recording_path(self, path: Path | None, settings: RecordingSettings, avatar: str) -> Path:
        """Where a recording that is begun now goes; ``path`` if it is given."""
        from app.sinks.recorder_paths import recording_path

        if path is None:
            folder = settings.folder or self._recordings
            path = recording_path(folder, settings.name_template, avatar, datetime.now().astimezone())
        return path.expanduser().absolute()

    # ---- what is there

    def usage(self) -> UsagePort:
        """Looks at what the studio takes of this computer."""
        from app.base.usage_meter import UsageMeter
        from app.sinks.virtual_camera_launch import running_helper

        return UsageMeter(lambda: running_helper(self._paths.runtime))

    def list_devices(self) -> Devices:
        """Friendly names of everything that is plugged in now."""
        from app.sinks.virtual_camera_devices import list_cameras
        from app.sources.webcam_devices import list_webcams
        from app.studio.parts import Devices

        try:
            microphones = tuple(device.name for device in self.audio.devices("input"))
            speakers = tuple(device.name for device in self.audio.devices("output"))
        except AppError as error:  # the doctor says so; here it is simply no device
            log.info("no sound: %s", error)
            microphones = speakers = ()
        cameras, webcams = list_cameras(), list_webcams()
        return Devices(microphones, speakers, tuple(one.name for one in cameras), tuple(one.name for one in webcams))


def _key() -> str | None:
    return secret(OPENAI_KEY)


def _open_file(path: Path, on_notice: Callable[[Problem], None]) -> SpeechSource:
    from app.sources.audio_file import AudioFile

    return AudioFile(path, on_notice)


def _room_problem(folder: Path) -> Problem | None:
    from app.sinks.recorder import room_problem

    return room_problem(folder)


def _engine(settings: EngineSettings, listener: EngineListener, fps: int) -> EngineLink:
    from app.engine.host import EngineHost, HostOptions
    from app.engine.table import ENGINES

    del fps  # it stands in the request
    if settings.kind != "builtin":
        import cv2  # noqa: F401  # its pictures are scaled on the pump's thread, which has no time to import anything
    kind = "omnirt_camera" if settings.follows_camera else settings.kind
    return EngineHost(ENGINES[kind], listener, HostOptions.of(settings))


def _webcam(device: str, clock: MasterClock) -> PictureSource:
    from app.sources.webcam import WebcamSource

    return WebcamSource(device, clock)


def _standby_clip(host: Host, count: int) -> Sequence[ProgramPicture]:
    from app.program.compositor import Compositor
    from app.program.standby import StandbyClip

    assert isinstance(host.composer, Compositor)
    return StandbyClip(host.idle, host.composer, count)
