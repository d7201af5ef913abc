"""What the studio keeps an eye on while the show runs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from app.base.errors import AppError, Problem, Severity
from app.base.workers import Worker
from app.studio.parts import Devices
from app.studio.problems import ProblemBoard

SLOW_SHOWN_S = 10.0
SLOW_PACE = 0.95  # render time over audio time that leaves no room for a hiccup
HOPELESS_SKIPS, HOPELESS_S = 5, 30.0

OUTRUN = AppError(
    "engine.outrun",
    "The server was too slow for your voice again and again, and the built-in engine draws in its place.",
    "Press Connect in the status bar to try the server again.",
    permanent=True,
)


class DeviceWatch:
    """What is plugged in. Lives on the studio's thread; looks on one of its own, for drivers can take their time.

    Args:
        list_devices: looks.
        on_changed: told on that thread when a later look sees something else.
    """

    def __init__(self, list_devices: Callable[[], Devices], on_changed: Callable[[], None]) -> None:
        self._list = list_devices
        self._on_changed = on_changed
        self._listing: Worker | None = None
        self._looked = False
        self.devices = Devices()

    def look(self) -> None:
        """Look again, unless that is still being done."""
        if self._listing is None or not self._listing.is_alive():
            self._listing = Worker("devices", self._look)
            self._listing.start()

    def close(self) -> None:
        """Wait for what was begun."""
        if self._listing is not None:
            self._listing.join(5.0)

    def _look(self) -> None:
        before, self.devices = self.devices, self._list()
        looked, self._looked = self._looked, True
        if looked and self.devices != before:
            self._on_changed()


class LossWatch:
    """Says what is wrong now (which devices have gone), until it is not. Lives on the studio's thread."""

    def __init__(self, problems: ProblemBoard) -> None:
        self._problems = problems
        self._lost: tuple[Problem, ...] = ()

    def look(self, lost: tuple[Problem, ...]) -> None:
        """These are all; of devices those that are waited for."""
        for problem in self._lost:
            if problem not in lost:
                self._problems.forget(problem.code)
        for problem in lost:
            if problem not in self._lost:  # once: whoever has read it may put it away
                self._problems.report(problem)
        self._lost = lost


class SpeedWatch:
    """Says that the engine is too slow, and no more once it was not for a while. Lives on the studio's thread."""

    def __init__(self, problems: ProblemBoard) -> None:
        self._problems = problems
        self._too_slow_s = 0.0  # when it last was; 0: not lately
        self._skipped_s: deque[float] = deque(maxlen=HOPELESS_SKIPS)
        self._outruns = 0

    @property
    def hopeless(self) -> bool:
        """It had to skip, or another to go on for it, again and again."""
        skipped_s = self._skipped_s
        return len(skipped_s) == HOPELESS_SKIPS and skipped_s[-1] - skipped_s[0] < HOPELESS_S

    def forget(self) -> None:
        """Another engine draws."""
        self._skipped_s.clear()

    def look(self, *, too_slow: bool, pace: float | None = None, outruns: int = 0) -> None:
        """Take note of what the show says.

        Args:
            too_slow: the engine had to skip because a live voice was ahead of it.
            pace: time that its server needs for a second of speech, in seconds; None: it draws on this computer.
            outruns: how often another engine has gone on for a server that was late.

        """
        now_s = time.monotonic()
        outrun, self._outruns = outruns > self._outruns, outruns
        if too_slow or outrun:
            self._skipped_s.append(now_s)
        if too_slow or (pace is not None and pace > SLOW_PACE):
            self._too_slow_s = now_s
            self._problems.report(_slow_engine() if pace is None else _slow_server(pace, too_slow=too_slow))
        elif self._too_slow_s and now_s - self._too_slow_s > SLOW_SHOWN_S:
            self._too_slow_s = 0.0
            self._problems.forget("engine.slow")


def _slow_engine() -> Problem:
    return Problem(
        "engine.slow",
        "The engine is slower than your voice: pictures are left out so that the sound stays in step.",
        "Choose a smaller program or a lower frame rate in the settings, or close other programs.",
        Severity.WARNING,
    )


def _slow_server(pace: float, *, too_slow: bool) -> Problem:
    return Problem(
        "engine.slow",
        f"The server needs {pace:.1f} s to draw one second of speech: "
        + ("pictures are left out so that the sound stays in step." if too_slow else "a live voice will outrun it."),
        "See that nobody else uses the server, lower its picture size or its sampling steps, or give it a faster "
        "device. Test Connection in the settings shows the numbers.",
        Severity.WARNING,
    )


class FeedbackWatch:
    """Says that the loudspeakers feed the microphone, as long as they do. Lives on the studio's thread."""

    def __init__(self, problems: ProblemBoard) -> None:
        self._problems = problems
        self._feeding = False

    def look(self, *, feeding: bool) -> None:
        """Take note of what the show says."""
        if feeding == self._feeding:
            return
        self._feeding = feeding
        if feeding:
            self._problems.report(
                Problem(
                    "microphone.feedback",
                    "The microphone hears the loudspeakers: viewers may hear the studio twice.",
                    "Wear headphones, or choose a virtual cable as the sound device.",
                    Severity.WARNING,
                )
            )
        else:
            self._problems.forget("microphone.feedback")
