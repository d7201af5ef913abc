"""Graphics cards, from what systems say of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.graphics import GraphicsCard, find_cards, linux_cards, parse_nvidia

LISTED = "NVIDIA GeForce RTX 4090, 560.35.03, 24564, 20000\nNVIDIA GB10, 580.95, [N/A], [N/A]\n"


def test_what_nvidia_s_tool_writes() -> None:
    assert parse_nvidia(LISTED) == (
        GraphicsCard("NVIDIA GeForce RTX 4090", "560.35.03", True, 24564 << 20, 20000 << 20),
        GraphicsCard("NVIDIA GB10", "580.95", True, None, None),
    )


def test_what_the_kernel_shows(tmp_path: Path) -> None:
    for name, vendor in (("card0", "0x8086\n"), ("card1", "0x10de\n"), ("card2", "0x1234\n"), ("card0-DP-1", "")):
        device = tmp_path / name / "device"
        device.mkdir(parents=True)
        if vendor:
            (device / "vendor").write_text(vendor)
    driver = tmp_path / "drivers" / "i915"
    driver.mkdir(parents=True)
    (tmp_path / "card0" / "device" / "driver").symlink_to(driver)
    assert linux_cards(tmp_path) == (
        GraphicsCard("Intel graphics", "i915"),
        GraphicsCard("NVIDIA graphics", "", nvidia=True),
    )


@pytest.mark.parametrize(("code", "fails"), [(0, False), (9, True)])
def test_a_driver_that_does_not_answer_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, fails: bool
) -> None:
    program = tmp_path / "nvidia-smi"
    said = LISTED if code == 0 else "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n"
    (tmp_path / "said").write_text(said)
    program.write_text(f"#!/bin/sh\ncat {tmp_path / 'said'}\nexit {code}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    if not fails:
        assert find_cards()[:2] == parse_nvidia(LISTED)
        return
    with pytest.raises(AppError, match="communicate with the NVIDIA driver"):
        find_cards()
