"""``storage``: through the program's own entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import main as main_module
from app.base.settings_store import SettingsStore


def run(base: Path, *arguments: str) -> int:
    return main_module.main([f"--basedir={base}", "storage", *arguments])


def test_it_is_told_cleaned_and_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = tmp_path / "base"
    models = base / "data" / "models"
    models.mkdir(parents=True)
    (models / "w").write_bytes(bytes(100))
    (models / "v.part").write_bytes(bytes(10))
    assert run(base, "--json") == 0
    rows = {row["place"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == ["models", "quantised", "clips", "recordings", "logs"]
    assert (rows["models"]["bytes"], rows["models"]["removable_bytes"]) == (110, 10)
    assert rows["recordings"]["folder"] == str(base / "recordings")
    assert run(base, "clean", "models") == 0
    assert "1 files" in capsys.readouterr().out
    assert run(base, "move", "models", str(tmp_path / "big")) == 0
    assert (tmp_path / "big" / "w").exists()
    assert SettingsStore(base / "config" / "settings.toml").load()[0].storage.models_folder == tmp_path / "big"
    assert run(base, "clean", "recordings") == 1
    assert "yours" in capsys.readouterr().err


def test_moved_logs_are_written_there_from_the_next_start_on(tmp_path: Path) -> None:
    base = tmp_path / "base"
    assert run(base, "move", "logs", str(tmp_path / "logs")) == 0
    assert run(base) == 0
    assert "app.ended" in (tmp_path / "logs" / "storage.log").read_text("utf-8").rpartition("app.started")[2]
    assert (base / "logs" / "storage.log").read_text("utf-8").count("app.started") == 1, "of the run that moved them"


def test_a_log_folder_that_is_gone_ends_no_start(tmp_path: Path) -> None:
    base = tmp_path / "base"
    assert run(base, "move", "logs", str(tmp_path / "stick" / "logs")) == 0
    (tmp_path / "stick" / "logs").rename(tmp_path / "gone")
    (tmp_path / "stick").rmdir()
    (tmp_path / "stick").write_text("no folder")
    assert run(base) == 0
    assert (base / "logs" / "storage.log").exists()
