"""Neural voices where the studio's own Python cannot speak them: what they speak with comes with the first one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import studio
from app.base.errors import AppError, Problem
from app.base.paths import Paths
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import Settings, VoiceSettings
from app.media.audio_system import AudioSystem
from app.sources.voices import neural, neural_fetching
from app.sources.voices.neural import PIPER_BYTES
from app.sources.voices.neural_store import installed
from app.upkeep_parts import StorageKeeper
from app.voice_parts import VoiceParts
from tests.helpers.package_index import PackageIndex, package_index, repack_one, write_lock, write_wheel
from tests.helpers.stand_in_voice import description, model_bytes
from tests.helpers.voice_store import NAME, Store, publish, voice_store

pytestmark = pytest.mark.timeout(240)

REAL = ("flatbuffers", "numpy", "onnxruntime", "packaging", "pathvalidate", "piper-tts", "protobuf")
NEURAL = VoiceSettings(providers=("neural",), voices={"neural": NAME})
PIPER = "import sys, types\nsys.modules['piper.config'] = types.ModuleType('piper.config')\n"
"""As much of it as the self-test asks for."""


class Place(NamedTuple):
    """A studio without Piper, and where it comes from."""

    parts: VoiceParts
    paths: Paths
    packages: PackageIndex
    store: Store

    def fetch(self, stop: threading.Event | None = None) -> list[float]:
        shares: list[float] = []
        packages = RuntimeSettings(packages_index=self.packages.url)
        self.parts.fetch_voice(NAME, packages, shares.append, stop or threading.Event())
        return shares


def no_sound() -> AudioSystem:
    raise AssertionError("nobody listens to a sample")


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Stand-ins, unless a test puts others there."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    write_wheel(folder, "piper", "1.0", PIPER, data_bytes=200_000)
    write_wheel(folder, "onnxruntime", "1.0", "")
    return folder


@pytest.fixture
def place(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    source = tmp_path / "inside" / "studio"
    (source / "requirements").mkdir(parents=True)
    for folder in ("app", "flashtalk_speech"):
        (source / folder).symlink_to(studio.ROOT / folder)
    write_lock(wheels, source / "requirements" / "neural.lock", leave_out=())
    monkeypatch.setattr(sys, "_MEIPASS", str(source.parent), raising=False)  # what is locked is what the index has
    monkeypatch.setattr(neural, "own_helper", lambda: None)
    paths = Paths.find(tmp_path / "base")
    paths.make()
    with package_index(wheels) as index, voice_store() as store:
        monkeypatch.setattr(neural_fetching, "SOURCE", store.url)
        parts = VoiceParts(paths, no_sound)
        yield Place(parts, paths, index, store)
        parts.close()


def test_it_comes_with_the_first_voice_and_only_once(place: Place) -> None:
    (before,) = place.parts.list_voices("neural", NEURAL)
    assert (before.ready, before.size_bytes > PIPER_BYTES) == (False, True)
    shares = place.fetch()
    assert shares == sorted(shares)
    assert any(0.1 < share < 0.5 for share in shares)
    assert shares[-1] == pytest.approx(1.0)
    assert place.parts.list_voices("neural", NEURAL)[0].ready
    asked = list(place.packages.asked)
    again = place.fetch()
    assert place.packages.asked == asked
    assert [share for share in again if share < 1.0] == []


def test_left_off_before_it_has_come_no_voice_is_fetched(place: Place) -> None:
    stop = threading.Event()
    packages = RuntimeSettings(packages_index=place.packages.url)
    place.parts.fetch_voice(NAME, packages, lambda share: stop.set() if share > 0.1 else None, stop)
    assert installed(place.paths.voices) == []
    assert not place.store.asked
    place.fetch()
    assert installed(place.paths.voices) == [NAME]


def test_one_that_does_not_work_is_said_and_no_voice_counts_as_ready(wheels: Path, place: Place) -> None:
    lock = Path(sys._MEIPASS) / "studio" / "requirements" / "neural.lock"  # type: ignore[attr-defined]  # set above
    (wheels / "piper-1.0-py3-none-any.whl").unlink()
    write_wheel(wheels, "piper", "1.0", "raise ImportError('its other half is missing')")
    with package_index(wheels) as index:
        write_lock(wheels, lock, leave_out=())
        with pytest.raises(AppError, match=r"does not work .*its other half is missing") as raised:
            place._replace(packages=index).fetch()
    assert raised.value.code == "speech.no_piper"
    assert not place.parts.list_voices("neural", NEURAL)[0].ready


@pytest.mark.slow  # uv tries for a while
def test_without_an_index_it_says_so(place: Place) -> None:
    packages = RuntimeSettings(packages_index="http://127.0.0.1:9/simple")
    with pytest.raises(AppError) as raised:
        place.parts.fetch_voice(NAME, packages, lambda share: None, threading.Event())
    assert raised.value.code == "runtime.no_network"


def test_until_then_another_voice_speaks_and_says_why(place: Place) -> None:
    voice = place.paths.voices / NAME
    voice.mkdir(parents=True)
    for name in (f"{NAME}.onnx", f"{NAME}.onnx.json"):
        (voice / name).touch()
    notices: list[Problem] = []
    line = place.parts.open_text("Hello there.", NEURAL, notices.append)
    while line.read() is not None:
        pass
    line.close()
    assert [notice.message.partition(":")[0] for notice in notices] == ["espeak-ng speaks instead"]
    assert "Piper comes with it" in notices[0].hint


FIND = """
import sys
from pathlib import Path
from app.base.paths import Paths
from app.base.settings import VoiceSettings
from app.sources.voices import neural
from app.sources.voices.base import Manner
from app.voice_parts import VoiceParts
neural.own_helper = lambda: None
parts = VoiceParts(Paths.find(Path(sys.argv[1])), lambda: None)
parts.speaker.provider("neural", VoiceSettings()).speak("Hello.", sys.argv[2], Manner())
print("httpx" in sys.modules)
"""


def test_a_studio_that_only_speaks_with_it_does_not_bring_the_network_library(place: Place) -> None:
    place.fetch()
    base = str(place.paths.voices.parents[1])
    said = subprocess.run(
        [sys.executable, "-c", FIND, base, NAME], capture_output=True, text=True, check=False, cwd=studio.ROOT
    )
    assert said.stdout == "False\n", said.stderr


@pytest.mark.slow  # the real one is unpacked
class TestReal:
    """With the real Piper, as this environment has it."""

    @pytest.fixture
    def wheels(self, tmp_path: Path) -> Path:
        folder = tmp_path / "wheels"
        folder.mkdir()
        for name in REAL:
            repack_one(metadata.distribution(name), folder)
        return folder

    def test_a_voice_is_fetched_speaks_and_is_removed_with_what_it_spoke_with(self, place: Place) -> None:
        publish(place.store, {f"{NAME}.onnx": model_bytes(), f"{NAME}.onnx.json": description().encode()})
        place.fetch()
        notices: list[Problem] = []
        line = place.parts.open_text("Hello there. This is a second sentence.", NEURAL, notices.append)
        pieces = []
        while (piece := line.read()) is not None:
            pieces.append(piece)
        line.close()
        assert notices == []
        assert np.abs(np.concatenate(pieces)).max() > 0.5
        keeper = StorageKeeper(place.paths, None, Settings())
        kept = {item.name: item.bytes_ for item in keeper.look("voices").items}
        assert kept.keys() == {NAME, place.paths.voice_library.name}
        assert kept[place.paths.voice_library.name] > 50_000_000
        keeper.clean("voices", [place.paths.voice_library.name])
        assert not place.parts.list_voices("neural", NEURAL)[0].ready
