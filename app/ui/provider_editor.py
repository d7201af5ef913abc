"""Who speaks typed lines, in which order: an editor of the settings dialog. It lives on the GUI thread."""

from __future__ import annotations

from typing import Any, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.base.settings import ProviderId
from app.ui.settings_editors import Editor

_ID = Qt.ItemDataRole.UserRole


class ProvidersEditor(Editor):
    """The order of those who speak: the checked ones, from the top.

    Signals:
        shown: another provider is looked at.

    """

    shown = Signal(str)

    def __init__(self, names: dict[ProviderId, str]) -> None:
        super().__init__()
        self._names = names
        self._list = QListWidget()
        self._list.setObjectName("choices")
        self._list.setAccessibleName(self.tr("Who speaks"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemChanged.connect(self._on_checked)
        self._list.currentItemChanged.connect(self._on_looked_at)
        self._up = QPushButton(self.tr("Earlier"))
        self._down = QPushButton(self.tr("Later"))
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        buttons = QHBoxLayout()
        buttons.addWidget(self._up)
        buttons.addWidget(self._down)
        buttons.addStretch(1)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._list)
        rows.addLayout(buttons)
        self._fill(whole)
        self.setFocusProxy(self._list)

    @property
    def provider(self) -> ProviderId:
        """The one that is looked at."""
        provider: ProviderId = self._list.currentItem().data(_ID)
        return provider

    def value(self) -> object:
        """The checked ones in order; the first of the list if none is checked, for somebody has to speak."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return tuple(item.data(_ID) for item in items if item.checkState() is Qt.CheckState.Checked)

    def show_value(self, value: Any) -> None:
        """Set the order, silently; those that are not in it stand below."""
        looked_at = self.provider if self._list.count() else value[0]
        self._list.blockSignals(True)
        self._list.clear()
        for provider in dict.fromkeys((*value, *get_args(ProviderId))):
            item = QListWidgetItem(self._names[provider])
            item.setData(_ID, provider)
            item.setCheckState(Qt.CheckState.Checked if provider in value else Qt.CheckState.Unchecked)
            self._list.addItem(item)
            if provider == looked_at:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._list.setFixedHeight(self._list.sizeHintForRow(0) * self._list.count() + 12)
        self._list.setMinimumWidth(self._list.sizeHintForColumn(0) + 12)
        self._on_looked_at()

    def _on_checked(self, item: QListWidgetItem) -> None:
        if not self.value():
            item.setCheckState(Qt.CheckState.Checked)  # somebody has to speak
        self.edited.emit()

    def _on_looked_at(self) -> None:
        row = self._list.currentRow()
        self._up.setEnabled(row > 0)
        self._down.setEnabled(row < self._list.count() - 1)
        self.shown.emit(self.provider)

    def _move(self, by: int) -> None:
        row = self._list.currentRow()
        self._list.blockSignals(True)
        item = self._list.takeItem(row)
        self._list.insertItem(row + by, item)
        self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._on_looked_at()
        self.edited.emit()
