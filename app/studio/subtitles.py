"""What is being said, written on the program or into a text file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Protocol

from app.base.errors import AppError, Problem, Severity
from app.base.line_breaks import is_wide, pieces
from app.base.scenes import SubtitleSize
from app.base.settings import ProgramSettings
from app.base.workers import Worker
from app.media.types import ProgramFormat
from app.program.patch import Patch
from app.sources.base import Told
from app.studio.problems import ProblemBoard
from app.studio.stage import Composer

LONGEST = 84
"""Letters at once: two lines of what people read easily. Chinese characters count twice."""


class SubtitlePort(Protocol):
    """See ``scene_room.ScenePort``."""

    def subtitle(self, text: str, size: SubtitleSize, program: ProgramFormat, settings: ProgramSettings) -> Patch:
        """Words where viewers read them."""
        ...

    def write_text(self, path: Path, text: str) -> None:
        """Have a text file hold this. Raises AppError."""
        ...


class Subtitles:
    """Lives on the studio's thread, but for the writing of the file.

    Args:
        port: draws and writes.
        problems: where people are told.
    """

    def __init__(self, port: SubtitlePort, problems: ProblemBoard) -> None:
        self._port = port
        self._problems = problems
        self._text = ""
        self._on: tuple[Composer, SubtitleSize, ProgramFormat] | None = None
        self._file = _TextFile(port, problems)

    def put(self, composer: Composer, size: SubtitleSize, program: ProgramFormat, settings: ProgramSettings) -> None:
        """Write on the pictures of ``composer`` from now on."""
        self._on = composer, size, program
        if self._text:
            self._draw(settings)

    def say(self, text: str, settings: ProgramSettings) -> None:
        """This is being said; empty: nothing is."""
        if settings.subtitles_file is not None:
            self._file.hold(settings.subtitles_file, text)
        if text != self._text:
            self._text = text
            self._draw(settings)

    def close(self) -> None:
        """Leave the file empty."""
        self._file.close()

    def _draw(self, settings: ProgramSettings) -> None:
        if self._on is not None:
            composer, size, program = self._on
            drawn = self._text and size != "off"
            composer.show_subtitle(self._port.subtitle(self._text, size, program, settings) if drawn else None)


class _TextFile:
    """Holds the newest text; what is too slow to be written is left out."""

    def __init__(self, port: SubtitlePort, problems: ProblemBoard) -> None:
        self._port = port
        self._problems = problems
        self._news = threading.Condition()
        self._wanted: tuple[Path, str] | None = None
        self._written: tuple[Path, str] | None = None
        self._over = False
        self._worker: Worker | None = None

    def hold(self, path: Path, text: str) -> None:
        if self._wanted == (path, text):
            return
        with self._news:
            self._wanted = path, text
            self._news.notify()
        if self._worker is None:
            self._worker = Worker("subtitles", self._write)
            self._worker.start()

    def close(self) -> None:
        if self._wanted is not None:
            self.hold(self._wanted[0], "")
        if self._worker is not None:
            self._worker.stop_and_join(self._end)

    def _end(self) -> None:
        with self._news:
            self._over = True
            self._news.notify()

    def _write(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._over or self._wanted != self._written)
                wanted = self._wanted
                if wanted is None or wanted == self._written:
                    return
                self._written = wanted
            try:
                self._port.write_text(*wanted)
                self._problems.forget("subtitles.")
            except AppError as error:
                self._problems.report(Problem.from_error(error, Severity.WARNING))


def piece(told: Told | None) -> str:
    """What of a sentence is shown while it is being said: all of it, or the part that is heard now."""
    if told is None:
        return ""
    begun, width = 0, 0
    shown = ""
    for word in pieces(told.sentence):
        more = _width(word)
        if shown and width + more > LONGEST:
            if begun + len(shown) >= told.said:
                break
            begun, shown, width = begun + len(shown), "", 0
        shown, width = shown + word, width + more
    return shown.strip()


def _width(text: str) -> int:
    return sum(2 if is_wide(letter) else 1 for letter in text)
