"""Fetching models from a hub on this machine, over real HTTP, and what becomes of them on the disk."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.base.errors import AppError
from app.base.local_settings import LocalModel
from app.base.model_state import ModelState, ModelStatus
from app.engine.local import store as store_module
from app.engine.local.store import ModelStore
from tests.helpers import tiny_models
from tests.helpers.model_hub import ModelHub, model_hub

FLASHHEAD, EARS = "Soul-AILab/SoulX-FlashHead-1_3B", "facebook/wav2vec2-base-960h"
WAN = Path("SoulX-FlashHead-1_3B/VAE_Wan/Wan2.1_VAE.safetensors")
DIT = Path("SoulX-FlashHead-1_3B/Model_Pro/diffusion_pytorch_model-00002-of-00002.safetensors")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("published")
    tiny_models.write_flashhead(base)
    return base


class Place(NamedTuple):
    """A hub and a store that fetches from it."""

    hub: ModelHub
    folder: Path
    store: ModelStore

    def fetch(self, model: LocalModel = "flashhead-pro", *, agreed: bool = False) -> list[tuple[int, int, str]]:
        told: list[tuple[int, int, str]] = []
        self.store.fetch(model, lambda *progress: told.append(progress), threading.Event(), agreed=agreed)
        return told

    def state(self, model: LocalModel = "flashhead-pro") -> ModelState:
        return next(state for state in self.store.look() if state.model == model)


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.chdir(tmp_path)  # no models of this computer's
    with model_hub() as hub:
        hub.publish(FLASHHEAD, made / "SoulX-FlashHead-1_3B")
        hub.publish(EARS, made / "wav2vec2-base-960h")
        yield Place(hub, tmp_path / "weights", ModelStore(tmp_path / "weights", hub.url, pause_s=0.0))


def test_nothing_is_there_and_nobody_is_asked_before_somebody_wants_it(place: Place) -> None:
    assert {state.status for state in place.store.look()} == {ModelStatus.MISSING}
    assert place.hub.asked == []
    assert not place.folder.exists()


def test_a_model_is_fetched_whole_with_progress_and_found_by_the_engine(place: Place) -> None:
    told = place.fetch()
    dones, whole = [done for done, _, _ in told], told[0][1]
    assert dones == sorted(dones)
    assert dones[-1] == whole == sum(path.stat().st_size for path in place.folder.rglob("[!.]*") if path.is_file())
    assert len(told) > 8
    state = place.state()
    assert (state.status, state.ours) == (ModelStatus.THERE, True)
    assert state.there_bytes == state.whole_bytes == whole
    assert not list(place.folder.rglob("*.part"))
    assert not (place.folder / "SoulX-FlashHead-1_3B" / "Model_Lite").exists(), "only what it needs"


def test_offline_what_is_there_is_found_and_verified(place: Place) -> None:
    place.fetch()
    offline = ModelStore(place.folder, "http://127.0.0.1:9", pause_s=0.0)
    assert next(one for one in offline.look() if one.model == "flashhead-pro").status is ModelStatus.THERE
    read: list[int] = []
    assert offline.verify("flashhead-pro", lambda done, whole, name: read.append(done), threading.Event())
    assert read[-1] == place.state().whole_bytes
    with pytest.raises(AppError, match="cannot be reached"):
        offline.fetch("flashhead-lite", lambda *_: None, threading.Event(), agreed=True)


def test_a_broken_connection_is_taken_up_where_it_was(place: Place) -> None:
    place.hub.most, place.hub.breaks = 150_000, 3
    place.fetch()
    spans = [span for span in place.hub.spans(DIT.name) if span is not None]
    assert spans, "the rest was asked for"
    assert all(int(span.removeprefix("bytes=").rstrip("-")) >= 60_000 for span in spans)
    assert place.state().status is ModelStatus.THERE


def test_a_hub_that_goes_away_leaves_what_has_come_and_the_next_day_goes_on(place: Place) -> None:
    def go_away(done: int, whole: int, name: str) -> None:
        if done > 200_000:
            place.hub.most = 0

    with pytest.raises(AppError, match="broke off"):
        place.store.fetch("flashhead-pro", go_away, threading.Event(), agreed=False)
    assert place.state().status is ModelStatus.PART
    before = place.state().there_bytes
    place.hub.most = None
    asked = len(place.hub.asked)
    place.fetch()
    assert before > 0
    assert not any(path.endswith("Model_Pro/config.json") for path, _ in place.hub.asked[asked:]), "it was there"
    assert place.state().status is ModelStatus.THERE


def test_a_pause_keeps_what_has_come(place: Place) -> None:
    stop = threading.Event()
    place.store.fetch(
        "flashhead-pro", lambda done, whole, name: stop.set() if done > 200_000 else None, stop, agreed=False
    )
    assert place.state().status is ModelStatus.PART
    assert 0 < place.state().there_bytes < place.state().whole_bytes
    place.fetch()
    assert place.state().status is ModelStatus.THERE
    assert any(place.hub.spans(DIT.name))


def test_what_is_not_what_was_published_is_thrown_away(place: Place) -> None:
    def lie(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        for row in rows:
            if "lfs" in row:
                row["lfs"] = {"sha256": "0" * 64}
        return rows

    place.hub.lie = lie
    with pytest.raises(AppError, match="damaged"):
        place.fetch()
    assert not (place.folder / DIT).exists()
    assert not list(place.folder.rglob("*.part"))
    place.hub.lie = lambda rows: rows
    place.fetch()
    assert place.state().status is ModelStatus.THERE


def test_a_file_that_changes_on_the_disk_is_noticed_and_fetched_again(place: Place) -> None:
    place.fetch()
    content = bytearray((place.folder / DIT).read_bytes())
    content[-1] ^= 1
    (place.folder / DIT).write_bytes(content)
    assert place.state().status is ModelStatus.THERE, "its header is whole"
    with pytest.raises(AppError, match="Model_Pro/diffusion_pytorch_model"):
        place.store.verify("flashhead-pro", lambda *_: None, threading.Event())
    assert place.state().status is ModelStatus.PART
    asked = len(place.hub.asked)
    place.fetch()
    fetched = [path for path, _ in place.hub.asked[asked:] if path.startswith("cdn/")]
    assert fetched == [f"cdn/{FLASHHEAD}/Model_Pro/{DIT.name}"]
    assert place.store.verify("flashhead-pro", lambda *_: None, threading.Event())


def test_without_room_nothing_is_begun(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    room = shutil.disk_usage(place.folder.parent)._replace(free=store_module.SPARE_BYTES + 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room)
    with pytest.raises(AppError, match="GB more are needed") as raised:
        place.fetch()
    assert raised.value.code == "models.no_room"
    assert place.hub.spans(DIT.name) == []


@pytest.mark.parametrize("model", ["flashhead-lite", "wav2lip"])
def test_terms_are_agreed_to_first(place: Place, model: LocalModel) -> None:
    with pytest.raises(AppError) as raised:
        place.fetch(model)
    assert raised.value.code == "models.terms"
    assert "commercial use" in raised.value.message or "LTX-Video" in raised.value.message
    assert place.hub.asked == []


def test_models_share_what_hears_for_them_and_removing_one_leaves_the_other(place: Place) -> None:
    place.fetch("flashhead-lite", agreed=True)
    asked = len(place.hub.asked)
    place.fetch("flashhead-pro")
    assert not any(EARS in path and "resolve" in path for path, _ in place.hub.asked[asked:]), "it was there"
    place.store.remove("flashhead-lite")
    assert place.state("flashhead-lite").status is ModelStatus.MISSING
    assert place.state("flashhead-pro").status is ModelStatus.THERE
    assert place.store.verify("flashhead-pro", lambda *_: None, threading.Event())
    place.store.remove("flashhead-pro")
    assert list(place.folder.rglob("*")) == []


def test_a_cut_file_is_named(place: Place) -> None:
    place.fetch()
    (place.folder / WAN).write_bytes((place.folder / WAN).read_bytes()[:-7])
    state = place.state()
    assert state.status is ModelStatus.PART, "what is missing can be fetched"
    place.fetch()
    assert place.state().status is ModelStatus.THERE


def test_a_model_elsewhere_is_used_and_left_alone(place: Place, made: Path) -> None:
    (state, *_) = place.store.look(made)
    assert (state.model, state.status, state.ours) == ("flashhead-lite", ModelStatus.THERE, False)
    assert state.place == made / "SoulX-FlashHead-1_3B"
    place.store.remove("flashhead-lite")
    assert (made / "SoulX-FlashHead-1_3B" / "Model_Lite" / "config.json").exists()
