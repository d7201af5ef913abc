"""The PyTorch that models run with: whether it is there, installing and removing it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.studio.commands.upkeep import InstallRuntime, LookAtRuntime, RemoveRuntime, StopInstalling
from app.studio.runtime import RuntimeView
from app.studio.snapshot import Snapshot
from app.ui.asking import ask_first
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import size_words, time_words


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
        card = QFrame()
        card.setObjectName("card")
        title = QLabel(self.tr("PyTorch"))
        title.setObjectName("card_title")
        self._status = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._progress = ElidedLabel()
        self._place = ElidedLabel()
        for label in (self._words, self._progress, self._place):
            set_property(label, "tone", "muted")
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_property(self._problem, "tone", "warn")
        self._remove = self._button("remove", self._on_remove)
        self._remove.setText(self.tr("Remove…"))
        self._install = self._button("install", self._on_install)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(title)
        head.addWidget(self._status)
        head.addStretch(1)
        head.addWidget(self._remove)
        head.addWidget(self._install)
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setVerticalSpacing(4)
        grid.addLayout(head, 0, 0)
        for row, widget in enumerate((self._words, self._place, self._bar, self._progress, self._problem), 1):
            grid.addWidget(widget, row, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def look(self) -> None:
        """Have the studio look whether it is there."""
        self.wanted.emit(LookAtRuntime())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known."""
        view = self._view = snapshot.upkeep.runtime
        state, chosen = view.state, snapshot.settings.engine.python
        word, tone = self._word(view)
        self._status.setText(word)
        set_property(self._status, "tone", tone)
        self._words.setText(self._about(view))
        elsewhere = chosen is not None and (state is None or chosen != state.python)
        self._place.setVisible(elsewhere)
        self._place.show_text(self.tr("The models run with {python}").format(python=chosen) if elsewhere else "")
        self._show_progress(view)
        words = self._warnings(view)
        self._problem.setText("\n".join(words))
        self._problem.setVisible(bool(words))
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
        installing = view.doing == "installing"
        self._bar.setVisible(installing)
        self._progress.setVisible(installing)
        if not installing:
            return
        steps = {
            "": self.tr("Beginning…"),
            "Python": self.tr("Making room for it…"),
            "packages": self.tr("Asking which packages are right for this computer…"),
            "unpacking": self.tr("Unpacking…"),
            "self-test": self.tr("Trying it out…"),
        }
        fetching = view.whole_bytes > 0 and view.step not in steps
        self._bar.setRange(0, 1000 if fetching else 0)
        if not fetching:
            self._progress.show_text(steps.get(view.step, view.step))
            return
        self._bar.setValue(round(1000 * view.done_bytes / view.whole_bytes))
        done, whole = size_words(view.done_bytes), size_words(view.whole_bytes)
        words = [self.tr("{done} of {whole}").format(done=done, whole=whole)]
        if view.rate_bytes > 0:
            words.append(self.tr("{rate}/s").format(rate=size_words(round(view.rate_bytes))))
        if view.left_s is not None:
            words.append(self.tr("{time} left").format(time=time_words(view.left_s)))
        self._progress.show_text("  ·  ".join([*words, view.step.partition("-")[0]]))  # of a file its package

    def _warnings(self, view: RuntimeView) -> list[str]:
        words = []
        if view.problem is not None:
            words.append(f"{view.problem.message} {view.problem.hint}")
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
        self._install.setText(self.tr("Pause") if installing else texts.get(status, self.tr("Install")))
        self._install.setVisible(installing or status is not RuntimeStatus.READY)
        self._install.setEnabled(installing or (view.state is not None and not view.doing))
        self._remove.setVisible(status is not RuntimeStatus.MISSING and not installing)
        self._remove.setEnabled(not view.doing)

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

    def _button(self, name: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"runtime.{name}")
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button
