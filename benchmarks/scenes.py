"""What the composition of scenes costs beside that of a program without them, at 1280x720 on one core.

Run as ``python -m benchmarks.scenes``; writes ``benchmarks/results/scenes.json``. All kinds take turns, picture by
picture, so that whatever else the machine does burdens them alike: the ratios say more than the milliseconds.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import av
import numpy as np

from app.avatars.bundle import open_bundle
from app.avatars.hosts import natural_aspect, open_host
from app.base.paths import resources_dir
from app.base.scenes import Background, Layer, Placement, Scene
from app.base.settings import ProgramSettings
from app.media.types import NS_PER_S, Pixels, ProgramFormat
from app.program.compositor import Compositor
from app.program.place import avatar_size
from app.program.scenery import SceneFiles, open_scenery
from app.program.subtitle import subtitle
from benchmarks.machine import describe_machine

PROGRAM = ProgramFormat()
PICTURES = 300
RESULT = Path(__file__).parent / "results" / "scenes.json"
TITLE = Layer(text="Three cameras under a hundred euros", size=0.08, y=0.85, look="plate")
NAME = Layer(text="LIVE", size=0.07, x=0.9, y=0.1)


def main() -> None:
    """Measure every kind of scene."""
    settings = ProgramSettings()
    host = _host(settings)
    with tempfile.TemporaryDirectory() as folder:
        film = _film(Path(folder) / "film.mp4")
        kinds: dict[str, Scene] = {
            "as the settings": Scene(number=1, name="a"),
            "blur, two texts": _scene(Background(kind="blur"), layers=(TITLE, NAME)),
            "host scaled to a half": _scene(Background(kind="blur"), avatar=Placement(scale=0.5, x=0.8)),
            "subtitles": Scene(number=1, name="a", subtitles="medium"),
            "video": _scene(Background(kind="video", file=film)),
            "without the host": _scene(Background(kind="blur"), avatar=Placement(shown=False), layers=(TITLE,)),
        }
        files = {name: SceneFiles() for name in kinds}
        composers = {"no scenes": Compositor(PROGRAM, settings)}
        for name, scene in kinds.items():
            composers[name] = open_scenery(scene, PROGRAM, settings, host, files[name]).composer
        composers["subtitles"].show_subtitle(subtitle("Good evening, and welcome!", "medium", PROGRAM, settings))
        wall = {name: list[float]() for name in composers}
        for slot in range(PICTURES):
            for name, composer in composers.items():
                begun = time.thread_time()
                composer.compose(host, None, 1.0, slot * NS_PER_S // PROGRAM.fps)
                wall[name].append(1000 * (time.thread_time() - begun))
        for one in files.values():
            one.close()
    plain = float(np.median(wall["no scenes"]))
    result = {
        "what": f"{PICTURES} pictures of {PROGRAM.width_px}x{PROGRAM.height_px}, processor time of the composer alone",
        **{
            name: {"median_ms": round(float(np.median(of)), 3), "to_no_scenes": round(float(np.median(of)) / plain, 2)}
            for name, of in wall.items()
        },
        "machine": describe_machine(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _scene(background: Background, avatar: Placement | None = None, layers: tuple[Layer, ...] = ()) -> Scene:
    return Scene(number=1, name="a", background=background, avatar=avatar, layers=layers)


def _host(settings: ProgramSettings) -> Pixels:
    bundle = open_bundle(resources_dir() / "avatars" / "mira")
    host = open_host(bundle, *avatar_size(PROGRAM, settings, natural_aspect(bundle)), speaks=False)
    return host.draw(host.motion.at(0))


def _film(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for number in range(50):
            picture = np.full((720, 1280, 3), 5 * number, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


if __name__ == "__main__":
    main()
