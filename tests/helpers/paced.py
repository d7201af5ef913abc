"""Sound and pictures for a pacer that say which they are, and its slots in virtual time."""

from __future__ import annotations

import numpy as np

from app.media.pacer import Pacer
from app.media.types import NS_PER_S, AudioChunk, ProgramFormat, Samples, SlotPlan, VideoFrame


def program(fps: int = 30) -> ProgramFormat:
    return ProgramFormat(64, 36, fps)


def ramp(start: int, count: int) -> Samples:
    """Sound whose value says which sample it is."""
    return (((np.arange(start, start + count) % 20_000) + 1) / 40_000).astype(np.float32)


def chunk(turn: int, start: int, count: int) -> AudioChunk:
    return AudioChunk(turn, start, ramp(start, count))


def picture(turn: int, index: int, fps: int) -> VideoFrame:
    pts_ns = index * NS_PER_S // fps
    return VideoFrame(turn, pts_ns, (index + 1) * NS_PER_S // fps - pts_ns, np.zeros((1, 1, 4), np.uint8))


def render(pacer: Pacer, turn: int, indices: range, fps: int) -> None:
    for index in indices:
        pacer.push_frame(picture(turn, index, fps))


def plans(pacer: Pacer, slots: range) -> list[SlotPlan]:
    return [pacer.plan(slot) for slot in slots]
