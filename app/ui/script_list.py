"""The lines of a script, one below the other, with how far each has come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from app.sources.script_line import write_line
from app.studio.commands import (
    EditScriptLine,
    InsertScriptLine,
    MoveScriptLines,
    PlayScript,
    RemoveScriptLines,
    UndoScript,
)
from app.studio.script_view import LineState, ScriptView, ShownLine
from app.ui.language import said
from app.ui.script_row import LINE_ROLE, LineDelegate
from app.ui.theme import Theme

_MIME = "application/x-flashtalk-script-lines"
_AHEAD = 3
"""Lines that a host wants to see coming."""
_Index = QModelIndex | QPersistentModelIndex


class ScriptList(QListView):
    """Lives on the GUI thread.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _LineModel(self)
        self._lines.command.connect(self.command)
        self._followed: int | None = None
        self.setModel(self._lines)
        self.delegate = LineDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setObjectName("script")
        self.setAccessibleName(self.tr("Lines of the script"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        theme.changed.connect(self.viewport().update)

    def show_script(self, script: ScriptView) -> None:
        """Show these lines, and keep the one that is heard in sight, with what comes after it."""
        self._lines.show_lines(script.lines)
        if self.delegate.show_heard(script.current, script.next, script.heard):
            self.viewport().update()
        if script.current != self._followed:
            self._followed = script.current
            row = self._lines.row_of(script.current)
            if row is not None and self.state() == QAbstractItemView.State.NoState:
                for seen in (min(row + _AHEAD, len(script.lines) - 1), row):
                    self.scrollTo(self._lines.index(seen), QAbstractItemView.ScrollHint.EnsureVisible)

    @property
    def selected(self) -> tuple[int, ...]:
        """Numbers of the lines that are selected, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(self._lines.number(row) for row in rows)

    def play_from_here(self) -> None:
        """Go on with the line that is selected."""
        if self.selected:
            self.command.emit(PlayScript(self.selected[0]))

    def remove_selected(self) -> None:
        """Take the selected lines away."""
        if self.selected:
            self.command.emit(RemoveScriptLines(self.selected))

    def insert_above(self) -> None:
        """Put a line to be filled in above the one that is selected."""
        if self.selected:
            self.command.emit(InsertScriptLine(self.tr("New line"), self.selected[0]))

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is ours while we have the keys: in the window it undoes changes of the scenes."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_key and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays, Del removes, Alt with the arrows moves, Ctrl+Z undoes."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_from_here()
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.remove_selected()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.command.emit(UndoScript())
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(up=event.key() == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the lines that are selected."""
        index = self.indexAt(event.pos())
        if not index.isValid():
            return
        if index not in self.selectionModel().selectedIndexes():
            self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.addAction(self.tr("Play From Here"), self.play_from_here)
        menu.addSeparator()
        menu.addAction(self.tr("Edit"), lambda: self.edit(index))
        menu.addAction(self.tr("Insert Line Above"), self.insert_above)
        menu.addAction(self.tr("Remove"), self.remove_selected)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._menu_place(event, index))

    def _menu_place(self, event: QContextMenuEvent, index: QModelIndex) -> QPoint:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        return event.globalPos()

    def _move(self, *, up: bool) -> None:
        rows = [self._lines.row_of(number) for number in self.selected]
        known = [row for row in rows if row is not None]
        if not known:
            return
        place = known[0] - 1 if up else known[-1] + 2
        if place >= 0:
            self.command.emit(MoveScriptLines(self.selected, self._lines.number_or_end(place)))


class _LineModel(QAbstractListModel):
    """The lines as the studio has them; nothing changes here but by its word."""

    command = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: tuple[ShownLine, ...] = ()
        self._rows: dict[int, int] = {}

    def show_lines(self, lines: tuple[ShownLine, ...]) -> None:
        """List these; whatever is selected or edited stays so as long as the lines are the same."""
        if lines is self._lines:
            return
        before, self._lines = self._lines, lines
        if [one.number for one in before] == [one.number for one in lines]:
            for row, (old, new) in enumerate(zip(before, lines, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        self._lines = before
        self._rearrange(lines)

    def _rearrange(self, lines: tuple[ShownLine, ...]) -> None:
        """Other lines, or another order: what is selected goes with its line."""
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self._lines[index.row()].number) for index in self.persistentIndexList()]
        self._lines = lines
        self._rows = {one.number: row for row, one in enumerate(lines)}
        self.changePersistentIndexList(
            [index for index, _ in kept],
            [self.index(self._rows[n]) if n in self._rows else QModelIndex() for _, n in kept],
        )
        self.layoutChanged.emit()

    def row_of(self, number: int | None) -> int | None:
        """Where a line stands."""
        return None if number is None else self._rows.get(number)

    def number(self, row: int) -> int:
        """Of the line in a row."""
        return self._lines[row].number

    def number_or_end(self, row: int) -> int | None:
        """The same; None: behind the last."""
        return self._lines[row].number if row < len(self._lines) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Lines can be edited and dragged; they are dropped between others."""
        flags = super().flags(index)
        if index.isValid():
            return flags | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line, its words, and all of it for tool tips and screen readers."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        shown = self._lines[index.row()]
        if role == LINE_ROLE:
            return shown
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.line.text
        if role == Qt.ItemDataRole.EditRole:
            return write_line(shown.line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (shown.line.cue, shown.line.text, said(shown.problem)) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("{state}: {line}").format(state=self._state_words(shown.state), line=shown.line.text)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask the studio for another line; what comes of it is shown."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        shown = self._lines[index.row()]
        if str(value) != write_line(shown.line):
            self.command.emit(EditScriptLine(shown.number, str(value)))
        return True

    def supportedDropActions(self) -> Qt.DropAction:
        """Lines are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Lines of this list alone."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The numbers of the lines that are dragged."""
        rows = sorted(index.row() for index in indexes)
        data = QMimeData()
        data.setData(_MIME, QByteArray(",".join(str(self.number(row)) for row in rows).encode()))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        """Ask the studio to move them. False: the view must take nothing away by itself."""
        del action, column
        if data.hasFormat(_MIME):
            place = row if row >= 0 else parent.row() if parent.isValid() else len(self._lines)
            numbers = tuple(int(number) for number in bytes(data.data(_MIME).data()).decode().split(","))
            self.command.emit(MoveScriptLines(numbers, self.number_or_end(place)))
        return False

    def _state_words(self, state: LineState) -> str:
        return {
            LineState.WAITING: self.tr("Waiting"),
            LineState.SPEAKING: self.tr("Speaking"),
            LineState.SPOKEN: self.tr("Spoken"),
            LineState.FAILED: self.tr("Failed"),
        }[state]
