"""The graphics card: what it was measured to hold, what draws now, and why that is less than it could be."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.base.card_choice import CardChoice, Judged, Setup, Verdict, gigabytes
from app.base.card_table import Line, table
from app.base.errors import Problem
from app.base.local_settings import AUTO
from app.studio.commands import MeasureCard, WarmUp
from app.studio.snapshot import EngineState, Snapshot
from app.ui.icons import pixmap
from app.ui.language import said, way_words
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property

_ICON_PX = 16
_ROW_PX = 26
_INDENT_PX = 14
_WHY = 4
"""The column that says why."""


class CardPanel(QFrame):
    """One card of the settings. Lives on the GUI thread; asks, and is told by snapshots.

    Signals:
        wanted: a command for the studio.
        picked: the user wants this way to draw, and no other; None: the best again.

    """

    wanted = Signal(object)
    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[CardChoice | None, Setup | None] | None = None
        theme.changed.connect(self._forget)
        self.setObjectName("card")
        self._title = ElidedLabel()
        self._title.setObjectName("card_title")
        self._says = _words()
        self._says.setObjectName("card_says")
        self._again = self._button("try_again", self.tr("Try Again"))
        self._again.setToolTip(self.tr("Draw as the settings say again, now that the card has more room"))
        self._again.clicked.connect(lambda: self.wanted.emit(WarmUp()))
        self._best = self._button("use_best", self.tr("Use the Best"))
        self._best.setToolTip(self.tr("Let the studio choose what the card holds"))
        self._best.clicked.connect(lambda: self.picked.emit(None))
        self._measure = self._button("measure_card", "")
        self._measure.clicked.connect(lambda: self.wanted.emit(MeasureCard()))
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("Measuring"))
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._title, 1)
        for button in (self._again, self._best, self._measure):
            top.addWidget(button)
        self._rows = QWidget()
        self._rows.setObjectName("card_table")
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 6, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnMinimumWidth(0, _ICON_PX)
        self._grid.setColumnStretch(_WHY, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._says)
        column.addWidget(self._busy)
        column.addWidget(self._rows)

    def look(self) -> None:
        """Nothing is looked for: what there is comes with every snapshot."""

    def _forget(self) -> None:
        """The next snapshot is drawn anew, in other colours."""
        self._shown = None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known."""
        choice, in_use = snapshot.card_choice, snapshot.settings.engine.kind == "local"
        measuring = snapshot.measuring is not None
        own = snapshot.settings.local.model != AUTO
        name = None if choice is None else f"{choice.card.name} ({gigabytes(choice.card.total_bytes)})"
        self._title.show_text(name or self.tr("This computer's graphics card"))
        text, tone = self._words(snapshot, choice, own=own, in_use=in_use)
        self._says.setText(text)
        set_property(self._says, "tone", tone)
        self._busy.setVisible(measuring)
        self._again.setVisible(bool(snapshot.stepped_down) and in_use)
        self._best.setVisible(own)
        self._measure.setText(self.tr("Measure") if choice is None else self.tr("Measure Again"))
        self._measure.setEnabled(in_use and not own and not measuring)
        self._measure.setToolTip(self._why_not(own=own, in_use=in_use))
        self._show_table(choice, snapshot.setup)

    def _words(self, snapshot: Snapshot, choice: CardChoice | None, *, own: bool, in_use: bool) -> tuple[str, str]:
        """What is said above the table, and in which tone."""
        if snapshot.measuring is not None:
            words = self.tr("Measuring {setup}… The host rests on camera meanwhile.")
            return words.format(setup=way_words(str(snapshot.measuring))), "muted"
        stepped = next((one for one in snapshot.problems if one.code == "card.stepped_down"), None)
        if snapshot.stepped_down:
            hint = stepped.hint if stepped is not None else ""
            return _sentence(Problem("", snapshot.stepped_down, hint)), "warn"
        problem = next((one for one in snapshot.problems if one.code.startswith(("engine.local.", "card."))), None)
        if problem is not None and in_use:
            return _sentence(problem), "warn"
        if own and in_use:
            words = self.tr("You have chosen yourself what it draws with: {setup}.")
            if snapshot.setup is not None:
                return words.format(setup=way_words(str(snapshot.setup))), "muted"
        row = None if choice is None or choice.chosen is None else choice.row(choice.chosen)
        if row is not None and row.speed is not None:
            words = self.tr("{setup} draws at {speed} times real time, as it was measured.")
            return words.format(setup=way_words(str(row.setup)), speed=f"{row.speed:.2f}"), "muted"
        if choice is not None and choice.measuring is None:
            return said(choice.sentence), "warn"
        if not in_use:
            return self.tr(
                "What it can draw with is measured when the card is first used: choose it as the engine in Connection."
            ), "muted"
        if snapshot.engine is EngineState.LOADING:
            return self.tr("Looking at the card…"), "muted"
        return self.tr("What it can draw with was not measured yet."), "muted"

    def _why_not(self, *, own: bool, in_use: bool) -> str:
        if not in_use:
            return self.tr("The card is measured while it is the engine")
        if own:
            return self.tr("Nothing is to be chosen: you have done that yourself")
        return self.tr("Takes a minute or two; the host rests on camera meanwhile")

    def _show_table(self, choice: CardChoice | None, setup: Setup | None) -> None:
        if (choice, setup) == self._shown:
            return
        self._shown = choice, setup
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(number, 0)
        self._rows.setVisible(choice is not None)
        if choice is None:
            return
        for column, text in ((2, self.tr("Memory")), (3, self.tr("Speed"))):
            self._put(text, 0, column, "muted")
        number, title, budget = 0, "", gigabytes(choice.budget_bytes)
        for row, line in zip(choice.shown(setup), table(choice, setup), strict=True):
            if line.title != title:  # a model and, below it, the ways in which it was tried
                number, title = number + 1, line.title
                self._put(line.title, number, 1, "")
                self._grid.setRowMinimumHeight(number, _ROW_PX)
            if line.way:
                number += 1
                self._put(way_words(line.way), number, 1, "", indent=True)
            drawing = row.setup == setup
            may_be_used = row.verdict in (Verdict.HOLDS, Verdict.TOO_SLOW) and not drawing and choice.measuring is None
            self._show_line(number, row, line, budget, drawing=drawing, wide=not may_be_used)
            if may_be_used:
                self._offer(number, row.setup)

    def _why(self, row: Judged, line: Line, budget: str) -> str:
        """Why it was chosen or not, as ``verdict_words`` says it, in the language of the window."""
        if line.measuring:
            return self.tr("is being measured")
        words = {
            Verdict.HOLDS: self.tr("fast enough"),
            Verdict.TOO_SLOW: self.tr("too slow"),
            Verdict.NO_MEMORY: self.tr("did not fit into {memory}"),
            Verdict.TOO_LARGE: self.tr("over {memory}"),
            Verdict.UNLIKELY: self.tr("would be too slow"),
            Verdict.MISSING: self.tr("not on this computer"),
            Verdict.NOT_TRIED: self.tr("not needed"),
        }
        return said(row.why) if row.verdict is Verdict.BROKEN else words[row.verdict].format(memory=budget)

    def _show_line(self, number: int, row: Judged, line: Line, budget: str, *, drawing: bool, wide: bool) -> None:
        self._grid.setRowMinimumHeight(number, _ROW_PX)
        if drawing:
            mark = QLabel()
            mark.setPixmap(pixmap("good", self._theme.colours.good, _ICON_PX, self.devicePixelRatioF()))
            mark.setAccessibleName(self.tr("Draws now"))
            self._grid.addWidget(mark, number, 0)
        tone = "" if drawing or line.chosen or line.measuring else "muted"
        why = self.tr("draws now") if drawing else self.tr("chosen") if line.chosen else self._why(row, line, budget)
        for column, text in enumerate((line.needs, line.reached, why), 2):
            self._put(text, number, column, tone, wide=wide)

    def _put(self, text: str, row: int, column: int, tone: str, *, indent: bool = False, wide: bool = False) -> None:
        label = ElidedLabel() if column == _WHY else QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setToolTip(text if column == _WHY else "")
        set_property(label, "tone", tone)
        side = Qt.AlignmentFlag.AlignRight if column in (2, 3) else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        label.setContentsMargins(_INDENT_PX if indent else 0, 0, 0, 0)
        self._grid.addWidget(label, row, column, 1, 2 if column == _WHY and wide else 1)

    def _offer(self, number: int, setup: Setup) -> None:
        use = self._button("use_setup", self.tr("Use"))
        use.setAccessibleName(self.tr("Use {setup}").format(setup=setup))
        use.setToolTip(self.tr("Fill in the fields below with this"))
        use.clicked.connect(partial(self.picked.emit, setup))
        self._grid.addWidget(use, number, _WHY + 1)

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button


def _sentence(problem: Problem) -> str:
    return " ".join(said(part) for part in (problem.message, problem.hint) if part)


def _words() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
