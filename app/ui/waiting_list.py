"""The lines and files that wait to be spoken."""

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

from app.studio.commands import ClearWaiting, RemoveWaiting, SpeakWaiting
from app.studio.utterance_queue import WaitingLine
from app.ui.icons import set_icon
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property

_SHOWN_ROWS = 3
_ICON_PX = 14


class WaitingList(QWidget):
    """What waits, the next first; nothing is seen of it while nothing does. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[int, _Row] = {}
        self._title = QLabel()
        set_property(self._title, "tone", "muted")
        clear = QPushButton(self.tr("Clear"))
        clear.setAccessibleName(self.tr("Clear the lines that wait"))
        clear.setToolTip(self.tr("Leave out all that wait; what is being spoken goes on"))
        clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_property(clear, "look", "flat")
        clear.clicked.connect(lambda: self.command.emit(ClearWaiting()))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(clear)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(self.tr("Lines that wait"))
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

    def show_lines(self, lines: tuple[WaitingLine, ...]) -> None:
        """List these. New ones come at the end; whatever has the keys keeps them, or hands them to its neighbour."""
        numbers = [line.number for line in lines]
        if numbers == list(self._rows):
            return
        for number in [number for number in self._rows if number not in numbers]:
            self._drop(number)
        for line in lines:
            if line.number not in self._rows:
                row = self._rows[line.number] = _Row(line)
                row.command.connect(self.command)
                row.paint_icons(self._theme)
                self._list.addWidget(row)
        self._title.setText(self.tr("Waiting: {count}").format(count=len(lines)))
        if self._rows:
            height = next(iter(self._rows.values())).sizeHint().height()
            self._scroll.setFixedHeight(height * min(len(self._rows), _SHOWN_ROWS))
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


class _Row(QWidget):
    command = Signal(object)

    def __init__(self, line: WaitingLine) -> None:
        super().__init__()
        text = " ".join(line.label.split())
        words = ElidedLabel()
        words.show_text(text)
        now = QToolButton()
        now.setAccessibleName(self.tr("Speak now: {line}").format(line=text))
        now.setToolTip(self.tr("Speak it now, in place of what is being spoken"))
        now.clicked.connect(lambda: self.command.emit(SpeakWaiting(line.number)))
        remove = QToolButton()
        remove.setAccessibleName(self.tr("Remove: {line}").format(line=text))
        remove.setToolTip(self.tr("Remove"))
        remove.clicked.connect(lambda: self.command.emit(RemoveWaiting(line.number)))
        self.buttons = (now, remove)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(words, 1)
        for button in self.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were, in the line
            set_property(button, "look", "flat")
            layout.addWidget(button)

    @property
    def focused(self) -> int | None:
        """Which of its buttons has the keys."""
        return next((place for place, button in enumerate(self.buttons) if button.hasFocus()), None)

    def paint_icons(self, theme: Theme) -> None:
        """In the theme's colours."""
        for button, name in zip(self.buttons, ("resume", "close"), strict=True):
            set_icon(button, name, theme.colours.muted, theme.colours.disabled, _ICON_PX)
