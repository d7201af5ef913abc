"""The lines and files that wait to be spoken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.studio.commands import ClearWaiting, RemoveWaiting, SpeakWaiting
from app.studio.utterance_queue import WaitingLine
from app.ui.line_list import Act, LineList
from app.ui.theme import Theme


class WaitingList(LineList):
    """What waits, the next first. Lives on the GUI thread."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "muted", parent)
        self.set_name(self.tr("Lines that wait"))
        tip = self.tr("Leave out all that wait; what is being spoken goes on")
        clear = self.add_button(self.tr("Clear"), tip, ClearWaiting())
        clear.setAccessibleName(self.tr("Clear the lines that wait"))

    def show_lines(self, lines: Sequence[WaitingLine]) -> None:
        """List these."""
        rows = {line.number: self._row(line.number, " ".join(line.label.split())) for line in lines}
        self.show_rows(self.tr("Waiting: {count}").format(count=len(lines)), rows)

    def _row(self, number: int, text: str) -> tuple[str, Sequence[Act]]:
        return text, (
            Act(
                "resume",
                self.tr("Speak now: {line}").format(line=text),
                self.tr("Speak it now, in place of what is being spoken"),
                SpeakWaiting(number),
            ),
            Act("close", self.tr("Remove: {line}").format(line=text), self.tr("Remove"), RemoveWaiting(number)),
        )
