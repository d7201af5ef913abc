from __future__ import annotations

import itertools
import json
import threading
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.avatars.bundle import open_bundle
from app.avatars.face import Points
from app.avatars.face_shape import CHIN, LEFT_LID_BOTTOM, LEFT_LID_TOP, LIP_TOP, NOSE_TIP, RIGHT_SIDE
from app.avatars.hosts import check, open_host
from app.avatars.motion import Pose
from app.avatars.sheet_host import Host
from app.base.errors import AppError
from app.media.types import Pixels
from tests.helpers.avatars import plain
from tests.helpers.portraits import (
    FACE_PX,
    HEIGHT,
    WIDTH,
    brows,
    irises,
    landmarks,
    lip_gap_px,
    lips,
    mark,
    open_landmarks,
    painted,
    portrait_bundle,
)

SIGNED = ("sway", "spread", "gaze_x", "gaze_y", "turn", "tilt")
EXTREMES = [
    Pose(**{field.name: extent})
    for field in fields(Pose)
    for extent in ((-1.0, 1.0) if field.name in SIGNED else (1.0,))
]


def named(pose: Pose) -> str:
    return next(f"{field.name}={extent:+.0f}" for field in fields(Pose) if (extent := getattr(pose, field.name)))


def portrait(folder: Path, width_px: int = WIDTH, height_px: int = HEIGHT, **paint: object) -> Host:
    points = paint.pop("points", None)
    assert points is None or isinstance(points, np.ndarray)
    points = landmarks() if points is None else points
    rgba = painted(points=points, **paint)  # type: ignore[arg-type]  # passed on as they are
    return open_host(open_bundle(portrait_bundle(folder, rgba, points)), width_px, height_px)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    return portrait(tmp_path_factory.mktemp("portrait") / "host")


@pytest.fixture(scope="module")
def cut_out(tmp_path_factory: pytest.TempPathFactory) -> Host:
    return portrait(tmp_path_factory.mktemp("cut_out") / "host", clear=True)


def moved(folder: Path, landmark: int, *poses: Pose) -> list[tuple[float, float]]:
    """Where a mark on the face is in each pose, against where it is at rest."""
    marked = portrait(folder, marks=(landmark,))
    x, y = mark(marked.draw(Pose()))
    return [(right - x, down - y) for right, down in (mark(marked.draw(pose)) for pose in poses)]


def change(a: Pixels, b: Pixels) -> NDArray[np.int_]:
    return np.asarray(np.abs(a.astype(int) - b).max(axis=-1), np.int_)


class TestMouth:
    def test_opens_as_far_as_it_is_asked_to(self, host: Host) -> None:
        gaps = [lip_gap_px(host.draw(Pose(openness=n / 10))) for n in range(11)]
        assert gaps == sorted(gaps)
        assert gaps[3] > 0.02 * FACE_PX
        assert 0.08 * FACE_PX < gaps[10] < 0.25 * FACE_PX

    @pytest.mark.parametrize(
        "pose", [Pose(), Pose(press=1), Pose(press=1, openness=1), Pose(smile=1), Pose(spread=1), Pose(spread=-1)]
    )
    def test_is_closed_at_rest_and_when_pressed(self, host: Host, pose: Pose) -> None:
        assert lip_gap_px(host.draw(pose)) < 0.02 * FACE_PX

    def test_pressed_lips_are_thin(self, host: Host) -> None:
        assert lips(host.draw(Pose(press=1))).sum() < 0.8 * lips(host.draw(Pose())).sum()

    def test_tucks_the_lower_lip_under_the_teeth(self, host: Host) -> None:
        def lower_lip(pixels: Pixels) -> int:
            middle = int(landmarks()[13][1]) + 1
            return int(lips(pixels)[middle:].sum())

        assert lower_lip(host.draw(Pose(tuck=1))) < 0.65 * lower_lip(host.draw(Pose()))

    def test_widens_and_rounds(self, host: Host) -> None:
        widths = [np.ptp(np.flatnonzero(lips(host.draw(Pose(spread=spread))).any(axis=0))) for spread in (-1, 0, 1)]
        assert widths[0] < 0.85 * widths[1] < 0.95 * widths[2]

    def test_shows_teeth_above_and_the_dark_below(self, host: Host) -> None:
        pixels = host.draw(Pose(openness=1))
        seen = lips(pixels)
        column = WIDTH // 2
        rows = np.flatnonzero(seen[:, column])
        edge = int(np.diff(rows).argmax())
        inside = pixels[rows[edge] + 1 : rows[edge + 1], column, :3].astype(int).sum(axis=-1)
        assert inside[: len(inside) // 2].max() > 450
        assert inside[len(inside) // 2 :].min() < 250

    def test_the_chin_follows_and_the_nose_does_not(self, tmp_path: Path) -> None:
        ((right, down),) = moved(tmp_path / "chin", CHIN, Pose(openness=1))
        assert 0.04 * FACE_PX < down < 0.15 * FACE_PX
        assert abs(right) < 1
        ((right, down),) = moved(tmp_path / "nose", NOSE_TIP, Pose(openness=1))
        assert np.hypot(right, down) < 0.3

    def test_an_open_mouth_is_closed(self, tmp_path: Path) -> None:
        smiling = portrait(tmp_path / "host", points=open_landmarks(10))
        assert lip_gap_px(smiling.draw(Pose())) < 0.02 * FACE_PX
        assert lip_gap_px(smiling.draw(Pose(openness=1))) > 0.08 * FACE_PX


class TestEyes:
    def test_a_blink_covers_the_irises(self, host: Host) -> None:
        seen = [int(irises(host.draw(Pose(blink=blink))).sum()) for blink in (0, 0.5, 1)]
        assert seen[0] > 30
        assert 0.1 * seen[0] < seen[1] < 0.8 * seen[0]
        assert seen[2] <= 0.03 * seen[0]

    def test_a_closed_eye_is_skin(self, host: Host) -> None:
        x, y = landmarks()[list(LEFT_LID_BOTTOM)].mean(axis=0)
        lid = host.draw(Pose(blink=1))[int(y) - 3, int(x)]
        assert np.abs(lid[:3].astype(int) - (170, 196, 236)).max() < 40

    def test_a_wink_closes_one(self, host: Host) -> None:
        seen = irises(host.draw(Pose(wink=1)))
        assert seen[:, : WIDTH // 2].sum() > 15
        assert seen[:, WIDTH // 2 :].sum() <= 1

    def test_the_irises_look_aside_within_the_eyes(self, host: Host) -> None:
        places = []
        for pose in (Pose(gaze_x=-1), Pose(), Pose(gaze_x=1)):
            _, columns = np.nonzero(irises(host.draw(pose))[:, : WIDTH // 2])
            places.append(float(columns.mean()))
        assert places[0] < places[1] - 0.8
        assert places[2] > places[1] + 0.8
        lids = change(host.draw(Pose()), host.draw(Pose(gaze_x=1, gaze_y=1))) > 8
        assert lids.sum() < 300


class TestExpressions:
    def test_a_smile_lifts_the_corners_of_the_mouth(self, tmp_path: Path) -> None:
        half, whole = moved(tmp_path / "host", LIP_TOP[0], Pose(smile=0.5), Pose(smile=1))
        assert whole[0] < -1
        assert whole[1] < -2
        assert half[1] == pytest.approx(whole[1] / 2, rel=0.3)  # it blends

    def test_surprise_lifts_the_brows_and_doubt_one_of_them(self, host: Host) -> None:
        def heights(pixels: Pixels) -> tuple[float, float]:
            seen = brows(pixels)
            seen[130:] = False
            left, right = (float(np.nonzero(side)[0].mean()) for side in (seen[:, :120], seen[:, 120:]))
            return left, right

        rest, surprise, doubt = (heights(host.draw(pose)) for pose in (Pose(), Pose(surprise=1), Pose(doubt=1)))
        assert surprise[0] < rest[0] - 2
        assert surprise[1] < rest[1] - 2
        assert doubt[0] > rest[0]
        assert doubt[1] < rest[1] - 2


class TestHead:
    def test_what_is_nearer_turns_further(self, tmp_path: Path) -> None:
        (nose,) = moved(tmp_path / "nose", NOSE_TIP, Pose(turn=1))
        (side,) = moved(tmp_path / "side", RIGHT_SIDE, Pose(turn=1))
        assert nose[0] > side[0] + 2 > 2

    def test_a_nod_lowers_the_face_and_a_tilt_leans_it(self, tmp_path: Path) -> None:
        nod, tilt = moved(tmp_path / "host", NOSE_TIP, Pose(nod=1), Pose(tilt=1))
        assert nod[1] > 3
        assert tilt[0] > 2

    def test_breathing_lifts_the_shoulders_over_a_still_lower_edge(self, host: Host) -> None:
        out, breath = host.draw(Pose()), host.draw(Pose(breath=1))
        assert change(out, breath)[250:330, 60:180].max() > 5
        assert (out[-1] == breath[-1]).all()


class TestGround:
    @pytest.mark.parametrize("pose", EXTREMES, ids=named)
    def test_stays_still(self, host: Host, pose: Pose) -> None:
        moving = change(host.draw(Pose()), host.draw(pose)) > 0
        assert not moving[:200, :12].any()  # beside the head
        assert not moving[:200, -12:].any()
        assert not any(edge.any() for edge in (moving[0], moving[-1], moving[:, 0], moving[:, -1]))

    def test_mouth_and_eyes_move_nothing_else(self, host: Host) -> None:
        moving = change(host.draw(Pose()), host.draw(Pose(openness=1, spread=-1, blink=1, gaze_x=1))) > 1
        low, high = landmarks().min(axis=0), landmarks().max(axis=0)
        outside = np.ones_like(moving)
        outside[int(low[1]) : int(high[1] + 0.35 * FACE_PX), int(low[0]) - 8 : int(high[0]) + 8] = False
        assert not (moving & outside).any()

    @pytest.mark.parametrize("pose", EXTREMES, ids=named)
    def test_a_cut_out_stays_premultiplied_and_clear_around(self, cut_out: Host, pose: Pose) -> None:
        pixels = cut_out.draw(pose)
        assert (pixels[..., :3] <= pixels[..., 3:]).all()
        assert not pixels[:40].any()
        assert not pixels[:200, :15].any()
        assert not pixels[:200, -15:].any()
        assert (pixels[170, 100:140, 3] == 255).all()  # and no hole in the face

    def test_no_gap_opens_at_the_edges(self, tmp_path: Path) -> None:
        everything = replace(
            Pose(), sway=1, breath=1, nod=1, turn=1, tilt=1, openness=1, spread=-1, smile=1, surprise=1, doubt=1
        )
        for name, clear in (("opaque", False), ("clear", True)):
            host = portrait(tmp_path / name, points=landmarks(left_px=-20), clear=clear)
            pixels = host.draw(everything)
            assert (pixels[300:, 100, 3] == 255).all()
            assert clear or (pixels[..., 3] == 255).all()


class TestDrawing:
    def test_small_steps_of_a_pose_are_small_in_the_picture(self, host: Host) -> None:
        for name in ("openness", "spread", "press", "tuck", "blink", "turn", "smile", "wink"):
            pictures = [host.draw(Pose(**{name: n / 20})) for n in range(21)]
            whole = float(change(pictures[0], pictures[-1]).mean())
            assert max(float(change(a, b).mean()) for a, b in itertools.pairwise(pictures)) < 0.2 * whole, name

    def test_every_picture_is_fresh_and_depends_on_its_pose_alone(self, host: Host) -> None:
        first = host.draw(Pose(openness=0.5))
        kept = first.copy()
        other = host.draw(Pose(blink=1, turn=1))
        assert not np.shares_memory(first, other)
        assert (first == kept).all()
        assert (host.draw(Pose(openness=0.5)) == kept).all()

    def test_several_threads_may_draw_it(self, host: Host) -> None:
        poses = [Pose(openness=n / 3, turn=n / 3) for n in range(4)]
        alone = [host.draw(pose) for pose in poses]
        wrong: list[int] = []

        def draw(number: int) -> None:
            for _ in range(15):
                if (host.draw(poses[number]) != alone[number]).any():
                    wrong.append(number)

        threads = [threading.Thread(target=draw, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    @pytest.mark.parametrize("size", [(24, 40), (101, 203), (333, 555), (480, 800)])
    def test_features_stay_in_place_at_any_size(self, tmp_path: Path, size: tuple[int, int]) -> None:
        pixels = portrait(tmp_path / "host", *size).draw(Pose(openness=0.4, turn=0.2))
        assert pixels.shape == (size[1], size[0], 4)
        assert pixels.flags.c_contiguous
        if size[0] > 100:
            down, right = np.nonzero(lips(pixels))
            points: Points = landmarks()[list(LIP_TOP)]
            assert right.mean() / size[0] == pytest.approx(points[:, 0].mean() / WIDTH, abs=0.02)
            assert down.mean() / size[1] == pytest.approx(points[:, 1].mean() / HEIGHT, abs=0.03)

    def test_a_manifest_whose_face_is_none_is_refused(self, tmp_path: Path) -> None:
        folder = portrait_bundle(tmp_path / "host", painted(), landmarks())
        manifest = json.loads((folder / "manifest.json").read_text())
        del manifest["metadata"]["face"]["points"][5:]
        (folder / "manifest.json").write_text(json.dumps(manifest))
        for look in (check, lambda bundle: open_host(bundle, WIDTH, HEIGHT)):
            with pytest.raises(AppError, match="its face is no face"):
                look(open_bundle(folder))

    def test_a_face_that_is_hardly_one_is_drawn_all_the_same(self, tmp_path: Path) -> None:
        nowhere = np.zeros_like(landmarks())
        outside = landmarks() + np.array((2 * WIDTH, -HEIGHT))
        for name, points in (("nowhere", nowhere), ("outside", outside.astype(np.float32))):
            folder = portrait_bundle(tmp_path / name, plain(WIDTH, HEIGHT, (200, 180, 160, 255)), points)
            host = open_host(open_bundle(folder), WIDTH, HEIGHT)
            for pose in EXTREMES:
                assert (host.draw(pose)[..., 3] == 255).all()


def test_what_of_a_cut_out_is_left_alone_is_clear_in_every_pose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = painted(clear=True)
    head[round(landmarks()[CHIN, 1]) + 2 :] = 0  # nothing below the chin, which falls when the mouth opens
    bundle = open_bundle(portrait_bundle(tmp_path / "head", head, landmarks()))
    host = open_host(bundle, WIDTH, HEIGHT)
    monkeypatch.setattr("app.avatars.portrait._CHIN_FALLS", 100.0)  # so nothing is left alone
    whole = open_host(bundle, WIDTH, HEIGHT)
    low = Pose(openness=1, nod=1, breath=0, sway=1, turn=1, tilt=1, smile=1)
    for pose in (*EXTREMES, low, replace(low, sway=-1, turn=-1, tilt=-1, wink=1)):
        np.testing.assert_array_equal(host.draw(pose), whole.draw(pose), str(pose))


def test_a_lid_in_shadow_closes_neither_dark_nor_bright(tmp_path: Path) -> None:
    points = landmarks()
    rgba = painted()
    x, y = points[list(LEFT_LID_TOP)].mean(axis=0)
    above = rgba[round(y) - 9 : round(y) - 1, round(x) - 14 : round(x) + 14]
    above[..., :3] = above[..., :3] * 0.3
    host = open_host(open_bundle(portrait_bundle(tmp_path / "shade", rgba, points)), WIDTH, HEIGHT)
    eye = points[list(LEFT_LID_TOP + LEFT_LID_BOTTOM)].mean(axis=0)
    closed = host.draw(Pose(blink=1))[round(eye[1]) - 1 : round(eye[1]) + 1, round(eye[0]) - 4 : round(eye[0]) + 4]
    cheek = host.draw(Pose())[round(eye[1]) + 14, round(eye[0])]
    share = closed[..., 1].mean() / cheek[1]
    assert 0.5 < share < 0.8
