"""States of the way in for other programs, to look at."""

from __future__ import annotations

from app.base.errors import AppError
from app.base.settings import ControlSettings
from app.studio.control_state import ControlState
from app.studio.proposals import ProposedLine

_KEY = "T5pS9x-IfYJ3mKqC0dEwzRb7vNhL2aUo"

_LONG = "Thank you for the follow, xX_TheNameThatNeverEnds_Xx, and welcome to the stream, everybody!"
_LINES = (("Hello from the other side!", "Chat bot"), (_LONG, "Phone"), ("Good evening.", ""))

PROPOSED = tuple(ProposedLine(number, *_LINES[number % 3]) for number in range(12))


def control_states() -> list[tuple[str, ControlSettings, ControlState]]:
    """Name, settings, and what the studio says."""
    on = ControlSettings(enabled=True)
    network = ControlSettings(enabled=True, network=True)
    local = "http://127.0.0.1:8787"
    taken = AppError(
        "control.port",
        "Other programs cannot reach the studio: port 8787 is taken (Address already in use).",
        "Choose another port.",
    )
    return [
        ("on", on, ControlState((local,), _KEY)),
        ("network", network, ControlState((local, "http://192.168.178.24:8787"), _KEY)),
        ("opening", on, ControlState()),
        ("taken", on, ControlState(problem=taken)),
    ]
