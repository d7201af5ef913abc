"""What FlashTalk through OmniRT costs on this side: time, processor, memory.

    python -m benchmarks.omnirt_client --out benchmarks/results/omnirt_client.json [--seconds 60] [--chunks 10000]
    python -m benchmarks.omnirt_client --only first_picture steady

The server answers after exactly the time that a chunk is said to take. Goals: the first picture within 40 ms (p99) of
chunk and rendering, a delay that does not move, the live studio at 416x704 and 25 fps into a 720p30 camera on less than
0.35 of a core, and memory that stays flat.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from app.media.types import VideoFrame
from benchmarks.machine import describe_machine
from benchmarks.omnirt_peer import peer
from tests.helpers.engine_probe import Probe
from tests.helpers.omnirt_script import Geometry

ROOT = Path(__file__).resolve().parents[1]
FLASHTALK = Geometry(416, 704)
SMALL = Geometry(104, 176, frame_num=6)
CAMERA_THREADS = ("sink-camera", "camera-sender")
RENDER_S = 0.3
CHUNK_S = FLASHTALK.samples / 16_000
ENOUGH = round(CHUNK_S * 48_000) + 480
"""Samples that the first chunk of a line is made of: the resampler looks a few milliseconds ahead."""
_MEASURED = ("first_picture", "steady", "memory", "live_studio")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each measurement by the clock")
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--only", nargs="+", choices=_MEASURED, default=_MEASURED, help="leave out the rest")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    from app.base.memory import use_one_heap
    from app.ground import SWITCH_INTERVAL_S

    use_one_heap()
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # as the program does
    report = {"machine": describe_machine(), "render_ms": RENDER_S * 1000, "chunk_ms": CHUNK_S * 1000}
    if sys.platform == "linux" and os.sched_getscheduler(0) == os.SCHED_IDLE:
        report["note"] = (
            "Measured in the idle scheduling class, beside other work: every time is longer than it need be."
        )
    measures: dict[str, Callable[[], dict[str, object]]] = {
        "first_picture": lambda: first_pictures(options.turns),
        "steady": lambda: steady(options.seconds),
        "memory": lambda: memory(options.chunks),
        "live_studio": lambda: live_studio(options.seconds, options.turns),
    }
    for name in options.only:
        report[name] = measures[name]()
    report["load_1min_at_end"] = round(psutil.getloadavg()[0], 2)
    text = json.dumps(report, indent=1)
    print(text)
    if options.out is not None:
        options.out.write_text(text + "\n")


# ---- the engine alone


class Ears(Probe):
    """Notes when pictures come, and keeps none."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[int, int]] = []
        """Where in the turn a picture belongs, and when it came."""

    def on_frame(self, frame: VideoFrame) -> None:
        """See ``EngineListener``."""
        self.came.append((frame.pts_ns, time.monotonic_ns()))
        assert self.host is not None
        self.host.release(1)


class Engine:
    """An engine of its own against a server of its own."""

    def __init__(self, geometry: Geometry, render_s: float) -> None:
        from app.base.paths import resources_dir
        from app.engine.base import EngineRequest, RemoteRequest
        from app.engine.host import EngineHost, HostOptions
        from app.engine.table import ENGINES

        self._peer = peer(geometry, render_s)
        url = self._peer.__enter__()
        self.ears = Ears()
        self.host = EngineHost(ENGINES["omnirt"], self.ears, HostOptions(isolation="thread", load_limit_s=330))
        self.ears.host = self.host
        remote = RemoteRequest(url, "flashtalk")
        self.host.start(EngineRequest(resources_dir() / "avatars" / "mira", 1280, 720, 30, remote))
        self.ears.wait(lambda: self.ears.infos)

    def close(self) -> None:
        """End both."""
        self.host.stop()
        self._peer.__exit__(None, None, None)


def first_pictures(turns: int) -> dict[str, object]:
    """From the last sample of a turn's first chunk to its first picture, less the time that the server takes."""
    from app.media import test_signal

    engine = Engine(FLASHTALK, RENDER_S)
    sound = test_signal.samples(0, ENOUGH)
    over = []
    for turn in range(1, turns + 1):
        engine.ears.came.clear()
        engine.host.new_turn(turn, 0)
        pushed_ns = time.monotonic_ns()
        engine.host.push(turn, sound)
        engine.host.end_turn(turn)
        number = turn
        engine.ears.wait(lambda: len(engine.ears.done) == number)  # noqa: B023 - it is called in this round alone
        over.append((engine.ears.came[0][1] - pushed_ns) / 1e6 - RENDER_S * 1000)
    engine.close()
    return {"turns": turns, "to": "the pacer", "over_chunk_and_render_ms": spread(over)}


def steady(seconds: float) -> dict[str, object]:
    """A voice in real time: for each chunk from its last sample to its first picture, less the server's time."""
    from app.media import test_signal

    engine = Engine(FLASHTALK, RENDER_S)
    engine.host.new_turn(1, 0)
    begun_ns = time.monotonic_ns()
    pushed = 0
    while time.monotonic_ns() - begun_ns < seconds * 1e9:
        engine.host.push(1, test_signal.samples(pushed, 480))
        pushed += 480
        time.sleep(max(0.0, (begun_ns - time.monotonic_ns()) / 1e9 + pushed / 48_000))
    engine.close()
    chunk_ns = round(CHUNK_S * 1e9)
    firsts = [(pts_ns, came_ns) for pts_ns, came_ns in engine.ears.came if pts_ns % chunk_ns == 0]
    over = [(came_ns - begun_ns - pts_ns - chunk_ns) / 1e6 - RENDER_S * 1000 for pts_ns, came_ns in firsts]
    third = len(over) // 3
    moved = float(np.median(over[-third:]) - np.median(over[:third]))
    return {
        "seconds": seconds,
        "chunks": len(over),
        "over_chunk_and_render_ms": spread(over),
        "moved_ms": round(moved, 2),
    }


def memory(chunks: int) -> dict[str, object]:
    """Memory of this process while so many chunks of small pictures go through, in turns of a hundred."""
    from app.media import test_signal

    engine = Engine(SMALL, 0.0)
    sound = test_signal.samples(0, 100 * SMALL.samples * 3)
    rows = []
    begun = time.monotonic()
    for turn in range(1, chunks // 100 + 1):
        engine.host.new_turn(turn, 0)
        engine.host.push(turn, sound)
        engine.host.end_turn(turn)
        number = turn
        engine.ears.wait(lambda: len(engine.ears.done) == number)  # noqa: B023 - it is called in this round alone
        for kept in (engine.ears.came, engine.ears.progress, engine.ears.stats):
            kept.clear()  # what the listener remembers is none of the client's memory
        if turn % 10 == 0:
            pss = psutil.Process().memory_full_info().pss
            rows.append({"chunks": turn * 100, "pss_mb": round(pss / 1e6, 1)})
    engine.close()
    took_s = round(time.monotonic() - begun, 1)
    size = f"{SMALL.width_px}x{SMALL.height_px}, {SMALL.frames} a chunk"
    return {"pictures": size, "chunks": chunks, "seconds": took_s, "rows": rows}


# ---- the whole studio


def live_studio(seconds: float, turns: int) -> dict[str, object]:
    """The studio without a window speaks files through server and camera: how soon, and what every part costs.

    Short ones first: from the moment at which a line's first chunk has been read to its first picture at the camera,
    less the time that the server takes. Slots are 33 ms long, and a line is asked for at any time within one.
    """
    from app.base.omnirt_settings import OmniRTSettings, ServerProfile
    from app.base.paths import Paths
    from app.base.settings import CameraSettings, EngineSettings, Settings
    from app.parts import RealParts
    from app.sinks.virtual_camera import VirtualCamera
    from app.studio import commands as do
    from app.studio.parts import CameraSink
    from app.studio.snapshot import OutputState, SpeechState
    from app.studio.studio import Studio
    from benchmarks.cpu_meter import CpuMeter
    from benchmarks.speech import write_wav

    seen = FirstPictures()

    class Parts(RealParts):
        def camera(self, settings: CameraSettings) -> CameraSink:
            command = [sys.executable, str(ROOT / "benchmarks" / "null_camera.py")]
            camera = VirtualCamera(settings, paths.runtime, paths.logs, command)
            seen.watch(camera)
            return camera

    with tempfile.TemporaryDirectory() as folder, peer(FLASHTALK, RENDER_S) as url:
        paths = Paths.find(Path(folder))
        paths.make()
        write_wav(paths.cache / "long.wav", seconds + 60)
        write_wav(paths.cache / "short.wav", 2)
        parts = Parts(paths)
        settings = Settings(
            camera=CameraSettings(backend="obs"),
            engine=EngineSettings(kind="omnirt"),
            omnirt=OmniRTSettings(servers=(ServerProfile(name="Peer", url=url),)),
        )
        kit = parts.parts()
        studio = Studio(replace(kit, open_file=seen.listening(kit.open_file)), settings, lambda changed: None)
        studio.start()
        studio.post(do.StartCamera())
        _until(lambda: studio.snapshot().camera is OutputState.ON)
        over = []
        for number in range(-1, turns):
            before = studio.snapshot().turn
            studio.post(do.SpeakFile(paths.cache / "short.wav"))
            _until(lambda: studio.snapshot().turn > before)  # noqa: B023 - it is called in this round alone
            turn = studio.snapshot().turn
            _until(lambda: turn in seen.first_ns)  # noqa: B023 - it is called in this round alone
            if number >= 0:  # the session may begin only when somebody speaks
                over.append((seen.first_ns[turn] - seen.heard_ns) / 1e6 - RENDER_S * 1000)
            _until(lambda: studio.snapshot().speech is SpeechState.IDLE)
            time.sleep(0.2 + number * 0.618 % 1 / 30)  # somewhere else within a slot each time
        studio.post(do.SpeakFile(paths.cache / "long.wav"))
        time.sleep(6)
        meter = CpuMeter()
        time.sleep(seconds)
        row = meter.row()
        helpers = [
            p for p in psutil.process_iter(["cmdline"]) if f"--runtime={paths.runtime}" in (p.info["cmdline"] or [])
        ]
        measures = studio.snapshot().measures
        studio.close()
        parts.close()
    processes = ["studio and window", *(f"camera helper {helper.pid}" for helper in helpers)]
    cores = row["cores"]
    return {
        "pictures": "416x704 at 25 fps, a photograph, JPEG quality 85; camera 1280x720 at 30 fps",
        "without": "window, microphone, sound device",
        "turns": turns,
        "chunk_read_to_first_camera_picture_over_render_ms": spread(over),
        "seconds": seconds,
        "cores_all": round(sum(cores.get(f"process {name}", 0.0) for name in processes), 3),
        "of_which": {
            "decode": cores.get("thread engine worker", 0.0),
            "pacing and composition": cores.get("thread pump", 0.0),
            "camera, in the studio": round(sum(cores.get(f"thread {name}", 0.0) for name in CAMERA_THREADS), 4),
            "camera helper": round(sum(cores.get(f"process {name}", 0.0) for name in processes[1:]), 4),
            "threads of libraries": cores.get("thread native", 0.0),
        },
        "threads": {name: used for name, used in cores.items() if name.startswith("thread ")},
        "pss_mb": {name: row["pss_mb"].get(name) for name in processes},
        "render_fps": measures.render_fps,
        "lagged": measures.lagged,
        "rtf": measures.rtf,
    }


class FirstPictures:
    """Notes when the first slot of each turn that shows something reaches the camera, and when its sound was there."""

    def __init__(self) -> None:
        self.first_ns: dict[int, int] = {}
        self.heard_ns = 0
        """When the first chunk of the newest file had been read."""

    def listening(self, open_file: Callable[[Path, Any], Any]) -> Callable[[Path, Any], Any]:
        """``open_file``, watched."""

        def open_watched(path: Path, on_notice: Any) -> Any:
            source, left = open_file(path, on_notice), ENOUGH
            read = source.read

            def noted() -> Any:
                nonlocal left
                samples = read()
                before, left = left, left - (0 if samples is None else len(samples))
                if left <= 0 < before:
                    self.heard_ns = time.monotonic_ns()
                return samples

            source.read = noted
            return source

        return open_watched

    def watch(self, camera: Any) -> None:
        """Look at what ``camera`` is given."""
        write = camera.write

        def noted(tick: Any) -> None:
            write(tick)
            if tick.pts_ns is not None:
                self.first_ns.setdefault(tick.turn, time.monotonic_ns())

        camera.write = noted


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, p99 and extremes."""
    names = {"min": 0, "p50": 50, "p99": 99, "max": 100}
    return {name: round(float(np.percentile(values, q)), 2) for name, q in names.items()}


def _until(what: Callable[[], bool], within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.005)


if __name__ == "__main__":
    main()
