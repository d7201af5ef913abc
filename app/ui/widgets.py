"""Small widgets that several panels share. All live on the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

FIELDS = "fields"
"""Name of a grid of labels and fields, that the fields of a whole page stand below each other."""
FIELD_SPACING_PX = 16
"""Between a label and its field."""
_LIST_FRAME_PX = 8
_WIDEST_LIST_PX = 600


class Panel(QFrame):
    """A titled group of controls.

    Attributes:
        body: where its controls go.
        title: the label on top.

    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 8, 12, 12)
        self.body.setSpacing(8)
        self.title = QLabel(title)
        self.title.setObjectName("panel_title")
        self.body.addWidget(self.title)


class Column(QScrollArea):
    """Widgets below each other that scroll when they are higher than the window; never narrower than they must be."""

    def __init__(self, *widgets: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self.rows = QVBoxLayout(self._inside)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(8)
        for widget in widgets:
            self.rows.addWidget(widget)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        """As wide as its widgets and the scroll bar need, of any height."""
        width = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(max(300, width), 200)


class SideColumn(QWidget):
    """A column whose first widget takes the room that is left, and one below it that never scrolls out of sight."""

    def __init__(self, *widgets: QWidget, below: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = Column(*widgets)
        column.rows.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(column, 1)
        layout.addWidget(below)


class ElidedLabel(QLabel):
    """One line of text that shortens itself to the room there is, and shows all of it as a tool tip.

    Args:
        elide: where it is cut: sentences at their end; what begins alike and differs at its end, in the middle.
    """

    def __init__(self, elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._shorter: tuple[str, ...] = ()

    def show_text(self, text: str, *shorter: str) -> None:
        """Show ``text``, or what is left of ``shorter`` where there is no room: each says less than the one before."""
        if (text, shorter) != (self.text(), self._shorter):
            self._shorter = shorter
            self.setText(text)
            self.setToolTip(text)
            self.update()

    def shown(self) -> str:
        """What of it there is room for."""
        room_px, metrics = self.contentsRect().width(), self.fontMetrics()
        texts = (self.text(), *self._shorter)
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room_px)
        return next(fitting, metrics.elidedText(texts[-1], self._elide, room_px))

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        del event
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        area = self.contentsRect()
        self.style().drawItemText(
            painter,
            area,
            int(self.alignment()),
            option.palette,
            bool(option.state & QStyle.StateFlag.State_Enabled),
            self.shown(),
            self.foregroundRole(),
        )


class DeviceCombo(QComboBox):
    """A picker of devices by name, kept in step with what the studio sees.

    Signals:
        picked: the user chose; carries the value (a name, a special value or None).

    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Long device names must not widen the panel.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: tuple[object, ...] = ()
        self.activated.connect(self._on_activated)

    def show_devices(self, special: Sequence[tuple[str, object]], names: Sequence[str], chosen: object) -> None:
        """List ``special`` entries (text, value), then ``names``, and select ``chosen``.

        A chosen device that is not connected stays in the list, marked as such. An open list is left alone.
        """
        wanted = (tuple(special), tuple(names), chosen)
        if wanted == self._shown or self.view().isVisible():
            return
        self._shown = wanted
        entries: list[tuple[str, object]] = [*special, *((name, name) for name in names)]
        values = [value for _, value in entries]
        if chosen not in values:
            entries.append((self.tr("Not connected: {device}").format(device=chosen), chosen))
            values.append(chosen)
        self.clear()
        for row, (text, value) in enumerate(entries):
            self.addItem(text, value)
            self.setItemData(row, text, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(values.index(chosen))
        self.setToolTip(self.currentText())

    def showPopup(self) -> None:
        """Open the list, wide enough for the names that the field shortens."""
        names = self.view()
        wanted_px = names.sizeHintForColumn(0) + _LIST_FRAME_PX + names.verticalScrollBar().sizeHint().width()
        names.setMinimumWidth(min(wanted_px, _WIDEST_LIST_PX))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shorten a long name with dots; a style sheet would cut it."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 2)
        option.currentText = text
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never switch a device on air because somebody scrolled."""
        event.ignore()

    def _on_activated(self, row: int) -> None:
        self.setToolTip(self.currentText())
        # What was picked holds until the next snapshot tells otherwise.
        self._shown = ()
        self.picked.emit(self.itemData(row))


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def keep_wheel_and_margin(box: QAbstractSpinBox) -> None:
    """Have a number look like the other fields, and stay as it is when the page below the pointer is scrolled."""
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding does not reach in there


def breathe() -> None:
    """Let pictures, levels and timers go on in the middle of something long; keys and the mouse wait for its end."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
