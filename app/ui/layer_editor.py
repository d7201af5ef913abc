"""The layers of a scene: their list, and what the chosen one is like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.scenes import LARGEST, SMALLEST, Layer, Scene
from app.ui.icons import icon, set_icon
from app.ui.scene_fields import IMAGES, ColourButton, FileField, ShareField, row_label
from app.ui.theme import Theme

_NUMBER = Qt.ItemDataRole.UserRole
_ROW_PX = 30
_IMAGE_SIZE = 0.3


class LayerEditor(QWidget):
    """Lives on the GUI thread.

    Signals:
        edited: the scene's layers are to be these; what the edits have in common.
        chosen: a layer was chosen; its number.
        added: a new one is there, with fields to be filled in.
    """

    added = Signal()
    edited = Signal(object, str)
    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layers: tuple[Layer, ...] = ()
        self._coming: int | None = None  # is to be chosen when it is there
        self._adding = False
        self.list = _List()
        self.list.setAccessibleName(self.tr("Layers"))
        self.list.currentItemChanged.connect(lambda item, _: self._on_chosen(item))
        self.list.itemChanged.connect(self._on_checked)
        self.list.remove_wanted.connect(self.remove)
        self._buttons: dict[str, QToolButton] = {}
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for name, words, action in (
            ("words", self.tr("Add Text"), self.add_text),
            ("image", self.tr("Add Image…"), self.choose_image),
            ("duplicate", self.tr("Duplicate Layer"), self._duplicate),
            ("remove", self.tr("Remove Layer"), self.remove),
            ("up", self.tr("Bring Forward"), partial(self._reorder, 1)),
            ("down", self.tr("Send Backward"), partial(self._reorder, -1)),
        ):
            button = QToolButton()
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(partial(_call, action))
            buttons.addWidget(button)
            self._buttons[name] = button
        buttons.addStretch(1)
        self.properties = _Properties()
        self.properties.changed.connect(self._change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self.properties)
        theme.changed.connect(self._dress)
        self._dress()

    def align(self, labels: Sequence[QWidget]) -> int:
        """Have fields begin where those behind these ``labels`` do; answers how wide the labels' column is, in px."""
        return self.properties.align(labels)

    def show_scene(self, scene: Scene) -> None:
        """List its layers, the uppermost first."""
        if scene.layers == self._layers:
            return
        chosen, self._layers = self.number if self._coming is None else self._coming, scene.layers
        self._coming = None
        with QSignalBlocker(self.list):
            self.list.clear()
            for number in reversed(range(len(self._layers))):
                self.list.addItem(self._item(number))
            if chosen is not None and chosen < len(self._layers):
                self.list.setCurrentRow(len(self._layers) - 1 - chosen)
        self._show_chosen()
        if self._adding:
            self._adding = False
            self.added.emit()

    @property
    def number(self) -> int | None:
        """Of the chosen layer."""
        item = self.list.currentItem()
        return None if item is None else int(item.data(_NUMBER))

    def choose(self, number: int) -> None:
        """Choose a layer; a number that no layer has chooses none."""
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(len(self._layers) - 1 - number if 0 <= number < len(self._layers) else -1)
        self._show_chosen()

    def remove(self, number: int | None = None) -> None:
        """Remove a layer; the chosen one if none is said."""
        gone = self.number if number is None else number
        if gone is not None:
            self.edited.emit((*self._layers[:gone], *self._layers[gone + 1 :]), "")

    def add_text(self) -> None:
        """Put words on the scene."""
        self._add(Layer(text=self.tr("Text")))

    def choose_image(self) -> None:
        """Let the user choose a picture to put on the scene."""
        dialog = QFileDialog(self, self.tr("Add Image"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Files ({patterns})").format(patterns=IMAGES), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.add_image(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_image(self, path: Path) -> None:
        """Put a picture on the scene."""
        self._add(Layer(kind="image", file=path, size=_IMAGE_SIZE))

    def _add(self, layer: Layer) -> None:
        self.edited.emit((*self._layers, layer), "")
        self._choose_when_there(len(self._layers))
        self._adding = True

    def _choose_when_there(self, number: int) -> None:
        """The studio's next word has it; until then the list shows what there was."""
        self._coming = number
        self.chosen.emit(number)

    def _duplicate(self) -> None:
        number = self.number
        if number is not None:
            layer = self._layers[number]
            moved = layer.model_copy(update={"x": min(1.5, layer.x + 0.02), "y": min(1.5, layer.y + 0.02)})
            self.edited.emit((*self._layers[: number + 1], moved, *self._layers[number + 1 :]), "")

    def _reorder(self, by: int) -> None:
        number = self.number
        if number is None or not 0 <= number + by < len(self._layers):
            return
        layers = list(self._layers)
        layers.insert(number + by, layers.pop(number))
        self.edited.emit(tuple(layers), "")
        self._choose_when_there(number + by)

    def _change(self, changes: dict[str, Any], gesture: str) -> None:
        number = self.number
        if number is not None:
            layer = self._layers[number].model_copy(update=changes)
            self.edited.emit((*self._layers[:number], layer, *self._layers[number + 1 :]), gesture)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        self._show_chosen()
        if item is not None:
            self.chosen.emit(int(item.data(_NUMBER)))

    def _on_checked(self, item: QListWidgetItem) -> None:
        number = int(item.data(_NUMBER))
        layer = self._layers[number].model_copy(update={"shown": item.checkState() == Qt.CheckState.Checked})
        self.edited.emit((*self._layers[:number], layer, *self._layers[number + 1 :]), "")

    def _item(self, number: int) -> QListWidgetItem:
        layer = self._layers[number]
        item = QListWidgetItem(layer.words or self.tr("(empty)"))
        item.setData(_NUMBER, number)
        item.setToolTip(layer.words)
        item.setSizeHint(QSize(0, _ROW_PX))  # as wide as the list is: long words are shortened
        item.setIcon(icon("image" if layer.kind == "image" else "words", self._theme.colours.text))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if layer.shown else Qt.CheckState.Unchecked)
        return item

    def _show_chosen(self) -> None:
        number = self.number
        self.properties.show_layer(None if number is None else self._layers[number])
        self._dress()

    def _dress(self) -> None:
        colours, number = self._theme.colours, self.number
        for name, button in self._buttons.items():
            set_icon(button, name, colours.text, colours.disabled)
        for name in ("duplicate", "remove"):
            self._buttons[name].setEnabled(number is not None)
        self._buttons["up"].setEnabled(number is not None and number < len(self._layers) - 1)
        self._buttons["down"].setEnabled(number is not None and number > 0)


class _List(QListWidget):
    """Del removes."""

    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("choices")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Four rows."""
        return QSize(super().sizeHint().width(), 118)

    def minimumSizeHint(self) -> QSize:
        """Three rows."""
        return QSize(120, 92)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del removes, too."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


class _Properties(QWidget):
    """What the chosen layer is like."""

    changed = Signal(dict, str)

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Text of the layer"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(58)
        self.text.textChanged.connect(lambda: self._told("text", self.text.toPlainText()[:2000]))
        self.file = FileField(self.tr("Image of the layer"), self.tr("none"))
        self.file.picked.connect(lambda path: self._told("file", path))
        self.extent = ShareField(self.tr("Size of the layer"), SMALLEST, LARGEST)
        self.across = ShareField(self.tr("Position of the layer, across"), -0.5, 1.5)
        self.down = ShareField(self.tr("Position of the layer, down"), -0.5, 1.5)
        for name, field in (("size", self.extent), ("x", self.across), ("y", self.down)):
            field.picked.connect(partial(self._told, name))
        self.colour = ColourButton(self.tr("Text colour"))
        self.colour.picked.connect(lambda colour: self._told("colour", colour))
        self.look = QComboBox()
        self.look.setAccessibleName(self.tr("Look of the text"))
        for value, words in (("outline", self.tr("Outline")), ("plate", self.tr("Plate")), ("plain", self.tr("Plain"))):
            self.look.addItem(words, value)
        self.look.activated.connect(lambda _: self._told("look", self.look.currentData()))
        self.behind = QCheckBox(self.tr("Behind the avatar"))
        self.behind.clicked.connect(lambda on: self._told("behind", on))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}
        rows: tuple[tuple[str, str, QWidget], ...] = (
            ("text", self.tr("Text"), self.text),
            ("file", self.tr("Image"), self.file),
            ("size", self.tr("Size"), self.extent),
            ("x", self.tr("Across"), self.across),
            ("y", self.tr("Down"), self.down),
            ("colour", self.tr("Colour"), self.colour),
            ("look", self.tr("Look"), self.look),
        )
        for row, (name, words, editor) in enumerate(rows):
            label = row_label(words)
            grid.addWidget(
                label, row, 0, Qt.AlignmentFlag.AlignTop if name == "text" else Qt.AlignmentFlag.AlignVCenter
            )
            grid.addWidget(editor, row, 1)
            self._rows[name] = label, editor
        grid.addWidget(self.behind, len(rows), 1)
        self.show_layer(None)

    def align(self, labels: Sequence[QWidget]) -> int:
        """Make the labels' column as wide as the widest of these and of its own, and answer how wide, in px."""
        width = max(label.sizeHint().width() for label in (*labels, *(label for label, _ in self._rows.values())))
        self._grid.setColumnMinimumWidth(0, width)
        return width

    def show_layer(self, layer: Layer | None) -> None:
        """Show this one; None: there is nothing to show."""
        self.setVisible(layer is not None)
        if layer is None:
            return
        for name in ("text", "colour", "look"):
            for widget in self._rows[name]:
                widget.setVisible(layer.kind == "text")
        for widget in self._rows["file"]:
            widget.setVisible(layer.kind == "image")
        if self.text.toPlainText() != layer.text:
            with QSignalBlocker(self.text):
                self.text.setPlainText(layer.text)
        self.file.show_file(layer.file, IMAGES)
        self.extent.show_share(layer.size)
        self.across.show_share(layer.x)
        self.down.show_share(layer.y)
        self.colour.show_colour(layer.colour)
        self.look.setCurrentIndex(self.look.findData(layer.look))
        self.behind.setChecked(layer.behind)

    def _told(self, name: str, value: object) -> None:
        self.changed.emit({name: value}, f"layer {name}" if name in ("text", "size", "x", "y") else "")


def _call(action: Callable[[], None], checked: bool = False) -> None:
    del checked
    action()
