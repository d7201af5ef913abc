"""One page of the settings: its parts, and below them a row for every setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.base.section import Section
from app.studio.snapshot import Snapshot
from app.ui.default_button import DefaultButton
from app.ui.disclosure_editor import LabelSwitch, PlatformEditor
from app.ui.language import tr
from app.ui.provider_editor import ProvidersEditor
from app.ui.server_editor import PlainEditor, ServerChoice, ServersEditor
from app.ui.settings_catalogue import provider_names
from app.ui.settings_editors import Editor, make_editor
from app.ui.settings_rows import Page, Row
from app.ui.theme import Theme
from app.ui.voice_editor import VoicesEditor
from app.ui.widgets import FIELD_SPACING_PX, FIELDS, Panel, set_property

Place = tuple[str, str]
"""Section and field."""

_SERVER_EDITORS: dict[str, type[ServerChoice | ServersEditor | PlainEditor]] = {
    "server": ServerChoice,
    "servers": ServersEditor,
    "plain": PlainEditor,
}
_DISCLOSURE_EDITORS: dict[str, type[PlatformEditor | LabelSwitch]] = {"platform": PlatformEditor, "label": LabelSwitch}


_MANY = ("server", "servers", "plain", "voices")
"""Looks of settings whose default is no value that anybody would go back to."""

_TALL_LINES = 4

ROWS_A_BREATH = 8
"""So many rows are made in some 10 ms."""


class SettingsPage(QScrollArea):
    """Lives on the GUI thread.

    Args:
        page: its rows.
        theme: its colours.
        snapshot: the settings as they are, and where they come from.
        parts: stand above the rows.
        chapters: in front of the row of a setting begins another chapter: its title, and what stands above its rows.
        notes: what is said below a setting.
        breathe: called now and then while the rows are made.

    Attributes:
        editors: of every setting, with its row.
        resets: puts a setting back to its default, of those where that is one value.
    """

    def __init__(
        self,
        page: Page,
        theme: Theme,
        snapshot: Snapshot,
        parts: Sequence[QWidget],
        chapters: Mapping[Place, tuple[str, QWidget]],
        notes: Mapping[Place, Sequence[QWidget]],
        breathe: Callable[[], object],
    ) -> None:
        super().__init__()
        self.editors: dict[Place, tuple[Row, Editor]] = {}
        self.resets: dict[Place, DefaultButton] = {}
        self._title = page.title
        self._parts = parts
        self._found: dict[Place, tuple[QWidget, str]] = {}
        self._theme = theme
        self._snapshot = snapshot
        self._notes = notes
        panel = Panel(page.title)
        for part in parts:
            panel.body.addWidget(part)
            panel.body.addSpacing(8)
        forms, labels, lines = [_add_form(panel)], [], count()
        for row in page.rows:
            if (row.section, row.field) in chapters:
                title, part = chapters[row.section, row.field]
                panel.body.addSpacing(18)
                panel.body.addWidget(_heading(title))
                panel.body.addWidget(part)
                forms.append(_add_form(panel))
            line = next(lines)
            label = self._add_row(forms[-1], 2 * line, row)
            if line % ROWS_A_BREATH == ROWS_A_BREATH - 1:
                breathe()
            if label is not None:
                labels.append(label)
        above = [grid for part in parts for grid in part.findChildren(QGridLayout, FIELDS)]
        wide_px = max([label.sizeHint().width() for label in labels] + [_labels_px(grid) for grid in above], default=0)
        for form in forms + above:  # all fields of a page stand below each other
            form.setColumnMinimumWidth(0, wide_px)
        panel.body.addStretch(1)
        breathe()
        self.setWidget(panel)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def mark(self, wanted: Sequence[str]) -> bool:
        """Mark the settings that have all of ``wanted`` in their words; whether there are any, or the page has them."""
        first = None
        for widget, words in self._found.values():
            found = bool(wanted) and all(word in words for word in wanted)
            set_property(widget, "found", "true" if found else "false")
            first = widget if found and first is None else first
        if first is not None:
            self.ensureWidgetVisible(first)
        return first is not None or all(word in self._other_words() for word in wanted)

    def _other_words(self) -> str:
        """Of its title, and of what stands above its settings."""
        labels = [one.text() for part in self._parts for one in part.findChildren(QLabel)]
        texts = labels + [one.text() for part in self._parts for one in part.findChildren(QAbstractButton)]
        return " ".join((self._title, *texts)).casefold()

    def _add_row(self, form: QGridLayout, line: int, row: Row) -> QLabel | None:
        """A setting, what is said of it, and its label; None: a switch carries its label itself."""
        section = type(self._snapshot.settings).model_fields[row.section].annotation
        assert isinstance(section, type)
        assert issubclass(section, Section)
        editor = self._make_editor(section, row)
        self.editors[row.section, row.field] = (row, editor)
        form.addWidget(editor, line, 1)
        if row.look not in _MANY:
            reset = self.resets[row.section, row.field] = DefaultButton(self._theme, row, section, editor)
            form.addWidget(reset, line, 2)
        below = QVBoxLayout()
        notes = [*self._notes.get((row.section, row.field), ())]
        if isinstance(editor, PlatformEditor):
            notes.append(editor.advice)
        origin = self._snapshot.origins.get(f"{row.section}.{row.field}")
        if origin is not None:
            words = self.tr("From the environment variable {name}, and not saved.").format(name=origin)
            notes.append(_muted(words))
        elif row.explain and not notes:
            notes.append(_muted(tr(section.model_fields[row.field].description or "")))
        for note in notes:
            below.addWidget(note)
        if notes:
            form.addLayout(below, line + 1, 1)
        description = tr(section.model_fields[row.field].description or "")
        said = " ".join((row.label, row.unit, *row.choices.values(), description))
        if section.model_fields[row.field].annotation is bool:
            self._found[row.section, row.field] = (editor.focusProxy() or editor, said.casefold())
            return None
        label = QLabel(row.label)
        self._found[row.section, row.field] = (label, said.casefold())
        label.setBuddy(editor)
        beside = Qt.AlignmentFlag.AlignVCenter
        if editor.sizeHint().height() > _TALL_LINES * label.sizeHint().height():
            beside = Qt.AlignmentFlag.AlignTop
            label.setContentsMargins(0, 6, 0, 0)  # on the first line of what it names
        form.addWidget(label, line, 0, Qt.AlignmentFlag.AlignRight | beside)
        return label

    def _make_editor(self, section: type[Section], row: Row) -> Editor:
        if row.look == "providers":
            return ProvidersEditor(provider_names())
        if row.look == "voices":
            return VoicesEditor(provider_names())
        special = (_SERVER_EDITORS.get(row.look), _DISCLOSURE_EDITORS.get(row.look))
        if special[0] is not None:
            editor: Editor = special[0]()
        elif special[1] is not None:
            editor = special[1](row)
        else:
            return make_editor(section, row, self._snapshot.cameras)
        editor.setObjectName(f"{row.section}.{row.field}")
        return editor


def _add_form(panel: Panel) -> QGridLayout:
    form = QGridLayout()
    form.setHorizontalSpacing(FIELD_SPACING_PX)
    form.setVerticalSpacing(10)
    form.setColumnStretch(1, 1)
    panel.body.addLayout(form)
    return form


def _labels_px(grid: QGridLayout) -> int:
    items = [grid.itemAtPosition(line, 0) for line in range(grid.rowCount())]
    return max((item.sizeHint().width() for item in items if item is not None), default=0)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("panel_title")
    return label


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    set_property(label, "tone", "muted")
    return label
