"""The studio is asked about what it keeps, as the window asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.model_state import ModelStatus
from app.base.runtime_state import RuntimeStatus
from app.base.settings import EngineSettings, Settings
from app.base.storage_settings import StorageSettings
from app.studio.commands.upkeep import FetchModel, LookAtRuntime, LookAtStorage, LookForModels, MoveStorage
from tests.helpers import tiny_models
from tests.helpers.model_hub import ModelHub, model_hub
from tests.helpers.small_studio import SmallStudio


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    monkeypatch.chdir(tmp_path)
    tiny_models.write_flashhead(tmp_path / "published")
    with model_hub() as hub:
        hub.publish("Soul-AILab/SoulX-FlashHead-1_3B", tmp_path / "published" / "SoulX-FlashHead-1_3B")
        hub.publish("facebook/wav2vec2-base-960h", tmp_path / "published" / "wav2vec2-base-960h")
        yield hub


@pytest.fixture
def small(tmp_path: Path, hub: ModelHub) -> Iterator[SmallStudio]:
    settings = Settings(engine=EngineSettings(kind="testcard"), storage=StorageSettings(hub=hub.url))
    small = SmallStudio(settings=settings, cache=tmp_path / "base")
    yield small
    small.studio.close()


def test_nothing_is_looked_for_or_fetched_unasked(small: SmallStudio, hub: ModelHub) -> None:
    now = small.wait(lambda s: s.avatar_id is not None)
    assert now.upkeep.models.models == ()
    assert now.upkeep.storage.kept == ()
    assert now.upkeep.runtime.state is None
    assert hub.asked == []


def test_a_model_comes_and_moves_and_is_found_at_its_new_place(small: SmallStudio, tmp_path: Path) -> None:
    small.wait(lambda s: s.avatar_id is not None)
    small.studio.post(FetchModel("flashhead-pro"))
    small.wait(lambda s: any(one.status is ModelStatus.THERE for one in s.upkeep.models.models))
    small.studio.post(LookAtStorage())
    small.wait(lambda s: bool(s.upkeep.storage.kept) and not s.upkeep.storage.doing)
    small.studio.post(MoveStorage("models", tmp_path / "big disk"))
    moved = small.wait(lambda s: s.settings.storage.models_folder is not None and not s.upkeep.storage.doing)
    assert moved.settings.storage.models_folder == tmp_path / "big disk"
    small.wait(lambda s: not s.upkeep.models.doing)
    small.studio.post(LookForModels())
    there = small.wait(
        lambda s: any(
            one.place is not None and one.place.is_relative_to(tmp_path / "big disk") for one in s.upkeep.models.models
        )
    )
    assert next(one for one in there.upkeep.models.models if one.model == "flashhead-pro").ours


def test_whether_pytorch_is_installed_is_told(small: SmallStudio) -> None:
    small.wait(lambda s: s.avatar_id is not None)
    small.studio.post(LookAtRuntime())
    told = small.wait(lambda s: s.upkeep.runtime.state is not None)
    assert told.upkeep.runtime.state is not None
    assert told.upkeep.runtime.state.status is RuntimeStatus.MISSING
