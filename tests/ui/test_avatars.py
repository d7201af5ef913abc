"""The strip of avatars, with few and with a thousand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.studio.commands import SelectAvatar
from app.studio.snapshot import AvatarEntry
from app.ui.avatar_strip import AvatarStrip
from app.ui.main_window import MainWindow
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

LEFT = Qt.MouseButton.LeftButton


def click(strip: AvatarStrip, row: int) -> None:
    place = strip.visualRect(strip.model().index(row, 0)).center()
    QTest.mouseClick(strip.viewport(), LEFT, pos=place)


def cell(strip: AvatarStrip, row: int) -> QImage:
    return strip.viewport().grab(strip.visualRect(strip.model().index(row, 0))).toImage()


def thumb_colour(strip: AvatarStrip, row: int) -> str:
    image = cell(strip, row)
    return image.pixelColor(image.width() // 2, 20).name()


def colour_of(number: int) -> str:
    return QColor.fromHsv(number * 97 % 360, 200, 200).name()


def make_avatars(folder: Path, count: int, size_px: int = 32) -> tuple[AvatarEntry, ...]:
    entries = []
    for number in range(count):
        picture = QImage(size_px, size_px * 4 // 3, QImage.Format.Format_RGB32)
        picture.fill(QColor(colour_of(number)))
        path = folder / f"{number}.png"
        assert picture.save(str(path))
        entries.append(AvatarEntry(f"id{number}", f"Avatar {number}", folder, path))
    return tuple(entries)


def test_click_selects_an_avatar(window: MainWindow, studio: ScriptedStudio) -> None:
    strip = named(window, AvatarStrip, "Avatars")
    click(strip, 1)
    assert studio.posted == [SelectAvatar("ben")]
    click(strip, 0)
    assert len(studio.posted) == 1, "it is on the program already"
    studio.publish(avatar_id="ben")
    until(lambda: strip.currentIndex().row() == 1)
    click(strip, 0)
    assert studio.posted[-1] == SelectAvatar("mira")


def test_arrows_look_and_return_selects(window: MainWindow, studio: ScriptedStudio) -> None:
    strip = named(window, AvatarStrip, "Avatars")
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert studio.posted == []
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert studio.posted == [SelectAvatar("laozi")]


def test_avatar_on_the_program_is_marked(window: MainWindow, studio: ScriptedStudio) -> None:
    strip = named(window, AvatarStrip, "Avatars")
    window.voice.line.setFocus()
    ben = cell(strip, 1)
    studio.publish(avatar_id="ben")
    until(lambda: cell(strip, 1) != ben)
    studio.publish(avatar_id=None)
    until(lambda: cell(strip, 1) == ben)


def test_thumbnails_are_of_their_avatars_and_a_broken_one_shows_initials(
    window: MainWindow, studio: ScriptedStudio, tmp_path: Path
) -> None:
    avatars = make_avatars(tmp_path, 3, size_px=600)
    assert avatars[1].preview is not None
    avatars[1].preview.write_bytes(b"not a picture")
    studio.publish(avatars=avatars, avatar_id=None)
    strip = named(window, AvatarStrip, "Avatars")
    until(lambda: thumb_colour(strip, 2) == colour_of(2))
    until(lambda: thumb_colour(strip, 0) == colour_of(0))
    assert thumb_colour(strip, 1) not in (thumb_colour(strip, 0), thumb_colour(strip, 2))


def test_wheel_scrolls_sideways(window: MainWindow, studio: ScriptedStudio, tmp_path: Path) -> None:
    strip = named(window, AvatarStrip, "Avatars")
    studio.publish(avatars=tuple(AvatarEntry(str(n), str(n), tmp_path, None) for n in range(50)))
    until(lambda: strip.horizontalScrollBar().maximum() > 0)
    centre = QPointF(strip.viewport().rect().center())
    wheel = QWheelEvent(
        centre,
        strip.viewport().mapToGlobal(centre),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip.viewport(), wheel)
    assert strip.horizontalScrollBar().value() == 120


def test_empty_library_says_so(window: MainWindow, studio: ScriptedStudio) -> None:
    strip = named(window, AvatarStrip, "Avatars")
    studio.publish(avatars=(), avatar_id=None)
    until(lambda: strip.model().rowCount() == 0)
    image = strip.viewport().grab().toImage()
    shades = {image.pixelColor(x, image.height() // 2).name() for x in range(12, 200)}
    assert len(shades) > 3, "there is no text"


class Watchdog:
    """Measures how long the event loop is away, in its thread's own time: what other processes do is not counted."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._last_s = time.thread_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(0)

    def _look(self) -> None:
        now_s = time.thread_time()
        self.longest_ms = max(self.longest_ms, (now_s - self._last_s) * 1000)
        self._last_s = now_s

    def stop(self) -> None:
        self._timer.stop()


@pytest.mark.serial
def test_a_thousand_avatars_do_not_hold_up_the_window(
    window: MainWindow, studio: ScriptedStudio, qtbot: QtBot, tmp_path: Path
) -> None:
    # Photographs: decoding those in sight takes far longer than the window may be away.
    photos = [entry.preview for entry in make_avatars(tmp_path, 40, size_px=1500)]
    avatars = tuple(AvatarEntry(f"id{n}", f"Avatar {n}", tmp_path, photos[n % 40]) for n in range(1000))
    strip = named(window, AvatarStrip, "Avatars")
    qtbot.wait(20)
    watchdog = Watchdog()
    studio.publish(avatars=avatars, avatar_id="id500")
    until(lambda: strip.model().rowCount() == 1000)
    bar = strip.horizontalScrollBar()
    until(lambda: bar.maximum() > 0)
    for step in range(60):
        bar.setValue(bar.maximum() * step // 59)
        studio.publish(turn=step)
        qtbot.wait(10)
    last = colour_of(39)
    until(lambda: thumb_colour(strip, 999) == last)
    watchdog.stop()
    assert watchdog.longest_ms < 50
