"""Lines that wait to be spoken, in the voice panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QToolButton

from app.base.settings import Settings, VoiceSettings
from app.studio.commands import ClearWaiting, Interrupt, RemoveWaiting, SkipSpeech, SpeakText, SpeakWaiting
from app.studio.snapshot import SpeechState
from app.studio.utterance_queue import WaitingLine
from app.ui.main_window import MainWindow
from app.ui.waiting_list import WaitingList
from app.ui.widgets import ElidedLabel
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

Left = Qt.MouseButton.LeftButton
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
LINES = (WaitingLine(2, "And now\nthe weather."), WaitingLine(3, "jingle.wav"), WaitingLine(4, "Good night!"))


def _show(window: MainWindow, studio: ScriptedStudio, lines: tuple[WaitingLine, ...] = LINES) -> WaitingList:
    studio.publish(speech=SpeechState.SPEAKING, speaking_text="Hello!", waiting=lines)
    (shown,) = window.findChildren(WaitingList)
    until(lambda: shown.isVisible() == bool(lines))
    return shown


def test_lines_that_wait_are_shown_and_can_be_said_now_or_removed(window: MainWindow, studio: ScriptedStudio) -> None:
    (shown,) = window.findChildren(WaitingList)
    assert not shown.isVisible()
    _show(window, studio)
    names = [button.accessibleName() for button in shown.findChildren(QToolButton)]
    assert names[:2] == ["Speak now: And now the weather.", "Remove: And now the weather."]
    assert len(names) == 6
    QTest.mouseClick(named(window, QToolButton, "Remove: jingle.wav"), Left)
    QTest.mouseClick(named(window, QToolButton, "Speak now: Good night!"), Left)
    QTest.mouseClick(named(window, QPushButton, "Clear the lines that wait"), Left)
    QTest.mouseClick(named(window, QToolButton, "Skip"), Left)
    assert studio.posted == [RemoveWaiting(3), SpeakWaiting(4), ClearWaiting(), SkipSpeech()]
    assert QApplication.focusWidget() is named(window, QPlainTextEdit, "Line to speak"), "clicks leave the keys there"
    _show(window, studio, ())


def test_a_high_window_shows_all_of_them_and_a_low_one_three(window: MainWindow, studio: ScriptedStudio) -> None:
    shown = _show(window, studio, tuple(WaitingLine(n, f"Line {n}") for n in range(8)))
    last = named(window, QToolButton, "Speak now: Line 7")
    window.resize(window.width(), 1200)
    until(lambda: not last.visibleRegion().isEmpty())
    window.resize(window.width(), 720)
    until(lambda: last.visibleRegion().isEmpty())
    assert not named(shown, QToolButton, "Speak now: Line 0").visibleRegion().isEmpty()


def test_whoever_removes_lines_by_key_goes_on_with_the_next(window: MainWindow, studio: ScriptedStudio) -> None:
    _show(window, studio)
    named(window, QToolButton, "Remove: jingle.wav").setFocus()
    studio.publish(waiting=(LINES[0], LINES[2]))
    until(lambda: QApplication.focusWidget() is named(window, QToolButton, "Remove: Good night!"))
    studio.publish(waiting=(LINES[0],))
    until(lambda: QApplication.focusWidget() is named(window, QToolButton, "Remove: And now the weather."))


def test_the_button_says_whether_a_line_is_spoken_or_waits(window: MainWindow, studio: ScriptedStudio) -> None:
    QTest.keyClicks(named(window, QPlainTextEdit, "Line to speak"), "now")
    speak = window.voice.speak
    assert speak.text() == "Speak"
    _show(window, studio)
    assert speak.text() == "Queue"
    assert not window.voice.skip.isHidden()
    QTest.mouseClick(speak, Left)
    QTest.mouseClick(speak, Left, Shift)
    line = named(window, QPlainTextEdit, "Line to speak")
    QTest.keyClick(line, Qt.Key.Key_Return, Ctrl | Shift)
    assert studio.posted == [SpeakText("now"), SpeakText("now", now=True), SpeakText("now", now=True)]
    studio.publish(speech=SpeechState.IDLE, speaking_text="", waiting=())
    until(lambda: speak.text() == "Speak")
    assert window.voice.skip.isHidden()


def test_a_line_that_is_not_taken_stays_in_the_box(window: MainWindow, studio: ScriptedStudio) -> None:
    line = named(window, QPlainTextEdit, "Line to speak")
    QTest.keyClicks(line, "keep me")
    studio.publish(settings=Settings(voice=VoiceSettings(queue_limit=3)))
    _show(window, studio)
    QTest.keyClick(line, Qt.Key.Key_Return, Ctrl)
    assert studio.posted == [SpeakText("keep me")], "the studio says why it does not take it"
    QTest.keyClicks(line, "!")
    assert line.toPlainText() == "keep me!"
    QTest.keyClick(line, Qt.Key.Key_Return, Ctrl | Shift)  # now: nothing waits for it
    QTest.keyClicks(line, "b")
    assert line.toPlainText() == "b"


def test_an_interrupt_is_offered_while_anything_waits(window: MainWindow, studio: ScriptedStudio) -> None:
    button = named(window, QPushButton, "Interrupt")
    studio.publish(waiting=LINES)  # the one on air has ended, and the next is being made
    until(button.isEnabled)
    assert "all that wait" in button.toolTip()
    assert named(window, ElidedLabel, "What is being spoken").text() == "Getting ready: And now the weather."
    QTest.keyClick(named(window, QPlainTextEdit, "Line to speak"), Qt.Key.Key_Escape)
    assert studio.posted == [Interrupt()]
