"""An engine whose pictures say which they are and how loud their samples were: for tests, set-up and calibration."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from app.base.errors import AppError
from app.engine.base import EngineInfo, EngineRequest, Rendered
from app.engine.testcard.code import (
    BLACK,
    COLUMNS,
    LOUDNESS,
    MIN_HEIGHT_PX,
    MIN_WIDTH_PX,
    ROWS,
    WHITE,
    loudness_of,
    strip_top,
    to_bits,
)
from app.engine.testcard.drawing import still_card
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Pixels, Samples

_GREYS = np.array([0xFF000000 | value * 0x010101 for value in range(256)], np.uint32)  # B G R A in one number


class TestcardEngine:
    """One picture for every ``1 / fps`` of sound, at the program's rate so that its samples are exactly the source's.

    Fills whatever size it is asked for, from 64x36 on. Pictures are numbered from where the engine took up the turn.
    """

    __test__ = False  # pytest collects classes by their name

    def load(self, request: EngineRequest) -> EngineInfo:
        """Draw what never changes, and measure. Raises AppError below the least size."""
        width_px, height_px = request.width_px, request.height_px
        if width_px < MIN_WIDTH_PX or height_px < MIN_HEIGHT_PX:
            raise AppError(
                "testcard.size",
                f"The test card cannot be drawn in {width_px}x{height_px} pixels.",
                f"Give it at least {MIN_WIDTH_PX}x{MIN_HEIGHT_PX}.",
                permanent=True,
            )
        self._fps = request.fps
        self._still = still_card(width_px, height_px)
        top = strip_top(height_px)
        rows = np.arange(height_px - top) * ROWS // (height_px - top)
        self._rows = [(top + int(y[0]), top + int(y[-1]) + 1) for y in (np.flatnonzero(rows == r) for r in range(ROWS))]
        self._columns: NDArray[np.intp] = np.arange(width_px) * COLUMNS // width_px
        self.begin_turn(0, 0)
        begun_ns = time.perf_counter_ns()
        self.picture(0, 0)
        render_ns = time.perf_counter_ns() - begun_ns
        return EngineInfo(
            name="Test card",
            fps=request.fps,
            rate_hz=PROGRAM_RATE_HZ,
            chunk_ns=NS_PER_S // request.fps,
            lookahead_ns=0,
            render_ns=render_ns,
            width_px=width_px,
            height_px=height_px,
            fake="It shows a test card instead of the host.",
        )

    def begin_turn(self, turn: int, phase_ns: int) -> None:
        """Number pictures from 0 again."""
        self._turn = turn
        self._index = 0

    def next_chunk(self) -> int:
        """The samples of one picture."""
        return self._sample_of(self._index + 1) - self._sample_of(self._index)

    def render(self, samples: Samples) -> Rendered:
        """One picture."""
        index = self._index
        self._index += 1
        picture = self.picture(index, loudness_of(samples))
        return Rendered([picture], self._sample_of(index), self._sample_of(index + 1), 1)

    def end_turn(self) -> Rendered:
        """Nothing is held back."""
        end = self._sample_of(self._index)
        return Rendered([], end, end, 0)

    def close(self) -> None:
        """Nothing to give back."""

    def _sample_of(self, index: int) -> int:
        return index * PROGRAM_RATE_HZ // self._fps

    def picture(self, index: int, loudness: int) -> Pixels:
        """The card with this number; ``loudness`` as ``code.loudness_of`` says it."""
        picture = self._still.copy()
        cells = np.zeros((ROWS, COLUMNS), np.uint8)
        cells[:, 1:-1] = to_bits(index, self._turn).reshape(ROWS, -1) * np.uint8(255)
        for row, grey in ((WHITE, 255), (BLACK, 0), (LOUDNESS, loudness)):
            cells[row, 0] = cells[ROWS - 1 - row, -1] = grey
        colours = _GREYS[cells][:, self._columns]
        pixels = picture.view(np.uint32)[..., 0]
        for row, (begin, end) in enumerate(self._rows):
            pixels[begin:end] = colours[row]
        return picture
