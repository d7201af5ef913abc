"""Keys that work whatever window has the keyboard: follows the settings, and asks the studio for what they mean."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from app.base.chords import Chord, parse_chord
from app.base.errors import AppError
from app.base.global_keys import KeyGrabber, open_grabber, why_none
from app.base.workers import Worker
from app.studio.commands import TellHotkeys
from app.studio.hotkey_actions import hotkey_actions
from app.studio.hotkeys_state import HotkeysState
from app.studio.port import StudioPort
from app.studio.snapshot import Snapshot

log = logging.getLogger(__name__)


class GlobalHotkeys:
    """Made, started and closed on the main thread. Waits for keys on a thread of its own, "hotkeys".

    Args:
        studio: who is asked.
        open_keys: opens the system's way to hand out keys. Raises AppError.
    """

    def __init__(self, studio: StudioPort, open_keys: Callable[[], KeyGrabber] = open_grabber) -> None:
        self._studio = studio
        self._open_keys = open_keys
        self._worker = Worker("hotkeys", self._run)
        self._changed = threading.Condition()  # guards what follows
        self._closing = False
        self._wanted: Mapping[str, str] = {}
        self._done: Mapping[str, str] = {}  # what the thread has asked for
        self._grabber: KeyGrabber | None = None  # set by its own thread

    def start(self) -> None:
        """Follow the settings from now on."""
        self._unsubscribe = self._studio.subscribe(self._notice)
        self._notice(self._studio.snapshot())
        self._worker.start()

    def close(self) -> None:
        """Give the keys back."""
        self._unsubscribe()
        self._worker.stop_and_join(self._wake_to_close)

    def _wake_to_close(self) -> None:
        with self._changed:
            self._closing = True
            self._wake()

    def _notice(self, snapshot: Snapshot) -> None:
        """On the studio's thread."""
        with self._changed:
            if snapshot.settings.hotkeys.everywhere != self._wanted:
                self._wanted = snapshot.settings.hotkeys.everywhere
                self._wake()

    def _wake(self) -> None:
        self._changed.notify()
        if self._grabber is not None:
            self._grabber.wake()

    # ---- the thread "hotkeys"

    def _run(self) -> None:
        self._studio.post(TellHotkeys(HotkeysState(why_none())))
        keys: dict[Chord, str] = {}
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted != self._done or self._grabber is not None)
                closing, wanted = self._closing, self._wanted
            if closing:
                self._let_go()
                return
            if wanted != self._done:
                self._done, keys = wanted, _by_chord(wanted)
                self._studio.post(TellHotkeys(HotkeysState(why_none(), self._take(keys))))
            elif self._grabber is not None:
                self._wait(self._grabber, keys)

    def _take(self, keys: Mapping[Chord, str]) -> dict[str, str]:
        """Have the keys handed out; why those actions have none that have none."""
        if not keys:
            self._let_go()
            return {}
        try:
            if self._grabber is None:
                grabber = self._open_keys()
                with self._changed:
                    self._grabber = grabber
            refused = self._grabber.grab(tuple(keys))
        except AppError as error:
            return dict.fromkeys(keys.values(), error.message)
        except OSError as error:
            return self._gone(keys, error)
        return {keys[chord]: reason for chord, reason in refused.items()}

    def _wait(self, grabber: KeyGrabber, keys: Mapping[Chord, str]) -> None:
        try:
            for chord, pressed in grabber.wait():
                if chord in keys:  # else it was let go after it had been taken away
                    self._fire(keys[chord], pressed=pressed)
        except OSError as error:
            self._studio.post(TellHotkeys(HotkeysState(why_none(), self._gone(keys, error))))

    def _gone(self, keys: Mapping[Chord, str], error: OSError) -> dict[str, str]:
        """The system hands out no keys any more; why those actions have none."""
        log.info("no hotkeys any more: %s", error)
        self._let_go()
        why = f"The system hands out no keys any more ({error}): start the studio again."
        return dict.fromkeys(keys.values(), why)

    def _let_go(self) -> None:
        with self._changed:
            grabber, self._grabber = self._grabber, None
        if grabber is not None:
            with suppress(OSError):  # it has gone already
                grabber.close()

    def _fire(self, action_id: str, *, pressed: bool) -> None:
        now = self._studio.snapshot()
        for action in hotkey_actions(now):
            if action.id == action_id:
                for command in (action.press if pressed else action.release)(now):
                    self._studio.post(command)


def _by_chord(keys: Mapping[str, str]) -> dict[Chord, str]:
    """Actions by their keys. Of two with the same key the first has it."""
    by_chord: dict[Chord, str] = {}
    for action_id, text in keys.items():
        by_chord.setdefault(parse_chord(text), action_id)
    return by_chord
