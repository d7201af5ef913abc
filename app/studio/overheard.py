"""One line, overheard: what its voice sent, and what left the pacer of it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.media.types import PROGRAM_RATE_HZ, MouthCue, Pixels, Samples, SlotPlan, ns_to_samples
from app.sources.base import CuedSource, SpeechSource

CLICK = 0.05
"""A step between two samples that is heard as a click where the sound around it has none such: 26 dB below full."""

_NEAR = PROGRAM_RATE_HZ // 200  # what covers a step: sound that is as steep, so close to it
_APART = PROGRAM_RATE_HZ // 100  # clicks nearer to each other are one
_PICTURES = 8  # of the mouth while it speaks
_PICTURE_EVERY = 24  # slots


@dataclass(frozen=True, slots=True)
class Slot:
    """What left the pacer in one slot of the line.

    Attributes:
        position: the line's sample at which it begins; None: the line waits.
        samples: what is heard.
        sent: samples that the voice had sent by then.
        picture_ns: the place in the line of the picture that is shown; None: the host idles.

    """

    position: int | None
    samples: Samples
    sent: int
    picture_ns: int | None


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What is heard of a line that was not sent, in samples at PROGRAM_RATE_HZ.

    Attributes:
        waits: silent holes because pictures were awaited.
        starved: silent holes because the voice had sent no more.
        lost: samples that were sent and are not heard, or are heard twice.
        clicks: steps that were not sent.
        own_clicks: steps where two pieces of the voice's own sound meet.

    """

    waits: tuple[int, ...] = ()
    starved: tuple[int, ...] = ()
    lost: int = 0
    clicks: int = 0
    own_clicks: int = 0

    def __add__(self, other: Boundaries) -> Boundaries:
        """Those of two lines."""
        return Boundaries(
            self.waits + other.waits,
            self.starved + other.starved,
            self.lost + other.lost,
            self.clicks + other.clicks,
            self.own_clicks + other.own_clicks,
        )


class Line:
    """One line, from being asked for to its end. Written on the feeder's and the pump's thread, read when it is over.

    Args:
        keep_pictures: whether some of those are kept that are shown while it is spoken.

    """

    def __init__(self, *, keep_pictures: bool) -> None:
        self._lock = threading.Lock()  # guards what was sent
        self._pieces: list[Samples] = []
        self._ends: list[tuple[int, int]] = []  # samples sent, and when that was known
        self._sent = 0
        self._asked_ns = time.monotonic_ns()
        self._keep_pictures = keep_pictures
        self._next_picture = 0  # slots after which another is kept
        self.slots: list[Slot] = []
        self.aired_ns: int | None = None
        """From asking to the first slot that is heard."""
        self.speaking: deque[Pixels] = deque(maxlen=_PICTURES)
        """Some of the pictures while it speaks."""
        self.last: Pixels | None = None
        """The picture before the host idles again."""

    def open(self, open_source: Callable[[], SpeechSource]) -> SpeechSource:
        """The source of the line, overheard. On the feeder's thread."""
        return _Overheard(open_source(), self._sent_more)

    def plan(self, plan: SlotPlan) -> None:
        """Take a slot that belongs to the line. On the pump's thread."""
        spoken = plan.pts_ns is not None
        if not spoken and self.aired_ns is None:
            return
        if self.aired_ns is None:
            self.aired_ns = time.monotonic_ns() - self._asked_ns
        frame = plan.frame
        position = None if plan.pts_ns is None else ns_to_samples(plan.pts_ns + 500)
        picture_ns = frame.pts_ns if frame is not None and plan.speech_weight >= 1.0 else None
        self.slots.append(Slot(position, plan.samples, self._sent, picture_ns if spoken else None))
        if frame is not None and spoken and plan.speech_weight >= 1.0:
            self.last = frame.pixels
            if self._keep_pictures and len(self.slots) >= self._next_picture:
                self._next_picture = len(self.slots) + _PICTURE_EVERY
                self.speaking.append(frame.pixels)

    @property
    def sent(self) -> Samples:
        """All that the voice sent."""
        with self._lock:
            return np.concatenate(self._pieces) if self._pieces else np.zeros(0, np.float32)

    @property
    def first_pcm_ns(self) -> int | None:
        """From asking to the first sample that was sent; None: there was none."""
        return self._ends[0][1] if self._ends else None

    def sent_by(self, count: int) -> int | None:
        """From asking to sample ``count``, or to the end of a line that is shorter; None: there was no sample."""
        with self._lock:
            reached = [at_ns for end, at_ns in self._ends if end >= count] or [at_ns for _, at_ns in self._ends[-1:]]
        return reached[0] if reached else None

    @property
    def spoken(self) -> list[Slot]:
        """The slots from the first that is heard to the last."""
        last = max((number for number, slot in enumerate(self.slots) if slot.position is not None), default=-1)
        return self.slots[: last + 1]

    def boundaries(self, chunk: int) -> Boundaries:
        """Compare what left the pacer with what was sent; the engine takes ``chunk`` samples at once."""
        with self._lock:
            seams = [end for end, _ in self._ends[:-1]]
        return compared(self.sent, seams, self.spoken, chunk)

    def _sent_more(self, samples: Samples) -> None:
        with self._lock:
            self._pieces.append(samples)
            self._sent += len(samples)
            self._ends.append((self._sent, time.monotonic_ns() - self._asked_ns))


class _Overheard:
    """Hands on what it reads. A ``CuedSource``, too: one without cues knows none."""

    def __init__(self, source: SpeechSource, heard: Callable[[Samples], None]) -> None:
        self._source = source
        self._heard = heard

    def read(self) -> Samples | None:
        """See ``SpeechSource``."""
        samples = self._source.read()
        if samples is not None:
            self._heard(samples)
        return samples

    def take_cues(self) -> list[MouthCue]:
        """See ``CuedSource``."""
        return self._source.take_cues() if isinstance(self._source, CuedSource) else []

    def close(self) -> None:
        """See ``SpeechSource``."""
        self._source.close()


def compared(sent: Samples, seams: list[int], slots: list[Slot], chunk: int = 0) -> Boundaries:
    """What is heard in ``slots``, of which the first and the last are spoken, that was not ``sent``. Pure.

    Args:
        sent: all that the voice sent.
        seams: where its pieces begin, but the first.
        slots: what left the pacer.
        chunk: samples that the engine needs before it draws anything of them.

    """
    if not slots:
        return Boundaries()
    waits: list[int] = []
    starved: list[int] = []
    lost = 0
    head = slots[0].position or 0
    hole = 0
    missing = False  # the voice had sent no more when the hole began
    meant: list[Samples] = []  # the steps that were sent, of each slot
    for slot in slots:
        count = len(slot.samples)
        if slot.position is None:
            if not hole:
                missing = slot.sent < len(sent) and slot.sent < head + max(count, chunk)
            hole += count
            meant.append(np.zeros(count, np.float32))
            continue
        if hole:
            (starved if missing else waits).append(hole)
            hole = 0
        lost += abs(slot.position - head)
        head = slot.position + count
        meant.append(_steps(sent, slot.position, count))
    clicks = _clicks(np.concatenate([slot.samples for slot in slots]), np.concatenate(meant))
    own = sum(_stands_out(sent, seam) for seam in seams)
    return Boundaries(tuple(waits), tuple(starved), lost, clicks, own)


def _steps(sent: Samples, start: int, count: int) -> Samples:
    """The steps between ``count`` samples from ``start`` on, and from the one before."""
    before = np.zeros(int(start == 0), np.float32)
    found = np.concatenate((before, sent[max(0, start - 1) : start + count], np.zeros(count, np.float32)))
    return np.abs(np.diff(found[: count + 1]))


def _clicks(heard: Samples, known: Samples) -> int:
    """Steps of what is heard that nothing of what is meant explains."""
    steps = np.abs(np.diff(heard, prepend=np.float32(0.0)))
    # A new beginning fades in: its steps are smaller than those that were sent, and moved by nothing.
    places = np.flatnonzero(steps > known + CLICK)
    found, last = 0, -_APART
    for place in places:
        if steps[place] > CLICK + known[max(0, place - _NEAR) : place + _NEAR].max() and place - last >= _APART:
            found, last = found + 1, int(place)
    return found


def _stands_out(sent: Samples, seam: int) -> bool:
    """Whether two pieces meet with a step that the sound around it does not have."""
    if not 0 < seam < len(sent):
        return False
    steps = np.abs(np.diff(sent[max(0, seam - _NEAR) : seam + _NEAR]))
    at = min(seam, _NEAR) - 1
    around = np.delete(steps, at)
    return bool(steps[at] > CLICK + 2 * around.max(initial=0.0))
