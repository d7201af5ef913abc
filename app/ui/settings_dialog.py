"""The settings dialog, generated from the typed settings."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from pydantic import ValidationError
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.base.card_choice import Setup
from app.base.local_settings import AUTO, drawn_as
from app.base.platforms import PlatformRules
from app.base.settings import Settings, VoiceSettings
from app.base.shared_server import speech_stalls_pictures
from app.studio.commands import ApplySettings, Command
from app.studio.new_engine import another_engine
from app.studio.snapshot import OutputState, Snapshot
from app.ui.card_panel import CardPanel
from app.ui.control_page import ControlPage
from app.ui.default_button import DefaultButton
from app.ui.disclosure_editor import PlatformEditor
from app.ui.hotkeys_page import HotkeysPage
from app.ui.icons import icon
from app.ui.language import said
from app.ui.models_page import ModelsPage
from app.ui.obs_page import ObsPage
from app.ui.precision_note import PrecisionNote
from app.ui.provider_editor import ProvidersEditor
from app.ui.runtime_panel import RuntimePanel
from app.ui.server_desk import ServerDesk
from app.ui.settings_catalogue import pages
from app.ui.settings_editors import Editor
from app.ui.settings_page import Place, SettingsPage
from app.ui.settings_rows import (
    FIXED_WHILE_RECORDING,
    RESTARTS_BROWSER,
    RESTARTS_CAMERA,
    RESTARTS_ENGINE,
    Page,
    Row,
)
from app.ui.storage_page import StoragePage
from app.ui.theme import Theme
from app.ui.voice_editor import VoicesEditor
from app.ui.widgets import set_property

_Part = ModelsPage | StoragePage | ControlPage | ObsPage | HotkeysPage | RuntimePanel | CardPanel

_ICON_OF = {"recording": "record", "voice": "speak", "disclosure": "notice", "obs": "browser"}


class SettingsDialog(QDialog):
    """OK, Cancel and Apply over a copy of the settings. Lives on the GUI thread; touches no file or device.

    Only what was changed in the dialog is asked for, so what the studio or the main window change meanwhile stays.

    Args:
        theme: its colours.
        snapshot: what it shows at first.
        parent: over which.
        breathe: called between its parts: all of them at once would have the preview stand still.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(
        self,
        theme: Theme,
        snapshot: Snapshot,
        parent: QWidget | None = None,
        breathe: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._snapshot = snapshot
        self._editors: dict[Place, tuple[Row, Editor]] = {}
        self._resets: list[DefaultButton] = []
        self._loaded: dict[Place, object] = {}
        self.setWindowTitle(self.tr("Settings"))
        self._pages = QListWidget()
        self._pages.setObjectName("pages")
        self._pages.setAccessibleName(self.tr("Pages"))
        self._pages.setIconSize(QSize(18, 18))
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setAccessibleName(self.tr("Search the settings"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find)
        self._nothing = QLabel(self.tr("No setting is called that."))
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        set_property(self._nothing, "tone", "muted")
        self._stack = QStackedWidget(self)
        self._servers = ServerDesk(theme, self._changed_settings, self)
        self._servers.command.connect(self.command)
        self._precision = PrecisionNote()
        self._card = CardPanel(theme)
        obs = ObsPage()
        obs.pressed.connect(lambda: self._apply("obs", "browser"))
        self._parts: dict[str, tuple[_Part, ...]] = {
            "local": (self._card, RuntimePanel(theme)),
            "models": (ModelsPage(theme),),
            "storage": (StoragePage(theme),),
            "control": (ControlPage(),),
            "obs": (obs,),
            "hotkeys": (HotkeysPage(theme, breathe),),
        }
        self._names: list[str] = []
        self._forms: list[SettingsPage] = []
        breathe()
        for page in pages():
            self._add_page(page, breathe)
            breathe()
        self._paint_icons()
        theme.changed.connect(self._paint_icons)
        self._pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._pages.setCurrentRow(0)
        self._voices = self._connect_voices()
        self._servers.lead(self._editors)
        self._connect_platform()
        self._card.picked.connect(self._pick_setup)
        breathe()
        self._pages.currentRowChanged.connect(self._on_page)
        self._pages.setFixedWidth(self._pages.sizeHintForColumn(0) + 40)
        self._search.setFixedWidth(self._pages.width())
        self._nothing.setFixedWidth(self._pages.width())
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setObjectName("settings_note")
        breathe()
        set_property(self._note, "tone", "warn")
        button = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(button.Ok | button.Cancel | button.Apply)
        self._buttons.accepted.connect(self._on_ok)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(button.Apply).clicked.connect(lambda: self._apply())
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        find_page = QVBoxLayout()  # of its own: where a widget spans two rows, a grid leaves no space between these
        find_page.setSpacing(10)
        find_page.addWidget(self._search)
        find_page.addWidget(self._pages, 1)
        find_page.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(find_page, 0, 0)
        layout.addWidget(self._stack, 0, 1)
        layout.addWidget(self._note, 1, 0, 1, 2)
        layout.addWidget(self._buttons, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        layout.setRowStretch(0, 1)
        self.resize(800, 640)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._search.setFocus)
        breathe()
        self._load(snapshot.settings)
        breathe()
        self._voices.show_state(snapshot.voices)
        self._servers.show_snapshot(snapshot)
        for part in chain.from_iterable(self._parts.values()):
            part.show_snapshot(snapshot)
            breathe()

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
        self._servers.show_snapshot(snapshot)
        self._show_parts(snapshot)
        if before.settings != snapshot.settings:
            self._load(snapshot.settings, keep=edited)
        told = ("camera", "browser", "recording", "linears_errors")
        if any(getattr(before, one) != getattr(snapshot, one) for one in told):
            self._on_edited()

    def _add_page(self, page: Page, breathe: Callable[[], object]) -> None:
        self._pages.addItem(QListWidgetItem(page.title))
        self._names.append(page.name)
        parts = self._parts.get(page.name, ())
        for part in parts:
            part.wanted.connect(self.command)
        chapters = {("local_server", "program"): (self.tr("OmniRT on this computer"), self._servers.local)}
        notes: dict[Place, tuple[QWidget, ...]] = {
            ("omnirt", "allow_plain"): (self._servers.test, self._servers.warm_up),
            ("local", "linears"): (self._precision,),
        }
        form = SettingsPage(page, self._theme, self._snapshot, parts, chapters, notes, breathe)
        breathe()
        for _, editor in form.editors.values():
            editor.edited.connect(self._on_edited)
        self._editors |= form.editors
        self._resets += form.resets.values()
        self._forms.append(form)
        self._stack.addWidget(form)

    def _paint_icons(self) -> None:
        """In the colours of the theme, which is chosen here."""
        for row, name in enumerate(self._names):
            self._pages.item(row).setIcon(icon(_ICON_OF.get(name, name), self._theme.colours.text))

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

    def _show_parts(self, snapshot: Snapshot) -> None:
        for part in chain.from_iterable(self._parts.values()):
            part.show_snapshot(snapshot)

    def _on_page(self) -> None:
        for part in self._parts.get(self.page, ()):
            part.look()
        if self.page == "voice":
            self._voices.ask_if_unknown()
        if self.page == "connection":
            self._servers.entered()
        self._on_edited()

    def _find(self) -> None:
        """Leave the pages that have what is searched for; the first of them is shown if this one has not."""
        wanted = self._search.text().casefold().split()
        for row, page in enumerate(self._forms):
            self._pages.item(row).setHidden(not page.mark(wanted))
        found = [row for row in range(self._pages.count()) if not self._pages.item(row).isHidden()]
        self._pages.setVisible(bool(found))
        self._nothing.setVisible(not found)
        if found and self._pages.currentRow() not in found:
            self._pages.setCurrentRow(found[0])

    def _load(self, settings: Settings, keep: dict[Place, object] | None = None) -> None:
        keep = keep or {}
        for place, (row, editor) in self._editors.items():
            editor.show_value(getattr(getattr(settings, row.section), row.field))
            # As the editor says it: percent are rounded, and that is no change.
            self._loaded[place] = editor.value()
            if place in keep:
                editor.show_value(keep[place])
        self._servers.loaded()
        self._on_edited()

    def _changes(self, *sections: str) -> dict[Place, object]:
        """In these sections, or in all of them."""
        values = {place: editor.value() for place, (_, editor) in self._editors.items()}
        changed = {place: value for place, value in values.items() if value != self._loaded[place]}
        return {place: value for place, value in changed.items() if not sections or place[0] in sections}

    def _changed_settings(self, *sections: str) -> Settings:
        """With the changes in these sections, or in all. Raises ValidationError."""
        values = self._snapshot.settings.model_dump()
        for (section, name), value in self._changes(*sections).items():
            values[section][name] = value
        return Settings.model_validate(values)

    def _on_edited(self) -> None:
        recording = self._snapshot.recording != OutputState.OFF
        for place, (row, editor) in self._editors.items():
            needed = row.needs is None or self._value_of(row, row.needs[0]) == row.needs[1]
            needed &= row.unless is None or self._value_of(row, row.unless[0]) != row.unless[1]
            editor.setEnabled(needed and not (recording and place in FIXED_WHILE_RECORDING))
        self._precision.show_errors(self._snapshot.linears_errors, *self._editors["local", "model"])
        changes = self._changes()
        notes = []
        fine = True
        restarts = False
        try:
            changed = self._changed_settings()
            stalls = speech_stalls_pictures(changed)
            restarts = another_engine(changed, self._snapshot.settings)
        except ValidationError as error:
            fine, stalls = False, None
            notes += [said(str(item["msg"]).removeprefix("Value error, ")) for item in error.errors()]
        if stalls is not None and self.page in ("voice", "connection"):
            notes.append(f"{said(stalls.message)} {said(stalls.hint)}")
        if recording and self.page == "video":
            notes.append(self.tr("Size and frame rate cannot be changed while recording."))
        if self._snapshot.camera != OutputState.OFF and RESTARTS_CAMERA & changes.keys():
            notes.append(self.tr("The virtual camera will be restarted to apply this change."))
        if self._snapshot.browser != OutputState.OFF and RESTARTS_BROWSER & changes.keys():
            notes.append(self.tr("The browser source will be restarted to apply this change."))
        if restarts or RESTARTS_ENGINE & changes.keys():
            notes.append(self.tr("The engine will be restarted to apply this change."))
        for reset in self._resets:
            reset.look()
        self._servers.edited(fine=fine)
        self._note.setText("\n".join(notes))
        self._note.setVisible(bool(notes))
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)
        self._buttons.button(QDialogButtonBox.StandardButton.Apply).setEnabled(fine and bool(changes))

    def _value_of(self, row: Row, field: str) -> object:
        return self._editors[row.section, field][1].value()

    def _apply(self, *sections: str) -> None:
        if self._changes(*sections):
            if not sections:
                self._servers.applied(self._snapshot.settings)
            self.command.emit(ApplySettings(self._changed_settings(*sections)))

    def _on_ok(self) -> None:
        self._apply()
        self.accept()
