"""The real program with the real camera, as a second program sees and hears it: ``guest_program_scenario.py NAME``.

Runs inside the guest, asserts as it goes and prints figures; the tests in ``test_program_guest.py`` start it.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.base.paths import Paths  # noqa: E402  a script's path begins at its own folder
from app.sinks import virtual_camera_wire as wire  # noqa: E402
from tests.e2e.guest_camera_scenario import Lines, check_order  # noqa: E402
from tests.helpers.program import Program  # noqa: E402
from tests.helpers.pulse import PrivatePulse  # noqa: E402
from tests.helpers.timed_sound import Heard, TimedSound, picture_lateness_ms  # noqa: E402
from tests.helpers.wav import write_test_signal  # noqa: E402

DEVICE = "/dev/video0"
CABLE = "avatar_out"
FPS = 30
SETTLED_S = 90.0  # one processor draws the standby loop beside everything else
WINDOW_S, WINDOWS = 4.0, 4
HERE = Path("/run/flashtalk-program")  # the guest's own: sockets do not work on the host's file system

Line = dict[str, Any]


@contextmanager
def viewer(patience_s: float = 20.0) -> Iterator[Lines]:
    """Another program that watches the camera; ``patience_s`` is how long it may take to see the first pictures."""
    running = Lines(sys.executable, str(ROOT / "tests/e2e/guest_program_reader.py"), DEVICE)
    try:
        running.wait_for(lambda lines: len(lines) > 2, patience_s)
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGKILL)


def start(*arguments: str, environment: dict[str, str] | None = None) -> Program:
    """The program with its camera on."""
    program = Program(HERE, "--engine", "testcard", "run", "--camera", *arguments, environment=environment)
    program.wait_for(lambda program: program.is_now("camera", "on"), 60)
    return program


def helper_state(program: Program) -> dict[str, Any]:
    """The state file of the camera helper."""
    state: dict[str, Any] = json.loads((Paths.find(program.basedir).runtime / wire.STATE_FILE).read_text())
    return state


def has_standby(program: Program) -> bool:
    """The camera helper has the loop that it plays while the studio is gone."""
    state = helper_state(program)
    with Client(state["address"], authkey=bytes.fromhex(state["token"])) as connection:
        connection.send_bytes(wire.ASK_STATS)
        stats = json.loads(connection.recv_bytes()[1:])
    return int(stats["clip_frames"]) > 0


def settle(program: Program) -> None:
    """Until everything has started and the one processor has nothing else to do than the show."""
    deadline = time.monotonic() + SETTLED_S
    while not has_standby(program):
        assert time.monotonic() < deadline, program.story()
        program.let_run(1)  # asking costs the processor, too
    program.let_run(3)


def cards(lines: list[Line]) -> list[Line]:
    """The pictures that were test cards."""
    return [line for line in lines if "index" in line]


def steady_cards(lines: list[Line]) -> list[Line]:
    """The test cards for which nothing else was faded out or in: only cards came in the half second before."""
    since_host = itertools.accumulate(("index" in line for line in lines), lambda run, card: (run + 1) * card)
    return [line for line, run in zip(lines, since_host, strict=True) if run > FPS // 2]


def hosts(lines: list[Line]) -> list[Line]:
    """The pictures that were something else."""
    return [line for line in lines if "crc" in line]


def gap_ms(lines: list[Line]) -> float:
    """Longest time without a picture."""
    times = [line["t"] for line in lines if "t" in line]
    return float(max(later - sooner for sooner, later in itertools.pairwise(times))) / 1e6


def oldest_ms(lines: list[Line]) -> float:
    """The longest time for which the same test card was seen."""
    since, oldest = 0, 0
    before: tuple[int, int] | None = None
    for line in lines:
        if "t" not in line:
            continue
        card = (line["turn"], line["index"]) if "index" in line else None
        if card is None or card != before:
            since, before = line["t"], card
        else:
            oldest = max(oldest, line["t"] - since)
    return oldest / 1e6


def say(**figures: object) -> None:
    """Figures for the report."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


# ---- scenarios


def on_air() -> None:
    """Size, rate, colours, order; then picture and sound by the clock on the wall."""
    with ExitStack() as stack:
        pulse = PrivatePulse()
        stack.callback(pulse.stop)
        pulse.start()
        began_s = time.monotonic()
        speech = write_test_signal(HERE / "speech.wav", SETTLED_S + WINDOWS * WINDOW_S + 30)
        program = stack.enter_context(start("--play", str(speech), "--audio-out", CABLE, environment=pulse.environment))
        watching = stack.enter_context(viewer())
        listening = stack.enter_context(TimedSound(f"{CABLE}.monitor", pulse.environment))
        settle(program)
        say(settled_s=round(time.monotonic() - began_s, 1))
        first = len(watching.lines)
        program.let_run(WINDOWS * WINDOW_S)  # nothing is looked at now: that would take the show's processor away
        lines = list(watching.lines)
        time.sleep(0.5)  # for the sound of the last picture
        heard = listening.heard()
        assert program.end() == 0, program.story()
    head, seen = lines[0], cards(lines)
    assert (head["width"], head["height"], head["rate"], head["format"]) == (1280, 720, FPS, "yuv420p"), head
    assert {line["turn"] for line in seen} == {1}
    worst = max(line["error"] for line in steady_cards(lines) if "error" in line)
    say(colour_error=worst, warnings=program.warnings(), problems=program.problems(), **program.measures())
    assert worst <= 6
    windows = list(judge_windows(cards(lines[first:]), heard))
    for window in windows:
        say(window=repr(window))
    assert any(window.good for window in windows), windows  # in another, somebody else had the processor


@dataclass(frozen=True)
class Window:
    """A few seconds on air.

    Attributes:
        numbers: the cards that were seen.
        fps: cards in a second, by their numbers.
        shown: which share of all cards was seen.
        paired: of how many the sound was heard, too.
        after_ms: how much later than its sound a picture came: 5th percentile, median, 95th percentile.
        p95_ms: how far apart they were, 95th percentile.

    """

    numbers: list[int] = field(repr=False)
    fps: float
    shown: float
    paired: int
    after_ms: tuple[float, float, float]
    p95_ms: float

    @property
    def good(self) -> bool:
        """As it is on a machine that has a processor to give."""
        enough = self.shown > 0.95 and self.paired > WINDOW_S * FPS / 2
        return abs(self.fps - FPS) <= 1 and enough and self.p95_ms < 1e3 / FPS


def judge_windows(seen: list[Line], heard: Heard) -> Iterator[Window]:
    """Cut what was seen into windows, and compare each with what was heard."""
    began_ns = seen[0]["t"]
    for _, group in itertools.groupby(seen, key=lambda line: int((line["t"] - began_ns) / 1e9 // WINDOW_S)):
        lines = list(group)
        numbers = [line["index"] for line in lines]
        span = max(numbers) - min(numbers)
        errors = np.array(picture_lateness_ms([(line["t"], line["index"]) for line in lines], heard, FPS))
        if span < WINDOW_S * FPS / 2 or len(errors) == 0:
            continue
        fps = span * 1e9 / (lines[-1]["t"] - lines[0]["t"])
        low, middle, high = (round(float(value), 1) for value in np.percentile(errors, [5, 50, 95]))
        p95_ms = round(float(np.percentile(np.abs(errors), 95)), 1)
        shown = len(set(numbers)) / (span + 1)
        yield Window(numbers, round(fps, 2), round(shown, 3), len(errors), (low, middle, high), p95_ms)


def kills() -> None:
    """kill -9 of the engine, of the camera helper and of the program; one viewer sees it all."""
    began_s = time.monotonic()
    speech = str(write_test_signal(HERE / "speech.wav", 240))
    with ExitStack() as stack:
        program = stack.enter_context(start("--play", speech))
        watching = stack.enter_context(viewer())
        settle(program)
        say(settled_s=round(time.monotonic() - began_s, 1))
        kill_engine(program, watching)
        kill_helper(program, watching)
        kill_program(program, watching)
        pid = helper_state(program)["pid"]
        first = len(watching.lines)
        successor = stack.enter_context(start("--play", speech))
        watching.wait_for(lambda lines: len(cards(lines[first:])) > FPS, 60)
        assert helper_state(successor)["pid"] == pid
        judge_hosts(watching.lines[first:])
        say(taken_over_gap_ms=gap_ms(watching.lines[first:]))
        assert successor.end() == 0, successor.story()
        assert watching.process.poll() is None


def kill_engine(program: Program, watching: Lines) -> None:
    """The idle host within half a second of the last picture of the speech, and the speech back within ten."""
    worker = program.engine()
    first = len(watching.lines)
    killed_ns = time.monotonic_ns()
    worker.kill()
    program.wait_for(lambda program: program.values("engine")[-2:] == ["restarting", "ready"])
    there = len(watching.lines)
    watching.wait_for(lambda lines: len(cards(lines[there:])) > 2 * FPS)
    lines = watching.lines[first:]
    absence = max(runs_of_hosts(lines), key=len)
    begin, end = lines.index(absence[0]), lines.index(absence[-1])
    newest = next(line for before, line in reversed([*itertools.pairwise(lines[:begin])]) if is_new(before, line))
    say(
        killed="engine",
        idle_after_last_new_ms=(absence[0]["t"] - newest["t"]) / 1e6,
        idle_after_kill_ms=(absence[0]["t"] - killed_ns) / 1e6,
        back_after_ms=(lines[end + 1]["t"] - killed_ns) / 1e6,
        gap_ms=gap_ms(lines),
        oldest_ms=oldest_ms(lines),
    )
    judge_hosts(lines)
    assert absence[0]["t"] - newest["t"] < 500e6
    assert lines[end + 1]["t"] - killed_ns < 10e9
    assert oldest_ms(lines) < 500


def runs_of_hosts(lines: list[Line]) -> list[list[Line]]:
    """Pictures without a card, as they follow each other."""
    return [list(run) for is_host, run in itertools.groupby(lines, key=lambda line: "crc" in line) if is_host]


def is_new(before: Line, line: Line) -> bool:
    """A card that follows another one."""
    return "index" in before and "index" in line and bool(line["index"] > before["index"])


def kill_helper(program: Program, watching: Lines) -> None:
    """The viewer waits two seconds at most, and carries on."""
    first = len(watching.lines) - 1
    os.kill(helper_state(program)["pid"], signal.SIGKILL)
    time.sleep(0.5)
    killed = len(watching.lines)
    watching.wait_for(lambda lines: len(cards(lines[killed:])) > 2 * FPS)
    lines = watching.lines[first:]
    say(killed="camera helper", gap_ms=gap_ms(lines))
    numbers = [line["index"] for line in cards(lines)]
    check_order(watching, numbers)
    judge_hosts(lines)
    assert gap_ms(lines) <= 2000
    settle(program)  # the new helper has it, too


def kill_program(program: Program, watching: Lines) -> None:
    """The same host keeps moving."""
    first = len(watching.lines) - 1
    program.end(signal.SIGKILL)
    watching.wait_for(lambda lines: len(hosts(lines[first:])) > 4 * FPS)
    lines = watching.lines[first:]
    seen = hosts(lines)
    different = len({line["crc"] for line in seen})
    say(killed="program", gap_ms=gap_ms(lines), standby_pictures=len(seen), different=different)
    judge_hosts(lines)
    assert gap_ms(lines) < 500
    assert different > 10
    assert not cards(watching.lines[-FPS:])


def judge_hosts(lines: list[Line]) -> None:
    """Every picture without a card shows the host: not black, not grey, nobody else."""
    for line in hosts(lines):
        host = HOST.setdefault("thumb", line["thumb"])
        unlike = float(np.abs(np.subtract(line["thumb"], host)).mean())
        assert unlike < 4, (unlike, line["thumb"])
    luma = np.array(HOST.get("thumb", [0, 99]))
    assert luma.max() > 60
    assert luma.std() > 5


HOST: dict[str, list[int]] = {}
"""What the host looks like: the first picture of it."""

SCENARIOS: dict[str, Callable[[], None]] = {
    "on_air": on_air,
    "kills": kills,
}

if __name__ == "__main__":
    HERE.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(HERE)
    SCENARIOS[sys.argv[1]]()
    say(done=sys.argv[1])
