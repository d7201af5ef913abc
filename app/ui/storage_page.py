"""What the studio keeps on the disks: where, how much, and cleaning and moving it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.base.storage import CHOSEN, CLEANED, MOVED, PLACES, Kept, PlaceId
from app.studio.commands.upkeep import CleanStorage, LookAtStorage, MoveStorage, StopMoving
from app.studio.snapshot import Snapshot
from app.studio.storage import StorageState
from app.ui.asking import ask_first
from app.ui.card import Card, problem_words
from app.ui.choose_dialog import ChooseDialog
from app.ui.language import tr
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words


def place_titles() -> dict[PlaceId, str]:
    """The kinds of files, for people."""
    return {
        "models": tr("Models"),
        "quantised": tr("Quantised weights"),
        "clips": tr("Drawn hosts"),
        "voices": tr("Neural voices"),
        "recordings": tr("Recordings"),
        "logs": tr("Logs"),
        "runtime": tr("PyTorch"),
    }


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
            card.show_state(state, kept.get(place), snapshot.recording_path)
        text, tone = self._words(state)
        self._note.setText(text)
        set_property(self._note, "tone", tone)

    def _words(self, state: StorageState) -> tuple[str, str]:
        if state.problem is not None and not state.problem_of:
            return problem_words(state.problem), "warn"
        if not state.kept:
            return self.tr("Looking at the disks…"), "muted"
        whole = size_words(sum(one.bytes_ for one in state.kept))
        return self.tr("The studio keeps {size} on this computer.").format(size=whole), "muted"


class PlaceCard(Card):
    """One kind of files. Lives on the GUI thread.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, place: PlaceId, title: str, theme: Theme) -> None:
        self._folder = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        set_property(self._folder, "tone", "muted")
        buttons = (("open", "", self._on_open), ("clean", "", self._on_clean), ("move", "", self._on_move))
        super().__init__(place, title, buttons, rows=(self._folder,))
        self._place: PlaceId = place
        self._title = title
        self._theme = theme
        self._kept: Kept | None = None
        self._recording: Path | None = None
        self._moving = False
        self.buttons["open"].setText(self.tr("Open"))
        self.buttons["clean"].setText(self.tr("Clean…"))
        self.buttons["clean"].setVisible(place in CLEANED)
        self.buttons["move"].setVisible(place in MOVED)

    def show_state(self, state: StorageState, kept: Kept | None, recording: Path | None) -> None:
        """Show what is there; None: nobody has looked yet. ``recording``: the file that is being recorded."""
        self._kept = kept
        self._recording = recording
        self._moving = state.subject == self._place and state.doing == "moving"
        self.show_status(self._size_words(state, kept), "warn" if kept is not None and kept.over else "muted")
        self._folder.show_text("" if kept is None else self._where(kept))
        self.show_progress(state if self._moving else None)
        self.show_warnings(self._warnings(state, kept))
        idle = kept is not None and not state.doing
        self.buttons["clean"].setEnabled(idle and kept is not None and kept.removable > 0)
        self.buttons["move"].setText(self.tr("Stop") if self._moving else self.tr("Move…"))
        self.buttons["move"].setEnabled(idle or self._moving)
        self.buttons["open"].setEnabled(kept is not None and kept.files > 0)

    def _size_words(self, state: StorageState, kept: Kept | None) -> str:
        if self._moving:
            return self.tr("Moving…")
        if state.subject == self._place and state.doing == "cleaning":
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
            words.append(problem_words(state.problem))
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
        question = self.tr("Clean {what}?").format(what=self._title)
        if self._place in CHOSEN:
            self._choose(question)
            return
        size = size_words(self._kept.removable if self._kept is not None else 0)
        details = {
            "models": self.tr("{size} of downloads that are not complete are removed. Complete models stay."),
            "quantised": self.tr("{size} are removed. They are made again when a model needs them, in some minutes."),
            "clips": self.tr("{size} are removed. Hosts are drawn again when they go on stage."),
            "logs": self.tr("{size} of older logs are removed. Today's stay."),
        }
        ask_first(
            self,
            self._theme,
            question,
            details[self._place].format(size=size),
            lambda: self.wanted.emit(CleanStorage(self._place)),
            self.tr("Clean"),
        )

    def _choose(self, question: str) -> None:
        words, verb = {
            "recordings": (
                self.tr("Mark the recordings that you do not need any more. They go to the trash of your system."),
                self.tr("Move to Trash"),
            ),
            "voices": (
                self.tr("Mark the voices that you do not need any more. They can be downloaded again."),
                self.tr("Remove"),
            ),
        }[self._place]
        now = None if self._recording is None else self._recording.name
        items = [item for item in (self._kept.items if self._kept is not None else ()) if item.name != now]
        dialog = ChooseDialog(question, words, verb, items, self)
        dialog.accepted.connect(lambda: self.wanted.emit(CleanStorage(self._place, dialog.chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

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
