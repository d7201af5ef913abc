"""Every model of the local engine with tiny random weights: check, loading, worker, pacer, recording, slot by slot."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from websockets.sync.client import connect

import studio
from app.base.local_settings import LocalModel, LocalSettings
from app.base.paths import resources_dir
from app.base.settings import EngineSettings, ProgramSettings, RecordingSettings, Settings
from app.engine.base import EngineRequest, LocalRequest
from app.engine.host import HostOptions
from app.engine.local.base import FPS, RATE_HZ
from app.engine.omnirt.replies import Metrics, Opened, decode_text
from app.engine.omnirt.wire import decode_video
from app.engine.table import ENGINES
from app.media import test_signal
from app.media.chunker import TurnResampler
from app.media.jpeg import jpeg_size
from app.media.types import NS_PER_S, PROGRAM_RATE_HZ, Pixels, ProgramFormat, Samples
from app.program.compositor import Compositor
from tests.helpers.engine_probe import rig, seconds
from tests.helpers.local_python import local_python
from tests.helpers.portraits import landmarks, painted, portrait_bundle
from tests.helpers.program import Program, run_program, store_settings
from tests.helpers.real_omnirt import free_port
from tests.helpers.recording import Recording
from tests.helpers.wav import write_test_signal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SPOKEN_S = 2.0
ONE_THREAD = {"OMP_NUM_THREADS": "1"}
"""Several wait for each other by spinning, which takes ten times as long on a machine that is busy."""
FADE = FPS // 2
"""Pictures at either end of the turn that are blended with the host at rest."""
SIZES: dict[LocalModel, str] = {
    "flashhead-lite": "64x64",
    "flashhead-pro": "64x64",
    "flashtalk": "64x96",
    "wav2lip": "",
}


@pytest.fixture(scope="module")
def python() -> Path:
    return local_python()


@pytest.fixture(scope="module")
def weights(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("avatar_models")
    _run(python, "tests.helpers.tiny_models", folder)
    return folder


def _run(python: Path, module: str, *arguments: object) -> None:
    command = [str(python), "-P", "-m", module, *map(str, arguments)]
    environment = studio.clean_environ() | ONE_THREAD
    done = subprocess.run(command, cwd=studio.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _small(picture: Pixels) -> NDArray[np.float32]:
    """Grey, an eighth of the size."""
    height, width = picture.shape[0] // 8 * 8, picture.shape[1] // 8 * 8
    grey = picture[:height, :width, :3].astype(np.float32).mean(axis=2)
    return np.asarray(grey.reshape(height // 8, 8, width // 8, 8).mean(axis=(1, 3)), np.float32)


def _heard() -> Samples:
    resampler = TurnResampler(RATE_HZ)
    whole = test_signal.samples(0, round(SPOKEN_S * PROGRAM_RATE_HZ))
    return np.concatenate((resampler.push(whole), resampler.flush()))


@pytest.mark.parametrize("model", [model for model, size in SIZES.items() if size])
def test_every_slot_of_a_recording_shows_what_the_model_drew_to_its_sound(
    tmp_path: Path, python: Path, weights: Path, model: LocalModel
) -> None:
    avatar = portrait_bundle(tmp_path / "host", painted(), landmarks())
    settings = Settings(
        program=ProgramSettings(fps=25),
        engine=EngineSettings(kind="local", python=python),
        local=LocalSettings(model=model, ckpt_dir=weights, device="cpu", size=SIZES[model]),
        recording=RecordingSettings(quality="best"),
    )
    store_settings(tmp_path, settings)
    speech, target = write_test_signal(tmp_path / "speech.wav", SPOKEN_S), tmp_path / "out.mp4"
    program = run_program(
        tmp_path, "render", "--avatar", str(avatar), "--audio", str(speech), str(target), timeout_s=600, **ONE_THREAD
    )
    assert program.process.returncode == 0, program.stderr()
    assert not program.warnings()

    np.save(tmp_path / "sound.npy", _heard())
    words = [
        model,
        weights,
        SIZES[model],
        avatar,
        tmp_path / "cache",
        tmp_path / "sound.npy",
        tmp_path / "pictures.npy",
    ]
    _run(python, "tests.helpers.direct_model", *words)
    compositor = Compositor(ProgramFormat(1280, 720, FPS), settings.program)
    drawn = np.load(tmp_path / "pictures.npy")
    expected = np.stack([_small(compositor.compose(np.ascontiguousarray(p), None, 1.0).pixels) for p in drawn])

    recording = Recording(target)
    slots = [(slot, _small(picture)) for slot, picture in recording.pictures()]
    count = round(SPOKEN_S * FPS)
    assert len(slots) > count
    unlike = [float(np.abs(expected[number] - shown).mean()) for number, (_, shown) in enumerate(slots[:count])]
    for number, (_, shown) in enumerate(slots[FADE : count - FADE], FADE):
        found = int(np.argmin(np.abs(expected[:count] - shown).mean(axis=(1, 2))))
        assert found == number, f"slot {number} shows picture {found}: {unlike}"
        heard = test_signal.locate(recording.slot_samples(number), near=number * PROGRAM_RATE_HZ // FPS)
        assert heard == number * PROGRAM_RATE_HZ // FPS


def test_wav2lip_s_pictures_come_to_the_bit_and_in_their_places(
    tmp_path: Path, python: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random weights move the mouth by less than a recording keeps, so its pictures are taken from the worker."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    avatar = portrait_bundle(tmp_path / "host", painted(), landmarks())
    local = LocalRequest("wav2lip", weights, device="cpu", cache=tmp_path / "cache")
    request = EngineRequest(avatar, 1280, 720, FPS, None, local)
    options = HostOptions(credits=8, python=python, load_limit_s=300, silence_limit_s=60)
    with rig(ENGINES["local"], request, options) as made:
        made.host.start(request)
        made.probe.wait(lambda: made.probe.infos or made.probe.downs, 300)
        assert made.probe.downs == []
        made.speak(1, seconds(1.0))
        made.probe.wait(lambda: 1 in made.probe.done or made.probe.downs, 300)
        frames = made.probe.of_turn(1)
    np.save(tmp_path / "sound.npy", _heard()[:RATE_HZ])
    words = ["wav2lip", weights, "", avatar, tmp_path / "cache", tmp_path / "sound.npy", tmp_path / "pictures.npy"]
    _run(python, "tests.helpers.direct_model", *words)
    drawn = np.load(tmp_path / "pictures.npy")
    assert [frame.pts_ns for frame in frames] == [number * NS_PER_S // FPS for number in range(len(drawn))]
    assert len({picture.tobytes() for picture in drawn}) > 1, "it hears something"
    for number, frame in enumerate(frames):
        # The resampled sound of a turn that ends earlier differs in its last milliseconds.
        if number < FPS - 8:
            np.testing.assert_array_equal(frame.pixels, drawn[number])


def test_a_served_model_draws_each_chunk_whole_for_a_second_computer(
    tmp_path: Path, python: Path, weights: Path
) -> None:
    port = free_port()
    settings = Settings(
        engine=EngineSettings(kind="local", python=python),
        local=LocalSettings(model="flashhead-lite", ckpt_dir=weights, device="cpu", size="64x64"),
    )
    store_settings(tmp_path, settings)
    image = base64.b64encode((resources_dir() / "avatars" / "mira" / "preview.png").read_bytes()).decode()
    create = {"type": "session.create", "model": "soulx-flashhead-1.3b", "inputs": {"image_b64": image}}
    with Program(tmp_path, "serve", f"--port={port}", environment=ONE_THREAD) as server:
        server.wait_for(lambda one: "Press Ctrl+C" in one.stderr(), timeout_s=300)
        with connect(f"ws://127.0.0.1:{port}/v1/avatar/realtime", max_size=2**26) as client:
            for _ in range(2):  # the second portrait needs no other weights
                client.send(json.dumps(create))
                opened = decode_text(str(client.recv(120)))
                assert isinstance(opened, Opened)
                geometry = opened.geometry
                assert (geometry.width_px, geometry.height_px, geometry.fps) == (64, 64, FPS)
                for _ in range(2):
                    client.send(b"AUDI" + bytes(2 * geometry.chunk_samples))
                    assert isinstance(decode_text(str(client.recv(120))), Metrics)
                    pictures = decode_video(client.recv(120, decode=False))
                    assert len(pictures) == geometry.frames_per_chunk
                    assert {jpeg_size(picture) for picture in pictures} == {(64, 64)}
        server.wait_for(lambda one: "The session has ended." in one.stderr())
        loads = [event for event in server.events() if "is loaded for" in event.message]
        assert server.end(signal.SIGINT) == 0
    assert len(loads) == 1
    assert not server.warnings()
