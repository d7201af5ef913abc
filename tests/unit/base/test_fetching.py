"""Files from the network, where the disk is the trouble."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import AppError
from app.base.fetching import Checksum, fetch_file, matches
from app.engine.local.store import ModelStore
from tests.helpers import tiny_models
from tests.helpers.model_hub import ModelHub, model_hub


class FullDisk:
    """A file that takes some bytes, then no more."""

    room = 150_000

    def __init__(self, path: Path, mode: str) -> None:
        self._file = open(path, mode)  # noqa: PTH123, SIM115 (Path's own is replaced; it is closed in __exit__)

    def write(self, data: bytes) -> int:
        if self._file.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *args: object) -> None:
        self._file.close()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    monkeypatch.chdir(tmp_path)
    tiny_models.write_flashhead(tmp_path / "published")
    with model_hub() as hub:
        hub.publish("Soul-AILab/SoulX-FlashHead-1_3B", tmp_path / "published" / "SoulX-FlashHead-1_3B")
        hub.publish("facebook/wav2vec2-base-960h", tmp_path / "published" / "wav2vec2-base-960h")
        yield hub


def test_a_disk_that_fills_up_is_said_and_what_has_come_is_gone_on_with(
    hub: ModelHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, real = ModelStore(tmp_path / "weights", hub.url, pause_s=0.0), Path.open

    def open_on_it(path: Path, mode: str = "r", *rest: Any, **others: Any) -> Any:
        writes = path.suffix == ".part" and mode != "rb"
        return FullDisk(path, mode) if writes else real(path, mode, *rest, **others)

    with monkeypatch.context() as full:
        full.setattr(Path, "open", open_on_it)
        with pytest.raises(AppError, match="is full") as raised:
            store.fetch("flashhead-pro", lambda *_: None, threading.Event(), agreed=False)
    assert raised.value.code == "models.no_room"
    assert "goes on where it stopped" in raised.value.hint
    (part,) = (tmp_path / "weights").rglob("*.part")
    come = part.stat().st_size
    assert come > 0
    store.fetch("flashhead-pro", lambda *_: None, threading.Event(), agreed=False)
    assert f"bytes={come}-" in [span for _, span in hub.asked]


def test_every_kind_of_checksum(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"{}")
    for kind, value in (
        ("md5", hashlib.md5(b"{}").hexdigest()),
        ("sha256", hashlib.sha256(b"{}").hexdigest()),
        ("git", "9e26dfeeb6e641a33dae4961196235bdb965b21b"),  # git hash-object
    ):
        assert matches(file, Checksum(kind, value), threading.Event())  # type: ignore[arg-type]  # each is one of them
        assert not matches(file, Checksum(kind, "0" * len(value)), threading.Event())  # type: ignore[arg-type]  # likewise


def test_a_server_that_knows_no_ranges_begins_anew(tmp_path: Path, hub: ModelHub) -> None:
    content = next(data for data in hub.files["facebook/wav2vec2-base-960h"].values() if len(data) > 100_000)
    hub.files["a/b"] = {"w": content}
    hub.ranges = False
    goal = tmp_path / "w"
    goal.with_name("w.part").write_bytes(b"x" * 50_000)
    digest = Checksum("sha256", hashlib.sha256(content).hexdigest())
    fetch_file(f"{hub.url}/a/b/resolve/main/w", goal, len(content), digest, lambda there: None, threading.Event())
    assert goal.read_bytes() == content
