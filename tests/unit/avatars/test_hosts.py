from __future__ import annotations

import itertools
import threading
from pathlib import Path

import numpy as np
import pytest

from app.avatars.bundle import open_bundle
from app.avatars.hosts import DrawnIdle, check, natural_aspect, open_host
from app.avatars.motion import Pose
from app.base.errors import AppError
from app.base.paths import resources_dir
from app.media.types import NS_PER_S, Pixels
from tests.helpers.avatars import (
    GREY,
    SKIN,
    layered_bundle,
    manifest,
    plain,
    still_bundle,
    write_json,
)


def test_the_aspect_is_the_canvas_or_the_picture_not_the_manifest(tmp_path: Path) -> None:
    assert natural_aspect(open_bundle(layered_bundle(tmp_path / "a", width=7))) == 0.5
    assert natural_aspect(open_bundle(still_bundle(tmp_path / "b", width=7))) == 0.5


def test_a_bundle_without_pictures_says_so(tmp_path: Path) -> None:
    write_json(tmp_path / "host" / "manifest.json", manifest())
    bundle = open_bundle(tmp_path / "host")

    for look in (check, natural_aspect, lambda one: DrawnIdle(open_host(one, 10, 10, speaks=False))):
        with pytest.raises(AppError) as error:
            look(bundle)
        assert error.value.code == "avatar.no_picture"


def test_check_finds_a_missing_layer(tmp_path: Path) -> None:
    folder = layered_bundle(tmp_path / "host")
    check(open_bundle(folder))
    (folder / "light2d" / "layers" / "medium.png").unlink()

    with pytest.raises(AppError, match="medium"):
        check(open_bundle(folder))


def test_a_damaged_layer_is_named_when_it_is_opened(tmp_path: Path) -> None:
    folder = layered_bundle(tmp_path / "host")
    (folder / "light2d" / "layers" / "medium.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense")

    with pytest.raises(AppError, match=r"medium\.png"):
        DrawnIdle(open_host(open_bundle(folder), 50, 100, speaks=False))


def test_a_host_that_does_not_speak_looks_like_one_that_says_nothing() -> None:
    bundle = open_bundle(resources_dir() / "avatars" / "mira")
    speaking, silent = open_host(bundle, 90, 100), open_host(bundle, 90, 100, speaks=False)
    for pose in (Pose(), Pose(blink=0.5), *(Pose(**{name: 0.6}) for name in ("smile", "surprise", "doubt", "wink"))):
        assert np.array_equal(silent.draw(pose), speaking.draw(pose))


@pytest.mark.parametrize("kind", ["still", "layered"])
def test_idle_moves_and_comes_back_to_the_same_instant(tmp_path: Path, kind: str) -> None:
    striped = plain(100, 200, SKIN)
    striped[::10] = GREY
    folder = still_bundle(tmp_path / "host", striped) if kind == "still" else layered_bundle(tmp_path / "host")
    idle = DrawnIdle(open_host(open_bundle(folder), 100, 200, speaks=False))

    pictures = [idle.picture(n * NS_PER_S // 10) for n in range(40)]

    assert any((one != pictures[0]).any() for one in pictures)
    assert (idle.picture(3 * NS_PER_S) == pictures[30]).all()


def test_the_standby_loop_closes_without_a_seam(tmp_path: Path) -> None:
    idle = DrawnIdle(open_host(open_bundle(layered_bundle(tmp_path / "host")), 100, 200, speaks=False))
    step_ns = idle.loop_ns // 120

    def change(a: Pixels, b: Pixels) -> float:
        return float(np.abs(a.astype(int) - b).mean())

    loop = [idle.standby(n * step_ns) for n in range(121)]
    inside = [change(a, b) for a, b in itertools.pairwise(loop)]
    assert change(loop[-2], loop[-1]) <= max(inside)
    assert (loop[0] == loop[-1]).all()


def test_two_threads_may_draw_the_same_host(tmp_path: Path) -> None:
    host = open_host(open_bundle(layered_bundle(tmp_path / "host")), 200, 400)
    poses = [Pose(openness=openness) for openness in (0.0, 0.35, 0.7, 1.0)]
    alone = [host.draw(pose) for pose in poses]
    wrong: list[int] = []

    def draw(number: int) -> None:
        for _ in range(40):
            if (host.draw(poses[number]) != alone[number]).any():
                wrong.append(number)

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
