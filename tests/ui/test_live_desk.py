"""The desk while live: the real window on the real studio, with mouse and keys; what leaves it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLabel,
    QListWidget,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)

from app.base.named_files import NamedFiles
from app.base.paths import Paths
from app.base.profile import profile_of, write_profile
from app.base.settings import EngineSettings, ProgramSettings, Settings, VoiceSettings
from app.media.types import Pixels, Tick
from app.scene_parts import RealScenes
from app.studio import commands as do
from app.studio.kept_settings import SetsDoor
from app.studio.snapshot import EngineState, OutputState, SpeechState
from app.ui.key_field import KeyField
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.theme import Theme
from tests.helpers.qt import W, named, until
from tests.helpers.small_parts import CollectingSink
from tests.helpers.small_studio import SmallStudio

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OWN = Settings(
    engine=EngineSettings(kind="testcard"),
    program=ProgramSettings(ai_label=False),  # it would lie on the background that is looked at
)


class Newest(list[Tick]):
    """The last few slots: whole pictures are large."""

    def append(self, tick: Tick) -> None:
        super().append(tick)
        del self[:-8]


def keep_the_newest(sink: CollectingSink) -> None:
    sink.ticks = Newest()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallStudio]:
    profiles = NamedFiles(tmp_path / "profiles", ".toml")
    door = SetsDoor(profiles, NamedFiles(tmp_path / "scenes", ".json"), lambda own: own, lambda own: own)
    upright = OWN.model_copy(update={"program": ProgramSettings(size="720x1280", ai_label=False)})
    deep = OWN.model_copy(update={"voice": VoiceSettings(pitch=-3)})
    for name, settings in (("Upright", upright), ("Deep", deep)):
        profiles.write(name, write_profile(profile_of(settings)))
    scenes = RealScenes(tmp_path / "now.json", keep=False, recording_path=lambda *_: tmp_path / "picture.png")
    small = SmallStudio(settings=OWN, sets=door, scenes=scenes)
    small.prepare = keep_the_newest
    small.wait(lambda now: now.engine is EngineState.READY and now.avatar_id == "mira")
    yield small
    small.studio.close()


@pytest.fixture
def window(small: SmallStudio, paths: Paths, theme: Theme) -> Iterator[MainWindow]:
    """Live: camera and sound device are on, and a line is spoken."""
    window = MainWindow(small.studio, paths, theme)
    window.resize(1400, 900)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    small.studio.post(do.SetAudioOut("Speaker"))
    QTest.mouseClick(window.controls.camera, LEFT)
    small.studio.post(do.SpeakFile(Path("60.wav")))
    until(lambda: window.snapshot.live and window.snapshot.speech is SpeechState.SPEAKING)
    until(lambda: len(small.cameras[0].ticks) > 2 and small.speakers and heard(small))
    yield window
    window.quit_without_asking()
    window.deleteLater()


def shown(small: SmallStudio) -> Pixels:
    """What the camera shows now."""
    return small.cameras[-1].ticks[-1].picture.pixels


def heard(small: SmallStudio) -> bool:
    """Whether the sound device was given sound in each of the last slots."""
    last = [sound.samples for _, sound in small.speakers[-1].sounds[-4:]]
    return bool(last) and all(samples.any() for samples in last)


def silent(small: SmallStudio) -> bool:
    return not any(sound.samples.any() for _, sound in small.speakers[-1].sounds[-4:])


def camera_went_on(small: SmallStudio) -> bool:
    return len(small.cameras) == 1 and not small.cameras[0].closed.is_set()


def card_is_seen(small: SmallStudio) -> bool:
    """The strip at the foot of the test card is black and white; the blur behind a pause is neither."""
    return bool(np.ptp(shown(small)[-200:, :, 1].astype(int)) > 200)


def pick(window: MainWindow, menu: str, entry: str) -> None:
    """Choose from the menu bar with the mouse."""
    bar = window.menuBar()
    (found,) = [action for action in bar.actions() if action.text().replace("&", "") == menu]
    QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(found).center())
    popup = found.menu()
    assert isinstance(popup, QMenu)
    until(popup.isVisible)
    (wanted,) = [action for action in popup.actions() if action.text().replace("&", "") == entry]
    QTest.mouseClick(popup, LEFT, pos=popup.actionGeometry(wanted).center())


def open_settings(window: MainWindow, page: str) -> SettingsDialog:
    """With its key; the page by a click."""
    QTest.keyClick(window, Qt.Key.Key_Comma, CTRL)
    until(lambda: window.findChildren(SettingsDialog))
    (dialog,) = window.findChildren(SettingsDialog)
    until(dialog.isActiveWindow)
    pages = named(dialog, QListWidget, "Pages")
    (item,) = pages.findItems(page, Qt.MatchFlag.MatchExactly)
    QTest.mouseClick(pages.viewport(), LEFT, pos=pages.visualItemRect(item).center())
    return dialog


def confirm(dialog: SettingsDialog) -> None:
    (box,) = dialog.findChildren(QDialogButtonBox)
    QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    until(lambda: not dialog.isVisible())
    window = dialog.parentWidget()
    assert window is not None
    window.activateWindow()  # no window manager does it here
    until(window.isActiveWindow)


def editor(dialog: SettingsDialog, setting: str, kind: type[W]) -> W:
    place = dialog.findChild(QWidget, setting)
    assert place is not None
    (found,) = place.findChildren(kind)
    return found


def note(dialog: SettingsDialog) -> str:
    label = dialog.findChild(QLabel, "settings_note")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_scenes_are_switched_moved_and_undone(window: MainWindow, small: SmallStudio) -> None:
    QTest.keyClick(window, Qt.Key.Key_S, CTRL | SHIFT)
    until(window.scenes.isVisible)
    rows = named(window.scenes, QListWidget, "Scenes")
    until(lambda: card_is_seen(small))
    QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualItemRect(rows.item(2)).center())
    until(lambda: window.snapshot.scenes.collection.scene.number == 3)
    until(lambda: not card_is_seen(small))
    until(lambda: heard(small))  # whoever talks is heard in a pause, too
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    until(lambda: card_is_seen(small))
    QTest.mouseClick(named(window.scenes, QPushButton, "Edit Scene"), LEFT)
    handles = window.scenes.handles
    until(handles.isVisible)
    QTest.mouseClick(handles, LEFT, pos=handles.rect().center())
    left = edge(small)
    for _ in range(8):
        QTest.keyClick(handles, Qt.Key.Key_Right, SHIFT)
    until(lambda: edge(small) > left + 8)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    until(lambda: edge(small) <= left + 8)
    assert camera_went_on(small)
    assert small.kinds == ["testcard"], "and the line with it"


def edge(small: SmallStudio) -> int:
    """How many columns at the left are the background's."""
    picture = shown(small)
    return int(np.argmax(np.ptp(picture[..., 1].astype(int), axis=0) > 60))


def test_the_mixer_mutes_and_turns_down_what_is_on_air(window: MainWindow, small: SmallStudio) -> None:
    pick(window, "Docks", "Audio Mixer")
    until(window.mixer.isVisible)
    strip = window.mixer.avatar
    QTest.mouseClick(strip.mute, LEFT)
    until(lambda: silent(small))
    assert window.snapshot.settings.mixer.avatar_muted
    QTest.mouseClick(strip.mute, LEFT)
    until(lambda: heard(small))
    loud = loudness(small)
    strip.fader.setFocus()
    for _ in range(20):
        QTest.keyClick(strip.fader, Qt.Key.Key_Left)
    until(lambda: heard(small) and 0 < loudness(small) < loud / 4)
    until(lambda: window.snapshot.speech is SpeechState.SPEAKING and heard(small))
    assert camera_went_on(small)


def loudness(small: SmallStudio) -> float:
    """Of the last third of a second."""
    return float(np.std(np.concatenate([sound.samples for _, sound in small.speakers[-1].sounds[-10:]])))


def test_a_key_is_bound_its_conflict_shown_and_it_is_pressed(window: MainWindow, small: SmallStudio) -> None:
    dialog = open_settings(window, "Hotkeys")
    field = named(dialog, KeyField, "Start or Stop Virtual Camera, in the studio")
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, Qt.Key.Key_M)
    conflict = "has this key already."
    until(lambda: any(conflict in label.text() for label in dialog.findChildren(QLabel) if label.isVisible()))
    QTest.mouseClick(field, LEFT)
    QTest.keyClick(field, Qt.Key.Key_K, CTRL | SHIFT)
    until(lambda: not any(conflict in label.text() for label in dialog.findChildren(QLabel) if label.isVisible()))
    confirm(dialog)
    assert camera_went_on(small)
    window.stage.setFocus()
    QTest.keyClick(window, Qt.Key.Key_K, CTRL | SHIFT)
    until(lambda: small.cameras[0].closed.is_set() and window.snapshot.camera is OutputState.OFF)
    QTest.keyClick(window, Qt.Key.Key_K, CTRL | SHIFT)
    until(lambda: window.snapshot.camera is OutputState.ON and len(small.cameras) == 2)
    until(lambda: small.cameras[1].ticks)


def test_panic_is_silence_and_the_camera_goes_on(window: MainWindow, small: SmallStudio) -> None:
    QTest.mouseClick(window.voice.microphone, LEFT)
    until(lambda: small.microphones and window.snapshot.microphone_on)
    QTest.keyClick(window, Qt.Key.Key_Escape, SHIFT)
    until(lambda: not window.snapshot.microphone_on and window.snapshot.speech is SpeechState.IDLE)
    until(lambda: silent(small))
    slot = small.cameras[0].ticks[-1].slot
    until(lambda: small.cameras[0].ticks[-1].slot > slot + 3)
    assert small.cameras[0].ticks[-1].pts_ns is None, "the host is at rest"
    assert camera_went_on(small)


def test_another_profile_restarts_only_what_it_says(window: MainWindow, small: SmallStudio) -> None:
    pick(window, "Profile", "Deep")
    QTest.mouseClick(answer(window, "Stay"), LEFT)
    pick(window, "Profile", "Deep")
    QTest.mouseClick(answer(window, "Switch"), LEFT)
    until(lambda: window.snapshot.settings.current.profile == "Deep")
    assert window.snapshot.settings.voice.pitch == -3
    assert camera_went_on(small)
    pick(window, "Profile", "Upright")
    QTest.mouseClick(answer(window, "Switch"), LEFT)
    until(lambda: window.snapshot.settings.current.profile == "Upright")
    until(lambda: len(small.cameras) == 2 and small.cameras[1].ticks and small.cameras[0].closed.is_set())
    assert shown(small).shape[:2] == (1280, 720)
    hints = [problem.hint for problem in window.snapshot.problems if problem.code == "sets.switched"]
    assert ["The virtual camera" in hint for hint in hints] == [True]


def answer(window: MainWindow, words: str) -> QPushButton:
    until(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return named(box, QPushButton, words)


def test_settings_are_taken_over_live_and_the_camera_restarts_where_it_says_so(
    window: MainWindow, small: SmallStudio
) -> None:
    until(lambda: edge(small) == 0)
    dialog = open_settings(window, "Video")
    across = editor(dialog, "program.avatar_x", QDoubleSpinBox)
    across.selectAll()
    QTest.keyClicks(across, "75")
    assert note(dialog) == ""
    confirm(dialog)
    until(lambda: edge(small) > 200)
    assert camera_went_on(small)
    until(lambda: window.snapshot.speech is SpeechState.SPEAKING and heard(small))
    assert window.snapshot.engine is EngineState.READY
    dialog = open_settings(window, "Virtual Camera")
    QTest.keyClick(editor(dialog, "camera.colours", QComboBox), Qt.Key.Key_Down)
    assert "The virtual camera will be restarted" in note(dialog)
    confirm(dialog)
    until(lambda: len(small.cameras) == 2 and small.cameras[1].ticks and small.cameras[0].closed.is_set())
    until(lambda: window.snapshot.speech is SpeechState.SPEAKING and heard(small))
