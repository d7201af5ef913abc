"""What a test says, of a connection or of the speech that goes over it, rung by rung."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.base.errors import AppError


class RungState(Enum):
    """How a rung went."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the test.

    Attributes:
        name: stable, for scripts. Of a connection: ``"reachable"``, ``"kind"``, ``"key"``, ``"models"``, ``"session"``,
            ``"pictures"``, ``"speed"`` or ``"delay"``. Of speech: ``"voice"``, ``"session"``, ``"pictures"``,
            ``"first_frame"``, ``"sound"``, ``"mouth"``, ``"chunks"`` or ``"stability"``.
            ``"preload"`` stands for itself.
        state: how it went.
        text: what was found, in plain words.
        time_ms: how long it took; None: it took no time of its own.
        advice: what to do, one sentence each.
        figures: the numbers in the text, by name, for scripts.

    """

    name: str
    state: RungState
    text: str
    time_ms: float | None = None
    advice: tuple[str, ...] = ()
    figures: tuple[tuple[str, float], ...] = ()


def failed(name: str, error: AppError, time_ms: float | None = None) -> Rung:
    """The rung on which the test ended."""
    advice = tuple(part for part in (error.hint, *_advice_on(error.message)) if part)
    return Rung(name, RungState.BAD, error.message, time_ms, advice)


def report(title: str, rungs: Iterable[Rung]) -> str:
    """The test as text to be copied. Holds no key."""
    lines = [title]
    for rung in rungs:
        time = "" if rung.time_ms is None else f" ({in_words(rung.time_ms)})"
        lines.append(f"[{rung.state.value}] {rung.name}{time}: {rung.text}")
        lines += [f"    {advice}" for advice in rung.advice]
    return "\n".join(lines)


def in_words(time_ms: float) -> str:
    """A time as people say it."""
    return f"{time_ms:.0f} ms" if time_ms < 1000 else f"{time_ms / 1000:.2f} s"


def _advice_on(message: str) -> tuple[str, ...]:
    """What helps against what servers say when they cannot begin."""
    said = message.lower()
    if "out of memory" in said:
        return ("Use quantised weights, a smaller picture or fewer sessions on the server, or a larger device.",)
    if "process group" in said:
        return ("FlashTalk does not begin on one GPU as OmniRT ships it: start it with --nproc 2 or more.",)
    if any(word in said for word in ("busy", "slot", "queue", "too many", "in use")):
        return (
            "Somebody else has the place: end that session, or let OmniRT end it (its slot timeout and its longest "
            "session are set on the server).",
        )
    return ()
