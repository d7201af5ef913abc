"""The whole studio for an hour: window, voice-through, sound device, camera. What it costs, and whether it stays so.

    python -m benchmarks.soak --minutes 60 --out benchmarks/results/soak.json [--record]
    python -m benchmarks.soak --minutes 60 --out benchmarks/results/desk_soak.json --changes 8

Microphone and sound device are a PulseAudio server of its own; the camera helper is the real one with a camera that
shows its pictures to nobody. Rows of one minute each: lagged slots, lateness, delay, sync, CPU by part, memory as PSS.

``--changes`` has somebody work the desk meanwhile, at moments that its seed draws; what sinks get is compared slot by
slot, and the event loop of the window is watched: see ``desk_show``.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.cpu_meter import CpuMeter
from benchmarks.machine import describe_machine

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--row-seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--changes", type=int, metavar="SEED", help="scenes, profiles and settings change meanwhile")
    options = parser.parse_args()
    from tests.helpers.pulse import PrivatePulse

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    pulse = PrivatePulse()
    pulse.start()
    os.environ.update(pulse.environment)
    try:
        with tempfile.TemporaryDirectory() as folder:
            report = _run(options, Path(folder)) if options.changes is None else _run_desk(options, Path(folder))
    finally:
        pulse.stop()
    text = json.dumps(report, indent=1)
    print(text)
    if options.out is not None:
        options.out.write_text(text + "\n")


def _run_desk(options: argparse.Namespace, base: Path) -> dict[str, Any]:
    from benchmarks.desk_show import run_desk

    return run_desk(base, options.minutes, options.row_seconds, options.changes)


def _run(options: argparse.Namespace, base: Path) -> dict[str, Any]:
    from app.base.memory import use_one_heap
    from app.base.paths import Paths
    from app.base.settings import AudioOutSettings, CameraSettings, Settings, VoiceSettings, WindowSettings
    from app.ground import SWITCH_INTERVAL_S
    from app.parts import RealParts
    from app.sinks.virtual_camera import VirtualCamera
    from app.studio import commands as do
    from app.studio.parts import CameraSink
    from app.studio.studio import Studio
    from app.ui.application import make_application, run_window
    from benchmarks.speech import write_wav

    class Parts(RealParts):
        def camera(self, settings: CameraSettings) -> CameraSink:
            command = [sys.executable, str(ROOT / "benchmarks" / "null_camera.py")]
            return VirtualCamera(settings, paths.runtime, paths.logs, command)

    sys.setswitchinterval(SWITCH_INTERVAL_S)
    use_one_heap()
    paths = Paths.find(base)
    paths.make()
    write_wav(base / "voice.wav", 60)
    voice = threading.Event()
    speaker = threading.Thread(target=_speak, args=(base / "voice.wav", voice), daemon=True)
    speaker.start()
    settings = Settings(
        voice=VoiceSettings(microphone="FakeMic"),
        audio_out=AudioOutSettings(device="AvatarOut (virtual cable)"),
        camera=CameraSettings(backend="obs"),
        window=WindowSettings(assistant_done=True),
    )
    parts = Parts(paths, base / "recordings")
    studio = Studio(parts.parts(), settings, lambda changed: None)
    app = make_application()
    rows: list[dict[str, Any]] = []

    def work() -> None:
        time.sleep(4)
        studio.post(do.StartCamera())
        studio.post(do.SetMicrophone(True))
        if options.record:
            studio.post(do.StartRecording())
        time.sleep(8)
        meter = CpuMeter()
        for _ in range(max(1, round(options.minutes * 60 / options.row_seconds))):
            time.sleep(options.row_seconds)
            now = studio.snapshot()
            row = {**asdict(now.measures), **meter.row(), "speech": now.speech.value, "camera": now.camera.value}
            row |= {"audio_out": now.audio_out.value, "problems": [p.code for p in now.problems]}
            rows.append(row)
            print(json.dumps(row), file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)  # a window that is live would ask

    studio.start()
    worker = threading.Thread(target=work)
    worker.start()
    run_window(studio, paths, app)
    worker.join()
    studio.close()
    parts.close()
    voice.set()
    speaker.join()
    return {"machine": describe_machine(), "recording": options.record, "rows": rows}


def _speak(voice: Path, stop: threading.Event) -> None:
    """Speak into the fake microphone until told to stop."""
    while not stop.is_set():
        player = subprocess.Popen(["paplay", "--device=vmic", str(voice)])
        while player.poll() is None and not stop.wait(0.2):
            pass
        player.terminate()
        player.wait()


if __name__ == "__main__":
    main()
