"""What helps when something went wrong, and what the studio says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.base.licences import licence_notes
from app.base.paths import Paths
from app.base.report import make_report, names_in, tail
from app.base.scenes import first_scenes
from app.base.workers import Worker
from app.studio.commands.upkeep import CheckForUpdates
from app.studio.port import StudioPort
from app.studio.snapshot import Snapshot
from app.ui.about import AboutDialog
from app.ui.lost_file import lost_file
from app.ui.problem_bar import ProblemBar


class HelpDesk(QObject):
    """Lives on the GUI thread; files are read on a worker.

    Args:
        studio: what the report is about.
        paths: where the logs are.
        window: what its dialogs belong to.

    Signals:
        told: something was done that nobody sees; says what.

    """

    told = Signal(str)

    _read = Signal(str)
    _made = Signal(str)
    _noted = Signal(str)

    def __init__(self, studio: StudioPort, paths: Paths, window: QWidget) -> None:
        super().__init__(window)
        self._studio = studio
        self._paths = paths
        self._window = window
        self._workers: list[Worker] = []
        self._about: AboutDialog | None = None
        self._read.connect(self._show_log, Qt.ConnectionType.QueuedConnection)
        self._made.connect(self._copy, Qt.ConnectionType.QueuedConnection)
        self._noted.connect(self._show_notes, Qt.ConnectionType.QueuedConnection)

    def serve(self, bar: ProblemBar) -> None:
        """Do what the problems on this bar offer."""
        bar.logs_wanted.connect(self.open_logs)
        bar.report_wanted.connect(self.copy_report)
        bar.news_wanted.connect(self.open_about)
        bar.find_wanted.connect(self.find_again)

    def open_logs(self) -> None:
        """Show the folder of logs in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.logs)))

    def open_data(self) -> None:
        """Show the folder with the user's avatars, models and voices in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.data)))

    def open_about(self) -> None:
        """Say which studio this is and whose work is in it."""
        if self._about is None:
            self._about = AboutDialog(self._window)
            self._about.check_wanted.connect(self._ask_for_updates)
            self._about.finished.connect(self._forget_about)
            self._about.show_updates(self._studio.snapshot().upkeep.updates)
            self._work(lambda: self._noted.emit(licence_notes()))
        self._about.open()

    def check_for_updates(self) -> None:
        """Ask whether a newer version was published, and show the answer."""
        self.open_about()
        self._ask_for_updates()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known of newer versions."""
        if self._about is not None:
            self._about.show_updates(snapshot.upkeep.updates)

    def view_log(self) -> None:
        """Show the end of the log."""
        self._work(lambda: self._read.emit(tail(self._paths.log_file)))

    def copy_report(self) -> None:
        """Put the report, without secrets and names, on the clipboard."""
        now = self._studio.snapshot()
        facts, names = list(_facts(now)), list(_names(now))
        self._work(lambda: self._made.emit(make_report(self._paths, facts, names)))

    def find_again(self, code: str) -> None:
        """Let the user choose where the file of this problem is now."""
        lost = lost_file(code, self._studio.snapshot())
        if lost is None:  # it was found meanwhile
            return
        dialog = QFileDialog(self._window, lost.title, lost.was_in)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile if lost.patterns else QFileDialog.FileMode.Directory)
        if lost.patterns:
            files = self.tr("Files ({patterns})").format(patterns=lost.patterns)
            dialog.setNameFilters([files, self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self._studio.post(lost.found(Path(path), self._studio.snapshot())))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def close(self) -> None:
        """Wait for what is being read."""
        for worker in self._workers:
            worker.join()

    def _ask_for_updates(self) -> None:
        self._studio.post(CheckForUpdates())

    def _show_notes(self, text: str) -> None:
        if self._about is not None:
            self._about.show_notes(text)

    def _forget_about(self) -> None:
        if self._about is not None:
            self._about.deleteLater()
            self._about = None

    def _work(self, job: Callable[[], None]) -> None:
        worker = Worker("help", job)
        self._workers = [one for one in self._workers if one.is_alive()] + [worker]
        worker.start()

    def _show_log(self, text: str) -> None:
        dialog = QDialog(self._window)
        dialog.setWindowTitle(self.tr("Log"))
        lines = QPlainTextEdit(text or self.tr("The log is empty."))
        lines.setReadOnly(True)
        lines.setAccessibleName(self.tr("Log"))
        lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        lines.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        buttons.addButton(self.tr("Copy Report"), role).clicked.connect(self.copy_report)
        buttons.addButton(self.tr("Open Log Folder"), role).clicked.connect(self.open_logs)
        buttons.rejected.connect(dialog.reject)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(lines)
        layout.addWidget(buttons)
        dialog.resize(860, 560)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        lines.verticalScrollBar().setValue(lines.verticalScrollBar().maximum())

    def _copy(self, report: str) -> None:
        QGuiApplication.clipboard().setText(report)
        self.told.emit(self.tr("The report is on the clipboard."))


def _facts(now: Snapshot) -> Iterator[str]:
    """How the studio is."""
    settings, measures = now.settings, now.measures
    yield f"engine: {settings.engine.kind} ({now.engine.value})"
    yield f"program: {settings.program.size} at {settings.program.fps}"
    yield f"speech: {now.speech.value}, camera: {now.camera.value}, recording: {now.recording.value}"
    yield f"fps {measures.fps:.1f}, lagged {measures.lagged}, skipped {measures.skipped}, dropped {measures.dropped}"
    for problem in now.problems:
        yield f"problem: {problem.code}"


def _names(now: Snapshot) -> Iterator[str]:
    """What must not leave this computer."""
    for entry in now.avatars:
        if entry.own:
            yield from (entry.name, entry.id)
    yield from (*now.microphones, *now.speakers, *now.cameras, *now.webcams)
    yield from names_in(now.settings)
    yield now.speaking_text
    yield from (line.label for line in now.waiting)
    yield from (line.text for line in now.proposed)
    yield now.script.name
    usual = {scene.name for language in ("en", "zh_CN") for scene in first_scenes(language).scenes}
    yield from (scene.name for scene in now.scenes.collection.scenes if scene.name not in usual)
    yield from map(str, now.scenes.collection.files)
    for names in now.sets.names.values():
        yield from (name for name in names if name != "Untitled")
    if now.recording_path is not None:
        yield str(now.recording_path)
