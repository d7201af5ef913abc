"""Looks at what the studio and its processes take of this computer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence

import psutil

from app.base.gpu_meter import GpuMeter
from app.base.processes import noted_part
from app.base.usage import PART_NAMES, PartName, PartUsage, Usage

LOOK_FOR_S = 5.0
"""How often processes are looked for: that reads every process of the computer."""

# What stands on the command lines of our processes, unpacked and packed.
_MARKS: tuple[tuple[str, PartName], ...] = (
    ("--engine-worker", "engine"),
    ("flashtalk_camera", "camera"),
    ("flashtalk-camera", "camera"),
    ("flashtalk_speech", "speech"),
    ("flashtalk-speech", "speech"),
)


class UsageMeter:
    """Looks at the studio's processes, this one and those that it started. One thread, from the first call on.

    Args:
        camera_pid: the process that holds the virtual camera, which another studio may have started; None: none does.
        now_s: time.

    """

    def __init__(
        self, camera_pid: Callable[[], int | None] = lambda: None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._camera_pid = camera_pid
        self._now_s = now_s
        self._processors = psutil.cpu_count() or 1
        self._known: dict[int, tuple[psutil.Process, PartName]] = {}
        self._spent_s: dict[int, float] = {}  # processor time by process, at the last look
        self._looked_s: float | None = None
        self._looked_for_s = float("-inf")
        self._gpu: GpuMeter | None = None

    def look(self) -> Usage:
        """What has been taken since the last look; of the first one, and of a new process, that is not known yet: 0."""
        now_s = self._now_s()
        if now_s - self._looked_for_s >= LOOK_FOR_S:
            self._looked_for_s = now_s
            self._known = dict(self._find())
        passed_s = 0.0 if self._looked_s is None else now_s - self._looked_s
        self._looked_s = now_s
        taken: dict[PartName, tuple[float, int]] = {}
        spent_s = {}
        for pid, (process, name) in self._known.items():
            with contextlib.suppress(psutil.Error):  # it has ended, or is being ended
                with process.oneshot():
                    times, memory = process.cpu_times(), process.memory_info().rss
                spent_s[pid] = times.user + times.system
                busy_s = spent_s[pid] - self._spent_s.get(pid, spent_s[pid])
                percent = 100.0 * busy_s / passed_s / self._processors if passed_s else 0.0
                before_percent, before_bytes = taken.get(name, (0.0, 0))
                taken[name] = (before_percent + percent, before_bytes + memory)
        self._spent_s = spent_s
        parts = tuple(PartUsage(name, *taken[name]) for name in PART_NAMES if name in taken)
        if self._gpu is None:
            self._gpu = GpuMeter()
        return Usage(parts, psutil.cpu_percent(), self._gpu.look())

    def close(self) -> None:
        """Give back what was opened."""
        if self._gpu is not None:
            self._gpu.close()
            self._gpu = None

    def _find(self) -> Iterator[tuple[int, tuple[psutil.Process, PartName]]]:
        """Our processes; those that are known stay the same objects, which remember what they know."""
        own = psutil.Process()
        yield own.pid, (own, "studio")
        camera = self._camera_pid()
        found = own.children(recursive=True)
        if camera is not None and camera not in {process.pid for process in found}:
            with contextlib.suppress(psutil.Error):
                found.append(psutil.Process(camera))
        for process in found:
            if (known := self._known.get(process.pid)) is not None and known[0] == process:
                yield process.pid, known
                continue
            with contextlib.suppress(psutil.Error):
                noted: PartName | None = "camera" if process.pid == camera else noted_part(process.pid)
                yield process.pid, (process, noted or part_of(process.cmdline()))


def part_of(command: Sequence[str]) -> PartName:
    """What a process does, by its command line."""
    line = " ".join(command)
    return next((part for mark, part in _MARKS if mark in line), "other")
