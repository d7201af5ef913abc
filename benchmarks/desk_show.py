"""The real window, worked at for hours: what ``soak --changes`` runs, and what it finds.

The test card draws the host and the test signal is spoken, so that everything that leaves the studio can be told apart.
Window, studio, engine process, camera helper, sound server are real; the camera shows its pictures to nobody, and the
recording keeps nothing. Every fifth row is taken at rest, in the scene and the profile of the beginning: those tell
whether memory stays.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any, cast

import numpy as np

from app.base.memory import use_one_heap
from app.base.named_files import NamedFiles
from app.base.paths import Paths
from app.base.profile import PROFILE_SUFFIX
from app.base.scene_store import SCENES_SUFFIX
from app.base.settings import (
    AudioOutSettings,
    CameraSettings,
    EngineSettings,
    ProgramSettings,
    RecordingSettings,
    Settings,
    WindowSettings,
)
from app.base.settings_store import SettingsStore
from app.engine.host import EngineListener
from app.ground import SWITCH_INTERVAL_S, Overlay
from app.media.clock import MasterClock
from app.parts import RealParts
from app.sinks.virtual_camera import VirtualCamera
from app.studio import commands as do
from app.studio.kept_settings import SetsDoor
from app.studio.parts import AudioOutPort, CameraSink, EngineLink, Parts, RecorderSink
from app.studio.snapshot import EngineState, OutputState, SpeechState
from app.studio.studio import Studio
from app.ui.application import make_application, run_window
from benchmarks.cpu_meter import ROOT, CpuMeter
from benchmarks.desk_changes import Changes, Hands, prepare
from benchmarks.desk_checks import (
    Pairing,
    PairingRecorder,
    Places,
    SignalFile,
    WatchedCamera,
    WatchedEngine,
    WatchedOut,
)
from benchmarks.machine import describe_machine
from benchmarks.window_watch import WindowWatch

LINE_S = 240.0
EVERY = 5
"""A row of so many is taken at rest."""
REST_S = 20.0
GROWTH_MB = 12.0
"""By which the rests at the end may be above those at the beginning, in the middle of each third: single ones differ by
15 MB, with how many pictures are on their way and how much the heap keeps. An hour's snapshots need some of it."""
BLOCKED_MS = 50.0


class DeskParts(RealParts):
    """The real parts, watched."""

    def __init__(self, paths: Paths, recordings: Path, places: Places) -> None:
        super().__init__(paths, recordings)
        self._where = paths
        self._places = places
        self._devices: list[WatchedOut] = []
        self.pairings: list[Pairing] = []

    def _pairing(self, sink: str) -> Pairing:
        self.pairings.append(Pairing(sink, self._places))
        return self.pairings[-1]

    def camera(self, settings: CameraSettings) -> CameraSink:
        """The real camera, with a device that shows its pictures to nobody."""
        command = [sys.executable, str(ROOT / "benchmarks" / "null_camera.py")]
        camera = VirtualCamera(settings, self._where.runtime, self._where.logs, command)
        return cast("CameraSink", WatchedCamera(camera, self._places, self._pairing("camera"), self._devices))

    def audio_out(self, device: str, clock: MasterClock) -> AudioOutPort:
        """The real device."""
        watched = WatchedOut(super().audio_out(device, clock))
        self._devices[:] = [watched]
        return cast("AudioOutPort", watched)

    def recorder(self, path: Path | None, settings: RecordingSettings, avatar: str) -> RecorderSink:
        """The one that looks."""
        return PairingRecorder(self._pairing("recording"))

    def parts(self, show_file: Path | None = None) -> Parts:
        """Files are the test signal, however they are called; the engine is the real one, watched."""
        real = super().parts(show_file)

        def engine(settings: EngineSettings, listener: EngineListener, fps: int) -> EngineLink:
            return cast("EngineLink", WatchedEngine(real.engine(settings, listener, fps), self._places))

        return replace(real, engine=engine, open_file=lambda path, on_notice: SignalFile(LINE_S))


def run_desk(base: Path, minutes: float, row_s: float, seed: int) -> dict[str, Any]:
    """Run, and say what was found. Prints a row a minute meanwhile."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    use_one_heap()
    paths = Paths.find(base)
    paths.make()
    settings = Settings(
        engine=EngineSettings(kind="testcard"),
        program=ProgramSettings(ai_label=False),  # it may lie on the card
        audio_out=AudioOutSettings(device="AvatarOut (virtual cable)"),
        camera=CameraSettings(backend="obs"),
        window=WindowSettings(assistant_done=True, theme="dark"),
    )
    places = Places()
    parts = DeskParts(paths, base / "recordings", places)
    store, overlay = SettingsStore(paths.settings_file), Overlay(settings, lambda own: own)
    files = (NamedFiles(paths.profiles, PROFILE_SUFFIX), NamedFiles(paths.scene_collections, SCENES_SUFFIX))
    door = SetsDoor(*files, overlay.bare, overlay.adopt)
    studio = Studio(
        parts.parts(paths.show_file), settings, lambda changed: store.save(overlay.bare(changed)), sets=door
    )
    unsubscribe = studio.subscribe(places.follow)
    app = make_application()
    hands, watch = Hands(), WindowWatch()
    changes = Changes(studio, hands, Random(seed))
    rows: list[dict[str, Any]] = []
    ended = threading.Event()

    def work() -> None:
        try:
            _worked(studio, hands, changes, watch, rows, minutes, row_s, parts)
        finally:
            ended.set()
            os.kill(os.getpid(), signal.SIGTERM)  # a window that is live would ask

    studio.start()
    threads = [threading.Thread(target=work), threading.Thread(target=_speak, args=(studio, ended))]
    for thread in threads:
        thread.start()
    run_window(studio, paths, app)
    for thread in threads:
        thread.join()
    unsubscribe()
    studio.close()
    parts.close()
    return _report(seed, parts, changes, hands, rows)


def _worked(
    studio: Studio,
    hands: Hands,
    changes: Changes,
    watch: WindowWatch,
    rows: list[dict[str, Any]],
    minutes: float,
    row_s: float,
    parts: DeskParts,
) -> None:
    while studio.snapshot().engine is not EngineState.READY:
        time.sleep(0.1)
    studio.post(do.StartCamera())
    hands.show_docks()
    prepare(studio)
    time.sleep(8)
    meter = CpuMeter()
    watch.take(BLOCKED_MS)
    for number in range(max(1, round(minutes * 60 / row_s))):
        if studio.snapshot().recording is OutputState.OFF:
            studio.post(do.StartRecording())
        at_rest = number % EVERY == 0
        if at_rest:
            changes.rest(max(0.0, row_s - REST_S))
            meter.row()
            time.sleep(min(REST_S, row_s))
        else:
            changes.run(row_s)
        now = studio.snapshot()
        row = {"at_rest": at_rest, **asdict(now.measures), **meter.row(), "window": watch.take(BLOCKED_MS)}
        row |= {"camera": now.camera.value, "audio_out": now.audio_out.value, "speech": now.speech.value}
        row |= {"problems": [p.code for p in now.problems], "seen": dict(_counts(parts)), "moments": changes.moments[:]}
        changes.moments.clear()
        rows.append(row)
        print(json.dumps(row), file=sys.stderr, flush=True)


def _speak(studio: Studio, ended: threading.Event) -> None:
    """Have the signal spoken again whenever nothing is spoken."""
    while not ended.wait(0.4):
        now = studio.snapshot()
        if now.engine is EngineState.READY and now.speech is SpeechState.IDLE and not now.speaking_text:
            studio.post(do.SpeakFile(Path("signal.wav")))
            ended.wait(1.0)


def _counts(parts: DeskParts) -> Counter[str]:
    return sum((pairing.counts for pairing in list(parts.pairings)), Counter())


def _report(seed: int, parts: DeskParts, changes: Changes, hands: Hands, rows: list[dict[str, Any]]) -> dict[str, Any]:
    for pairing in parts.pairings:
        pairing.finish()
    seen = _counts(parts)
    wrong = [words for pairing in parts.pairings for words in pairing.wrong]
    rests = [row["pss_mb_all"] for row in rows if row["at_rest"]]
    warm = rests[1:]  # the first is from before anything was opened
    third = max(1, len(warm) // 3)
    grown = float(np.median(warm[-third:]) - np.median(warm[:third])) if warm else 0.0
    blocked = [stood for row in rows for stood in row["window"]["longest"]]
    lagged = sum(_gone_up([row["lagged"] for row in rows]))
    return {
        "machine": describe_machine(),
        "seed": seed,
        "changes": dict(changes.done),
        "changes_failed": hands.failed,
        "seen": dict(seen),
        "wrong": wrong[:40],
        "lagged": lagged,
        "window_blocked": sum(row["window"]["blocked"] for row in rows),
        "window_longest": sorted(blocked, key=lambda one: one["no_processor_ms"] - one["late_ms"])[:20],
        "memory_at_rest_mb": rests,
        "memory_at_rest_grown_mb": round(grown, 1),
        "memory_mb": _line([row["pss_mb_all"] for row in rows]),
        "paired": not seen["wrong"] and not seen["offset wrong"] and seen["exact"] > 0 and seen["offset exact"] > 0,
        "flat": len(warm) > 1 and grown < GROWTH_MB,
        "never_blocked": not any(row["window"]["blocked"] for row in rows),
        "rows": rows,
    }


def _gone_up(values: list[int]) -> list[int]:
    """By how much a count has gone up from row to row; every show counts from 0."""
    return [now - before if now >= before else now for before, now in zip([0, *values], values, strict=False)]


def _line(values: list[float]) -> dict[str, float]:
    """First, last, and how much more it is from row to row."""
    slope = float(np.polyfit(np.arange(len(values)), values, 1)[0]) if len(values) > 2 else 0.0
    return {"first": values[0], "last": values[-1], "a_row_more": round(slope, 3)}
