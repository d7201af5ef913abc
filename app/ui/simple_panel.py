"""The bar below the stage in simple mode: how loud you are, and three big buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.studio.snapshot import Snapshot
from app.ui.icons import set_icon
from app.ui.key_tips import tip_with_key
from app.ui.level_meter import LevelMeter
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property

_HIGH_PX = 52


class SimplePanel(QFrame):
    """Shows three buttons of the desk again, large. Lives on the GUI thread.

    Args:
        theme: its colours.
        originals: the desk's buttons for microphone, virtual camera and recording. Words, looks and what a click does
            are theirs.

    Signals:
        desk_wanted: the user wants all the controls.

    """

    desk_wanted = Signal()

    def __init__(self, theme: Theme, originals: tuple[QPushButton, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._originals = originals
        self.setObjectName("panel")
        self._meter = LevelMeter(theme, self.tr("Microphone level on air"))
        self._state = ElidedLabel()
        self._state.setAccessibleName(self.tr("What is being spoken"))
        self._buttons = tuple(self._make_button(original) for original in originals)
        self._desk = QToolButton()
        self._desk.setAccessibleName(self.tr("Show All Controls"))
        tip_with_key(self._desk, self.tr("Show all controls"), "view.simple")
        set_property(self._desk, "look", "flat")
        self._desk.clicked.connect(self.desk_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in self._buttons:
            buttons.addWidget(button, 1)
        buttons.addWidget(self._desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self._meter)
        layout.addWidget(self._state)
        layout.addLayout(buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self._buttons[0])
        self._dress()
        theme.changed.connect(self._dress)

    def show_snapshot(self, snapshot: Snapshot, state: tuple[str, str]) -> None:
        """Follow the desk, which has been shown this snapshot; ``state``: words and tone for what is being spoken."""
        self._meter.show_level(snapshot.microphone_out_dbfs if snapshot.microphone_on else float("-inf"))
        self._state.show_text(state[0])
        set_property(self._state, "tone", state[1])
        self._dress()

    def _make_button(self, original: QPushButton) -> QPushButton:
        button = QPushButton()
        button.setMinimumHeight(_HIGH_PX)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(original.click)
        return button

    def _dress(self) -> None:
        for button, original in zip(self._buttons, self._originals, strict=True):
            changed = button.text() != original.text() or button.property("look") != original.property("look")
            if changed or button.icon().cacheKey() != original.icon().cacheKey():
                button.setText(original.text())
                button.setToolTip(original.toolTip())
                button.setAccessibleName(original.accessibleName())
                button.setIcon(original.icon())
                button.setIconSize(original.iconSize())
                set_property(button, "look", str(original.property("look") or ""))
        set_icon(self._desk, "desk", self._theme.colours.muted, size_px=22)
        self._desk.setIconSize(QSize(22, 22))
