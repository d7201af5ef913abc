"""The part of a portrait that a server is sent, moved by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.avatars.crop import Offset, Rest, crop_box
from app.ui.crop_editor import CropEditor
from app.ui.theme import Theme

LEFT = Qt.MouseButton.LeftButton
ASPECT = 0.5
SIDE = 400  # of the square picture and of the widget: the crop is 200 wide and can go 100 to either side


class Shown:
    """An editor on screen, and what it has said."""

    def __init__(self, theme: Theme) -> None:
        picture = np.full((SIDE, SIDE, 4), 255, np.uint8)
        self.rest = Rest(picture, None)
        self.editor = CropEditor(theme, self.rest, ASPECT, Offset())
        self.said: list[Offset] = []
        self.editor.moved.connect(self.said.append)
        self.editor.resize(SIDE, SIDE)
        self.editor.show()
        self.editor.setFocus()

    @property
    def left(self) -> float:
        return crop_box(self.rest, ASPECT, self.editor.offset)[0]

    def drag(self, begin: int, end: int) -> None:
        QTest.mousePress(self.editor, LEFT, pos=QPoint(begin, 200))
        QTest.mouseMove(self.editor, QPoint(end, 200))
        QTest.mouseRelease(self.editor, LEFT, pos=QPoint(end, 200))


@pytest.fixture
def shown(theme: Theme) -> Iterator[Shown]:
    it = Shown(theme)
    yield it
    it.editor.close()
    it.editor.deleteLater()


def test_the_mouse_moves_it_with_what_it_took(shown: Shown) -> None:
    shown.drag(150, 190)
    assert shown.left == pytest.approx(0.25 + 0.1)
    assert shown.said[-1] == shown.editor.offset


def test_it_stops_at_the_edge_of_the_picture(shown: Shown) -> None:
    shown.drag(150, 399)
    assert shown.editor.offset.across == 1.0
    assert shown.left == pytest.approx(0.5)


def test_a_click_beside_it_brings_it_there(shown: Shown) -> None:
    QTest.mouseClick(shown.editor, LEFT, pos=QPoint(320, 200))
    assert shown.left == pytest.approx(0.5)


def test_arrow_keys_move_it_and_home_puts_it_back(shown: Shown) -> None:
    QTest.keyClick(shown.editor, Qt.Key.Key_Right)
    assert shown.left == pytest.approx(0.26)
    QTest.keyClick(shown.editor, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert shown.left == pytest.approx(0.16)
    QTest.keyClick(shown.editor, Qt.Key.Key_Home)
    assert shown.editor.offset == Offset()
    assert len(shown.said) == 3


def test_where_it_cannot_go_nothing_is_said(shown: Shown) -> None:
    QTest.keyClick(shown.editor, Qt.Key.Key_Down)
    assert shown.said == []


def test_what_is_not_sent_is_darker(shown: Shown) -> None:
    picture = shown.editor.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2).lightness() > 250
    assert picture.pixelColor(10, picture.height() // 2).lightness() < 160


def test_it_says_what_it_is(shown: Shown) -> None:
    assert shown.editor.accessibleName()
    assert "Arrow keys" in shown.editor.accessibleDescription()
