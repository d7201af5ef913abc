"""What is found of the disk and the clock."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from app.base import system_clock
from app.checks.machine import check_clock, check_disk
from app.studio.checkup import Light


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "light"), [(10**12, Light.GREEN), (10**9, Light.AMBER), (10**7, Light.RED)])
def test_room_for_recordings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, light: Light) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: _Usage(10**13, 0, free))
    found = check_disk(tmp_path / "not" / "made" / "yet")
    assert found.light is light
    assert str(tmp_path) in found.message


@pytest.fixture
def punctual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_clock, "lateness_ms", lambda slots, slot_s: [0.1] * slots)
    monkeypatch.setattr(system_clock, "set_by_network", lambda: None)


def test_this_machine_s_clock_is_right() -> None:
    assert check_clock(30).light is not Light.RED


@pytest.mark.usefixtures("punctual")
def test_a_clock_that_is_wrong_or_left_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_clock(30).light is Light.GREEN
    monkeypatch.setattr(system_clock, "set_by_network", lambda: False)
    assert (check_clock(30).light, bool(check_clock(30).remedy.steps)) == (Light.AMBER, True)
    monkeypatch.setattr(system_clock, "now", lambda: datetime(1970, 1, 1, tzinfo=UTC))
    assert (check_clock(30).light, "1970" in check_clock(30).message) == (Light.RED, True)


@pytest.mark.usefixtures("punctual")
def test_a_machine_that_is_late_for_its_slots_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_clock, "lateness_ms", lambda slots, slot_s: [0.1] * (slots - 6) + [25.0] * 6)
    assert (check_clock(30).light, "25 ms late" in check_clock(30).message) == (Light.AMBER, True)
    assert len(check_clock(30).remedy.steps) == 3
