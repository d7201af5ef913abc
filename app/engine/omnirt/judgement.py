"""What a test of a connection says of a session that has drawn, and what to change where a number is bad. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.rungs import Rung, RungState, in_words

if TYPE_CHECKING:  # it would bring numpy with it
    from app.engine.base import EngineInfo

RTF_LIMIT = 0.95
"""Render time over speech time above which any hiccup makes the pictures late."""

MARGIN_MS = 120
"""What the studio adds to chunk and render so that the delay stays constant: a few pictures and the network."""

LONG_CHUNK_MS = 1_300
"""A chunk that is longer makes everything late that waits for it."""

LONG_TTS_MS = 1_500
"""A voice that takes longer to begin is what a line waits for."""

FASTER = (
    "Fewer sampling steps (FLASHTALK_SAMPLE_STEPS) or a smaller picture (FLASHTALK_WIDTH, FLASHTALK_HEIGHT) on the "
    "server draw faster.",
    "Fewer sessions at once leave more of the device to this one; a service split off to a device of its own, or a "
    "larger device, does so for good.",
)
"""What makes a chunk be drawn faster."""

SHORTER_CHUNKS = "The chunks are long: a smaller frame_num on the server (FLASHTALK_FRAME_NUM) shortens the delay."

_COLD_MS = 30_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A session that has drawn silence: what it said of itself, and how long it took to get there."""

    info: EngineInfo
    ready_ms: float


def judged(drawn: Drawn, tts_first_pcm_ms: float | None) -> Iterable[Rung]:
    """What is to be said of a session that has drawn: session, pictures, speed, delay.

    Args:
        drawn: the session.
        tts_first_pcm_ms: how long typed lines took of late until their first sound; None: not known.

    """
    info = drawn.info
    yield from begun(drawn)
    if info.fake:
        return  # how fast placeholders are says nothing
    chunk_ms, render_ms = info.chunk_ns / 1e6, info.render_ns / 1e6
    rtf = info.render_ns / info.chunk_ns
    slow = rtf > RTF_LIMIT
    yield Rung(
        "speed",
        RungState.DOUBTFUL if slow else RungState.GOOD,
        f"A chunk of {in_words(chunk_ms)} is drawn in {in_words(render_ms)}: a real-time factor of {rtf:.2f}"
        + (", which is too slow for a live show." if slow else "."),
        render_ms,
        FASTER if slow else (),
        (("render_ms", render_ms), ("rtf", rtf)),
    )
    yield _delay(info, tts_first_pcm_ms)


def begun(drawn: Drawn) -> Iterable[Rung]:
    """What is to be said of how a session began: session, pictures."""
    info = drawn.info
    chunk_ms = info.chunk_ns / 1e6
    yield Rung(
        "session",
        RungState.GOOD if drawn.ready_ms < _COLD_MS else RungState.DOUBTFUL,
        f"A session was created and has drawn silence: {info.fps} pictures a second, chunks of {in_words(chunk_ms)}.",
        drawn.ready_ms,
        () if drawn.ready_ms < _COLD_MS else (
            "It began cold, or this computer is busy: keep the service running and warm, so that nobody has to wait.",
        ),
        (("session_create_ms", drawn.ready_ms), ("chunk_ms", chunk_ms), ("fps", float(info.fps))),
    )  # fmt: skip
    if info.fake:
        yield Rung("pictures", RungState.BAD, f"These are no real pictures: {info.fake}", None, (
            "Start OmniRT with a runtime that draws: OMNIRT_REALTIME_AVATAR_RUNTIME=resident or proxy on the server.",
        ))  # fmt: skip
        return
    yield Rung("pictures", RungState.GOOD, "The pictures are real: more than one, and of more than one colour.")


def _delay(info: EngineInfo, tts_first_pcm_ms: float | None) -> Rung:
    chunk_ms, render_ms = info.chunk_ns / 1e6, info.render_ns / 1e6
    expected_ms = chunk_ms + info.lookahead_ns / 1e6 + render_ms + MARGIN_MS
    advice = []
    if chunk_ms > LONG_CHUNK_MS:
        advice.append(SHORTER_CHUNKS)
    if tts_first_pcm_ms is not None and tts_first_pcm_ms > LONG_TTS_MS:
        advice.append(faster_voice(tts_first_pcm_ms))
    text = f"Speak through the microphone, and you are seen and heard {in_words(expected_ms)} later."
    state = RungState.DOUBTFUL if advice else RungState.GOOD
    return Rung("delay", state, text, expected_ms, tuple(advice), (("delay_ms", expected_ms),))


def faster_voice(tts_first_pcm_ms: float) -> str:
    """What to do about a voice that begins late."""
    return f"Typed lines wait {in_words(tts_first_pcm_ms)} for their voice: choose a faster one in Settings > Voice."
