"""Which model is meant, before anything of it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import AppError
from app.engine.base import EngineRequest, LocalRequest
from app.engine.local.choice import load_model
from app.engine.local.finding import find_model
from tests.helpers.tiny_models import write_flashhead, write_wav2lip


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_flashhead(folder)
    write_wav2lip(folder)
    return folder


def test_the_wanted_model_is_found_in_a_folder_of_several(weights: Path) -> None:
    assert find_model(LocalRequest("flashhead-pro", weights)).title == "FlashHead Pro"
    assert find_model(LocalRequest("wav2lip", weights)).title == "Wav2Lip"
    assert find_model(LocalRequest("wav2lip", weights / "wav2lip" / "wav2lip.safetensors")).kind == "wav2lip"


def test_without_settings_it_is_found_where_the_makers_have_people_put_it(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "avatar_models").symlink_to(weights)
    assert find_model(LocalRequest("flashhead-lite")).kind == "flashhead_lite"


def test_what_is_not_there_is_named_with_where_it_was_looked_for(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AppError) as missing:
        find_model(LocalRequest("flashtalk", weights))
    assert missing.value.code == "engine.local.no_model"
    assert missing.value.permanent
    assert "FlashTalk" in missing.value.message
    assert str(weights) in missing.value.message
    assert str(tmp_path / "models") in missing.value.message


def test_what_hears_for_another_model_is_not_taken(weights: Path) -> None:
    """OpenTalking's variable names FlashTalk's, whichever model draws."""
    found = find_model(LocalRequest("flashhead-lite", weights, wav2vec=Path("/models/chinese-wav2vec2-base")))
    assert found.wav2vec == weights / "wav2vec2-base-960h"


def test_a_broken_file_is_refused_before_anything_is_loaded(weights: Path, tmp_path: Path) -> None:
    whole = (weights / "wav2lip" / "wav2lip.safetensors").read_bytes()
    broken = tmp_path / "wav2lip.safetensors"
    broken.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AppError) as refused:
        load_model(EngineRequest(tmp_path, 64, 64, 25, None, LocalRequest("wav2lip", broken)))
    assert str(broken) in refused.value.message
