"""Commands about the studio itself: settings, engine, problems, preflight, who may lead it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from app.base.settings import Settings
from app.studio.control_state import ControlState
from app.studio.hotkeys_state import HotkeysState


@dataclass(frozen=True, slots=True)
class ApplySettings:
    """Take over changed settings, live where possible, and save them."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Have the engine ready: connect to its server now, also where that failed before.

    A graphics card is asked for what the settings say, also where it did not hold before.
    """


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """Forget what the graphics card was measured to hold, and measure again."""


@dataclass(frozen=True, slots=True)
class ReleaseEngine:
    """Give the session on the server back; whoever speaks next opens another."""


@dataclass(frozen=True, slots=True)
class RenewControlKey:
    """Give other programs another key: those that have the old one get nothing any more."""


@dataclass(frozen=True, slots=True)
class TellControl:
    """How other programs reach the studio now; the server that they come to says so."""

    state: ControlState


@dataclass(frozen=True, slots=True)
class RaiseWindow:
    """The user has started the studio again, or asks for its window: it comes to the front."""


@dataclass(frozen=True, slots=True)
class TellHotkeys:
    """How hotkeys stand while other programs are in front; whoever has them handed out says so."""

    state: HotkeysState


@dataclass(frozen=True, slots=True)
class DismissProblem:
    """The user has read the problem with this code."""

    code: str


@dataclass(frozen=True, slots=True)
class CheckEverything:
    """Check everything that a show needs; the findings come in the snapshot."""


@dataclass(frozen=True, slots=True)
class MendFinding:
    """Do what mends what the check with this name has found, then check again."""

    check: str


ControlCommand = RaiseWindow | RenewControlKey | TellControl | TellHotkeys

PreflightCommand = CheckEverything | MendFinding
