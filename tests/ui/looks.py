"""What a designer would mark in a window, found by measuring: words that do not fit, lists that scroll a little."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.ui.widgets import DeviceCombo, ElidedLabel

A_LITTLE_PX = 12
"""A page that scrolls by less could have been made to fit."""


def flaws(top: QWidget) -> list[str]:
    """One line for each flaw of what is visible in ``top``."""
    return sorted({words for widget in (top, *top.findChildren(QWidget)) for words in _flaws_of(widget, top)})


def _flaws_of(widget: QWidget, top: QWidget) -> Iterator[str]:
    if not widget.isVisible() or widget.window() is not top or widget.objectName().startswith("qt_"):
        return
    if isinstance(widget, QScrollBar):
        yield from _scroll_flaw(widget)
    elif (text := _cut(widget)) is not None:
        yield f"cut: {type(widget).__name__} “{text}” in {_place(widget)}"
    elif (text := _outside(widget)) is not None:
        yield f"outside: {type(widget).__name__} “{text}” in {_place(widget)}"


def _place(widget: QWidget) -> str:
    parents: list[str] = []
    parent = widget.parentWidget()
    while parent is not None and len(parents) < 3:
        if type(parent) is not QWidget:
            parents.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(parents)


def _scroll_flaw(bar: QScrollBar) -> Iterator[str]:
    room, area = bar.maximum() - bar.minimum(), bar.parentWidget()
    while area is not None and not isinstance(area, QAbstractScrollArea):
        area = area.parentWidget()
    if room == 0 or area is None:
        return
    sideways = bar.orientation() == Qt.Orientation.Horizontal
    if sideways and isinstance(area, QScrollArea | QPlainTextEdit | QTextEdit):
        yield f"scrolls sideways: {type(area).__name__} in {_place(area)}"
    elif isinstance(area, QScrollArea) and room < A_LITTLE_PX:
        yield f"scrolls by {room} px: {type(area).__name__} in {_place(area)}"


def _cut(widget: QWidget) -> str | None:
    """The words of ``widget`` if they do not fit into it."""
    if isinstance(widget, ElidedLabel | DeviceCombo):
        return None  # they shorten their words themselves, and tell all of them in a tool tip
    if isinstance(widget, QLabel):
        return _cut_label(widget)
    if isinstance(widget, QAbstractButton) and widget.text():
        wanted = widget.sizeHint()
        tight = wanted.width() > widget.width() + 1 or wanted.height() > widget.height() + 4
        return widget.text() if tight else None
    if isinstance(widget, QComboBox):
        return widget.currentText() if _combo_cut(widget) else None
    if isinstance(widget, QLineEdit):
        words = "" if widget.text() else widget.placeholderText()
        margins = widget.textMargins()
        room = widget.contentsRect().width() - margins.left() - margins.right() - 8
        return words if widget.fontMetrics().horizontalAdvance(words) > room else None
    if isinstance(widget, QGroupBox):
        return widget.title() if widget.fontMetrics().horizontalAdvance(widget.title()) > widget.width() else None
    if isinstance(widget, QTabBar) and widget.sizeHint().width() > widget.width() + 1:
        return widget.tabText(widget.currentIndex())
    return None


def _cut_label(label: QLabel) -> str | None:
    if not label.text():
        return None
    if label.wordWrap():
        high = label.heightForWidth(label.width()) > label.height() + 1
        long = label.minimumSizeHint().width() > label.width() + 1
        return label.text() if high or long else None
    wanted = label.sizeHint()
    return label.text() if wanted.width() > label.width() + 1 or wanted.height() > label.height() + 1 else None


def _combo_cut(combo: QComboBox) -> bool:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    return combo.fontMetrics().horizontalAdvance(combo.currentText()) > field.width()


def _outside(widget: QWidget) -> str | None:
    """The words of a control that stands out of what it lies in."""
    parent = widget.parentWidget()
    if not isinstance(widget, QPushButton | QToolButton | QLabel | QLineEdit | QComboBox) or parent is None:
        return None
    if isinstance(parent.parentWidget(), QAbstractScrollArea) or not widget.width():
        return None
    inside = QRect(0, 0, parent.width(), parent.height()).contains(widget.geometry())
    text = "" if isinstance(widget, QComboBox | QLineEdit) else widget.text()
    return None if inside else (text or widget.accessibleName() or widget.objectName())
