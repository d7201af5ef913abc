"""The findings of the preflight below each other. Lives on the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.studio.checkup import Light, PreflightState
from app.studio.commands import MendFinding
from app.ui.finding_row import FindingRow
from app.ui.language import tr
from app.ui.theme import Theme


def title_of(check: str) -> str:
    """What a check is called, in the user's language."""
    titles = {
        "engine": tr("Engine"),
        "server": tr("Server"),
        "gpu": tr("Graphics card"),
        "avatars": tr("Avatars"),
        "faces": tr("Import of pictures"),
        "speech": tr("Voice of typed lines"),
        "microphone": tr("Microphone"),
        "audio_out": tr("Sound in other programs"),
        "camera": tr("Virtual camera"),
        "encoders": tr("Recording"),
        "disk": tr("Disk"),
        "clock": tr("Clock"),
        "awake": tr("Staying awake"),
    }
    return titles.get(check, check)


class PreflightList(QWidget):
    """A row for each check.

    Args:
        theme: its colours.
        only: the checks that are shown; empty: all.

    Signals:
        command: something is asked of the studio.
        settings_wanted: this page of the settings is to be opened.

    """

    command = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, only: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._only = only
        self._rows: dict[str, FindingRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_state(self, state: PreflightState) -> None:
        """Follow the preflight."""
        names = [name for name in state.names if not self._only or name in self._only]
        for name in names:
            if name not in self._rows:
                self._add(name)
            problem = state.problem[1] if state.problem is not None and state.problem[0] == name else None
            self._rows[name].show_finding(
                state.findings.get(name),
                checking=name in state.checking,
                mending=state.mending == name,
                problem=problem,
            )

    def _add(self, name: str) -> None:
        if self._rows:
            line = QFrame()
            line.setObjectName("rule")
            line.setFixedHeight(1)
            self._column.addWidget(line)
        row = FindingRow(self._theme, title_of(name))
        row.setObjectName(f"finding {name}")
        row.fix_wanted.connect(lambda: self.command.emit(MendFinding(name)))
        row.settings_wanted.connect(self.settings_wanted)
        self._rows[name] = row
        self._column.addWidget(row)


def summary(state: PreflightState) -> tuple[str, str]:
    """How it stands in one sentence, and its tone."""
    if state.checking or not state.names:
        return tr("Checking…"), "muted"
    lights = [finding.light for finding in state.findings.values()]
    red, amber = lights.count(Light.RED), lights.count(Light.AMBER)
    if red:
        words = tr("1 thing will not work.") if red == 1 else tr("{count} things will not work.").format(count=red)
        return words, "live"
    if amber:
        words = tr("Ready; 1 thing could be better.")
        return (words if amber == 1 else tr("Ready; {count} things could be better.").format(count=amber)), "warn"
    return tr("Everything is ready."), "good"
