"""The lines that other programs would have spoken, and that wait for approval."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
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

from app.studio.commands import ApproveLine, DiscardLine
from app.studio.proposals import ProposedLine
from app.ui.icons import set_icon
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property

_SHOWN_ROWS = 3
_ICON_PX = 14


class ProposedList(QWidget):
    """What waits for approval, the oldest first; nothing is seen of it while nothing does. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[int, _Row] = {}
        self._title = QLabel()
        set_property(self._title, "tone", "warn")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for text, tip, command in (
            (self.tr("Approve all"), self.tr("Speak all of them, as many as may wait"), ApproveLine(None)),
            (self.tr("Discard all"), self.tr("Forget all of them"), DiscardLine(None)),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            set_property(button, "look", "flat")
            button.clicked.connect(lambda _=False, command=command: self.command.emit(command))
            head.addWidget(button)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(self.tr("Lines that wait for approval"))
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._scroll)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        theme.changed.connect(self._paint_icons)

    def show_lines(self, lines: tuple[ProposedLine, ...]) -> None:
        """List these. New ones come at the end."""
        numbers = [line.number for line in lines]
        if numbers == list(self._rows):
            return
        for number in [number for number in self._rows if number not in numbers]:
            row = self._rows.pop(number)
            row.hide()
            row.deleteLater()
        for line in lines:
            if line.number not in self._rows:
                row = self._rows[line.number] = _Row(line)
                row.command.connect(self.command)
                row.paint_icons(self._theme)
                self._list.addWidget(row)
        self._title.setText(self.tr("To approve: {count}").format(count=len(lines)))
        if self._rows:
            height = next(iter(self._rows.values())).sizeHint().height()
            self._scroll.setFixedHeight(height * min(len(self._rows), _SHOWN_ROWS))
        self.setVisible(bool(self._rows))

    def _paint_icons(self) -> None:
        for row in self._rows.values():
            row.paint_icons(self._theme)


class _Row(QWidget):
    command = Signal(object)

    def __init__(self, line: ProposedLine) -> None:
        super().__init__()
        words = ElidedLabel()
        words.show_text(f"{line.origin}: {line.text}" if line.origin else line.text)
        approve = QToolButton()
        approve.setAccessibleName(self.tr("Approve: {line}").format(line=line.text))
        approve.setToolTip(self.tr("Speak it when its turn comes"))
        approve.clicked.connect(lambda: self.command.emit(ApproveLine(line.number)))
        discard = QToolButton()
        discard.setAccessibleName(self.tr("Discard: {line}").format(line=line.text))
        discard.setToolTip(self.tr("Discard"))
        discard.clicked.connect(lambda: self.command.emit(DiscardLine(line.number)))
        self._buttons = ((approve, "good"), (discard, "close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(words, 1)
        for button, _ in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were, in the line
            set_property(button, "look", "flat")
            layout.addWidget(button)

    def paint_icons(self, theme: Theme) -> None:
        """In the theme's colours."""
        for button, name in self._buttons:
            set_icon(button, name, theme.colours.muted, theme.colours.disabled, _ICON_PX)
