"""What the studio keeps on the disks: where, how much, and cleaning and moving it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.storage import PLACES, Kept, PlaceId
from app.studio.commands.upkeep import CleanStorage, LookAtStorage, MoveStorage, StopMoving
from app.studio.snapshot import Snapshot
from app.studio.storage import StorageState
from app.ui.asking import ask_first
from app.ui.language import said
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words


def place_titles() -> dict[PlaceId, str]:
    """The kinds of files, for people."""
    tr = _tr
    return {
        "models": tr("Models"),
        "quantised": tr("Quantised weights"),
        "clips": tr("Hosts at rest"),
        "recordings": tr("Recordings"),
        "logs": tr("Logs"),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("StoragePage", text)


class StoragePage(QWidget):
    """One card for each kind of files. Lives on the GUI thread; asks, and is told by snapshots.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = QLabel()
        self._note.setWordWrap(True)
        set_property(self._note, "tone", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._note)
        titles = place_titles()
        self._cards = {place: PlaceCard(place, titles[place], theme) for place in PLACES}
        for card in self._cards.values():
            card.wanted.connect(self.wanted)
            column.addWidget(card)

    def look(self) -> None:
        """Have the studio look what there is."""
        self.wanted.emit(LookAtStorage())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known."""
        state = snapshot.upkeep.storage
        kept = {one.place.id: one for one in state.kept}
        for place, card in self._cards.items():
            card.show_state(state, kept.get(place))
        if not state.kept:
            self._note.setText(self.tr("Looking at the disks…"))
        else:
            whole = size_words(sum(one.bytes_ for one in state.kept))
            self._note.setText(self.tr("The studio keeps {size} on this computer.").format(size=whole))


class PlaceCard(QFrame):
    """One kind of files. Lives on the GUI thread.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, place: PlaceId, title: str, theme: Theme) -> None:
        super().__init__()
        self._place: PlaceId = place
        self._title = title
        self._theme = theme
        self._kept: Kept | None = None
        self._moving = False
        self.setObjectName("card")
        self.setAccessibleName(title)
        head = QLabel(title)
        head.setObjectName("card_title")
        self._size = QLabel()
        self._folder = ElidedLabel()
        set_property(self._folder, "tone", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._warning = QLabel()
        self._warning.setWordWrap(True)
        self._warning.setTextFormat(Qt.TextFormat.PlainText)
        self._warning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_property(self._warning, "tone", "warn")
        self._open = self._button("open", self.tr("Open"), self._on_open)
        self._clean = self._button("clean", self.tr("Clean…"), self._on_clean)
        self._move = self._button("move", self.tr("Move…"), self._on_move)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(head)
        line.addWidget(self._size)
        line.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._open, self._clean, self._move):
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addLayout(line, 0, 0)
        grid.addWidget(self._folder, 1, 0, 1, 2)
        grid.addLayout(buttons, 0, 1)
        grid.addWidget(self._bar, 2, 0, 1, 2)
        grid.addWidget(self._warning, 3, 0, 1, 2)

    def show_state(self, state: StorageState, kept: Kept | None) -> None:
        """Show what is there; None: nobody has looked yet."""
        self._kept = kept
        mine = state.place == self._place
        self._moving = mine and state.doing == "moving"
        self._size.setText(self._size_words(state, kept))
        tone = "warn" if kept is not None and kept.over else "muted"
        set_property(self._size, "tone", tone)
        self._folder.show_text("" if kept is None else self._where(kept))
        self._bar.setVisible(self._moving)
        self._bar.setValue(round(1000 * state.done_bytes / max(1, state.whole_bytes)))
        words = self._warnings(state, kept)
        self._warning.setText("\n".join(words))
        self._warning.setVisible(bool(words))
        idle = kept is not None and not state.doing
        self._clean.setVisible(self._place != "recordings")
        self._clean.setEnabled(idle and kept is not None and kept.removable > 0)
        self._move.setText(self.tr("Stop") if self._moving else self.tr("Move…"))
        self._move.setEnabled(idle or self._moving)
        self._open.setEnabled(kept is not None and kept.files > 0)

    def _size_words(self, state: StorageState, kept: Kept | None) -> str:
        if self._moving:
            words = self.tr("Moving: {done} of {whole}")
            return words.format(done=size_words(state.done_bytes), whole=size_words(state.whole_bytes))
        if state.place == self._place and state.doing == "cleaning":
            return self.tr("Cleaning…")
        if kept is None:
            return ""
        if kept.place.cap_bytes:
            words = self.tr("{size} of {cap}")
            return words.format(size=size_words(kept.bytes_), cap=size_words(kept.place.cap_bytes))
        return size_words(kept.bytes_) if kept.files else self.tr("nothing")

    def _where(self, kept: Kept) -> str:
        if kept.free_bytes is None:
            return str(kept.place.folder)
        free = self.tr("{size} free").format(size=size_words(kept.free_bytes))
        return f"{free}  ·  {kept.place.folder}"

    def _warnings(self, state: StorageState, kept: Kept | None) -> list[str]:
        words = []
        if state.problem is not None and state.problem_of == self._place:
            words.append(f"{said(state.problem.message)} {said(state.problem.hint)}")
        if self._place in state.moved:
            words.append(self.tr("Moved. The studio writes there when it is started again."))
        if kept is not None and kept.over:
            words.append(self.tr("It takes more than it may: remove what you do not need."))
        if kept is not None and kept.low:
            words.append(self.tr("The disk is nearly full."))
        if kept is not None and kept.slow:
            words.append(self.tr("The disk is slow: models take minutes to load, and recordings may lack pictures."))
        return words

    def _on_open(self) -> None:
        if self._kept is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._kept.place.folder)))

    def _on_clean(self) -> None:
        size = size_words(self._kept.removable if self._kept is not None else 0)
        details = {
            "models": self.tr("{size} of downloads that are not complete are removed. Complete models stay."),
            "quantised": self.tr("{size} are removed. They are made again when a model needs them, in some minutes."),
            "clips": self.tr("{size} are removed. Hosts at rest are drawn again when they go on stage."),
            "logs": self.tr("{size} of older logs are removed. Today's stay."),
        }
        ask_first(
            self,
            self._theme,
            self.tr("Clean {what}?").format(what=self._title),
            details[self._place].format(size=size),
            lambda: self.wanted.emit(CleanStorage(self._place)),
            self.tr("Clean"),
        )

    def _on_move(self) -> None:
        if self._moving:
            self.wanted.emit(StopMoving())
            return
        dialog = QFileDialog(self, self.tr("Move {what} to").format(what=self._title))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.wanted.emit(MoveStorage(self._place, Path(folder))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _button(self, name: str, text: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"{self._place}.{name}")
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button
