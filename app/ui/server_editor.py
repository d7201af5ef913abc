"""The servers by name, and which of them is used: editors of the settings dialog. They live on the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app.base.errors import Problem
from app.base.omnirt_settings import ServerProfile, host_of, is_private, travels_in_clear
from app.ui.language import said
from app.ui.settings_editors import Editor
from app.ui.widgets import DeviceCombo, set_property
from app.ui.wording import UNKNOWN

FIRST_URL = "http://127.0.0.1:9000"
"""Where OpenTalking's start script puts OmniRT."""


class ServerChoice(Editor):
    """Which server is used, by name; one can be added, and the one that is shown removed.

    Signals:
        added: another server is wanted.
        removed: the one that is shown is to go.

    """

    added = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._combo = QComboBox()
        self._combo.setAccessibleName(self.tr("Server"))
        self._combo.activated.connect(self._on_picked)
        add = QPushButton(self.tr("Add"))
        add.setAccessibleName(self.tr("Add a server"))
        add.clicked.connect(self.added)
        self._remove = QPushButton(self.tr("Remove"))
        self._remove.setAccessibleName(self.tr("Remove this server"))
        self._remove.clicked.connect(self.removed)
        self._fill(self._combo, add, self._remove)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.setStretch(0, 1)

    def value(self) -> object:
        """Its name; empty: the first."""
        return self._name

    def show_value(self, value: Any) -> None:
        """Choose, silently."""
        self._name = value
        self._combo.setCurrentIndex(max(0, self._combo.findText(value)))

    def show_names(self, names: list[str], chosen: str | None = None) -> None:
        """List these, and choose another if it is given."""
        if chosen is not None:
            self._name = chosen
        self._combo.clear()
        self._combo.addItems(names)
        self._combo.setEnabled(bool(names))
        self._remove.setEnabled(bool(names))
        self.show_value(self._name)

    def _on_picked(self) -> None:
        self._name = self._combo.currentText()
        self.edited.emit()


class ServersEditor(Editor):
    """All servers; the one that is used is the one that is shown.

    Signals:
        listed: these names there are, and perhaps another is to be used.
        key_given: the key of the server with this name; empty: it is to be forgotten.

    """

    listed = Signal(list, object)
    key_given = Signal(str, str)

    def __init__(self, *, brief: bool = False) -> None:
        super().__init__()
        self._servers: list[dict[str, Any]] = []
        self._at = 0
        self._model: object = ""
        self._keys: Mapping[str, bool] = {}
        self._name = self._line(self.tr("Name"))
        self._url = self._line(self.tr("Address"))
        self._url.setPlaceholderText(FIRST_URL)
        self._ca_file = self._line(self.tr("Certificates (PEM)"))
        self._ca_file.setPlaceholderText(self.tr("the system's"))
        self._headers = self._lines(self.tr("Headers"), self.tr("Name: value, one a line"))
        self._endpoints = self._lines(self.tr("Other addresses"), self.tr("wav2lip = http://… one a line"))
        self._mouth = DeviceCombo()
        for words, mode in (
            (self.tr("Plain"), "basic"),
            (self.tr("As OpenTalking does"), "opentalking_improved"),
            (self.tr("Improved"), "easy_improved"),
            (self.tr("Enhanced (needs GFPGAN on the server)"), "easy_enhanced"),
        ):
            self._mouth.addItem(words, mode)
        self._mouth.setAccessibleName(self.tr("Wav2Lip's mouth"))
        self._mouth.activated.connect(self._on_edited)
        self._key = QLineEdit()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setAccessibleName(self.tr("Key"))
        self._key.textChanged.connect(self._show_key)
        self._keep = QPushButton(self.tr("Keep Key"))
        self._keep.setAutoDefault(False)
        self._keep.clicked.connect(self._on_key)
        self._key_note = QLabel()
        self._key_note.setWordWrap(True)
        set_property(self._key_note, "tone", "warn")
        self._key_note.hide()
        browse = QPushButton(self.tr("Browse…"))
        browse.setAutoDefault(False)
        browse.setAccessibleName(self.tr("Browse: certificates"))
        browse.clicked.connect(self._browse)
        self._none = QLabel(self.tr("No server yet. Add the one that OmniRT runs on."))
        self._none.setWordWrap(True)
        set_property(self._none, "tone", "muted")
        self._form = QWidget()
        self._rows = form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Address"), self._url)
        form.addRow(self.tr("Key"), _beside(self._key, self._keep))
        form.addRow("", self._key_note)
        form.addRow(self.tr("Certificates"), _beside(self._ca_file, browse))
        form.addRow(self.tr("Headers"), self._headers)
        form.addRow(self.tr("Other addresses"), self._endpoints)
        form.addRow(self.tr("Wav2Lip's mouth"), self._mouth)
        form.setRowVisible(self._mouth, False)
        if brief:
            for row in (0, 3, 4, 5, 6):
                form.setRowVisible(row, False)
        self._fill(self._none, self._form)
        self.setFocusProxy(self._url if brief else self._name)
        self._show()

    @property
    def url(self) -> str:
        """Where the server that is shown draws the model that is used, or empty."""
        if not self._servers:
            return ""
        server = self._servers[self._at]
        url: str = server["endpoints"].get(self._model, server["url"])
        return url

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return tuple(server["name"] for server in self._servers)

    def value(self) -> object:
        """The servers, as the settings take them."""
        return tuple(dict(server) for server in self._servers)

    def show_value(self, value: Any) -> None:
        """Set them, silently."""
        self._servers = [one.model_dump() if isinstance(one, ServerProfile) else dict(one) for one in value]
        self.listed.emit(list(self.names), None)
        self._show()

    def show_server(self, name: object) -> None:
        """Show the server with this name, or else the first."""
        self._at = self.names.index(name) if name in self.names else 0
        self._show()

    def show_model(self, model: object) -> None:
        """Show what belongs to the model that is used."""
        self._model = model
        self._rows.setRowVisible(self._mouth, model == "wav2lip")

    def show_keys(self, keys: Mapping[str, bool], problem: Problem | None) -> None:
        """Say which servers have a key, and what went wrong with one."""
        self._keys = keys
        self._key_note.setText("" if problem is None else f"{said(problem.message)} {said(problem.hint)}")
        self._key_note.setVisible(problem is not None)
        self._show_key()

    def has_key(self, name: str) -> bool:
        """Whether the server with this name has one, as far as it was looked for."""
        return self._keys.get(name, False)

    @property
    def urls(self) -> tuple[str, ...]:
        """All addresses."""
        return tuple(server["url"] for server in self._servers)

    def add(self, url: str = FIRST_URL, name: str = "") -> None:
        """Another server, at the address where OmniRT is put by default."""
        names = self.names
        new = [self._new_name(number) for number in range(1, 1000)]
        free = next(one for one in ([name] if name else []) + new if one not in names)
        self._servers.append(ServerProfile(name=free, url=url).model_dump())
        self.listed.emit(list(self.names), free)
        self.show_server(free)
        self.edited.emit()
        first = self._name if self._name.isVisibleTo(self) else self._url
        first.setFocus()
        first.selectAll()

    def remove(self) -> None:
        """Take away the server that is shown."""
        if self._servers:
            del self._servers[self._at]
            self._at = 0
            self.listed.emit(list(self.names), self.names[0] if self._servers else "")
            self._show()
            self.edited.emit()

    def _new_name(self, number: int) -> str:
        return self.tr("Server {number}").format(number=number)

    def _show(self) -> None:
        self._none.setVisible(not self._servers)
        self._form.setVisible(bool(self._servers))
        if self._servers:
            server = self._servers[self._at]
            _put(self._name, server["name"])
            _put(self._url, server["url"])
            _put(self._ca_file, "" if server["ca_file"] is None else str(server["ca_file"]))
            _put(self._headers, _as_lines(server["headers"], ": "))
            _put(self._endpoints, _as_lines(server["endpoints"], " = "))
            self._mouth.setCurrentIndex(self._mouth.findData(server["wav2lip_postprocess"]))
        self._show_key()

    def _on_edited(self) -> None:
        server = self._servers[self._at]
        path = self._ca_file.text().strip()
        name = self._name.text().strip()
        renamed = name != server["name"]
        server |= {
            "name": name,
            "url": self._url.text().strip(),
            "ca_file": Path(path) if path else None,
            "headers": _from_lines(self._headers.toPlainText(), ":"),
            "endpoints": _from_lines(self._endpoints.toPlainText(), "="),
            "wav2lip_postprocess": self._mouth.currentData(),
        }
        if renamed:
            self.listed.emit(list(self.names), name)
        self._show_key()
        self.edited.emit()

    def _show_key(self) -> None:
        has_key = bool(self._servers) and self.has_key(self._servers[self._at]["name"])
        self._key.setPlaceholderText(self.tr("A key is kept") if has_key else self.tr("none"))
        self._keep.setText(self.tr("Forget Key") if has_key and not self._key.text() else self.tr("Keep Key"))
        self._keep.setEnabled(has_key or bool(self._key.text()))

    def _on_key(self) -> None:
        key = self._key.text().strip()
        self._key.clear()
        self.key_given.emit(self._servers[self._at]["name"], key)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Certificates"), self._ca_file.text())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file(self, path: str) -> None:
        self._ca_file.setText(path)
        self._on_edited()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.textEdited.connect(self._on_edited)
        return line

    def _lines(self, name: str, example: str) -> QPlainTextEdit:
        lines = QPlainTextEdit()
        lines.setAccessibleName(name)
        lines.setPlaceholderText(example)
        lines.setTabChangesFocus(True)
        lines.setFixedHeight(52)
        lines.textChanged.connect(self._on_edited)
        return lines


class PlainEditor(Editor):
    """Whether what is sent is encrypted, and the word that it need not be. Edits the hosts for which it was given."""

    def __init__(self) -> None:
        super().__init__()
        self._allowed: tuple[str, ...] = ()
        self._url = ""
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._box = QCheckBox(self.tr("All the same"))
        self._box.clicked.connect(self._on_clicked)
        self._fill(self._said, self._box)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.setStretch(0, 1)

    def value(self) -> object:
        """The hosts."""
        return self._allowed

    def show_value(self, value: Any) -> None:
        """Set them, silently."""
        self._allowed = tuple(value)
        self.show_url(self._url)

    def show_url(self, url: str) -> None:
        """Say what holds for this address."""
        self._url = url
        asks = _is_url(url) and travels_in_clear(url, ())
        self._box.setVisible(asks)
        set_property(self._said, "tone", "warn" if asks else "muted")
        if asks:
            words = self.tr("None: portrait and voice would travel to {host} for others to see and hear.")
            self._said.setText(words.format(host=host_of(url)))
            self._box.setChecked(not travels_in_clear(url, self._allowed))
        elif not _is_url(url):
            self._said.setText(UNKNOWN)
        elif url.startswith(("https:", "wss:")):
            self._said.setText(self.tr("Encrypted"))
        else:
            self._said.setText(self.tr("Not needed: the server is in a private network"))

    def _on_clicked(self) -> None:
        host = host_of(self._url)
        others = tuple(one for one in self._allowed if one != host)
        self._allowed = (*others, host) if self._box.isChecked() else others
        self.edited.emit()


def _is_url(url: str) -> bool:
    try:
        return bool(host_of(url)) and is_private(url) in (True, False)
    except ValueError:
        return False


def _put(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Show ``text``, silently; what says the same is left alone, and with it the cursor."""
    field.blockSignals(True)
    if isinstance(field, QLineEdit):
        if field.text().strip() != text:
            field.setText(text)
    elif _tidy(field.toPlainText()) != _tidy(text):
        field.setPlainText(text)
    field.blockSignals(False)


def _tidy(text: str) -> list[str]:
    return [line.replace(" ", "") for line in text.splitlines() if line.strip()]


def _as_lines(values: Mapping[str, str], between: str) -> str:
    return "\n".join(f"{name}{between}{value}" for name, value in values.items())


def _from_lines(text: str, between: str) -> dict[str, str]:
    pairs = (line.partition(between) for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _beside(field: QWidget, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
