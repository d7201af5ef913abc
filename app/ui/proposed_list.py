"""The lines that other programs would have spoken, and that wait for approval."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.studio.commands import ApproveLine, DiscardLine
from app.studio.proposals import ProposedLine
from app.ui.line_list import Act, LineList
from app.ui.theme import Theme


class ProposedList(LineList):
    """What waits for approval, the oldest first. Lives on the GUI thread."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "warn", parent)
        self.set_name(self.tr("Lines that wait for approval"))
        self.add_button(self.tr("Approve All"), self.tr("Speak all of them, as many as may wait"), ApproveLine(None))
        self.add_button(self.tr("Discard All"), self.tr("Forget all of them"), DiscardLine(None))

    def show_lines(self, lines: Sequence[ProposedLine]) -> None:
        """List these."""
        rows = {line.number: self._row(line) for line in lines}
        self.show_rows(self.tr("To approve: {count}").format(count=len(lines)), rows)

    def _row(self, line: ProposedLine) -> tuple[str, Sequence[Act]]:
        approve, discard = self.tr("Approve: {line}"), self.tr("Discard: {line}")
        tip = self.tr("Speak it when its turn comes")
        return f"{line.origin}: {line.text}" if line.origin else line.text, (
            Act("good", approve.format(line=line.text), tip, ApproveLine(line.number)),
            Act("close", discard.format(line=line.text), self.tr("Discard"), DiscardLine(line.number)),
        )
