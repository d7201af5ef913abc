"""Colours and style of the window, dark and light."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.base.paths import resources_dir


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, ``#rrggbb``. The names are the tokens of the style sheet."""

    name: str
    window: str
    panel: str
    field: str
    border: str
    button: str
    hover: str
    pressed: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    selected: str
    live: str
    on_live: str
    good: str
    on_good: str
    warn: str
    loud: str
    stage: str


DARK = Colours(
    name="dark",
    window="#14161b",
    panel="#1c1f26",
    field="#13151a",
    border="#343a47",
    button="#2a2f3a",
    hover="#353b49",
    pressed="#242933",
    text="#e9ebf1",
    muted="#a2aabb",
    disabled="#666e7e",
    accent="#8aa2ff",
    on_accent="#10142a",
    selected="#2b3558",
    live="#d93b45",
    on_live="#ffffff",
    good="#45b987",
    on_good="#06251a",
    warn="#e8ac4a",
    loud="#e8ac4a",
    stage="#0d0e12",
)

LIGHT = Colours(
    name="light",
    window="#e9ecf1",
    panel="#f9fafc",
    field="#ffffff",
    border="#c3c9d5",
    button="#eceff5",
    hover="#e0e5ef",
    pressed="#d5dbe8",
    text="#1a1e27",
    muted="#566073",
    disabled="#98a1b1",
    accent="#3457d5",
    on_accent="#ffffff",
    selected="#dbe3ff",
    live="#c62f3a",
    on_live="#ffffff",
    good="#1c8558",
    on_good="#ffffff",
    warn="#925c00",
    loud="#e3a229",
    stage="#d3d8e1",
)


class Theme(QObject):
    """The theme of the application: the system's unless the user chooses, and dark if that has none. GUI thread.

    Signals:
        changed: the colours are other ones now; what paints by itself repaints, icons are made anew.

    """

    changed = Signal()

    def __init__(self, app: QApplication, colours: Colours | None = None) -> None:
        super().__init__()
        self._app = app
        self._chosen: Literal["system", "dark", "light"] | None = None
        self.colours = DARK
        self._of_windows = False  # the sheet of the colours is theirs, and that of the application an older one
        app.setStyle("Fusion")  # the same on every system, and it follows the palette
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        if colours is not None:
            self.use(colours)
        else:
            self.choose("system")

    def choose(self, chosen: Literal["system", "dark", "light"]) -> None:
        """Put on what the user wants. Title bars and the system's own dialogs go along where the system can do that."""
        if chosen == self._chosen:
            return
        self._chosen = chosen
        hints = self._app.styleHints()
        if chosen == "system":
            hints.unsetColorScheme()
            self._follow_system(hints.colorScheme())
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if chosen == "dark" else Qt.ColorScheme.Light)
            self.use(DARK if chosen == "dark" else LIGHT)

    def use(self, colours: Colours) -> None:
        """Put on these colours."""
        self.colours = colours
        self._app.setPalette(_palette(colours))
        windows = [one for one in self._app.topLevelWidgets() if one.parentWidget() is None]
        # Another sheet of the application has Qt visit every widget once for each that it lies in: a second and a half
        # with the settings open. A window's own goes before that, and all that opens over the window inherits it.
        self._of_windows = bool(windows)
        dressed: list[QWidget] | list[QApplication] = windows or [self._app]
        for one in dressed:
            one.setStyleSheet(_style_sheet(colours))
        self.changed.emit()

    def renew(self) -> None:
        """Dress windows that are yet to be made as those that have gone were dressed last."""
        if self._of_windows:
            self._of_windows = False
            self._app.setStyleSheet(_style_sheet(self.colours))

    def color(self, token: str) -> QColor:
        """One of the colours, by its name."""
        return QColor(getattr(self.colours, token))

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._chosen == "system":
            self.use(LIGHT if scheme == Qt.ColorScheme.Light else DARK)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, value in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.field),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.Button, colours.button),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.panel),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.Light, colours.hover),
        (role.Midlight, colours.button),
        (role.Mid, colours.border),
        (role.Dark, colours.border),
    ):
        palette.setColor(target, QColor(value))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.disabled))
    return palette


def _style_sheet(colours: Colours) -> str:
    text = (resources_dir() / "theme" / "studio.qss").read_text(encoding="utf-8")
    tokens = asdict(colours) | {"icons": (resources_dir() / "icons").as_posix()}
    for token in sorted(tokens, key=len, reverse=True):
        text = text.replace(f"@{token}", tokens[token])
    return text
