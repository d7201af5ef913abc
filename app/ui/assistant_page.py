"""What all pages of the assistant are made of."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget, QWizardPage

from app.studio.snapshot import Snapshot
from app.ui.widgets import set_property


class AssistantPage(QWizardPage):
    """A title, a sentence, and content that scrolls where the window is small. Lives on the GUI thread.

    Attributes:
        title_word: of one or two words, for the list of pages.
        body: where the content goes.

    Signals:
        command: something is asked of the studio.
        settings_wanted: this page of the settings is to be opened.

    """

    command = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title_word = ""
        self._question = QLabel()
        font = QFont(self._question.font())
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setWeight(QFont.Weight.DemiBold)
        self._question.setFont(font)
        self._question.setWordWrap(True)
        self._about = QLabel()
        self._about.setWordWrap(True)
        set_property(self._about, "tone", "muted")
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(10)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._question)
        layout.addWidget(self._about)
        layout.addSpacing(6)
        layout.addWidget(scroll, 1)

    def say(self, title: str, question: str, about: str) -> None:
        """Call the page ``title``, ask ``question``, and say one or two sentences about it."""
        self.title_word = title
        self._question.setText(question)
        self._about.setText(about)

    @abstractmethod
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is so now."""

    def entered(self) -> None:
        """The page has come to the front."""

    def close_page(self) -> None:
        """The assistant goes."""
