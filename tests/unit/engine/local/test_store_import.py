"""Taking over models from a folder."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.model_state import ModelStatus
from app.engine.local.store import ModelStore
from tests.helpers import tiny_models

LITE = Path("SoulX-FlashHead-1_3B/Model_Lite/diffusion_pytorch_model.safetensors")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    tiny_models.write_flashhead(tmp_path / "had")
    tiny_models.write_wav2lip(tmp_path / "had")
    return tmp_path / "had"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    monkeypatch.chdir(tmp_path)
    return ModelStore(tmp_path / "weights", "http://127.0.0.1:9")


def bring(store: ModelStore, source: Path) -> tuple[str, ...]:
    return store.import_folder(source, lambda *_: None, threading.Event())


def statuses(store: ModelStore) -> dict[str, ModelStatus]:
    return {state.model: state.status for state in store.look()}


def test_a_folder_of_models_is_taken_over_and_stays(store: ModelStore, made: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    assert bring(store, made) == ("flashhead-lite", "flashhead-pro", "wav2lip")
    there = ModelStatus.THERE
    assert statuses(store) == {
        "flashhead-lite": there,
        "flashhead-pro": there,
        "flashtalk": ModelStatus.MISSING,
        "wav2lip": there,
    }
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before
    assert not store.verify("flashhead-lite", lambda *_: None, threading.Event()), "nothing to compare with"
    for model in ("flashhead-lite", "flashhead-pro", "wav2lip"):
        store.remove(model)
    assert list((tmp_path / "weights").rglob("*")) == []
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_the_model_s_own_folder_will_do(store: ModelStore, made: Path) -> None:
    assert bring(store, made / "SoulX-FlashHead-1_3B") == ("flashhead-lite", "flashhead-pro")


def test_across_disks_it_is_copied(store: ModelStore, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_disk(source: object, target: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    told: list[tuple[int, int, str]] = []
    store.import_folder(made, lambda *progress: told.append(progress), threading.Event())
    assert statuses(store)["flashhead-lite"] is ModelStatus.THERE
    assert told[-1][0] == told[-1][1] > 0


def test_a_folder_without_a_model_says_what_is_wanted(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "holiday").mkdir()
    with pytest.raises(AppError, match="no model in") as raised:
        bring(store, tmp_path / "holiday")
    assert "SoulX-FlashHead-1_3B" in raised.value.hint


def test_a_damaged_one_is_refused_before_anything_is_taken(store: ModelStore, made: Path, tmp_path: Path) -> None:
    (made / LITE).write_bytes((made / LITE).read_bytes()[:-7])
    with pytest.raises(AppError, match="diffusion_pytorch_model"):
        bring(store, made)
    assert not (tmp_path / "weights").exists()
