"""The dialog that makes an avatar of a picture: its face, its name, and what will look bad."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.studio.commands import CancelImport, FinishImport
from app.studio.snapshot import PortraitView, Snapshot
from app.ui.consent_fields import ConsentFields
from app.ui.face_editor import FaceEditor
from app.ui.icons import pixmap
from app.ui.language import said
from app.ui.theme import Theme
from app.ui.widgets import set_property

_LONGEST_NAME = 100
_ICON_PX = 18


class ImportDialog(QDialog):
    """A picture that becomes an avatar or changes one, or does not. Lives on the GUI thread; the show goes on behind.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, view: PortraitView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._theme = theme
        self._moved = False
        self._ended = False
        self.setWindowTitle(self.tr("Edit Avatar") if view.avatar_id else self.tr("Import Avatar"))
        self.editor = FaceEditor(theme, view)
        self.editor.moved.connect(self._on_moved)
        self.name = QLineEdit(view.name[:_LONGEST_NAME])
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.textChanged.connect(self._show_state)
        self.consent = ConsentFields(view.consent)
        self.consent.edited.connect(self._show_state)
        self._zoom = QCheckBox(self.tr("Zoom to Face"))
        self._zoom.toggled.connect(self.editor.zoom)
        self._reset = QPushButton(self.tr("Reset Points"))
        self._reset.clicked.connect(self._on_reset)
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        set_property(self._trouble, "tone", "warn")
        self._trouble.hide()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._import = QPushButton()
        set_property(self._import, "look", "primary")
        self._import.setDefault(True)
        self._buttons.addButton(self._import, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.accepted.connect(self._on_import)
        self._buttons.rejected.connect(self.reject)
        self._reset.setAutoDefault(False)  # Return imports, wherever the focus is
        self._lay_out()
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size()))
        self._busy = False
        self._show_state()
        self.name.setFocus()
        self.name.selectAll()
        self._zoom.setChecked(view.found)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow how the import goes on."""
        self._busy = snapshot.avatars_busy
        troubles = [p for p in snapshot.problems if p.code.partition(".")[0] in ("avatar", "face")]
        self._trouble.setText("\n".join(f"{said(one.message)} {said(one.hint)}" for one in troubles))
        self._trouble.setVisible(bool(troubles))
        self._show_state()

    def end(self) -> None:
        """Close: the studio is done with this picture."""
        self._ended = True
        self.accept()

    def reject(self) -> None:
        """Make no avatar of it."""
        if not self._ended:
            self._ended = True
            self.command.emit(CancelImport())
        super().reject()

    def _lay_out(self) -> None:
        explanation = QLabel(
            self.tr("The points should lie on the eyes, the corners of the mouth and the tip of the chin.")
        )
        if not self.view.found:
            explanation.hide()  # the notice says where they belong
        explanation.setWordWrap(True)
        set_property(explanation, "tone", "muted")
        tools = QHBoxLayout()
        tools.addWidget(self._zoom)
        tools.addWidget(self._reset)
        tools.addStretch(1)
        label = QLabel(self.tr("Name"))
        label.setBuddy(self.name)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(label)
        side.addWidget(self.name)
        side.addWidget(self.consent)
        side.addWidget(explanation)
        side.addLayout(tools)
        side.addWidget(self._notices(), 1)
        side.addWidget(self._trouble)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        layout.addWidget(self.editor, 0, 0)
        layout.addLayout(side, 0, 1)
        layout.addWidget(self._buttons, 1, 0, 1, 2)
        layout.setColumnStretch(0, 3)
        layout.setColumnStretch(1, 2)
        layout.setRowStretch(0, 1)
        self.resize(820, 600)

    def _notices(self) -> QWidget:
        """What will look bad, in plain words."""
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(10)
        for notice in self.view.notices:
            row = QHBoxLayout()
            row.setSpacing(8)
            sign = QLabel()
            sign.setPixmap(pixmap("warning", self._theme.colours.warn, _ICON_PX, self.devicePixelRatioF()))
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(1)
            for text, tone in ((notice.message, ""), (notice.hint, "muted")):
                line = QLabel(said(text))
                line.setWordWrap(True)
                line.setTextFormat(Qt.TextFormat.PlainText)
                set_property(line, "tone", tone)
                words.addWidget(line)
            row.addLayout(words, 1)
            column.addLayout(row)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(rows)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("What will look bad"))
        return scroll

    def _on_moved(self) -> None:
        self._moved = True
        self._show_state()

    def _on_reset(self) -> None:
        self._moved = False
        self.editor.reset()
        self._show_state()

    def _on_import(self) -> None:
        # A face that nobody found is placed by the user even where the points happen to lie right.
        placed = self._moved or not self.view.found
        handles = self.editor.handles if placed else None
        whose, who = self.consent.said
        self.command.emit(FinishImport(self.name.text().strip(), handles, whose, who))

    def _show_state(self) -> None:
        # An avatar of the time before is changed without a note; a new one is not made without.
        noted = self.consent.complete or (bool(self.view.avatar_id) and self.consent.said[0] is None)
        self._import.setEnabled(bool(self.name.text().strip()) and noted and not self._busy)
        if self.view.avatar_id:
            self._import.setText(self.tr("Saving…") if self._busy else self.tr("Save"))
        else:
            self._import.setText(self.tr("Importing…") if self._busy else self.tr("Import"))
        self._reset.setEnabled(self._moved)
