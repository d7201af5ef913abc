"""The hosts that come with the studio."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from app.avatars.bundle import Bundle
from app.avatars.hosts import check, natural_aspect, open_host
from app.avatars.library import Library
from app.avatars.light2d import read_light2d
from app.avatars.motion import Pose
from app.avatars.pictures import fit, load_picture
from app.base.paths import resources_dir

MAX_PNG_BYTES = 1_800_000


@pytest.fixture(scope="module")
def mira() -> Bundle:
    return Library([resources_dir() / "avatars"]).resolve("mira")


def test_all_bundled_avatars_are_whole() -> None:
    library = Library([resources_dir() / "avatars"])
    entries = library.list()
    assert "mira" in [entry.id for entry in entries]
    for entry in entries:
        assert entry.problem is None
        assert entry.preview is not None
        check(library.resolve(entry.id))


def test_they_say_whose_they_are() -> None:
    for folder in (resources_dir() / "avatars").iterdir():
        assert "Apache License" in (folder / "NOTICE").read_text()


def test_mira_is_small_enough_to_come_with_the_source(mira: Bundle) -> None:
    assert sum(path.stat().st_size for path in mira.folder.rglob("*.png")) < MAX_PNG_BYTES


def test_no_layer_file_is_left_over(mira: Bundle) -> None:
    drawing = read_light2d(mira)
    assert drawing is not None
    named = {Path(layer.source).name for layer in drawing.all_layers}
    assert {path.name for path in (mira.folder / "light2d" / "layers").iterdir()} == named


def test_at_rest_mira_is_her_reference_picture(mira: Bundle) -> None:
    assert natural_aspect(mira) == 0.9
    host = open_host(mira, 324, 360)
    assert mira.reference is not None
    reference = fit(load_picture(mira.reference), 324, 360)
    difference = np.abs(host.draw(Pose()).astype(int) - reference)
    assert difference.mean() < 1.0
    assert np.percentile(difference, 99.5) < 24


def test_miras_mouth_opens_wider_with_every_step_in_all_shapes(mira: Bundle) -> None:
    host = open_host(mira, 324, 360)
    closed = host.draw(Pose()).astype(int)
    for spread in (-1.0, 0.0, 1.0):
        change = [
            float(np.abs(host.draw(Pose(openness=n / 8, spread=spread)).astype(int) - closed).sum()) for n in range(9)
        ]
        assert change[0] == 0
        assert all(later > earlier * 0.98 for earlier, later in itertools.pairwise(change))
        assert change[-1] > 3 * change[1]


def test_her_head_never_leaves_the_picture(mira: Bundle) -> None:
    host = open_host(mira, 324, 360)
    pixels = host.draw(Pose(breath=1, sway=1))
    assert not pixels[0].any()
    assert not pixels[:, 0].any()
    assert not pixels[:, -1].any()


def test_nothing_of_her_is_the_green_that_keyers_take_out(mira: Bundle) -> None:
    assert mira.reference is not None
    pixels = load_picture(mira.reference).astype(int)
    solid = pixels[..., 3] > 128
    assert (pixels[..., 1] - np.maximum(pixels[..., 0], pixels[..., 2]))[solid].max() < 12
