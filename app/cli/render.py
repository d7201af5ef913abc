"""Speech into a video file, faster than real time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.base.errors import AppError
from app.cli.arguments import INTERRUPTED, OK
from app.cli.console import Console
from app.cli.stopping import StopSignals
from app.studio.render import RenderedLine, Renderer

BAR_WIDTH = 24
LINE_EVERY_S = 5.0  # where there is no terminal


def render_speech(
    renderer: Renderer,
    lines: Sequence[RenderedLine],
    length_s: Callable[[], float | None],
    target: Path,
    console: Console,
    *,
    overwrite: bool = False,
) -> int:
    """Render into ``target`` and give the exit code; its path goes to stdout. The main thread. Raises AppError.

    Args:
        renderer: does it.
        lines: what is spoken, one after the other.
        length_s: asks how long that is; None while nobody knows.
        target: the file to make.
        console: what is said.
        overwrite: replace a file that is there; it stays what it was until the new one is complete.

    """
    target = target.expanduser().absolute()
    if target.exists() and not overwrite:
        raise AppError("render.exists", f"{target} exists already.", "Choose another name, or add --force.")
    draft = target.with_name(f"{target.stem}.rendering{target.suffix}") if target.exists() else target
    if draft != target:
        draft.unlink(missing_ok=True)
    progress = _Progress(console, length_s)
    with StopSignals(renderer.cancel) as signals:
        try:
            report = renderer.run(lines, draft, progress)
        except AppError:
            draft.unlink(missing_ok=True)  # a piece of a video shall not pass for the whole
            raise
    _put_in_place(report.path, target)
    speed = report.media_s / report.took_s if report.took_s else 0.0
    if signals.stopped.is_set():
        console.say(f"Stopped: the first {report.media_s:.1f} s were rendered and kept.")
    else:
        console.say(f"{report.media_s:.1f} s rendered in {report.took_s:.1f} s, {speed:.1f} times real time.")
    console.result(str(target))
    return INTERRUPTED if signals.stopped.is_set() else OK


def _put_in_place(made: Path, target: Path) -> None:
    if made == target:
        return
    try:
        made.replace(target)
    except OSError as error:
        raise AppError(
            "render.not_replaced",
            f"{target} could not be replaced: {error.strerror or error}.",
            f"Close whatever has it open; the new file is {made}.",
        ) from error


class _Progress:
    """A bar on a terminal, a line now and then anywhere else."""

    def __init__(self, console: Console, length_s: Callable[[], float | None]) -> None:
        self._console = console
        self._length_s = length_s
        self._began_s = self._line_s = time.monotonic()

    def __call__(self, done_s: float) -> None:
        """So many seconds have been rendered."""
        now_s = time.monotonic()
        length_s = self._length_s()
        speed = f"{done_s / max(0.001, now_s - self._began_s):.1f}x"
        if self._console.is_terminal:
            bar = f"[{_bar(done_s, length_s)}] " if length_s else ""
            of = f" of {length_s:.0f} s" if length_s else " s"
            self._console.moving(f"{bar}{done_s:.0f}{of}  {speed}", every_s=0.2)
        elif now_s - self._line_s >= LINE_EVERY_S:
            self._line_s = now_s
            of = f" of {length_s:.0f} s" if length_s else " s"
            self._console.say(f"rendered {done_s:.0f}{of}, {speed}")


def _bar(done_s: float, length_s: float) -> str:
    full = min(BAR_WIDTH, round(done_s / length_s * BAR_WIDTH))
    return "#" * full + "-" * (BAR_WIDTH - full)
