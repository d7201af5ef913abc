from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sources.text import LONGEST, LONGEST_JOINED, TINY, Sentences, sentences, spoken


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Hello there. How are you?", ["Hello there.", "How are you?"]),
        ("大家晚上好。今天我们看三台相机！好不好？", ["大家晚上好。", "今天我们看三台相机！", "好不好？"]),
        ("他说：“你们好吗？”然后走了出去。", ["他说：“你们好吗？”", "然后走了出去。"]),
        ("Welcome back!大家晚上好。", ["Welcome back!", "大家晚上好。"]),
        ("He shouted “Stop right there!” Then he ran.", ["He shouted “Stop right there!”", "Then he ran."]),
        ("“Really now?” she said. (All did.) They left.", ["“Really now?” she said.", "(All did.)", "They left."]),
        ("Dr. Smith met Mr. J. R. Brown at 3.14 p.m. sharp.", ["Dr. Smith met Mr. J. R. Brown at 3.14 p.m. sharp."]),
        ("It costs approx. 5.50 Euro, e.g. at example.com or z. B. here.", None),
        ("It was me and I. So what now?", ["It was me and I.", "So what now?"]),
        ("1. Open the lid. 2. Close it again.", ["1. Open the lid.", "2. Close it again."]),
        ("Well... perhaps not. Wait… what is it?!", ["Well... perhaps not.", "Wait… what is it?!"]),
        ("No end in sight", ["No end in sight"]),
        (
            "# Cameras\nThe first one\nis good.\n\n- small thing\n- cheap thing",
            ["Cameras", "The first one is good.", "small thing", "cheap thing"],
        ),
        ("Oh. Yes. Well, that is how it goes.", ["Oh. Yes.", "Well, that is how it goes."]),
        ("嗯。对。我也这样想。", ["嗯。对。我也这样想。"]),
        ("This is the end of it. Ok", ["This is the end of it.", "Ok"]),
        ("Fine words here. 😀 !!! ... -- And more.", ["Fine words here.", "-- And more."]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text: str, cut: list[str] | None) -> None:
    assert sentences(text) == ([text] if cut is None else cut)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi 👋🏽 there 🏳️‍🌈 1️⃣!", "Hi there 1!"),
        ("I like it :-) a lot <3", "I like it a lot"),
        ("It is 20 °C and costs 5 €, 3 < 4 & 1 + 1 = 2.", "It is 20 °C and costs 5 €, 3 < 4 & 1 + 1 = 2."),
        ("See https://www.twitch.tv/somebody?x=1#top.", "See twitch.tv."),
        ("看https://example.com/a/b，好吗", "看example.com，好吗"),
        ("Go to www.example.org/path/to!", "Go to example.org!"),
        ("Read [the manual](https://example.com/m \"t\") and ![a cat](cat.png).", "Read the manual and a cat."),
        ("<p>Hello <b>you</b> &amp; me</p><!-- not this --><script>alert(1)</script>", "Hello you & me"),
        ("<https://example.com/x>", "example.com"),
        ("**Bold** and *soft* and __under__ and _it_ and ~~no~~ `code`", "Bold and soft and under and it and no code"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("## A heading", "A heading"),
        ("> quoted words", "quoted words"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("#live and #1 and C#", "live and #1 and C#"),
        ("He said \"hello\" and then \" nothing", "He said \"hello\" and then nothing"),
        ("“Open but never closed", "Open but never closed"),
        ("closed” but never open", "closed but never open"),
        ("「好」 and 」", "「好」 and"),
        ("don't ' worry", "don't worry"),
        ("So!!!!! What???", "So! What?"),
        ("a\x00b\x1b\ud800c", "a b c"),
        ("🙂🙂 ... !!! --- ***", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_nobody_says_aloud_is_not_spoken(text: str, said: str) -> None:
    assert spoken(text) == said


PLAIN = st.text(alphabet="abcdef ABC 12.!?,。！？，好们世界“”()\n", max_size=300)
ANY = st.text(max_size=300) | st.text(alphabet='*_`#<>[]()!"“”«»:/.&;|-~ a好1😀\n', max_size=120)


@given(ANY)
def test_whatever_is_typed_gives_sentences_with_words_and_without_odd_characters(text: str) -> None:
    for sentence in sentences(text):
        assert any(letter.isalnum() for letter in sentence)
        assert sentence == " ".join(sentence.split())
        assert len(sentence) <= LONGEST
        assert "\x00" not in sentence


@given(PLAIN)
def test_no_word_is_lost_and_none_changes_its_place(text: str) -> None:
    letters = [letter for letter in text if letter.isalnum()]
    assert [letter for letter in "".join(sentences(text)) if letter.isalnum()] == letters


@given(ANY, st.lists(st.integers(0, 300), max_size=8))
def test_it_does_not_matter_in_which_pieces_a_text_comes(text: str, cuts: list[int]) -> None:
    cutter = Sentences()
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    found = [sentence for a, b in itertools.pairwise(edges) for sentence in cutter.feed(text[a:b])]
    assert [*found, *cutter.end()] == sentences(text)


@given(PLAIN)
def test_tiny_sentences_are_joined_and_only_the_last_may_be_tiny(text: str) -> None:
    found = sentences(text)
    for this, following in itertools.pairwise(found):
        assert len(this) >= TINY or len(this) + len(following) >= LONGEST_JOINED


def test_a_sentence_goes_out_as_soon_as_it_is_complete() -> None:
    cutter = Sentences()
    assert cutter.feed("This is the first") == []
    assert cutter.feed(" one.") == []  # a quote may follow
    assert cutter.feed(" ") == []  # "approx. five"
    assert cutter.feed("And") == ["This is the first one."]
    assert cutter.feed(" 还有一句话。") == []
    assert cutter.feed("好") == ["And 还有一句话。"]
    assert cutter.end() == ["好"]
    assert cutter.end() == []


def test_a_text_without_an_end_is_cut_at_a_pause() -> None:
    found = sentences("so it goes on and on, with nothing but commas, " * 40)
    assert all(len(sentence) <= LONGEST for sentence in found)
    assert all(sentence.endswith(",") for sentence in found)
    assert sentences("x" * 1000) == ["x" * LONGEST, "x" * LONGEST, "x" * 200]


@pytest.mark.parametrize(
    "part", [".", "。", "<", "[", '"', "*a", "“", "a. ", "(.", "|", "#", "://", "\n", ".a", "<!--", "[a]("]
)
def test_no_text_takes_long(part: str) -> None:
    began = time.process_time()
    sentences((part * 5000)[:5000])
    assert time.process_time() - began < 1.0
