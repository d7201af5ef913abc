"""The engine's place in the line of numbers: its state in words, and the session on its server."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.studio.commands import ReleaseEngine, WarmUp
from app.studio.snapshot import EngineState, Snapshot
from app.ui.language import said, way_words
from app.ui.widgets import ElidedLabel, set_property
from app.ui.wording import elapsed

_TAKEN = "engine.omnirt.taken_over"
_SLOW = "engine.slow"
_SILENT = "engine.omnirt.silent"
_SPACING_PX = 10
_WORDS_PX = 150


class EngineStatus(QWidget):
    """What the engine does. Lives on the GUI thread.

    Signals:
        command: what the user asks of it.
    """

    command = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open = False
        self.words = ElidedLabel()
        self.words.setObjectName("status_engine")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = QToolButton()
        self.button.setObjectName("status_session")
        self.button.clicked.connect(lambda: self.command.emit(ReleaseEngine() if self._open else WarmUp()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING_PX)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.button.setAccessibleName(self.tr("Session on the server"))
        self.button.hide()

    @property
    def least_px(self) -> int:
        """What it needs of a narrow line: its button, and the shorter of its words."""
        button_px = 0 if self.button.isHidden() else self.button.sizeHint().width() + _SPACING_PX
        return min(self.words.sizeHint().width(), _WORDS_PX) + button_px

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the latest state."""
        remote = snapshot.settings.engine.kind == "omnirt"
        name = way_words(said(snapshot.engine_name)) if not snapshot.standing_in else ""
        if not name and remote:
            name = self._server(snapshot)
        state = self._said_of_server(snapshot) if remote else self._said_of_engine(snapshot)
        taken = self.tr("taken over by another client") if _has(snapshot, _TAKEN) else ""
        meanwhile = snapshot.standing_in and self.tr("{name} draws meanwhile").format(name=said(snapshot.standing_in))
        whole = _listed(name, taken, state, meanwhile)
        text = self.tr("Engine: {what}").format(what=whole)
        fake = self.tr("not real") if snapshot.engine_fake else ""
        shorter = (_listed(fake, whole), _listed(fake, name, taken or state), _listed(fake, taken or state or name))
        if snapshot.engine_fake:
            reason = said(snapshot.engine_fake).rstrip(".。")
            text = self.tr("Not real: {reason}. {text}").format(reason=reason, text=text)
        self.words.show_text(text, *shorter)
        set_property(self.words, "tone", "muted" if _fine(snapshot) else "warn")
        self.button.setVisible(remote or bool(snapshot.stepped_down))
        if remote:
            self._show_button(snapshot)
        elif snapshot.stepped_down:
            self._open = False
            self.button.setText(self.tr("Try Again"))
            self.button.setToolTip(said(snapshot.stepped_down))
            self.words.setToolTip(said(snapshot.stepped_down))

    def _show_button(self, snapshot: Snapshot) -> None:
        kept = (EngineState.READY, EngineState.LOADING, EngineState.RENEWING, EngineState.WAITING)
        self._open = snapshot.engine in kept
        if self._open:
            self.button.setText(self.tr("Release"))
            self.button.setToolTip(self.tr("Give the session back to the server; speaking opens another"))
        else:
            self.button.setText(self.tr("Connect"))
            self.button.setToolTip(self.tr("Open a session on the server now, so that the first word needs no wait"))

    def _said_of_engine(self, snapshot: Snapshot) -> str:
        if snapshot.measuring is not None:
            return self.tr("measuring {setup}…").format(setup=way_words(str(snapshot.measuring)))
        if snapshot.engine is EngineState.READY and snapshot.stepped_down:
            return self.tr("stepped down")
        words = {
            EngineState.STANDBY: self.tr("not on the card while nobody speaks"),
            EngineState.LOADING: self.tr("loading…"),
            EngineState.RESTARTING: self.tr("restarting…"),
            EngineState.FAILED: self.tr("failed"),
        }
        return words.get(snapshot.engine, "")

    def _said_of_server(self, snapshot: Snapshot) -> str:
        if snapshot.engine is EngineState.READY:
            age = elapsed(snapshot.session_s or 0.0)
            words = self.tr("session {age}")
            if _has(snapshot, _SILENT):
                words = self.tr("not answering, session {age}")
            elif _has(snapshot, _SLOW):
                words = self.tr("slow, session {age}")
            return words.format(age=age)
        if snapshot.engine is EngineState.RESTARTING and snapshot.engine_retry_s is not None:
            return self.tr("reconnecting in {seconds} s").format(seconds=max(1, round(snapshot.engine_retry_s)))
        words_of = {
            EngineState.STANDBY: self.tr("ready to connect"),
            EngineState.LOADING: self.tr("connecting…"),
            EngineState.WAITING: self.tr("slot is taken, waiting"),
            EngineState.RENEWING: self.tr("renewing the session…"),
            EngineState.RESTARTING: self.tr("reconnecting…"),
            EngineState.FAILED: self.tr("not connected"),
        }
        return words_of[snapshot.engine]

    def _server(self, snapshot: Snapshot) -> str:
        profile = snapshot.settings.omnirt.profile
        return profile.name if profile is not None else self.tr("no server")


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _fine(snapshot: Snapshot) -> bool:
    calm = (EngineState.READY, EngineState.LOADING, EngineState.RENEWING, EngineState.STANDBY)
    codes = {problem.code for problem in snapshot.problems}
    return (
        snapshot.engine in calm
        and not (snapshot.engine_fake or snapshot.standing_in or snapshot.stepped_down)
        and not codes & {_TAKEN, _SLOW, _SILENT}
    )


def _has(snapshot: Snapshot, code: str) -> bool:
    return any(problem.code == code for problem in snapshot.problems)
