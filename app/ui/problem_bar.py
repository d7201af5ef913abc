"""The strip that says what is wrong now, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import Problem, Severity
from app.studio.snapshot import REMOVED
from app.ui.icons import icon, pixmap
from app.ui.language import said
from app.ui.lost_file import findable
from app.ui.theme import Theme
from app.ui.widgets import set_property

_COLOUR = {Severity.ERROR: "live", Severity.WARNING: "warn", Severity.NOTICE: "accent"}
_ICON_PX = 20

# First word of a problem's code: the page of the settings that can mend it.
_PAGE_OF = {
    "browser_source": "obs",
    "camera": "camera",
    "engine": "connection",
    "recording": "recording",
    "program": "video",
    "disclosure": "disclosure",
    "speech": "voice",
    "obs": "obs",
    "subtitles": "video",
    "local": "local",
    "models": "models",
    "runtime": "local",
}

_IN_PREFLIGHT = frozenset(
    {
        "camera.not_installed",
        "camera.no_device",
        "camera.permission",
        "audio_out.missing",
        "audio_out.refused",
        "audio_out.silent",
        "microphone.missing",
        "microphone.refused",
    }
)
"""Problems that the preflight has more to say about: it mends them, or shows how."""


_OURS = frozenset({"studio.bug", "studio.pump", "scene.failed"})
"""Faults of the studio: whoever is to mend them needs the report."""


class ProblemBar(QScrollArea):
    """Lists the current problems; takes no room while there are none. Never takes the focus. GUI thread.

    Signals:
        dismissed: the user has read the problem with this code.
        settings_wanted: the settings page that can mend it is to be opened.
        preflight_wanted: the preflight can mend it.
        logs_wanted: the folder of logs is to be opened.
        report_wanted: the report is to be copied.
        show_report_wanted: the report on the last show is to be opened.
        news_wanted: what is new in another version is to be shown.
        safe_mode_wanted: the studio is to start again in safe mode.
        find_wanted: the user can tell where the file of the problem with this code is.
        restore_wanted: the removed avatar with this id is to come back.

    """

    dismissed = Signal(str)
    settings_wanted = Signal(str)
    preflight_wanted = Signal()
    logs_wanted = Signal()
    report_wanted = Signal()
    show_report_wanted = Signal()
    news_wanted = Signal()
    safe_mode_wanted = Signal()
    find_wanted = Signal(str)
    restore_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._problems: tuple[Problem, ...] = ()
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self.setWidget(self._list)
        self.setWidgetResizable(True)
        self.setObjectName("problems")
        self.setAccessibleName(self.tr("Problems"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        theme.changed.connect(self._fill)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """List these problems, the gravest first."""
        if problems != self._problems:
            self._problems = problems
            self._fill()

    def sizeHint(self) -> QSize:
        """As high as its rows, but never more than a third of the window."""
        width = self.viewport().width() if self.isVisible() else 600
        height = self._list.heightForWidth(width) if self._rows.count() else 0
        return QSize(width, min(height, self.window().height() // 3))

    def minimumSizeHint(self) -> QSize:
        """Room for what must be read."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew in another width."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        order = list(Severity)
        for problem in sorted(self._problems, key=lambda each: -order.index(each.severity)):
            self._rows.addWidget(self._make_row(problem))
        self.setVisible(bool(self._problems))
        self.updateGeometry()

    def _make_row(self, problem: Problem) -> QWidget:
        row = QFrame()
        row.setObjectName(f"problem {problem.code}")
        row.setProperty("severity", problem.severity.value)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(10, 7, 7, 7)
        layout.setSpacing(10)
        colour = getattr(self._theme.colours, _COLOUR[problem.severity])
        sign = QLabel()
        sign.setPixmap(pixmap(problem.severity.value, colour, _ICON_PX, self.devicePixelRatioF()))
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(_text(said(problem.message), ""))
        if problem.hint:
            words.addWidget(_text(said(problem.hint), "muted"))
        layout.addLayout(words, 1)
        actions = self._make_actions(problem.code)
        if len(actions) == 1:
            layout.addWidget(actions[0], 0, Qt.AlignmentFlag.AlignTop)
        elif actions:  # beside the words they would leave them no room
            below = QHBoxLayout()
            below.setContentsMargins(0, 6, 0, 2)
            below.setSpacing(8)  # the words have hardly any
            for action in actions:
                below.addWidget(action)
            below.addStretch(1)
            words.addLayout(below)
        close = QToolButton()
        close.setIcon(icon("close", self._theme.colours.muted))
        close.setIconSize(QSize(16, 16))
        close.setAccessibleName(self.tr("Dismiss: {problem}").format(problem=said(problem.message)))
        close.setToolTip(self.tr("Dismiss"))
        set_property(close, "look", "flat")
        close.clicked.connect(lambda: self.dismissed.emit(problem.code))
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_actions(self, code: str) -> list[QPushButton]:
        part = code.partition(".")[0]
        if code == "app.crashed":
            return [
                _button(self.tr("Copy Report"), self.report_wanted.emit),
                _button(self.tr("Open Log Folder"), self.logs_wanted.emit),
                _button(self.tr("Safe Mode"), self.safe_mode_wanted.emit),
            ]
        if code in _OURS:
            return [_button(self.tr("Copy Report"), self.report_wanted.emit)]
        if code == "updates.newer":
            return [_button(self.tr("What's New…"), self.news_wanted.emit)]
        if code == "report.written":
            return [_button(self.tr("Open Report"), self.show_report_wanted.emit)]
        if code.startswith(REMOVED):
            return [_button(self.tr("Undo"), lambda: self.restore_wanted.emit(code.removeprefix(REMOVED)))]
        if findable(code):
            return [_button(self.tr("Find It…"), lambda: self.find_wanted.emit(code))]
        if code in _IN_PREFLIGHT:
            return [_button(self.tr("Fix…"), self.preflight_wanted.emit)]
        if part in _PAGE_OF:
            return [_button(self.tr("Settings…"), lambda: self.settings_wanted.emit(_PAGE_OF[part]))]
        return []


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(lambda: do())
    return button


def _text(words: str, tone: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # Copying an error text is the first thing that somebody who helps asks for.
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if tone:
        label.setProperty("tone", tone)
    return label
