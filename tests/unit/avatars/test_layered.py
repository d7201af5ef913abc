from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.avatars.bundle import open_bundle
from app.avatars.hosts import open_host
from app.avatars.motion import Pose
from app.avatars.sheet_host import Host
from app.media.types import Pixels
from tests.helpers.avatars import (
    bgra,
    layered_bundle,
    light2d_config,
    look_layers,
    looks_config,
    plain,
    still_bundle,
)

MOUTH = (50, 100)
EYES = (50, 65)
CHEEK = (50, 80)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return layered_bundle(tmp_path_factory.mktemp("avatars") / "host")


@pytest.fixture(scope="module")
def host(folder: Path) -> Host:
    return open_host(open_bundle(folder), 100, 200)


def redness(pixels: Pixels, at: tuple[int, int]) -> int:
    return int(pixels[at[1], at[0], 2]) - int(pixels[at[1], at[0], 1])


def test_draws_what_it_is_asked_for(host: Host) -> None:
    pixels = host.draw(Pose())
    assert pixels.shape == (200, 100, 4)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


def test_every_picture_is_fresh(host: Host) -> None:
    first = host.draw(Pose())
    second = host.draw(Pose())
    assert not np.shares_memory(first, second)
    assert (first == second).all()


def test_the_base_is_seen_where_no_feature_is(host: Host) -> None:
    pixels = host.draw(Pose())
    assert bgra(pixels, *CHEEK) == (180, 200, 240, 255)
    assert bgra(pixels, 5, 100) == (0, 0, 0, 0)


def test_the_mouth_opens_step_by_step(host: Host) -> None:
    seen = [redness(host.draw(Pose(openness=n / 30)), MOUTH) for n in range(31)]
    assert seen == sorted(seen)
    assert [seen[n] for n in (0, 10, 20, 30)] == [90, 145, 200, 255]
    assert len(set(seen)) > 8  # it fades, it does not jump


def test_the_mouth_moves_nothing_else(host: Host) -> None:
    changed = (host.draw(Pose()) != host.draw(Pose(openness=1))).any(axis=2)
    y, x = np.nonzero(changed)
    assert x.min() >= 37
    assert x.max() <= 62
    assert y.min() >= 87
    assert y.max() <= 112


def test_the_eyes_close(host: Host) -> None:
    opened, half, closed = (bgra(host.draw(Pose(blink=part)), *EYES) for part in (0, 0.5, 1))
    assert opened == (180, 200, 240, 255)
    assert closed == (128, 128, 128, 255)
    assert closed[2] < half[2] < opened[2]


def test_a_face_depends_on_its_pose_alone(host: Host) -> None:
    first = host.draw(Pose(openness=0.4, blink=0.3))
    host.draw(Pose(openness=1, blink=1))
    assert (host.draw(Pose(openness=0.4, blink=0.3)) == first).all()


def test_breathing_lifts_the_head_and_leaves_the_lower_edge(host: Host) -> None:
    out, breath = host.draw(Pose()), host.draw(Pose(breath=1))
    above = [float(pixels[:100, 20:36, 3].sum()) / 16 / 255 for pixels in (out, breath)]
    assert above[1] - above[0] == pytest.approx(0.006 * 200, abs=0.1)
    assert (out[-1] == breath[-1]).all()


def test_swaying_leans_from_the_lower_edge_up(host: Host) -> None:
    def middle(pixels: Pixels, y: int) -> float:
        alpha = pixels[y, :, 3].astype(float)
        return float((alpha * np.arange(100)).sum() / alpha.sum())

    left, right = host.draw(Pose(sway=-1)), host.draw(Pose(sway=1))
    lean = [middle(right, y) - middle(left, y) for y in (30, 110, 199)]
    assert lean[0] > lean[1] > lean[2] >= 0
    assert lean[0] > 3
    assert lean[2] < 0.1


def test_a_nod_lowers_the_face(host: Host) -> None:
    up, down = host.draw(Pose()), host.draw(Pose(nod=1))
    above = [float(pixels[:100, 20:36, 3].sum()) / 16 / 255 for pixels in (up, down)]
    assert 0.5 < above[0] - above[1] < 3


def test_stays_premultiplied_in_every_pose(host: Host) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        breath, nod, blink, openness = rng.random(4)
        pixels = host.draw(Pose(breath, float(rng.uniform(-1, 1)), nod, blink, openness))
        assert (pixels[..., :3] <= pixels[..., 3:]).all()


@pytest.mark.parametrize("size", [(50, 100), (101, 203), (333, 640)])
def test_features_stay_in_place_at_any_size(folder: Path, size: tuple[int, int]) -> None:
    pixels = open_host(open_bundle(folder), *size).draw(Pose(openness=1, blink=1))

    assert pixels.shape == (size[1], size[0], 4)
    across, down = size[0] / 100, size[1] / 200
    red = pixels[..., 2].astype(int) - pixels[..., 1] > 150
    y, x = np.nonzero(red)
    assert x.mean() == pytest.approx(50 * across, abs=1)
    assert y.mean() == pytest.approx(100 * down, abs=1)
    assert red.sum() == pytest.approx(400 * across * down, rel=0.15)
    assert bgra(pixels, round(50 * across), round(65 * down))[:3] == (128, 128, 128)


def test_an_avatar_without_lids_keeps_its_eyes_open(tmp_path: Path) -> None:
    config = light2d_config()
    del config["layers"]["blink"]
    host = open_host(open_bundle(layered_bundle(tmp_path / "host", config)), 100, 200)
    assert (host.draw(Pose(blink=1)) == host.draw(Pose())).all()


def test_lids_that_reach_into_the_mouth_lie_over_it(tmp_path: Path) -> None:
    config = light2d_config()
    config["layers"]["blink"]["rect"] = [30, 60, 40, 40]
    host = open_host(open_bundle(layered_bundle(tmp_path / "host", config)), 100, 200)

    closed, opened = host.draw(Pose(blink=1, openness=1)), host.draw(Pose(openness=1))

    assert bgra(closed, 50, 95) == (128, 128, 128, 255)  # lids
    assert redness(closed, (50, 106)) == 255  # mouth below them
    assert redness(opened, (50, 95)) == 255  # mouth again


def test_other_mouth_shapes_are_used_when_there_are_some(tmp_path: Path) -> None:
    config = light2d_config()
    mouth = config["layers"]["mouth"]
    config["studio"] = {
        "mouth": {"wide": [mouth["closed"], config["layers"]["blink"] | {"rect": mouth["closed"]["rect"]}]}
    }
    host = open_host(open_bundle(layered_bundle(tmp_path / "host", config)), 100, 200)

    assert redness(host.draw(Pose(openness=1, spread=1)), MOUTH) == 0
    assert redness(host.draw(Pose(openness=1, spread=-1)), MOUTH) == 255  # there is no round one
    assert redness(host.draw(Pose(openness=1)), MOUTH) == 255


def test_a_base_smaller_than_the_canvas_lies_where_it_says(tmp_path: Path) -> None:
    config = light2d_config()
    config["layers"]["base"]["rect"] = [50, 100, 50, 100]
    host = open_host(open_bundle(layered_bundle(tmp_path / "host", config)), 100, 200)

    pixels = host.draw(Pose())

    assert bgra(pixels, 75, 150) == (180, 200, 240, 255)
    assert bgra(pixels, 25, 150) == (0, 0, 0, 0)


class TestStill:
    def test_breathes_within_its_frame(self, tmp_path: Path) -> None:
        photo = plain(100, 200, (0, 0, 0, 255))
        photo[..., 0] = (127 + 127 * np.sin(np.arange(200) / 5))[:, None]
        host = open_host(open_bundle(still_bundle(tmp_path / "host", photo)), 100, 200)

        out, breath = host.draw(Pose()), host.draw(Pose(breath=1, sway=1))

        change = np.abs(out.astype(int) - breath).max()
        assert 8 < change < 25  # less than a pixel
        assert (breath[..., 3] == 255).all()  # no gap opens at its edges

    def test_has_no_mouth_and_does_not_mind(self, tmp_path: Path) -> None:
        host = open_host(open_bundle(still_bundle(tmp_path / "host")), 50, 100)
        rest = Pose(breath=0.5)
        assert (host.draw(rest) == host.draw(replace(rest, openness=1, blink=1, spread=1))).all()


@pytest.fixture(scope="module")
def actor(tmp_path_factory: pytest.TempPathFactory) -> Host:
    folder = layered_bundle(tmp_path_factory.mktemp("looks") / "host", looks_config())
    look_layers(folder)
    return open_host(open_bundle(folder), 100, 200)


def colours(host: Host, pose: Pose) -> tuple[int, int]:
    """How blue the brows are and how green the mouth."""
    pixels = host.draw(pose)
    return int(pixels[45, 50, 0]), int(pixels[MOUTH[1], MOUTH[0], 1])


def test_a_smile_comes_in_stages_with_its_own_mouths(actor: Host) -> None:
    neutral = colours(actor, Pose())
    assert colours(actor, Pose(smile=0.5)) == (60, 60)
    assert colours(actor, Pose(smile=1)) == (120, 120)
    assert colours(actor, Pose(smile=1, openness=1)) == (120, 160)
    between = colours(actor, Pose(smile=0.75))
    assert 60 < between[0] < 120
    assert 60 < between[1] < 120
    assert colours(actor, Pose()) == neutral


def test_looks_change_eyes_brows_and_mouth_and_nothing_else(actor: Host) -> None:
    changed = (actor.draw(Pose()) != actor.draw(Pose(smile=1))).any(axis=2)
    y, x = np.nonzero(changed)
    assert x.min() >= 27
    assert x.max() <= 72
    assert y.min() >= 37
    assert y.max() <= 112
    assert not changed[74:86].any()


def test_a_look_that_has_but_a_closed_mouth_speaks_like_the_neutral_face(actor: Host) -> None:
    assert colours(actor, Pose(doubt=1))[1] == 250
    for openness in (0.4, 1.0):
        assert (actor.draw(Pose(doubt=1, openness=openness)) == actor.draw(Pose(openness=openness))).all()
    assert colours(actor, Pose(surprise=1))[1] == colours(actor, Pose())[1]


def test_pressed_lips_close_whatever_mouth_a_look_has_at_rest(actor: Host) -> None:
    assert colours(actor, Pose(doubt=1, press=1))[1] == colours(actor, Pose())[1]
    assert colours(actor, Pose(doubt=1, press=0))[1] == 250
    assert colours(actor, Pose(smile=1, press=1)) == colours(actor, Pose(smile=1))


def test_one_look_gives_way_to_another_without_showing_the_neutral_face_between(actor: Host) -> None:
    seen = [colours(actor, Pose(smile=1 - part, surprise=part))[0] for part in np.linspace(0, 1, 41)]
    assert seen[0] == 120
    assert seen[-1] == 180
    assert max(seen) <= 180
    assert min(seen) >= 55, "never the colour of skin, and never black"


def test_eyes_that_are_wide_do_not_blink(actor: Host) -> None:
    assert (actor.draw(Pose(surprise=1, blink=1)) == actor.draw(Pose(surprise=1))).all()
    assert bgra(actor.draw(Pose(smile=1, blink=1)), *EYES) == bgra(actor.draw(Pose(blink=1)), *EYES)


def test_a_host_without_looks_nods_and_leaves_the_rest(host: Host) -> None:
    assert (host.draw(Pose(smile=1, surprise=1, doubt=1, wink=1)) == host.draw(Pose())).all()
    assert (host.draw(Pose(nod=1)) != host.draw(Pose())).any()
