"""A video behind the host: it runs by the slots, keeps nobody waiting, and is there once."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.base.errors import AppError
from app.media.types import NS_PER_S
from app.program.looped_video import LoopedVideo
from app.program.scenery import SceneFiles, Scenery
from tests.helpers.avatars import bgra, plain
from tests.helpers.engine_probe import wait_until
from tests.helpers.scenery import BLUE, RED, SMALL, opened, seen, write_picture


def film(path: Path, shades: list[int], fps: int = 25, size: tuple[int, int] = (64, 36)) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for shade in shades:
            picture = np.full((size[1], size[0], 3), shade, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def test_it_runs_by_the_slots_and_begins_again(files: SceneFiles, tmp_path: Path) -> None:
    path = film(tmp_path / "room.mp4", [20, 20, 20, 120, 120, 120, 220, 220, 220])
    scenery = opened(files, background={"kind": "video", "file": path}, avatar={"shown": False})
    shades = []
    for slot in range(25):
        time_ns = 7 * NS_PER_S + slot * NS_PER_S // 25
        _wait_until_decoded(scenery, time_ns)
        shades.append(int(seen(scenery, time_ns=time_ns)[90, 160, 1]))
    steps = [round(shade / 100) for shade in shades]
    assert steps == ([0] * 3 + [1] * 3 + [2] * 3 + [0] * 3 + [1] * 3 + [2] * 3 + [0] * 3 + [1] * 3 + [2])


def test_a_slow_decoder_keeps_nobody_waiting(files: SceneFiles, tmp_path: Path) -> None:
    path = film(tmp_path / "room.mp4", [20] * 50)
    scenery = opened(files, background={"kind": "video", "file": path}, avatar={"shown": False})
    for slot in range(500):  # sooner than anything can be decoded
        assert seen(scenery, time_ns=slot * NS_PER_S // 2).shape == (180, 320, 4)


def test_layers_and_host_lie_on_it(files: SceneFiles, tmp_path: Path) -> None:
    path = film(tmp_path / "room.mp4", [20, 220])
    logo = write_picture(tmp_path / "logo.png", plain(10, 10, RED))
    layer = {"kind": "image", "file": logo, "size": 0.1, "x": 0.1, "y": 0.1}
    back = layer | {"x": 0.5, "y": 0.9, "behind": True}
    pixels = seen(opened(files, background={"kind": "video", "file": path}, layers=[layer, back]))
    assert bgra(pixels, 32, 18) == RED
    assert bgra(pixels, 160, 162) == BLUE
    assert (pixels[..., 3] == 255).all()


@pytest.mark.parametrize("content", [None, b"", b"RIFF....AVI ", b"#EXTM3U\nhttp://127.0.0.1:9/x.ts\n"])
def test_what_is_no_video_is_named(files: SceneFiles, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "room.mp4"
    if content is not None:
        path.write_bytes(content)
    scenery = opened(files, background={"kind": "video", "file": path, "colour": "#102030"}, avatar={"shown": False})
    assert (seen(scenery) == (0x30, 0x20, 0x10, 255)).all()
    (problem,) = scenery.problems
    assert "room.mp4" in problem.message


def test_another_edit_of_the_scene_does_not_begin_it_again(files: SceneFiles, tmp_path: Path) -> None:
    wanted = {"kind": "video", "file": film(tmp_path / "room.mp4", [20, 220])}
    first = files.video(wanted["file"], SMALL)  # type: ignore[arg-type]  # a path
    opened(files, background=wanted)
    assert files.video(wanted["file"], SMALL) is first  # type: ignore[arg-type]  # a path


def test_one_whose_disk_goes_stands_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film(tmp_path / "room.mp4", [20, 220] * 600)  # more than is read ahead
    video = LoopedVideo(_Removable(tmp_path / "room.mp4"), SMALL)
    monkeypatch.setattr(_Removable, "gone", True)
    slots = itertools.count()
    wait_until(lambda: video.picture(next(slots) * NS_PER_S // 2) and not video._worker.is_alive())
    assert video.picture(2 * NS_PER_S)[1].shape == (180, 320, 4)
    video.close()
    with pytest.raises(AppError, match=r"room\.mp4 cannot be read"):
        LoopedVideo(_Removable(tmp_path / "room.mp4"), SMALL)


def test_who_switches_faster_than_scenes_settle_has_few_videos(files: SceneFiles, tmp_path: Path) -> None:
    before = threading.active_count()
    for number in range(6):
        opened(files, background={"kind": "video", "file": film(tmp_path / f"{number}.mp4", [20, 220])})
    assert threading.active_count() - before <= 3, "the one that is on, and two that may be seen in a fade"


class _Removable(type(Path())):  # type: ignore[misc]  # the paths of this system
    """A file on a disk that may be taken out."""

    gone = False

    def open(self, *args: Any, **options: Any) -> Any:
        file = super().open(*args, **options)
        read = file.read

        class Reader:
            def read(self, size: int) -> bytes:
                if _Removable.gone:
                    raise OSError(5, "Input/output error")
                data: bytes = read(size)
                return data

            seek, tell, close = file.seek, file.tell, file.close

        return Reader()


def _wait_until_decoded(scenery: Scenery, time_ns: int) -> None:
    """Until the picture of this time, and the one after it, are there."""
    video = scenery.composer._backdrop
    video.picture(time_ns)
    wait_until(lambda: len(video._pictures) > 4)  # type: ignore[attr-defined]  # a LoopedVideo
