"""Setting up OBS: what was found, what would change there, one button that does it, and one that takes it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.base.settings import Settings
from app.studio.commands import ApplySettings, KeepObsPassword, LookForObs, RunInObs, SetUpObs, UndoObs
from app.studio.commands.obs import ObsPart
from app.studio.obs_plan import Step
from app.studio.obs_state import ObsState
from app.studio.snapshot import Snapshot
from app.ui.language import said
from app.ui.widgets import set_property

_NO_BROWSER = "obs.no_browser"


class ObsPage(QWidget):
    """Lives on the GUI thread; is told by snapshots.

    Signals:
        wanted: a command for the studio.
        pressed: a button was; what stands in the settings below it counts from now on.

    """

    wanted = Signal(object)
    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._outputs: frozenset[str] = frozenset()
        self._address = ""
        self._words = self._label()
        self._words.setAccessibleName(self.tr("Whether OBS shows the host"))
        self._steps = self._label()
        self._steps.setAccessibleName(self.tr("What would be changed in OBS"))
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setPlaceholderText(self.tr("Password of OBS's WebSocket server"))
        self._password.setAccessibleName(self.tr("Password of OBS's WebSocket server"))
        self._password.returnPressed.connect(self._keep_password)
        connect = self._button(self.tr("Connect"))
        set_property(connect, "look", "primary")
        connect.clicked.connect(self._keep_password)
        self._asked = QWidget()
        self._fill(self._asked, self._password, connect)
        self._set_up = self._button(self.tr("Set Up OBS"))
        set_property(self._set_up, "look", "primary")
        self._set_up.clicked.connect(lambda: self._want(SetUpObs()))
        self._instead = self._button(self.tr("Use the Virtual Camera"))
        set_property(self._instead, "look", "primary")
        self._instead.clicked.connect(self._show_camera)
        self._again = self._button(self.tr("Look Again"))
        self._again.clicked.connect(lambda: self._want(LookForObs()))
        self._undo = self._button(self.tr("Undo"))
        self._undo.setToolTip(self.tr("Take back what was changed in OBS"))
        self._undo.clicked.connect(lambda: self.wanted.emit(UndoObs()))
        self._copy = self._button(self.tr("Copy the Address"))
        self._copy.setToolTip(self.tr("For a Browser Source that you add yourself"))
        self._copy.clicked.connect(lambda: QApplication.clipboard().setText(self._address))
        buttons = QWidget()
        self._fill(buttons, self._set_up, self._instead, self._again, self._undo, self._copy)
        order: tuple[ObsPart, ...] = ("stream", "recording", "camera")
        self._parts = {name: self._button("") for name in order}
        for name, button in self._parts.items():
            button.clicked.connect(partial(self._toggle, name))
        self._in_obs = QWidget()
        self._fill(self._in_obs, *self._parts.values())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._words, self._asked, self._steps, buttons, self._in_obs):
            column.addWidget(part)

    def look(self) -> None:
        """See whether OBS is there."""
        self.wanted.emit(LookForObs())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where it stands."""
        state, self._settings = snapshot.obs, snapshot.settings
        problem = "" if state.problem is None else state.problem.code
        camera = problem == _NO_BROWSER or self._settings.obs.show == "camera"
        self._outputs, self._address = state.outputs, snapshot.browser_address
        text, tone = self._said(state)
        self._words.setText(text)
        set_property(self._words, "tone", tone)
        self._steps.setText("\n".join(f"• {self._step(step, camera=camera)}" for step in state.steps))
        self._steps.setVisible(bool(state.steps) and not state.busy)
        self._ask_password(problem == "obs.password")
        self._instead.setVisible(problem == _NO_BROWSER)
        self._set_up.setVisible(problem not in ("obs.password", _NO_BROWSER))
        self._set_up.setEnabled(not state.busy and not state.ready)
        self._again.setEnabled(not state.busy)
        self._undo.setEnabled(state.undoable and not state.busy)
        self._copy.setVisible(bool(self._address))
        self._in_obs.setVisible(bool(state.version))
        words = self._part_words()
        for name, button in self._parts.items():
            on = name in state.outputs
            button.setText(words[name][on])
            button.setEnabled(not state.busy)
            set_property(button, "look", "live" if on else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter after the password connects; the dialog would take it for its OK."""
        if not self._password.hasFocus() or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _said(self, state: ObsState) -> tuple[str, str]:
        if state.busy:
            return self.tr("Talking with OBS…"), "muted"
        if state.problem is not None:
            return f"{said(state.problem.message)} {said(state.problem.hint)}", "warn"
        if state.ready:
            return self.tr("OBS {version} shows the host.").format(version=state.version), "good"
        if state.version:
            return self.tr("OBS {version} is there. This would be changed:").format(version=state.version), ""
        return self.tr("OBS has not been looked for."), "muted"

    def _step(self, step: Step, *, camera: bool) -> str:
        words = {
            "scene": self.tr("Make the scene “{name}”"),
            "source": self.tr("Put “{name}” into the scene: the virtual camera, without sound")
            if camera
            else self.tr("Put “{name}” into the scene, with picture and sound"),
            "update": self.tr("Tell “{name}” the studio's new address or size"),
            "show": self.tr("Show viewers the scene “{name}”"),
            "mute": self.tr("Mute “{name}” in OBS: viewers hear your voice with the host"),
            "sync": self.tr("Set the Sync Offset of “{name}” to {ms} ms"),
        }
        return words[step.what].format(name=step.about, ms=step.value)

    def _part_words(self) -> dict[ObsPart, tuple[str, str]]:
        """Words for each of OBS's outputs: off, on."""
        return {
            "stream": (self.tr("Start Streaming"), self.tr("Stop Streaming")),
            "recording": (self.tr("Start Recording in OBS"), self.tr("Stop Recording in OBS")),
            "camera": (self.tr("Start OBS's Virtual Camera"), self.tr("Stop OBS's Virtual Camera")),
        }

    def _toggle(self, name: ObsPart) -> None:
        self.wanted.emit(RunInObs(name, name not in self._outputs))

    def _want(self, command: object) -> None:
        self.pressed.emit()
        self.wanted.emit(command)

    def _show_camera(self) -> None:
        obs = self._settings.obs.model_copy(update={"show": "camera"})
        self.wanted.emit(ApplySettings(self._settings.model_copy(update={"obs": obs})))
        self.wanted.emit(SetUpObs())

    def _ask_password(self, wanted: bool) -> None:
        appears = wanted and self._asked.isHidden()
        self._asked.setVisible(wanted)
        if appears and self.isVisible():
            self._password.setFocus()

    def _keep_password(self) -> None:
        self._want(KeepObsPassword(self._password.text()))
        self._password.clear()

    def _label(self) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        return button

    def _fill(self, widget: QWidget, *parts: QWidget) -> None:
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in parts:
            row.addWidget(part)
        if not isinstance(parts[0], QLineEdit):
            row.addStretch(1)
