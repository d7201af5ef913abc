"""What a script is told: what stands for ``{name}``, and how far shuffled lines are apart."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.studio.commands import OrderScript, SetScriptVariable
from app.studio.script_view import ScriptView
from app.ui.widgets import Column, keep_wheel_and_margin, set_property

LONGEST_S = 3600.0
MANY = 8
"""Variables that are seen without scrolling."""


class VariablesDialog(QDialog):
    """Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, script: ScriptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Variables"))
        self.setMinimumWidth(380)
        self._values = dict(script.variables)
        self._boxes: dict[str, QLineEdit] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 8, 0)
        for name, value in script.variables:
            box = self._boxes[name] = QLineEdit(value)
            box.setAccessibleName(name)
            box.setPlaceholderText(self.tr("No value yet"))
            form.addRow("{" + name + "}", box)
        words = QLabel(self.tr("From the next line on this is said in their place."))
        words.setWordWrap(True)
        set_property(words, "tone", "muted")
        scrolls = len(self._boxes) > MANY
        _lay_out(self, words, Column(inside) if scrolls else inside, QDialogButtonBox())
        self.accepted.connect(self._tell)

    def _tell(self) -> None:
        for name, box in self._boxes.items():
            if box.text().strip() != self._values[name]:
                self.command.emit(SetScriptVariable(name, box.text()))


class SpacingDialog(QDialog):
    """Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, script: ScriptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shuffle Spacing"))
        self.setMinimumWidth(340)
        self._order = script.order
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 0, 0)
        self._least, self._most = (self._box(value) for value in script.order.spacing_s)
        self._least.setAccessibleName(self.tr("At least"))
        self._most.setAccessibleName(self.tr("At most"))
        self._least.valueChanged.connect(self._most.setMinimum)
        self._most.setMinimum(self._least.value())
        form.addRow(self.tr("At least"), self._least)
        form.addRow(self.tr("At most"), self._most)
        words = QLabel(self.tr("So long nothing is said between two shuffled lines; the time is drawn anew each time."))
        words.setWordWrap(True)
        set_property(words, "tone", "muted")
        _lay_out(self, words, inside, QDialogButtonBox())
        self.accepted.connect(self._tell)

    def _box(self, value_s: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        keep_wheel_and_margin(box)
        box.setRange(0.0, LONGEST_S)
        box.setDecimals(1)
        box.setSuffix(self.tr(" s"))
        box.setValue(value_s)
        return box

    def _tell(self) -> None:
        spacing_s = self._least.value(), self._most.value()
        if spacing_s != self._order.spacing_s:
            self.command.emit(OrderScript(replace(self._order, spacing_s=spacing_s)))


def _lay_out(dialog: QDialog, words: QLabel, inside: QWidget, buttons: QDialogButtonBox) -> None:
    buttons.setStandardButtons(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(16, 14, 16, 14)
    layout.setSpacing(12)
    layout.addWidget(words)
    layout.addWidget(inside, 1)
    layout.addWidget(buttons)
