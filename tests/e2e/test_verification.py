"""Verify: the studio's own path against a scripted server, faster than real time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.avatars.detector import FoundFace
from app.avatars.face import POINTS
from app.avatars.face_shape import MOUTH_BOTTOM, MOUTH_TOP
from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.paths import Paths
from app.base.rungs import Rung, RungState
from app.base.settings import EngineSettings, ProgramSettings, Settings, VoiceSettings, WindowSettings
from app.engine.base import RemoteRequest
from app.media import test_signal
from app.media.clock import VirtualClock
from app.media.types import PROGRAM_RATE_HZ, Pixels, ProgramFormat, Samples
from app.parts import RealParts
from app.sources.base import SpeechSource
from app.studio.parts import Host, Parts
from app.studio.snapshot import AvatarEntry
from app.studio.verification import Terms, verify
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_pictures import read_mark
from tests.helpers.omnirt_script import Close, Error, Geometry, Stall
from tests.helpers.omnirt_server import OmniRTServer
from tests.helpers.small_parts import PlainHost

SMALL = Geometry(width_px=96, height_px=54, frame_num=5)
FASTER = 4
SILENT = 3
"""Chunks that are drawn of silence before anybody speaks, to measure."""


class PatientClock(VirtualClock):
    """Faster than real time where it can be, and never faster than this machine: it waits for every slot."""

    def wait_until(self, when_ns: int, wake: threading.Event) -> None:
        wake.wait(max(0, when_ns - self.now_ns()) / 1e9 / FASTER)
        super().wait_until(when_ns, wake)


class Voice:
    """Speaks ``seconds`` of the test signal, a tenth at a time; after ``loud_s`` it is silence.

    Args:
        seconds: how long.
        loud_s: how much of it is heard.
        pause: set for it to go on after two tenths.

    """

    def __init__(self, seconds: float, loud_s: float = 60.0, pause: threading.Event | None = None) -> None:
        self._pieces = round(seconds * 10)
        self._loud = round(loud_s * 10)
        self._pause = pause
        self._read = 0
        self._closed = threading.Event()

    def read(self) -> Samples | None:
        while self._read == 2 and self._pause is not None and not self._pause.wait(0.01):
            if self._closed.is_set():
                return None
        if self._read >= self._pieces or self._closed.is_set():
            return None
        size = PROGRAM_RATE_HZ // 10
        self._read += 1
        samples = test_signal.samples((self._read - 1) * size, size)
        return samples if self._read <= self._loud else np.zeros_like(samples)

    def close(self) -> None:
        self._closed.set()


def open_host(avatar: str, program: ProgramFormat, settings: ProgramSettings) -> Host:
    """Nothing is composed here that would take time."""
    host = PlainHost(program)
    return Host(AvatarEntry("ada", "Ada", Path(avatar), None), host, host, program.width_px, program.height_px)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    paths = Paths.find(tmp_path / "base")
    paths.make()
    real = RealParts(paths)

    def remote(settings: OmniRTSettings, avatar: str) -> RemoteRequest:
        return replace(real.servers.remote(settings, avatar), cache=None)  # nobody films the host at rest

    yield replace(real.parts(), remote=remote, open_host=open_host, open_text=lambda text, voice, on_notice: Voice(1.0))
    real.close()


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer("app", SMALL) as server:
        yield server


def terms(avatar: Path, url: str, length_s: float = 1.0) -> Terms:
    settings = Settings(
        engine=EngineSettings(kind="omnirt"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="near", url=url),)),
        window=WindowSettings(avatar=str(still_bundle(avatar))),
    )
    return Terms(settings, length_s, lambda seconds: None, threading.Event(), lambda picture: [], PatientClock())


def by_name(rungs: Iterable[Rung]) -> dict[str, Rung]:
    return {rung.name: rung for rung in rungs}


def left_free(server: OmniRTServer) -> bool:
    """The one session there was has been closed with a word."""
    events = [event.split()[1] for event in server.events]
    return events.count("open") == 1 and events[-2:] == ["close", "gone"]


def test_a_line_goes_the_studios_way_and_what_left_it_is_judged(
    parts: Parts, server: OmniRTServer, tmp_path: Path
) -> None:
    seconds: list[float] = []
    asked = replace(terms(tmp_path / "ada", server.url, 2.0), progress=seconds.append)
    found = by_name(verify(parts, asked))
    assert list(found) == ["session", "pictures", "first_frame", "sound", "mouth", "chunks", "stability"]
    assert dict(found["first_frame"].figures)["avatar_first_frame_ms"] > 0
    sound = dict(found["sound"].figures)
    assert (sound["clicks"], sound["lost_samples"]) == (0, 0)
    assert dict(found["chunks"].figures)["chunks"] >= 5
    assert dict(found["stability"].figures)["seconds"] >= 1.0
    assert "not measured" in found["mouth"].text
    assert seconds == sorted(seconds)
    assert 0.0 <= seconds[0] <= seconds[-1] <= 2.0
    server.until(lambda: left_free(server))


def after_two_seconds(asked: Terms, go: threading.Event) -> Terms:
    """``asked``, with ``go`` set when two of its three seconds are over."""
    return replace(asked, length_s=3.0, progress=lambda seconds: go.set() if seconds >= 2 else None)


def test_pictures_that_come_too_late_leave_a_gap(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    server.on_chunk = {SILENT + 3: Stall()}.get
    found = by_name(verify(parts, after_two_seconds(terms(tmp_path / "ada", server.url), server.resume)))
    assert found["sound"].state is RungState.BAD
    assert "because the pictures were late" in found["sound"].text
    assert dict(found["sound"].figures)["clicks"] == 0


def test_a_voice_that_pauses_leaves_a_gap(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    go = threading.Event()
    pausing = replace(parts, open_text=lambda *_: Voice(1.0, pause=go))
    found = by_name(verify(pausing, after_two_seconds(terms(tmp_path / "ada", server.url), go)))
    assert found["sound"].state is RungState.BAD
    assert "because the voice was late" in found["sound"].text


def test_a_chunk_that_could_not_be_drawn_is_said(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    server.on_chunk = {SILENT + 2: Error("out of ideas")}.get
    found = by_name(verify(parts, terms(tmp_path / "ada", server.url)))
    assert found["stability"].state is RungState.DOUBTFUL
    assert "out of ideas" in found["stability"].text


@pytest.mark.parametrize(("chunk", "rung"), [(2, "first_frame"), (12, "stability")])
def test_a_server_that_goes_in_the_middle_ends_it(
    parts: Parts, server: OmniRTServer, tmp_path: Path, chunk: int, rung: str
) -> None:
    server.on_chunk = lambda number: Close(1006) if number >= SILENT + chunk else None
    found = by_name(verify(parts, terms(tmp_path / "ada", server.url, 3.0)))
    assert list(found)[-1] == rung
    assert found[rung].state is RungState.BAD
    assert "connection" in found[rung].text
    assert len([event for event in server.events if event.endswith("open")]) == 1


def test_it_can_be_stopped_and_leaves_the_server_free(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    asked = terms(tmp_path / "ada", server.url, 60.0)
    found = by_name(verify(parts, replace(asked, progress=lambda seconds: asked.stopped.set())))
    last = list(found.values())[-1]
    assert (last.name, last.state) == ("first_frame", RungState.DOUBTFUL)
    assert "stopped" in last.text
    server.until(lambda: left_free(server))


def test_it_can_be_stopped_while_a_cold_server_loads(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    server.init_s = 30.0
    asked = terms(tmp_path / "ada", server.url)
    threading.Timer(0.2, asked.stopped.set).start()
    (rung,) = verify(parts, asked)
    assert (rung.name, rung.state) == ("session", RungState.DOUBTFUL)


def test_placeholders_are_not_verified(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    server.fake = True
    found = by_name(verify(parts, terms(tmp_path / "ada", server.url)))
    assert list(found) == ["session", "pictures"]
    assert found["pictures"].state is RungState.BAD


def test_a_voice_that_fails_is_a_rung(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    def mute(*_: object) -> SpeechSource:
        raise AppError("speech.no_voice", "Nobody can speak.", "Install a voice.")

    found = by_name(verify(replace(parts, open_text=mute), terms(tmp_path / "ada", server.url)))
    assert list(found) == ["session", "pictures", "voice"]
    assert (found["voice"].state, found["voice"].advice) == (RungState.BAD, ("Install a voice.",))


def test_nothing_is_sent_where_it_may_not_be(parts: Parts, tmp_path: Path) -> None:
    (rung,) = verify(parts, terms(tmp_path / "ada", "http://8.8.8.8:9000"))
    assert rung.state is RungState.BAD
    assert "unencrypted" in rung.text


def test_a_voice_of_the_server_that_draws_is_said_first(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    server.fake = True
    asked = terms(tmp_path / "ada", server.url)
    voice = VoiceSettings(providers=("omnirt",), omnirt_url=server.url)
    found = list(verify(parts, replace(asked, settings=asked.settings.model_copy(update={"voice": voice}))))
    assert (found[0].name, found[0].state) == ("voice", RungState.DOUBTFUL)
    assert "cannot draw while it makes speech" in found[0].text


def face_of(picture: Pixels) -> list[FoundFace]:
    """A face in every picture, with its mouth as wide open as the sound is loud that the server drew it for."""
    mark = read_mark(picture)
    points = np.zeros((POINTS, 2), np.float32)
    points[MOUTH_TOP[-1], 0] = points[MOUTH_BOTTOM[-1], 0] = 255.0
    points[list(MOUTH_BOTTOM[4:7]), 1] = 0 if mark is None else mark.loudness
    return [FoundFace(1.0, points)]


@pytest.mark.parametrize(("rest_s", "words"), [(1.2, "is closed when the line is over"), (0.0, "is still open")])
def test_the_mouth_is_looked_at_in_the_last_picture_of_the_line(
    parts: Parts, server: OmniRTServer, tmp_path: Path, rest_s: float, words: str
) -> None:
    parts = replace(parts, open_text=lambda *_: Voice(1.5 + rest_s, loud_s=1.5))
    found = by_name(verify(parts, replace(terms(tmp_path / "ada", server.url), find_faces=face_of)))
    assert words in found["mouth"].text
    assert dict(found["mouth"].figures)["mouth_widest"] > 0.1


@pytest.mark.slow
@pytest.mark.serial
@pytest.mark.timeout(400)
def test_a_minute_by_the_command_line(server: OmniRTServer, tmp_path: Path) -> None:
    """With the real program, voice, clock and host."""
    server.geometry, server.render_s = Geometry(), 0.5
    command = [sys.executable, "-m", "app", "--basedir", str(tmp_path), "status", "--verify", "--json"]
    command += ["--omnirt", server.url, "--avatar", "mira"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=360, check=False)
    answer = json.loads(done.stdout)
    found = {rung["name"]: rung for rung in answer["verify"]}
    assert list(found) == ["session", "pictures", "first_frame", "sound", "mouth", "chunks", "stability"]
    assert done.returncode == (found["sound"]["state"] == "bad" or found["chunks"]["state"] == "bad")
    assert 50 <= found["stability"]["figures"]["seconds"] <= 90
    assert found["sound"]["figures"]["clicks"] == 0
    assert found["chunks"]["figures"]["chunks"] > 40
    assert "speaking: " in done.stderr
    server.until(lambda: left_free(server))
