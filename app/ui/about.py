"""Which studio this is, whether there is a newer one, and whose work is in it."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.base.licences import licences_dir
from app.base.paths import APP_NAME
from app.base.version import CHECKOUT, this_build
from app.studio.updates import UpdatesState
from app.ui.icons import app_icon
from app.ui.language import said
from app.ui.widgets import set_property

_ICON_PX = 64


class AboutDialog(QDialog):
    """Lives on the GUI thread.

    Signals:
        check_wanted: the user wants to know whether there is a newer version.

    """

    check_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About FlashTalk Studio"))
        self._page = ""
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(_ICON_PX, _ICON_PX))
        name = QLabel(APP_NAME)
        name.setObjectName("card_title")
        build = this_build()
        version = self.tr("Version {version}").format(version=build.words)
        self._version = QLabel(self.tr("Run from its source") if build.version == CHECKOUT else version)
        self._made_with = QLabel(f"Python {platform.python_version()}, Qt {qVersion()}")
        set_property(self._made_with, "tone", "muted")
        for label in (self._version, self._made_with):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (name, self._version, self._made_with):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._news = QLabel()
        self._news.setWordWrap(True)
        self._news.setTextFormat(Qt.TextFormat.PlainText)
        self.check = QPushButton(self.tr("Check for Updates"))
        self.check.clicked.connect(self.check_wanted)
        self.download = QPushButton(self.tr("Open Download Page"))
        self.download.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._page)))
        row = QHBoxLayout()
        row.addWidget(self._news, 1)
        row.addWidget(self.download)
        row.addWidget(self.check)
        self.notes = QTextBrowser()
        self.notes.setAccessibleName(self.tr("What is new"))
        self.notes.setOpenLinks(False)  # it shows what others wrote: nothing is fetched or opened from it
        self.notes.setMaximumHeight(180)
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setAccessibleName(self.tr("Licences"))
        self.licences.setTabChangesFocus(True)
        self.licences.setPlaceholderText(self.tr("Reading…"))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        close.setFocus()
        self._add_actions()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(row)
        column.addWidget(self.notes)
        column.addWidget(self.licences, 1)
        column.addWidget(self._buttons)
        self.resize(640, 560)
        self.show_updates(UpdatesState())

    def _add_actions(self) -> None:
        role = QDialogButtonBox.ButtonRole.ActionRole
        copy = self._buttons.addButton(self.tr("Copy Version"), role)
        copy.clicked.connect(self._copy)
        folder = licences_dir()
        if folder is not None:
            texts = self._buttons.addButton(self.tr("Open Licence Folder"), role)
            texts.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))

    @property
    def news(self) -> str:
        """What it says of newer versions."""
        return self._news.text()

    def show_notes(self, text: str) -> None:
        """Whose work is in it."""
        self.licences.setPlainText(text)

    def show_updates(self, state: UpdatesState) -> None:
        """What is known of newer versions."""
        newer = state.newer
        if state.doing:
            words = self.tr("Asking whether there is a newer version…")
        elif state.problem is not None:
            words = f"{said(state.problem.message)} {said(state.problem.hint)}"
        elif newer is not None:
            words = self.tr("Version {version} was published.").format(version=newer.version)
        else:
            words = self.tr("This is the newest version.") if state.asked else ""
        self._news.setText(words)
        set_property(self._news, "tone", "warn" if state.problem is not None and not state.doing else "")
        self.check.setEnabled(not state.doing)
        self.download.setVisible(newer is not None)
        self.notes.setVisible(newer is not None and bool(newer.notes))
        if newer is not None:
            self._page = newer.page
            self.notes.setMarkdown(newer.notes)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{APP_NAME} {this_build().words}, {self._made_with.text()}")
