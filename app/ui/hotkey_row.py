"""One row of the hotkeys page: an action, its two keys, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from app.ui.hotkey_table import Listed
from app.ui.icons import set_icon
from app.ui.key_field import KeyField
from app.ui.language import tr
from app.ui.theme import Theme
from app.ui.widgets import set_property

_FIELD_PX = 132


class HotkeyRow:
    """Puts its widgets into a grid. Lives on the GUI thread.

    Attributes:
        window: the key while a window of the studio is in front.
        everywhere: the key while another program is; nothing that the window does by itself has one.
        reset: puts both back.
    """

    def __init__(self, theme: Theme, entry: Listed, grid: QGridLayout) -> None:
        line = grid.rowCount()
        self._name = QLabel()
        self._name.setWordWrap(True)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._has_everywhere = entry.everywhere
        self.window, self.everywhere = KeyField(""), KeyField("")
        for field in (self.window, self.everywhere):
            field.setFixedWidth(_FIELD_PX)
        self.reset = QToolButton()
        self.reset.setToolTip(tr("Reset"))
        set_property(self.reset, "look", "flat")
        self._theme = theme
        self.paint()
        self._warning = QLabel()
        self._warning.setWordWrap(True)
        set_property(self._warning, "tone", "warn")
        self._widgets: tuple[QWidget, ...] = (self._name, self.window, self.everywhere, self.reset)
        self.call(entry.plain)
        for column, widget in enumerate(self._widgets):
            grid.addWidget(widget, line, column)
        grid.addWidget(self._warning, line + 1, 0, 1, 4)
        self.everywhere.setVisible(entry.everywhere)
        self._warning.hide()

    def call(self, words: str) -> None:
        """What the action is called from now on: scenes, avatars and cues are named by people."""
        self._words = words.casefold()
        self._name.setText(words)
        self.window.setAccessibleName(tr("{action}, in the studio").format(action=words))
        self.everywhere.setAccessibleName(tr("{action}, in any program").format(action=words))
        self.reset.setAccessibleName(tr("Reset: {action}").format(action=words))

    def paint(self) -> None:
        """In the colours of the theme."""
        set_icon(self.reset, "reset", self._theme.colours.text, self._theme.colours.disabled)

    def show_keys(self, window: str, everywhere: str) -> None:
        """Show the keys that it should have."""
        self.window.show_keys(window)
        self.everywhere.show_keys(everywhere)

    def warn(self, sentences: Sequence[str]) -> None:
        """Say why it does not have them; ``find`` follows."""
        self._warning.setText(" ".join(dict.fromkeys(one for one in sentences if one)))
        self._warning.setVisible(bool(self._warning.text()))

    def find(self, wanted: Sequence[str]) -> bool:
        """Show it where its words or its keys have all of ``wanted``; whether they do."""
        searched = f"{self._words} {self.window.text()} {self.everywhere.text()}".casefold()
        found = all(word in searched for word in wanted)
        for widget in self._widgets:
            widget.setVisible(found and (widget is not self.everywhere or self._has_everywhere))
        self._warning.setVisible(found and bool(self._warning.text()))
        return found

    def remove(self) -> None:
        """Take it away."""
        for widget in (*self._widgets, self._warning):
            widget.deleteLater()
