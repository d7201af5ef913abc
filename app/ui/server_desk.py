"""What of the settings is about servers: which one, its key, its test, and the one on this computer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from app.base.settings import LocalServerSettings, Settings
from app.studio.commands import (
    Command,
    KeepServerKey,
    LookForLocalServer,
    LookForServerKeys,
    PreloadServer,
    StartLocalServer,
    StopLocalServer,
    StopTryingServer,
    TryServer,
    VerifyServer,
)
from app.studio.snapshot import Snapshot
from app.ui.connection_test import ConnectionTest
from app.ui.local_server import LocalServerPanel
from app.ui.server_editor import PlainEditor, ServerChoice, ServersEditor
from app.ui.settings_editors import Editor
from app.ui.settings_page import Place
from app.ui.settings_rows import Row
from app.ui.theme import Theme
from app.ui.warm_up import WarmUpRow


class ServerDesk(QObject):
    """Lives on the GUI thread.

    Args:
        theme: its colours.
        changed: the settings as they stand in the dialog; raises ValidationError.
        parent: the dialog.

    Attributes:
        test: of the connection.
        warm_up: loads the server's model before the show.
        local: the server on this computer.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, changed: Callable[[], Settings], parent: QObject) -> None:
        super().__init__(parent)
        self._changed = changed
        self.test = ConnectionTest(theme)
        self.warm_up = WarmUpRow(theme)
        self.local = LocalServerPanel()
        self.test.wanted.connect(lambda: self.command.emit(TryServer(changed().omnirt)))
        self.test.verify_wanted.connect(lambda: self.command.emit(VerifyServer(changed().omnirt)))
        self.test.stopped.connect(lambda: self.command.emit(StopTryingServer()))
        self.warm_up.wanted.connect(lambda: self.command.emit(PreloadServer(changed().omnirt)))
        self.local.start_wanted.connect(lambda: self._ask_local(StartLocalServer))
        self.local.stop_wanted.connect(lambda: self.command.emit(StopLocalServer()))

    def lead(self, editors: Mapping[Place, tuple[Row, Editor]]) -> None:
        """Have these work together: called once, with the editors of all pages."""
        choice, servers, plain = (editors["omnirt", name][1] for name in ("server", "servers", "allow_plain"))
        assert isinstance(choice, ServerChoice)
        assert isinstance(servers, ServersEditor)
        assert isinstance(plain, PlainEditor)
        self._choice, self._servers, self._plain = choice, servers, plain
        self._model, self._port = editors["omnirt", "model"][1], editors["local_server", "port"][1]
        choice.added.connect(lambda: servers.add())
        choice.removed.connect(servers.remove)
        choice.edited.connect(lambda: servers.show_server(choice.value()))
        servers.listed.connect(choice.show_names)
        servers.key_given.connect(lambda server, key: self.command.emit(KeepServerKey(server, key)))
        for editor in (choice, servers):
            editor.edited.connect(lambda: plain.show_url(servers.url))
        self.local.use_wanted.connect(lambda url: servers.add(url, self.tr("This computer")))
        editors["local_server", "program"][1].edited.connect(self._look_for_local)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow what is known of servers."""
        local, port = snapshot.connection.local, self._port.value()
        assert isinstance(port, int)
        self.local.show_state(local, port, known=local.url in self._servers.urls)
        self._servers.show_keys(snapshot.connection.keys, snapshot.connection.problem)
        self.test.show_state(snapshot.connection)
        self.warm_up.show_state(snapshot.connection)

    def entered(self) -> None:
        """Its page has come to the front."""
        self.command.emit(LookForServerKeys(self._servers.names))
        self._look_for_local()

    def loaded(self) -> None:
        """The editors show other settings."""
        self._servers.show_server(self._choice.value())
        self._plain.show_url(self._servers.url)

    def edited(self, *, fine: bool) -> None:
        """Something was edited; whether it makes sense."""
        self._servers.show_model(self._model.value())
        self._plain.show_url(self._servers.url)
        self.test.offer(possible=fine and bool(self._servers.names))
        self.warm_up.offer(possible=fine and bool(self._servers.names))

    def applied(self, before: Settings) -> None:
        """The settings take the place of these: the key of a name that is gone goes to no other server by that name."""
        for name in {server.name for server in before.omnirt.servers} - set(self._servers.names):
            if self._servers.has_key(name):
                self.command.emit(KeepServerKey(name, ""))

    def _look_for_local(self) -> None:
        self._ask_local(LookForLocalServer)

    def _ask_local(self, make: Callable[[LocalServerSettings], Command]) -> None:
        """With the settings as they stand in the dialog; the note says where they make no sense."""
        with contextlib.suppress(ValidationError):
            self.command.emit(make(self._changed().local_server))
