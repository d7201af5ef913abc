"""The real window on the real studio: a script is dropped, played, broken into and heard to its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QToolButton

from app.base.paths import Paths
from app.studio.snapshot import Snapshot
from app.ui.main_window import MainWindow
from app.ui.script_list import ScriptList
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel
from tests.helpers.qt import drop, named, until
from tests.helpers.small_studio import SmallStudio

Left = Qt.MouseButton.LeftButton
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def small() -> Iterator[SmallStudio]:
    small = SmallStudio()
    yield small
    small.studio.close()


@pytest.fixture
def window(small: SmallStudio, paths: Paths, theme: Theme) -> Iterator[MainWindow]:
    window = MainWindow(small.studio, paths, theme)
    window.show()
    yield window
    window.quit_without_asking()
    window.deleteLater()


def states(window: MainWindow) -> list[str]:
    """What a screen reader says of every line."""
    (lines,) = window.findChildren(ScriptList)
    model = lines.model()
    said = (model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount()))
    return [str(words).partition(":")[0] for words in said]


def test_a_script_is_dropped_and_an_answer_put_in(window: MainWindow, small: SmallStudio, tmp_path: Path) -> None:
    heard: list[str] = []

    def note(now: Snapshot) -> None:
        if now.speaking_text and heard[-1:] != [now.speaking_text]:
            heard.append(now.speaking_text)

    small.studio.subscribe(note)
    script = tmp_path / "show.md"
    script.write_text(
        "# Opening\nHello everybody out there.\n\n- And now the weather.\n- Good night.", encoding="utf-8"
    )
    drop(window, QUrl.fromLocalFile(str(script)))
    until(lambda: states(window) == ["Waiting"] * 3)
    QTest.mouseClick(named(window, QToolButton, "Play"), Left)
    until(lambda: states(window)[0] == "Speaking")
    line = named(window, QPlainTextEdit, "Line to speak")
    QTest.keyClicks(line, "Yes")
    QTest.keyClick(line, Qt.Key.Key_Return, Ctrl | Shift)
    until(lambda: "Yes" in heard)
    box = named(window, QLineEdit, "Another line")
    QTest.keyClicks(box, "And one more.")
    QTest.keyClick(box, Qt.Key.Key_Return)
    until(lambda: states(window) == ["Spoken"] * 4)
    hello = "Hello everybody out there."
    assert heard == [hello, "Yes", hello, "And now the weather.", "Good night.", "And one more."]
    until(lambda: named(window, ElidedLabel, "Where the script stands").text() == "show.md: 4 lines")


def test_a_bad_script_is_one_sentence_in_the_window(window: MainWindow, small: SmallStudio, tmp_path: Path) -> None:
    script = tmp_path / "show.txt"
    script.write_text("one\n[pause: long] two", encoding="utf-8")
    drop(window, QUrl.fromLocalFile(str(script)))
    small.wait(lambda now: bool(now.problems))
    sentence = "show.txt, line 2: “long” is no length of a pause."
    until(lambda: sentence in {label.text() for label in window.problems.findChildren(QLabel)})
