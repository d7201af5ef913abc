"""A script of hundreds of lines in the real window, with everything that breaks into it, in real time.

    python -m benchmarks.script_show --lines 300 --seed 7 --out benchmarks/results/script_show.json [--minutes 5]

Answers, typed lines, interrupts, pauses, jumps, edits and other avatars come at moments that the seed draws. Every slot
that viewers get is looked at: its picture (the test card's number) and its sound (the test signal's samples) must
belong together exactly. The event loop of the window is watched meanwhile; it must not stand still for 50 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from app.base.errors import Problem
from app.base.settings import (
    EngineSettings,
    ProgramSettings,
    RecordingSettings,
    Settings,
    VoiceSettings,
    WindowSettings,
)
from app.engine.testcard.code import loudness_of
from app.engine.testcard.reader import Reading, read
from app.media import test_signal
from app.media.pacer import FADE_SAMPLES
from app.media.types import PROGRAM_RATE_HZ, ProgramFormat, Samples, Tick, ns_to_samples, samples_to_ns
from app.parts import RealParts
from app.sources.base import SpeechSource, Told
from app.sources.telling import told
from app.sources.text import sentences
from app.studio import commands as do
from app.studio.parts import Parts, RecorderSink
from app.studio.snapshot import EngineState, Snapshot
from app.studio.studio import Studio
from benchmarks.machine import describe_machine

LETTERS_PER_S = 40
LONGEST_S = 60 * 60


class SignalLine:
    """The test signal for as long as the words take, and where it is in them."""

    def __init__(self, text: str) -> None:
        self._sentences = sentences(text)
        self._ends = [round(n * PROGRAM_RATE_HZ / LETTERS_PER_S) for n in accumulate(map(len, self._sentences))]
        self._position = 0

    def read(self) -> Samples | None:
        """See ``SpeechSource``."""
        start, self._position = self._position, min(self._ends[-1], self._position + 4_800)
        return test_signal.samples(start, self._position - start) if self._position > start else None

    def told(self, heard_ns: int) -> Told:
        """See ``TellingSource``."""
        ends = [samples_to_ns(end) for end in self._ends]
        return told(self._sentences, [0, *ends[:-1]], ends, (), heard_ns)

    def close(self) -> None:
        """See ``SpeechSource``."""
        self._position = self._ends[-1]


class PairingSink:
    """A recording that keeps nothing and looks at every slot."""

    path = Path("nowhere.mp4")
    paused = False
    recorded_s = 0.0
    name = device_name = "recording"

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._before: Tick | None = None
        self._shown: Reading | None = None
        self._taken_up = 0  # the picture of this turn from which on its engine counts

    def open(self, program: ProgramFormat) -> None:
        """See ``Sink``."""
        self._slot_samples = PROGRAM_RATE_HZ // program.fps

    def skip(self, count: int) -> None:
        """See ``Sink``."""
        self.counts["skipped"] += count

    def close(self) -> None:
        """See ``Sink``."""

    def write(self, tick: Tick) -> None:
        """See ``Sink``."""
        before, self._before = self._before, tick
        if tick.pts_ns is None:
            self.counts["idle"] += 1
            return
        position = ns_to_samples(tick.pts_ns + 500)
        goes_on = before is not None and before.turn == tick.turn and before.pts_ns is not None
        first = 0 if goes_on else FADE_SAMPLES  # what was cut runs out over it
        heard = np.trim_zeros(tick.samples, "b")
        same = np.array_equal(heard[first:], test_signal.samples(position, len(tick.samples))[first : len(heard)])
        reading = read(tick.picture.pixels)
        if not same:
            self.wrong.append(f"slot {tick.slot}: not the sound of {position} in turn {tick.turn}")
        elif reading is None:
            self.counts["blended"] += 1  # speech and idle picture fade into each other
        elif reading == self._shown:
            self.counts["repeated"] += 1  # the slot was planned too late to be drawn: see ``lagged``
        elif not self._belongs(reading, tick, position // self._slot_samples):
            self.wrong.append(f"slot {tick.slot}: {reading} is not the picture of {position} in turn {tick.turn}")
        else:
            self.counts["exact"] += 1
        self._shown = reading

    def _belongs(self, reading: Reading, tick: Tick, number: int) -> bool:
        """Whether this is the picture of this slot's sound.

        Somebody who is chosen twice comes on stage in the middle of a line; their engine counts from there, and its
        pictures are known by how loud they say that their sound is.
        """
        if reading.turn != tick.turn % 256:
            return False
        if reading.index == number:
            self._taken_up = 0
            return True
        if reading.index == 0:
            self._taken_up = number
            self.counts["taken up in mid-line"] += 1
        return reading.index == number - self._taken_up and reading.loudness == loudness_of(tick.samples)


class ShowParts(RealParts):
    """The real parts; lines are spoken by the test signal, and a recording looks at what it gets."""

    def __init__(self, paths: Any, sink: PairingSink) -> None:
        super().__init__(paths)
        self._sink = sink

    def recorder(self, path: Path | None, settings: RecordingSettings, avatar: str) -> RecorderSink:
        """The one that looks."""
        return self._sink

    def parts(self, show_file: Path | None = None) -> Parts:
        """See ``RealParts``."""
        from dataclasses import replace

        def speak(text: str, voice: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
            return SignalLine(text)

        return replace(super().parts(show_file), open_text=speak)


def write_script(path: Path, count: int, random: Random) -> None:
    """So many lines of a few words, some with notes."""

    def line(number: int) -> str:
        words = " ".join(f"word{random.randrange(90):02d}" for _ in range(random.randrange(2, 9)))
        return f"{random.choice(('', '', '[nod] ', '[pause: 0.3 s] ', '[smile] '))}{number}. {words}. And so on."

    path.write_text("\n".join(map(line, range(count))), encoding="utf-8")


class Breaker:
    """Breaks into the show at random moments, on a thread of its own."""

    def __init__(self, studio: Studio, random: Random, avatars: Sequence[str]) -> None:
        self._studio = studio
        self._random = random
        self._avatars = avatars
        self.done: Counter[str] = Counter()

    def play(self, minutes: float) -> bool:
        """Until every line has been said, and for so many minutes; False: an hour was not enough."""
        began = time.monotonic()
        while time.monotonic() - began < LONGEST_S:
            now = self._studio.snapshot()
            if now.script.over and not now.script.playing and not now.waiting and not now.speaking_text:
                if time.monotonic() - began > minutes * 60:
                    return True
                self._studio.post(do.PlayScript())
                time.sleep(0.5)
            elif not now.script.playing:
                self._studio.post(do.PlayScript())
            time.sleep(self._random.uniform(0.1, 2.0))
            self._break_in(now)
        return False

    def _break_in(self, now: Snapshot) -> None:
        following = now.script.next
        kinds: dict[str, tuple[do.Command, ...]] = {
            "answer": (do.SpeakText("An answer to somebody who asked.", now=True),),
            "typed": (do.SpeakText("Something that was typed."),),
            "interrupt": (do.Interrupt(), do.PlayScript()),
            "pause": (do.PauseScript(), do.PlayScript()),
            "skip": (do.SkipSpeech(),),
            "back": (do.PreviousLine(),),
            "avatar": (do.SelectAvatar(self._random.choice(self._avatars)),),
            "nothing": (),
            "edit": () if following is None else (do.EditScriptLine(following, "Another text."),),
        }
        kind = self._random.choice(list(kinds))
        self.done[kind] += 1
        for command in kinds[kind]:
            self._studio.post(command)
            time.sleep(self._random.uniform(0.0, 0.2))


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=0.0, help="at least so long; the script begins anew")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        report = _run(options, Path(folder))
    text = json.dumps(report, indent=1)
    print(text)
    if options.out is not None:
        options.out.write_text(text + "\n", encoding="utf-8")
    sys.exit(0 if report["paired"] and report["never_blocked"] else 1)


def _run(options: argparse.Namespace, base: Path) -> dict[str, Any]:
    from app.base.memory import use_one_heap
    from app.base.paths import Paths
    from app.ground import SWITCH_INTERVAL_S
    from app.ui.application import make_application, run_window
    from benchmarks.window_watch import WindowWatch

    sys.setswitchinterval(SWITCH_INTERVAL_S)
    use_one_heap()
    paths = Paths.find(base)
    paths.make()
    random = Random(options.seed)
    write_script(base / "show.txt", options.lines, random)
    settings = Settings(
        engine=EngineSettings(kind="testcard"),
        program=ProgramSettings(ai_label=False),  # it would hide a part of the card
        window=WindowSettings(assistant_done=True),
    )
    sink = PairingSink()
    parts = ShowParts(paths, sink)
    studio = Studio(parts.parts(), settings, lambda changed: None)
    app = make_application()
    ended = threading.Event()
    breaker = Breaker(studio, random, [entry.id for entry in parts.list_avatars()])
    result: dict[str, Any] = {}
    watched: list[int] = []  # from when to when

    def work() -> None:
        _wait(lambda: studio.snapshot().engine is EngineState.READY)
        studio.post(do.OpenScript(base / "show.txt"))
        _wait(lambda: len(studio.snapshot().script.lines) == options.lines)
        studio.post(do.StartRecording())
        time.sleep(2.0)
        began = time.monotonic()
        watched.append(time.monotonic_ns())
        studio.post(do.PlayScript())
        whole = breaker.play(options.minutes)
        watched.append(time.monotonic_ns())
        now = studio.snapshot()
        result.update(
            seconds=round(time.monotonic() - began, 1),
            whole=whole,
            states=dict(Counter(line.state.value for line in now.script.lines)),
            problems=[problem.code for problem in now.problems],
            lagged=now.measures.lagged,
        )
        studio.post(do.StopRecording())
        time.sleep(1.0)
        ended.set()
        os.kill(os.getpid(), signal.SIGTERM)

    studio.start()
    worker = threading.Thread(target=work)
    worker.start()
    watch = WindowWatch()
    run_window(studio, paths, app)
    worker.join()
    window = watch.report(between=(watched[0], watched[1]))
    studio.close()
    parts.close()
    said = result["states"] == {"spoken": options.lines}
    return {
        "machine": describe_machine(),
        "lines": options.lines,
        "seed": options.seed,
        **result,
        "broke_in": dict(breaker.done),
        "slots": dict(sink.counts),
        "wrong": sink.wrong[:20],
        "window": window,
        "paired": bool(result["whole"] and said and not sink.wrong and sink.counts["exact"] > 0),
        "never_blocked": not window["blocked"],
    }


def _wait(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not met():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


if __name__ == "__main__":
    main()
