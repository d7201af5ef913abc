"""Keys that the system hands out: a real X server; Windows at its border."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.base.chords import parse_chord
from app.base.errors import AppError
from app.base.global_keys import KeyGrabber, open_grabber, why_none
from app.base.global_keys.windows import WindowsKeys
from app.base.global_keys.x11 import X11Keys
from tests.helpers.x_server import Fingers, x_server

PANIC, TALK = parse_chord("Ctrl+Alt+P"), parse_chord("F12")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with x_server() as name:
        yield name


@pytest.fixture
def fingers(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fingers]:
    monkeypatch.setenv("DISPLAY", server)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    fingers = Fingers(server)
    yield fingers
    fingers.close()


@pytest.fixture
def keys(fingers: Fingers) -> Iterator[KeyGrabber]:
    keys = open_grabber()
    assert isinstance(keys, X11Keys)
    yield keys
    keys.close()


def told(keys: KeyGrabber) -> tuple[str, bool]:
    """The next thing that the server tells of."""
    while not (found := keys.wait()):
        pass
    ((chord, pressed),) = found
    return str(chord), pressed


def test_press_and_release_are_told_and_nothing_else(keys: KeyGrabber, fingers: Fingers) -> None:
    assert keys.grab((PANIC, TALK)) == {}
    fingers.tap("x")
    fingers.tap("Control_L", "p")
    fingers.tap("Control_L", "Alt_L", "Shift_L", "p")
    fingers.press("F12")
    assert told(keys) == ("F12", True)
    fingers.tap("Control_L", "Alt_L", "p")
    assert told(keys) == ("Ctrl+Alt+P", True)
    assert told(keys) == ("Ctrl+Alt+P", False)
    fingers.release("F12")
    assert told(keys) == ("F12", False)


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_locks_change_nothing(keys: KeyGrabber, fingers: Fingers, lock: str) -> None:
    keys.grab((TALK,))
    fingers.tap(lock)
    fingers.press("F12")
    assert told(keys) == ("F12", True)
    fingers.release("F12")
    assert told(keys) == ("F12", False)
    fingers.tap(lock)


def test_a_held_key_is_pressed_once(keys: KeyGrabber, fingers: Fingers) -> None:
    keys.grab((TALK, PANIC))
    fingers.press("F12")  # the server repeats it after 0.66 s, 25 times a second
    assert told(keys) == ("F12", True)
    timer = threading.Timer(1.2, lambda: fingers.release("F12"))
    timer.start()
    assert told(keys) == ("F12", False)
    timer.join()


def test_a_key_of_another_program_is_refused_and_given_back_when_it_goes(keys: KeyGrabber, fingers: Fingers) -> None:
    other = X11Keys()
    other.grab((PANIC,))
    assert keys.grab((PANIC, TALK)) == {PANIC: "Another program has Ctrl+Alt+P already."}
    other.grab(())
    other.close()
    assert keys.grab((PANIC, TALK)) == {}


def test_a_key_that_is_not_wanted_any_more_is_left_to_others(keys: KeyGrabber, fingers: Fingers) -> None:
    keys.grab((PANIC, TALK))
    keys.grab((PANIC,))
    fingers.tap("F12")
    fingers.press("Control_L", "Alt_L", "p")
    assert told(keys) == ("Ctrl+Alt+P", True)
    fingers.release("p", "Alt_L", "Control_L")
    assert told(keys) == ("Ctrl+Alt+P", False)


def test_what_the_keyboard_lacks_is_said(keys: KeyGrabber) -> None:
    lacking = parse_chord("Ctrl+ß")
    assert keys.grab((lacking, TALK)) == {lacking: "This keyboard has no key ß."}


def test_it_can_be_woken(keys: KeyGrabber) -> None:
    keys.grab((TALK,))
    keys.wake()
    assert keys.wait() == ()


def test_wayland_and_macos_are_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert why_none().startswith("Wayland hands out no keys")
    with pytest.raises(AppError, match="Wayland hands out no keys"):
        open_grabber()
    monkeypatch.setattr("sys.platform", "darwin")
    assert why_none().startswith("On macOS hotkeys work while a window of the studio is in front")


@pytest.mark.filterwarnings("ignore:.*unclosed <socket")  # python-xlib leaves the socket that failed to the collector
def test_a_display_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(AppError, match="The X server hands out no keys"):
        open_grabber()


# ---- Windows


class User32:
    """What Windows does with keys, as its documentation says."""

    def __init__(self, taken: set[tuple[int, int]]) -> None:
        self.taken = taken  # modifiers and key, of other programs
        self.registered: dict[int, tuple[int, int]] = {}
        self.queue: list[tuple[int, int]] = []
        self.down: set[int] = set()
        self.waits: list[int] = []

    def RegisterHotKey(self, window: None, number: int, modifiers: int, key: int) -> int:
        if (modifiers & 0xF, key) in self.taken:
            return 0
        self.registered[number] = (modifiers, key)
        return 1

    def UnregisterHotKey(self, window: None, number: int) -> int:
        return int(self.registered.pop(number, None) is not None)

    def MsgWaitForMultipleObjects(self, count: int, handles: None, every: bool, patience_ms: int, mask: int) -> int:
        self.waits.append(patience_ms)
        return 0

    def PeekMessageW(self, message: Any, window: None, first: int, last: int, remove: int) -> int:
        if not self.queue:
            return 0
        found = ctypes.cast(message, ctypes.POINTER(WindowsKeys.MESSAGE)).contents
        found.message, found.wparam = self.queue[0]
        del self.queue[: 1 if remove else 0]
        return 1

    def PostThreadMessageW(self, thread: int, message: int, wparam: int, lparam: int) -> int:
        self.queue.append((message, wparam))
        return 1

    def GetAsyncKeyState(self, key: int) -> int:
        return -32768 if key in self.down else 0

    def VkKeyScanW(self, character: int) -> int:
        return -1 if character > 127 else ord(chr(character).upper())


def test_windows_hands_out_press_and_release() -> None:
    system = User32({(3, 0x70)})
    keys = WindowsKeys(system, 7)
    refused = keys.grab((PANIC, TALK, parse_chord("Ctrl+Alt+F1"), parse_chord("Ctrl+ß")))
    assert {str(chord): reason for chord, reason in refused.items()} == {
        "Ctrl+Alt+F1": "Another program has Ctrl+Alt+F1 already.",
        "Ctrl+ß": "This keyboard has no key ß.",
    }
    assert system.registered == {1: (0x4003, 0x50), 2: (0x4000, 0x7B)}
    system.down.add(0x7B)
    system.queue.append((0x0312, 2))
    assert keys.wait() == [(TALK, True)]
    assert keys.wait() == []
    system.down.clear()
    assert keys.wait() == [(TALK, False)]
    assert system.waits == [0xFFFFFFFF, 20, 20]  # it looks again and again only while a key is held
    keys.wake()
    assert keys.wait() == []
    keys.close()
    assert system.registered == {}
