"""Words on the program, by their pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.base.scenes import Layer
from app.program import fonts as fonts_module
from app.program.place import MOST_PX
from app.program.scenery import SceneFiles
from app.program.words import draw_words
from tests.helpers.scenery import opened, seen


def test_words_are_drawn_in_their_colour_and_size(files: SceneFiles) -> None:
    layer = Layer(text="HELLO", size=0.2, colour="#ff0000", look="plain").model_dump()
    scenery = opened(files, layers=[layer], avatar={"shown": False}, background={"colour": "#000000"})
    pixels = seen(scenery)
    y, x = np.nonzero(pixels[..., 2] > 200)
    assert 16 < y.max() - y.min() < 30
    assert abs((x.max() + x.min()) / 2 - 160) < 3
    assert (pixels[..., :2] == 0).all()


def test_lines_are_broken_where_they_are_too_wide() -> None:
    one = draw_words("a few words of some length", 20, "#ffffff", "plain", 1000).pixels
    more = draw_words("a few words of some length", 20, "#ffffff", "plain", 80).pixels
    assert more.shape[1] <= 84
    assert more.shape[0] >= 3 * one.shape[0] - 10


@pytest.mark.parametrize("look", ["outline", "plate"])
def test_words_can_be_read_on_white(look: str, files: SceneFiles) -> None:
    layer = {"text": "HELLO", "size": 0.3, "look": look}
    pixels = seen(opened(files, layers=[layer], avatar={"shown": False}, background={"colour": "#ffffff"}))
    assert pixels[..., :3].max(axis=2).min() < 90


def test_odd_letters_do_no_harm_and_are_named(files: SceneFiles) -> None:
    text = "👩‍🚀 \u202eabc\u0301 \U0010fffd\n\n שלום"
    scenery = opened(files, layers=[{"text": text, "size": 0.2}])
    assert scenery.layers[0] is not None
    assert any("No font" in problem.message for problem in scenery.problems)


def test_words_as_large_as_a_layer_can_be_take_no_more_than_can_be_seen() -> None:
    height, width, _ = draw_words("Be right back", 4320, "#ffffff", "outline", 1843).pixels.shape
    assert 0.5 * MOST_PX < height * width <= MOST_PX
    assert draw_words("Hi", 200, "#ffffff", "plain", 1843).pixels.shape[0] == 200, "others are as large as they are"


def test_a_font_that_is_damaged_gives_way_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "segoeui.ttf").write_bytes(b"no font")
    monkeypatch.setattr(fonts_module, "_folders", lambda: (tmp_path,))
    for cached in (fonts_module._found, fonts_module._owner, fonts_module.fonts):
        cached.cache_clear()
    try:
        assert draw_words("A", 40, "#ffffff", "plain", 300).missing == ""
    finally:
        monkeypatch.undo()
        for cached in (fonts_module._found, fonts_module._owner, fonts_module.fonts):
            cached.cache_clear()
