"""What a test of a connection says, rung by rung, and what to change where a number is bad. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from app.base.errors import AppError

if TYPE_CHECKING:  # it would bring numpy with it
    from app.engine.base import EngineInfo

RTF_LIMIT = 0.95
"""Render time over speech time above which any hiccup makes the pictures late."""

MARGIN_MS = 120
"""What the studio adds to chunk and render so that the delay stays constant: a few pictures and the network."""

_COLD_MS = 20_000
_LONG_CHUNK_MS = 1_300
_LONG_TTS_MS = 1_500


class RungState(Enum):
    """How a rung went."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the test.

    Attributes:
        name: stable, for scripts: ``"reachable"``, ``"kind"``, ``"key"``, ``"models"``, ``"session"``, ``"pictures"``,
            ``"speed"`` or ``"delay"``.
        state: how it went.
        text: what was found, in plain words.
        time_ms: how long it took; None: it took no time of its own.
        advice: what to do, one sentence each.

    """

    name: str
    state: RungState
    text: str
    time_ms: float | None = None
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A session that has drawn silence: what it said of itself, and how long it took to get there."""

    info: EngineInfo
    ready_ms: float


def failed(name: str, error: AppError, time_ms: float | None = None) -> Rung:
    """The rung on which the test ended."""
    advice = tuple(part for part in (error.hint, *_advice_on(error.message)) if part)
    return Rung(name, RungState.BAD, error.message, time_ms, advice)


def judged(drawn: Drawn, tts_first_pcm_ms: float | None) -> Iterable[Rung]:
    """What is to be said of a session that has drawn: session, pictures, speed, delay.

    Args:
        drawn: the session.
        tts_first_pcm_ms: how long typed lines took of late until their first sound; None: not known.

    """
    info = drawn.info
    chunk_ms, render_ms = info.chunk_ns / 1e6, info.render_ns / 1e6
    yield Rung(
        "session",
        RungState.GOOD if drawn.ready_ms < _COLD_MS else RungState.DOUBTFUL,
        f"A session was created and has drawn silence; {info.fps} pictures a second, in chunks of {_s(chunk_ms)}.",
        drawn.ready_ms,
        () if drawn.ready_ms < _COLD_MS else (
            "It began cold: keep the service running and warm it up, so that viewers do not wait for its model.",
        ),
    )  # fmt: skip
    if info.fake:
        yield Rung("pictures", RungState.BAD, f"These are no real pictures: {info.fake}", None, (
            "Start OmniRT with a runtime that draws: OMNIRT_REALTIME_AVATAR_RUNTIME=resident or proxy on the server.",
        ))  # fmt: skip
        return  # how fast placeholders are says nothing
    yield Rung("pictures", RungState.GOOD, "The pictures are real: more than one, and of more than one colour.")
    rtf = info.render_ns / info.chunk_ns
    slow = rtf > RTF_LIMIT
    yield Rung(
        "speed",
        RungState.DOUBTFUL if slow else RungState.GOOD,
        f"A chunk of {_s(chunk_ms)} is drawn in {_s(render_ms)}: a real-time factor of {rtf:.2f}"
        + (", which is too slow for a live show." if slow else "."),
        render_ms,
        _FASTER if slow else (),
    )
    yield _delay(info, tts_first_pcm_ms)


def _delay(info: EngineInfo, tts_first_pcm_ms: float | None) -> Rung:
    chunk_ms, render_ms = info.chunk_ns / 1e6, info.render_ns / 1e6
    expected_ms = chunk_ms + info.lookahead_ns / 1e6 + render_ms + MARGIN_MS
    advice = []
    if chunk_ms > _LONG_CHUNK_MS:
        advice.append(
            "The chunks are long: a smaller frame_num on the server (FLASHTALK_FRAME_NUM) shortens the delay."
        )
    if tts_first_pcm_ms is not None and tts_first_pcm_ms > _LONG_TTS_MS:
        advice.append(
            f"Typed lines wait {_s(tts_first_pcm_ms)} for their voice: choose a faster one in Settings > Voice."
        )
    text = f"Speak through the microphone, and you are seen and heard {_s(expected_ms)} later."
    return Rung("delay", RungState.DOUBTFUL if advice else RungState.GOOD, text, expected_ms, tuple(advice))


def report(tested: str, rungs: Iterable[Rung]) -> str:
    """The test as text to be copied. Holds no key."""
    lines = [f"Test of the connection to {tested}"]
    for rung in rungs:
        time = "" if rung.time_ms is None else f" ({_s(rung.time_ms)})"
        lines.append(f"[{rung.state.value}] {rung.name}{time}: {rung.text}")
        lines += [f"    {advice}" for advice in rung.advice]
    return "\n".join(lines)


_FASTER = (
    "Fewer sampling steps (FLASHTALK_SAMPLE_STEPS) or a smaller picture (FLASHTALK_WIDTH, FLASHTALK_HEIGHT) on the "
    "server draw faster.",
    "Fewer sessions at once leave more of the device to this one; a service split off to a device of its own, or a "
    "larger device, does so for good.",
)


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


def _s(time_ms: float) -> str:
    return f"{time_ms:.0f} ms" if time_ms < 1000 else f"{time_ms / 1000:.2f} s"
