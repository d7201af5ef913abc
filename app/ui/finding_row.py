"""One line of the preflight: what was found, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.base.errors import Problem
from app.studio.checkup import Finding, Light, Step
from app.ui.icons import pixmap
from app.ui.language import said
from app.ui.theme import Theme
from app.ui.widgets import set_property

_ICON = {Light.GREEN: "good", Light.AMBER: "warning", Light.RED: "error"}
_COLOUR = {Light.GREEN: "good", Light.AMBER: "warn", Light.RED: "live"}
_ICON_PX = 18


class FindingRow(QWidget):
    """Lives on the GUI thread.

    Args:
        theme: its colours.
        title: what was checked.

    Signals:
        fix_wanted: the studio is to mend it.
        settings_wanted: this page of the settings is to be opened.

    """

    fix_wanted = Signal()
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._finding: Finding | None = None
        self._mark = QLabel()
        self._mark.setFixedSize(_ICON_PX, _ICON_PX)
        name = QLabel(title)
        name.setStyleSheet("font-weight: 600")
        self._message = _words()
        self._fix = _words("muted")
        self._trouble = _words("warn")
        self._do = self._button(self.tr("Fix"), self.fix_wanted.emit)
        self._page = self._button(self.tr("Settings…"), self._open_settings)
        self._how = self._button(self.tr("Show How"), self._toggle_steps)
        self._how.setCheckable(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self._do, self._page, self._how):
            buttons.addWidget(button)
        self._steps = QWidget()
        self._lines = QVBoxLayout(self._steps)
        self._lines.setContentsMargins(0, 4, 0, 0)
        self._lines.setSpacing(6)
        self._steps.hide()
        words = QVBoxLayout()
        words.setSpacing(1)
        for label in (name, self._message, self._fix, self._trouble):
            words.addWidget(label)
        top = Qt.AlignmentFlag.AlignTop
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._mark, 0, 0, top)
        grid.addLayout(words, 0, 1)
        grid.addLayout(buttons, 0, 2, top)
        grid.addWidget(self._steps, 1, 1, 1, 2)
        theme.changed.connect(self._paint_mark)
        self.show_finding(None, checking=False, mending=False, problem=None)

    def show_finding(self, finding: Finding | None, *, checking: bool, mending: bool, problem: Problem | None) -> None:
        """Show what is known.

        Args:
            finding: of the last time; None: there is none yet.
            checking: it is being looked at again.
            mending: the studio is at it.
            problem: why it could not be mended.

        """
        new = finding != self._finding
        self._finding = finding
        if finding is None:
            self._message.setText(self.tr("Looking…") if checking else "")
        else:
            self._message.setText(said(finding.message))
        set_property(self._message, "tone", "muted" if finding is None or finding.light is Light.GREEN else "")
        self._show_words(finding, mending=mending, problem=problem)
        remedy = None if finding is None or finding.light is Light.GREEN else finding.remedy
        self._do.setVisible(remedy is not None and remedy.by_itself)
        self._do.setEnabled(not mending and not checking)
        self._do.setText(self.tr("Fixing…") if mending else self.tr("Fix"))
        self._page.setVisible(remedy is not None and bool(remedy.page))
        self._how.setVisible(remedy is not None and bool(remedy.steps))
        if new:
            self._fill_steps(() if remedy is None else remedy.steps)
            self._paint_mark()
        # What has just failed by itself is done by hand.
        if problem is not None and remedy is not None and remedy.steps and not self._how.isChecked():
            self._how.setChecked(True)
            self._toggle_steps()

    def _show_words(self, finding: Finding | None, *, mending: bool, problem: Problem | None) -> None:
        fix = "" if finding is None else finding.fix
        if mending:
            fix = self.tr("The system may ask for your password in a window of its own.")
        self._fix.setText(said(fix))
        self._fix.setVisible(bool(fix) and problem is None)
        by_hand = finding is not None and bool(finding.remedy.steps)
        if problem is not None:  # the steps below say the same as its hint
            self._trouble.setText(
                said(problem.message) if by_hand else f"{said(problem.message)} {said(problem.hint)}".strip()
            )
        self._trouble.setVisible(problem is not None)

    def _fill_steps(self, steps: tuple[Step, ...]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, step in enumerate(steps, 1):
            self._lines.addWidget(self._step(number, step))
        if not steps:
            self._how.setChecked(False)
        self._toggle_steps()

    def _step(self, number: int, step: Step) -> QWidget:
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        count = QLabel(f"{number}.")
        set_property(count, "tone", "muted")
        text = _words()
        text.setText(said(step.text))
        grid.addWidget(count, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, 0, 1)
        if step.link:
            opening = self._button(self.tr("Open"), lambda: QDesktopServices.openUrl(QUrl(step.link)))
            opening.setAccessibleName(self.tr("Open the page of step {number}").format(number=number))
            opening.setToolTip(step.link)
            grid.addWidget(opening, 0, 2, Qt.AlignmentFlag.AlignTop)
        if step.command:
            command = _words()
            command.setText(step.command)
            command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            copy = self._button(self.tr("Copy"), lambda: QApplication.clipboard().setText(step.command))
            copy.setAccessibleName(self.tr("Copy the line of step {number}").format(number=number))
            grid.addWidget(command, 1, 1)
            grid.addWidget(copy, 1, 2, Qt.AlignmentFlag.AlignTop)
        return line

    def _button(self, text: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setAccessibleName(self.tr("{what}: {title}").format(what=text.rstrip("…"), title=self._title))
        button.clicked.connect(lambda: do())
        return button

    def _open_settings(self) -> None:
        assert self._finding is not None
        self.settings_wanted.emit(self._finding.remedy.page)

    def _toggle_steps(self) -> None:
        self._steps.setVisible(self._how.isChecked())

    def _paint_mark(self) -> None:
        if self._finding is None:
            self._mark.clear()
            self._mark.setAccessibleName(self.tr("Not looked at yet"))
            return
        light = self._finding.light
        colour = getattr(self._theme.colours, _COLOUR[light])
        self._mark.setPixmap(pixmap(_ICON[light], colour, _ICON_PX, self.devicePixelRatioF()))
        words = {
            Light.GREEN: self.tr("Ready"),
            Light.AMBER: self.tr("Could be better"),
            Light.RED: self.tr("Will not work"),
        }
        self._mark.setAccessibleName(words[light])


def _words(tone: str = "") -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if tone:
        set_property(label, "tone", tone)
    return label
