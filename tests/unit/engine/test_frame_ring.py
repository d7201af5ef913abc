"""The frame ring: places, and whose they are."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.base.errors import AppError
from app.engine.frame_ring import FrameRing
from app.media.types import Pixels

SLOTS, WIDTH, HEIGHT = 3, 8, 5
BYTES = WIDTH * HEIGHT * 4


def picture(value: int, width_px: int = WIDTH, height_px: int = HEIGHT) -> Pixels:
    return (np.arange(width_px * height_px * 4) + value).astype(np.uint8).reshape(height_px, width_px, 4)


def test_a_shared_ring_carries_pictures_between_its_two_sides() -> None:
    host = FrameRing.shared(SLOTS, BYTES)
    worker = FrameRing.attach(host.handle)
    for index in range(SLOTS):
        worker.write(index, picture(index))
    copies = [host.read(index, WIDTH, HEIGHT) for index in range(SLOTS)]
    worker.write(0, picture(99))
    for index, copy in enumerate(copies):
        assert np.array_equal(copy, picture(index)), "a copy of its own"
        assert copy.flags.c_contiguous
    host.close()
    worker.write(0, picture(7))  # a worker that has not noticed yet does no harm
    worker.close()
    host.close()
    worker.close()


def test_the_worker_may_close_first() -> None:
    host = FrameRing.shared(SLOTS, BYTES)
    worker = FrameRing.attach(host.handle)
    worker.write(2, picture(5))
    worker.close()
    assert np.array_equal(host.read(2, WIDTH, HEIGHT), picture(5))
    host.close()


def test_a_local_ring_does_the_same_within_a_process() -> None:
    ring = FrameRing.local(SLOTS, BYTES)
    ring.write(1, picture(1, 4, 3))
    ring.write(2, picture(2)[:, ::-1])
    assert np.array_equal(ring.read(1, 4, 3), picture(1, 4, 3))
    assert np.array_equal(ring.read(2, WIDTH, HEIGHT), picture(2)[:, ::-1])
    ring.close()


@pytest.mark.parametrize(
    "wrong",
    [
        picture(0, WIDTH + 1),
        picture(0)[..., :3],
        picture(0)[..., 0],
        picture(0).astype(np.float32)[:1],
    ],
    ids=["too large", "three channels", "flat", "floats"],
)
def test_what_is_no_picture_is_refused(wrong: Pixels) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        FrameRing.local(SLOTS, BYTES).write(0, wrong)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("has_memfd", [True, False], ids=["memory", "file"])
def test_a_system_without_room_is_named_before_anything_breaks(
    has_memfd: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource  # not at the top: Windows has none

    if not has_memfd:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    open_before = psutil.Process().num_fds()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, limits[1]))
    try:
        with pytest.raises(AppError, match="11 MB of shared memory"):
            FrameRing.shared(10, 1 << 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert psutil.Process().num_fds() == open_before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows shares memory by a tag")
def test_where_memory_has_to_be_a_file_nobody_sees_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    host = FrameRing.shared(SLOTS, BYTES)
    worker = FrameRing.attach(host.handle)
    worker.write(1, picture(3))
    assert np.array_equal(host.read(1, WIDTH, HEIGHT), picture(3))
    assert os.fstat(host.handle.descriptor or 0).st_nlink == 0
    assert list(tmp_path.iterdir()) == []
    worker.close()
    host.close()
