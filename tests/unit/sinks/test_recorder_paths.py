from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sinks.recorder_paths import LONGEST_NAME_BYTES, free_names, recording_name, recording_path

WHEN = datetime(2026, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("template", "avatar", "name"),
    [
        ("%Y-%m-%d %H-%M-%S {avatar}", "Mira", "2026-03-04 05-06-07 Mira"),
        ("直播 {avatar} %H.%M", "é", "直播 é 05.06"),
        ("{avatar}: %d/%m", "a<b>", "a_b__ 04_03"),
        ("100%% {avatar} 5%", "%Y", "100% %Y 5%"),
        ("{avatar}", "../../etc/passwd", "_.._etc_passwd"),
        ("{avatar}", "con", "con_"),
        ("{avatar}", "Nul.txt", "Nul_.txt"),
        ("{avatar}", "console", "console"),
        ("{avatar}. ", "x", "x"),
        ("{avatar}", " .. ", "recording"),
        ("a\nb\x00c", "x", "a_b_c"),
        ("{other} {0}", "x", "{other} {0}"),
    ],
)
def test_names(template: str, avatar: str, name: str) -> None:
    assert recording_name(template, avatar, WHEN) == name


def test_a_long_name_is_cut_between_characters() -> None:
    name = recording_name("{avatar}", "直" * 300, WHEN)
    assert len(name.encode()) <= LONGEST_NAME_BYTES
    assert set(name) == {"直"}


@given(st.text(), st.text())
def test_any_name_is_one_file_name_on_every_system(template: str, avatar: str) -> None:
    name = recording_name(template, avatar, WHEN)
    assert name
    name.encode()
    assert PureWindowsPath(name + ".mp4").name == Path(name + ".mp4").name == name + ".mp4"
    assert not PureWindowsPath(name + ".mp4").is_reserved()
    assert name == name.strip(" .")


def test_the_folder_of_the_settings_is_used(tmp_path: Path) -> None:
    assert recording_path(tmp_path, "%Y", "x", WHEN) == tmp_path / "2026.mp4"


def test_without_one_it_is_the_system_s_videos_folder() -> None:
    path = recording_path(None, "{avatar}", "Mira", WHEN)
    assert path.parts[-2:] == ("FlashTalk Studio", "Mira.mp4")
    assert path.is_absolute()


def test_free_names() -> None:
    names = [path.name for path in islice(free_names(Path("x/a.b.mp4")), 3)]
    assert names == ["a.b.mp4", "a.b (2).mp4", "a.b (3).mp4"]
