"""A real V4L2 camera as the streamer's own, read inside the guest: ``guest_webcam_scenario.py NAME``.

Asserts as it goes and prints figures; the tests in ``test_webcam_guest.py`` start it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.media.clock import MasterClock  # noqa: E402
from app.media.jpeg import JpegDecoder, jpeg_size  # noqa: E402
from app.media.types import Pixels  # noqa: E402
from app.sources.webcam import WebcamSource  # noqa: E402
from app.sources.webcam_devices import list_webcams  # noqa: E402
from tests.e2e.guest_webcam_producer import BARS  # noqa: E402

CARD = "Avatar Camera"
HERE = Path("/run/flashtalk-webcam")  # the guest's own: sockets do not work on the host's file system
OFF_BY = 40  # of 255, after 4:2:0, a JPEG and the edges between the bars


@contextmanager
def producer(width_px: int = 640, height_px: int = 480) -> Iterator[subprocess.Popen[str]]:
    """Somebody whose pictures the camera gives."""
    unstick = str(ROOT / "tests/tools/camera-guest/unstick.py")
    subprocess.run([sys.executable, unstick], check=True, stdout=subprocess.DEVNULL)
    script = str(ROOT / "tests/e2e/guest_webcam_producer.py")
    command = [sys.executable, script, str(width_px), str(height_px)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        yield running
    finally:
        running.kill()
        running.wait()


class Watched:
    """The camera, and what it gave."""

    def __init__(self) -> None:
        self.clock = MasterClock()
        self.source = WebcamSource(CARD, self.clock)
        self.pictures: list[tuple[bytes, int, int]] = []  # JPEG, taken, handed on

    def __call__(self, jpeg: bytes, taken_ns: int) -> None:
        self.pictures.append((jpeg, taken_ns, self.clock.now_ns()))

    def wait_for(self, met: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + 40
        while not met():
            assert time.monotonic() < deadline, f"{what}: {self.source.problem}, {len(self.pictures)} pictures"
            time.sleep(0.02)


def check_bars(picture: Pixels) -> int:
    """How far the worst bar is off; AssertionError where that is too far."""
    height_px, width_px = picture.shape[:2]
    middles = [picture[height_px // 4, width_px * (2 * bar + 1) // 16, 2::-1].astype(int) for bar in range(len(BARS))]
    worst = max(int(np.abs(seen - np.array(bar)).max()) for seen, bar in zip(middles, BARS, strict=True))
    assert worst <= OFF_BY, middles
    return worst


def say(**figures: object) -> None:
    """Figures for the report."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


# ---- scenarios


def reads(width_px: int, height_px: int) -> None:
    """Right pictures, as old as they say they are."""
    watched = Watched()
    with producer(width_px, height_px):
        assert [one.name for one in list_webcams()] == [CARD]
        watched.source.start(watched)
        watched.wait_for(lambda: len(watched.pictures) >= 90, "pictures")
        watched.source.stop()
    worst = max(check_bars(JpegDecoder().decode(jpeg)) for jpeg, _, _ in watched.pictures[30::10])
    times_ns = [taken_ns for _, taken_ns, _ in watched.pictures[30:]]
    ages_ms = sorted((came_ns - taken_ns) / 1e6 for _, taken_ns, came_ns in watched.pictures[30:])
    assert times_ns == sorted(times_ns)
    assert ages_ms[0] >= 0
    assert ages_ms[len(ages_ms) // 2] < 250, ages_ms
    fps = (len(times_ns) - 1) / (times_ns[-1] - times_ns[0]) * 1e9
    say(size=[width_px, height_px], fps=round(fps, 1), age_p50_ms=round(ages_ms[len(ages_ms) // 2], 1), off_by=worst)


def webcam() -> None:
    reads(640, 480)


def webcam_720p() -> None:
    reads(1280, 720)


def comes_and_goes() -> None:
    """Not there, there, frozen, gone, there again."""
    watched = Watched()
    watched.source.start(watched)
    watched.wait_for(lambda: watched.source.problem is not None, "nothing is said of a camera without pictures")
    assert watched.source.problem is not None
    say(silent=watched.source.problem.code)
    with producer():
        watched.wait_for(lambda: len(watched.pictures) >= 10, "it is not found")
        assert watched.source.problem is None
    watched.wait_for(lambda: watched.source.lost, "nobody noticed that it has gone")
    watched.wait_for(lambda: watched.source.problem is not None, "nothing is said of it")
    assert watched.source.problem is not None
    say(gone=watched.source.problem.code)
    count = len(watched.pictures)
    with producer():
        watched.wait_for(lambda: len(watched.pictures) >= count + 10, "it is not found again")
        watched.source.stop()
    assert watched.source.problem is None


def permission() -> None:
    """A camera that this user may not open."""
    Path("/dev/video0").chmod(0)
    if "CAPABLE" not in os.environ:  # root may open anything, unless it cannot
        without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
        os.execvpe(without[0], [*without, sys.executable, *sys.argv], {**os.environ, "CAPABLE": "no"})
    watched = Watched()
    watched.source.start(watched)
    watched.wait_for(lambda: watched.source.problem is not None, "nothing is said")
    problem = watched.source.problem
    watched.source.stop()
    assert problem is not None
    assert problem.code == "webcam.permission", problem


def no_camera() -> None:
    """No camera at all."""
    watched = Watched()
    watched.source.start(watched)
    watched.wait_for(lambda: watched.source.problem is not None, "nothing is said")
    problem = watched.source.problem
    watched.source.stop()
    assert problem is not None
    assert problem.code == "webcam.missing"


def drives() -> None:
    """A whole studio: the camera's pictures go to the server, and what comes back is on the program."""
    # Here, because the camera's process imports this script as well, and has one processor for it beside the show.
    from app.base.omnirt_settings import OmniRTSettings, ServerProfile
    from app.base.settings import EngineSettings, Settings, VoiceSettings, WindowSettings
    from app.engine.table import ENGINES
    from app.studio import commands as do
    from app.studio.snapshot import OutputState
    from tests.helpers.avatars import still_bundle
    from tests.helpers.omnirt_pictures import read_mark
    from tests.helpers.omnirt_script import Geometry
    from tests.helpers.omnirt_server import OmniRTServer
    from tests.helpers.small_studio import SmallStudio

    with OmniRTServer("app", Geometry(width_px=96, height_px=160)) as server, producer():
        settings = Settings(
            engine=EngineSettings(kind="omnirt", drive="webcam"),
            omnirt=OmniRTSettings(servers=(ServerProfile(name="test", url=server.url),)),
            voice=VoiceSettings(webcam=CARD),
            window=WindowSettings(avatar=str(still_bundle(HERE / "avatar"))),
        )
        small = SmallStudio(factory=ENGINES["omnirt_camera"], settings=settings)
        small.open_webcam = WebcamSource
        try:
            small.studio.post(do.SetMicrophone(True))
            small.wait(lambda s: s.webcam_on, 60)
            small.microphones[-1].speech_heard = False  # the engine takes over in a pause
            small.wait(lambda s: bool(s.engine_name) and not s.webcam_lost, 60)
            small.studio.post(do.StartRecording())
            small.wait(lambda s: s.recording is OutputState.ON, 60)
            began = len(server.frames)
            small.wait(lambda s: len(server.frames) >= began + 60, 90)
        finally:
            small.studio.close()
        ticks = small.recordings[0].ticks
        sent = [frame for frame in server.frames if jpeg_size(frame) == (448, 336)]
    worst = max(check_bars(JpegDecoder().decode(frame)) for frame in sent[5::20])
    marks = [mark for tick in ticks if (mark := read_mark(tick.picture.pixels)) is not None]
    shown = [mark.chunk for mark in marks]
    assert len(set(shown)) >= 10, shown  # on a processor that others use too, most come too late
    assert shown == sorted(shown)
    assert {handshake.path for handshake in server.handshakes} == {"/v1/video2video/fasterliveportrait"}
    say(sent=len(sent), shown=len(set(shown)), slots_with_face=len(marks), slots=len(ticks), off_by=worst)


def program() -> None:
    """The program as users start it: what the camera saw is in the recording as the host's face."""
    from contextlib import ExitStack

    from app.base.settings import Settings, WindowSettings
    from tests.helpers.avatars import still_bundle
    from tests.helpers.omnirt_pictures import read_mark
    from tests.helpers.omnirt_script import Geometry
    from tests.helpers.omnirt_server import OmniRTServer
    from tests.helpers.program import Program, store_settings
    from tests.helpers.pulse import PrivatePulse
    from tests.helpers.recording import Recording

    os.environ["TMPDIR"] = tempfile.tempdir = str(HERE)
    store_settings(HERE, Settings(window=WindowSettings(avatar=str(still_bundle(HERE / "avatar")))))
    recorded = HERE / "recorded.mp4"
    with ExitStack() as stack:
        pulse = PrivatePulse()
        stack.callback(pulse.stop)
        pulse.start()
        server = stack.enter_context(OmniRTServer("app", Geometry(width_px=320, height_px=180)))
        server.quality = 90
        stack.enter_context(producer())
        shown = ["--engine", "omnirt", "--model", "fasterliveportrait", "--omnirt", server.url]
        follows = ["--drive", f"webcam:{CARD}", "--no-ai-label", "--record", str(recorded)]
        running = Program(HERE, *shown, "run", *follows, environment=pulse.environment)
        stack.enter_context(running)
        running.wait_for(lambda program: program.is_now("recording", "on"), 120)
        began = len(server.frames)
        server.until(lambda: len(server.frames) >= began + 150, within_s=120)
        assert running.end() == 0, running.story()
        sent = [frame for frame in server.frames if jpeg_size(frame) == (448, 336)]
    assert str(recorded) in running.stdout()
    worst = max(check_bars(JpegDecoder().decode(frame)) for frame in sent[5::20])
    recording = Recording(recorded)
    marks = [mark.chunk for _, luma in recording.lumas() if (mark := read_mark(luma)) is not None]
    assert len(set(marks)) >= 3, marks  # one processor draws, encodes, films and serves: most come too late
    assert marks == sorted(marks)
    assert {handshake.path for handshake in server.handshakes} == {"/v1/video2video/fasterliveportrait"}
    say(sent=len(sent), shown=len(set(marks)), slots_with_face=len(marks), off_by=worst, **running.measures())


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    globals()[sys.argv[1]]()
    say(done=sys.argv[1])
