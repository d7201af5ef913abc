from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from app.base.log import Logging, log_event

log = logging.getLogger("tests.log")


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_event_is_readable_for_programs_and_people(tmp_path: Path) -> None:
    with Logging(tmp_path / "studio.log", json_log=tmp_path / "log.jsonl"):
        log_event(log, "camera.started", device="OBS Virtual Camera", fps=30, path=tmp_path, level_dbfs=float("-inf"))
    (line,) = read_lines(tmp_path / "log.jsonl")
    assert line["event"] == "camera.started"
    assert line["data"] == {
        "device": "OBS Virtual Camera",
        "fps": 30,
        "path": str(tmp_path),
        "level_dbfs": "-inf",
    }
    assert line["level"] == "INFO"
    assert line["logger"] == "tests.log"
    assert line["thread"] == threading.current_thread().name
    assert isinstance(line["time_ns"], int)
    human = (tmp_path / "studio.log").read_text(encoding="utf-8")
    assert "camera.started device=OBS Virtual Camera fps=30" in human


def test_percent_signs_and_line_ends_do_no_harm(tmp_path: Path) -> None:
    with Logging(None, json_log=tmp_path / "log.jsonl"):
        log_event(log, "text.spoken", text="100 % sure\nthis is 直播 %s")
        log_event(log, "app.idle")
    spoken, idle = read_lines(tmp_path / "log.jsonl")
    assert spoken["data"]["text"] == "100 % sure\nthis is 直播 %s"
    assert idle["message"] == "app.idle"


def test_secrets_are_not_written(tmp_path: Path) -> None:
    with Logging(tmp_path / "studio.log", json_log=tmp_path / "log.jsonl"):
        log_event(log, "server.asked", api_key="hunter2", auth_token="hunter2", url="http://127.0.0.1")
    for name in ("studio.log", "log.jsonl"):
        assert "hunter2" not in (tmp_path / name).read_text(encoding="utf-8")


def test_exception_keeps_its_cause(tmp_path: Path, expected_warnings: list[str]) -> None:
    expected_warnings.append("recording ended")
    with Logging(tmp_path / "studio.log", json_log=tmp_path / "log.jsonl"):
        try:
            raise OSError("disk full")
        except OSError:
            log.exception("recording %s", "ended")
    (line,) = read_lines(tmp_path / "log.jsonl")
    assert line["message"] == "recording ended"
    assert "OSError: disk full" in line["exception"]
    assert "OSError: disk full" in (tmp_path / "studio.log").read_text(encoding="utf-8")


def test_arguments_are_written_as_they_were_when_logged(tmp_path: Path) -> None:
    devices = ["one"]
    with Logging(None, json_log=tmp_path / "log.jsonl"):
        log.info("devices %s", devices)
        devices.append("two")
    (line,) = read_lines(tmp_path / "log.jsonl")
    assert line["message"] == "devices ['one']"


def test_json_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with Logging(None, json_log="stderr"):
        log_event(log, "app.started")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "app.started"


def test_level_is_given_back_and_nothing_is_written_after_close(tmp_path: Path) -> None:
    before = logging.getLogger().level
    with Logging(tmp_path / "studio.log", level=logging.DEBUG):
        assert logging.getLogger().level == logging.DEBUG
        log.debug("inside")
    assert logging.getLogger().level == before
    log.info("outside")
    text = (tmp_path / "studio.log").read_text(encoding="utf-8")
    assert "inside" in text
    assert "outside" not in text
