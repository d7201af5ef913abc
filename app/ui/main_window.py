"""The window: everything on one page, driven by snapshots, answering with commands."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.log import log_event
from app.base.paths import APP_NAME, Paths
from app.sources.script import SUFFIXES as SCRIPT_SUFFIXES
from app.studio.commands import (
    ApplySettings,
    DismissProblem,
    EditAvatar,
    OpenScript,
    RestoreAvatar,
    SelectAvatar,
    SpeakFile,
)
from app.studio.port import StudioPort
from app.studio.snapshot import EngineState, Snapshot
from app.ui.arrangement import Arrangement, Parts
from app.ui.asking import ask_before_closing
from app.ui.audio_panel import AudioPanel
from app.ui.avatar_desk import AvatarDesk, importable
from app.ui.avatar_strip import AvatarStrip
from app.ui.avatars_dock import AvatarsDock
from app.ui.before_show import BeforeShow
from app.ui.bridge import StudioBridge
from app.ui.controls_panel import ControlsPanel
from app.ui.docks import Docks
from app.ui.expression_buttons import ExpressionButtons
from app.ui.help_desk import HelpDesk
from app.ui.icons import app_icon, set_icon
from app.ui.media_files import MEDIA_SUFFIXES, first_file
from app.ui.menus import WindowActions
from app.ui.mixer_dock import MixerDock
from app.ui.motion_panel import MotionPanel
from app.ui.problem_bar import ProblemBar
from app.ui.scenes_dock import ScenesDock
from app.ui.script_dock import ScriptDock
from app.ui.settings_door import SettingsDoor
from app.ui.simple_panel import SimplePanel
from app.ui.stage import Stage
from app.ui.stats_dock import StatsDock
from app.ui.status_line import StatusLine
from app.ui.theme import Theme
from app.ui.tray import Tray
from app.ui.voice_panel import VoicePanel
from app.ui.widgets import SideColumn, set_property
from app.ui.window_memory import WindowMemory

log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """The one window. Lives on the GUI thread and never blocks it: it knows the studio through its port alone.

    Args:
        studio: what it shows and asks.
        paths: where its geometry is kept and where the logs are.
        theme: its colours.

    Signals:
        language_chosen: the user wants another language, which takes another window.
        ended: it was closed.
        safe_mode_wanted: the user wants the studio to start again with what can hardly fail.

    """

    language_chosen = Signal()
    safe_mode_wanted = Signal()
    ended = Signal()

    def __init__(self, studio: StudioPort, paths: Paths, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._paths = paths
        self.theme = theme
        self._snapshot = studio.snapshot()
        self._closing = self._ended = False
        self.setWindowTitle(APP_NAME)
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self._build()
        self.docks = Docks(self)
        self._memory = WindowMemory(self, self._splitter, self._arrangement, self.docks, paths.window_file)
        self._actions = WindowActions(self, studio.post)
        self._tray = Tray(self)
        self._tray.command.connect(studio.post)
        self._connect()
        self._memory.restore(self._snapshot.settings.current.profile)
        self._bridge = StudioBridge(studio, self)
        self._bridge.snapshot_changed.connect(self._show_snapshot)
        self._bridge.picture_arrived.connect(self.stage.show_picture)
        self._bridge.picture_arrived.connect(self.before_show.show_picture)
        self.voice.line.setFocus()
        self._show_snapshot(self._snapshot)

    def _build(self) -> None:
        self.avatars = AvatarStrip(self.theme)
        self.expressions = ExpressionButtons(self.theme)
        self.problems = ProblemBar(self.theme)
        self.stage = Stage(self.theme)
        self.voice = VoicePanel(self.theme)
        self.audio = AudioPanel(self.theme)
        self.controls = ControlsPanel(self.theme)
        self.motion = MotionPanel(self.theme)
        self.status = StatusLine()
        self._strip = QFrame()
        self._strip.setObjectName("panel")
        strip_layout = QHBoxLayout(self._strip)
        strip_layout.setContentsMargins(6, 4, 6, 0)
        strip_layout.addWidget(self.avatars)
        self._add = QToolButton()
        self._add.setAccessibleName(self.tr("Import Avatar…"))
        self._add.setToolTip(self.tr("Import an avatar (or drop a picture anywhere on the window)"))
        set_property(self._add, "look", "flat")
        strip_layout.addWidget(self._add)
        strip_layout.addWidget(self.expressions)
        self.desk = AvatarDesk(self.theme, self)
        self.help = HelpDesk(self._studio, self._paths, self)
        self.before_show = BeforeShow(self.theme, self)
        self._settings = SettingsDoor(self.theme, lambda: self._snapshot, self)
        left = QWidget()
        left_layout = QVBoxLayout(left)
        left_layout.setContentsMargins(0, 0, 0, 0)
        left_layout.setSpacing(8)
        left_layout.addWidget(self.problems)
        left_layout.addWidget(self.stage, 1)
        originals = (self.voice.microphone, self.controls.camera, self.controls.record)
        self.simple = SimplePanel(self.theme, originals)
        left_layout.addWidget(self.simple)
        self._side = SideColumn(self.voice, self.audio, self.motion, below=self.controls)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(8)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        centre = QWidget()
        self._layout = QVBoxLayout(centre)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._strip)
        self._layout.addWidget(self._splitter, 1)
        self._layout.addWidget(self.status)
        self.setCentralWidget(centre)
        self.script = ScriptDock(self.theme, self)
        self.library = AvatarsDock(self.theme, self)
        self.stats = StatsDock(self.theme, self)
        self.scenes = ScenesDock(self.theme, self.stage, self)
        self.mixer = MixerDock(self.theme, self)
        self.script.panel.talk.watch(self.stage)
        frame, desk = (self.menuBar(), self.status), (self._strip, self._side)
        self._arrangement = Arrangement(self, Parts(self._layout, frame, desk, self.simple))

    def _connect(self) -> None:
        post = self._studio.post
        for view in (self.avatars, self.library.grid):
            self._connect_avatars(view)
        self.library.import_wanted.connect(self.desk.choose_files)
        self._add.clicked.connect(self.desk.choose_files)
        self.problems.show_report_wanted.connect(self.stats.open_report)
        self.before_show.settings_wanted.connect(self.open_settings)
        self.before_show.import_wanted.connect(self.desk.choose_files)
        self.before_show.paste_wanted.connect(self.desk.paste)
        self.before_show.file_wanted.connect(self.choose_file)
        self.theme.changed.connect(self._paint_icons)
        self._paint_icons()
        docks = (self.library, self.script, self.stats, self.scenes, self.mixer)
        panels = (self.expressions, self.voice, self.audio, self.controls, self.motion, self.status.engine)
        for asking in (*docks, *panels, self.desk, self.before_show, self._settings):
            asking.command.connect(post)
        self.voice.file_wanted.connect(self.choose_file)
        self.controls.settings_wanted.connect(self.open_settings)
        self.simple.desk_wanted.connect(lambda: self.simple_mode(False))
        self.problems.dismissed.connect(lambda code: post(DismissProblem(code)))
        self.problems.settings_wanted.connect(self.open_settings)
        self.problems.preflight_wanted.connect(self.before_show.open_preflight)
        self.help.serve(self.problems)
        self.help.told.connect(self.status.tell)
        self.problems.safe_mode_wanted.connect(self.safe_mode_wanted)
        self.problems.restore_wanted.connect(lambda avatar_id: post(RestoreAvatar(avatar_id)))
        self.stage.first_painted.connect(lambda: log_event(log, "window.first_picture"))

    def _connect_avatars(self, view: AvatarStrip) -> None:
        view.picked.connect(lambda avatar_id: self._studio.post(SelectAvatar(avatar_id)))
        view.edit_wanted.connect(lambda entry: self._studio.post(EditAvatar(entry.id)))
        view.crop_wanted.connect(self.desk.crop)
        view.duplicate_wanted.connect(self.desk.duplicate)
        view.export_wanted.connect(self.desk.export)
        view.remove_wanted.connect(self.desk.remove)
        view.paste_wanted.connect(self.desk.paste)

    def _paint_icons(self) -> None:
        colours = self.theme.colours
        set_icon(self._add, "add", colours.text, colours.disabled, 22)

    @property
    def snapshot(self) -> Snapshot:
        """What it shows."""
        return self._snapshot

    def choose_file(self) -> None:
        """Let the user choose a file to speak."""
        dialog = QFileDialog(self, self.tr("Open Audio or Video File"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*.{suffix}" for suffix in sorted(MEDIA_SUFFIXES))
        dialog.setNameFilters(
            [self.tr("Audio and video ({patterns})").format(patterns=patterns), self.tr("All files (*)")]
        )
        dialog.fileSelected.connect(lambda path: self._studio.post(SpeakFile(Path(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_settings(self, page: str = "") -> None:
        """Open the settings; the show goes on behind them."""
        self._settings.open(page)

    def mirror_preview(self, mirrored: bool) -> None:
        """Show the preview like a mirror, or as viewers see it."""
        self._change_window(mirror_preview=mirrored)

    def safe_areas(self, shown: bool) -> None:
        """Show the safe areas over the preview, or no more. Viewers never see them."""
        self._change_window(safe_areas=shown)

    def _change_window(self, **changes: object) -> None:
        settings = self._snapshot.settings
        window = settings.window.model_copy(update=changes)
        self._studio.post(ApplySettings(settings.model_copy(update={"window": window})))

    def full_screen(self, on: bool) -> None:
        """Fill the screen with the stage, or come back."""
        self._arrangement.full_screen(on)

    def simple_mode(self, on: bool) -> None:
        """Show the host, the level and three big buttons, or all the controls."""
        self._change_window(mode="simple" if on else "desk")

    def quit_without_asking(self) -> None:
        """Close although somebody may be watching: the system or the user has asked for it elsewhere."""
        self._closing = True
        self.close()

    def come_forward(self) -> None:
        """Be seen, in front of all others: the user has asked for it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        log_event(log, "window.came_forward")

    def begin_minimised(self, *, to_tray: bool = False) -> None:
        """Begin in the tray if that is wanted or minimised windows go there, and there is one, else in the task bar."""
        if (to_tray or self._snapshot.settings.window.minimise_to_tray) and self._tray.there:
            self._tray.take_window()
        else:
            self.showMinimized()

    @property
    def closing(self) -> bool:
        """It goes, and comes to the front no more."""
        return self._closing or self._ended

    def lock_docks(self, locked: bool) -> None:
        """Keep the docks where they are, or let them be moved."""
        self._change_window(docks_locked=locked)

    def reset_docks(self) -> None:
        """The docks as they were at first."""
        self._memory.reset()

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        before, raised = self._snapshot.settings.window, self._snapshot.raised
        self._snapshot = snapshot
        if snapshot.raised != raised:
            self.come_forward()
        self._tray.show_snapshot(snapshot)
        if snapshot.settings.window.theme != before.theme:
            self.theme.choose(snapshot.settings.window.theme)
        if snapshot.settings.window.language != before.language:
            self.language_chosen.emit()
        self.avatars.show_snapshot(snapshot)
        self.library.show_snapshot(snapshot)
        self.problems.show_problems(snapshot.problems)
        self.voice.show_snapshot(snapshot)
        self.audio.show_snapshot(snapshot)
        self.controls.show_snapshot(snapshot)
        self.simple.show_snapshot(snapshot, self.voice.state_words(snapshot))
        self._arrangement.simple_mode(snapshot.settings.window.mode == "simple")
        self.docks.lock(snapshot.settings.window.docks_locked)
        self._memory.follow(snapshot.settings.current.profile)
        self.motion.show_snapshot(snapshot)
        self.status.show_snapshot(snapshot)
        self._actions.show_snapshot(snapshot)
        self.stage.set_mirrored(snapshot.settings.window.mirror_preview)
        self.stage.set_note(self._stage_note(snapshot))
        self._add.setEnabled(not snapshot.avatars_busy)
        self.desk.show_snapshot(snapshot)
        self.help.show_snapshot(snapshot)
        self.before_show.show_snapshot(snapshot)
        self.script.show_snapshot(snapshot)
        self.scenes.show_snapshot(snapshot)
        self.stats.show_snapshot(snapshot)
        self.mixer.show_snapshot(snapshot)
        self._settings.show_snapshot(snapshot)

    def _stage_note(self, snapshot: Snapshot) -> str:
        if snapshot.avatar_id is None and snapshot.avatars:
            return self.tr("Choose an avatar")
        if not snapshot.avatars and snapshot.engine is not EngineState.LOADING:
            return self.tr("No avatars yet: drop a picture here")
        if snapshot.standing_in:
            return ""
        if snapshot.measuring is not None:
            return self.tr("Measuring the graphics card…")
        remote = snapshot.settings.engine.kind == "omnirt"
        notes = {
            EngineState.LOADING: self.tr("Connecting to the server…") if remote else self.tr("Loading the engine…"),
            EngineState.WAITING: self.tr("Waiting for a free slot on the server…"),
            EngineState.RESTARTING: self.tr("Reconnecting…") if remote else self.tr("The engine is restarting…"),
            EngineState.FAILED: self.tr("Not connected") if remote else self.tr("The engine has failed"),
        }
        return notes.get(snapshot.engine, "")

    def showEvent(self, event: QShowEvent) -> None:
        """Take pictures again."""
        super().showEvent(event)
        log_event(log, "window.shown")
        self._bridge.want_preview(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the pictures: nobody sees them."""
        super().hideEvent(event)
        self._bridge.want_preview(False)

    def changeEvent(self, event: QEvent) -> None:
        """A minimised window sees no pictures either."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._bridge.want_preview(not self.isMinimized())
            if self.isMinimized() and self._snapshot.settings.window.minimise_to_tray and self._tray.there:
                QTimer.singleShot(0, self._tray.take_window)  # not while Qt is busy minimising it

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first while somebody may be watching."""
        if self._snapshot.live and not self._closing:
            event.ignore()
            ask_before_closing(self, self.theme, self._snapshot, self.quit_without_asking)
            return
        event.accept()
        if not self._ended:
            self._ended = True
            self._memory.remember()
            self._tray.close()
            self._bridge.close()
            self.avatars.close_worker()
            self.library.grid.close_worker()
            self.desk.close()
            self.help.close()
            self.before_show.close()
            self.ended.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Media files, pictures and avatars are welcome anywhere on the window."""
        if first_file(event, (*MEDIA_SUFFIXES, *SCRIPT_SUFFIXES)) is not None or importable(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Speak the media file, or import the others."""
        path = first_file(event, MEDIA_SUFFIXES)
        if path is not None:
            event.acceptProposedAction()
            self._studio.post(SpeakFile(path))
        elif (script := first_file(event, SCRIPT_SUFFIXES)) is not None:
            event.acceptProposedAction()
            self._studio.post(OpenScript(script))
        elif paths := importable(event.mimeData()):
            event.acceptProposedAction()
            self.desk.open(paths)
