"""The strip of avatars at the top of the window."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.studio.snapshot import AvatarEntry, Snapshot
from app.ui.theme import Theme
from app.ui.thumbnails import Thumbnails

_THUMB_PX = 60
_CELL_PX = 92
_Index = QModelIndex | QPersistentModelIndex
_ID_ROLE = Qt.ItemDataRole.UserRole


class AvatarStrip(QListView):
    """The avatars of the library side by side. Lives on the GUI thread.

    Signals:
        picked: the user chose the avatar with this id.
        edit_wanted: the user wants to name this avatar (an ``AvatarEntry``) or place its face anew.
        crop_wanted: the user wants to choose what servers are sent of this avatar (an ``AvatarEntry``).
        duplicate_wanted: the user wants another one like this (an ``AvatarEntry``).
        export_wanted: the user wants this avatar (an ``AvatarEntry``) as a file.
        remove_wanted: the user wants this avatar (an ``AvatarEntry``) removed.
        paste_wanted: the user wants to import what is on the clipboard.

    """

    picked = Signal(str)
    edit_wanted = Signal(object)
    crop_wanted = Signal(object)
    duplicate_wanted = Signal(object)
    export_wanted = Signal(object)
    remove_wanted = Signal(object)
    paste_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._on_program: str | None = None
        self.empty_words = self.tr("No avatars in the library yet: drop a picture on this window.")
        # Twice the size, for screens with two device pixels a pixel.
        self._thumbnails = Thumbnails(_THUMB_PX * 2, self)
        self._avatars = _AvatarModel(self._thumbnails, self)
        self.setModel(self._avatars)
        self.setItemDelegate(_AvatarDelegate(theme, self))
        self.setObjectName("avatars")
        self.setAccessibleName(self.tr("Avatars"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._pick)
        self.activated.connect(self._pick)
        theme.changed.connect(self.viewport().update)
        self._thumbnails.ready.connect(self.viewport().update)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """List the library and mark the avatar on the program."""
        if self._avatars.show_entries(snapshot.avatars) or snapshot.avatar_id != self._on_program:
            self._on_program = snapshot.avatar_id
            row = self._avatars.row_of(snapshot.avatar_id)
            self.setCurrentIndex(self._avatars.index(row) if row is not None else QModelIndex())
            self._avatars.mark(row)

    @property
    def chosen(self) -> AvatarEntry | None:
        """The one that the keys are on; None: none."""
        return self._avatars.entry(self.currentIndex())

    def close_worker(self) -> None:
        """End the thread that reads thumbnails."""
        self._thumbnails.close()

    def cell_size(self) -> QSize:
        """Size of one avatar with its name."""
        return QSize(
            max(_CELL_PX, self.fontMetrics().averageCharWidth() * 13), _THUMB_PX + self.fontMetrics().height() + 16
        )

    def sizeHint(self) -> QSize:
        """One row and its scroll bar."""
        return QSize(400, self.cell_size().height() + 12)

    def minimumSizeHint(self) -> QSize:
        """One avatar."""
        return QSize(_CELL_PX, self.sizeHint().height())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with an avatar."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        entry = self._avatars.entry(index)
        if entry is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edit = menu.addAction(self.tr("Edit…"))
        edit.setEnabled(entry.own)
        edit.triggered.connect(lambda: self.edit_wanted.emit(entry))
        menu.addAction(self.tr("Crop for Server…")).triggered.connect(lambda: self.crop_wanted.emit(entry))
        menu.addAction(self.tr("Duplicate")).triggered.connect(lambda: self.duplicate_wanted.emit(entry))
        menu.addAction(self.tr("Export…")).triggered.connect(lambda: self.export_wanted.emit(entry))
        remove = menu.addAction(self.tr("Remove"))
        remove.setEnabled(entry.own)
        remove.triggered.connect(lambda: self.remove_wanted.emit(entry))
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).center() if by_key else event.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, and what is pasted is imported."""
        entry = self._avatars.entry(self.currentIndex())
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Delete) and entry is not None and entry.own:
            self.remove_wanted.emit(entry)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """An ordinary wheel scrolls sideways: there is no other way to go."""
        steps = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (steps.x() or steps.y()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the avatar on the program in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def _pick(self, index: QModelIndex) -> None:
        avatar_id = index.data(_ID_ROLE)
        if avatar_id is not None and avatar_id != self._on_program:
            self.picked.emit(avatar_id)

    def changeEvent(self, event: QEvent) -> None:
        """A new font has new heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so when there is nothing to list."""
        super().paintEvent(event)
        if self._avatars.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self._theme.color("muted"))
            painter.drawText(
                self.viewport().rect().adjusted(12, 0, -12, 0),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
                self.empty_words,
            )
            painter.end()


class _AvatarModel(QAbstractListModel):
    def __init__(self, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: tuple[AvatarEntry, ...] = ()
        self._rows: dict[str, int] = {}
        self._thumbnails = thumbnails
        self.marked: int | None = None

    def show_entries(self, entries: tuple[AvatarEntry, ...]) -> bool:
        if entries == self._entries:
            return False
        self.beginResetModel()
        self._entries = entries
        self._rows = {entry.id: row for row, entry in enumerate(entries)}
        self.endResetModel()
        return True

    def entry(self, index: QModelIndex) -> AvatarEntry | None:
        return self._entries[index.row()] if index.isValid() else None

    def row_of(self, avatar_id: str | None) -> int | None:
        return self._rows.get(avatar_id) if avatar_id is not None else None

    def mark(self, row: int | None) -> None:
        self.marked = row
        self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.get(entry.preview) if entry.preview is not None else None
        return entry.id if role == _ID_ROLE else None


class _AvatarDelegate(QStyledItemDelegate):
    """Draws one avatar: a round-cornered thumbnail, or initials, and the name below."""

    def __init__(self, theme: Theme, strip: AvatarStrip) -> None:
        super().__init__(strip)
        self._theme = theme
        self._strip = strip

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return self._strip.cell_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model: QAbstractItemModel = index.model()
        assert isinstance(model, _AvatarModel)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        card = cell.adjusted(2, 2, -2, -2)
        on_program = index.row() == model.marked
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if on_program or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.color("selected" if on_program else "hover"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(card, 8, 8)
        if on_program or focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent" if on_program else "text"), 2 if focused else 1))
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 7, 7)
        thumb = QRect(card.center().x() - _THUMB_PX // 2, card.top() + 5, _THUMB_PX, _THUMB_PX)
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        self._draw_thumb(painter, thumb, index.data(Qt.ItemDataRole.DecorationRole), name)
        text = QRect(card.left() + 5, thumb.bottom() + 2, card.width() - 10, card.bottom() - thumb.bottom() - 3)
        painter.setPen(self._theme.color("text" if on_program else "muted"))
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignCenter), elided)
        painter.restore()

    def _draw_thumb(self, painter: QPainter, area: QRect, picture: object, name: str) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(area, 8, 8)
        painter.save()
        painter.setClipPath(outline)
        painter.fillPath(outline, self._theme.color("button"))
        if isinstance(picture, QPixmap):
            painter.drawPixmap(area, picture)
        else:
            font = painter.font()
            font.setPixelSize(_THUMB_PX // 3)
            painter.setFont(font)
            painter.setPen(self._theme.color("muted"))
            initials = "".join(word[0] for word in name.split()[:2]).upper()
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), initials)
        painter.restore()
