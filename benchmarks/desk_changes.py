"""Scene, profile and settings changes at moments that a seed draws: half by commands, half by the window's own doors.

Theme and language are not among them: Qt dresses every widget anew for another theme, which takes more than 50 ms, and
a window in another language is another window.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QMessageBox, QWidget

from app.base.scenes import Background, Layer, Placement, Scene
from app.base.settings import MixerSettings, Settings
from app.studio import commands as do
from app.studio.snapshot import OutputState, Snapshot
from app.studio.studio import Studio
from app.ui.main_window import MainWindow
from app.ui.sets_menu import SetsMenu
from app.ui.settings_dialog import SettingsDialog

PROFILES = ("Untitled", "Tall", "Slow", "Fast")
COLLECTIONS = ("Untitled", "Second show")
LEAST_S, MOST_S = 1.0, 9.0
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def prepare(studio: Studio) -> None:
    """Make the profiles and scene collections that are switched between; the host is seen in most scenes."""
    sizes: dict[str, dict[str, Any]] = {"Tall": {"size": "720x1280"}, "Slow": {"fps": 25}, "Fast": {"fps": 50}}
    for name in PROFILES[1:]:
        studio.post(do.DuplicateSet("profile", PROFILES[0], name))
        _wait(studio, partial(_is_in_use, "profile", name))
        studio.post(do.ApplySettings(_with(studio.snapshot().settings, "program", **sizes[name])))
    studio.post(do.SwitchSet("profile", PROFILES[0]))
    _wait(studio, lambda now: now.settings.current.profile == PROFILES[0])
    for name in reversed(COLLECTIONS):
        if name != COLLECTIONS[0]:
            studio.post(do.AddSet("scenes", name))
        else:
            studio.post(do.SwitchSet("scenes", name))
        _wait(studio, partial(_is_in_use, "scenes", name))
        for number, where in ((5, Placement(scale=0.6, x=0.3)), (6, Placement(scale=0.8, x=0.6, y=0.4))):
            studio.post(do.AddScene(f"Host {number}"))
            studio.post(do.EditScene(Scene(number=number, name=f"Host {number}", avatar=where)))
    studio.post(do.SwitchScene(1))


class Hands(QObject):
    """Does with the window what a person does. Made on the GUI thread; asked on any."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.failed: list[str] = []
        self.asked.connect(self._do)

    def _do(self, act: Callable[[MainWindow], None]) -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and not one.closing]
        try:
            act(windows[-1])
        except Exception as error:  # a slot's exception would only be printed
            self.failed.append(f"{type(error).__name__}: {error}")

    def show_docks(self) -> None:
        """Have the docks open that are worked with."""

        def act(window: MainWindow) -> None:
            window.resize(1600, 1000)
            for dock in (window.scenes, window.mixer, window.stats):
                dock.show()

        self.asked.emit(act)


class Changes:
    """Changes the desk until it is told to stop, on its caller's thread.

    Args:
        studio: gets the commands.
        hands: uses the window.
        random: draws moments and changes.

    """

    def __init__(self, studio: Studio, hands: Hands, random: Random) -> None:
        self._studio = studio
        self._hands = hands
        self._random = random
        self.done: Counter[str] = Counter()
        self.moments: list[tuple[float, str]] = []
        """When what was done, monotonic seconds; whoever reads it may empty it."""
        self._commands: dict[str, Callable[[Snapshot], tuple[do.Command, ...]]] = {
            "scene": lambda now: (do.SwitchScene(self._scene(now).number),),
            "edit": lambda now: (do.EditScene(self._edited(self._scene(now))),),
            "edit on air": lambda now: (do.EditScene(self._edited(now.scenes.collection.scene)),),
            "another scene": self._another_scene,
            "move": lambda now: (do.MoveScene(self._scene(now).number, random.randrange(6)),),
            "undo": lambda now: random.choice(((do.UndoScenes(),), (do.RedoScenes(),))),
            "transition": lambda now: (do.SetTransition(random.choice(("cut", "fade")), random.randrange(50, 1500)),),
            "collection": lambda now: (do.SwitchSet("scenes", random.choice(COLLECTIONS)),),
            "profile": self._another_profile,
            "mixer": self._mixer,
            "settings": self._settings,
            "snapshot": lambda now: (do.TakeSnapshot(),),
        }
        self._doors: dict[str, Callable[[MainWindow], None]] = {
            "click on a scene": self._click_scene,
            "key of a scene": lambda window: QTest.keyClick(window, Qt.Key.Key_1 + random.randrange(5), CONTROL),
            "undo by key": lambda window: QTest.keyClick(window, Qt.Key.Key_Z, CONTROL),
            "edit scene": lambda window: window.scenes.edit.click(),
            "nudge the host": self._nudge,
            "mute": lambda window: QTest.mouseClick(window.mixer.avatar.mute, LEFT),
            "fader": lambda window: QTest.keyClick(
                window.mixer.avatar.fader,
                Qt.Key.Key_Left if window.mixer.avatar.fader.value() > -6 else Qt.Key.Key_PageUp,
            ),
            "sync offset": lambda window: window.mixer.offset.setValue(self._offset_ms()),
            "profile menu": lambda window: self._menu(window, "profile"),
            "collection menu": lambda window: self._menu(window, "scenes"),
            "settings window": self._settings_window,
            "docks": lambda window: random.choice((window.stats, window.script)).toggleViewAction().trigger(),
            "lock docks": lambda window: window.lock_docks(not window.snapshot.settings.window.docks_locked),
        }

    def run(self, seconds: float) -> None:
        """Change for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, self._random.uniform(LEAST_S, MOST_S)))
            by_command = self._random.random() < 0.5
            kind = self._random.choice(list(self._commands if by_command else self._doors))
            self.done[kind] += 1
            self.moments.append((round(time.monotonic(), 2), kind))
            if by_command:
                for command in self._commands[kind](self._studio.snapshot()):
                    self._studio.post(command)
            else:
                self._hands.asked.emit(self._doors[kind])

    def rest(self, seconds: float) -> None:
        """Put everything back to how it was at first, and leave it for so long: memory is compared at rest."""
        studio = self._studio
        self._hands.asked.emit(_leave_editing)
        studio.post(do.StopRecording())
        studio.post(do.SwitchSet("profile", PROFILES[0]))
        studio.post(do.SwitchSet("scenes", COLLECTIONS[0]))
        studio.post(do.SwitchScene(1))
        _wait(studio, lambda now: now.settings.current.profile == PROFILES[0])
        settings = studio.snapshot().settings.model_copy(update={"mixer": MixerSettings()})
        settings = _with(settings, "program", fps=30, avatar_scale=1.0, avatar_x=0.5)
        studio.post(do.ApplySettings(settings))
        studio.post(do.StartRecording())
        time.sleep(seconds)

    # ---- by commands

    def _scene(self, now: Snapshot) -> Scene:
        """Any; mostly one in which the host is seen."""
        scenes = now.scenes.collection.scenes
        shown = [one for one in scenes if one.avatar is None or one.avatar.shown]
        return self._random.choice(shown if shown and self._random.random() < 0.7 else scenes)

    def _another_scene(self, now: Snapshot) -> tuple[do.Command, ...]:
        scenes = now.scenes.collection.scenes
        if len(scenes) < 8:
            return (do.DuplicateScene(self._scene(now).number),)
        return (do.RemoveScene(self._random.choice(scenes[1:]).number),)

    def _another_profile(self, now: Snapshot) -> tuple[do.Command, ...]:
        name = self._random.choice(PROFILES)
        return around_recording(now, do.SwitchSet("profile", name))

    def _mixer(self, now: Snapshot) -> tuple[do.Command, ...]:
        random = self._random
        change = random.choice(
            (
                {"avatar_gain_db": random.randrange(-18, 1)},
                {"avatar_muted": not now.settings.mixer.avatar_muted},
                {"sync_offset_ms": self._offset_ms()},
            )
        )
        return (do.ApplySettings(_with(now.settings, "mixer", **change)),)

    def _settings(self, now: Snapshot) -> tuple[do.Command, ...]:
        random = self._random
        scale, x = random.choice(((0.6, 0.4), (0.8, 0.5), (1.0, 0.5)))
        section, change = random.choice(
            (
                ("camera", {"colours": random.choice(("bt709", "bt601"))}),  # restarts the camera
                ("window", {"safe_areas": not now.settings.window.safe_areas}),
                ("window", {"mirror_preview": not now.settings.window.mirror_preview}),
                ("audio_out", {"hear_microphone": not now.settings.audio_out.hear_microphone}),  # reopens the device
                ("program", {"avatar_scale": scale, "avatar_x": x}),
                ("program", {"background_colour": random.choice(("#20242c", "#402020", "#204020"))}),
                ("program", {"fps": random.choice((25, 30))}),
                ("recording", {"quality": random.choice(("small", "good"))}),
                ("voice", {"gate_dbfs": random.randrange(-60, -30)}),
            )
        )
        return around_recording(now, do.ApplySettings(_with(now.settings, section, **change)))

    def _edited(self, scene: Scene) -> Scene:
        random = self._random
        scale, x = random.choice(((0.5, 0.3), (0.7, 0.6), (0.9, 0.5), (1.0, 0.5)))
        changes: tuple[dict[str, Any], ...] = (
            {"avatar": Placement(scale=scale, x=x), "layers": ()},  # words of a pause would lie on the card
            {"avatar": None, "layers": ()},
            {"background": Background(kind=random.choice(("colour", "green", "blur", "portrait")))},
            {"background": None},
            {
                "layers": (
                    Layer(text=f"Number {random.randrange(100)}", size=0.06, y=0.06, behind=random.random() < 0.5),
                )
            },
            {"layers": ()},
        )
        return scene.model_copy(update=random.choice(changes))

    def _offset_ms(self) -> int:
        return self._random.randrange(-100, 501)  # each picture that waits takes 4 MB

    # ---- by the window

    def _click_scene(self, window: MainWindow) -> None:
        scenes = window.scenes.scenes.list
        place = scenes.visualItemRect(scenes.item(self._random.randrange(scenes.count()))).center()
        QTest.mouseClick(scenes.viewport(), LEFT, pos=place)

    def _nudge(self, window: MainWindow) -> None:
        handles = window.scenes.handles
        if handles.isVisible():
            handles.choose(-1)
            handles.setFocus()
            QTest.keyClick(handles, self._random.choice((Qt.Key.Key_Left, Qt.Key.Key_Right)))

    def _menu(self, window: MainWindow, kind: str) -> None:
        menu = window.findChild(SetsMenu, f"{kind}_menu")
        assert menu is not None
        known = PROFILES if kind == "profile" else COLLECTIONS
        actions: list[Any] = [one for one in menu.actions() if one.text() in known and not one.isChecked()]
        if kind == "profile" and window.snapshot.recording is not OutputState.OFF:
            self._studio.post(do.StopRecording())  # else another size is refused; the next row starts one
        self._random.choice(actions).trigger()
        QTimer.singleShot(400, lambda: _agree(window))

    def _settings_window(self, window: MainWindow) -> None:
        window.open_settings(self._random.choice(("general", "video", "camera", "recording", "voice", "hotkeys")))
        QTimer.singleShot(700, self._change_in_settings)

    def _change_in_settings(self) -> None:
        dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, SettingsDialog))
        name = self._random.choice(("camera.colours", "recording.quality", "stats.report", "voice.queue_limit"))
        editor = dialog.findChild(QWidget, name)
        assert editor is not None
        field = editor.focusProxy()
        assert field is not None
        if isinstance(field, QAbstractButton):
            field.click()
        else:
            QTest.keyClick(field, self._random.choice((Qt.Key.Key_Up, Qt.Key.Key_Down)))
        buttons = dialog.findChild(QDialogButtonBox)
        assert buttons is not None
        QTimer.singleShot(500, buttons.button(QDialogButtonBox.StandardButton.Ok).click)


def around_recording(now: Snapshot, *commands: do.Command) -> tuple[do.Command, ...]:
    """``commands`` outside of the recording, which takes no other size or rate."""
    if now.recording is OutputState.OFF:
        return commands
    return (do.StopRecording(), *commands, do.StartRecording())


def _agree(window: MainWindow) -> None:
    for box in window.findChildren(QMessageBox):
        if box.isVisible():
            destructive = QMessageBox.ButtonRole.DestructiveRole
            next(one for one in box.buttons() if box.buttonRole(one) == destructive).click()


def _leave_editing(window: MainWindow) -> None:
    window.scenes.edit.setChecked(False)


def _with(settings: Settings, section: str, **changes: Any) -> Settings:
    changed = getattr(settings, section).model_copy(update=changes)
    return settings.model_copy(update={section: changed})


def _is_in_use(kind: str, name: str, now: Snapshot) -> bool:
    return bool(getattr(now.settings.current, kind) == name)


def _wait(studio: Studio, met: Callable[[Snapshot], bool]) -> None:
    end = time.monotonic() + 60
    while not met(studio.snapshot()):
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)
