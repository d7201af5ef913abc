"""The assistant's first page: who draws the host. Lives on the GUI thread."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from app.base.settings import Settings
from app.studio.commands import (
    ApplySettings,
    CheckEverything,
    KeepServerKey,
    LookForServerKeys,
    StopTryingServer,
    TryServer,
)
from app.studio.snapshot import Snapshot
from app.ui.assistant_page import AssistantPage
from app.ui.connection_test import ConnectionTest
from app.ui.language import said
from app.ui.preflight_list import PreflightList
from app.ui.server_editor import PlainEditor, ServersEditor
from app.ui.theme import Theme
from app.ui.widgets import set_property

EngineKind = Literal["builtin", "local", "omnirt"]


class EnginePage(AssistantPage):
    """Just try, this computer's graphics card, or a server. Applied when the page is left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.say(
            self.tr("Engine"),
            self.tr("Who draws your host?"),
            self.tr("You can change this at any time. To see how it works, go on with the first."),
        )
        self._settings = Settings()
        self._known = False
        self._group = QButtonGroup(self)
        self._kinds: dict[EngineKind, QRadioButton] = {}
        self._card_checks = PreflightList(theme, only=("gpu",))
        self._card_checks.command.connect(self.command)
        self._card_checks.settings_wanted.connect(self.settings_wanted)
        self._servers = ServersEditor(brief=True)
        self._plain = PlainEditor()
        self._test = ConnectionTest(theme)
        self._note = QLabel()
        self._note.setWordWrap(True)
        set_property(self._note, "tone", "warn")
        self._note.hide()
        self._add(
            "builtin",
            self.tr("Just try"),
            self.tr("The built-in engine works on every computer, and nothing is downloaded."),
        )
        self._local_more = self._add(
            "local",
            self.tr("This computer's graphics card"),
            self.tr("A photographic host, drawn by a model. Needs a strong card and a large download, once."),
            self._make_local(),
        )
        self._remote_more = self._add(
            "omnirt",
            self.tr("A remote server"),
            self.tr("OmniRT draws on as many graphics cards as it has: your own server, or one that you rent."),
            self._make_remote(),
        )
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        self._group.buttonClicked.connect(self._on_chosen)
        self._connect_server()
        self._show_more()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the engine of the settings, until another is chosen; and what is known of card and server."""
        self._settings = snapshot.settings
        if not self._known:
            self._known = True
            kind = snapshot.settings.engine.kind
            self._kinds[kind if kind != "testcard" else "builtin"].setChecked(True)
            self._servers.show_value(snapshot.settings.omnirt.servers)
            self._servers.show_server(snapshot.settings.omnirt.server)
            self._plain.show_value(snapshot.settings.omnirt.allow_plain)
            self._plain.show_url(self._servers.url)
            self._show_more()
            if self.kind == "omnirt":  # one that is known already can be tested as it is
                self._offer_test()
        self._card_checks.show_state(snapshot.preflight)
        self._servers.show_keys(snapshot.connection.keys, snapshot.connection.problem)
        self._test.show_state(snapshot.connection)

    @property
    def kind(self) -> EngineKind:
        """What is chosen."""
        return next((kind for kind, button in self._kinds.items() if button.isChecked()), "builtin")

    def validatePage(self) -> bool:
        """Take over the engine; stay where the server's address cannot be right."""
        settings = self._chosen_settings()
        if settings is None:
            return False
        if settings != self._settings:
            self.command.emit(ApplySettings(settings))
        return True

    def entered(self) -> None:
        """The chosen one is the first to have the keyboard."""
        self._kinds[self.kind].setFocus()
        if self.kind == "omnirt":
            self.command.emit(LookForServerKeys(self._servers.names))

    def _add(self, kind: EngineKind, name: str, words: str, more: QWidget | None = None) -> QWidget | None:
        card = QFrame()
        card.setObjectName("choice")
        button = QRadioButton(name)
        button.setAccessibleDescription(words)
        self._group.addButton(button)
        self._kinds[kind] = button
        about = QLabel(words)
        about.setWordWrap(True)
        about.setContentsMargins(26, 0, 0, 0)
        set_property(about, "tone", "muted")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(3)
        layout.addWidget(button)
        layout.addWidget(about)
        if more is not None:
            more.setContentsMargins(26, 6, 0, 0)
            layout.addWidget(more)
        self.body.addWidget(card)
        return more

    def _make_local(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setSpacing(6)
        layout.addWidget(self._card_checks)
        models = QPushButton(self.tr("Models…"))
        models.setAutoDefault(False)
        models.setToolTip(self.tr("See which models there are, and fetch one"))
        models.clicked.connect(lambda: self.settings_wanted.emit("models"))
        layout.addWidget(models, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _make_remote(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setSpacing(6)
        for widget in (self._servers, self._plain, self._test):
            layout.addWidget(widget)
        return box

    def _connect_server(self) -> None:
        self._servers.edited.connect(self._on_server_edited)
        self._plain.edited.connect(self._offer_test)
        self._servers.key_given.connect(lambda server, key: self.command.emit(KeepServerKey(server, key)))
        self._test.offer_speech(possible=False)
        self._test.wanted.connect(self._on_test)
        self._test.stopped.connect(lambda: self.command.emit(StopTryingServer()))

    def _on_chosen(self) -> None:
        if self.kind == "omnirt" and not self._servers.names:
            self._servers.add()
        if self.kind == "omnirt":
            self.command.emit(LookForServerKeys(self._servers.names))
        if self.kind == "local":
            self.command.emit(CheckEverything())
        self._show_more()
        self._chosen_settings()

    def _on_server_edited(self) -> None:
        self._plain.show_url(self._servers.url)
        self._offer_test()

    def _offer_test(self) -> None:
        self._test.offer(possible=self._chosen_settings() is not None)

    def _on_test(self) -> None:
        settings = self._chosen_settings()
        if settings is not None:
            self.command.emit(TryServer(settings.omnirt))

    def _show_more(self) -> None:
        for kind, more in (("local", self._local_more), ("omnirt", self._remote_more)):
            assert more is not None
            more.setVisible(kind == self.kind)

    def _chosen_settings(self) -> Settings | None:
        """The settings with what is chosen; None, and a note of what is wrong, where they cannot be."""
        values = self._settings.model_dump()
        if not (self.kind == "builtin" and self._settings.engine.kind == "testcard"):
            values["engine"]["kind"] = self.kind
        if self.kind == "omnirt":
            values["omnirt"]["servers"] = self._servers.value()
            values["omnirt"]["allow_plain"] = self._plain.value()
        note = ""
        settings = None
        try:
            settings = Settings.model_validate(values)
        except ValidationError as error:
            note = "\n".join(said(str(item["msg"]).removeprefix("Value error, ")) for item in error.errors())
        self._note.setText(note)
        self._note.setVisible(bool(note))
        return settings
