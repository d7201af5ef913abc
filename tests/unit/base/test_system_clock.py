"""The computer's clock."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.base import system_clock


@pytest.mark.parametrize(("said", "answer"), [("yes", True), ("no", False), ("", None)])
def test_whether_the_network_sets_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, answer: bool | None
) -> None:
    program = tmp_path / "timedatectl"
    program.write_text(f"#!/bin/sh\necho {said}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert system_clock.set_by_network() is answer


def test_a_system_that_does_not_say_is_not_blamed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_clock.set_by_network() is None


def test_lateness_is_told_for_every_deadline_and_never_negative() -> None:
    late = system_clock.lateness_ms(10, 0.002)
    assert len(late) == 10
    assert late == sorted(late)
    assert late[0] >= 0
