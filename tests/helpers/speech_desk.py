"""A speech desk with its script in front of a rig: virtual time, and the feeders' real threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from random import Random

from app.avatars.expressions import Expression
from app.base.errors import AppError, Problem
from app.base.settings import Settings, VoiceSettings
from app.media.types import PROGRAM_RATE_HZ, SlotPlan, samples_to_ns
from app.sources.base import SpeechSource, Told
from app.sources.telling import told
from app.sources.text import sentences
from app.studio import commands as do
from app.studio.problems import ProblemBoard
from app.studio.script_desk import ScriptDesk
from app.studio.script_view import ScriptView
from app.studio.speech_desk import SpeechDesk
from tests.helpers.speech_rig import Line, Rig

LETTER = PROGRAM_RATE_HZ // 10


class SpokenLine(Line):
    """A line of n letters takes n tenths of a second, and knows where it is."""

    def __init__(self, text: str, gate: threading.Event | None = None) -> None:
        super().__init__(len(text) * LETTER, gate=gate)
        self._sentences = sentences(text)

    def told(self, heard_ns: int) -> Told:
        ends = [samples_to_ns(letters * LETTER) for letters in accumulate(map(len, self._sentences))]
        return told(self._sentences, [0, *ends[:-1]], ends, (), heard_ns)


class Desk:
    """A desk in front of a rig. A line of n letters takes n tenths of a second."""

    def __init__(self, folder: Path, kept: Path | None = None) -> None:
        self.folder = folder
        self.rig = Rig()
        self.problems = ProblemBoard()
        self.opened: list[str] = []
        self.voices: list[VoiceSettings] = []
        self.gate: threading.Event | None = None
        self.expressed: list[Expression] = []
        self.script = ScriptDesk(
            self._open_text, self.problems.report, self.expressed.append, lambda: None, kept, Random(7)
        )
        self.desk = SpeechDesk(self._open_text, self._open_file, self.script, self.problems)
        self.settings = Settings()

    def post(self, *commands: do.SpeechCommand) -> None:
        for command in commands:
            self.desk.obey(command, self.rig.speech, self.settings)

    def say(self, *lines: str) -> None:
        self.post(*(do.SpeakText(line) for line in lines))

    def open_script(self, *lines: str) -> None:
        """A script of these lines, as they would stand in a text file."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / "show.txt"
        path.write_text("\n".join(lines), encoding="utf-8")
        self.post(do.OpenScript(path))
        self.rig.wait(lambda: self.looked(lambda: len(self.view.lines) == len(lines)))

    def looked(self, met: Callable[[], bool]) -> bool:
        self.look()
        return met()

    @property
    def view(self) -> ScriptView:
        return self.script.view(self.rig.now_ns, push_to_talk=self.desk.push_to_talk)

    @property
    def states(self) -> list[str]:
        """How far every line of the script has come."""
        return [one.state.value for one in self.view.lines]

    def number(self, words: str) -> int:
        """Of the first line of the script with these words."""
        return next(one.number for one in self.view.lines if words in one.line.text)

    @property
    def waiting(self) -> list[str]:
        return [line.label for line in self.desk.waiting]

    def look(self) -> None:
        self.desk.look(self.rig.speech, self.settings)

    def until(self, met: Callable[[], bool]) -> list[SlotPlan]:
        """Let virtual time pass, and what real time the threads need, until a condition holds."""
        plans: list[SlotPlan] = []

        def step() -> bool:
            self.look()
            plans.extend(self.rig.slots(1))
            return met()

        self.rig.wait(step)
        return plans

    def ready(self) -> None:
        """Wait until the one on air has been read to its end and the next is made ready: it takes no virtual time."""

        def lined_up() -> bool:
            self.look()
            return self.rig.speech.lined_up

        self.rig.wait(lined_up)

    def _open_text(self, text: str, voice: VoiceSettings, on_notice: Callable[[Problem], None]) -> SpeechSource:
        self.opened.append(text)
        self.voices.append(voice)
        if "cannot" in text:
            raise AppError("speech.refused", "This line cannot be spoken.", "Change it.")
        return SpokenLine(text, self.gate)

    def _open_file(self, path: Path, on_notice: Callable[[Problem], None]) -> SpeechSource:
        self.opened.append(path.stem)
        return Line(len(path.stem) * LETTER)
