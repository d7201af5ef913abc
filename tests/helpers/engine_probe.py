"""Driving an engine host in tests: a listener that remembers, and a rig that leaves nothing behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from app.base.card_choice import CardChoice
from app.base.errors import AppError
from app.engine.base import Configured, EngineInfo, EngineRequest
from app.engine.host import EngineHost, HostOptions
from app.engine.messages import Stats
from app.media.test_signal import samples
from app.media.types import PROGRAM_RATE_HZ, VideoFrame

PATIENCE_S = 30.0  # for a machine that is busy with other tests


class Probe:
    """Remembers everything that a host says. Lives on the host's thread; tests wait on theirs."""

    def __init__(self) -> None:
        self.host: EngineHost | None = None
        self.releases = True
        """Give every picture's credit back at once."""
        self.keeps_turn: int | None = None
        """But not those of this turn."""
        self.starts_again: EngineRequest | None = None
        """Ask for this, once, from within ``on_down``."""
        self.fails = False
        """Raise an error in ``on_ready``."""
        self.gate = threading.Event()
        """Cleared: the host's thread is held up at the next picture."""
        self.gate.set()
        self.infos: list[EngineInfo] = []
        self.session_create_ms: list[float] = []
        self.frames: list[VideoFrame] = []
        self.progress: list[tuple[int, int]] = []
        self.done: list[int] = []
        self.stats: list[Stats] = []
        self.notices: list[AppError] = []
        self.configured: list[Configured] = []
        self.choices: list[CardChoice] = []
        self.downs: list[AppError | None] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def wait(self, what: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """Wait until ``what`` is true, looking after every call."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(what()), timeout_s):
                raise AssertionError(f"it did not come about within {timeout_s:.0f} s; down: {self.downs}")

    def wait_down(self, timeout_s: float = PATIENCE_S) -> AppError:
        """Wait for the worker's end and return its reason."""
        self.wait(lambda: self.downs, timeout_s)
        reason = self.downs[-1]
        assert reason is not None
        return reason

    def wait_frames(self, count: int, turn: int | None = None) -> None:
        """Wait for so many pictures, of one turn or of all."""
        self.wait(lambda: len(self.frames if turn is None else self.of_turn(turn)) >= count)

    def of_turn(self, turn: int) -> list[VideoFrame]:
        """The pictures of one turn."""
        return [frame for frame in self.frames if frame.turn == turn]

    # ---- EngineListener

    def on_ready(self, info: EngineInfo, session_create_ms: float) -> None:
        with self._changed:
            self.infos.append(info)
            self.session_create_ms.append(session_create_ms)
            self._note()
        if self.fails:
            raise RuntimeError("a listener that fails")

    def on_frame(self, frame: VideoFrame) -> None:
        with self._changed:
            self.frames.append(frame)
            self._note()
        self.gate.wait()
        if self.releases and frame.turn != self.keeps_turn and self.host is not None:
            self.host.release(1)

    def on_progress(self, turn: int, until_ns: int) -> None:
        with self._changed:
            self.progress.append((turn, until_ns))
            self._note()

    def on_turn_done(self, turn: int) -> None:
        with self._changed:
            self.done.append(turn)
            self._note()

    def on_stats(self, stats: Stats) -> None:
        with self._changed:
            self.stats.append(stats)
            self._note()

    def on_configured(self, configured: Configured) -> None:
        with self._changed:
            self.configured.append(configured)
            self._note()

    def on_card_choice(self, choice: CardChoice) -> None:
        with self._changed:
            self.choices.append(choice)
            self._note()

    def on_notice(self, notice: AppError) -> None:
        with self._changed:
            self.notices.append(notice)
            self._note()

    def on_down(self, reason: AppError | None) -> None:
        request, self.starts_again = self.starts_again, None
        if request is not None and self.host is not None:
            self.host.start(request)
        with self._changed:
            self.downs.append(reason)
            self._note()

    def _note(self) -> None:
        self.threads.add(threading.current_thread().name)
        self._changed.notify_all()


class Rig:
    """A host with its probe."""

    def __init__(self, factory: str, request: EngineRequest, options: HostOptions) -> None:
        self.probe = Probe()
        self.host = self.probe.host = EngineHost(factory, self.probe, options)
        self.request = request

    def start(self) -> EngineInfo:
        """Start and wait until ready."""
        loads, lives = len(self.probe.infos), len(self.probe.downs)
        self.host.start(self.request)
        self.probe.wait(lambda: len(self.probe.infos) > loads or len(self.probe.downs) > lives)
        assert len(self.probe.infos) > loads, f"it went down: {self.probe.downs[-1]}"
        return self.probe.infos[-1]

    def speak(self, turn: int, count: int, *, piece: int = 1000, start: int = 0, end: bool = True) -> None:
        """A turn of the first ``count`` samples of the test signal, in pieces."""
        self.host.new_turn(turn, phase_ns=0, start=start)
        for at in range(0, count, piece):
            self.host.push(turn, samples(at, min(piece, count - at)))
        if end:
            self.host.end_turn(turn)

    def speak_whole(self, turn: int, count: int, *, piece: int = 1000) -> list[VideoFrame]:
        """Speak, wait until everything is drawn, and return the pictures."""
        lives = len(self.probe.downs)
        self.speak(turn, count, piece=piece)
        self.probe.wait(lambda: turn in self.probe.done or len(self.probe.downs) > lives)
        assert turn in self.probe.done, f"it went down: {self.probe.downs[-1]}"
        return self.probe.of_turn(turn)


@contextmanager
def rig(factory: str, request: EngineRequest, options: HostOptions) -> Iterator[Rig]:
    """A rig that is stopped at the end, with stuck threads let go."""
    made = Rig(factory, request, options)
    try:
        yield made
    finally:
        if (request.avatar / "script.json").exists():
            (request.avatar / "let go").touch()
        made.host.stop()


def wait_until(what: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    """For what nobody tells of: files, other processes."""
    deadline = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < deadline, f"it did not come about within {timeout_s:.0f} s"
        time.sleep(0.01)


def rings(pid: int) -> list[str]:
    """What a process has mapped of frame rings, and of any other shared memory that has a name (Linux)."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return [line.split(maxsplit=5)[5] for line in lines if "flashtalk-pictures" in line or "/dev/shm/" in line]


NO_NAME = "/memfd:flashtalk-pictures (deleted)"
"""How Linux shows a ring: memory that no file system shows goes with its processes, however they end."""


def heard(folder: Path, turn: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """What the faulty engine was given to render in a turn."""
    path = folder / f"heard-{turn}"
    return np.frombuffer(path.read_bytes() if path.exists() else b"", np.float32)


def seconds(value: float) -> int:
    """Samples at PROGRAM_RATE_HZ."""
    return round(value * PROGRAM_RATE_HZ)


MakeRig = Callable[..., Rig]
"""See ``make`` in ``tests/contract/conftest.py``."""
