"""The hosts that come with the studio."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.avatars.bundle import Bundle
from app.avatars.detector import FaceDetector
from app.avatars.hosts import check, natural_aspect, open_host
from app.avatars.import_check import examine
from app.avatars.library import Library
from app.avatars.light2d import LOOKS, read_light2d
from app.avatars.motion import Pose
from app.avatars.pictures import load_picture
from app.avatars.resampling import fit
from app.base.paths import resources_dir

MAX_PNG_BYTES = 1_800_000


@pytest.fixture(scope="module")
def mira() -> Bundle:
    return Library([resources_dir() / "avatars"]).resolve("mira")


@pytest.fixture(scope="module")
def elias() -> Bundle:
    return Library([resources_dir() / "avatars"]).resolve("elias")


def test_all_bundled_avatars_are_whole() -> None:
    library = Library([resources_dir() / "avatars"])
    entries = library.list()
    assert {"elias", "mira"} <= {entry.id for entry in entries}
    for entry in entries:
        assert entry.problem is None
        assert entry.preview is not None
        check(library.resolve(entry.id))


def test_they_say_whose_they_are() -> None:
    for folder in (resources_dir() / "avatars").iterdir():
        assert "Apache License" in (folder / "NOTICE").read_text()


def test_they_are_small_enough_to_come_with_the_source(mira: Bundle, elias: Bundle) -> None:
    for bundle in (mira, elias):
        assert sum(path.stat().st_size for path in bundle.folder.rglob("*.png")) < MAX_PNG_BYTES


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


def test_nothing_of_them_is_the_green_that_keyers_take_out(mira: Bundle, elias: Bundle) -> None:
    for bundle in (mira, elias):
        assert bundle.reference is not None
        pixels = load_picture(bundle.reference).astype(int)
        solid = pixels[..., 3] > 128
        assert (pixels[..., 1] - np.maximum(pixels[..., 0], pixels[..., 2]))[solid].max() < 12


@pytest.mark.parametrize("look", LOOKS)
def test_mira_has_every_look_and_it_changes_her_face_alone(mira: Bundle, look: str) -> None:
    host = open_host(mira, 324, 360)
    shown = host.draw(replace(Pose(), **{look: 1.0}))
    y, x = np.nonzero((shown != host.draw(Pose())).any(axis=2))
    assert y.min() > 0.22 * 360
    assert y.max() < 0.60 * 360
    assert x.min() > 0.30 * 324
    assert x.max() < 0.70 * 324
    eyes, mouth = (y < 0.43 * 360).sum(), (y > 0.46 * 360).sum()
    assert eyes > 400
    assert mouth > 150


@pytest.mark.parametrize("look", LOOKS)
def test_miras_looks_come_without_a_jump(mira: Bundle, look: str) -> None:
    host = open_host(mira, 324, 360)
    stages = [host.draw(replace(Pose(), **{look: n / 20})).astype(int) for n in range(21)]
    moved = [float(np.abs(b - a).sum()) for a, b in itertools.pairwise(stages)]
    assert max(moved) < 0.5 * sum(moved)


def test_mira_speaks_whatever_her_look(mira: Bundle) -> None:
    host = open_host(mira, 324, 360)
    for look in LOOKS:
        pose = replace(Pose(), **{look: 1.0})
        closed = host.draw(pose).astype(int)
        opened = [float(np.abs(host.draw(replace(pose, openness=n / 5)).astype(int) - closed).sum()) for n in (1, 3, 5)]
        assert 0 < opened[0] < opened[2]
        assert opened[1] > 0


def test_elias_has_a_face_that_the_detector_finds_where_it_is(elias: Bundle) -> None:
    assert elias.reference is not None
    assert elias.face is not None
    picture = load_picture(elias.reference)
    faces = FaceDetector(resources_dir() / "models").find(picture)
    assert len(faces) == 1
    height_px, width_px, _ = picture.shape
    away_px = np.abs(elias.face.on(width_px, height_px) - faces[0].points)
    assert np.median(away_px) < 1
    assert away_px.max() < 20, "eyes and lips are where they were painted"
    assert examine(picture, [face.points for face in faces]) == ()


def test_eyes_and_lips_of_elias_are_where_his_manifest_says(elias: Bundle) -> None:
    assert elias.reference is not None
    assert elias.face is not None
    picture = load_picture(elias.reference)
    points = elias.face.on(elias.manifest.width, elias.manifest.height).round().astype(int)

    def brightness(x: int, y: int) -> float:
        return float(picture[y - 1 : y + 2, x - 1 : x + 2, :3].mean())

    for upper, lower, corners in ((159, 145, (33, 133)), (386, 374, (263, 362))):
        iris = (points[upper] + points[lower]) // 2
        for corner in corners:
            white = (2 * iris + 3 * points[corner]) // 5
            assert brightness(*iris) < 90 < brightness(*white)
    x, y = (points[13] + points[14]) // 2
    assert brightness(x, y) < min(brightness(x, y - 9), brightness(x, y + 9)) - 10, "the line between the lips"


def test_elias_looks_straight_at_you_with_a_closed_mouth(elias: Bundle) -> None:
    assert elias.face is not None
    points = elias.face.on(elias.manifest.width, elias.manifest.height)
    upper_lip, lower_lip, chin, forehead, left_eye, right_eye = (points[n] for n in (13, 14, 152, 10, 33, 263))
    face_px = chin[1] - forehead[1]
    assert face_px > 450, "large enough for every engine"
    assert lower_lip[1] - upper_lip[1] < 0.02 * face_px
    assert abs(left_eye[1] - right_eye[1]) < 0.01 * face_px
    assert abs((left_eye[0] + right_eye[0]) / 2 - chin[0]) < 0.02 * face_px
