"""Lines below each other, each with what may be done about it, as beside the line that is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.studio.commands import Command
from app.ui.icons import set_icon
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property

_LEAST_ROWS = 3
"""Seen in a low window; a high one shows all."""

_ICON_PX = 14


@dataclass(frozen=True)
class Act:
    """A button about a line.

    Attributes:
        icon: on it.
        name: for screen readers, with the line.
        tip: what it does.
        command: is asked of the studio.
    """

    icon: str
    name: str
    tip: str
    command: Command


class LineList(QWidget):
    """Some rows, and a scroll bar for more; nothing is seen of it while it is empty. Lives on the GUI thread.

    Args:
        theme: its colours.
        tone: of the title.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[int, _Row] = {}
        self._title = QLabel()
        set_property(self._title, "tone", tone)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = _Rows()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._head)
        layout.addWidget(self._scroll)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)  # no higher than its rows
        self.hide()
        theme.changed.connect(self._paint_icons)

    def set_name(self, name: str) -> None:
        """Call the list so for screen readers."""
        self._scroll.setAccessibleName(name)

    def add_button(self, text: str, tip: str, command: Command) -> QPushButton:
        """A button beside the title, about all the lines."""
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_property(button, "look", "flat")
        button.clicked.connect(lambda: self.command.emit(command))
        self._head.addWidget(button)
        return button

    def show_rows(self, title: str, rows: Mapping[int, tuple[str, Sequence[Act]]]) -> None:
        """Show these lines, by number, with their words and buttons; new ones come at the end.

        Whatever has the keys keeps them, or hands them to its neighbour.
        """
        if list(rows) == list(self._rows):
            return
        for number in [number for number in self._rows if number not in rows]:
            self._drop(number)
        for number, (text, acts) in rows.items():
            if number not in self._rows:
                row = self._rows[number] = _Row(text, acts)
                row.command.connect(self.command)
                row.paint_icons(self._theme)
                self._list.addWidget(row)
        self._title.setText(title)
        if self._rows:
            height = next(iter(self._rows.values())).sizeHint().height()
            self._scroll.setMinimumHeight(height * min(len(self._rows), _LEAST_ROWS))
            self._scroll.setMaximumHeight(height * len(self._rows))
        self.setVisible(bool(self._rows))

    def _drop(self, number: int) -> None:
        numbers = list(self._rows)
        place = numbers.index(number)
        row = self._rows.pop(number)
        button = row.focused
        if button is not None and self._rows:
            numbers.remove(number)
            self._rows[numbers[min(place, len(numbers) - 1)]].buttons[button].setFocus()
        row.hide()
        row.deleteLater()

    def _paint_icons(self) -> None:
        for row in self._rows.values():
            row.paint_icons(self._theme)


class _Rows(QScrollArea):
    def sizeHint(self) -> QSize:
        """No more than must be: what is left over is shared out."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


class _Row(QWidget):
    command = Signal(object)

    def __init__(self, text: str, acts: Sequence[Act]) -> None:
        super().__init__()
        self._acts = acts
        words = ElidedLabel()
        words.show_text(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(words, 1)
        self.buttons = [QToolButton() for _ in acts]
        for button, act in zip(self.buttons, acts, strict=True):
            button.setAccessibleName(act.name)
            button.setToolTip(act.tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were, in the line
            set_property(button, "look", "flat")
            button.clicked.connect(lambda _=False, command=act.command: self.command.emit(command))
            layout.addWidget(button)

    @property
    def focused(self) -> int | None:
        """Which of its buttons has the keys."""
        return next((place for place, button in enumerate(self.buttons) if button.hasFocus()), None)

    def paint_icons(self, theme: Theme) -> None:
        """In the theme's colours."""
        for button, act in zip(self.buttons, self._acts, strict=True):
            set_icon(button, act.icon, theme.colours.muted, theme.colours.disabled, _ICON_PX)
