"""The concrete parts of the studio, which the commands alone know. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.library import Library
from app.base.errors import AppError, Problem
from app.base.paths import Paths, models_dir, resources_dir
from app.base.settings import (
    BrowserSettings,
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    RecordingSettings,
    Settings,
    VoiceSettings,
)
from app.server_parts import ServerParts
from app.studio.snapshot import AvatarEntry
from app.voice_parts import VoiceParts

if TYPE_CHECKING:
    from app.avatars.keeper import Keeper
    from app.avatars.preparation import Preparation
    from app.engine.host import EngineListener
    from app.media.audio_system import AudioSystem
    from app.media.clock import MasterClock
    from app.media.pixels import ProgramPicture
    from app.media.types import ProgramFormat
    from app.sources.base import PictureSource, SpeechSource
    from app.studio.parts import (
        AudioOutPort,
        BrowserSink,
        CameraSink,
        Devices,
        EngineLink,
        Host,
        Microphone,
        Parts,
        ReadbackPort,
        RecorderSink,
    )
    from app.studio.sound_outlets import MonitorPort
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
        self._lock = threading.Lock()  # guards the one owner of PortAudio
        self._audio: AudioSystem | None = None
        self.voices = VoiceParts(paths, lambda: self.audio)
        self.servers = ServerParts(
            paths, self._library, lambda: replace(self.parts(), open_text=self.voices.open_sample)
        )

    def parts(self, show_file: Path | None = None) -> Parts:
        """All of them, as the studio takes them; what is on its desk survives in ``show_file``, if there is one."""
        from app.engine.local.choice_store import ChoiceStore
        from app.program.card import card
        from app.scene_parts import RealScenes
        from app.studio.local import local_request
        from app.studio.parts import Parts
        from app.upkeep_parts import upkeep_ports

        return Parts(
            list_avatars=self.list_avatars,
            avatars=open_keeper(self._paths),
            open_host=self.open_host,
            preparation=self.preparation,
            card=card,
            standby_clip=_standby_clip,
            engine=_engine,
            remote=self.servers.remote,
            local=partial(local_request, paths=self._paths),
            measured=ChoiceStore(self._paths.measured),
            microphone=self.microphone,
            webcam=_webcam,
            audio_out=self.audio_out,
            monitor=self.monitor,
            carries_voice=self.carries_voice,
            camera=self.camera,
            browser=_browser,
            recorder=self.recorder,
            room_problem=_room_problem,
            open_file=_open_file,
            open_text=self.voices.open_text,
            voices=self.voices,
            connection=self.servers,
            upkeep=upkeep_ports(self._paths, self._recordings),
            scenes=RealScenes(self._paths.scenes_file, keep=show_file is not None, recording_path=self.recording_path),
            list_devices=self.list_devices,
            readback=_readback,
            usage=self.usage,
            show_file=show_file,
            obs_undo=self._paths.obs_undo_file,
            reports=self._paths.reports,
        )

    def close(self) -> None:
        """Give back what is shared."""
        self.voices.close()
        with self._lock:
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
        sheet, kept = SheetStore(self._paths.clips / "sheets").open(bundle, width_px, height_px)
        return Host(entry, compositor, DrawnIdle(host_from(sheet, speaks=False)), width_px, height_px, kept)

    def preparation(self, avatar: str, settings: Settings) -> Preparation:
        """What is kept of an avatar; a look at files, without drawing."""
        from app.avatars.hosts import natural_aspect
        from app.avatars.idle_clip import ClipStore
        from app.avatars.preparation import Preparation
        from app.avatars.sheet_store import SheetStore
        from app.program.compositor import Compositor
        from app.studio.parts import program_format

        bundle = self._library.resolve(avatar)
        size = Compositor(program_format(settings), settings.program).avatar_size(natural_aspect(bundle))
        crop = settings.omnirt.crops.get(bundle.id, (0.0, 0.0))
        local, server = (ClipStore(self._paths.clips / engine).kept(bundle, crop) for engine in ("local", "omnirt"))
        return Preparation(avatar, SheetStore(self._paths.clips / "sheets").has(bundle, *size), local, server)

    # ---- sound

    def microphone(self, voice: VoiceSettings, clock: MasterClock) -> Microphone:
        """The microphone of the settings, and what is done to its sound."""
        from app.sources.microphone import Microphone as ConcreteMicrophone

        return ConcreteMicrophone(self.audio, voice, clock)

    def audio_out(self, device: str, clock: MasterClock) -> AudioOutPort:
        """An audio device by its friendly name."""
        from app.sinks.audio_out import AudioOut

        return AudioOut(self.audio, device, clock)

    def monitor(self, device: str, clock: MasterClock) -> MonitorPort:
        """The streamer's headphones, by their friendly name."""
        from app.sinks.monitor import Monitor

        return Monitor(self.audio, device, clock)

    def carries_voice(self, device: str) -> bool:
        """Whether it is a virtual cable."""
        from app.media.audio_devices import find_device

        found = find_device(self.audio.devices("output"), device)
        return found is not None and found.virtual_cable

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


def _readback(camera: str, device: str, clock: MasterClock) -> ReadbackPort:
    from app.sources.readback import Readback

    return Readback(camera, device, clock)


def _webcam(device: str, clock: MasterClock) -> PictureSource:
    from app.sources.webcam import WebcamSource

    return WebcamSource(device, clock)


def _browser(settings: BrowserSettings) -> BrowserSink:
    from app.sinks.browser_source import BrowserSource

    return BrowserSource(settings, resources_dir() / "browser_source")


def _standby_clip(host: Host, count: int) -> Sequence[ProgramPicture]:
    from app.program.compositor import Compositor
    from app.program.standby import StandbyClip

    assert isinstance(host.composer, Compositor)
    return StandbyClip(host.idle, host.composer, count)
