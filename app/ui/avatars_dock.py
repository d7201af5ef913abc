"""The Avatars dock: the whole library, to search and to put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from app.avatars.preparation import KeptClip, Preparation
from app.studio.commands import LookAtAvatar, PrepareAvatar
from app.studio.snapshot import AvatarEntry, Snapshot
from app.ui.avatar_strip import AvatarStrip
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property

_WIDTH_PX = 322


class AvatarGrid(AvatarStrip):
    """The strip in as many rows as it takes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setObjectName("avatar_grid")
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Three columns and two rows."""
        return QSize(_WIDTH_PX, 2 * self.cell_size().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """It scrolls as any list does."""
        QListView.wheelEvent(self, event)


class AvatarsDock(QDockWidget):
    """Lives on the GUI thread. It is hidden until somebody wants it: the strip at the top shows the same avatars.

    Signals:
        command: something is asked of the studio.
        import_wanted: the user wants to choose what becomes an avatar.

    """

    command = Signal(object)
    import_wanted = Signal()

    def __init__(self, theme: Theme, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(self.tr("Avatars"))
        self.setObjectName("avatars_dock")
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._snapshot: Snapshot | None = None
        self._asked = ""  # of whom the studio says what is prepared
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search for an avatar"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.grid = AvatarGrid(theme)
        self.grid.selectionModel().currentChanged.connect(self._show_chosen)
        self._name = ElidedLabel()
        self._name.setObjectName("panel_title")
        self._engines = QLabel()
        self._engines.setWordWrap(True)
        self._engines.setTextFormat(Qt.TextFormat.PlainText)
        set_property(self._engines, "tone", "muted")
        self._buttons = {
            name: QPushButton(words)
            for name, words in (
                ("import", self.tr("Import…")),
                ("prepare", self.tr("Prepare")),
                ("edit", self.tr("Edit…")),
                ("duplicate", self.tr("Duplicate")),
                ("export", self.tr("Export…")),
                ("remove", self.tr("Remove")),
            )
        }
        self._buttons["import"].clicked.connect(self.import_wanted)
        self._buttons["prepare"].setToolTip(self.tr("Draw it for the program now, so that it comes on stage at once"))
        self._buttons["prepare"].clicked.connect(lambda: self.command.emit(PrepareAvatar(self._asked)))
        for name, signal in (
            ("edit", self.grid.edit_wanted),
            ("duplicate", self.grid.duplicate_wanted),
            ("export", self.grid.export_wanted),
            ("remove", self.grid.remove_wanted),
        ):
            self._buttons[name].clicked.connect(lambda _=False, signal=signal: signal.emit(self.grid.chosen))
        self._lay_out()
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self)
        window.resizeDocks([self], [_WIDTH_PX], Qt.Orientation.Horizontal)
        self.visibilityChanged.connect(self._ask)
        self._show_chosen()
        self.hide()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """List the library."""
        self._snapshot = snapshot
        self._fill()
        self._show_chosen()

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setObjectName("panel")
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for number, button in enumerate(self._buttons.values()):
            buttons.addWidget(button, number // 2, number % 2)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self._name)
        layout.addWidget(self._engines)
        layout.addLayout(buttons)
        self.setWidget(frame)

    def _fill(self) -> None:
        if self._snapshot is None:
            return
        wanted = self.search.text().casefold().split()
        found = tuple(
            entry for entry in self._snapshot.avatars if all(word in entry.name.casefold() for word in wanted)
        )
        none = self.tr("No avatar is called that.") if wanted else self.tr("No avatars yet: drop a picture here.")
        self.grid.empty_words = none
        self.grid.show_snapshot(replace(self._snapshot, avatars=found))

    def _search(self) -> None:
        self._fill()
        self._show_chosen()  # who is not listed any more cannot be exported either

    def _ask(self) -> None:
        """Have the studio say what is prepared of the chosen avatar, as long as somebody looks."""
        entry = self.grid.chosen if self.isVisible() else None
        wanted = "" if entry is None else entry.id
        if wanted != self._asked:
            self._asked = wanted
            self.command.emit(LookAtAvatar(wanted))

    def _show_chosen(self) -> None:
        self._ask()
        entry, known = self.grid.chosen, None
        busy = self._snapshot is not None and self._snapshot.avatars_busy
        if self._snapshot is not None and entry is not None:
            known = self._snapshot.preparation
            known = known if known is not None and known.avatar_id == entry.id else None
        self._name.show_text("" if entry is None else entry.name)
        self._engines.setText("" if entry is None or known is None else self._prepared(entry, known))
        self._buttons["import"].setEnabled(not busy)
        self._buttons["prepare"].setEnabled(known is not None and not known.drawn and not busy)
        for name in ("duplicate", "export"):
            self._buttons[name].setEnabled(entry is not None and not busy)
        for name in ("edit", "remove"):
            self._buttons[name].setEnabled(entry is not None and entry.own and not busy)

    def _prepared(self, entry: AvatarEntry, known: Preparation) -> str:
        """What each engine has prepared, a line for each."""
        drawn = self.tr("Built in: ready.") if known.drawn else self.tr("Built in: drawn when it comes on stage.")
        if not entry.mouth:
            still = self.tr("Its mouth stays still until its face is marked (Edit…).")
            drawn += " " + (still if entry.own else self.tr("Its mouth stays still."))
        return "\n".join(
            (
                drawn,
                self._at_rest(self.tr("Graphics card: {state}"), known.local),
                self._at_rest(self.tr("OmniRT server: {state}"), known.server),
            )
        )

    def _at_rest(self, where: str, clips: Sequence[KeptClip]) -> str:
        """Which models have drawn it at rest."""
        if not clips:
            return where.format(state=self.tr("its first session makes the idle clip."))
        models = ", ".join(f"{clip.model} {clip.width_px}x{clip.height_px}" for clip in clips)
        return where.format(state=self.tr("idle clip of {models}.").format(models=models))
