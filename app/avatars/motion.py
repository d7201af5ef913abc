"""How a host moves while alive: pure functions of time, so that idle, speech and standby meet without a jump."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.avatars.manner import Animation
from app.media.types import NS_PER_S

STANDBY_NS = 4 * NS_PER_S
"""Length of the standby loop."""

_STANDBY_BLINK_S = 2.6

_GOLDEN = (1 + math.sqrt(5)) / 2
_SWAY_PERIODS_S = (7.3, 7.3 * _GOLDEN, 7.3 * math.sqrt(3), 23.0 * math.sqrt(2))
_SWAY_PARTS = (0.26, 0.34, 0.22, 0.18)
_DOUBLE_BLINKS = 0.13
_TURN_PERIODS_S = (5.9, 5.9 * _GOLDEN, 17.0 * math.sqrt(2))
_TILT_PERIODS_S = (8.3, 8.3 * _GOLDEN, 19.0 * math.sqrt(3))
_WANDER_PARTS = (0.18, 0.26, 0.16)
_LOOK_S = 1.7
"""How long the eyes rest on one thing, on average."""
_SACCADE_S = 0.07
_LOOKS_AWAY = 0.22
_FOLLOWS = 0.25  # how much the head goes along with the eyes
_FOLLOW_S = 0.6


_Waves = list[tuple[float, float, float]]
"""Sines to be added: period in seconds, part, phase in turns."""


@dataclass(frozen=True, slots=True)
class Pose:
    """One instant of a host.

    Attributes:
        breath: 0 breathed out, 1 breathed in.
        sway: -1 leaning left as seen, 1 right.
        nod: 0 upright, 1 head lowered in a nod.
        blink: 0 eyes open, 1 closed.
        openness: 0 mouth closed, 1 wide open.
        spread: -1 lips rounded, 1 drawn wide.
        press: 0 lips at rest, 1 pressed together as for "mm"; goes before openness.
        tuck: 0 lips at rest, 1 lower lip under the upper teeth as for "ff".
        gaze_x: -1 looking left as seen, 1 right.
        gaze_y: -1 looking up, 1 down.
        turn: -1 head turned to the left as seen, 1 to the right.
        tilt: -1 head tilted to the left as seen, 1 to the right.
        smile: 0 neutral, 1 a full smile.
        surprise: 0 neutral, 1 eyes wide and brows up.
        doubt: 0 neutral, 1 one brow up, the other down, mouth to one side.
        wink: 0 neutral, 1 one eye closed, with a smile of its side.
    """

    breath: float = 0.0
    sway: float = 0.0
    nod: float = 0.0
    blink: float = 0.0
    openness: float = 0.0
    spread: float = 0.0
    press: float = 0.0
    tuck: float = 0.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0
    smile: float = 0.0
    surprise: float = 0.0
    doubt: float = 0.0
    wink: float = 0.0


class Motion:
    """Breathing, swaying, looking around and blinking of one avatar. Immutable; any thread.

    Args:
        avatar_id: no two avatars move alike.
        animation: periods of its breath and its blinking.
    """

    def __init__(self, avatar_id: str, animation: Animation) -> None:
        self.animation = animation
        self._seed = int.from_bytes(hashlib.sha256(avatar_id.encode()).digest()[:8], "big")
        self._breath_s = animation.breath_period_ms / 1000
        self._blink_s = animation.blink_period_ms / 1000
        self._lid_s = animation.blink_duration_ms / 1000
        self._sway = self._waves(_SWAY_PERIODS_S, _SWAY_PARTS, 10)
        self._turn = self._waves(_TURN_PERIODS_S, _WANDER_PARTS, 20)
        self._tilt = self._waves(_TILT_PERIODS_S, _WANDER_PARTS, 30)

    def at(self, phase_ns: int) -> Pose:
        """The host at rest at ``phase_ns`` of endless time. It never visibly repeats."""
        time_s = phase_ns / NS_PER_S
        gaze_x, gaze_y = self._gaze(time_s, _SACCADE_S)
        follow_x, _ = self._gaze(time_s, _FOLLOW_S)
        return Pose(
            breath=self._breath(time_s),
            sway=_sum(self._sway, time_s),
            blink=self._blink(time_s),
            gaze_x=gaze_x,
            gaze_y=gaze_y,
            turn=_sum(self._turn, time_s) + _FOLLOWS * follow_x,
            tilt=_sum(self._tilt, time_s),
        )

    def standby(self, phase_ns: int) -> Pose:
        """The same, calmer, as a loop of ``STANDBY_NS`` without a seam, with one blink and one glance."""
        time_s = (phase_ns % STANDBY_NS) / NS_PER_S
        turn = math.tau * time_s / (STANDBY_NS / NS_PER_S)
        return Pose(
            breath=0.5 - 0.5 * math.cos(turn),
            sway=0.3 * math.sin(turn),
            blink=self._lid(time_s - _STANDBY_BLINK_S),
            gaze_x=0.3 * _glance(time_s, _SACCADE_S),
            gaze_y=-0.1 * _glance(time_s, _SACCADE_S),
            turn=0.2 * math.sin(turn - 1.2) + 0.12 * _glance(time_s, _FOLLOW_S),
            tilt=0.15 * math.sin(turn + 1.5) + 0.1 * math.sin(2 * turn),
        )

    def _breath(self, time_s: float) -> float:
        # The pace wanders by a few percent and the depth by a fifth; in is quicker than out, with a pause after it.
        slow = math.tau * time_s / self._breath_s
        wander = 0.35 * math.sin(slow / 5.37 + self._chance(1)) + 0.25 * math.sin(slow / (7.1 * _GOLDEN))
        turn = slow + wander
        swell = 0.5 - 0.5 * math.cos(turn + 0.45 * math.sin(turn))
        depth = 0.9 + 0.1 * math.sin(slow / (3.3 * _GOLDEN) + self._chance(2))
        return swell * depth

    def _waves(self, periods_s: Sequence[float], parts: Sequence[float], first: int) -> _Waves:
        """Sines whose periods never meet again; ``first`` numbers their chances."""
        return [(p, part, self._chance(first + n)) for n, (p, part) in enumerate(zip(periods_s, parts, strict=True))]

    def _gaze(self, time_s: float, moving_s: float) -> tuple[float, float]:
        """Where the eyes look: at the viewer, a little off, now and then aside. They jump, and rest."""
        number = math.floor(time_s / _LOOK_S)
        # One jump in every stretch, in its first half: rests are between half a stretch and one and a half.
        since_s = time_s - (number + 0.5 * self._chance(5000 + 3 * number)) * _LOOK_S
        part = _ease(min(max(since_s / moving_s, 0.0), 1.0))
        (from_x, from_y), (to_x, to_y) = self._look(number - 1), self._look(number)
        return from_x + (to_x - from_x) * part, from_y + (to_y - from_y) * part

    def _look(self, number: int) -> tuple[float, float]:
        across, down = (2 * self._chance(5000 + 3 * number + n) - 1 for n in (1, 2))
        aside = self._chance(9_000_000 + number) < _LOOKS_AWAY
        return (0.75 * across, 0.5 * down) if aside else (0.16 * across, 0.12 * down)

    def _blink(self, time_s: float) -> float:
        # One blink in every stretch of blink_period_ms, anywhere in its middle half: 0.5 to 1.5 periods apart.
        # A slow one may reach into the next stretch.
        stretch = math.floor(time_s / self._blink_s)
        return max(self._blink_of(stretch, time_s), self._blink_of(stretch - 1, time_s))

    def _blink_of(self, stretch: int, time_s: float) -> float:
        begin_s = (stretch + 0.25 + 0.5 * self._chance(1000 + 2 * stretch)) * self._blink_s
        closed = self._lid(time_s - begin_s)
        if self._chance(1001 + 2 * stretch) < _DOUBLE_BLINKS:
            closed = max(closed, self._lid(time_s - begin_s - 2.4 * self._lid_s))
        return closed

    def _lid(self, since_s: float) -> float:
        """How far the lid is closed ``since_s`` after it began: down, a moment closed, and up more slowly."""
        down_s, held_s, up_s = 0.7 * self._lid_s, 0.3 * self._lid_s, self._lid_s
        if since_s <= 0 or since_s >= down_s + held_s + up_s:
            return 0.0
        if since_s < down_s:
            return _ease(since_s / down_s)
        return _ease(min(1.0, (down_s + held_s + up_s - since_s) / up_s))

    def _chance(self, number: int) -> float:
        """A number in 0..1 that belongs to this avatar and ``number`` (splitmix64)."""
        mask = (1 << 64) - 1
        word = (self._seed + (number + 1) * 0x9E3779B97F4A7C15) & mask
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & mask
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & mask
        return ((word ^ (word >> 31)) >> 11) / (1 << 53)


def _glance(time_s: float, moving_s: float) -> float:
    """From 0 to 1 and back within a standby loop. Eyes come back in a blink, as they do."""
    back_s = _STANDBY_BLINK_S + 0.05
    return _ease(min(max((time_s - 0.9) / moving_s, 0.0), 1.0)) - _ease(
        min(max((time_s - back_s) / moving_s, 0.0), 1.0)
    )


def _sum(waves: _Waves, time_s: float) -> float:
    return sum(part * math.sin(math.tau * (time_s / period_s + phase)) for period_s, part, phase in waves)


def _ease(part: float) -> float:
    return part * part * (3 - 2 * part)
