"""The page of the settings where keys are given to what they do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.base.chords import parse_chord
from app.base.hotkey_settings import HotkeySettings
from app.studio.commands import ApplySettings
from app.studio.hotkey_actions import PANIC, hotkey_actions
from app.studio.snapshot import Snapshot
from app.ui.hotkey_row import HotkeyRow
from app.ui.hotkey_table import Listed, keys_everywhere, keys_in_window, listed
from app.ui.language import said
from app.ui.settings_page import ROWS_A_BREATH
from app.ui.theme import Theme
from app.ui.widgets import set_property

Where = Literal["window", "everywhere"]


class HotkeysPage(QWidget):
    """Lives on the GUI thread; is told by snapshots. A key counts as soon as it is pressed here.

    Args:
        theme: its colours.
        breathe: called now and then while the first rows are made.

    Signals:
        wanted: a command for the studio.
    """

    wanted = Signal(object)

    def __init__(self, theme: Theme, breathe: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._theme = theme
        self._breathe = breathe
        self._snapshot: Snapshot | None = None
        self._shown: object = None
        self._rows: dict[str, HotkeyRow] = {}
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search for an action or a key"))
        self._search.setAccessibleName(self._search.placeholderText())
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find)
        self._reset = QPushButton(self.tr("Reset All"))
        self._reset.setAutoDefault(False)
        self._reset.setToolTip(self.tr("Every key as it was at first, and none in other programs"))
        self._reset.clicked.connect(lambda: self._apply(HotkeySettings()))
        self._note, self._last, self._nothing = QLabel(), QLabel(), QLabel(self.tr("No action is called that."))
        for label, tone in ((self._note, "muted"), (self._last, "warn"), (self._nothing, "muted")):
            label.setWordWrap(True)
            set_property(label, "tone", tone)
        self._last.setAccessibleName(self.tr("What became of the last key"))
        self._last.hide()
        self._nothing.hide()
        self._lay_out()
        theme.changed.connect(self._paint)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._search, 1)
        top.addWidget(self._reset)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        for column, words in ((1, self.tr("In the studio")), (2, self.tr("In any program"))):
            head = QLabel(words)
            set_property(head, "tone", "muted")
            self._grid.addWidget(head, 0, column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self._note)
        whole.addWidget(self._last)
        whole.addLayout(self._grid)
        whole.addWidget(self._nothing)

    def look(self) -> None:
        """Nothing has to be looked for: the keys are always known."""

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show which keys there are, and which of them count."""
        self._snapshot = snapshot
        settings, state = snapshot.settings.hotkeys, snapshot.hotkeys
        now = [(action.id, action.name) for action in hotkey_actions(snapshot)], settings, state
        if now == self._shown:
            return
        self._shown = now
        known = listed(snapshot)
        usual = self.tr("Keys for any program come to the studio alone, whatever is in front, while it runs.")
        self._note.setText(said(state.note) or usual)
        self._keep_rows(known)
        names = {entry.id: entry.plain for entry in known}
        here, lost_here = keys_in_window(known, settings)
        everywhere, lost_everywhere = keys_everywhere(settings)
        grabbed = {
            keys: one for one, keys in everywhere.items() if keys and one not in state.refused and not state.note
        }
        for entry in known:
            row = self._rows[entry.id]
            row.call(entry.plain)
            self._show_keys(entry)
            row.reset.setEnabled(entry.id in settings.window or entry.id in settings.everywhere)
            row.everywhere.setEnabled(not state.note)
            owners = [one[entry.id] for one in (lost_here, lost_everywhere) if entry.id in one]
            taken = [self.tr("“{action}” has this key already.").format(action=names.get(one, one)) for one in owners]
            first = grabbed.get(here[entry.id], entry.id)  # what is handed out everywhere never comes to the window
            if first != entry.id:
                words = self.tr("“{action}” has this key in any program, and so here, too.")
                taken.append(words.format(action=names.get(first, first)))
            row.warn([*taken, "" if state.note else said(state.refused.get(entry.id, ""))])
        self._reset.setEnabled(settings != HotkeySettings())
        self._find()

    def _keep_rows(self, known: tuple[Listed, ...]) -> None:
        for gone in self._rows.keys() - {entry.id for entry in known}:
            self._rows.pop(gone).remove()
        at_first = not self._rows
        for number, entry in enumerate(known, 1):
            if entry.id not in self._rows:
                if at_first and number % ROWS_A_BREATH == 0:
                    self._breathe()
                row = self._rows[entry.id] = HotkeyRow(self._theme, entry, self._grid)
                row.window.chosen.connect(partial(self._choose, entry, "window"))
                row.everywhere.chosen.connect(partial(self._choose, entry, "everywhere"))
                row.window.refused.connect(self._refuse)
                row.everywhere.refused.connect(self._refuse)
                row.reset.clicked.connect(partial(self._put_back, entry))

    def _show_keys(self, entry: Listed) -> None:
        assert self._snapshot is not None
        settings = self._snapshot.settings.hotkeys
        self._rows[entry.id].show_keys(settings.window.get(entry.id, entry.keys), settings.everywhere.get(entry.id, ""))

    def _choose(self, entry: Listed, where: Where, keys: str) -> None:
        assert self._snapshot is not None
        if where == "everywhere" and keys and parse_chord(keys).types:
            words = self.tr("{keys} alone cannot be kept from all other programs: hold Ctrl or Alt with it.")
            self._say(words.format(keys=keys))
        elif where == "window" and entry.id == PANIC and not keys:
            self._say(self.tr("Panic always has a key: press another one to change it."))
        else:
            settings = self._snapshot.settings.hotkeys
            changed = {one: text for one, text in getattr(settings, where).items() if one != entry.id}
            if keys != (entry.keys if where == "window" else ""):
                changed[entry.id] = keys
            self._apply(settings.model_copy(update={where: changed}))
            return
        self._show_keys(entry)

    def _refuse(self, name: str) -> None:
        self._say(self.tr("{keys} cannot be a hotkey.").format(keys=name or self.tr("This key")))

    def _put_back(self, entry: Listed) -> None:
        assert self._snapshot is not None
        settings = self._snapshot.settings.hotkeys
        kept = {
            where: {one: keys for one, keys in getattr(settings, where).items() if one != entry.id}
            for where in ("window", "everywhere")
        }
        self._apply(settings.model_copy(update=kept))

    def _apply(self, hotkeys: HotkeySettings) -> None:
        assert self._snapshot is not None
        self._say("")
        self.wanted.emit(ApplySettings(self._snapshot.settings.model_copy(update={"hotkeys": hotkeys})))

    def _say(self, words: str) -> None:
        self._last.setText(words)
        self._last.setVisible(bool(words))

    def _paint(self) -> None:
        for row in self._rows.values():
            row.paint()

    def _find(self) -> None:
        wanted = self._search.text().casefold().split()
        found = [row.find(wanted) for row in self._rows.values()]  # every row is shown or hidden
        self._nothing.setVisible(not any(found))
