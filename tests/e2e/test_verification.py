"""Verify: the studio's own path against a scripted server, faster than real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.omnirt_settings import OmniRTSettings, ServerProfile
from app.base.paths import Paths
from app.base.rungs import Rung, RungState
from app.base.settings import EngineSettings, ProgramSettings, Settings, WindowSettings
from app.media import test_signal
from app.media.clock import MasterClock
from app.media.types import PROGRAM_RATE_HZ, Samples
from app.parts import RealParts
from app.studio.parts import Parts
from app.studio.verification import Terms, verify
from tests.helpers.avatars import still_bundle
from tests.helpers.omnirt_script import Close, Geometry
from tests.helpers.omnirt_server import OmniRTServer

SMALL = Geometry(width_px=96, height_px=54, frame_num=5)
FASTER = 10


class Voice:
    """Speaks ``seconds`` of the test signal, a tenth at a time, each after ``wait_s``."""

    def __init__(self, seconds: float, wait_s: Callable[[int], float] = lambda piece: 0.0) -> None:
        self._pieces = round(seconds * 10)
        self._wait_s = wait_s
        self._read = 0
        self._closed = threading.Event()

    def read(self) -> Samples | None:
        if self._read >= self._pieces or self._closed.wait(self._wait_s(self._read)):
            return None
        size = PROGRAM_RATE_HZ // 10
        self._read += 1
        return test_signal.samples((self._read - 1) * size, size)

    def close(self) -> None:
        self._closed.set()


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    paths = Paths.find(tmp_path / "base")
    paths.make()
    real = RealParts(paths)
    yield replace(real.parts(), open_text=lambda text, voice, on_notice: Voice(1.0))
    real.close()


@pytest.fixture
def server() -> Iterator[OmniRTServer]:
    with OmniRTServer("app", SMALL) as server:
        yield server


def terms(avatar: Path, url: str, length_s: float = 2.0) -> Terms:
    settings = Settings(
        engine=EngineSettings(kind="omnirt"),
        omnirt=OmniRTSettings(servers=(ServerProfile(name="near", url=url),)),
        window=WindowSettings(avatar=str(still_bundle(avatar))),
        program=ProgramSettings(size="1280x720"),
    )
    clock = MasterClock(lambda: time.monotonic_ns() * FASTER)
    return Terms(settings, length_s, lambda seconds: None, threading.Event(), lambda picture: [], clock)


def by_name(rungs: list[Rung]) -> dict[str, Rung]:
    return {rung.name: rung for rung in rungs}


def test_a_server_that_keeps_up(parts: Parts, server: OmniRTServer, tmp_path: Path) -> None:
    found = by_name(list(verify(parts, terms(tmp_path / "ada", server.url))))
    for rung in found.values():
        print(rung)
    assert list(found) == ["session", "pictures", "first_frame", "sound", "mouth", "chunks", "stability"]
