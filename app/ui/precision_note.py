"""What eight bits cost, beside their switch."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel

from app.base.local_settings import LocalSettings
from app.ui.language import tr
from app.ui.settings_editors import Editor
from app.ui.settings_rows import Row
from app.ui.widgets import set_property


class PrecisionNote(QLabel):
    """What the switch does, and how much less exact it made models on this computer. Lives on the GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        set_property(self, "tone", "muted")

    def show_errors(self, errors: Mapping[str, float], row: Row, model: Editor) -> None:
        """Say what was measured (see ``Snapshot.linears_errors``) with the model that ``row`` has ``model`` choose."""
        what_it_does = tr(LocalSettings.model_fields["linears"].description or "")
        self.setText(f"{what_it_does}\n{self._measured(errors, row, model.value())}")

    def _measured(self, errors: Mapping[str, float], row: Row, model: object) -> str:
        if model == "wav2lip":
            return self.tr("Wav2Lip is small, and always as published.")
        titles = {one: words.partition(" (")[0] for one, words in row.choices.items() if model in (one, "auto")}
        formats = {"int8": self.tr("whole numbers"), "fp8": self.tr("floating point")}
        known = [
            self.tr("{model} is {off}\u00a0% off with {format}").format(
                model=title, off=QLocale().toString(100 * errors[f"{one} {bits}"], "f", 2), format=words
            )
            for one, title in titles.items()
            for bits, words in formats.items()
            if f"{one} {bits}" in errors
        ]
        if known:
            return self.tr("Measured on this computer: {figures}.").format(figures=", ".join(known))
        return self.tr("How much is measured on this computer when a model is loaded with them.")
