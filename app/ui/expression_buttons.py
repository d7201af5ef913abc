"""Buttons for the faces that the host can make."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from app.avatars.expressions import EXPRESSIONS, Expression
from app.studio.commands import Express
from app.ui.icons import set_icon
from app.ui.key_tips import tip_with_key
from app.ui.theme import Theme

_COLUMNS = 3


class ExpressionButtons(QWidget):
    """One button for each expression. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[Expression, QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 4, 0, 6)
        grid.setSpacing(4)
        for number, name in enumerate(EXPRESSIONS):
            button = QToolButton()
            button.setAccessibleName(self.words(name))
            tip_with_key(button, self.words(name), f"express.{name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were, in the line
            button.clicked.connect(partial(self.express, name))
            grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
            self._buttons[name] = button
        self._dress()
        theme.changed.connect(self._dress)

    def words(self, name: Expression) -> str:
        """What an expression is called."""
        return {
            "neutral": self.tr("Neutral"),
            "smile": self.tr("Smile"),
            "surprise": self.tr("Surprise"),
            "doubt": self.tr("Doubt"),
            "nod": self.tr("Nod"),
            "wink": self.tr("Wink"),
        }[name]

    def express(self, name: Expression) -> None:
        """Have the host make this face."""
        self.command.emit(Express(name))

    def _dress(self) -> None:
        for name, button in self._buttons.items():
            set_icon(button, name, self._theme.colours.text, size_px=22)
