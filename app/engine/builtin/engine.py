"""The engine that needs nothing: any avatar, any processor, no model."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import numpy as np

from app.avatars.expressions import Expression, Expressions
from app.avatars.sheet_host import Host, host_from
from app.avatars.sheets import read_sheet
from app.engine.base import EngineInfo, EngineRequest, Rendered
from app.engine.builtin.lips import Face, Lips
from app.engine.builtin.listener import AHEAD
from app.engine.builtin.mouth import MouthModel
from app.engine.builtin.voice import HOP, RATE_HZ, REACH, Ear
from app.media.types import MouthCue, Pixels, Samples, samples_to_ns

_WARM_UP = 5
_MEASURED = 40


class BuiltinEngine:
    """Draws the avatar with a mouth that follows the sound. See ``engine.base.Engine``.

    A chunk is the sound of one picture. A picture shows the middle of its chunk, for which a little of the sound
    after it must be known: so pictures come ``lookahead`` chunks after their sound. Where chunks are long, more is
    known by then than is needed; the mouth is shown as much later, which makes up for the time that it takes to open.
    """

    def load(self, request: EngineRequest) -> EngineInfo:
        """See ``Engine``. Takes less than a second."""
        self._fps = request.fps
        self._host = _open(request)
        self._model = MouthModel()
        needed = HOP // 2 + AHEAD * HOP + REACH  # samples after the middle of a picture's chunk
        self._expressions = Expressions()
        self._lookahead = max(1, math.ceil(needed * self._fps / RATE_HZ - 0.5))
        known = (2 * self._lookahead + 1) * RATE_HZ // (2 * self._fps) - 1  # the least, as chunks are whole samples
        self._later = max(0, known - needed)
        self.begin_turn(0, 0)
        longest = -(-RATE_HZ // self._fps)
        return EngineInfo(
            name="Built in",
            fps=self._fps,
            rate_hz=RATE_HZ,
            chunk_ns=samples_to_ns(longest, RATE_HZ),
            lookahead_ns=samples_to_ns(self._lookahead * longest, RATE_HZ),
            render_ns=self._measure(),
            width_px=request.width_px,
            height_px=request.height_px,
        )

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        """See ``Engine``."""
        del turn
        self._phase_ns = phase_ns
        self._ear = Ear()
        self._lips = Lips(self._host.audio, self._model)
        self._faces: list[Face] = []
        self._first_face = 0  # number of the hop of _faces[0]
        self._heard = 0  # chunks
        self._drawn = 0  # chunks

    def expect(self, cues: Sequence[MouthCue]) -> None:
        """See ``CuedEngine``."""
        self._lips.expect(cues)

    def next_chunk(self) -> int:
        """See ``Engine``."""
        return self._start(self._heard + 1) - self._start(self._heard)

    def render(self, samples: Samples) -> Rendered:
        """See ``Engine``: nothing for the first chunks, then one picture for each."""
        self._faces += self._lips.follow(self._ear.hear(samples))
        self._heard += 1
        return self._draw(self._heard - self._lookahead)

    def end_turn(self) -> Rendered:
        """See ``Engine``."""
        silence = np.zeros(self._start(self._heard + self._lookahead) - self._start(self._heard), np.float32)
        self._faces += self._lips.follow(self._ear.hear(silence))
        return self._draw(self._heard)

    def express(self, name: Expression, phase_ns: int) -> None:
        """See ``ExpressiveEngine``."""
        self._expressions = self._expressions.then(name, phase_ns)

    def close(self) -> None:
        """See ``Engine``. There is nothing to give back."""

    def _start(self, chunk: int) -> int:
        return chunk * RATE_HZ // self._fps

    def _draw(self, until: int) -> Rendered:
        """The chunks that were not drawn yet, up to ``until``."""
        first, until = self._drawn, max(self._drawn, until)
        self._drawn = until
        poses = [(self._start(chunk), self._face_of(chunk)) for chunk in range(first, until)]
        return Rendered(self._pictures(poses), self._start(first), self._start(until), len(poses))

    def _pictures(self, poses: list[tuple[int, Face]]) -> Iterator[Pixels]:
        for sample, face in poses:
            phase_ns = self._phase_ns + samples_to_ns(sample, RATE_HZ)
            pose = self._expressions.on(self._host.motion.at(phase_ns), phase_ns)
            spoken = asdict(face) | {"nod": max(pose.nod, face.nod)}
            yield self._host.draw(replace(pose, **spoken))

    def _face_of(self, chunk: int) -> Face:
        """What the face does in the middle of ``chunk`` or a little later; earlier hops are forgotten."""
        middle = (self._start(chunk) + self._start(chunk + 1)) // 2
        hop = (middle + self._later + HOP // 2) // HOP
        del self._faces[: hop - self._first_face]
        self._first_face = hop
        return self._faces[0]

    def _measure(self) -> int:
        """The slowest percent of silent chunks, once warm."""
        took_ns = []
        for _ in range(_WARM_UP + _MEASURED):
            begun_ns = time.perf_counter_ns()
            for _ in self.render(np.zeros(self.next_chunk(), np.float32)).pictures:
                pass
            took_ns.append(time.perf_counter_ns() - begun_ns)
        return sorted(took_ns[_WARM_UP:])[math.ceil(0.99 * _MEASURED) - 1]


def _open(request: EngineRequest) -> Host:
    """The avatar, from the sheet that the studio has drawn it from, too. Raises AppError."""
    sheet = None if request.sheet is None else read_sheet(request.sheet)
    if sheet is not None:
        return host_from(sheet)
    # Only here: what reads bundles and decodes pictures takes as much memory as all the rest of this process.
    from app.avatars.bundle import open_bundle
    from app.avatars.hosts import open_host

    return open_host(open_bundle(request.avatar), request.width_px, request.height_px)
