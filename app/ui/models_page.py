"""The models of this computer: what there is of each, and downloading, importing, verifying and removing them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.model_catalogue import CATALOGUE
from app.studio.commands.upkeep import (
    ImportModels,
    LookForModels,
    PauseModels,
)
from app.studio.models import ModelsState
from app.studio.snapshot import Snapshot
from app.ui.card import problem_words
from app.ui.model_card import ModelCard
from app.ui.theme import Theme
from app.ui.widgets import set_property
from app.ui.wording import size_words


class ModelsPage(QWidget):
    """One card for each model. Lives on the GUI thread; asks, and is told by snapshots.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ModelsState()
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._import = QPushButton(self.tr("Import Folder…"))
        self._import.setAutoDefault(False)
        self._import.setToolTip(self.tr("Take over models that you have downloaded already; the folder stays as it is"))
        self._import.clicked.connect(self._on_import)
        top = QHBoxLayout()
        top.addWidget(self._note, 1)
        top.addWidget(self._import, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        self._cards = {offer.model: ModelCard(offer, theme) for offer in CATALOGUE}
        for card in self._cards.values():
            card.wanted.connect(self.wanted)
            column.addWidget(card)

    def look(self) -> None:
        """Have the studio look what there is."""
        self.wanted.emit(LookForModels())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known."""
        state = self._state = snapshot.upkeep.models
        states = {one.model: one for one in state.models}
        for model, card in self._cards.items():
            card.show_state(state, states.get(model), snapshot.card_choice)
        self._import.setEnabled(not state.doing or state.doing == "importing")
        self._import.setText(self.tr("Stop") if state.doing == "importing" else self.tr("Import Folder…"))
        text, tone = self._words(state)
        self._note.setText(text)
        set_property(self._note, "tone", tone)

    def _words(self, state: ModelsState) -> tuple[str, str]:
        if state.problem is not None and not state.problem_of:
            return problem_words(state.problem), "warn"
        if state.doing == "importing":
            done, whole = size_words(state.done_bytes), size_words(state.whole_bytes)
            return self.tr("Importing: {done} of {whole}").format(done=done, whole=whole), "muted"
        if not state.models:
            return self.tr("Looking which models there are…"), "muted"
        return self.tr("What this computer's graphics card can draw with. Nothing is downloaded unasked."), "muted"

    def _on_import(self) -> None:
        if self._state.doing == "importing":
            self.wanted.emit(PauseModels())
            return
        dialog = QFileDialog(self, self.tr("Import models from a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_folder(self, folder: str) -> None:
        self.wanted.emit(ImportModels(Path(folder)))
