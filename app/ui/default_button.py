"""Puts one setting back to its default."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from app.base.section import Section
from app.ui.icons import set_icon
from app.ui.settings_editors import Editor
from app.ui.settings_rows import Row
from app.ui.theme import Theme
from app.ui.widgets import set_property


class DefaultButton(QToolButton):
    """Seen where the setting is another than its default. Lives on the GUI thread."""

    def __init__(self, theme: Theme, row: Row, section: type[Section], editor: Editor) -> None:
        super().__init__()
        self._default = section.model_fields[row.field].get_default(call_default_factory=True)
        self._editor = editor
        self.setAccessibleName(self.tr("Default: {setting}").format(setting=row.label))
        self.setToolTip(self.tr("Back to the default"))
        set_property(self, "look", "flat")
        self._theme = theme
        theme.changed.connect(self._paint)
        self._paint()
        room = self.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # nothing moves when it comes
        self.setSizePolicy(room)
        self.clicked.connect(self._put_back)

    def look(self) -> None:
        """See whether the setting is as it is at first."""
        self.setVisible(self._editor.value() != self._default)
        self.setEnabled(self._editor.isEnabled())

    def _paint(self) -> None:
        set_icon(self, "reset", self._theme.colours.muted, self._theme.colours.disabled, 14)

    def _put_back(self) -> None:
        self._editor.show_value(self._default)
        self._editor.edited.emit()
