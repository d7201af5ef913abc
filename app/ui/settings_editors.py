"""One editor for each kind of setting, made from its type. All live on the GUI thread."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_origin

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.base.section import Section
from app.ui.language import tr
from app.ui.settings_rows import Row
from app.ui.widgets import DeviceCombo, keep_wheel_and_margin


class Editor(QWidget):
    """Edits one setting.

    Signals:
        edited: the user changed the value.

    """

    edited = Signal()

    @abstractmethod
    def value(self) -> object:
        """What it is set to."""

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Set it, silently."""

    def _fill(self, *widgets: QWidget) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in widgets:
            layout.addWidget(widget)
        self.setFocusProxy(widgets[0])


def make_editor(section: type[Section], row: Row, cameras: Sequence[str]) -> Editor:
    """The editor that fits the type of the field of ``row`` in ``section``."""
    field = section.model_fields[row.field]
    if row.look == "colour":
        editor: Editor = _ColourEditor()
    elif row.look in ("image", "folder", "file", "new_file"):
        editor = _PathEditor(row)
    elif row.look == "camera":
        editor = _ChoiceEditor({"": row.empty} | {name: name for name in cameras})
    elif get_origin(field.annotation) is Literal:
        editor = _ChoiceEditor(row.choices)
    elif field.annotation is bool:
        editor = _SwitchEditor(row)
    elif field.annotation is str:
        editor = _TextEditor()
    else:
        low = next(mark.ge for mark in field.metadata if hasattr(mark, "ge"))
        high = next(mark.le for mark in field.metadata if hasattr(mark, "le"))
        editor = _PercentEditor(low, high) if row.unit == "%" else _NumberEditor(low, high, row)
    editor.setObjectName(f"{row.section}.{row.field}")
    inner = editor.focusProxy()
    assert inner is not None
    inner.setAccessibleName(row.label)
    editor.setToolTip(tr(field.description or ""))
    return editor


class _ChoiceEditor(Editor):
    def __init__(self, choices: Any) -> None:
        super().__init__()
        self._choices = dict(choices)
        self._combo = DeviceCombo()
        self._combo.activated.connect(self.edited)
        self._fill(self._combo)

    def value(self) -> object:
        return self._combo.currentData()

    def show_value(self, value: Any) -> None:
        self._combo.show_devices([(text, key) for key, text in self._choices.items()], (), value)


class _SwitchEditor(Editor):
    def __init__(self, row: Row) -> None:
        super().__init__()
        self._box = QCheckBox(row.label)
        self._box.clicked.connect(self.edited)
        self._fill(self._box)

    def value(self) -> object:
        return self._box.isChecked()

    def show_value(self, value: Any) -> None:
        self._box.setChecked(value)


class _TextEditor(Editor):
    def __init__(self) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.textEdited.connect(self.edited)
        self._fill(self._line)

    def value(self) -> object:
        return self._line.text()

    def show_value(self, value: Any) -> None:
        self._line.setText(value)


class _NumberEditor(Editor):
    def __init__(self, low: int, high: int, row: Row) -> None:
        super().__init__()
        self._box = QSpinBox()
        self._box.setRange(low, high)
        keep_wheel_and_margin(self._box)
        self._box.setSuffix(f" {row.unit}" if row.unit else "")
        self._box.setSpecialValueText(row.empty)
        self._box.valueChanged.connect(self.edited)
        self._fill(self._box)

    def value(self) -> object:
        return self._box.value()

    def show_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setValue(value)
        self._box.blockSignals(False)


class _PercentEditor(Editor):
    def __init__(self, low: float, high: float) -> None:
        super().__init__()
        self._box = QDoubleSpinBox()
        self._box.setDecimals(1)
        self._box.setRange(low * 100, high * 100)
        keep_wheel_and_margin(self._box)
        self._box.setSuffix(" %")
        self._box.valueChanged.connect(self.edited)
        self._fill(self._box)

    def value(self) -> object:
        return round(self._box.value() / 100, 4)

    def show_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setValue(value * 100)
        self._box.blockSignals(False)


class _ColourEditor(Editor):
    def __init__(self) -> None:
        super().__init__()
        self._colour = "#000000"
        self._button = QPushButton()
        self._button.setIconSize(QSize(34, 14))
        self._button.setProperty("wide", "true")
        self._button.clicked.connect(self._choose)
        self._fill(self._button)

    def value(self) -> object:
        return self._colour

    def show_value(self, value: Any) -> None:
        self._colour = value
        patch = QPixmap(34, 14)
        patch.fill(Qt.GlobalColor.transparent)
        painter = QPainter(patch)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setBrush(QColor(value))
        painter.drawRect(0, 0, 27, 13)
        painter.end()
        self._button.setIcon(QIcon(patch))
        self._button.setText(value)

    def _choose(self) -> None:
        dialog = QColorDialog(QColor(self._colour), self)
        dialog.colorSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, colour: QColor) -> None:
        self.show_value(colour.name())
        self.edited.emit()


class _PathEditor(Editor):
    def __init__(self, row: Row) -> None:
        super().__init__()
        self._look = row.look
        self._title = row.label
        self._line = QLineEdit()
        self._line.setPlaceholderText(row.empty)
        self._line.textEdited.connect(self.edited)
        browse = QPushButton(self.tr("Browse…"))
        browse.setAccessibleName(self.tr("Browse: {setting}").format(setting=row.label))
        browse.clicked.connect(self._browse)
        self._fill(self._line, browse)

    def value(self) -> object:
        text = self._line.text().strip()
        return Path(text) if text else None

    def show_value(self, value: Any) -> None:
        self._line.setText("" if value is None else str(value))

    def _browse(self) -> None:
        dialog = QFileDialog(self, self._title, self._line.text())
        if self._look == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        elif self._look == "new_file":
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if self._look == "image":
            dialog.setNameFilter(self.tr("Images (*.png *.jpg *.jpeg *.webp *.bmp)"))
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, path: str) -> None:
        self._line.setText(path)
        self.edited.emit()
