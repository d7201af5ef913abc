"""``storage``: through the program's own entry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import ANY

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
    assert list(rows) == ["models", "quantised", "clips", "voices", "recordings", "logs", "runtime"]
    assert (rows["models"]["bytes"], rows["models"]["removable_bytes"]) == (110, 10)
    assert rows["recordings"]["folder"] == str(base / "recordings")
    assert run(base, "clean", "models") == 0
    assert "1 files" in capsys.readouterr().out
    assert run(base, "move", "models", str(tmp_path / "big")) == 0
    assert (tmp_path / "big" / "w").exists()
    assert SettingsStore(base / "config" / "settings.toml").load()[0].storage.models_folder == tmp_path / "big"


def test_recordings_go_by_name_or_by_age_to_the_trash(tmp_path: Path) -> None:
    base, trash = tmp_path / "base", tmp_path / "data" / "Trash" / "files"
    recordings = base / "recordings"
    recordings.mkdir(parents=True)
    for days, name in enumerate(("today.mp4", "yesterday.mp4", "before.mp4", "first.mp4")):
        (recordings / name).write_bytes(bytes(9))
        os.utime(recordings / name, (time.time() - days * 86_400 - 60,) * 2)

    def clean(*arguments: str) -> tuple[int, str]:
        """In a process of its own: where the trash is is read once."""
        command = [sys.executable, "-m", "app", f"--basedir={base}", "storage", "clean", *arguments]
        environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stderr

    assert clean("recordings") == (1, ANY)
    assert "Name them, or give --older-than DAYS" in clean("recordings")[1]
    assert clean("logs", "studio.log")[0] == 1
    assert "there is nothing to choose" in clean("logs", "--older-than", "3")[1]
    assert clean("recordings", "--older-than", "9") == (0, ANY)
    assert len(list(recordings.iterdir())) == 4
    assert clean("recordings", "--older-than", "2") == (0, ANY)
    assert sorted(path.name for path in trash.iterdir()) == ["before.mp4", "first.mp4"]
    assert clean("recordings", "today.mp4") == (0, ANY)
    assert [path.name for path in recordings.iterdir()] == ["yesterday.mp4"]
    assert (trash / "today.mp4").exists()


def test_moved_logs_are_written_there_from_the_next_start_on(tmp_path: Path) -> None:
    base = tmp_path / "base"
    assert run(base, "move", "logs", str(tmp_path / "logs")) == 0
    assert run(base) == 0
    moved = (tmp_path / "logs" / "storage.log").read_text("utf-8")
    assert "app.ended" in moved.rpartition("app.started")[2]
    left = base / "logs" / "storage.log"  # of the run that moved them, whose log may go with the others or begin after
    both = moved + (left.read_text("utf-8") if left.exists() else "")
    assert (both.count("app.started"), both.count("app.ended")) == (2, 2)


def test_a_log_folder_that_is_gone_ends_no_start(tmp_path: Path) -> None:
    base = tmp_path / "base"
    assert run(base, "move", "logs", str(tmp_path / "stick" / "logs")) == 0
    (tmp_path / "stick" / "logs").rename(tmp_path / "gone")
    (tmp_path / "stick").rmdir()
    (tmp_path / "stick").write_text("no folder")
    assert run(base) == 0
    assert (base / "logs" / "storage.log").exists()
