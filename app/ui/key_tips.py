"""Tool tips that say which key does the same: the one that it has now. Lives on the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

_ACTION, _WORDS = "key_of_action", "tip_words"


def tip_with_key(button: QAbstractButton, words: str, action_id: str) -> None:
    """Have the tool tip of ``button`` say ``words``, and the key of the action behind them, as soon as it is known."""
    before = button.property(_WORDS), button.toolTip()
    button.setProperty(_ACTION, action_id)
    button.setProperty(_WORDS, words)
    known = before[1].removeprefix(str(before[0])) if before[0] else ""
    button.setToolTip(words + known)


def show_keys(window: QWidget, keys: Mapping[str, str]) -> None:
    """The keys of all actions are these now."""
    for button in window.findChildren(QAbstractButton):
        action_id = button.property(_ACTION)
        if action_id is not None:
            key = QKeySequence(keys.get(action_id, "")).toString(QKeySequence.SequenceFormat.NativeText)
            words = str(button.property(_WORDS))
            button.setToolTip(f"{words} ({key})" if key else words)
