"""The script as it is commanded, shown and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from app.avatars.expressions import Expression
from app.base.errors import AppError, Problem
from app.base.workers import Worker
from app.media.types import NS_PER_S
from app.sources.script import Script
from app.sources.script_line import parse_line, variables_in
from app.studio import commands as do
from app.studio.kept_show import KeptShow, ShowKeeper
from app.studio.script_files import read_script, save_script
from app.studio.script_player import OpenText, ScriptPlayer
from app.studio.script_queue import ScriptQueue
from app.studio.script_view import KeptScript, ScriptView, ShownLine
from app.studio.speech import Speech


class ScriptDesk:
    """Lives on the studio's thread; files are read and written on one of its own.

    Args:
        open_text: opens a line (see ``Parts``).
        report: told of problems; any thread.
        express: has the host make a face.
        wake: has ``look`` called soon; any thread.
        kept: the file in which it survives; None: it does not.
        random: draws what is left to chance.
    """

    def __init__(
        self,
        open_text: OpenText,
        report: Callable[[Problem], None],
        express: Callable[[Expression], None],
        wake: Callable[[], None],
        kept: Path | None = None,
        random: Random | None = None,
    ) -> None:
        self._report = report
        self._wake = wake
        self._queue = ScriptQueue(random or Random())  # noqa: S311 - it draws lots, and keeps no secret
        self.player = ScriptPlayer(self._queue, open_text, report, express)
        self._work: Worker | None = None
        self._opened: Script | None = None  # waits to be taken
        self._looked_at: tuple[ShownLine, ...] = ()
        self._used: tuple[str, ...] = ()  # the variables in them
        self._cues: tuple[tuple[int, str], ...] = ()
        self._keeper = ShowKeeper(kept)
        self._left: KeptShow | None = None
        self._left_aside = False  # another show has taken its place on the disk

    def start(self) -> None:
        """See whether the last studio left something behind. Raises AppError when it cannot be read."""
        self._left = self._keeper.load()

    def close(self, waiting: Sequence[tuple[str, str]]) -> None:
        """Keep what is on the desk, and wait for a file that is being read or written."""
        if self._work is not None:
            self._work.join(2.0)
        show = self._show(waiting)
        if show or self._left is None:
            self._keeper.close(show)

    @property
    def on_air(self) -> bool:
        """A line is heard."""
        return self._queue.current is not None

    @property
    def playing(self) -> bool:
        """Lines are spoken, or about to be."""
        return self._queue.playing

    def obey(self, command: do.ScriptCommand, speech: Speech) -> None:
        """Do what is asked. Raises AppError when a line cannot be taken."""
        queue, now_ns = self._queue, speech.now_ns()
        match command:
            case do.OpenScript(path):
                self._in_background(lambda: self._read(path))
            case do.SaveScript(path):
                lines = tuple(one.line for one in queue.shown)
                script = Script(path.name, lines, dict(self.player.variables))
                self._in_background(lambda: save_script(path, script))
            case do.CloseScript():
                self._take(Script("", ()), speech)
            case do.PlayScript(number):
                if number is not None:
                    self._leave(speech)
                queue.play(now_ns, number)
            case do.PauseScript():
                queue.pause()
                self.player.drop(speech)
                if queue.current is not None:
                    speech.skip()
            case do.StopScript():
                self._leave(speech)
                queue.stop()
            case do.NextLine():
                self.skip(speech)
            case do.PreviousLine():
                queue.back(now_ns)
                self._leave(speech)
            case do.OrderScript(order):
                queue.set_order(order)
            case do.InsertScriptLine(source, before):
                queue.insert([parse_line(source)], before)
            case do.EditScriptLine(number, source):
                queue.edit(number, parse_line(source))
            case do.MoveScriptLines(numbers, before):
                queue.move(numbers, before)
            case do.RemoveScriptLines(numbers):
                queue.remove(numbers)
            case do.UndoScript():
                queue.undo()
            case do.SetScriptVariable(name, value):
                self.player.variables = {**self.player.variables, name: value.strip()}

    def look(self, speech: Speech, waiting: Sequence[tuple[str, str]]) -> None:
        """After every command and ten times a second."""
        opened, self._opened = self._opened, None
        if opened is not None:
            self._take(opened, speech)
        self.player.look(speech)
        show = self._show(waiting)
        if show and self._left is not None and not self._left_aside:
            self._keeper.put_aside()
            self._left_aside = True
        if show or self._left is None:
            self._keeper.keep(show)

    def restore(self, speech: Speech) -> Sequence[tuple[str, str]]:
        """Put what was left behind back on the desk; gives the typed lines and files that waited."""
        left, self._left = self._left, None
        if left is None:
            return ()
        if left.lines:
            self._leave(speech)
            self._queue.restore(left.name, left.lines, left.following)
            self._queue.set_order(left.order)
            self.player.variables = left.variables
        return left.waiting

    def forget(self) -> None:
        """What was left behind is not wanted."""
        if self._left is not None and not self._left_aside:
            self._keeper.put_aside()
        self._left = None

    def skip(self, speech: Speech) -> None:
        """On with the next line."""
        heard = self._queue.current is not None
        self.player.abandon()
        self._queue.skip(speech.now_ns())
        if heard:
            speech.skip()

    def interrupted(self, now_ns: int) -> None:
        """What is on air must not go on: the script waits, and goes on behind it."""
        self.player.abandon()
        if self._queue.begun_one:
            self._queue.skip(now_ns)
        self._queue.pause()

    def view(self, now_ns: int, *, push_to_talk: bool) -> ScriptView:
        """As it is shown."""
        queue, left = self._queue, self._left
        wait_ns = queue.wait_ns(now_ns)
        if self._looked_at is not queue.shown:  # thousands of lines are not searched ten times a second
            self._looked_at = queue.shown
            self._used = tuple(dict.fromkeys(n for one in queue.shown for n in variables_in(one.line.text)))
            self._cues = tuple((one.number, one.line.cue) for one in queue.shown if one.line.cue)
        return ScriptView(
            name=queue.lines.name,
            lines=queue.shown,
            order=queue.order,
            playing=queue.playing,
            current=queue.current,
            next=queue.following,
            heard=round(self.player.heard(), 3),
            wait_s=None if wait_ns is None else round(wait_ns / NS_PER_S, 1),
            variables=tuple(
                (name, self.player.variables.get(name, ""))
                for name in dict.fromkeys((*self.player.variables, *self._used))
            ),
            cues=self._cues,
            can_undo=queue.lines.can_undo,
            push_to_talk=push_to_talk,
            kept=None if left is None else KeptScript(left.name, len(left.lines) + len(left.waiting)),
        )

    # ---- the thread of its own

    def _in_background(self, job: Callable[[], None]) -> None:
        if self._work is not None and self._work.is_alive():
            raise AppError("script.busy", "A script is still being read or written.", "Try again in a moment.")

        def work() -> None:
            try:
                job()
            except AppError as error:
                self._report(Problem.from_error(error))

        self._work = Worker("script file", work)
        self._work.start()

    def _read(self, path: Path) -> None:
        self._opened = read_script(path)
        self._wake()

    # ---- the studio's thread

    def _take(self, script: Script, speech: Speech) -> None:
        self._leave(speech)
        self._queue.open(script.name, script.lines)
        self.player.variables = script.variables

    def _leave(self, speech: Speech) -> None:
        """Break off the line that is heard; it waits again."""
        self.player.drop(speech)
        self.player.abandon()
        if self._queue.current is not None:
            self._queue.leave()
            speech.skip()

    def _show(self, waiting: Sequence[tuple[str, str]]) -> KeptShow:
        queue = self._queue
        return KeptShow(
            queue.lines.name,
            queue.shown,
            queue.following if queue.current is None else queue.current,
            queue.order,
            dict(self.player.variables),
            tuple(waiting),
        )
