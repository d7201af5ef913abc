"""The window as a program: from QApplication to its end."""

from __future__ import annotations

import atexit
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QEvent, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from app.base.log import log_event
from app.base.memory import settle
from app.base.paths import APP_NAME, Paths
from app.studio.port import StudioPort
from app.ui.icons import app_icon, forget_icons
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.theme import Theme

log = logging.getLogger(__name__)


SAFE_MODE = 86
"""The exit status of a window whose user wants the studio to start again in safe mode."""


SETTLE_MS = 4000
"""After the start: the window is there, and nobody watches yet."""


def make_application() -> QApplication:
    """The application object. Main thread; once in a process."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName("flashtalk-studio")
    app.setWindowIcon(app_icon())
    return app


def run_window(studio: StudioPort, paths: Paths, app: QApplication | None = None, *, minimised: bool = False) -> int:
    """Show the window until it is closed or the process is told to end (SIGINT, SIGTERM).

    It may begin ``minimised``: in the tray where there is one, for somebody has asked for that who will look there.
    Returns the exit status; ``SAFE_MODE`` if the user wants that.

    Main thread. The studio stays open: closing it is its owner's work, and no window waits for it.
    """
    known = QApplication.instance()
    app = app or (known if isinstance(known, QApplication) else make_application())
    language, theme = Language(app), Theme(app)
    theme.choose(studio.snapshot().settings.window.theme)
    to_tray = minimised
    minimised |= studio.snapshot().settings.window.start_minimised
    QTimer.singleShot(SETTLE_MS, app, settle)
    atexit.register(gc.unfreeze)  # else what settled is not freed at the end, and nanobind tells people of soxr's leaks
    again = True
    while again:
        language.speak(studio.snapshot().settings.window.language)
        theme.renew()
        status, again = _show(MainWindow(studio, paths, theme), studio, app, minimised=minimised, to_tray=to_tray)
        minimised = False  # a window in another language is where the one before was
    forget_icons()
    log_event(log, "window.closed")
    return status


def _show(
    window: MainWindow, studio: StudioPort, app: QApplication, *, minimised: bool, to_tray: bool
) -> tuple[int, bool]:
    """Show one window until it is closed; the exit status, and whether another is wanted, in another language."""
    wishes: set[str] = set()

    def close_for(wish: str) -> None:
        wishes.add(wish)
        QTimer.singleShot(0, window.quit_without_asking)  # not in the middle of what told of it

    app.setQuitOnLastWindowClosed(False)  # a window in the tray is none that Qt would count
    window.ended.connect(app.quit)
    window.language_chosen.connect(lambda: close_for("language"))
    window.safe_mode_wanted.connect(lambda: close_for("safe mode"))
    with _told_to_end(window.quit_without_asking):
        if minimised:
            window.begin_minimised(to_tray=to_tray)
        else:
            window.show()
        if not minimised and not studio.snapshot().settings.window.assistant_done:
            window.before_show.open_assistant()
        status = app.exec()
    window.quit_without_asking()  # does nothing unless Qt itself ended the loop
    # In order and now: what is left to the interpreter's end may go after QApplication, and crash.
    window.deleteLater()
    app.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    return (SAFE_MODE if "safe mode" in wishes else status), "language" in wishes


@contextmanager
def _told_to_end(quietly_close: Callable[[], None]) -> Iterator[None]:
    """Close the window when a signal asks for it: Python's handlers run only when something wakes the interpreter."""
    receiver, sender = socket.socketpair()
    receiver.setblocking(False)
    sender.setblocking(False)
    notifier = QSocketNotifier(receiver.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: receiver.recv(64))

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        log_event(log, "window.told_to_end", signal=signal.Signals(number).name)
        # Python may call this in the middle of anything, such as painting the window that is to go.
        QTimer.singleShot(0, quietly_close)

    wanted = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(number, on_signal) for number in wanted]
    fd_before = signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(fd_before)
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)
        notifier.setEnabled(False)
        receiver.close()
        sender.close()
