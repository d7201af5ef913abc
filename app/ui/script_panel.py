"""The script in the window: its lines, and what is done with them, in the words of OBS's media controls."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.sources.script import SUFFIXES
from app.studio.commands import (
    CloseScript,
    ForgetScript,
    InsertScriptLine,
    NextLine,
    OpenScript,
    OrderScript,
    PauseScript,
    PlayScript,
    PreviousLine,
    RestoreScript,
    StopScript,
    UndoScript,
)
from app.studio.script_view import KeptScript, ScriptView
from app.studio.snapshot import Snapshot
from app.ui.icons import set_icon
from app.ui.key_tips import tip_with_key
from app.ui.media_files import first_file
from app.ui.script_list import ScriptList
from app.ui.script_talk import TalkButton
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, set_property


class ScriptPanel(QWidget):
    """Lines, toolbar, and a box for another line. Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.
        open_wanted: the user wants to choose a script file.
        save_wanted: the user wants to save the script as a file.
        variables_wanted: the user wants to say what stands for ``{name}``.
        spacing_wanted: the user wants to say how far shuffled lines are apart.

    """

    command = Signal(object)
    open_wanted = Signal()
    save_wanted = Signal()
    variables_wanted = Signal()
    spacing_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._script = ScriptView()
        self.setAcceptDrops(True)
        self._make_kept()
        self._make_bar()
        self._make_lines()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 10)
        layout.setSpacing(6)
        layout.addWidget(self.kept)
        layout.addLayout(self._bar)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self.state)
        layout.addLayout(self._foot)
        self._show(ScriptView())
        self._paint_icons()
        theme.changed.connect(self._paint_icons)

    def _make_kept(self) -> None:
        self.kept = QWidget()
        self._kept_words = QLabel()
        self._kept_words.setWordWrap(True)
        self._kept_words.setTextFormat(Qt.TextFormat.PlainText)
        restore = QPushButton(self.tr("Restore"))
        restore.clicked.connect(lambda: self.command.emit(RestoreScript()))
        dismiss = QPushButton(self.tr("Dismiss"))
        dismiss.setToolTip(self.tr("Leave it; the file is kept"))
        dismiss.clicked.connect(lambda: self.command.emit(ForgetScript()))
        set_property(dismiss, "look", "flat")
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(dismiss)
        buttons.addWidget(restore)
        column = QVBoxLayout(self.kept)  # beside the buttons a long name had no room for its lines
        column.setContentsMargins(0, 0, 0, 4)
        column.addWidget(self._kept_words)
        column.addLayout(buttons)

    def _make_bar(self) -> None:
        self.previous = self._tool(self.tr("Previous"))
        tip_with_key(self.previous, self.tr("Back to the line before"), "script.previous")
        self.previous.clicked.connect(lambda: self.command.emit(PreviousLine()))
        self.play = self._tool(self.tr("Play"))
        self.play.clicked.connect(self.toggle_play)
        self.stop = self._tool(self.tr("Stop"))
        tip_with_key(self.stop, self.tr("Stop, and begin with the first line the next time"), "script.stop")
        self.stop.clicked.connect(lambda: self.command.emit(StopScript()))
        self.next = self._tool(self.tr("Next"))
        tip_with_key(self.next, self.tr("On with the next line"), "script.next")
        self.next.clicked.connect(lambda: self.command.emit(NextLine()))
        self.loop = self._tool(self.tr("Loop"))
        tip_with_key(self.loop, self.tr("After the last line begin again with the first"), "script.loop")
        self.shuffle = self._tool(self.tr("Shuffle"))
        tip_with_key(self.shuffle, self.tr("Speak each line once, in an order that is drawn"), "script.shuffle")
        for button in (self.loop, self.shuffle):
            button.setCheckable(True)
            button.clicked.connect(self._order)
        self.talk = TalkButton(self._theme)
        self.talk.command.connect(self.command)
        self.more = self._tool(self.tr("More"))
        self.more.setToolTip(self.tr("Open, save, variables, spacing"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        self._bar = QHBoxLayout()
        self._bar.setSpacing(2)
        for button in (self.previous, self.play, self.stop, self.next):
            self._bar.addWidget(button)
        self._bar.addSpacing(8)
        self._bar.addWidget(self.loop)
        self._bar.addWidget(self.shuffle)
        self._bar.addStretch(1)
        self._bar.addWidget(self.more)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Open Script…"), self.open_wanted.emit)
        self._save = menu.addAction(self.tr("Save Script As…"), self.save_wanted.emit)
        self._close = menu.addAction(self.tr("Close Script"), lambda: self.command.emit(CloseScript()))
        menu.addSeparator()
        self._undo = menu.addAction(self.tr("Undo"), lambda: self.command.emit(UndoScript()))
        menu.addSeparator()
        self._variables = menu.addAction(self.tr("Variables…"), self.variables_wanted.emit)
        self._spacing = menu.addAction(self.tr("Shuffle Spacing…"), self.spacing_wanted.emit)
        return menu

    def _make_lines(self) -> None:
        self.list = ScriptList(self._theme)
        self.list.command.connect(self.command)
        empty = QWidget()
        words = QLabel(
            self.tr("What you write here is spoken line by line.\nOpen a text, Markdown or CSV file,\nor drop it here.")
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_property(words, "tone", "muted")
        self.open = QPushButton(self.tr("Open Script…"))
        self.open.clicked.connect(self.open_wanted)
        column = QVBoxLayout(empty)
        column.addStretch(1)
        column.addWidget(words)
        column.addSpacing(8)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._pages = QStackedLayout()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.list)
        self.state = ElidedLabel()
        self.state.setAccessibleName(self.tr("Where the script stands"))
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Another line"))
        self.line.setPlaceholderText(self.tr("Add a line…"))
        self.line.setToolTip(self.tr("Notes stand in brackets: [pause: 2 s], [smile], [avatar: Mira], [cue: Opening]"))
        self.line.returnPressed.connect(self._add)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(6)
        self._foot.addWidget(self.line, 1)
        self._foot.addWidget(self.talk)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the script stands."""
        self._show(snapshot.script)

    def toggle_play(self) -> None:
        """Play, or pause."""
        self.command.emit(PauseScript() if self._script.playing else PlayScript())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Script files are welcome."""
        if first_file(event, SUFFIXES) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open it."""
        path = first_file(event, SUFFIXES)
        if path is not None:
            event.acceptProposedAction()
            self.command.emit(OpenScript(path))

    def _show(self, script: ScriptView) -> None:
        before, self._script = self._script, script
        self.list.show_script(script)
        self._pages.setCurrentIndex(1 if script.lines else 0)
        self.talk.show_held(script.push_to_talk)
        self.loop.setChecked(script.order.loop)
        self.shuffle.setChecked(script.order.shuffle)
        there = bool(script.lines)
        for button in (self.previous, self.play, self.next, self.loop, self.shuffle):
            button.setEnabled(there)
        self.stop.setEnabled(script.playing)
        self._save.setEnabled(there)
        self._close.setEnabled(there)
        self._undo.setEnabled(script.can_undo)
        self._variables.setEnabled(bool(script.variables))
        self._show_kept(script.kept)
        self.state.setVisible(there)
        words, tone = self._words(script)
        self.state.show_text(words)
        set_property(self.state, "tone", tone)
        if before.playing != script.playing:
            self._paint_icons()

    def _show_kept(self, kept: KeptScript | None) -> None:
        self.kept.setVisible(kept is not None)
        if kept is not None:
            name = kept.name or self.tr("Lines that waited")
            words = self.tr("{name} ({count} lines) was on the desk when the studio ended.")
            self._kept_words.setText(words.format(name=name, count=kept.lines))

    def _words(self, script: ScriptView) -> tuple[str, str]:
        """What happens now, and in which colour."""
        places = {one.number: place for place, one in enumerate(script.lines, 1)}
        count = len(script.lines)
        if script.push_to_talk:
            return self.tr("You are talking; the script waits"), "good"
        if script.current in places:
            return self.tr("Line {place} of {count}").format(place=places[script.current], count=count), ""
        if script.playing and script.wait_s is not None and script.next in places:
            words = self.tr("Line {place} of {count} in {seconds} s")
            return words.format(place=places[script.next], count=count, seconds=f"{script.wait_s:.0f}"), ""
        if script.playing and script.next in places:
            return self.tr("Getting ready: line {place}").format(place=places[script.next]), "muted"
        if script.playing:
            return self.tr("Waiting for the next announcement"), "muted"
        return self._rest_words(script, places), "muted"

    def _rest_words(self, script: ScriptView, places: dict[int, int]) -> str:
        missing = [name for name, value in script.variables if not value]
        if missing:
            return self.tr("{name} has no value: see Variables").format(name="{" + missing[0] + "}")
        if script.next in places and places[script.next] > 1:
            return self.tr("{name}: paused before line {place}").format(name=self._name, place=places[script.next])
        return self.tr("{name}: {count} lines").format(name=self._name, count=len(script.lines))

    @property
    def _name(self) -> str:
        return self._script.name or self.tr("Script")

    def _order(self) -> None:
        order = replace(self._script.order, loop=self.loop.isChecked(), shuffle=self.shuffle.isChecked())
        self.command.emit(OrderScript(order))

    def _add(self) -> None:
        text = self.line.text().strip()
        if text:
            self.command.emit(InsertScriptLine(text))
            self.line.clear()

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name)
        set_property(button, "look", "flat")
        return button

    def _paint_icons(self) -> None:
        colours = self._theme.colours
        playing = self._script.playing
        self.play.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))
        going, resting = (
            self.tr("Stop in the middle of the line, and go on from there"),
            self.tr("Speak the script from here"),
        )
        tip_with_key(self.play, going if playing else resting, "script.play")
        for button, name in (
            (self.previous, "previous"),
            (self.play, "pause" if playing else "resume"),
            (self.stop, "stop"),
            (self.next, "skip"),
            (self.loop, "loop"),
            (self.shuffle, "shuffle"),
            (self.more, "menu"),
        ):
            set_icon(button, name, colours.text, colours.disabled)
