"""What of a sentence is shown while it is said."""

from __future__ import annotations

from app.sources.base import Told
from app.studio.subtitles import LONGEST, piece


def shown(sentence: str, said: int) -> str:
    return piece(Told(0.0, "", sentence, said))


def test_a_short_sentence_is_shown_whole() -> None:
    assert shown("Good evening everybody!", 0) == shown("Good evening everybody!", 22) == "Good evening everybody!"


def test_nothing_is_shown_while_nothing_is_said() -> None:
    assert piece(None) == piece(Told(1.0, "")) == ""


def test_a_long_sentence_comes_in_parts_that_follow_what_is_heard() -> None:
    sentence = " ".join(f"word{n:02}" for n in range(40))
    parts = list(dict.fromkeys(shown(sentence, said) for said in range(len(sentence) + 1)))
    assert len(parts) == 4
    assert " ".join(parts) == sentence
    assert max(map(len, parts)) <= LONGEST
    assert shown(sentence, len(parts[0]) // 2) == parts[0]
    assert shown(sentence, len(parts[0]) + 5) == parts[1]


def test_chinese_is_broken_without_spaces_and_no_part_begins_with_a_full_stop() -> None:
    sentence = "今天我们来看三款不到一百块钱的相机，" * 6 + "好。"
    parts = list(dict.fromkeys(shown(sentence, said) for said in range(len(sentence) + 1)))
    assert "".join(parts) == sentence
    assert all(len(part) <= LONGEST // 2 + 1 for part in parts)
    assert not any(part[0] in "，。" for part in parts)
