"""The editor of a scene: background, avatar, layers, text and subtitles."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPlainTextEdit

from app.base.scenes import Layer
from app.ui.main_window import MainWindow
from app.ui.scene_boxes import AVATAR
from tests.helpers.qt import named
from tests.helpers.scene_desk import CONTROL, Desk, choose, click
from tests.helpers.scripted_studio import ScriptedStudio


@pytest.fixture
def desk(studio: ScriptedStudio, window: MainWindow) -> Desk:
    return Desk(studio, window)


def test_background_kinds_and_back_to_the_settings(desk: Desk) -> None:
    desk.edit()
    for words, kind in (
        ("Chroma Key green", "green"),
        ("Portrait, blurred", "blur"),
        ("Portrait's own", "portrait"),
    ):
        choose(desk, "Background", words)
        assert desk.scene.background is not None
        assert desk.scene.background.kind == kind
    choose(desk, "Background", "As in Settings")
    assert desk.scene.background is None


def test_avatar_hidden_placed_and_as_in_the_settings(desk: Desk) -> None:
    desk.edit()
    choose(desk, "Avatar", "Hidden")
    assert desk.scene.avatar is not None
    assert not desk.scene.avatar.shown
    assert desk.dock.handles.box(AVATAR) is None
    choose(desk, "Avatar", "Placed here")
    assert desk.scene.avatar is not None
    desk.dock.editor.scale.setValue(50.0)
    assert desk.scene.avatar.scale == 0.5
    choose(desk, "Avatar", "As in Settings")
    assert desk.scene.avatar is None


def test_text_is_added_written_and_undone_as_one(desk: Desk) -> None:
    desk.edit()
    click(desk, "Add Text")
    text = named(desk.dock, QPlainTextEdit, "Text of the layer")
    text.setFocus()
    text.selectAll()
    QTest.keyClicks(text, "Good evening")
    desk.settle()
    assert desk.scene.layers[0].text == "Good evening"
    desk.dock.scenes.list.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
    assert desk.scene.layers[0].text == "Text"
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CONTROL)
    assert desk.scene.layers == ()


def test_a_picture_is_put_on_hidden_reordered_and_removed(desk: Desk, tmp_path: Path) -> None:
    desk.edit(layers=[Layer(text="below").model_dump()])
    desk.dock.editor.layers.add_image(tmp_path / "logo.png")
    assert [one.kind for one in desk.scene.layers] == ["text", "image"]
    layers = named(desk.dock, QListWidget, "Layers")
    assert [layers.item(row).text() for row in range(2)] == ["logo.png", "below"]
    click(desk, "Send Backward")
    assert [one.kind for one in desk.scene.layers] == ["image", "text"]
    layers.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not desk.scene.layers[1].shown
    layers.setFocus()
    QTest.keyClick(layers, Qt.Key.Key_Delete)
    assert [one.kind for one in desk.scene.layers] == ["text"]


def test_subtitles(desk: Desk) -> None:
    desk.edit()
    choose(desk, "Subtitles", "Large")
    assert desk.scene.subtitles == "large"
