"""What the settings say about telling viewers that the host is made by AI. All live on the GUI thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QMessageBox

from app.base.platforms import RULES, Platform, PlatformRules
from app.ui.language import tr
from app.ui.settings_catalogue import platform_names
from app.ui.settings_editors import Editor
from app.ui.settings_rows import Row
from app.ui.widgets import DeviceCombo, set_property


class PlatformEditor(Editor):
    """Where the program is shown.

    Attributes:
        advice: what is known of the rules there; whoever lays out the page puts it below.

    """

    def __init__(self, row: Row) -> None:
        super().__init__()
        self._combo = DeviceCombo()
        self._combo.setAccessibleName(row.label)
        self._combo.activated.connect(self._on_activated)
        self.advice = QLabel()
        self.advice.setWordWrap(True)
        self.advice.setTextFormat(Qt.TextFormat.PlainText)
        set_property(self.advice, "tone", "muted")
        self._fill(self._combo)

    @property
    def rules(self) -> PlatformRules | None:
        """What is known of the chosen platform."""
        return RULES.get(self.value())

    def value(self) -> Platform:
        """Which one."""
        chosen: Platform = self._combo.currentData()
        return chosen

    def show_value(self, value: Any) -> None:
        """Choose it, silently."""
        self._combo.show_devices([(words, platform) for platform, words in platform_names().items()], (), value)
        self._show_advice()

    def _on_activated(self) -> None:
        self._show_advice()
        self.edited.emit()

    def _show_advice(self) -> None:
        self.advice.setText(advice(self.value()))
        self.advice.setVisible(self.rules is not None)


class LabelSwitch(Editor):
    """The label on or off. Whoever turns it off is asked once whether that is meant."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self._box = QCheckBox(row.label)
        self._box.clicked.connect(self._on_clicked)
        self._fill(self._box)

    def value(self) -> bool:
        """Whether it is on."""
        return self._box.isChecked()

    def show_value(self, value: Any) -> None:
        """Set it, silently."""
        self._box.setChecked(value)

    def _on_clicked(self, on: bool) -> None:
        if on:
            self.edited.emit()
            return
        self._box.setChecked(True)  # until it is meant
        question = QMessageBox(QMessageBox.Icon.NoIcon, self.window().windowTitle(), "", parent=self)
        question.setText(self.tr("Turn off the AI label?"))
        question.setInformativeText(
            self.tr(
                "Viewers will not see that the host is made by AI. Many platforms and some laws ask you to tell them; "
                "then you must do it in another way."
            )
        )
        off = question.addButton(self.tr("Turn Off"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(self.tr("Keep the Label"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        off.clicked.connect(self._turn_off)
        question.finished.connect(question.deleteLater)
        question.open()

    def _turn_off(self) -> None:
        self._box.setChecked(False)
        self.edited.emit()


def advice(platform: Platform) -> str:
    """What is known of a platform's rules, for people."""
    known = {
        "tiktok_shop": tr(
            "Known of shop lives in the US (May 2026): no AI voices, no recordings, and no drawn figure over more than "
            "half of the picture; AI content must be labelled. Speak yourself, through the microphone."
        ),
        "douyin": tr(
            "Known: a virtual host is registered beforehand, driven by a real, verified person, and labelled clearly. "
            "Since September 2025 the label must be seen and stand in the file, with words of a twentieth of the "
            "shorter side."
        ),
        "youtube": tr(
            "Known: tick “altered or synthetic content” when you set up the stream. Channels with much that is "
            "mass-produced may lose their income."
        ),
        "twitch": tr("No rule on AI hosts is known. You answer for every word that the host says."),
        "eu": tr(
            "Known: from August 2026 viewers must be told that a lifelike host is made by AI (AI Act, Article 50), "
            "and files must carry a mark."
        ),
    }
    closing = tr("This is advice of mid 2026 and no legal opinion: read the platform's own rules.")
    return f"{known[platform]} {closing}" if platform in known else ""
