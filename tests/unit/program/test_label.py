"""The label on the program picture: where it is asked for, on every picture alike, and nowhere else."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from app.base.settings import ProgramSettings
from app.engine.base import EngineRequest
from app.engine.testcard.engine import TestcardEngine
from app.engine.testcard.reader import read
from app.media.test_signal import samples
from app.media.types import Pixels, ProgramFormat
from app.program.compositor import Compositor

PROGRAM = ProgramFormat(1280, 720, 30)
HOST = np.full((720, 640, 4), (60, 90, 120, 255), np.uint8)
OTHER = np.full((720, 640, 4), (200, 210, 220, 255), np.uint8)
WORDS = get_args(ProgramSettings.model_fields["ai_label_words"].annotation)
CORNERS = get_args(ProgramSettings.model_fields["ai_label_corner"].annotation)
SIZES = get_args(ProgramSettings.model_fields["ai_label_size"].annotation)


def shown(settings: ProgramSettings, program: ProgramFormat = PROGRAM, host: Pixels | None = HOST) -> Pixels:
    return Compositor(program, settings).compose(host, host, 1.0).pixels


def labelled(settings: ProgramSettings, program: ProgramFormat = PROGRAM) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what the label changes."""
    bare = shown(settings.model_copy(update={"ai_label": False}), program)
    y, x = np.nonzero((shown(settings, program) != bare).any(axis=2))
    return int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1


def test_it_is_there_unless_somebody_turns_it_off() -> None:
    left, top, right, bottom = labelled(ProgramSettings())
    assert (left < 40, top < 40) == (True, True)
    assert 120 < right - left < 320
    assert 38 < bottom - top < 46


@pytest.mark.parametrize(("corner", "size"), list(product(CORNERS, SIZES)))
@pytest.mark.parametrize("program", [PROGRAM, ProgramFormat(1080, 1920, 30), ProgramFormat(96, 54, 30)])
def test_it_keeps_to_its_corner(corner: str, size: str, program: ProgramFormat) -> None:
    settings = ProgramSettings.model_validate({"ai_label_corner": corner, "ai_label_size": size})
    left, top, right, bottom = labelled(settings, program)
    assert (top < program.height_px - bottom) == corner.startswith("top")
    assert (left < program.width_px - right) == corner.endswith("left")
    assert left >= 0
    assert right <= program.width_px
    assert min(left, program.width_px - right, top, program.height_px - bottom) <= program.width_px // 16


@pytest.mark.parametrize("words", WORDS)
def test_large_words_are_a_twentieth_of_the_shorter_side(words: str) -> None:
    settings = ProgramSettings.model_validate({"ai_label_words": words, "ai_label_size": "large"})
    left, top, right, bottom = labelled(settings)
    white = np.all(shown(settings)[top:bottom, left:right] > 200, axis=2)
    rows = np.nonzero(white.any(axis=1))[0]
    assert rows.max() - rows.min() + 1 >= (0.05 if words == "zh" else 0.04) * 720  # latin capitals are lower


def test_every_picture_has_it_in_the_same_pixels() -> None:
    compositor = Compositor(PROGRAM, ProgramSettings())
    left, top, right, bottom = labelled(ProgramSettings(avatar_x=0.9))
    place = np.s_[top:bottom, left:right]
    aside = Compositor(PROGRAM, ProgramSettings(avatar_x=0.9))
    speaking = aside.compose(HOST, OTHER, 1.0).pixels[place]
    for picture in (aside.compose(HOST, OTHER, 0.0), aside.compose(HOST, OTHER, 0.4), aside.compose(None, OTHER, 0.0)):
        assert (picture.pixels[place] == speaking).all()
    for weight in (0.0, 0.3, 1.0):
        lit = compositor.compose(OTHER, OTHER, weight).pixels[place]
        assert (lit[lit.shape[0] // 2] > 180).all(axis=1).any()  # light words also where the host is behind it


def test_the_picture_of_the_host_is_not_drawn_into() -> None:
    host = HOST.copy()
    shown(ProgramSettings(avatar_fit="width"), host=host)
    assert (host == HOST).all()


@pytest.mark.parametrize("size", SIZES)
def test_a_test_card_can_still_be_read(size: str) -> None:
    card = TestcardEngine()
    card.load(EngineRequest(Path(), PROGRAM.width_px, PROGRAM.height_px, PROGRAM.fps))
    card.begin_turn(7, 0)
    (picture,) = card.render(samples(0, card.next_chunk())).pictures
    settings = ProgramSettings.model_validate({"ai_label_size": size})
    reading = read(shown(settings, host=picture))
    assert reading is not None
    assert (reading.index, reading.turn) == (0, 7)
