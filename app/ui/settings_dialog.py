"""The settings dialog, generated from the typed settings."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from itertools import chain

from pydantic import ValidationError
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.card_choice import Setup
from app.base.local_settings import AUTO, drawn_as
from app.base.platforms import PlatformRules
from app.base.section import Section
from app.base.settings import LocalServerSettings, Settings, VoiceSettings
from app.base.shared_server import speech_stalls_pictures
from app.studio.commands import (
    ApplySettings,
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
from app.studio.snapshot import OutputState, Snapshot
from app.ui.card_panel import CardPanel
from app.ui.connection_test import ConnectionTest
from app.ui.control_page import ControlPage
from app.ui.disclosure_editor import LabelSwitch, PlatformEditor
from app.ui.hotkeys_page import HotkeysPage
from app.ui.icons import icon
from app.ui.language import said, tr
from app.ui.local_server import LocalServerPanel
from app.ui.models_page import ModelsPage
from app.ui.precision_note import PrecisionNote
from app.ui.provider_editor import ProvidersEditor
from app.ui.runtime_panel import RuntimePanel
from app.ui.server_editor import PlainEditor, ServerChoice, ServersEditor
from app.ui.settings_catalogue import FIXED_WHILE_RECORDING, RESTARTS_CAMERA, Page, Row, pages, provider_names
from app.ui.settings_editors import Editor, make_editor
from app.ui.storage_page import StoragePage
from app.ui.theme import Theme
from app.ui.voice_editor import VoicesEditor
from app.ui.warm_up import WarmUpRow
from app.ui.widgets import Panel, set_property

_Place = tuple[str, str]
_Part = ModelsPage | StoragePage | ControlPage | HotkeysPage | RuntimePanel | CardPanel
_SERVER_EDITORS: dict[str, type[ServerChoice | ServersEditor | PlainEditor]] = {
    "server": ServerChoice,
    "servers": ServersEditor,
    "plain": PlainEditor,
}
_DISCLOSURE_EDITORS: dict[str, type[PlatformEditor | LabelSwitch]] = {"platform": PlatformEditor, "label": LabelSwitch}
_LOCAL_SERVER = ("local_server", "program")
"""The row that a part of its own begins with."""

_ICON_OF = {"recording": "record", "voice": "speak", "disclosure": "notice"}


class SettingsDialog(QDialog):
    """OK, Cancel and Apply over a copy of the settings. Lives on the GUI thread; touches no file or device.

    Only what was changed in the dialog is asked for, so what the studio or the main window change meanwhile stays.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, snapshot: Snapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._snapshot = snapshot
        self._editors: dict[_Place, tuple[Row, Editor]] = {}
        self._loaded: dict[_Place, object] = {}
        self.setWindowTitle(self.tr("Settings"))
        self._pages = QListWidget()
        self._pages.setObjectName("pages")
        self._pages.setAccessibleName(self.tr("Pages"))
        self._pages.setIconSize(QSize(18, 18))
        self._stack = QStackedWidget()
        self._test = ConnectionTest(theme)
        self._local = LocalServerPanel()
        self._warm_up = WarmUpRow(theme)
        self._precision = PrecisionNote()
        self._card = CardPanel(theme)
        self._parts: dict[
            str, tuple[ModelsPage | StoragePage | ControlPage | HotkeysPage | RuntimePanel | CardPanel, ...]
        ] = {
            "local": (self._card, RuntimePanel(theme)),
            "models": (ModelsPage(theme),),
            "storage": (StoragePage(theme),),
            "control": (ControlPage(),),
            "hotkeys": (HotkeysPage(theme),),
        }
        self._names: list[str] = []
        for page in pages():
            self._add_page(page)
        self._pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._pages.setCurrentRow(0)
        self._voices = self._connect_voices()
        self._servers = self._connect_servers()
        self._connect_platform()
        self._card.picked.connect(self._pick_setup)
        self._pages.currentRowChanged.connect(self._on_page)
        self._pages.setFixedWidth(self._pages.sizeHintForColumn(0) + 40)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setObjectName("settings_note")
        set_property(self._note, "tone", "warn")
        button = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(button.Ok | button.Cancel | button.Apply)
        self._buttons.accepted.connect(self._on_ok)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(button.Apply).clicked.connect(self._apply)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self._pages, 0, 0)
        layout.addWidget(self._stack, 0, 1)
        layout.addWidget(self._note, 1, 0, 1, 2)
        layout.addWidget(self._buttons, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(0, 1)
        self.resize(760, 640)
        self._load(snapshot.settings)
        self._voices.show_state(snapshot.voices)
        self._show_connection(snapshot)
        self._show_parts(snapshot)

    @property
    def page(self) -> str:
        """Name of the page that is open."""
        return self._names[self._pages.currentRow()]

    def open_page(self, name: str) -> None:
        """Show the page with this name; empty: the one that is open."""
        if name in self._names:
            self._pages.setCurrentRow(self._names.index(name))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow what is on air, and settings that were changed elsewhere; own edits stay."""
        edited = self._changes()
        before, self._snapshot = self._snapshot, snapshot
        self._voices.show_state(snapshot.voices)
        self._show_connection(snapshot)
        self._show_parts(snapshot)
        if before.settings != snapshot.settings:
            self._load(snapshot.settings, keep=edited)
        if any(getattr(before, one) != getattr(snapshot, one) for one in ("camera", "recording", "linears_errors")):
            self._on_edited()

    def _add_page(self, page: Page) -> None:
        item = QListWidgetItem(page.title)
        colour = self._theme.colours.text
        item.setIcon(icon(_ICON_OF.get(page.name, page.name), colour))
        self._pages.addItem(item)
        self._names.append(page.name)
        panel = Panel(page.title)
        for part in self._parts.get(page.name, ()):
            part.wanted.connect(self.command)
            panel.body.addWidget(part)
            panel.body.addSpacing(8)
        forms, labels = [_add_form(panel)], []
        sections = type(self._snapshot.settings).model_fields
        for line, row in enumerate(page.rows):
            section = sections[row.section].annotation
            assert isinstance(section, type)
            assert issubclass(section, Section)
            if (row.section, row.field) == _LOCAL_SERVER:
                panel.body.addSpacing(18)
                panel.body.addWidget(_heading(self.tr("OmniRT on this computer")))
                panel.body.addWidget(self._local)
                forms.append(_add_form(panel))
            form = forms[-1]
            editor = self._make_editor(section, row)
            editor.edited.connect(self._on_edited)
            self._editors[row.section, row.field] = (row, editor)
            form.addWidget(editor, 2 * line, 1)
            if section.model_fields[row.field].annotation is not bool:  # a switch carries its label itself
                label = QLabel(row.label)
                label.setBuddy(editor)
                labels.append(label)
                form.addWidget(label, 2 * line, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if row.look == "plain":  # all that a test depends on stands above it
                checks = QVBoxLayout()
                checks.addWidget(self._test)
                checks.addWidget(self._warm_up)
                form.addLayout(checks, 2 * line + 1, 1)
            if isinstance(editor, PlatformEditor):
                form.addWidget(editor.advice, 2 * line + 1, 1)
            origin = self._snapshot.origins.get(f"{row.section}.{row.field}")
            if origin is not None:
                words = self.tr("From the environment variable {name}, and not saved.").format(name=origin)
                form.addWidget(_muted(words), 2 * line + 1, 1)
            elif row.field == "linears":
                form.addWidget(self._precision, 2 * line + 1, 1)
            elif row.explain:
                form.addWidget(_muted(tr(section.model_fields[row.field].description or "")), 2 * line + 1, 1)
        for form in forms[1:]:  # all fields of a page stand below each other
            form.setColumnMinimumWidth(0, max(label.sizeHint().width() for label in labels))
        panel.body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(panel)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._stack.addWidget(scroll)

    def _make_editor(self, section: type[Section], row: Row) -> Editor:
        if row.look == "providers":
            return ProvidersEditor(provider_names())
        if row.look == "voices":
            return VoicesEditor(provider_names())
        if row.look in _SERVER_EDITORS:
            editor = _SERVER_EDITORS[row.look]()
            editor.setObjectName(f"{row.section}.{row.field}")
            return editor
        if row.look in _DISCLOSURE_EDITORS:
            about = _DISCLOSURE_EDITORS[row.look](row)
            about.setObjectName(f"{row.section}.{row.field}")
            return about
        return make_editor(section, row, self._snapshot.cameras)

    def _connect_voices(self) -> VoicesEditor:
        providers, voices = (self._editors["voice", name][1] for name in ("providers", "voices"))
        assert isinstance(providers, ProvidersEditor)
        assert isinstance(voices, VoicesEditor)
        for name, label in (("providers", self.tr("Who speaks")), ("voices", self.tr("Voice"))):
            self._editors["voice", name][1].setObjectName(f"voice.{name}")
            self._editors["voice", name][1].setAccessibleName(label)
        providers.shown.connect(voices.show_provider)
        voices.asked.connect(self._on_voice_asked)
        return voices

    def _on_voice_asked(self, make: Callable[[VoiceSettings], Command]) -> None:
        try:
            settings = self._changed_settings()
        except ValidationError:  # the note below says what is wrong
            settings = self._snapshot.settings
        self.command.emit(make(settings.voice))

    def _connect_servers(self) -> ServersEditor:
        choice, servers, plain = (self._editors["omnirt", name][1] for name in ("server", "servers", "allow_plain"))
        assert isinstance(choice, ServerChoice)
        assert isinstance(servers, ServersEditor)
        assert isinstance(plain, PlainEditor)
        choice.added.connect(lambda: servers.add())
        choice.removed.connect(servers.remove)
        choice.edited.connect(lambda: servers.show_server(choice.value()))
        servers.listed.connect(choice.show_names)
        servers.key_given.connect(lambda server, key: self.command.emit(KeepServerKey(server, key)))
        for editor in (choice, servers):
            editor.edited.connect(lambda: plain.show_url(servers.url))
        self._test.wanted.connect(lambda: self.command.emit(TryServer(self._changed_settings().omnirt)))
        self._test.verify_wanted.connect(lambda: self.command.emit(VerifyServer(self._changed_settings().omnirt)))
        self._warm_up.wanted.connect(lambda: self.command.emit(PreloadServer(self._changed_settings().omnirt)))
        self._test.stopped.connect(lambda: self.command.emit(StopTryingServer()))
        self._local.start_wanted.connect(lambda: self._ask_local(StartLocalServer))
        self._local.stop_wanted.connect(lambda: self.command.emit(StopLocalServer()))
        self._local.use_wanted.connect(lambda url: servers.add(url, self.tr("This computer")))
        self._editors[_LOCAL_SERVER][1].edited.connect(lambda: self._ask_local(LookForLocalServer))
        return servers

    def _connect_platform(self) -> None:
        platform = self._editors["program", "platform"][1]
        assert isinstance(platform, PlatformEditor)
        platform.edited.connect(lambda: self._take_rules(platform.rules))

    def _pick_setup(self, setup: Setup | None) -> None:
        """Fill in what the user has picked from the table; None: the best that the card holds."""
        local = drawn_as(self._snapshot.settings.local, setup or Setup(AUTO))
        for name in ("model", "size", "steps", "frames", "history_s", "linears", "tiny_decoder"):
            self._editors["local", name][1].show_value(getattr(local, name))
        self._on_edited()

    def _take_rules(self, rules: PlatformRules | None) -> None:
        """The label as a platform is known to want it; whoever wants it otherwise changes it afterwards."""
        if rules is not None and rules.label:
            for name, value in (("", True), ("_words", rules.words), ("_size", rules.size)):
                self._editors["program", f"ai_label{name}"][1].show_value(value)
        self._on_edited()

    def _ask_local(self, make: Callable[[LocalServerSettings], Command]) -> None:
        """With the settings as they stand in the dialog; the note says where they make no sense."""
        with contextlib.suppress(ValidationError):
            self.command.emit(make(self._changed_settings().local_server))

    def _show_connection(self, snapshot: Snapshot) -> None:
        local = snapshot.connection.local
        port = self._editors["local_server", "port"][1].value()
        assert isinstance(port, int)
        self._local.show_state(local, port, known=local.url in self._servers.urls)
        self._servers.show_keys(snapshot.connection.keys, snapshot.connection.problem)
        self._test.show_state(snapshot.connection)
        self._warm_up.show_state(snapshot.connection)

    def _show_parts(self, snapshot: Snapshot) -> None:
        for part in chain.from_iterable(self._parts.values()):
            part.show_snapshot(snapshot)

    def _on_page(self) -> None:
        for part in self._parts.get(self.page, ()):
            part.look()
        if self.page == "voice":
            self._voices.ask_if_unknown()
        if self.page == "connection":
            self.command.emit(LookForServerKeys(self._servers.names))
            self._ask_local(LookForLocalServer)
        self._on_edited()

    def _load(self, settings: Settings, keep: dict[_Place, object] | None = None) -> None:
        keep = keep or {}
        for place, (row, editor) in self._editors.items():
            editor.show_value(getattr(getattr(settings, row.section), row.field))
            # As the editor says it: percent are rounded, and that is no change.
            self._loaded[place] = editor.value()
            if place in keep:
                editor.show_value(keep[place])
        self._servers.show_server(self._editors["omnirt", "server"][1].value())
        plain = self._editors["omnirt", "allow_plain"][1]
        assert isinstance(plain, PlainEditor)
        plain.show_url(self._servers.url)
        self._on_edited()

    def _changes(self) -> dict[_Place, object]:
        values = {place: editor.value() for place, (_, editor) in self._editors.items()}
        return {place: value for place, value in values.items() if value != self._loaded[place]}

    def _changed_settings(self) -> Settings:
        """Raises ValidationError."""
        values = self._snapshot.settings.model_dump()
        for (section, name), value in self._changes().items():
            values[section][name] = value
        return Settings.model_validate(values)

    def _on_edited(self) -> None:
        recording = self._snapshot.recording != OutputState.OFF
        for place, (row, editor) in self._editors.items():
            needed = row.needs is None or self._value_of(row, row.needs[0]) == row.needs[1]
            needed &= row.unless is None or self._value_of(row, row.unless[0]) != row.unless[1]
            editor.setEnabled(needed and not (recording and place in FIXED_WHILE_RECORDING))
        self._servers.show_model(self._editors["omnirt", "model"][1].value())
        self._precision.show_errors(self._snapshot.linears_errors, *self._editors["local", "model"])
        changes = self._changes()
        notes = []
        fine = True
        try:
            stalls = speech_stalls_pictures(self._changed_settings())
        except ValidationError as error:
            fine, stalls = False, None
            notes += [said(str(item["msg"]).removeprefix("Value error, ")) for item in error.errors()]
        if stalls is not None and self.page in ("voice", "connection"):
            notes.append(f"{said(stalls.message)} {said(stalls.hint)}")
        if recording and self.page == "video":
            notes.append(self.tr("Size and frame rate cannot be changed while recording."))
        if self._snapshot.camera != OutputState.OFF and RESTARTS_CAMERA & changes.keys():
            notes.append(self.tr("The virtual camera will be restarted to apply this change."))
        self._test.offer(possible=fine and bool(self._servers.names))
        self._warm_up.offer(possible=fine and bool(self._servers.names))
        self._note.setText("\n".join(notes))
        self._note.setVisible(bool(notes))
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)
        self._buttons.button(QDialogButtonBox.StandardButton.Apply).setEnabled(fine and bool(changes))

    def _value_of(self, row: Row, field: str) -> object:
        return self._editors[row.section, field][1].value()

    def _apply(self) -> None:
        if self._changes():
            self.command.emit(ApplySettings(self._changed_settings()))

    def _on_ok(self) -> None:
        self._apply()
        self.accept()


def _add_form(panel: Panel) -> QGridLayout:
    form = QGridLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(10)
    form.setColumnStretch(1, 1)
    panel.body.addLayout(form)
    return form


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("panel_title")
    return label


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    set_property(label, "tone", "muted")
    return label
