"""Shows the camera in OBS Studio and measures the colours that arrive there: ``show_in_obs.py FOLDER [CASE ...]``.

Not part of the tests: OBS draws with the processor alone here, a case takes one to two minutes. Needs root, the Debian
packages obs-studio, xvfb, xdotool, imagemagick and busybox-static, and the guest's kernel (tests/tools/camera-guest).
Every case runs in a guest of its own and leaves in FOLDER a screenshot of OBS, OBS's recording, and OBS's log. The bars
are measured in both, and the figures printed, a line of JSON each. The result is docs/obs-colours.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from app.base.paths import Paths  # noqa: E402  a script's path begins at its own folder
from app.base.settings import CameraSettings, Settings  # noqa: E402
from app.base.settings_store import SettingsStore  # noqa: E402
from app.engine.testcard.drawing import BARS_BGR  # noqa: E402
from tests.helpers.camera_studio import BARS_RGB, BARS_TOP_PX  # noqa: E402
from tests.helpers.guest import run_in_guest  # noqa: E402
from tests.helpers.running import running, wait_for_text  # noqa: E402

HERE = Path("/run/obs")  # the guest's own: sockets do not work on the host's file system
RUNTIME = HERE / "runtime"
SCREEN = (1440, 900)
OBS_FPS = 5  # what one processor without a graphics card manages beside the program
LINE = "Hello and welcome. My name is Mira, and this is the picture that the virtual camera sends. "
GUEST_S = 300
WAIT_S = 150
SHOTS = 4  # of the host, to choose from
MOST_SHOTS = 20  # until bars are seen: a starved test card engine is covered by the host

Picture = NDArray[np.uint8]
Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Bars:
    """Vertical bars of the same width.

    Attributes:
        colours: from left to right.
        top: first pixel row of 720 that they cover.
        rows: first and last pixel row where nothing else is drawn over them.
        coloured: first and last bar that is neither black nor white nor grey.

    """

    colours: tuple[Rgb, ...]
    top: int
    rows: tuple[int, int]
    coloured: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent, how, and where the bars are."""

    sender: str
    matrix: str
    bars: Bars | None = None


CARD = Bars(tuple((red, green, blue) for blue, green, red in BARS_BGR), 0, (4, 18), (1, 6))
FULL = Bars(tuple(BARS_RGB), BARS_TOP_PX, (BARS_TOP_PX + 10, 700), (0, 7))

CASES = {
    "mira": Case("builtin", "bt709"),
    "card-709": Case("testcard", "bt709", CARD),
    "card-601": Case("testcard", "bt601", CARD),
    "full-709": Case("bars", "bt709", FULL),
    "full-601": Case("bars", "bt601", FULL),
}


# ---- in the guest


def sender_command(case: Case) -> list[str]:
    """The real program; or, for full colours, which its test card has not, a small studio with the same camera."""
    if case.sender == "bars":
        RUNTIME.mkdir(mode=0o700)
        script = str(ROOT / "tests/helpers/camera_studio.py")
        return [sys.executable, script, f"--runtime={RUNTIME}", f"--colours={case.matrix}"]
    basedir = HERE / "studio"
    settings = Settings(camera=CameraSettings.model_validate({"colours": case.matrix}))
    SettingsStore(Paths.find(basedir).settings_file).save(settings)
    program = [sys.executable, "-m", "app", "--basedir", str(basedir), "--engine", case.sender]
    return [*program, "run", "--camera", "--say", LINE * 20, "--seconds", str(GUEST_S)]


def prepare_obs(config: Path, recordings: Path) -> None:
    """An OBS that was set up before: a canvas of 1280x720, and one scene with the camera on the whole of it."""
    profile = config / "obs-studio/basic/profiles/Camera"
    scenes = config / "obs-studio/basic/scenes"
    profile.mkdir(parents=True)
    scenes.mkdir(parents=True)
    recordings.mkdir()
    (config / "obs-studio/global.ini").write_text(
        "[General]\nFirstRun=true\nLicenseAccepted=true\nEnableAutoUpdates=false\n"
        "[Basic]\nProfile=Camera\nProfileDir=Camera\nSceneCollection=Camera\nSceneCollectionFile=Camera\n"
    )
    (profile / "basic.ini").write_text(
        "[General]\nName=Camera\n[Output]\nMode=Simple\n"
        f"[SimpleOutput]\nFilePath={recordings}\nRecFormat=mkv\nRecEncoder=x264\nRecQuality=HQ\n"
        f"[Video]\nBaseCX=1280\nBaseCY=720\nOutputCX=1280\nOutputCY=720\nFPSType=1\nFPSInt={OBS_FPS}\n"
    )
    camera = {"id": "v4l2_input", "name": "Avatar Camera", "settings": {"device_id": "/dev/video0"}}
    fitted = {"name": "Avatar Camera", "id": 1, "bounds_type": 2, "bounds": {"x": 1280.0, "y": 720.0}, "visible": True}
    scene = {"id": "scene", "name": "Scene", "settings": {"id_counter": 1, "items": [fitted]}}
    names = {"name": "Camera", "current_scene": "Scene", "current_program_scene": "Scene"}
    (scenes / "Camera.json").write_text(json.dumps({**names, "sources": [camera, scene]}))


def play_through(name: str, folder: Path) -> None:
    """Run one case; its files go to ``folder``."""
    case = CASES[name]
    HERE.mkdir()
    os.environ["TMPDIR"] = str(HERE)
    prepare_obs(HERE / "config", HERE / "recordings")
    logs = {what: folder / f"{name}-{what}.log" for what in ("xvfb", "sender", "obs")}
    with ExitStack() as stack:
        size = f"{SCREEN[0]}x{SCREEN[1]}x24"
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
        stack.enter_context(running(logs["xvfb"], *screen))
        wait_for_text("\n", logs["xvfb"], WAIT_S)
        display = {"DISPLAY": ":" + logs["xvfb"].read_text().strip()}
        stack.enter_context(running(logs["sender"], *sender_command(case)))
        # OBS did not look again for a camera that was off when it started.
        wait_for_text('"open"' if case.sender == "bars" else "The virtual camera is on.", logs["sender"], WAIT_S)
        time.sleep(10)  # the first pictures of the host are drawn before OBS takes the processor
        surroundings = {"XDG_CONFIG_HOME": str(HERE / "config"), "HOME": str(HERE), "LIBGL_ALWAYS_SOFTWARE": "1"}
        obs = ["stdbuf", "-oL", "obs", "--multi", "--startrecording"]
        stack.enter_context(
            running(logs["obs"], *obs, environment={**display, **surroundings, "QT_QPA_PLATFORM": "xcb"})
        )
        wait_for_text("v4l2-input: Framerate", logs["obs"], WAIT_S)
        tool = {**os.environ, **display}
        find = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^OBS .*Profile"]
        window = subprocess.run(find, env=tool, check=True, capture_output=True, text=True).stdout.split()[0]
        subprocess.run(["xdotool", "windowmove", window, "0", "0"], env=tool, check=True)
        subprocess.run(["xdotool", "windowsize", window, *map(str, SCREEN)], env=tool, check=True)
        for shot in range(MOST_SHOTS if case.bars else SHOTS):
            time.sleep(6)
            path = folder / (f"{name}.png" if case.bars else f"{name}-{shot}.png")
            subprocess.run(["import", "-window", "root", "-depth", "8", f"PNG24:{path}"], env=tool, check=True)
            if case.bars and find_canvas(pictures(path)[-1], case.bars):
                break
    for recording in (HERE / "recordings").iterdir():
        shutil.copyfile(recording, folder / f"{name}{recording.suffix}")


# ---- on the host


def pictures(path: Path) -> list[Picture]:
    """The picture in an image file, or those of a recording, which is read as BT.709."""
    found: list[Picture] = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if path.suffix != ".png":
                frame = frame.reformat(
                    format="rgb24",
                    src_colorspace=Colorspace.ITU709,
                    src_color_range=ColorRange.MPEG,
                    dst_color_range=ColorRange.JPEG,
                )
            found.append(frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False))
    return found


def find_canvas(picture: Picture, bars: Bars) -> tuple[int, int, int, int] | None:
    """Where the canvas with the bars is: left, top, width, height; None if there are no bars.

    Found by where there is colour, whichever colour it is.
    """
    coloured = np.ptp(picture.astype(np.int16), axis=2) > 90
    columns = np.flatnonzero(coloured.mean(axis=0) > 0.15)
    if len(columns) < picture.shape[1] // 3:
        return None
    rows = np.flatnonzero(coloured[:, columns[0] : columns[-1]].mean(axis=1) > 0.5)
    first, last = bars.coloured
    bar_px = (columns[-1] + 1 - columns[0]) / (last + 1 - first)
    width_px = round(bar_px * len(bars.colours))
    height_px = round(width_px * 9 / 16)
    top_px = round(rows[0] - bars.top / 720 * height_px)
    # Where bars at the edge have no colour, the place is known to a pixel or so only.
    return max(0, round(columns[0] - first * bar_px)), max(0, top_px), width_px, height_px


def measure(canvas: Picture, bars: Bars) -> list[Rgb]:
    """Mean colour of every bar's middle."""
    height_px, width_px = canvas.shape[:2]
    top, bottom = (round(row * height_px / 720) for row in bars.rows)
    bar_px = width_px / len(bars.colours)
    means = []
    for index in range(len(bars.colours)):
        middle = canvas[top + 1 : bottom - 1, int((index + 0.2) * bar_px) : int((index + 0.8) * bar_px)]
        red, green, blue = middle.reshape(-1, 3).mean(axis=0).round().astype(int).tolist()
        means.append((red, green, blue))
    return means


def report(name: str, bars: Bars, folder: Path) -> None:
    """Print what arrived, and cut the canvas out of the screenshot."""
    for path in (folder / f"{name}.png", folder / f"{name}.mkv"):
        found = [(picture, canvas) for picture in pictures(path) if (canvas := find_canvas(picture, bars))]
        if not found:
            sys.exit(f"{path} shows no bars.")
        picture, (left, top, width_px, height_px) = found[-1]
        seen = measure(picture[top : top + height_px, left : left + width_px], bars)
        worst = int(np.abs(np.array(seen) - np.array(bars.colours)).max())
        size = f"{width_px}x{height_px}+{left}+{top}"
        sys.stdout.write(json.dumps({"file": path.name, "canvas": size, "worst": worst, "seen": seen}) + "\n")
        if path.suffix == ".png":
            cut = ["-crop", size, "+repage", str(folder / f"{name}-canvas.png")]
            subprocess.run(["convert", str(path), *cut], check=True)


def main() -> None:
    """Run the cases that are named, or all."""
    if sys.argv[1] == "--inside":
        play_through(sys.argv[2], Path(sys.argv[3]))
        return
    folder = Path(sys.argv[1]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or CASES:
        inside = [sys.executable, str(Path(__file__).absolute()), "--inside", name, str(folder)]
        result = run_in_guest(inside, GUEST_S)
        if result.returncode:
            sys.exit(f"{name} failed:\n{result.stdout}")
        bars = CASES[name].bars
        if bars:
            report(name, bars, folder)


if __name__ == "__main__":
    main()
