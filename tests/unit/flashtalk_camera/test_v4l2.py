"""What can be told of Linux devices without having one; the rest is tested on a real one (tests/e2e)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flashtalk_camera import v4l2


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    for number, name in [(10, "Second"), (2, "First"), (0, "Webcam")]:
        folder = tmp_path / f"video{number}"
        folder.mkdir()
        (folder / "name").write_text(f"{name}\n")
    for number in (10, 2):
        (tmp_path / f"video{number}/max_openers").write_text("10\n")
        (tmp_path / f"video{number}/format").write_text("")
    (tmp_path / "video10/state").write_text("capture\n")
    (tmp_path / "video10/format").write_text("YU12:1280x720@30\n")
    (tmp_path / "v4l-touch0").mkdir()
    return tmp_path


def test_lists_devices_by_number_with_their_names(sysfs: Path) -> None:
    found = v4l2.nodes(sysfs)
    assert [(node.path, node.name) for node in found] == [
        ("/dev/video0", "Webcam"),
        ("/dev/video2", "First"),
        ("/dev/video10", "Second"),
    ]
    assert [node.is_loopback for node in found] == [False, True, True]
    assert [node.tells_state for node in found] == [False, False, True]
    assert [node.held_format() for node in found] == ["", "", "YU12:1280x720@30"]


def test_a_computer_without_video_devices_has_none(tmp_path: Path) -> None:
    assert v4l2.nodes(tmp_path / "missing") == []


def test_a_device_that_is_gone_or_forbidden_or_something_else(tmp_path: Path) -> None:
    assert v4l2.make_ready(v4l2.Node(str(tmp_path / "video3"), "x", tmp_path), 30) is v4l2.Readiness.GONE
    other = tmp_path / "video4"
    other.write_bytes(b"")
    assert v4l2.make_ready(v4l2.Node(str(other), "x", tmp_path), 30) is v4l2.Readiness.GONE


def test_names_the_program_that_writes_before_those_that_watch(tmp_path: Path) -> None:
    device = tmp_path / "video5"
    device.touch()
    with device.open("rb"):
        assert v4l2.owner_of(str(device)) == "", "this process is not somebody else"
    hold = "import os, sys; os.open(sys.argv[1], int(sys.argv[2])); print(flush=True); sys.stdin.read()"
    holders = [
        subprocess.Popen(
            [sys.executable, "-c", hold, str(device), str(flags)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for flags in (os.O_RDWR, os.O_WRONLY)
    ]
    for holder in holders:
        assert holder.stdout is not None
        holder.stdout.readline()
    assert f"(process {holders[1].pid})" in v4l2.owner_of(str(device))
    for holder in holders:
        holder.communicate()
    assert v4l2.owner_of(str(device)) == ""
