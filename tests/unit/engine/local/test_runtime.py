"""Installing the Python and the PyTorch of models: with the real uv, from an index on this machine, of stand-ins."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

import build_spec
from app.base.errors import AppError
from app.base.runtime_settings import RuntimeSettings
from app.base.runtime_state import RuntimeStatus
from app.engine.local.runtime import GpuRuntime
from app.engine.local.runtime_packages import index_options
from tests.helpers.package_index import (
    PackageIndex,
    pack_python,
    package_index,
    publish_stand_ins,
    repack_one,
    write_lock,
    write_wheel,
)

pytestmark = pytest.mark.timeout(240)


class Place(NamedTuple):
    """An index, and what is installed from it."""

    server: PackageIndex
    runtime: GpuRuntime
    folder: Path
    settings: RuntimeSettings

    def other(self, **settings: str) -> GpuRuntime:
        """With other settings."""
        return GpuRuntime(
            self.folder, self.folder.parent / "local.lock", self.settings.model_copy(update=settings), pause_s=0.0
        )

    def install(self) -> list[tuple[int, int, str]]:
        told: list[tuple[int, int, str]] = []
        self.runtime.install(lambda *progress: told.append(progress), threading.Event())
        return told


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    publish_stand_ins(wheels)
    write_wheel(wheels, "torch", "2.14.0", "raise ImportError('too new')")
    with package_index(wheels) as index:
        yield make(index, tmp_path)


def make(index: PackageIndex, tmp_path: Path) -> Place:
    lock = write_lock(tmp_path / "wheels", tmp_path / "local.lock", leave_out=("torch", "uv"))
    settings = RuntimeSettings(torch_index=index.url, packages_index=index.url)
    return Place(index, GpuRuntime(tmp_path / "runtime", lock, settings, pause_s=0.0), tmp_path / "runtime", settings)


def test_it_is_installed_whole_tried_and_removed(place: Place) -> None:
    assert place.runtime.look().status is RuntimeStatus.MISSING
    told = place.install()
    state = place.runtime.look()
    assert (state.status, state.torch, state.device) == (RuntimeStatus.READY, "2.13.0+cpu", "cpu")
    assert state.python is not None
    imported = [str(state.python), "-c", "import torch, transformers; print(torch.__version__)"]
    assert subprocess.run(imported, capture_output=True, text=True, check=True).stdout == "2.13.0+cpu\n"
    assert [step for *_, step in told if step in ("Python", "packages", "unpacking", "self-test")] == [
        "Python",
        "packages",
        "unpacking",
        "self-test",
    ]
    assert max(done for done, *_ in told) == told[-1][1] > 640_000
    assert state.size_bytes > 640_000
    assert not (place.folder / "downloads").exists(), "what was fetched is not kept twice"
    place.runtime.remove()
    assert not place.folder.exists()
    assert place.runtime.look().status is RuntimeStatus.MISSING


@pytest.mark.slow  # a Python is packed and unpacked
def test_a_packaged_studio_fetches_a_python_of_its_own(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, listed = pack_python(tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", str(listed))
    runtime = place.other(python_mirror=f"{place.server.url.removesuffix('/simple')}/pythons")
    with pytest.raises(AppError, match="The Python that PyTorch runs with cannot be fetched") as gone:
        place.other(python_mirror="http://127.0.0.1:9/pythons").install(lambda *_: None, threading.Event())
    assert "Python from" in gone.value.hint
    assert runtime.look().status is RuntimeStatus.PART
    place.server.pythons[packed.name] = packed
    runtime.install(lambda *_: None, threading.Event())
    state = runtime.look()
    assert (state.status, state.torch) == (RuntimeStatus.READY, "2.13.0+cpu")
    assert (packed.name, None) in place.server.asked
    assert state.python is not None
    assert state.python.resolve().is_relative_to(place.folder / "python"), "none that somebody else may remove"
    runtime.remove()
    assert not place.folder.exists()


def test_what_has_come_is_not_fetched_again(place: Place) -> None:
    place.server.most = 200_000

    def go_away(done: int, whole: int, step: str) -> None:
        if done > 300_000:
            place.server.most = 0

    with pytest.raises(AppError, match="broke off"):
        place.runtime.install(go_away, threading.Event())
    assert place.runtime.look().status is RuntimeStatus.PART
    place.server.most = None
    asked = len(place.server.asked)
    place.install()
    (span,) = [
        span for name, span in place.server.asked[asked:] if name.startswith("torch") and span and span.endswith("-")
    ]
    assert int(span.removeprefix("bytes=").rstrip("-")) >= 200_000
    assert place.runtime.look().status is RuntimeStatus.READY


def test_a_pause_leaves_it_to_be_gone_on_with(place: Place) -> None:
    stop = threading.Event()
    place.runtime.install(lambda done, whole, step: stop.set() if done > 100_000 else None, stop)
    assert place.runtime.look().status is RuntimeStatus.PART
    place.install()
    assert place.runtime.look().status is RuntimeStatus.READY


def test_a_package_that_is_not_the_locked_one_is_refused(place: Place, tmp_path: Path) -> None:
    lock = tmp_path / "local.lock"
    text = lock.read_text("utf-8")
    digest = text.partition("sha256:")[2][:64]
    lock.write_text(text.replace(digest, "0" * 64), "utf-8")
    with pytest.raises(AppError, match=r"another diffusers-1\.0"):
        place.install()
    assert not (place.folder / "downloads").exists()


def test_a_pytorch_that_does_not_work_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    publish_stand_ins(tmp_path / "wheels", total="7.0")
    with package_index(tmp_path / "wheels") as index:
        place = make(index, tmp_path)
        with pytest.raises(AppError, match="computes wrongly") as raised:
            place.install()
        assert raised.value.code == "runtime.self_test"
        assert place.runtime.look().status is RuntimeStatus.PART


def test_another_lock_asks_for_another_installation(place: Place, tmp_path: Path) -> None:
    place.install()
    with (tmp_path / "local.lock").open("a") as lock:
        lock.write("# another\n")
    state = place.runtime.look()
    assert state.status is RuntimeStatus.OLD
    assert state.python is not None, "it still works"


def test_without_room_nothing_is_fetched(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    room = shutil.disk_usage(place.folder.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room._replace(free=1_000_000))
    with pytest.raises(AppError, match="GB are free"):
        place.install()
    assert not list((place.folder).glob("downloads/*"))


@pytest.mark.slow
def test_an_index_that_is_away_is_said(place: Place, tmp_path: Path) -> None:
    away = RuntimeSettings(torch_index="http://127.0.0.1:9/simple", packages_index="http://127.0.0.1:9/simple")
    runtime = GpuRuntime(tmp_path / "runtime", tmp_path / "local.lock", away, pause_s=0.0)
    with pytest.raises(AppError) as raised:
        runtime.install(lambda *_: None, threading.Event())
    assert raised.value.code == "runtime.no_network"


def test_every_build_has_uv_s_word_for_it() -> None:
    assert index_options("cuda", "", "")[-2:] == ["--torch-backend", "cu130"]
    assert index_options("auto", "", "https://mirror/simple")[:2] == ["--default-index", "https://mirror/simple"]
    assert "--torch-backend" not in index_options("cuda", "https://wheels", "")


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A studio that has no uv, and knows which one to fetch from an index that has it."""
    wheels, source = tmp_path / "wheels", tmp_path / "inside" / "studio"
    wheels.mkdir()
    source.mkdir(parents=True)
    (source / "app").symlink_to(build_spec.ROOT / "app")
    monkeypatch.setattr(sys, "_MEIPASS", str(source.parent), raising=False)
    publish_stand_ins(wheels)
    uv = repack_one(metadata.distribution("uv"), wheels)
    with package_index(wheels) as index:
        place = make(index, tmp_path)
        note = {"wheel": uv.name, "sha256": ["0" * 64, index.digests[uv.name]]}
        (source / "uv.json").write_text(json.dumps(note), "utf-8")
        yield place


def fetched_uv(place: Place) -> list[str | None]:
    """What was asked of its file."""
    return [span for name, span in place.server.asked if name.startswith("uv-")]


def test_a_packaged_studio_fetches_its_uv_and_goes_on_where_it_was_held_up(packaged: Place) -> None:
    packaged.server.most = 5_000_000

    def go_away(done: int, whole: int, step: str) -> None:
        if step.startswith("uv-") and done > 10_000_000:
            packaged.server.most = 0

    with pytest.raises(AppError, match="broke off"):
        packaged.runtime.install(go_away, threading.Event())
    packaged.server.most = None
    first = len(fetched_uv(packaged))
    told = packaged.install()
    assert packaged.runtime.look().status is RuntimeStatus.READY
    (span,) = fetched_uv(packaged)[first:]
    assert span is not None
    assert int(span.removeprefix("bytes=").rstrip("-")) >= 10_000_000
    assert any(step.startswith("uv-") and whole > 10_000_000 for _, whole, step in told), "how far it is, is said"
    assert not list(packaged.folder.glob("uv*")), "nobody needs it any more"


def test_no_other_uv_than_the_locked_one_is_run(packaged: Place, tmp_path: Path) -> None:
    note = tmp_path / "inside" / "studio" / "uv.json"
    pinned = json.loads(note.read_text("utf-8"))
    note.write_text(json.dumps(pinned | {"sha256": ["0" * 64]}), "utf-8")
    with pytest.raises(AppError, match="offers another uv-"):
        packaged.install()
    assert not fetched_uv(packaged)


def test_a_uv_that_arrives_damaged_is_not_run(packaged: Place) -> None:
    (wheel,) = (path for name, path in packaged.server.wheels.items() if name.startswith("uv-"))
    with wheel.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damaged")
    with pytest.raises(AppError, match="arrived damaged"):
        packaged.install()
    assert not list(packaged.folder.glob("uv*"))


def test_an_index_without_the_uv_is_named(packaged: Place) -> None:
    packaged.server.wheels = {name: path for name, path in packaged.server.wheels.items() if name[:3] != "uv-"}
    with pytest.raises(AppError, match=r"The package index has no uv-.*\.whl") as gone:
        packaged.install()
    assert "package index" in gone.value.hint


def test_the_uv_that_is_pinned_is_the_locked_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_spec, "WORK", tmp_path)
    build_spec.pin_uv()
    pinned = json.loads((tmp_path / "uv.json").read_text("utf-8"))
    assert re.fullmatch(rf"uv-{metadata.version('uv')}-py3-none-[a-z0-9_.]+\.whl", pinned["wheel"])
    assert len(pinned["sha256"]) > 10
    assert all(len(digest) == 64 for digest in pinned["sha256"])
