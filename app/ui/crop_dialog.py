"""The dialog that chooses which part of an avatar's picture servers are sent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.avatars.crop import Offset
from app.studio.commands import CancelCrop, FinishCrop
from app.studio.snapshot import CropView, Snapshot
from app.ui.crop_editor import CropEditor
from app.ui.theme import Theme
from app.ui.widgets import set_property

_PORTRAIT_PX = (416, 704)  # FlashTalk's, unless its server was started with another
_LANDSCAPE_PX = (704, 416)
_SQUARE_PX = (512, 512)  # FlashHead's


class CropDialog(QDialog):
    """Moves the crop over the picture, in the shape that the server draws. Lives on the GUI thread.

    Args:
        theme: colours.
        view: whose picture.
        snapshot: what is known of the server, and where the crop is.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, view: CropView, snapshot: Snapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._ended = False
        self.setWindowTitle(self.tr("Crop {name} for Server").format(name=view.name))
        explanation = QLabel(
            self.tr("A server draws what is inside the frame. Drag it, or move it with the arrow keys.")
        )
        explanation.setWordWrap(True)
        self._shapes = QComboBox()
        self._shapes.setAccessibleName(self.tr("Shape of the server's pictures"))
        height_px, width_px, _ = view.rest.picture.shape
        for words, (wide, tall) in self._choices(snapshot, (width_px, height_px)):
            self._shapes.addItem(words, wide / tall)
        offset = Offset(*snapshot.settings.omnirt.crops.get(view.avatar_id, (0.0, 0.0)))
        self.editor = CropEditor(theme, view.rest, self._shapes.currentData(), offset)
        self._shapes.activated.connect(lambda: self.editor.show_aspect(self._shapes.currentData()))
        back = QPushButton(self.tr("Back to the Face"))
        back.setAutoDefault(False)
        back.clicked.connect(self.editor.put_back)
        label = QLabel(self.tr("Shape"))
        label.setBuddy(self._shapes)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(label)
        tools.addWidget(self._shapes, 1)
        tools.addWidget(back)
        note = QLabel(self._when(snapshot))
        note.setWordWrap(True)
        set_property(note, "tone", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        use = QPushButton(self.tr("Use This Part"))
        use.setDefault(True)
        set_property(use, "look", "primary")
        buttons.addButton(use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_use)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(explanation)
        layout.addWidget(self.editor, 1)
        layout.addLayout(tools)
        layout.addWidget(note)
        layout.addWidget(buttons)
        self.resize(520, 640)
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size()))
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Close: another picture is shown."""
        self._ended = True
        self.accept()

    def reject(self) -> None:
        """Leave the crop as it is."""
        if not self._ended:
            self._ended = True
            self.command.emit(CancelCrop())
        super().reject()

    def _on_use(self) -> None:
        self._ended = True
        offset = self.editor.offset
        self.command.emit(FinishCrop(self._view.avatar_id, offset.across, offset.down))
        self.accept()

    def _choices(self, snapshot: Snapshot, own_px: tuple[int, int]) -> list[tuple[str, tuple[int, int]]]:
        """Words and sizes; what the server drew last comes first."""
        last_px = snapshot.server_size_px
        last = [] if last_px is None else [(self.tr("As the server drew last ({size})"), last_px)]
        usual = (
            (self.tr("FlashTalk, upright ({size})"), _PORTRAIT_PX),
            (self.tr("FlashTalk, wide ({size})"), _LANDSCAPE_PX),
            (self.tr("Square ({size})"), _SQUARE_PX),
            (self.tr("The picture's own shape"), own_px),
        )
        return [(words.format(size=f"{px[0]} × {px[1]}"), px) for words, px in (*last, *usual)]

    def _when(self, snapshot: Snapshot) -> str:
        if snapshot.session_s is None or self._view.avatar_id != snapshot.avatar_id:
            return self.tr("It holds from the next session on.")
        if snapshot.live:
            return self.tr("You are live: the session goes on as it is, and the next one is cut like this.")
        return self.tr("The session on the server is begun anew with it.")
