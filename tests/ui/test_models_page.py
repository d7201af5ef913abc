"""The page of the models: what it asks for, and what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QListWidget, QMessageBox, QProgressBar, QPushButton

from app.base.card_choice import Card, CardChoice, Judged, Setup, Verdict
from app.base.model_state import ModelState, ModelStatus
from app.studio.commands.upkeep import (
    FetchModel,
    ImportModels,
    LookForModels,
    PauseModels,
    RemoveModel,
    VerifyModel,
)
from app.studio.models import ModelsState
from app.studio.upkeep import UpkeepState
from app.ui.main_window import MainWindow
from app.ui.model_card import ModelCard
from app.ui.settings_dialog import SettingsDialog
from app.ui.terms_dialog import TermsDialog
from app.ui.wording import size_words, time_words
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio
from tests.ui.card_scenes import EMPTY
from tests.ui.upkeep_scenes import BROKE_OFF, CUT, model_states

LEFT = Qt.MouseButton.LeftButton
LITE = ModelState("flashhead-lite", ModelStatus.THERE, Path("/weights"), 8_180_000_000, 8_180_000_000, True)
PART = ModelState("flashhead-pro", ModelStatus.PART, Path("/weights"), 2_000_000_000, 6_880_000_000, True)


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> SettingsDialog:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    pages = named(dialog, QListWidget, "Pages")
    assert studio.posted == [], "nobody looks before the page is opened"
    pages.setCurrentRow(next(row for row in range(pages.count()) if pages.item(row).text() == "Models"))
    assert studio.posted == [LookForModels()]
    studio.posted.clear()
    show(studio, ModelsState(models=model_states()))
    until(lambda: button(dialog, "FlashHead Pro", "Download").isEnabled())
    return dialog


def show(studio: ScriptedStudio, state: ModelsState) -> None:
    studio.publish(upkeep=UpkeepState(models=state))


def card(dialog: SettingsDialog, title: str) -> ModelCard:
    return named(dialog, ModelCard, title)


def button(dialog: SettingsDialog, title: str, text: str) -> QPushButton:
    return named(card(dialog, title), QPushButton, text)


def says(dialog: SettingsDialog, title: str) -> str:
    labels = card(dialog, title).findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_a_model_is_downloaded_when_it_is_asked_for(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    assert "6.9 GB on disk" in says(dialog, "FlashHead Pro")
    assert "needs 8 GB on the card" in says(dialog, "FlashHead Pro")
    QTest.mouseClick(button(dialog, "FlashHead Pro", "Download"), LEFT)
    assert studio.posted == [FetchModel("flashhead-pro")]


def test_terms_are_shown_first_and_must_be_agreed_to(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    QTest.mouseClick(button(dialog, "Wav2Lip", "Download"), LEFT)
    terms = dialog.findChild(TermsDialog)
    assert terms is not None
    until(terms.isVisible)
    download = named(terms, QPushButton, "Download")
    assert not download.isEnabled()
    QTest.mouseClick(download, LEFT)
    assert studio.posted == []
    QTest.keyClick(named(terms, QCheckBox, "I have read this and agree"), Qt.Key.Key_Space)
    QTest.mouseClick(download, LEFT)
    assert studio.posted == [FetchModel("wav2lip", agreed=True)]


def test_progress_rate_and_time_left_are_shown_and_it_can_be_paused(
    dialog: SettingsDialog, studio: ScriptedStudio
) -> None:
    state = ModelsState(
        models=model_states(flashhead_pro=PART),
        doing="fetching",
        subject="flashhead-pro",
        step="weights.safetensors",
        done_bytes=2_140_000_000,
        whole_bytes=6_880_000_000,
        rate_bytes=12_300_000,
    )
    show(studio, state)
    until(lambda: "Downloading" in says(dialog, "FlashHead Pro"))
    assert "2.1 GB of 6.9 GB  ·  12.3 MB/s  ·  6 min left\n  ·  weights.safetensors" in says(dialog, "FlashHead Pro")
    (bar,) = card(dialog, "FlashHead Pro").findChildren(QProgressBar)
    assert bar.value() == pytest.approx(311)
    assert not button(dialog, "FlashTalk", "Download").isEnabled(), "one at a time"
    QTest.mouseClick(button(dialog, "FlashHead Pro", "Pause"), LEFT)
    assert studio.posted == [PauseModels()]
    show(studio, replace(state, doing="", subject=""))
    until(lambda: "Paused" in says(dialog, "FlashHead Pro"))
    QTest.mouseClick(button(dialog, "FlashHead Pro", "Continue"), LEFT)
    assert studio.posted[-1] == FetchModel("flashhead-pro")


def test_what_is_there_is_verified_and_removed_after_a_question(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    show(studio, ModelsState(models=model_states(flashhead_lite=LITE)))
    until(lambda: "Ready" in says(dialog, "FlashHead Lite"))
    QTest.mouseClick(button(dialog, "FlashHead Lite", "Verify"), LEFT)
    assert studio.posted == [VerifyModel("flashhead-lite")]
    for answer, posted in (("Cancel", 1), ("Remove", 2)):
        QTest.mouseClick(button(dialog, "FlashHead Lite", "Remove…"), LEFT)
        (box,) = dialog.findChildren(QMessageBox)
        until(box.isVisible)
        QTest.mouseClick(named(box, QPushButton, answer), LEFT)
        until(lambda: not dialog.findChildren(QMessageBox))
        assert len(studio.posted) == posted
    assert studio.posted[-1] == RemoveModel("flashhead-lite")


def test_what_went_wrong_stands_in_its_card(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    broken = ModelState("flashtalk", ModelStatus.BROKEN, Path("/far/away"), 0, 55_000_000_000, False, CUT)
    models = model_states(flashhead_pro=PART, flashtalk=broken)
    show(studio, ModelsState(models=models, problem=BROKE_OFF, problem_of="flashhead-pro"))
    until(lambda: "broke off" in says(dialog, "FlashHead Pro"))
    assert "goes on where it stopped" in says(dialog, "FlashHead Pro")
    assert "4831838208 bytes of 4999619584" in says(dialog, "FlashTalk")
    assert "In /far/away" in says(dialog, "FlashTalk")
    assert "broke off" not in says(dialog, "FlashTalk")
    shown = [one for one in card(dialog, "FlashTalk").findChildren(QPushButton) if one.isVisible()]
    assert shown == [], "what lies elsewhere is not the studio's to change"


@pytest.mark.parametrize(
    ("verdict", "speed", "words"),
    [
        (Verdict.HOLDS, 1.42, "On RTX 4070: 1.42 times real time with 512x512, 4 steps"),
        (Verdict.TOO_SLOW, 0.61, "On RTX 4070: 0.61 times real time"),
        (Verdict.TOO_LARGE, None, "RTX 4070 has too little memory for it"),
        (Verdict.UNLIKELY, 0.4, "RTX 4070 is too slow for it"),
    ],
)
def test_what_the_card_was_measured_to_reach_stands_with_its_model(
    dialog: SettingsDialog, studio: ScriptedStudio, verdict: Verdict, speed: float | None, words: str
) -> None:
    rows = (Judged(Setup("flashhead-pro", (512, 512), 4), 8 * 10**9, verdict, speed),)
    studio.publish(card_choice=CardChoice(Card("RTX 4070", "cuda", 12 * 2**30, 11 * 2**30), 10 * 2**30, rows))
    until(lambda: words in says(dialog, "FlashHead Pro"))
    assert "RTX 4070" not in says(dialog, "Wav2Lip"), "nothing was measured of it"


def test_before_anything_is_downloaded_it_says_what_the_card_would_reach(
    dialog: SettingsDialog, studio: ScriptedStudio
) -> None:
    studio.publish(card_choice=EMPTY)
    expected = "On NVIDIA GeForce RTX 4070: about 1.8 times real time expected with 512x512, 4 steps"
    until(lambda: expected in says(dialog, "FlashHead Lite"))
    assert "NVIDIA GeForce RTX 4070 is too slow for it" in says(dialog, "FlashHead Pro")
    assert "NVIDIA GeForce RTX 4070 has too little memory for it" in says(dialog, "FlashTalk")
    assert "RTX 4070" not in says(dialog, "Wav2Lip"), "nothing else says how fast a mouth is"


def test_a_folder_is_imported(dialog: SettingsDialog, studio: ScriptedStudio, tmp_path: Path) -> None:
    QTest.mouseClick(named(dialog, QPushButton, "Import Folder…"), LEFT)
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path))  # the system's own dialog has no keys here
    chooser.reject()
    assert studio.posted == [ImportModels(tmp_path)]


@pytest.mark.parametrize(
    ("bytes_", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (690_000_000, "690 MB"),
        (8_180_000_000, "8.2 GB"),
        (8_000_000_000, "8 GB"),
        (999_960_000, "1.0 GB"),
        (55_380_000_000, "55.4 GB"),
        (2_000_000_000_000, "2 TB"),
    ],
)
def test_sizes_are_rounded_as_people_say_them(bytes_: int, words: str) -> None:
    assert size_words(bytes_) == words


def test_times_are_rounded_too() -> None:
    assert [time_words(seconds) for seconds in (3, 480, 12_000)] == ["less than a minute", "8 min", "3 h 20 min"]
