"""``models``: through the program's own entry, against a hub on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import main as main_module
from app.base.settings import Settings
from app.base.settings_store import SettingsStore
from app.base.storage_settings import StorageSettings
from tests.helpers import tiny_models
from tests.helpers.model_hub import ModelHub, model_hub


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    monkeypatch.chdir(tmp_path)
    tiny_models.write_flashhead(tmp_path / "published")
    with model_hub() as hub:
        hub.publish("Soul-AILab/SoulX-FlashHead-1_3B", tmp_path / "published" / "SoulX-FlashHead-1_3B")
        hub.publish("facebook/wav2vec2-base-960h", tmp_path / "published" / "wav2vec2-base-960h")
        store = SettingsStore(tmp_path / "base" / "config" / "settings.toml")
        store.save(Settings(storage=StorageSettings(hub=hub.url)))
        yield hub


def run(tmp_path: Path, *arguments: str) -> int:
    return main_module.main([f"--basedir={tmp_path / 'base'}", "models", *arguments])


def test_a_model_is_downloaded_listed_verified_and_removed(
    hub: ModelHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "list") == 0
    assert hub.asked == []
    assert capsys.readouterr().out.startswith("flashhead-lite\tnot here\t8.2 GB\tneeds 6 GB on the card\tApache-2.0")
    assert run(tmp_path, "download", "flashhead-pro") == 0
    assert "flashhead-pro\tready\t" in capsys.readouterr().out
    assert run(tmp_path, "verify", "flashhead-pro", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["model"], row["status"], row["problem"]) == ("flashhead-pro", "there", None)
    assert Path(row["place"]) == tmp_path / "base" / "data" / "models" / "SoulX-FlashHead-1_3B"
    assert run(tmp_path, "remove", "flashhead-pro") == 0
    assert "not here" in capsys.readouterr().out


def test_terms_are_read_before_anything_is_asked(
    hub: ModelHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "download", "flashhead-lite") == 1
    err = capsys.readouterr().err
    assert "LTX-Video Open Weights License" in err
    assert "--agree" in err
    assert hub.asked == []
    assert run(tmp_path, "download", "flashhead-lite", "--agree") == 0
    assert "ready" in capsys.readouterr().out


def test_a_folder_is_imported(hub: ModelHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "import", str(tmp_path / "published")) == 0
    out = capsys.readouterr().out
    assert "flashhead-lite\tready" in out
    assert "flashhead-pro\tready" in out
    assert run(tmp_path, "verify", "flashhead-pro") == 0
    assert "no checksums" in capsys.readouterr().err
    assert hub.asked == []


def test_what_cannot_be_done_fails_in_words(hub: ModelHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub.files.clear()
    assert run(tmp_path, "download", "flashhead-pro") == 1
    assert "does not give out" in capsys.readouterr().err
    assert run(tmp_path, "verify", "flashhead-pro") == 1
    assert "not complete" in capsys.readouterr().err
    assert run(tmp_path, "import", str(tmp_path / "base")) == 1
    assert "There is no model in" in capsys.readouterr().err


def test_the_choice_of_the_card_is_no_model(hub: ModelHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(tmp_path, "download", "auto")
    assert left.value.code == 2
    assert "flashhead-lite" in capsys.readouterr().err
