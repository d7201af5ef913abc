"""A studio installs the PyTorch of its models from a local index, and draws with a tiny model through it.

The studio is a stand-in for a packaged one: its code lies in a folder of its own with a lock of its own, so that what
the index holds is what is locked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import studio
from app.base.local_settings import LocalSettings
from app.base.paths import Paths
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import EngineSettings, ProgramSettings, Settings
from app.base.settings_store import SettingsStore
from tests.helpers.local_python import local_python
from tests.helpers.package_index import PackageIndex, package_index, repack, write_lock
from tests.helpers.portraits import landmarks, painted, portrait_bundle
from tests.helpers.recording import Recording
from tests.helpers.wav import write_test_signal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

SPOKEN_S = 1.0


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the tests' own PyTorch consists of, as wheels again."""
    folder = tmp_path_factory.mktemp("wheels")
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([str(local_python()), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    repack(Path(site), folder)
    yield folder
    shutil.rmtree(folder)  # a gigabyte


@pytest.fixture
def index(wheels: Path) -> Iterator[PackageIndex]:
    with package_index(wheels) as made:
        yield made


class Packaged:
    """A studio in a folder of its own, with its files below another."""

    def __init__(self, tmp_path: Path, wheels: Path) -> None:
        self.code, self.base = tmp_path / "packaged", tmp_path / "base"
        shutil.copytree(studio.ROOT / "app", self.code / "app", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(studio.ROOT / "resources", self.code / "resources")
        (self.code / "requirements").mkdir()
        write_lock(wheels, self.code / "requirements" / "local.lock")
        self.paths = Paths.find(self.base)
        self.paths.make()
        self.store = SettingsStore(self.paths.settings_file)

    def run(self, *arguments: str) -> str:
        """What it answers."""
        environment = studio.clean_environ() | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(self.code)}
        command = [sys.executable, "-P", "-m", "app", f"--basedir={self.base}", *arguments]
        done = subprocess.run(
            command, cwd=self.base, env=environment, capture_output=True, text=True, timeout=1200, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def test_pytorch_is_installed_on_demand_and_draws(tmp_path: Path, index: PackageIndex, wheels: Path) -> None:
    packaged = Packaged(tmp_path, wheels)
    weights = tmp_path / "weights"
    settings = Settings(
        program=ProgramSettings(fps=25),
        engine=EngineSettings(kind="local"),
        local=LocalSettings(model="flashhead-lite", ckpt_dir=weights, device="cpu", size="64x64"),
        runtime=RuntimeSettings(torch_index=index.url, packages_index=index.url),
    )
    packaged.store.save(settings)
    (before,) = [json.loads(packaged.run("runtime", "--json"))]
    assert before["status"] == "missing"
    after = json.loads(packaged.run("runtime", "install", "--json"))
    assert (after["status"], after["device"]) == ("ready", "cpu")
    assert after["torch"].startswith("2.13.")
    python = Path(after["python"])
    assert python.is_relative_to(packaged.paths.gpu_runtime)
    assert packaged.store.load()[0].engine.python == python, "the engine's worker is started with it"

    tiny = [str(python), "-P", "-m", "tests.helpers.tiny_models", str(weights)]
    subprocess.run(tiny, cwd=studio.ROOT, env=studio.clean_environ(), check=True)
    avatar = portrait_bundle(tmp_path / "host", painted(), landmarks())
    speech, target = write_test_signal(tmp_path / "speech.wav", SPOKEN_S), tmp_path / "out.mp4"
    packaged.run("render", "--avatar", str(avatar), "--audio", str(speech), str(target))
    pictures = [picture.tobytes() for _, picture in Recording(target).pictures()]
    assert len(pictures) >= round(25 * SPOKEN_S)
    assert len(set(pictures)) > 10, "the model draws"

    packaged.run("runtime", "remove")
    assert not packaged.paths.gpu_runtime.exists()
    assert packaged.store.load()[0].engine.python is None
