from __future__ import annotations

import numpy as np
import pytest

from app.avatars.expressions import Expression
from app.base.settings import ProgramSettings
from app.media.types import Pixels, ProgramFormat
from app.program.card import card
from app.program.compositor import Compositor
from app.program.standby import StandbyClip

PROGRAM = ProgramFormat(160, 90, 30)


class Clockwork:
    """An idle host whose brightness says where in its loop it is."""

    loop_ns = 4_000_000_000

    def __init__(self) -> None:
        self.drawn: list[int] = []

    def picture(self, phase_ns: int) -> Pixels:
        raise AssertionError("the endless movement has a seam")

    def express(self, name: Expression, phase_ns: int) -> None:
        raise AssertionError("a standby loop has no expressions")

    def standby(self, phase_ns: int) -> Pixels:
        self.drawn.append(phase_ns)
        return np.full((90, 90, 4), (phase_ns // 20_000_000, 0, 0, 255), np.uint8)


def test_the_clip_is_one_loop_evenly_spread() -> None:
    idle = Clockwork()
    clip = StandbyClip(idle, Compositor(PROGRAM, ProgramSettings()), 60)

    blues = [int(picture.pixels[45, 80, 0]) for picture in clip]

    assert len(clip) == 60
    assert idle.drawn == [n * 4_000_000_000 // 60 for n in range(60)]
    assert blues == [phase // 20_000_000 for phase in idle.drawn]
    assert clip.picture_ns == 66_666_666


def test_pictures_are_drawn_when_they_are_asked_for() -> None:
    idle = Clockwork()
    clip = StandbyClip(idle, Compositor(PROGRAM, ProgramSettings()), 60)
    assert idle.drawn == []

    assert (clip[-1].pixels == clip[59].pixels).all()
    assert [int(one.pixels[45, 80, 0]) for one in clip[10:12]] == [33, 36]
    with pytest.raises(IndexError):
        clip[60]


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1920, 1080)])
def test_the_card_is_calm_and_never_black(size: tuple[int, int]) -> None:
    pixels = card(ProgramFormat(*size, 30)).pixels

    assert pixels.shape == (size[1], size[0], 4)
    assert (pixels[..., 3] == 255).all()
    assert pixels[..., :3].max(axis=2).min() > 60
    assert np.abs(np.diff(pixels[..., :3].astype(int), axis=0)).max() <= 2
    assert np.abs(np.diff(pixels[..., :3].astype(int), axis=1)).max() <= 2
