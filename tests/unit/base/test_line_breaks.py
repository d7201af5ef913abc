"""Where a line may be broken."""

from __future__ import annotations

import pytest

from app.base.line_breaks import pieces


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("", [""]),
        ("Good  evening, all", ["Good  ", "evening, ", "all"]),
        (" ends in spaces  ", [" ", "ends ", "in ", "spaces  "]),
        ("你好，世界。", ["你", "好，", "世", "界。"]),
        ("OBS 里的 scene。", ["OBS ", "里", "的 ", "scene。"]),
        ("「你好」", ["「", "你", "好」"]),
    ],
)
def test_a_line_is_broken_behind_spaces_and_before_chinese_characters(line: str, broken: list[str]) -> None:
    assert list(pieces(line)) == broken
