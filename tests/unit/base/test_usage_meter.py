"""What the studio and its processes take of the computer, seen on real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.base.gpu_meter import NOT_TOLD, amd_usage
from app.base.processes import note_part
from app.base.usage_meter import UsageMeter, part_of
from app.engine import WORKER_ARGUMENT
from app.sinks.virtual_camera_launch import helper_command
from app.sources.speech_helper import helper_command as speech_command

ROOT = Path(__file__).resolve().parents[3]

BUSY = "import sys\nprint(flush=True)\nwhile True: pass"
IDLE = "import sys\nprint(flush=True)\nsys.stdin.read()"


Spawn = Callable[..., "subprocess.Popen[bytes]"]


class Time:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(child)
        assert child.stdout is not None
        child.stdout.readline()  # it runs
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


def test_each_process_counts_for_its_part(spawn: Spawn) -> None:
    spawn(IDLE, WORKER_ARGUMENT)
    note_part(spawn(IDLE).pid, "recording")
    usage = UsageMeter().look()
    parts = {part.name: part for part in usage.parts}
    assert {"studio", "engine", "recording"} <= parts.keys()
    assert all(part.memory_bytes > 1_000_000 for part in usage.parts)
    assert usage.memory_bytes == sum(part.memory_bytes for part in usage.parts)


def test_the_camera_counts_whoever_started_it() -> None:
    parts = {part.name for part in UsageMeter(camera_pid=os.getppid).look().parts}
    assert "camera" in parts


def test_a_busy_process_is_told_from_an_idle_one(spawn: Spawn) -> None:
    time = Time()
    spawn(IDLE, WORKER_ARGUMENT)
    busy = spawn(BUSY, "flashtalk_speech")
    meter = UsageMeter(now_s=time)
    assert meter.look().cpu_percent == 0.0  # nothing is known of the time before
    spent = psutil.Process(busy.pid)
    while sum(spent.cpu_times()[:2]) < 1.0:  # until it has had a second of the processor
        pass
    time.now_s = 1.0
    parts = {part.name: part.cpu_percent for part in meter.look().parts}
    assert parts["speech"] > 10 * parts["engine"]
    assert parts["speech"] > 5.0


def test_a_process_that_has_ended_is_no_more(spawn: Spawn) -> None:
    time = Time()
    child = spawn(IDLE, WORKER_ARGUMENT)
    meter = UsageMeter(now_s=time)
    assert "engine" in {part.name for part in meter.look().parts}
    child.communicate()
    time.now_s = 1.0
    assert "engine" not in {part.name for part in meter.look().parts}


def test_the_commands_of_our_helpers_are_known() -> None:
    assert part_of(helper_command()) == "camera"
    assert part_of(speech_command()) == "speech"
    assert part_of(["/usr/bin/python3", "-c", "pass"]) == "other"


def test_an_amd_card_is_read_from_the_kernel(tmp_path: Path) -> None:
    device = tmp_path / "card1" / "device"
    device.mkdir(parents=True)
    for name, value in (("gpu_busy_percent", 37), ("mem_info_vram_used", 2 << 30), ("mem_info_vram_total", 8 << 30)):
        (device / name).write_text(f"{value}\n")
    usage = amd_usage(tmp_path)
    assert usage is not None
    assert (usage.percent, usage.memory_bytes, usage.total_bytes) == (37.0, 2 << 30, 8 << 30)
    assert amd_usage(tmp_path / "nothing") is None


def test_without_a_card_that_tells_the_reason_is_said() -> None:
    meter = UsageMeter()
    usage = meter.look()
    meter.close()
    gpu = usage.gpu
    assert (gpu.percent is None) == bool(gpu.why_not)
    assert gpu.why_not in ("", NOT_TOLD) or "does not" in gpu.why_not


@pytest.mark.skipif(sys.platform != "linux", reason="where the driver's library has this name")
def test_without_nvidia_s_driver_what_asks_it_is_not_imported() -> None:
    code = """
import ctypes, sys
from app.base.gpu_meter import NVML, GpuMeter
meter = GpuMeter()
meter.look()
meter.close()
try:
    ctypes.CDLL(NVML)
except OSError:
    sys.exit("pynvml" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
