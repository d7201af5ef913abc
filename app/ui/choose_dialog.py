"""Which of what is kept goes: recordings, voices. Nothing is marked until the user marks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.storage import Item
from app.ui.widgets import set_property
from app.ui.wording import size_words

_OLD_DAYS = 30
_DAY_S = 86_400


class ChooseDialog(QDialog):
    """Accepted once the user has marked some and pressed the button that says what becomes of them. GUI thread.

    Args:
        title: what is asked.
        words: what becomes of them.
        verb: on the button.
        items: what there is, the oldest first.
        parent: over which it opens.

    Attributes:
        chosen: names of those that are marked.

    """

    def __init__(self, title: str, words: str, verb: str, items: Sequence[Item], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.chosen: tuple[str, ...] = ()
        self._items = items
        about = QLabel(words)
        about.setWordWrap(True)
        self._list = QTreeWidget()
        self._list.setObjectName("choices")
        self._list.setAccessibleName(title)
        self._list.setHeaderLabels([self.tr("Name"), self.tr("Date"), self.tr("Size")])
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._rows = [self._add_row(item) for item in items]
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for narrow in (1, 2):
            header.setSectionResizeMode(narrow, QHeaderView.ResizeMode.ResizeToContents)
        self._list.itemChanged.connect(self._on_change)
        self._sum = QLabel()
        set_property(self._sum, "tone", "muted")
        line = QHBoxLayout()
        for text, days in ((self.tr("Older Than a Month"), _OLD_DAYS), (self.tr("All"), 0), (self.tr("None"), None)):
            line.addWidget(self._marker(text, days))
        line.addStretch(1)
        line.addWidget(self._sum)
        button = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(button.Ok | button.Cancel)
        self._remove = buttons.button(button.Ok)
        self._remove.setText(verb)
        self._remove.setAutoDefault(False)  # Enter alone removes nothing
        buttons.button(button.Cancel).setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(about)
        column.addWidget(self._list, 1)
        column.addLayout(line)
        column.addWidget(buttons)
        self.resize(640, 420)
        self._on_change()

    def _add_row(self, item: Item) -> QTreeWidgetItem:
        date = datetime.fromtimestamp(item.changed_s).strftime("%Y-%m-%d %H:%M")
        row = QTreeWidgetItem(self._list, [item.name, date, size_words(item.bytes_)])
        row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        row.setCheckState(0, Qt.CheckState.Unchecked)
        row.setToolTip(0, item.name)
        row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return row

    def _marker(self, text: str, days: int | None) -> QPushButton:
        """A button that marks those older than so many days; None: it marks none."""

        def mark() -> None:
            before_s = datetime.now().timestamp() - (days or 0) * _DAY_S
            for row, item in zip(self._rows, self._items, strict=True):
                wanted = days is not None and item.changed_s <= before_s
                row.setCheckState(0, Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)

        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(mark)
        return button

    def _on_change(self) -> None:
        pairs = zip(self._rows, self._items, strict=True)
        marked = [item for row, item in pairs if row.checkState(0) is Qt.CheckState.Checked]
        self.chosen = tuple(item.name for item in marked)
        self._remove.setEnabled(bool(marked))
        size = size_words(sum(item.bytes_ for item in marked))
        words = self.tr("{count} marked, {size}").format(count=len(marked), size=size)
        self._sum.setText(words if marked else self.tr("none marked"))
