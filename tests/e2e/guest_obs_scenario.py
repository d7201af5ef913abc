"""The real program sets up a real OBS that shows a real camera: ``guest_obs_scenario.py FOLDER``.

Runs inside the guest, asserts as it goes and prints what it does; the test in ``test_real_obs.py`` starts it. Pictures
of OBS and its log go to FOLDER.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.base.settings import ObsSettings, RecordingSettings, Settings  # noqa: E402  a script's path begins at its own folder
from app.studio import obs_client  # noqa: E402
from app.studio.obs_client import ObsClient  # noqa: E402
from app.studio.obs_plan import SCENE, SOURCE  # noqa: E402
from tests.helpers.program import Program, store_settings  # noqa: E402
from tests.helpers.pulse import PrivatePulse  # noqa: E402
from tests.helpers.real_obs import PASSWORD, RealObs, real_obs  # noqa: E402

HERE = Path("/run/flashtalk-obs")  # the guest's own: sockets do not work on the host's file system
PICTURES = HERE / "pictures"
PORT, STREAM_PORT = 4466, 1946
PATIENCE_S = 240.0
SHOWN_PX = (640, 360)
NEAR, DARK = 5.0, 20.0
LATE_MS = 10.0
MICROPHONE = "Mic/Aux"

Picture = NDArray[np.uint8]


class Studio:
    """The running program, and its command line."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def ask(self, *words: str, typed: str = "") -> tuple[int, str]:
        """Exit code of a command, and all that it says."""
        command = [sys.executable, "-m", "app", "--basedir", str(self.program.basedir), *words]
        done = subprocess.run(
            command, input=typed, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE_S, check=False
        )
        said = done.stdout + done.stderr
        sys.stdout.write(f"$ studio.py {' '.join(words)}\n{said}\n")
        return done.returncode, said

    def well(self, *words: str, typed: str = "") -> dict[str, Any]:
        """What it says in JSON; all went well. Asked again where OBS, on the same processor, left it no time."""
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            code, said = self.ask("obs", *words, "--json", typed=typed)
            if code == 0:
                break
            assert "no answer within" in said, said
            assert time.monotonic() < deadline_s, said
        state: dict[str, Any] = json.loads(said)
        return state


@contextmanager
def studio(pulse: PrivatePulse, microphone: str, *arguments: str) -> Iterator[Studio]:
    """With what becomes of the microphone in OBS."""
    obs = ObsSettings.model_validate({"port": PORT, "microphone": microphone})
    store_settings(HERE, Settings(obs=obs, recording=RecordingSettings(folder=str(PICTURES))))
    with Program(
        HERE, "--engine", "testcard", "run", "--seconds=3000", *arguments, environment=pulse.environment
    ) as program:
        program.wait_for(lambda one: one.is_now("engine", "ready"), PATIENCE_S)
        yield Studio(program)


def read_png(png: bytes) -> Picture:
    """R G B."""
    with av.open(io.BytesIO(png), "r") as container:
        frame = next(container.decode(video=0)).reformat(*SHOWN_PX, format="rgb24")
        return frame.to_ndarray().astype(np.uint8, copy=False)


def differs(of: Studio, client: ObsClient, path: Path) -> float:
    """How far OBS's program is from the studio's, in levels; both breathe."""
    scene = client.request("GetCurrentProgramScene")["currentProgramSceneName"]
    shot = client.request("GetSourceScreenshot", sourceName=scene, imageFormat="png")
    path.write_bytes(base64.b64decode(shot["imageData"].partition(",")[2]))
    for old in PICTURES.glob("*.png"):
        old.unlink()
    assert of.ask("snapshot")[0] == 0
    wait_until(lambda: list(PICTURES.glob("*.png")), "a snapshot")
    (own,) = PICTURES.glob("*.png")
    off = np.abs(read_png(path.read_bytes()).astype(float) - read_png(own.read_bytes()))
    sys.stdout.write(f"OBS's program differs from the studio's by {off.mean():.2f} levels\n")
    return float(off.mean())


def wait_until(met: Callable[[], object], what: str) -> None:
    """Until it is so."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not met():
        assert time.monotonic() < deadline_s, f"{what} never came true"
        time.sleep(1.0)


def all_of(client: ObsClient) -> dict[str, Any]:
    """What a set-up may change."""
    scenes = client.request("GetSceneList")
    return {
        "scenes": sorted(scene["sceneName"] for scene in scenes["scenes"]),
        "program": scenes["currentProgramSceneName"],
        "inputs": sorted(one["inputName"] for one in client.request("GetInputList")["inputs"]),
        "muted": client.request("GetInputMute", inputName=MICROPHONE)["inputMuted"],
        "late_ms": client.request("GetInputAudioSyncOffset", inputName=MICROPHONE)["inputAudioSyncOffset"],
    }


def trouble_first(of: Studio, obs: RealObs) -> None:
    """A password that is missing or wrong, and an OBS without a Browser Source, as Debian builds it."""
    code, said = of.ask("obs")
    assert code == 1
    assert "OBS asks for the password of its WebSocket server." in said
    code, said = of.ask("obs", "password", typed="wrong\n")
    assert code == 1
    assert "OBS does not take this password." in said
    code, said = of.ask("obs", "password", typed=f"{PASSWORD}\n")
    assert code == 1
    assert "This OBS has no Browser Source." in said
    assert "Authentication failed" in obs.log.read_text()


def set_up_and_on_air(of: Studio, obs: RealObs, client: ObsClient, folder: Path) -> None:
    """One command: the camera starts, OBS has a scene with it and shows it; then OBS's own outputs."""
    before = all_of(client)
    state = of.well("look", "--show", "camera")
    assert state["version"].startswith("29.")
    assert [step["what"] for step in state["steps"]] == ["scene", "source", "show", "mute"]
    assert all_of(client) == before
    state = of.well("setup")
    assert state["steps"] == []
    assert state["undoable"]
    now = all_of(client)
    assert now["program"] == SCENE
    assert now["muted"]
    assert SOURCE in now["inputs"]
    listed = client.request("GetInputPropertiesListPropertyItems", inputName=SOURCE, propertyName="device_id")
    sys.stdout.write(f"{json.dumps(listed)}\n")
    device = client.request("GetInputSettings", inputName=SOURCE)["inputSettings"]["device_id"]
    assert Path(device).resolve() == Path("/dev/video0"), device
    wait_until(lambda: differs(of, client, folder / "obs-shows.png") < NEAR, "the host in OBS")
    subprocess.run(["import", "-display", obs.display, "-window", "root", str(folder / "obs-window.png")], check=False)
    record(of, obs)
    stream(of)
    assert of.well("camera", "on")["outputs"] == ["camera"]
    assert of.well("camera", "off")["outputs"] == []


def record(of: Studio, obs: RealObs) -> None:
    """OBS's own recording shows what the camera shows."""
    assert of.well("recording", "on")["outputs"] == ["recording"]
    time.sleep(5.0)
    assert of.well("recording", "off")["outputs"] == []
    (path,) = obs.recordings.iterdir()
    with av.open(str(path)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert pictures
    sys.stdout.write(f"OBS recorded {len(pictures)} pictures\n")
    assert float(pictures[-1].mean()) > DARK, "not black"


def stream(of: Studio) -> None:
    """OBS's own stream reaches a server."""
    came = threading.Event()

    def serve() -> None:
        with av.open(f"rtmp://127.0.0.1:{STREAM_PORT}/live/key", options={"listen": "1"}) as container:
            for packet in container.demux(video=0):
                if packet.size:
                    came.set()

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    time.sleep(1.0)
    of.well("stream", "on")
    assert came.wait(PATIENCE_S), "no picture of the stream came"
    assert of.well("stream", "off")["outputs"] == []
    server.join(30)


def taken_back_the_day_after(pulse: PrivatePulse, client: ObsClient, before: dict[str, Any]) -> None:
    """Another studio of the same user undoes it, and shifts the microphone instead of muting it."""
    with studio(pulse, "sync", "--mic") as of:
        of.ask("obs", "password", typed=f"{PASSWORD}\n")  # this system has no keyring
        of.well("look", "--show", "camera")
        assert not of.well("undo")["undoable"]
        wait_until(lambda: as_before(client, before), "OBS as it was")
        state = of.well("setup")
        assert state["steps"] == []
        now = all_of(client)
        assert not now["muted"]
        assert now["late_ms"] > LATE_MS
        sys.stdout.write(f"the microphone is {now['late_ms']} ms late now\n")
        of.well("undo")
        wait_until(lambda: as_before(client, before), "OBS as it was, once more")


def as_before(client: ObsClient, before: dict[str, Any]) -> bool:
    """Whether all in OBS is as it was: what it removes goes in its own time."""
    now = all_of(client)
    sys.stdout.write(f"{json.dumps({name: now[name] for name in now if now[name] != before[name]})}\n")
    return now == before


def main(folder: Path) -> None:
    """All of it, in one OBS."""
    HERE.mkdir()
    os.environ["TMPDIR"] = str(HERE)
    # The driver is there, but not as a package of the host that OBS asks modinfo for.
    tools = HERE / "tools"
    tools.mkdir()
    (tools / "modinfo").write_text("#!/bin/sh\nexit 0\n")
    (tools / "modinfo").chmod(0o755)
    path = {"PATH": f"{tools}:{os.environ['PATH']}"}
    pulse = PrivatePulse()
    pulse.start()
    try:
        with studio(pulse, "mute") as of:
            code, said = of.ask("obs")
            assert code == 1
            assert f"OBS does not answer at port {PORT}." in said
            surroundings = {**pulse.environment, **path}
            server = f"rtmp://127.0.0.1:{STREAM_PORT}/live"
            with real_obs(HERE / "obs", PORT, stream=server, fps=3, environment=surroundings) as obs:
                try:
                    obs_client._ANSWER_S = PATIENCE_S  # of what looks here; the program has its own
                    with ObsClient(PORT, PASSWORD) as client:
                        before = all_of(client)
                        trouble_first(of, obs)
                        set_up_and_on_air(of, obs, client, folder)
                        of.program.end()
                        taken_back_the_day_after(pulse, client, before)
                finally:
                    shutil.copyfile(obs.log, folder / "obs.log")
    finally:
        pulse.stop()
    sys.stdout.write(json.dumps({"done": "obs"}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
