"""What is to be said of speech that went over a server, and what to change where a number is bad. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.base.errors import AppError
from app.base.rungs import Rung, RungState, in_words
from app.engine.base import EngineInfo
from app.engine.omnirt.judgement import FASTER, LONG_CHUNK_MS, LONG_TTS_MS, RTF_LIMIT, SHORTER_CHUNKS, faster_voice
from app.media.types import PROGRAM_RATE_HZ, samples_to_ns
from app.studio.measures import percentile
from app.studio.overheard import Boundaries, Slot

CLOSED = 0.06
"""By so much of its width the mouth may be wider open than at rest and pass for closed: the detector sees no finer."""

_MOVES = 0.04  # of its width that a mouth opens at least while it speaks, or nothing can be said of its end
_SLOWER = 1.25
_ENOUGH = 20  # chunks, before anything can be said of whether they become slower
_FULL = 0.9  # of the pictures that there should be


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """How long a line took to begin, in milliseconds.

    Attributes:
        tts_ms: from asking for it to its first sample.
        fill_ms: from there until the voice had sent what the engine needs for its first picture.
        render_ms: from there to that picture.
        aired_ms: from asking for the line to the moment in which it is heard.

    """

    tts_ms: float
    fill_ms: float
    render_ms: float
    aired_ms: float


def first_frame(first: FirstFrame, info: EngineInfo) -> Rung:
    """How long a line takes to begin, and what of it is whose."""
    chunk_ms = info.chunk_ns / 1e6
    total_ms = first.tts_ms + first.fill_ms + first.render_ms
    advice = []
    if first.tts_ms > LONG_TTS_MS:
        advice.append(faster_voice(first.tts_ms))
    if first.fill_ms > chunk_ms + info.lookahead_ns / 1e6:
        advice.append("The voice makes its sound more slowly than it is spoken: choose a faster one.")
    if chunk_ms > LONG_CHUNK_MS:
        advice.append(SHORTER_CHUNKS)
    if first.render_ms > chunk_ms:
        advice += FASTER
    return Rung(
        "first_frame",
        RungState.DOUBTFUL if advice else RungState.GOOD,
        f"The first picture came {in_words(total_ms)} after the line was asked for: {in_words(first.tts_ms)} for the "
        f"voice to begin, {in_words(first.fill_ms)} to fill a chunk, {in_words(first.render_ms)} to draw it. The line "
        f"was on air after {in_words(first.aired_ms)}.",
        total_ms,
        tuple(advice),
        (
            ("tts_first_pcm_ms", first.tts_ms),
            ("chunk_fill_ms", first.fill_ms),
            ("chunk_render_ms", first.render_ms),
            ("avatar_first_frame_ms", first.fill_ms + first.render_ms),
            ("on_air_ms", first.aired_ms),
        ),
    )


def sound(found: Boundaries, spoken_s: float) -> Rung:
    """Whether the sound left the studio as the voice had sent it."""
    advice: list[str] = []
    told: list[str] = [*_gaps_told(found.waits, found.starved)]
    if found.waits:
        advice.append(_AS_CHUNKS)
    if found.starved:
        advice.append("The voice makes its sound more slowly than it is spoken: choose a faster one.")
    if found.clicks:
        told.append("There was 1 click." if found.clicks == 1 else f"There were {found.clicks} clicks.")
    if found.lost:
        told.append(f"Lost or heard twice were {found.lost} samples.")
    if found.clicks or found.lost:
        advice.append("This is a fault of the studio: please report it with this report and the log.")
    bad, own = bool(told), found.own_clicks
    if own:
        told.append(f"The voice itself clicks where its pieces meet, so often: {own}.")
        advice.append("Choose another voice in Settings > Voice, or another format of the speech server's sound.")
    how = f"{spoken_s:.1f} s of speech left the studio as the voice sent it: no click, no gap."
    if bad:
        how = f"{spoken_s:.1f} s of speech did not leave the studio as the voice sent it."
    state = RungState.BAD if bad else RungState.DOUBTFUL if own else RungState.GOOD
    figures = (
        ("gaps", float(len(found.waits) + len(found.starved))),
        ("gaps_ms", samples_to_ns(sum(found.waits) + sum(found.starved)) / 1e6),
        ("clicks", float(found.clicks)),
        ("voice_clicks", float(found.own_clicks)),
        ("lost_samples", float(found.lost)),
    )
    return Rung("sound", state, " ".join((how, *told)), None, tuple(advice), figures)


def _gaps_told(waits: Sequence[int], starved: Sequence[int]) -> Iterator[str]:
    """Whole sentences, for so they are translated."""
    (late, longest), (slow, slowest) = _gap_times(waits), _gap_times(starved)
    if len(waits) == 1:
        yield f"There was a gap of {late} because the pictures were late."
    elif waits:
        yield f"There were {len(waits)} gaps of {late} together, the longest {longest}, because the pictures were late."
    if len(starved) == 1:
        yield f"There was a gap of {slow} because the voice was late."
    elif starved:
        yield f"There were {len(starved)} gaps of {slow} together, the longest {slowest}, because the voice was late."


def _gap_times(gaps: Sequence[int]) -> tuple[str, str]:
    """All together, and the longest."""
    whole, longest = (in_words(samples_to_ns(count) / 1e6) for count in (sum(gaps), max(gaps, default=0)))
    return whole, longest


def mouth(rest: Sequence[float], speaking: Sequence[float], ends: Sequence[float]) -> Rung:
    """Whether the mouth is closed when a line is over. All in fractions of its width; empty: no face was found.

    Args:
        rest: while nobody speaks.
        speaking: in some pictures of speech.
        ends: in the last pictures of lines.

    """
    if not rest or not speaking or not ends:
        return mouth_unknown(
            "No face was found in the pictures of speech." if rest else "No face was found in the host at rest."
        )
    at_rest, widest, end = sorted(rest)[len(rest) // 2], max(speaking), max(ends)
    figures = (("mouth_rest", at_rest), ("mouth_widest", widest), ("mouth_end", end))
    numbers = (
        f"It is open {at_rest:.2f} of its width at rest, up to {widest:.2f} while it speaks, and {end:.2f} at the end."
    )
    if widest - at_rest < _MOVES:
        text = "The mouth hardly moves, so its end says nothing."
        return Rung("mouth", RungState.DOUBTFUL, f"{text} {numbers}", None, (_HARDLY_MOVES,), figures)
    if end - at_rest > CLOSED:
        text = "The mouth is still open when the line is over."
        return Rung("mouth", RungState.DOUBTFUL, f"{text} {numbers}", None, (_ENDS_OPEN,), figures)
    text = "The mouth is closed when the line is over, as it is at rest."
    return Rung("mouth", RungState.GOOD, f"{text} {numbers}", None, (), figures)


def mouth_unknown(why: str) -> Rung:
    """The mouth cannot be seen, for this reason: a sentence."""
    text = f"Whether the mouth closes was not measured: {why}"
    return Rung("mouth", RungState.DOUBTFUL, text, None, ("Look at the host yourself when a line is over.",))


def chunks(times_ns: Sequence[int], chunk_ns: int) -> Rung:
    """How long the server takes for a chunk, each of which lasts ``chunk_ns``."""
    ordered = sorted(times_ns)
    p50_ns, p99_ns = percentile(ordered, 0.5), percentile(ordered, 0.99)
    if p50_ns is None or p99_ns is None:
        return Rung("chunks", RungState.DOUBTFUL, "No chunk was drawn for long enough to be timed.")
    rtf = p99_ns / chunk_ns
    slow, hopeless = rtf > RTF_LIMIT, p50_ns > chunk_ns
    state = RungState.BAD if hopeless else RungState.DOUBTFUL if slow else RungState.GOOD
    counted = f"Chunks drawn: {len(ordered)}, of {in_words(chunk_ns / 1e6)} each."
    times = (
        f"Half took at most {in_words(p50_ns / 1e6)} (p50), 99 of 100 at most {in_words(p99_ns / 1e6)} (p99), which is "
        f"a real-time factor of {rtf:.2f}"
        + (
            ": slower than speech, and so too slow for any show."
            if hopeless
            else ": at its slowest too slow for a live show."
            if slow
            else "."
        )
    )
    return Rung(
        "chunks",
        state,
        f"{counted} {times}",
        p99_ns / 1e6,
        () if state is RungState.GOOD else FASTER,
        (
            ("chunks", float(len(ordered))),
            ("chunk_p50_ms", p50_ns / 1e6),
            ("chunk_p99_ms", p99_ns / 1e6),
            ("rtf_p99", rtf),
        ),
    )


def stability(
    lines: Sequence[Sequence[Slot]],
    fps: int,
    slots_per_s: int,
    times_ns: Sequence[int],
    notices: Sequence[AppError] = (),
) -> Rung:
    """Whether it goes on as it began.

    Args:
        lines: the slots of each line.
        fps: pictures a second that the engine draws, or the studio shows.
        slots_per_s: of the program.
        times_ns: how long each chunk took, in order.
        notices: what the engine had to say although it went on.

    """
    spoken = [[slot for slot in line if slot.position is not None] for line in lines]
    whole_s = sum(len(slot.samples) for line in spoken for slot in line) / PROGRAM_RATE_HZ
    expected = min(fps, slots_per_s)
    rates = [rate for line in spoken for rate in _rates(line, slots_per_s)]
    drawn = sum(_pictures(line) for line in spoken)
    mean, worst = drawn / max(0.001, whole_s), min(rates, default=drawn / max(0.001, whole_s))
    half = len(times_ns) // 2
    growth = 1.0
    if len(times_ns) >= _ENOUGH:
        early, late = (percentile(sorted(part), 0.5) or 1 for part in (times_ns[:half], times_ns[half:]))
        growth = late / early
    advice: list[str] = []
    text = (
        f"In {whole_s:.0f} s of speech, "
        + ("1 line, " if len(lines) == 1 else f"{len(lines)} lines, ")
        + f"there were {mean:.1f} pictures a second of {expected}, and {worst:.0f} in the worst second."
    )
    if mean < _FULL * expected:
        advice.append(_AS_CHUNKS)
    if growth > _SLOWER:
        slower = f"In the second half a chunk took {growth:.1f} times as long as in the first."
        text = f"{text} {slower}"
        advice.append("It grows slower as it works: let Settings > Connection > Renew after begin a fresh session.")
    for notice in notices:
        text += f" {notice.message}"
        advice += [notice.hint] if notice.hint else []
    state = RungState.DOUBTFUL if advice or notices else RungState.GOOD
    figures = (("seconds", whole_s), ("fps_mean", mean), ("fps_worst", worst), ("chunk_growth", growth))
    return Rung("stability", state, text, None, tuple(advice), figures)


def _pictures(slots: Sequence[Slot]) -> int:
    return len({slot.picture_ns for slot in slots if slot.picture_ns is not None})


def _rates(slots: Sequence[Slot], slots_per_s: int) -> list[int]:
    """Pictures in each whole second of a line but its first and last moments, in which it comes and goes."""
    fade = slots_per_s // 5
    return [
        _pictures(slots[start : start + slots_per_s])
        for start in range(fade, len(slots) - fade - slots_per_s + 1, slots_per_s)
    ]


_AS_CHUNKS = "What makes chunks be drawn faster helps here, too; so does a server or a network that others use less."
_HARDLY_MOVES = (
    "Look at the host while it speaks: the server may draw it without following the voice, or the mouth may be hidden."
)
_ENDS_OPEN = (
    "The studio fades to the host at rest within an eighth of a second, which hides a little; a portrait with closed "
    "lips helps for good."
)
