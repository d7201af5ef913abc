"""The graphics card in the settings and in the status bar, in all its states."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.base.card_choice import Setup
from app.base.local_settings import LocalSettings
from app.base.settings import Settings
from app.studio.commands import ApplySettings, MeasureCard, WarmUp
from app.studio.snapshot import EngineState
from app.ui.card_panel import CardPanel
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.card_scenes import LARGE, card_states

STATES: dict[str, dict[str, Any]] = dict(card_states())
FRESH: dict[str, Any] = {
    "settings": Settings(),
    "engine": EngineState.READY,
    "engine_name": "Built in",
    "card_choice": None,
    "setup": None,
    "problems": (),
    "stepped_down": "",
}


@pytest.fixture
def page(window: MainWindow) -> SettingsDialog:
    window.open_settings("local")
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    return dialog


def show(studio: ScriptedStudio, state: str) -> None:
    """Publish it, and nothing of the state before."""
    studio.publish(**(FRESH | STATES[state]))


def texts(page: SettingsDialog) -> list[str]:
    panel = page.findChild(CardPanel)
    assert isinstance(panel, CardPanel)
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def button(page: SettingsDialog, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def press(one: QPushButton | QToolButton) -> None:
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("unused", "choose it as the engine in Connection"),
        ("no-card", "PyTorch finds no graphics card"),
        ("looking", "Looking at the card…"),
        ("measuring", "Measuring FlashHead Pro, 512x512, 2 steps, 8 bits…"),
        ("chosen", "FlashHead Lite, 512x512, 4 steps draws at 1.65 times real time"),
        ("none-holds", "No model on this computer is fast and small enough"),
        ("no-models", "There is no model on this computer"),
        ("own", "You have chosen yourself what it draws with: FlashHead Pro, 512x512, 2 steps."),
        ("starved", "Cap the game's frame rate"),
        ("stepped-down", "FlashHead Lite, 384x384, 4 steps draws now. Cap the game's frame rate"),
        ("out-of-memory", "The graphics card had no memory left for FlashHead Lite, 512x512, 4 steps"),
        ("card-gone", "the built-in engine draws now"),
        ("given-back", "draws at 1.65 times real time"),
    ],
)
def test_every_state_is_said(page: SettingsDialog, studio: ScriptedStudio, state: str, says: str) -> None:
    show(studio, state)
    until(lambda: any(says in text for text in texts(page)))


def test_the_table_shows_what_was_tried_and_marks_what_draws(page: SettingsDialog, studio: ScriptedStudio) -> None:
    show(studio, "large")
    until(lambda: "0.77x" in texts(page))
    seen = texts(page)
    assert seen.count("512x512, 4 steps") == 1
    assert "too slow" in seen
    assert "not on this computer" in seen
    marks = [
        label for label in page.findChildren(QLabel) if label.accessibleName() == "Draws now" and label.isVisible()
    ]
    assert len(marks) == 1
    show(studio, "card-gone")
    until(lambda: "chosen" in texts(page))
    assert "draws now" not in texts(page), "the built-in engine does"
    show(studio, "small")
    until(lambda: "NVIDIA GeForce RTX 2060 (6.0 GB)" in texts(page))
    assert "0.77x" not in texts(page), "what was there before is gone"


def test_it_is_measured_again_while_it_is_the_engine(page: SettingsDialog, studio: ScriptedStudio) -> None:
    for state in ("unused", "own", "measuring"):
        show(studio, "chosen")
        until(button(page, "measure_card").isEnabled)
        show(studio, state)
        until(lambda: not button(page, "measure_card").isEnabled())
    show(studio, "chosen")
    until(button(page, "measure_card").isEnabled)
    press(button(page, "measure_card"))
    assert studio.posted[-1] == MeasureCard()


def test_the_user_may_choose_another(page: SettingsDialog, studio: ScriptedStudio) -> None:
    show(studio, "large")
    until(lambda: "0.77x" in texts(page))
    uses = [one for one in page.findChildren(QPushButton, "use_setup") if one.isVisible()]
    press(next(one for one in uses if one.accessibleName() == "Use FlashHead Pro, 384x384, 4 steps, 8 bits"))
    assert applied(page, studio) == LocalSettings(model="flashhead-pro", size="384x384", steps=4, linears="fp8")


def test_whoever_has_chosen_may_have_the_best_again(page: SettingsDialog, studio: ScriptedStudio) -> None:
    show(studio, "chosen")
    until(lambda: "1.65x" in texts(page))
    assert not button(page, "use_best").isVisible()
    show(studio, "own")
    until(button(page, "use_best").isVisible)
    press(button(page, "use_best"))
    assert applied(page, studio) == LocalSettings()


def applied(page: SettingsDialog, studio: ScriptedStudio) -> LocalSettings:
    """What the studio is asked for when OK is pressed."""
    press(named(page, QPushButton, "OK"))
    asked = [one for one in studio.posted if isinstance(one, ApplySettings)]
    return asked[-1].settings.local


def test_what_was_stepped_down_from_is_tried_again_from_both_places(
    page: SettingsDialog, window: MainWindow, studio: ScriptedStudio
) -> None:
    show(studio, "stepped-down")
    until(button(page, "try_again").isVisible)
    press(button(page, "try_again"))
    assert studio.posted[-1] == WarmUp()
    status = window.findChild(QToolButton, "status_session")
    assert isinstance(status, QToolButton)
    assert (status.isVisible(), status.text()) == (True, "Try Again")
    status.click()
    assert studio.posted.count(WarmUp()) == 2
    show(studio, "chosen")
    until(lambda: not status.isVisible())
    assert not button(page, "try_again").isVisible()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("measuring", "Engine: measuring FlashHead Pro, 512x512, 2 steps, 8 bits…"),
        ("chosen", "Engine: FlashHead Lite"),
        ("stepped-down", "Engine: FlashHead Lite, stepped down"),
        ("given-back", "Engine: not on the card while nobody speaks"),
    ],
)
def test_the_status_bar_says_it_too(window: MainWindow, studio: ScriptedStudio, state: str, words: str) -> None:
    show(studio, state)
    label = window.findChild(QLabel, "status_engine")
    assert isinstance(label, QLabel)
    until(lambda: label.text() == words)


def test_what_is_measured_beforehand_matches_the_scene() -> None:
    assert LARGE.chosen == Setup("flashhead-pro", (512, 512), 2, "fp8")
