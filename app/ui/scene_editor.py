"""What a scene is like: background, avatar, layers, subtitles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.base.scenes import Background, Placement, Scene, placement
from app.base.settings import ProgramSettings
from app.studio.commands import EditScene
from app.studio.snapshot import Snapshot
from app.ui.layer_editor import LayerEditor
from app.ui.scene_boxes import AVATAR
from app.ui.scene_fields import IMAGES, VIDEOS, ColourButton, FileField, ShareField, row_label
from app.ui.theme import Theme
from app.ui.widgets import set_property


class SceneEditor(QWidget):
    """Edits the scene on the program, which viewers see at once. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
        chosen: the host (``scene_boxes.AVATAR``) or a layer was chosen; its number.
    """

    command = Signal(object)
    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._settings = ProgramSettings()
        self._visit = 0  # edits of one visit to a field are undone as one
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        self._make_background()
        self._make_avatar()
        self.layers = LayerEditor(theme)
        self.layers.edited.connect(lambda layers, gesture: self._edit({"layers": layers}, gesture))
        self.layers.chosen.connect(self.chosen)
        self.subtitles = _choice(
            self.tr("Subtitles"),
            (
                ("off", self.tr("Off")),
                ("small", self.tr("Small")),
                ("medium", self.tr("Medium")),
                ("large", self.tr("Large")),
            ),
        )
        self.subtitles.setToolTip(self.tr("Typed lines and scripts, as they are spoken"))
        self.subtitles.activated.connect(lambda _: self._edit({"subtitles": self.subtitles.currentData()}))
        self._lay_out()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the scene on the program."""
        scene, self._settings = snapshot.scenes.collection.scene, snapshot.settings.program
        other = self._scene is None or self._scene.number != scene.number
        self._scene = scene
        if other:
            self.layers.choose(-1)
        self._show_background(scene.background)
        self._show_avatar(scene)
        self.layers.show_scene(scene)
        self.subtitles.setCurrentIndex(self.subtitles.findData(scene.subtitles))

    def choose(self, which: int) -> None:
        """The host or a layer was taken on the preview."""
        self.layers.choose(which)

    # ---- background

    def _make_background(self) -> None:
        self.background = _choice(
            self.tr("Background"),
            (
                ("", self.tr("As in Settings")),
                ("colour", self.tr("Colour")),
                ("green", self.tr("Chroma Key green")),
                ("image", self.tr("Image")),
                ("video", self.tr("Video, looped")),
                ("blur", self.tr("Portrait, blurred")),
                ("portrait", self.tr("Portrait's own")),
            ),
        )
        self.background.activated.connect(lambda _: self._change_background(kind=self.background.currentData()))
        self.background_colour = ColourButton(self.tr("Background colour"))
        self.background_colour.picked.connect(lambda colour: self._change_background(colour=colour))
        self.background_file = FileField(self.tr("Background file"), self.tr("none"))
        self.background_file.picked.connect(self._pick_background)

    def _show_background(self, background: Background | None) -> None:
        self.background.setCurrentIndex(self.background.findData("" if background is None else background.kind))
        kind = "" if background is None else background.kind
        self.background_colour.setVisible(kind in ("colour", "image", "blur", "portrait"))
        self.background_file.setVisible(kind in ("image", "video"))
        if background is not None:
            self.background_colour.show_colour(background.colour)
            self.background_file.show_file(background.file, VIDEOS if kind == "video" else IMAGES)

    def _change_background(self, **changes: Any) -> None:
        if self._scene is None:
            return
        if changes.get("kind") == "":
            self._edit({"background": None})
            return
        now = self._scene.background or Background(colour=self._settings.background_colour)
        if changes.get("kind", now.kind) != now.kind and {changes["kind"], now.kind} & {"image", "video"}:
            changes["file"] = None
        self._edit({"background": now.model_copy(update=changes)})
        if changes.get("kind") in ("image", "video"):
            self.background_file.show_file(None, VIDEOS if changes["kind"] == "video" else IMAGES)
            self.background_file.choose()

    def _pick_background(self, path: Path) -> None:
        self._change_background(file=path)

    # ---- avatar

    def _make_avatar(self) -> None:
        self.avatar = _choice(
            self.tr("Avatar"),
            (("", self.tr("As in Settings")), ("placed", self.tr("Placed here")), ("hidden", self.tr("Hidden"))),
        )
        self.avatar.activated.connect(lambda _: self._choose_avatar(self.avatar.currentData()))
        self.scale = ShareField(self.tr("Size of the avatar"), 0.1, 4.0)
        self.across = ShareField(self.tr("Position of the avatar, across"), -0.5, 1.5)
        self.down = ShareField(self.tr("Position of the avatar, down"), -0.5, 1.5)
        for name, field in (("scale", self.scale), ("x", self.across), ("y", self.down)):
            field.picked.connect(lambda share, name=name: self._place({name: share}, f"avatar {name}"))
        self.centre = QPushButton(self.tr("Centre"))
        self.centre.setToolTip(self.tr("In the middle, at its full size"))
        self.centre.clicked.connect(lambda: self._place({"scale": 1.0, "x": 0.5, "y": 0.5}, ""))

    def _show_avatar(self, scene: Scene) -> None:
        at = placement(self._settings, scene)
        kind = "" if scene.avatar is None else "placed" if scene.avatar.shown else "hidden"
        self.avatar.setCurrentIndex(self.avatar.findData(kind))
        self.scale.show_share(at.scale)
        self.across.show_share(at.x)
        self.down.show_share(at.y)
        for widget in self._placing:
            widget.setVisible(kind == "placed")

    def _choose_avatar(self, kind: str) -> None:
        if self._scene is not None:
            now = placement(self._settings, self._scene)
            placed = now.model_copy(update={"shown": kind == "placed"})
            self._edit({"avatar": placed if kind else None})
            self.chosen.emit(AVATAR)

    def _place(self, changes: dict[str, Any], gesture: str) -> None:
        if self._scene is not None:
            now = placement(self._settings, self._scene)
            self._edit({"avatar": Placement.model_validate(now.model_dump() | changes)}, gesture)

    # ---- how it is done

    def _edit(self, changes: dict[str, Any], gesture: str = "") -> None:
        if self._scene is None:
            return
        scene = self._scene.model_copy(update=changes)
        if scene != self._scene:
            self._scene = scene  # the next edit may come before the studio's word
            self.command.emit(EditScene(scene, f"{gesture} {self._visit}" if gesture else ""))

    def _on_focus(self) -> None:
        self._visit += 1

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        labels = [row_label(words) for words in (self.tr("Size"), self.tr("Across"), self.tr("Down"))]
        self._placing: tuple[QWidget, ...] = (*labels, self.scale, self.across, self.down, self.centre)
        rows: tuple[tuple[QWidget | None, QWidget], ...] = (
            (row_label(self.tr("Background")), self.background),
            (None, self.background_colour),
            (None, self.background_file),
            (row_label(self.tr("Avatar")), self.avatar),
            (labels[0], self.scale),
            (labels[1], self.across),
            (labels[2], self.down),
            (None, self.centre),
            (row_label(self.tr("Subtitles")), self.subtitles),
        )
        named = [label for label, _ in rows if label is not None]
        grid.setColumnMinimumWidth(0, self.layers.align(named))
        for row, (label, editor) in enumerate(rows):
            if label is not None:
                grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        title = QLabel(self.tr("Layers"))
        title.setObjectName("panel_title")
        hint = QLabel(self.tr("Drag on the preview to move, corners scale. Viewers see it at once."))
        hint.setWordWrap(True)
        set_property(hint, "tone", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(hint)
        layout.addLayout(grid)
        layout.addWidget(title)
        layout.addWidget(self.layers)
        layout.addStretch(1)


def _choice(name: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for value, words in choices:
        combo.addItem(words, value)
    return combo
