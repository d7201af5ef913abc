"""How a line of a script is drawn, and edited where it stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.sources.script_line import ScriptLine, plain_s
from app.studio.script_view import LineState, ShownLine
from app.ui.icons import pixmap
from app.ui.language import said
from app.ui.theme import Theme

LINE_ROLE = Qt.ItemDataRole.UserRole

_EDGE_PX = 8
_ICON_PX = 16
_GAP_PX = 8
_PAD_PX = 6
_SMALL = 0.86
_Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Two lines of text: what is said, and below it the cue and the notes. Lives on the GUI thread."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._current: int | None = None
        self._next: int | None = None
        self._heard = 0.0

    def show_heard(self, current: int | None, following: int | None, heard: float) -> bool:
        """Which line is heard, which is the next, and how much of the first has been heard, 0..1. True: it is news."""
        before = self._current, self._next, self._heard
        self._current, self._next, self._heard = current, following, heard
        return before != (current, following, heard)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The same for every line, so that thousands cost nothing."""
        del index
        metrics = option.fontMetrics
        return QSize(120, metrics.height() + _small(option).height() + 2 * _PAD_PX + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        shown = index.data(LINE_ROLE)
        if not isinstance(shown, ShownLine):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        self._draw_ground(painter, option, shown)
        self._draw_state(painter, rect, shown)
        left = rect.left() + _EDGE_PX + _ICON_PX + _GAP_PX
        small = _small(option)
        top = rect.top() + _PAD_PX
        metrics = option.fontMetrics
        words = QRect(left, top, rect.right() - _EDGE_PX - left, metrics.height())
        self._draw_words(painter, words, metrics, shown)
        below = QRect(left, words.bottom() + 2, words.width(), small.height())
        self._draw_notes(painter, below, option, small, shown, index.row() + 1)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """One line for words and notes."""
        del option, index
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Line"))
        editor.setToolTip(self.tr("Notes stand in brackets: [pause: 2 s], [smile], [avatar: Mira], [cue: Opening]"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        """Over the words of the line."""
        del index
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_EDGE_PX + _ICON_PX + 2, 3, -3, -3))

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, shown: ShownLine) -> None:
        rect = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(rect, 5, 5)
        if shown.number == self._current:
            painter.setPen(QPen(self._theme.color("accent"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 5, 5)

    def _draw_state(self, painter: QPainter, rect: QRect, shown: ShownLine) -> None:
        tokens = {
            LineState.SPEAKING: ("speak", "accent"),
            LineState.SPOKEN: ("good", "good"),
            LineState.FAILED: ("error", "live"),
        }
        name, token = tokens.get(shown.state, ("", ""))
        if not name and shown.number == self._next:
            name, token = "resume", "muted"
        elif not name and shown.line.every_s is not None:
            name, token = "loop", "muted"
        if name:
            ratio = painter.device().devicePixelRatioF()
            drawn = pixmap(name, getattr(self._theme.colours, token), _ICON_PX, ratio)
            painter.drawPixmap(rect.left() + _EDGE_PX, rect.center().y() - _ICON_PX // 2, drawn)

    def _draw_words(self, painter: QPainter, area: QRect, metrics: QFontMetrics, shown: ShownLine) -> None:
        """What is said; of the line that is heard, what has been heard stands out."""
        text = shown.line.text
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if shown.number != self._current:
            colour = self._theme.color("muted" if shown.state is LineState.SPOKEN else "text")
            painter.setPen(colour)
            painter.drawText(area, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()))
            return
        spoken = _word_end(text, round(self._heard * len(text)))
        start = _window(metrics, text, spoken, area.width())
        rest = text[start:]
        split = max(0, spoken - start)
        head = rest[:split]
        painter.setPen(self._theme.color("accent"))
        painter.drawText(area, flags, head)
        across = metrics.horizontalAdvance(head)
        tail = area.adjusted(across, 0, 0, 0)
        painter.setPen(self._theme.color("text"))
        painter.drawText(
            tail, flags, metrics.elidedText(rest[split:], Qt.TextElideMode.ElideRight, max(0, tail.width()))
        )

    def _draw_notes(
        self,
        painter: QPainter,
        area: QRect,
        option: QStyleOptionViewItem,
        small: QFontMetrics,
        shown: ShownLine,
        place: int,
    ) -> None:
        painter.setFont(_small_font(option))
        words, colour = self._notes(shown, place)
        painter.setPen(colour)
        painter.drawText(
            area,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            small.elidedText(words, Qt.TextElideMode.ElideRight, area.width()),
        )

    def _notes(self, shown: ShownLine, place: int) -> tuple[str, QColor]:
        if shown.problem:
            return said(shown.problem), self._theme.color("live")
        line = shown.line
        notes = [line.cue, line.avatar, line.voice, line.expression or "", self._pause(line), self._every(line)]
        return " · ".join([str(place), *(note for note in notes if note)]), self._theme.color("muted")

    def _pause(self, line: ScriptLine) -> str:
        return self.tr("pause {seconds} s").format(seconds=plain_s(line.pause_s)) if line.pause_s else ""

    def _every(self, line: ScriptLine) -> str:
        if line.every_s is None:
            return ""
        least_s, most_s = line.every_s
        unit, factor = (self.tr("min"), 60.0) if least_s >= 60.0 else (self.tr("s"), 1.0)
        times = dict.fromkeys((plain_s(round(least_s / factor, 1)), plain_s(round(most_s / factor, 1))))
        return self.tr("every {times} {unit}").format(times="–".join(times), unit=unit)


def _small_font(option: QStyleOptionViewItem) -> QFont:
    font = QFont(option.font)
    font.setPointSizeF(font.pointSizeF() * _SMALL)
    return font


def _small(option: QStyleOptionViewItem) -> QFontMetrics:
    return QFontMetrics(_small_font(option))


def _word_end(text: str, place: int) -> int:
    """``place``, or the end of the word that it lies in."""
    while 0 < place < len(text) and text[place].isalnum() and text[place].isascii():
        place += 1
    return place


def _window(metrics: QFontMetrics, text: str, spoken: int, width_px: int) -> int:
    """The letter with which to begin, so that what is being said is seen: two thirds of the room lie behind it."""
    if metrics.horizontalAdvance(text) <= width_px:
        return 0
    start = 0
    while start < spoken and metrics.horizontalAdvance(text[start:spoken]) > width_px // 2:
        start = min(spoken, (text.find(" ", start + 1) + 1) or start + 8)
    return start
