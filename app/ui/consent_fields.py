"""Whose face a picture shows: asked when it becomes an avatar, and kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.widgets import set_property

if TYPE_CHECKING:
    from app.avatars.consent import Consent, Whose

_LONGEST_NAME = 200


class ConsentFields(QWidget):
    """The question and its answer. Lives on the GUI thread.

    Args:
        consent: what was answered before.

    Signals:
        edited: the user has answered, or changed the answer.

    """

    edited = Signal()

    def __init__(self, consent: Consent | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whose = QComboBox()
        self._whose.setAccessibleName(self.tr("Whose face"))
        self._whose.setPlaceholderText(self.tr("Please choose"))
        for value, words in (
            ("own", self.tr("My own")),
            ("agreed", self.tr("Somebody's who agreed to it")),
            ("nobody", self.tr("Nobody's: drawn or generated")),
        ):
            self._whose.addItem(words, value)
        self._who = QLineEdit()
        self._who.setMaxLength(_LONGEST_NAME)
        self._who.setPlaceholderText(self.tr("Who agreed"))
        self._who.setAccessibleName(self.tr("Who agreed"))
        self._whose.setCurrentIndex(-1 if consent is None else self._whose.findData(consent.whose))
        self._who.setText("" if consent is None else consent.name)
        label = QLabel(self.tr("Whose face"))
        label.setBuddy(self._whose)
        self._note = QLabel(self.tr("Kept with the avatar, with the date and a mark of the picture file."))
        self._note.setWordWrap(True)
        set_property(self._note, "tone", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (label, self._whose, self._who, self._note):
            layout.addWidget(widget)
        self._whose.currentIndexChanged.connect(self._on_edited)
        self._who.textChanged.connect(self._on_edited)
        self._on_edited()

    @property
    def said(self) -> tuple[Whose | None, str]:
        """Whose face it is, and the name of whoever agreed; None: not answered."""
        whose: Whose | None = self._whose.currentData()
        return whose, self._who.text().strip() if whose == "agreed" else ""

    @property
    def complete(self) -> bool:
        """Whether it is answered."""
        whose, who = self.said
        return whose is not None and (whose != "agreed" or bool(who))

    def _on_edited(self) -> None:
        self._who.setVisible(self._whose.currentData() == "agreed")
        self.edited.emit()
