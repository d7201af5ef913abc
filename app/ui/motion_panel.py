"""How FasterLivePortrait moves the face, while it is the one that draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from app.base.omnirt_settings import MotionSettings
from app.base.settings import Settings
from app.studio.commands import ApplySettings
from app.studio.snapshot import Snapshot
from app.ui.theme import Theme
from app.ui.widgets import Panel, set_property

_STEPS = {"cfg_scale": 0.25}  # of the others: 0.05, as OpenTalking has them
_STEP = 0.05
_REST_MS = 150  # between two changes that the studio is told of while a slider is dragged


@dataclass(frozen=True, slots=True)
class _Row:
    slider: QSlider
    number: QLabel
    label: QLabel


class MotionPanel(Panel):
    """Sliders for the model's motion. Lives on the GUI thread; not seen while another model or engine is chosen.

    What the server has not taken over is marked.

    Signals:
        command: something is asked of the studio.

    """

    command = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        del theme  # its colours come with the style sheet
        self.title.setText(self.tr("Motion"))
        self._settings = Settings()
        self._changed: dict[str, object] = {}
        self._refused: frozenset[str] = frozenset()
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._regions = self._make_regions()
        for name, words in self._names().items():
            self._make_row(name, words)
        self._note = QLabel(self.tr("The server has not taken over what is marked."))
        self._note.setWordWrap(True)
        set_property(self._note, "tone", "warn")
        self._note.hide()
        reset = QPushButton(self.tr("Reset"))
        reset.setToolTip(self.tr("Back to the values that OpenTalking begins with"))
        reset.clicked.connect(lambda: self._apply(MotionSettings()))
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        foot.addStretch()
        foot.addWidget(reset, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._grid)
        self.body.addLayout(foot)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._send)
        self.hide()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follow the settings, but for what is being dragged, and what the server makes of them."""
        self._settings = snapshot.settings
        omnirt = snapshot.settings.omnirt
        self.setVisible(snapshot.settings.engine.kind == "omnirt" and omnirt.model == "fasterliveportrait")
        if not self._changed:
            self._show(omnirt.motion)
        if snapshot.refused_options != self._refused:
            self._refused = snapshot.refused_options
            self._mark()

    def _names(self) -> dict[str, str]:
        return {
            "expression_multiplier": self.tr("Expression"),
            "mouth_open_multiplier": self.tr("Mouth opens"),
            "mouth_corner_multiplier": self.tr("Mouth corners"),
            "cheek_jaw_multiplier": self.tr("Cheeks and jaw"),
            "head_motion_multiplier": self.tr("Head"),
            "pose_motion_multiplier": self.tr("Sway"),
            "yaw_multiplier": self.tr("Turn"),
            "pitch_multiplier": self.tr("Nod"),
            "roll_multiplier": self.tr("Tilt"),
            "driving_multiplier": self.tr("All movement"),
            "cfg_scale": self.tr("Follow the voice"),
        }

    def _make_regions(self) -> QComboBox:
        combo = _Quiet()
        combo.setAccessibleName(self.tr("What moves"))
        for region, words in (
            ("lip", self.tr("The mouth")),
            ("all", self.tr("The whole face")),
            ("exp", self.tr("Expressions")),
            ("pose", self.tr("The head")),
            ("eyes", self.tr("The eyes")),
        ):
            combo.addItem(words, region)
        combo.activated.connect(lambda: self._change("animation_region", combo.currentData()))
        self._region_label = QLabel(self.tr("What moves"))
        self._region_label.setBuddy(combo)
        self._grid.addWidget(self._region_label, 0, 0)
        self._grid.addWidget(combo, 0, 1, 1, 2)
        return combo

    def _make_row(self, name: str, words: str) -> None:
        field = MotionSettings.model_fields[name]
        slider = _QuietSlider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(words)
        slider.setToolTip(field.description or "")
        slider.setRange(0, round(_most(name) / _step(name)))
        slider.setPageStep(4)
        slider.valueChanged.connect(partial(self._on_slid, name))
        label = QLabel(words)
        label.setBuddy(slider)
        number = QLabel()
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        number.setFixedWidth(number.fontMetrics().horizontalAdvance("10.00") + 4)
        line = self._grid.rowCount()
        for column, widget in enumerate((label, slider, number)):
            self._grid.addWidget(widget, line, column)
        self._rows[name] = _Row(slider, number, label)

    def _show(self, motion: MotionSettings) -> None:
        self._regions.setCurrentIndex(self._regions.findData(motion.animation_region))
        for name, row in self._rows.items():
            value = getattr(motion, name)
            with QSignalBlocker(row.slider):
                row.slider.setValue(round(value / _step(name)))
            row.number.setText(f"{value:.2f}")

    def _mark(self) -> None:
        for name, row in self._rows.items():
            tone = "warn" if name in self._refused else ""
            for label in (row.label, row.number):
                set_property(label, "tone", tone)
            row.number.setToolTip(self.tr("The server has not taken this over") if tone else "")
        set_property(self._region_label, "tone", "warn" if "animation_region" in self._refused else "")
        self._note.setVisible(bool(self._refused & MotionSettings.model_fields.keys()))

    def _on_slid(self, name: str, place: int) -> None:
        value = round(place * _step(name), 2)
        self._rows[name].number.setText(f"{value:.2f}")
        self._change(name, value)

    def _change(self, name: str, value: object) -> None:
        self._changed[name] = value
        if not self._rest.isActive():
            self._rest.start()

    def _send(self) -> None:
        self._apply(self._settings.omnirt.motion.model_copy(update=self._changed))

    def _apply(self, motion: MotionSettings) -> None:
        self._rest.stop()
        self._changed.clear()
        self._show(motion)
        omnirt = self._settings.omnirt.model_copy(update={"motion": motion})
        self._settings = self._settings.model_copy(update={"omnirt": omnirt})  # until the studio says so
        self.command.emit(ApplySettings(self._settings))


class _Quiet(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never change on air because somebody scrolled."""
        event.ignore()


class _QuietSlider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never change on air because somebody scrolled."""
        event.ignore()


def _step(name: str) -> float:
    return _STEPS.get(name, _STEP)


def _most(name: str) -> float:
    """The end of its range, as the settings have it."""
    return float(_schema()[name]["maximum"])


@cache
def _schema() -> dict[str, dict[str, float]]:
    """Of all settings of motion: pydantic takes some milliseconds to make it."""
    properties: dict[str, dict[str, float]] = MotionSettings.model_json_schema()["properties"]
    return properties
