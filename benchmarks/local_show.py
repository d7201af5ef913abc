"""FlashHead Lite, FlashHead Pro and FlashTalk in a show: worker process, pacer, pump and a sink that counts.

    python -m benchmarks.local_show --out benchmarks/results/local_show.json [--seconds 120] [--model lite pro talk]
    python -m benchmarks.local_show --linears fp8 --graphs

It runs in the studio's environment; the worker and the weights, which are random, have the one that has torch. A file
of the test signal is spoken, so a model that is too slow pauses the show and is seen to. Goals: every slot shows the
picture that was drawn from its sound, none waits, and the card's memory does not grow. Without a card the models are
tiny ones, and what the file says of them is only that everything fits together. Weights lie in the folder for temporary
files while they are used: FlashTalk's at full size are 52 GB (``TMPDIR`` names another disk).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from app.base.gpu_meter import GpuMeter
from app.base.settings import EngineSettings
from app.engine.base import EngineInfo, EngineRequest, LocalRequest
from app.engine.host import EngineHost, HostOptions
from app.engine.local.base import FPS, FRAME_SAMPLES, RATE_HZ
from app.media import test_signal
from app.media.chunker import TurnResampler
from app.media.clock import MasterClock
from app.media.pacer import FADE_SAMPLES, Pacer
from app.media.pixels import ProgramPicture
from app.media.types import (
    NS_PER_S,
    PROGRAM_RATE_HZ,
    Pixels,
    ProgramFormat,
    Samples,
    SlotPlan,
    Tick,
    VideoFrame,
    ns_to_samples,
)
from app.studio.pump import Pump
from app.studio.speech import Speech
from benchmarks.local_marks import ENGINE, read_mark
from benchmarks.machine import describe_machine
from tests.helpers.engine_probe import Probe, wait_until
from tests.helpers.local_python import make_local_python
from tests.helpers.portraits import landmarks, painted, portrait_bundle

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ProgramFormat(1280, 720, FPS)
NAMES = {"lite": "flashhead-lite", "pro": "flashhead-pro", "talk": "flashtalk"}
PIECE = PROGRAM_RATE_HZ // 10
FAULTS = 10
"""That are told one by one."""
AT_REST: Pixels = np.zeros((2, 2, 4), np.uint8)
LOAD_LIMIT_S = 20 * 60
GROWTH_MB = 64
"""Above what allocators round up to; a picture that stays behind in every chunk makes more of it in two minutes."""


class Line(EngineHost):
    """The engine host as speech uses it, and the listener that speech would have in the studio."""

    def __init__(self, python: Path) -> None:
        self.info: EngineInfo | None = None
        self.ears = Ears(self)
        super().__init__(ENGINE, self.ears, HostOptions.of(EngineSettings(kind="local", python=python)))

    @property
    def render_ns(self) -> int:
        """See ``EnginePort``."""
        return 0 if self.info is None else self.info.render_ns


class Ears(Probe):
    """Hands pictures to speech and keeps none."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line
        self.speech: Speech | None = None

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        """See ``EngineListener``."""
        self._line.info = info
        super().on_ready(info, session_create_ms)

    def on_frame(self, frame: VideoFrame) -> None:
        """See ``EngineListener``."""
        assert self.speech is not None
        self.speech.frame(frame)

    def on_progress(self, turn: int, until_ns: int) -> None:
        """See ``EngineListener``."""
        assert self.speech is not None
        self.speech.progress(turn, until_ns)


class Spoken:
    """The test signal as a file of so many slots."""

    def __init__(self, seconds: float) -> None:
        self.slots = round(seconds * FPS)
        self._pieces = self._cut()

    def read(self) -> Samples | None:
        """See ``SpeechSource``."""
        return next(self._pieces, None)

    def close(self) -> None:
        """See ``SpeechSource``."""

    def marks(self) -> Samples:
        """The sample that each of its pictures must be marked with."""
        resampler = TurnResampler(RATE_HZ)
        heard = np.concatenate([*map(resampler.push, self._cut()), resampler.flush()])
        return heard[::FRAME_SAMPLES]

    def _cut(self) -> Iterator[Samples]:
        count = self.slots * PROGRAM_RATE_HZ // FPS
        return (test_signal.samples(at, min(PIECE, count - at)) for at in range(0, count, PIECE))


class CountingSink:
    """Looks at every slot that leaves the pump, and keeps nothing of it. On the pump's thread."""

    def __init__(self, marks: Samples) -> None:
        self._marks = marks
        self._resumes = False  # sound rises again after a pause
        self._before: ProgramPicture | None = None
        self.slot = self.paired = self.paused = self.lagged = 0
        self.said = 0
        """Slots in which something was heard of the file."""
        self.faults: list[str] = []

    def compose(self, plan: SlotPlan) -> ProgramPicture:
        """The model's picture as it is; none of its own while nothing is said."""
        speaks = plan.frame is not None and plan.pts_ns is not None
        return ProgramPicture(plan.frame.pixels if plan.frame is not None and speaks else AT_REST)

    def write(self, tick: Tick) -> None:
        """Take a slot: it must sound exactly what comes next, and show what was drawn from that."""
        self.slot, number = tick.slot, self.said
        if tick.pts_ns is None:
            self._resumes = number > 0
            self.paused += int(0 < number < len(self._marks))
            return
        at, count = ns_to_samples(tick.pts_ns + 500), len(tick.samples)
        faded, self._resumes = FADE_SAMPLES if self._resumes else 0, False
        self.said += 1
        heard = at == number * count and np.array_equal(tick.samples[faded:], test_signal.samples(at, count)[faded:])
        seen = number < len(self._marks) and read_mark(tick.picture.pixels) == float(self._marks[number])
        self.paired += int(heard and seen)
        # The pump repeats a picture only in slots that it woke too late for, by a whole one: the system held it up.
        lagged = heard and not seen and tick.picture is self._before
        self.lagged += int(lagged)
        self._before = tick.picture
        if not (heard and (seen or lagged)) and len(self.faults) < FAULTS:
            said, shown = ("right" if right else "wrong" for right in (heard, seen))
            self.faults.append(f"slot {number}: sound {said}, picture {shown}")


def run_show(request: EngineRequest, python: Path, seconds: float) -> dict[str, Any]:
    """Load, speak, and say what was counted. Raises AppError where the model cannot be loaded or goes down."""
    file, clock, pacer, line = Spoken(seconds), MasterClock(), Pacer(PROGRAM, crossfade_ns=0), Line(python)
    sink, ears = CountingSink(file.marks()), line.ears
    meter = None if request.local is None or request.local.device == "cpu" else GpuMeter()
    troubles: list[Exception] = []
    speech = ears.speech = Speech(PROGRAM, pacer, line, lambda: NS_PER_S // FPS, clock.now_ns, troubles.append)
    pump = Pump(clock, PROGRAM, pacer, sink.compose, lambda _: line.release(pacer.take_released()))
    pump.due = [sink]
    memory: list[float] = []
    try:
        line.start(request)
        ears.wait(lambda: ears.infos or ears.downs, LOAD_LIMIT_S)
        pump.start(troubles.append)
        begun = time.monotonic()
        speech.say(lambda: file, "test signal")
        while speech.busy and not (ears.downs or troubles):
            time.sleep(0.5)
            if sink.said:
                memory.append(memory_mb(meter))
        memory.append(memory_mb(meter))
        took_s, last = time.monotonic() - begun, pump.next_slot - 1
        wait_until(lambda: sink.slot >= last or ears.downs or troubles)
    finally:
        speech.close()
        pump.stop()
        down = next((reason for reason in ears.downs if reason is not None), None)
        line.stop()
        if meter is not None:
            meter.close()
    for trouble in (down, *troubles):
        if trouble is not None:
            raise trouble
    return {
        "load_s": round(ears.session_create_ms[0] / 1e3, 1),
        "took_s": round(took_s, 1),
        "slots": file.slots,
        "slots_paired": sink.paired,
        "slots_lagged": sink.lagged,
        "slots_not_paired": file.slots - sink.paired - sink.lagged,
        "faults": sink.faults,
        "slots_paused": sink.paused,
        "pauses": pacer.counts().stalls,
        "pictures_too_late": pacer.counts().dropped,
        "new_fps_shown": round(sink.paired / took_s, 2),
        **drawn_by(ears),
        "slot_late_ms": spread([late_ns / 1e6 for late_ns in pump.lateness_ns.values()]),
        "memory_mb": at_three_times(memory),
    }


def drawn_by(ears: Ears) -> dict[str, object]:
    """What the worker said of its chunks."""
    info = ears.infos[0]
    chunks_ms = [chunk_ns / 1e6 for stats in ears.stats for chunk_ns in stats.chunks_ns]
    frames = round(info.chunk_ns * FPS / NS_PER_S)
    return {
        "size": f"{info.width_px}x{info.height_px}",
        "new_frames_per_chunk": frames,
        "new_fps_drawn": round(frames / float(np.median(chunks_ms)) * 1e3, 2),
        "chunk_ms": spread(chunks_ms) | {"chunks": len(chunks_ms)},
        "linears_error": info.linears_error,
    }


def spread(values: list[float]) -> dict[str, float]:
    """Median, p99 and the largest."""
    return {name: round(float(np.percentile(values, q)), 2) for name, q in {"p50": 50, "p99": 99, "max": 100}.items()}


def memory_mb(meter: GpuMeter | None) -> float:
    """What is taken of the first card's memory; without a card, of the worker's."""
    if meter is None:
        return sum(child.memory_info().rss for child in psutil.Process().children()) / 1e6
    seen = meter.look()
    assert seen.memory_bytes is not None, seen.why_not
    return seen.memory_bytes / 1e6


def at_three_times(memory: list[float]) -> dict[str, float]:
    """When the first slots had been shown, in the middle and at the end."""
    start, middle, end = memory[0], memory[len(memory) // 2], memory[-1]
    named = {"start": start, "middle": middle, "end": end, "growth": end - start}
    return {name: round(value, 1) for name, value in named.items()}


def write_weights(folder: Path, name: str, python: Path, *, small: bool) -> dict[str, Any]:
    """Have the environment that has torch write a model; gives what it says of that."""
    command = [str(python), "-m", "benchmarks.local_weights", str(folder), "--model", name]
    done = subprocess.run(
        [*command, *(["--small"] if small else [])], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def show_of(name: str, asked: argparse.Namespace, python: Path) -> dict[str, Any]:
    """One model from its weights to what was counted."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        weights = write_weights(base / "avatar_models", name, python, small=asked.small)
        local = LocalRequest(
            NAMES[name],
            base / "avatar_models",
            device=weights["device"],
            size_px=tuple(weights["size_px"]),
            steps=weights["steps"],
            graphs=asked.graphs,
            linears=asked.linears,
        )
        avatar = portrait_bundle(base / "host", painted(), landmarks())
        request = EngineRequest(avatar, PROGRAM.width_px, PROGRAM.height_px, FPS, None, local)
        return {"weights": weights, **run_show(request, python, asked.seconds)}


def owed() -> list[str]:
    """What only a card can tell."""
    return [
        f"{name} at full size on a card for two minutes: every slot paired, none lagged or paused, new frames a "
        f"second, lateness, and memory of the card that grows by no more than {GROWTH_MB} MB"
        for name in NAMES
    ]


def main() -> int:
    """Run what is asked for and write it down; 1 where a goal was missed that this machine can be held to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=120.0, help="of speech for each model")
    parser.add_argument("--model", nargs="+", choices=[*NAMES], default=[*NAMES])
    parser.add_argument("--linears", choices=["plain", "int8", "fp8"], default="plain")
    parser.add_argument("--graphs", action="store_true")
    parser.add_argument("--small", action="store_true", help="tiny models, as without a card")
    parser.add_argument("--python", type=Path, help="that has torch; else an environment is made")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    python = asked.python or make_local_python()
    models: dict[str, Any] = {}
    held = True
    for name in asked.model:
        shown = show_of(name, asked, python)
        weights = shown.pop("weights")
        models[name] = shown | {"steps": weights["steps"], "parameters_m": weights["parameters_m"]}
        grown = weights["device"] == "cuda" and shown["memory_mb"]["growth"] > GROWTH_MB
        held = held and not grown and not shown["slots_not_paired"]
        text = json.dumps(report_of(models, asked, weights), indent=2)
        if asked.out is not None:  # what is known is kept, whatever becomes of the next
            asked.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    return int(not held)


def report_of(models: dict[str, Any], asked: argparse.Namespace, weights: dict[str, Any]) -> dict[str, Any]:
    """What is written down; ``weights`` are those of the newest model."""
    reduced, on_card = weights["reduced"], weights["device"] == "cuda"
    size, place = "reduced: tiny models" if reduced else "full size", "a card" if on_card else "a CPU"
    report: dict[str, Any] = {
        "what": f"{size}, random weights, on {place}",
        "memory_is": "the card's, of all programs" if on_card else "the worker process's",
        "seconds": asked.seconds,
        "switches": {"linears": asked.linears, "graphs": asked.graphs},
        "models": models,
        "machine": weights["machine"] | describe_machine(),
    }
    if sys.platform == "linux" and os.sched_getscheduler(0) == os.SCHED_IDLE:
        report["note"] = "Measured in the idle scheduling class, beside other work: slower than it need be."
    if reduced:
        report["owed"] = owed()
    return report


if __name__ == "__main__":
    sys.exit(main())
