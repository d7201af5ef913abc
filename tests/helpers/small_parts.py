"""What a small studio is made of instead of devices: each remembers what it was given, and some can be broken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from app.avatars.expressions import Expression
from app.base.errors import AppError, Problem
from app.base.scenes import Scene, SceneCollection, SubtitleSize, first_scenes
from app.base.settings import (
    ProgramSettings,
    RecordingSettings,
    VoiceSettings,
)
from app.base.usage import PartUsage, Usage
from app.media import test_signal
from app.media.clock import MasterClock
from app.media.pixels import ProgramPicture
from app.media.types import Pixels, ProgramFormat, Samples, SlotSound, Tick
from app.program.patch import Patch
from app.sources.base import LiveSink, PictureSink, Told
from app.studio.scene_room import OpenedScene
from app.studio.stage import Composer

GREY = 90


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
        self.address = ""
        self.readers = self.skipped = 0
        self.ticks: list[Tick] = []
        self.standby = 0
        self.closed = threading.Event()
        self.may_close = threading.Event()
        self.may_close.set()
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
        self.may_close.wait(20)
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
    out_rms_dbfs = -40.0
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


class IdleComputer:
    """A computer on which the studio takes what a small one takes."""

    def look(self) -> Usage:
        return Usage((PartUsage("studio", 6.0, 300_000_000), PartUsage("camera", 1.0, 40_000_000)), 20.0)

    def close(self) -> None:
        pass


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
