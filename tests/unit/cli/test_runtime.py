"""``runtime``: through the program's own entry. Installing itself is tried beside the engine, and in full in e2e."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import main as main_module
from app.base.runtime_settings import RuntimeSettings
from app.base.settings import Settings
from app.base.settings_store import SettingsStore

AWAY = "http://127.0.0.1:9/simple"


def run(base: Path, *arguments: str) -> int:
    return main_module.main([f"--basedir={base}", "runtime", *arguments])


def test_what_there_is_of_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 0
    assert capsys.readouterr().out == "not installed\n"
    assert run(tmp_path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "missing"


@pytest.mark.slow
def test_an_index_that_is_away_fails_in_words_and_can_be_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SettingsStore(tmp_path / "config" / "settings.toml").save(
        Settings(runtime=RuntimeSettings(torch_index=AWAY, packages_index=AWAY))
    )
    assert run(tmp_path, "install") == 1
    assert "cannot be reached" in capsys.readouterr().err
    assert run(tmp_path) == 0
    assert capsys.readouterr().out == "partly installed\n"
    assert run(tmp_path, "remove") == 0
    assert capsys.readouterr().out == "not installed\n"
    assert not (tmp_path / "data" / "gpu-runtime").exists()


@pytest.mark.parametrize("field", ["torch_index", "packages_index"])
def test_packages_come_over_https_only(field: str) -> None:
    with pytest.raises(ValueError, match="https only"):
        RuntimeSettings.model_validate({field: "http://example.org/simple"})
    assert getattr(RuntimeSettings.model_validate({field: "https://example.org/simple/"}), field).endswith("simple")
