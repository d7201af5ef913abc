"""What is written about remote control is what the studio does."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.base.settings import Settings
from app.cli.arguments import parse_arguments
from app.cli.asking_arguments import ASKING, asked_for
from app.studio.asking import ACTIONS
from tools.control_docs import FOLDER, texts

GUIDE = (FOLDER / "README.md").read_text("utf-8")
REQUESTS = re.findall(r"POST (/api/v1/\S+)`", GUIDE) + re.findall(r"http://127\.0\.0\.1:\d+(/api/v1/[^`\s]+)", GUIDE)


def test_the_files_for_programs_are_as_they_would_be_written_now() -> None:
    for path, text in texts().items():
        assert path.read_text("utf-8") == text, "run python3 -m tools.control_docs"


@pytest.mark.parametrize("request_", sorted(set(REQUESTS)))
def test_every_request_of_the_guide_is_one(request_: str) -> None:
    parts = urlsplit(request_)
    fields = {key: {"true": True, "false": False}.get(value, value) for key, value in parse_qsl(parts.query)}
    assert ACTIONS[parts.path.removeprefix("/api/v1/")].model_validate(fields)


def test_the_guide_names_every_action_and_the_port() -> None:
    assert {urlsplit(one).path.removeprefix("/api/v1/") for one in REQUESTS} == set(ACTIONS)
    assert f"http://127.0.0.1:{Settings().control.port}" in GUIDE


def test_every_command_of_the_guide_is_one() -> None:
    lines = [line for line in re.findall(r"studio\.py ([^`]*)`", GUIDE) if line.split()[0] in ASKING]
    assert len(lines) > 10
    for line in lines:
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
        asked_for(parse_arguments(words))
