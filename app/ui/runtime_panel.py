"""The PyTorch that models run with: whether it is there, installing and removing it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.studio.commands.upkeep import InstallRuntime, LookAtRuntime, RemoveRuntime, StopInstalling
from app.studio.runtime import RuntimeView
from app.studio.snapshot import Snapshot
from app.ui.asking import ask_first
from app.ui.card import Card, problem_words
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words


class RuntimePanel(QWidget):
    """Lives on the GUI thread; asks, and is told by snapshots.

    Signals:
        wanted: a command for the studio.

    """

    wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = RuntimeView()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._place = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        for label in (self._words, self._place):
            set_property(label, "tone", "muted")
        self._card = Card(
            "runtime",
            self.tr("PyTorch"),
            (("remove", self.tr("Remove…"), self._on_remove), ("install", "", self._on_install)),
            rows=(self._words, self._place),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)

    def look(self) -> None:
        """Have the studio look whether it is there."""
        self.wanted.emit(LookAtRuntime())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known."""
        view = self._view = snapshot.upkeep.runtime
        state, chosen = view.state, snapshot.settings.engine.python
        self._card.show_status(*self._word(view))
        self._words.setText(self._about(view))
        elsewhere = chosen is not None and (state is None or chosen != state.python)
        self._place.setVisible(elsewhere)
        self._place.show_text(self.tr("The models run with {python}").format(python=chosen) if elsewhere else "")
        self._show_progress(view)
        self._card.show_warnings(self._warnings(view))
        self._show_buttons(view)

    def _word(self, view: RuntimeView) -> tuple[str, str]:
        if view.doing == "installing":
            return self.tr("Installing"), "muted"
        if view.doing == "removing":
            return self.tr("Removing…"), "muted"
        match view.state:
            case None:
                return "", "muted"
            case RuntimeState(RuntimeStatus.READY):
                return self.tr("Ready"), "good"
            case RuntimeState(RuntimeStatus.OLD):
                return self.tr("An update is there"), "warn"
            case RuntimeState(RuntimeStatus.PART):
                return self.tr("Not complete"), "warn"
        return self.tr("Not installed"), "muted"

    def _about(self, view: RuntimeView) -> str:
        state = view.state
        if state is None or state.python is None:
            return self.tr("Models need it. Some 3 GB are downloaded and 7 GB kept; without a graphics card a tenth.")
        card = state.card or {"mps": self.tr("Apple's graphics")}.get(state.device, self.tr("the processor"))
        words = self.tr("{version} for {card}, {size}")
        return words.format(version=state.torch, card=card, size=size_words(state.size_bytes))

    def _show_progress(self, view: RuntimeView) -> None:
        if view.doing != "installing":
            self._card.show_progress(None)
            return
        steps = {
            "": self.tr("Beginning…"),
            "Python": self.tr("Preparing its Python…"),
            "packages": self.tr("Asking which packages are right for this computer…"),
            "unpacking": self.tr("Unpacking…"),
            "self-test": self.tr("Trying it out…"),
        }
        if view.step in steps:
            self._card.show_progress(replace(view, whole_bytes=0), steps[view.step])
        else:
            self._card.show_progress(replace(view, step=view.step.partition("-")[0]))  # of a file its package

    def _warnings(self, view: RuntimeView) -> list[str]:
        words = []
        if view.problem is not None:
            words.append(problem_words(view.problem))
        if view.state is not None and view.state.python is not None and view.state.device == "cpu" and not view.doing:
            words.append(
                self.tr(
                    "PyTorch found no graphics card. On the processor models are too slow for a show: update the "
                    "card's driver, or choose another PyTorch below and install again."
                )
            )
        return words

    def _show_buttons(self, view: RuntimeView) -> None:
        status = RuntimeStatus.MISSING if view.state is None else view.state.status
        installing = view.doing == "installing"
        texts = {RuntimeStatus.PART: self.tr("Continue"), RuntimeStatus.OLD: self.tr("Update")}
        install, remove = self._card.buttons["install"], self._card.buttons["remove"]
        install.setText(self.tr("Pause") if installing else texts.get(status, self.tr("Install")))
        install.setVisible(installing or status is not RuntimeStatus.READY)
        install.setEnabled(installing or (view.state is not None and not view.doing))
        remove.setVisible(status is not RuntimeStatus.MISSING and not installing)
        remove.setEnabled(not view.doing)

    def _on_install(self) -> None:
        self.wanted.emit(StopInstalling() if self._view.doing == "installing" else InstallRuntime())

    def _on_remove(self) -> None:
        ask_first(
            self,
            self._theme,
            self.tr("Remove PyTorch?"),
            self.tr("Models cannot draw without it. It can be installed again."),
            lambda: self.wanted.emit(RemoveRuntime()),
        )
