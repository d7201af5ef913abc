"""The list of scenes, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.scenes import Scene, SceneCollection
from app.studio.commands import (
    AddScene,
    DuplicateScene,
    EditScene,
    MoveScene,
    RemoveScene,
    SetTransition,
    SwitchScene,
)
from app.studio.scenes_view import ScenesView
from app.ui.icons import set_icon
from app.ui.theme import Theme
from app.ui.widgets import keep_wheel_and_margin, set_property

_NUMBER = Qt.ItemDataRole.UserRole
_ROW_PX = 26


class SceneList(QWidget):
    """A click puts a scene on the program. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._collection: SceneCollection | None = None
        self.list = _List()
        self.list.setAccessibleName(self.tr("Scenes"))
        self.list.itemClicked.connect(self._switch)
        self.list.itemActivated.connect(self._switch)
        self.list.itemChanged.connect(self._renamed)
        self.list.remove_wanted.connect(self._remove)
        self.list.dropped.connect(self._dropped)
        self.list.currentRowChanged.connect(lambda _: self._dress())
        self._buttons: dict[str, QToolButton] = {}
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for name, words, action in self._actions():
            button = QToolButton()
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(partial(self._act, action))
            buttons.addWidget(button)
            self._buttons[name] = button
        buttons.addStretch(1)
        self.transition = QComboBox()
        self.transition.setAccessibleName(self.tr("Transition"))
        self.transition.setToolTip(self.tr("How one scene gives way to another"))
        self.transition.addItem(self.tr("Cut"), "cut")
        self.transition.addItem(self.tr("Fade"), "fade")
        self.transition.activated.connect(lambda _: self._set_transition())
        self.duration = QSpinBox()
        keep_wheel_and_margin(self.duration)
        self.duration.setAccessibleName(self.tr("Duration of the fade"))
        self.duration.setRange(50, 3000)
        self.duration.setSingleStep(50)
        self.duration.setSuffix(self.tr(" ms"))
        self.duration.editingFinished.connect(self._set_transition)
        transition = QHBoxLayout()
        transition.addWidget(self.transition, 1)
        transition.addWidget(self.duration)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        layout.addLayout(transition)
        theme.changed.connect(self._dress)
        self._dress()

    def _actions(self) -> tuple[tuple[str, str, Callable[[Scene], None]], ...]:
        return (
            ("add", self.tr("Add Scene"), lambda scene: self.command.emit(AddScene(self.tr("Scene")))),
            ("duplicate", self.tr("Duplicate Scene"), lambda scene: self.command.emit(DuplicateScene(scene.number))),
            ("edit", self.tr("Rename Scene (F2)"), lambda scene: self.list.editItem(self.list.currentItem())),
            ("remove", self.tr("Remove Scene"), lambda scene: self.command.emit(RemoveScene(scene.number))),
            ("up", self.tr("Move Up"), lambda scene: self._move(scene, -1)),
            ("down", self.tr("Move Down"), lambda scene: self._move(scene, 1)),
        )

    def show_scenes(self, view: ScenesView) -> None:
        """List them; one whose name is being written is left alone."""
        before, self._collection = self._collection, view.collection
        if view.collection == before or self.list.state() == QAbstractItemView.State.EditingState:
            return
        chosen = self._chosen()
        moved_on = before is None or before.current != view.collection.current
        with QSignalBlocker(self.list):
            self.list.clear()
            for scene in view.collection.scenes:
                item = QListWidgetItem(scene.name)
                item.setData(_NUMBER, scene.number)
                item.setToolTip(scene.name)
                item.setSizeHint(QSize(0, _ROW_PX))  # as wide as the list is: long names are shortened
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                on = scene.number == view.collection.current
                if on:
                    font = QFont(self.list.font())
                    font.setBold(True)
                    item.setFont(font)
                    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, self.tr("On the program"))
                self.list.addItem(item)
                if scene.number == (view.collection.current if moved_on or chosen is None else chosen.number):
                    self.list.setCurrentItem(item)
        self.list.updateGeometry()
        self.transition.setCurrentIndex(self.transition.findData(view.collection.transition))
        if not self.duration.hasFocus():
            self.duration.setValue(view.collection.fade_ms)
        self._dress()

    def _chosen(self) -> Scene | None:
        item = self.list.currentItem()
        if item is None or self._collection is None:
            return None
        return self._collection.numbered(int(item.data(_NUMBER)))

    def _act(self, action: Callable[[Scene], None]) -> None:
        if (scene := self._chosen()) is not None:
            action(scene)

    def _switch(self, item: QListWidgetItem) -> None:
        number = int(item.data(_NUMBER))
        if self._collection is not None and number != self._collection.current:
            self.command.emit(SwitchScene(number))

    def _renamed(self, item: QListWidgetItem) -> None:
        scene = None if self._collection is None else self._collection.numbered(int(item.data(_NUMBER)))
        if scene is None or self._collection is None:
            return
        name = " ".join(item.text().split())[:60]
        if name and name != scene.name:
            name = self._collection.free_name(name, but=scene.number)
            self.command.emit(EditScene(scene.model_copy(update={"name": name})))
        with QSignalBlocker(self.list):
            item.setText(name or scene.name)

    def _remove(self) -> None:
        if self._collection is not None and len(self._collection.scenes) > 1:
            self._act(lambda scene: self.command.emit(RemoveScene(scene.number)))

    def _move(self, scene: Scene, by: int) -> None:
        assert self._collection is not None
        self.command.emit(MoveScene(scene.number, self._collection.scenes.index(scene) + by))

    def _dropped(self, number: int, place: int) -> None:
        self.command.emit(MoveScene(number, place))

    def _set_transition(self) -> None:
        kind = self.transition.currentData()
        self.duration.setEnabled(kind == "fade")
        if self._collection is None or (kind, self.duration.value()) == (
            self._collection.transition,
            self._collection.fade_ms,
        ):
            return
        self.command.emit(SetTransition(kind, self.duration.value()))

    def _dress(self) -> None:
        colours = self._theme.colours
        for name, button in self._buttons.items():
            set_icon(button, name, colours.text, colours.disabled)
        scenes = () if self._collection is None else self._collection.scenes
        row = self.list.currentRow()
        self._buttons["remove"].setEnabled(len(scenes) > 1)
        self._buttons["up"].setEnabled(row > 0)
        self._buttons["down"].setEnabled(0 <= row < len(scenes) - 1)
        self.duration.setEnabled(self.transition.currentData() == "fade")
        set_property(self.list, "look", "list")


class _List(QListWidget):
    """Names of scenes. Enter or a click puts one on, F2 renames, Del removes, dragging moves."""

    remove_wanted = Signal()
    dropped = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("choices")
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setMinimumHeight(96)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model().rowsMoved.connect(self._on_moved)

    def sizeHint(self) -> QSize:
        """All of them, and at least four."""
        return QSize(super().sizeHint().width(), max(4, self.count()) * _ROW_PX + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del removes, too."""
        if event.key() == Qt.Key.Key_Delete and self.state() != QAbstractItemView.State.EditingState:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_moved(self, parent: object, first: int, last: int, to: object, row: int) -> None:
        del parent, last, to
        place = row if row < first else row - 1
        item = self.item(place)
        if item is not None:
            self.dropped.emit(int(item.data(_NUMBER)), place)
