"""One studio at a time, also where one ends while another begins."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.base.one_instance import OneInstance


def test_the_second_waits_until_the_first_has_gone(tmp_path: Path) -> None:
    first, second = OneInstance(tmp_path), OneInstance(tmp_path)
    assert first.take()
    assert not second.take()
    first.give_back()
    assert second.take()
    second.give_back()


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be removed there")
def test_a_file_that_its_holder_took_away_meanwhile_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ending, second, third = (OneInstance(tmp_path) for _ in range(3))
    assert ending.take()
    opened = Path.open

    def open_late(path: Path, mode: str = "r") -> object:
        file = opened(path, mode)
        monkeypatch.setattr(Path, "open", opened)
        ending.give_back()  # between our opening and our locking
        return file

    monkeypatch.setattr(Path, "open", open_late)
    assert second.take()
    assert not third.take(), "two studios have a lock each"
    second.give_back()
