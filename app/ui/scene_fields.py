"""Small editors that the properties of a scene are made of. All live on the GUI thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from app.ui.widgets import ElidedLabel, keep_wheel_and_margin, set_property

IMAGES = "*.png *.jpg *.jpeg *.webp"
VIDEOS = "*.mp4 *.m4v *.mov *.mkv *.webm *.avi"


class ColourButton(QPushButton):
    """Shows a colour and lets the user choose another.

    Signals:
        picked: the user chose; ``#rrggbb``.
    """

    picked = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._colour = ""
        self._name = name
        self.setAccessibleName(name)
        self.clicked.connect(self._choose)

    def show_colour(self, colour: str) -> None:
        """Show this one."""
        if colour != self._colour:
            self._colour = colour
            self.setText(colour)
            self.setAccessibleName(f"{self._name}: {colour}")
            dark = QColor(colour).lightness() < 140
            self.setStyleSheet(f"background: {colour}; color: {'#ffffff' if dark else '#000000'};")

    def _choose(self) -> None:
        dialog = QColorDialog(QColor(self._colour), self)
        dialog.colorSelected.connect(lambda colour: self.picked.emit(colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class FileField(QWidget):
    """Shows the name of a file and lets the user choose another.

    Args:
        title: of the dialog.
        none: what is shown while there is no file.

    Signals:
        picked: the user chose; its path.
    """

    picked = Signal(Path)

    def __init__(self, title: str, none: str) -> None:
        super().__init__()
        self._title = title
        self._none = none
        self._patterns = IMAGES
        self._path: Path | None = None
        self._name = ElidedLabel()
        set_property(self._name, "tone", "muted")
        self._browse = QPushButton(self.tr("Browse…"))
        self._browse.setAccessibleName(self.tr("Browse: {setting}").format(setting=title))
        self._browse.clicked.connect(self.choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._browse)

    def show_file(self, path: Path | None, patterns: str) -> None:
        """Show this one; others are chosen among files like ``patterns``."""
        self._path, self._patterns = path, patterns
        self._name.show_text(self._none if path is None else path.name)
        self._name.setToolTip("" if path is None else str(path))

    def choose(self) -> None:
        """Let the user choose."""
        dialog = QFileDialog(self, self._title, "" if self._path is None else str(self._path.parent))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Files ({patterns})").format(patterns=self._patterns), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.picked.emit(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class ShareField(QDoubleSpinBox):
    """A fraction, in percent.

    Signals:
        picked: the user chose; the fraction.
        left: the user is done with it.
    """

    picked = Signal(float)

    def __init__(self, name: str, low: float, high: float) -> None:
        super().__init__()
        keep_wheel_and_margin(self)
        self.setAccessibleName(name)
        self.setRange(100 * low, 100 * high)
        self.setDecimals(1)
        self.setSuffix(" %")
        self.setSingleStep(1.0)
        self.valueChanged.connect(lambda value: self.picked.emit(round(value / 100, 5)))

    def show_share(self, share: float) -> None:
        """Show this one, unless somebody writes another."""
        if abs(self.value() - 100 * share) > 0.05:
            self.blockSignals(True)
            self.setValue(100 * share)
            self.blockSignals(False)


def row_label(words: str) -> QLabel:
    """What stands before an editor."""
    label = QLabel(words)
    set_property(label, "tone", "muted")
    return label
