"""The standby loop in the helper."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from flashtalk_camera import standby
from flashtalk_camera.standby import Picture, StandbyClip

SIZE = 96


def pictures() -> list[Picture]:
    random = np.random.default_rng(1)
    return [random.integers(0, 256, SIZE, np.uint8) for _ in range(3)]


def filled(frame_ns: int = 40) -> StandbyClip:
    first, *others = pictures()
    clip = StandbyClip(SIZE)
    clip.add(zlib.compress(first.data))
    for before, other in zip(pictures(), others, strict=False):
        clip.add(zlib.compress((other - before).data))
    clip.finish(frame_ns)
    return clip


def test_plays_its_pictures_in_an_endless_loop() -> None:
    clip = filled(frame_ns=40)
    assert len(clip) == 3
    for elapsed_ns, index in [
        (0, 0),
        (39, 0),
        (40, 1),
        (79, 1),
        (80, 2),
        (120, 0),
        (80, 2),
        (40, 1),
        (120_000_040, 1),
        (80, 2),
    ]:
        assert np.array_equal(clip.picture(elapsed_ns), pictures()[index])


@pytest.mark.parametrize(
    "data",
    [b"", b"not zlib", zlib.compress(bytes(SIZE - 1)), zlib.compress(bytes(SIZE + 1)), zlib.compress(bytes(SIZE))[:-9]],
)
def test_refuses_what_is_not_a_picture_of_its_size(data: bytes) -> None:
    with pytest.raises(ValueError, match="standby picture"):
        StandbyClip(SIZE).add(data)


def test_refuses_to_grow_without_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = zlib.compress(bytes(SIZE))
    monkeypatch.setattr(standby, "MAX_BYTES", 10 * len(picture))
    clip = StandbyClip(SIZE)
    for _ in range(10):
        clip.add(picture)
    with pytest.raises(ValueError, match="too big"):
        clip.add(picture)


def test_refuses_to_end_empty_or_without_duration() -> None:
    with pytest.raises(ValueError, match="without pictures"):
        StandbyClip(SIZE).finish(40)
    clip = StandbyClip(SIZE)
    clip.add(zlib.compress(bytes(SIZE)))
    with pytest.raises(ValueError, match="without pictures"):
        clip.finish(0)
