"""Settings > Connection: the server is warmed up, and what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.rungs import Rung, RungState
from app.base.settings import Settings
from app.studio.commands import PreloadServer
from app.studio.connection import ConnectionState
from app.ui.main_window import MainWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.warm_up import WarmUpRow
from tests.helpers.qt import named, until
from tests.helpers.scripted_studio import ScriptedStudio

RACK = ServerProfile(name="Rack", url="http://192.168.1.20:9000")


@pytest.fixture
def dialog(window: MainWindow, studio: ScriptedStudio) -> SettingsDialog:
    studio.publish(settings=Settings(omnirt=OmniRTSettings(servers=(RACK,), model="quicktalk")))
    window.open_settings("connection")
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    until(dialog.isVisible)
    studio.posted.clear()
    return dialog


def _said(dialog: SettingsDialog) -> list[tuple[str, str]]:
    (row,) = dialog.findChildren(WarmUpRow)
    labels = [label for label in row.findChildren(QLabel) if not label.isHidden()]
    return [(label.text(), label.property("tone")) for label in labels]


def test_the_server_that_is_shown_is_warmed_up(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    button = named(dialog, QPushButton, "warm_up")
    assert _said(dialog) == []
    model = named(dialog, QComboBox, "Model")
    model.setFocus()
    QTest.keyClick(model, Qt.Key.Key_Up)  # not applied yet
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (command,) = studio.posted
    assert isinstance(command, PreloadServer)
    assert (command.settings.model, command.settings.profile) == ("wav2lip", RACK)
    studio.publish(connection=ConnectionState(warming=True))
    until(lambda: _said(dialog) == [("Warming up: a model may load for minutes…", "muted")])
    assert not button.isEnabled()
    warm = Rung("preload", RungState.GOOD, "wav2lip is warm.", 4240.0)
    studio.publish(connection=ConnectionState(warmed=warm))
    until(lambda: _said(dialog) == [("wav2lip is warm. (4.24 s)", "good")])
    assert button.isEnabled()
    failed = replace(warm, state=RungState.BAD, text="It could not.", time_ms=None, advice=("One.", "Two."))
    studio.publish(connection=ConnectionState(warmed=failed))
    until(lambda: _said(dialog) == [("It could not.", "warn"), ("One.\nTwo.", "muted")])
    without = replace(failed, state=RungState.DOUBTFUL, text="It has none.", advice=())
    studio.publish(connection=ConnectionState(warmed=without))
    until(lambda: _said(dialog) == [("It has none.", "muted")])


def test_nothing_is_warmed_up_where_there_is_no_server(dialog: SettingsDialog, studio: ScriptedStudio) -> None:
    QTest.mouseClick(named(dialog, QPushButton, "Remove this server"), Qt.MouseButton.LeftButton)
    assert not named(dialog, QPushButton, "warm_up").isEnabled()
