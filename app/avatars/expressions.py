"""Expressions: what the face does when it is asked to, over whatever it does anyway. Pure functions of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from app.avatars.motion import Pose
from app.media.types import NS_PER_S

Expression = Literal["neutral", "smile", "surprise", "doubt", "nod", "wink"]

EXPRESSIONS: tuple[Expression, ...] = get_args(Expression)
"""All of them, in the order of buttons and keys."""

_TIMES_MS = {
    "smile": (280, 3600, 700),
    "surprise": (200, 1600, 450),
    "doubt": (280, 2000, 500),
    "wink": (130, 330, 260),
}
"""How long each takes to come, stays, and takes to go."""

_NODS_MS = ((0, 1.0), (560, 0.7))
"""When each nod begins, and how deep it is."""

_NOD_DOWN_MS, _NOD_UP_MS = 230, 390
_FADE_MS = 250  # in which what was on before gives way to the next

_REMEMBERED_NS = NS_PER_S
"""How far ahead of the pictures being drawn an expression may be asked for."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """What was asked for and when, on the endless clock of ``Motion.at``: equal histories give equal faces.

    The studio and its engine each keep one, so that speech and idle show the same face. Immutable; any thread.

    Attributes:
        name: the latest expression.
        begun_ns: when it begins; earlier, ``before`` holds.
        before: what it takes the place of; None: nothing, or nothing that is still seen.
    """

    name: Expression = "neutral"
    begun_ns: int = 0
    before: Expressions | None = None

    def then(self, name: Expression, phase_ns: int) -> Expressions:
        """The same, with ``name`` taking over from ``phase_ns`` on."""
        phase_ns = max(phase_ns, self.begun_ns)
        settled = phase_ns - self.begun_ns > _FADE_MS * 1_000_000 + _REMEMBERED_NS
        return Expressions(name, phase_ns, replace(self, before=None) if settled else self)

    def on(self, pose: Pose, phase_ns: int) -> Pose:
        """``pose`` with the expression of ``phase_ns``."""
        amounts = self._amounts(phase_ns)
        if not amounts:
            return pose
        nod = max(pose.nod, amounts.pop("nod", 0.0))
        return replace(pose, nod=nod, **amounts)

    def _amounts(self, phase_ns: int) -> dict[str, float]:
        """Field of ``Pose`` to its amount; those that are 0 are left out."""
        since_ms = (phase_ns - self.begun_ns) / 1e6
        found = self.before._amounts(phase_ns) if self.before is not None else {}
        if since_ms < 0:
            return found
        left = 1.0 - _ease(since_ms / _FADE_MS)
        own = max(found.pop(self.name, 0.0), _amount(self.name, since_ms))  # asked for again, it stays on
        found = {name: amount * left for name, amount in found.items() if left > 0}
        if own > 0:
            found[self.name] = own
        return found


def _amount(name: Expression, since_ms: float) -> float:
    """How much of an expression is seen ``since_ms`` after it began, by itself."""
    if name == "neutral":
        return 0.0
    if name == "nod":
        return max(depth * _nod(since_ms - begin_ms) for begin_ms, depth in _NODS_MS)
    rise_ms, hold_ms, fall_ms = _TIMES_MS[name]
    return _ease(min(since_ms / rise_ms, (rise_ms + hold_ms + fall_ms - since_ms) / fall_ms))


def _nod(since_ms: float) -> float:
    return _ease(min(since_ms / _NOD_DOWN_MS, (_NOD_DOWN_MS + _NOD_UP_MS - since_ms) / _NOD_UP_MS))


def _ease(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)
