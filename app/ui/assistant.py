"""The first-run assistant: five pages, from nothing to a host on camera."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget, QWizard

from app.studio.commands import ApplySettings, OpenImport
from app.studio.snapshot import Snapshot
from app.ui.assistant_engine import EnginePage
from app.ui.assistant_page import AssistantPage
from app.ui.assistant_pages import AvatarPage, OutputPage, PreflightPage, VoicePage
from app.ui.avatar_desk import importable
from app.ui.engine_status import EngineStatus
from app.ui.stage import Stage
from app.ui.theme import Theme
from app.ui.widgets import set_property
from app.ui.wishes import Wishes

SIDE_PX = 320
_GAP_PX = 12


class Assistant(QWizard):
    """Leads through what a show needs, with the host beside it. Lives on the GUI thread.

    Everything takes effect at once, in the studio that runs behind it; whoever skips keeps what was chosen. That it was
    finished or skipped is remembered in the settings.

    Args:
        theme: its colours.
        snapshot: what is so now.
        wishes: what the user wants while it is open.
        parent: the window.

    """

    def __init__(self, theme: Theme, snapshot: Snapshot, wishes: Wishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wishes = wishes
        self._snapshot = snapshot
        self._closed = False
        self.setWindowTitle(self.tr("First Steps"))
        self.setAcceptDrops(True)
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        option = QWizard.WizardOption
        self.setOptions(option.NoBackButtonOnStartPage | option.CancelButtonOnLeft)
        button = QWizard.WizardButton
        self.setButtonText(button.CancelButton, self.tr("Skip"))
        self.setButtonText(button.BackButton, self.tr("Back"))
        self.setButtonText(button.NextButton, self.tr("Next"))
        self.setButtonText(button.FinishButton, self.tr("Finish"))
        voice, avatar = VoicePage(theme), AvatarPage(theme)
        voice.file_wanted.connect(wishes.file_wanted)
        avatar.import_wanted.connect(wishes.import_wanted)
        avatar.paste_wanted.connect(wishes.paste_wanted)
        self._pages: list[AssistantPage] = [EnginePage(theme), voice, avatar, OutputPage(theme), PreflightPage(theme)]
        self.stage = Stage(theme)
        self._engine = EngineStatus()
        self._engine.command.connect(wishes.command)
        self._steps = [QLabel() for _ in self._pages]
        self._side = self._make_side()  # Qt takes it over only when the wizard is shown
        self.setSideWidget(self._side)
        for page in self._pages:
            page.command.connect(wishes.command)
            page.settings_wanted.connect(wishes.settings_wanted)
            for inside in page.findChildren(QPushButton):
                inside.setAutoDefault(False)  # Enter goes on, wherever the keyboard is; the space bar presses
            self.addPage(page)
        self.currentIdChanged.connect(self._on_page)
        self.resize(920, 640)
        self.show_snapshot(snapshot)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow the studio. Pages that nobody sees follow when they are seen."""
        self._snapshot = snapshot
        page = self.currentPage()
        if isinstance(page, AssistantPage):
            page.show_snapshot(snapshot)
        self._engine.show_snapshot(snapshot)
        self.stage.set_mirrored(snapshot.settings.window.mirror_preview)

    def close_quietly(self) -> None:
        """Go with the main window; the next start opens it again."""
        self._closed = True
        self.reject()

    def done(self, result: int) -> None:
        """Remember that it was seen."""
        if not self._closed:
            self._closed = True
            settings = self._snapshot.settings
            if not settings.window.assistant_done:
                window = settings.window.model_copy(update={"assistant_done": True})
                self._wishes.command.emit(ApplySettings(settings.model_copy(update={"window": window})))
        for page in self._pages:
            page.close_page()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures and avatars are welcome on every page."""
        if importable(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import them."""
        for path in importable(event.mimeData()):
            event.acceptProposedAction()
            self._wishes.command.emit(OpenImport(path))

    def _make_side(self) -> QWidget:
        side = QFrame()
        side.setFixedWidth(SIDE_PX)
        self.stage.setFixedHeight((SIDE_PX - _GAP_PX) * 9 // 16)
        self.stage.setAccessibleName(self.tr("What viewers see"))
        caption = QLabel(self.tr("What viewers see"))
        set_property(caption, "tone", "muted")
        self._engine.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, _GAP_PX, 0)
        layout.setSpacing(6)
        layout.addWidget(self.stage)
        layout.addWidget(caption)
        layout.addWidget(self._engine)
        layout.addSpacing(16)
        for number, (step, page) in enumerate(zip(self._steps, self._pages, strict=True), 1):
            step.setText(f"{number}   {page.title_word}")
            step.setObjectName("assistant_step")
            layout.addWidget(step)
        layout.addStretch(1)
        return side

    def _on_page(self) -> None:
        current = self.currentPage()
        for page, step in zip(self._pages, self._steps, strict=True):
            now = page is current
            set_property(step, "now", "true" if now else "false")
            step.setAccessibleDescription(self.tr("This page") if now else "")
        if isinstance(current, AssistantPage):
            current.show_snapshot(self._snapshot)
            current.entered()
        # A button that mends something and goes hands the keys on: to what leads on, not back.
        back, onward = (self.button(one) for one in (QWizard.WizardButton.BackButton, QWizard.WizardButton.NextButton))
        self.setTabOrder(onward, back)
