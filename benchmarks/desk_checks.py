"""What sinks got while somebody changes the desk: every slot's picture against its sound, camera against sound device.

The picture is the test card, which says its number; the sound is the test signal, any piece of which can be known
again. Scenes put the card elsewhere, so where it may be is learned from the studio's snapshots; an engine that takes up
a line numbers its cards anew, so where that was is learned from what it is told.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict, deque
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.base.area import Area
from app.base.scenes import Scene, placed
from app.base.settings import ProgramSettings
from app.engine.testcard.code import loudness_of
from app.engine.testcard.reader import Reading, read
from app.media import test_signal
from app.media.fader import RAMP_SAMPLES
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Pixels, ProgramFormat, Samples, SlotSound, Tick, ns_to_samples
from app.program.place import avatar_area, avatar_size
from app.studio.parts import AudioOutPort, CameraSink, EngineLink, program_format
from app.studio.snapshot import Snapshot

SETTLE_NS = 1_500_000_000
"""A snapshot is a tenth of a second old, and half a second of sound is on its way when Sync Offset moves."""
ALIKE = 0.99
"""Normalised correlation of the same sound at any gain; one sample away it is less than 0.97."""
PIECE = 160
IN_A_RAMP = 4
"""Pieces of a slot that a gain may move in, 10 ms anywhere where Sync Offset has the sound wait."""
AS_LOUD = 3
"""By which a card's loudness may be read wrong where its scene scales it; the signal changes more from slot to slot."""
STICKS_OUT_PX = 8
UNREAD = 24
"""Pictures that wait for a snapshot that says where the card is in them."""


class Places:
    """Where the card has been, what Sync Offset was, and where engines took up turns. Read on the sinks' threads.

    Args:
        settle_ns: what was said so shortly ago may not hold yet, or hold already.

    """

    def __init__(self, settle_ns: int = SETTLE_NS) -> None:
        self._settle_ns = settle_ns
        self._host: deque[tuple[int, Area | None]] = deque(maxlen=64)
        self._offset: deque[tuple[int, int]] = deque([(0, 0)], maxlen=64)
        self._known: OrderedDict[Area, None] = OrderedDict()
        self._taken_up: deque[tuple[int, int]] = deque(maxlen=64)

    def take_up(self, turn: int, start: int) -> None:
        """An engine is told to draw ``turn`` from its sample ``start`` on; its first card has number 0."""
        self._taken_up.append((turn, start))

    def taken_up(self, turn: int, position: int) -> int:
        """The sample of ``turn`` at which the engine that drew ``position`` of it had taken it up."""
        starts = (start for number, start in reversed(list(self._taken_up)) if number == turn and start <= position)
        return next(starts, 0)

    def follow(self, snapshot: Snapshot) -> None:
        """Take a snapshot of the studio."""
        settings = snapshot.settings
        scene = snapshot.scenes.collection.scene if snapshot.scenes.avatar is not None else None
        area = None if scene is None else card_area(program_format(settings), settings.program, scene)
        self.note(time.monotonic_ns(), area, settings.mixer.sync_offset_ms)

    def note(self, now_ns: int, area: Area | None, offset: int) -> None:
        """The card is there from now on, or not seen; Sync Offset is so many milliseconds."""
        if not self._host or self._host[-1][1] != area:
            self._host.append((now_ns, area))
            if area is not None:
                self._known[area] = None
                self._known.move_to_end(area)
        if self._offset[-1][1] != offset:
            self._offset.append((now_ns, offset))

    def readings(self, pixels: Pixels) -> list[Reading]:
        """What can be read wherever in the picture the card is known to have been.

        Where it is not, one place in some hundred thousand has the checksum of a card by chance.
        """
        cards = (_cut(pixels, area) for area in reversed(list(self._known)))
        return [reading for card in cards if card is not None and (reading := read(card)) is not None]

    def hidden(self, at_ns: int) -> bool:
        """Whether a scene without the host, or another one, may have been on then."""
        around = list(self._host)
        latest = [area for when_ns, area in around if when_ns < at_ns - self._settle_ns][-1:]
        return None in latest or any(abs(when_ns - at_ns) <= self._settle_ns for when_ns, _ in around)

    def offset_samples(self, at_ns: int) -> int | None:
        """Sync Offset then; None: it had just been moved."""
        when_ns, offset_ms = self._offset[-1]
        return None if at_ns - when_ns < self._settle_ns else offset_ms * PROGRAM_RATE_HZ // 1000


def card_area(program: ProgramFormat, settings: ProgramSettings, scene: Scene) -> Area:
    """Where the card is: it has the shape of the program, whatever the host's."""
    place = placed(settings, scene)
    return avatar_area(program, place, *avatar_size(program, place, program.width_px / program.height_px))


def _cut(pixels: Pixels, area: Area) -> NDArray[np.uint8] | None:
    """This part of a picture; one that sticks out of it by a few pixels is made whole, else there is none."""
    height_px, width_px = pixels.shape[:2]
    seen = area.common(Area(0, 0, width_px, height_px))
    if seen == area:
        return area.of(pixels)
    if seen is None or max(area.width - seen.width, area.height - seen.height) > STICKS_OUT_PX:
        return None
    before, above = seen.left - area.left, seen.top - area.top
    after, below = area.width - seen.width - before, area.height - seen.height - above
    return np.pad(seen.of(pixels)[..., 1], ((above, below), (before, after)), mode="edge")


class Pairing:
    """Looks at slots: the picture must be the one that was drawn from the slot's own sound. One sink's thread."""

    def __init__(self, sink: str, places: Places) -> None:
        self._sink = sink
        self._places = places
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._shown: Reading | None = None
        self._unread: deque[Tick] = deque()

    def look(self, tick: Tick) -> int | None:
        """Take the next slot; gives the sample of the signal that its picture was drawn from, if it can be read."""
        self._look_again(tick.due_ns)
        if tick.pts_ns is None:
            self.counts["at rest"] += 1
            self._shown = None
            return None
        readings = self._places.readings(tick.picture.pixels)
        if not readings:
            self._unread.append(tick)
            return None
        return self._judge(tick, readings)

    def finish(self) -> None:
        """What could not be read is not read any more."""
        self._look_again(None)

    def _look_again(self, now_ns: int | None) -> None:
        while self._unread and (
            now_ns is None or len(self._unread) > UNREAD or self._unread[0].due_ns < now_ns - NS_PER_S // 2
        ):
            tick = self._unread.popleft()
            readings = self._places.readings(tick.picture.pixels)
            if readings:
                self._judge(tick, readings, late=True)
            elif self._places.hidden(tick.due_ns):
                self.counts["host not seen"] += 1
            else:
                self._say(tick, "no card can be read")

    def _judge(self, tick: Tick, readings: list[Reading], *, late: bool = False) -> int | None:
        assert tick.pts_ns is not None
        count = len(tick.samples)
        position = ns_to_samples(tick.pts_ns + 500)
        fitting = [reading for reading in readings if self._drawn_of(reading, tick.turn, position, count)]
        repeated = self._shown in readings and not late
        self._shown = None if late else (fitting or readings)[0]
        if not sounds_like(tick.samples, position):
            self._say(tick, f"not the sound of {position}")
        elif repeated:
            self.counts["repeated"] += 1  # the pump was late for it: see ``lagged``
        elif not fitting:
            self._say(tick, f"{readings[0]} is not the picture of {position} in turn {tick.turn}")
        else:
            self.counts["exact" if tick.samples.any() else "exact, muted"] += 1
            return position
        return None

    def _drawn_of(self, reading: Reading, turn: int, position: int, count: int) -> bool:
        """Whether the card has the number and the loudness of these samples of the turn."""
        start = self._places.taken_up(turn, position)
        index = (position - start) // count
        loudness = loudness_of(test_signal.samples(start + index * count, count))
        as_loud = abs(reading.loudness - loudness) <= AS_LOUD
        return (reading.turn, reading.index) == (turn % 256, index) and as_loud

    def _say(self, tick: Tick, words: str) -> None:
        self.counts["wrong"] += 1
        if len(self.wrong) < 20:
            self.wrong.append(f"{self._sink}, slot {tick.slot}: {words}")


def sounds_like(samples: Samples, position: int) -> bool:
    """Whether this is the signal from ``position`` on, at any gain; silence is. Ramps at its beginning are left out."""
    heard = np.trim_zeros(samples, "b")[RAMP_SAMPLES:]
    if not len(heard):
        return True
    expected = test_signal.samples(position + RAMP_SAMPLES, len(heard))
    count = max(1, len(heard) // PIECE)
    pieces = zip(np.array_split(heard, count), np.array_split(expected, count), strict=True)
    unlike = sum(not _alike(one, other) for one, other in pieces)
    return unlike <= IN_A_RAMP


def _alike(one: Samples, other: Samples) -> bool:
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return size == 0.0 or float(np.dot(one, other)) / size > ALIKE


class WatchedEngine:
    """The real engine, and where in which turn it began to draw."""

    def __init__(self, link: EngineLink, places: Places) -> None:
        self._link = link
        self._places = places

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def new_turn(self, turn: int, phase_ns: int, start: int = 0) -> None:
        """See ``EngineLink``."""
        self._places.take_up(turn, start)
        self._link.new_turn(turn, phase_ns, start)


class WatchedOut:
    """The real sound device, and what it was given for each slot."""

    def __init__(self, device: AudioOutPort) -> None:
        self._device = device
        self.given: OrderedDict[int, Samples] = OrderedDict()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    def write(self, sound: SlotSound) -> None:
        """See ``AudioOutPort``."""
        self._device.write(sound)
        self.given[sound.slot] = sound.samples
        while len(self.given) > 256:
            self.given.popitem(last=False)


class WatchedCamera:
    """The real camera; its pictures against their own sound, and against what the sound device plays meanwhile.

    Args:
        camera: gets the pictures.
        places: where the card is.
        pairing: looks at each slot.
        devices: the sound device, the newest last.

    """

    def __init__(self, camera: CameraSink, places: Places, pairing: Pairing, devices: list[WatchedOut]) -> None:
        self._camera = camera
        self._places = places
        self._pairing = pairing
        self._devices = devices
        self._anchor: tuple[int, int] | None = None  # turn, and where in it slot 0 would be
        self._steady = 0  # slots since it was another

    def __getattr__(self, name: str) -> Any:
        return getattr(self._camera, name)

    def open(self, program: ProgramFormat) -> None:
        """See ``Sink``."""
        self._anchor = None
        self._camera.open(program)

    def close(self) -> None:
        """See ``Sink``."""
        self._camera.close()
        self._pairing.finish()

    def write(self, tick: Tick) -> None:
        """See ``Sink``."""
        self._camera.write(tick)
        shown = self._pairing.look(tick)
        if shown is None:
            return
        count = len(tick.samples)
        anchor = tick.turn, shown - tick.slot * count
        self._steady = self._steady + 1 if anchor == self._anchor else 0
        self._anchor = anchor
        offset = self._places.offset_samples(tick.due_ns)
        given = self._devices[-1].given.get(tick.slot) if self._devices else None
        if offset is None or given is None or self._steady * count < PROGRAM_RATE_HZ:
            self._pairing.counts["offset not known"] += 1
        elif sounds_like(given, shown - offset):
            self._pairing.counts["offset exact" if given.any() else "offset exact, muted"] += 1
        else:
            self._pairing.counts["offset wrong"] += 1
            if len(self._pairing.wrong) < 20:
                where = test_signal.locate(given[RAMP_SAMPLES:], near=shown, within=PROGRAM_RATE_HZ)
                words = f"the device plays {where}, should {shown - offset + RAMP_SAMPLES}"
                self._pairing.wrong.append(f"camera, slot {tick.slot}: {words}")


class PairingRecorder:
    """A recording that keeps nothing and looks at every slot."""

    path = Path("nowhere.mp4")
    paused = False
    recorded_s = 0.0
    name = device_name = "recording"

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing

    def open(self, program: ProgramFormat) -> None:
        """See ``Sink``."""

    def skip(self, count: int) -> None:
        """See ``Sink``."""
        self._pairing.counts["skipped"] += count

    def close(self) -> None:
        """See ``Sink``."""
        self._pairing.finish()

    def write(self, tick: Tick) -> None:
        """See ``Sink``."""
        self._pairing.look(tick)


class SignalFile:
    """The test signal for so many seconds, as a file that is spoken."""

    def __init__(self, seconds: float) -> None:
        self._left = round(seconds * PROGRAM_RATE_HZ)
        self._position = 0

    def read(self) -> Samples | None:
        """See ``SpeechSource``."""
        count = min(4_800, self._left)
        if not count:
            return None
        start, self._position, self._left = self._position, self._position + count, self._left - count
        return test_signal.samples(start, count)

    def close(self) -> None:
        """See ``SpeechSource``."""
        self._left = 0
