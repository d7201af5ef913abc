"""Script files become lines with their notes, and bad ones one sentence that names the line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.avatars.expressions import EXPRESSIONS
from app.base.errors import AppError
from app.sources.script import SUFFIXES, Script, parse_script, write_script
from app.sources.script_line import ScriptLine, fill_in, parse_line, variables_in, write_line
from app.sources.text import sentences


def lines(text: str, name: str = "show.txt") -> tuple[ScriptLine, ...]:
    return parse_script(name, text.encode()).lines


def refusal(content: str | bytes, name: str = "show.txt") -> AppError:
    with pytest.raises(AppError) as error:
        parse_script(name, content if isinstance(content, bytes) else content.encode())
    assert error.value.message.endswith(".")
    assert error.value.hint
    return error.value


# ---- text


def test_every_line_of_a_text_is_spoken_and_notes_say_how() -> None:
    text = """
        # Opening
        [smile] [avatar: Mira] Good evening, and welcome! [pause: 2 s]

        [voice: edge:en-GB-SoniaNeural]
        And now the weather. [looks up] [pause: 1,5 s]
        [pause: 1 min]
        [every: 10-15 min] Do not forget to follow.
    """
    assert lines(text) == (
        ScriptLine("Good evening, and welcome!", "Opening", 2.0, "", "smile", "Mira"),
        ScriptLine("And now the weather.", "looks up", 61.5, "edge:en-GB-SoniaNeural"),
        ScriptLine("Do not forget to follow.", every_s=(600.0, 900.0)),
    )


def test_notes_may_stand_anywhere_and_links_are_no_notes() -> None:
    (line,) = lines("See [our shop](https://shop.example) now [nod] and [pause 3] tell us")
    assert line.text == "See [our shop](https://shop.example) now and tell us"
    assert (line.expression, line.cue) == ("nod", "pause 3")


def test_variables_stand_at_the_beginning_and_in_lines() -> None:
    script = parse_script("show.md", b"---\nguest: Ada Lovelace\ncity:\n---\nHello {guest}, how is {city}? {guest}!")
    assert script.variables == {"guest": "Ada Lovelace", "city": ""}
    (line,) = script.lines
    assert variables_in(line.text) == ("guest", "city")
    assert fill_in(line.text, {"guest": "Ada", "city": "{guest}"}) == "Hello Ada, how is {guest}? Ada!"
    with pytest.raises(AppError, match=r"This line says \{city\}, which has no value\."):
        fill_in(line.text, script.variables)


def test_a_line_between_rules_is_no_variable() -> None:
    assert [line.text for line in lines("---\nHello\n---\nthere")] == ["Hello", "there"]


# ---- Markdown


def test_markdown_has_paragraphs_items_headings_and_quotations() -> None:
    text = """# The show
<!-- not said:
neither -->
Good evening,
and welcome.

## Weather
> look at the map
- It **rains**.
- It snows. [pause: 2 s]
1. Third.
***
Last
"""
    assert lines(text, "show.md") == (
        ScriptLine("Good evening, and welcome.", "The show"),
        ScriptLine("It **rains**.", "Weather · look at the map"),
        ScriptLine("It snows.", pause_s=2.0),
        ScriptLine("Third."),
        ScriptLine("Last"),
    )


def test_the_line_of_a_mistake_in_markdown_is_where_its_paragraph_begins() -> None:
    error = refusal("# Show\n\n<!--\n\n-->\nGood\n[paus: 2] evening\n\nBye", "show.md")
    assert error.message == "show.md, line 6: “paus” is no note that is known."


# ---- tables


def test_a_table_names_its_columns_in_any_order() -> None:
    text = "Pause;Text;Avatar;expression\r\n2;Hello, there;Ben;Smile\r\n;;;\r\n;“Bye” [cue: wave];;\r\n"
    assert lines(text, "show.csv") == (
        ScriptLine("Hello, there", pause_s=2.0, avatar="Ben", expression="smile"),
        ScriptLine("“Bye”", "wave"),
    )


def test_a_table_of_excel_in_its_two_encodings() -> None:
    text = 'text\tcue\n"Grüße, ""alle"""\tauf\n'
    for content in (text.encode("utf-8-sig"), text.encode("utf-16")):
        assert parse_script("show.tsv", content).lines == (ScriptLine('Grüße, "alle"', "auf"),)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "one\n[pause: long] two", "a.txt, line 2: “long” is no length of a pause."),
        ("a.txt", "one\n[pause: 2 h] two", "a.txt, line 2: a pause is an hour at most."),
        ("a.txt", "one\n\n[voice: Bob] two", "a.txt, line 3: “Bob” is no voice."),
        ("a.txt", "[face: angry] one", "a.txt, line 1: “angry” is no expression."),
        ("a.txt", "[every: 15-10 min] one", "a.txt, line 1: “15-10 min” cannot be the time between announcements."),
        ("a.txt", "[every: now] one", "a.txt, line 1: “now” is no time between announcements."),
        ("a.txt", "[avatar:] one", "a.txt, line 1: the note on the avatar does not say which."),
        ("a.txt", "[pause: 1] \n one", "a.txt, line 1: there is no line before this pause."),
        ("a.txt", "one\n[smile]\n\n", "a.txt, line 2: no line follows these notes."),
        ("a.txt", "one\n---!", "a.txt, line 2: there is no word in it that could be spoken."),
        ("a.txt", "x" * 5_001, "a.txt, line 1: it has 5,001 characters, and 5,000 can be spoken at once."),
        ("a.txt", "---\ntwo words: x\n---\none", "a.txt, line 2: “two words” cannot be a variable."),
        ("a.txt", "\n \n", "There is no line to speak in a.txt."),
        ("a.csv", "cue,pause\nx,2", "a.csv, line 1: no column is called “text”."),
        ("a.csv", "text,colour\nx,2", "a.csv, line 1: no column can be called “colour”."),
        ("a.csv", "text,cue\nx,y\nz, and, more", "a.csv, line 3: it has more cells than there are columns."),
        ("a.csv", "text,cue\nx,y\n,z", "a.csv, line 3: there is nothing to speak in it."),
        ("a.csv", "text,pause\nx,y", "a.csv, line 2: “y” is no length of a pause."),
        ("a.csv", 'text\n"x" y\n', "a.csv, line 2: the table is broken (',' expected after '\"')."),
        ("a.csv", "", "There is no line to speak in a.csv."),
        ("a.pdf", "x", "a.pdf is no script file."),
        ("a.txt", b"one\nGr\xfc\xdfe", "a.txt, line 2: it is not written in UTF-8."),
        ("a.txt", b"one\0", "a.txt is no text."),
        ("a.txt", b"a\n" * 2_100_000, "a.txt has more than 4 MB."),
        ("a.txt", "a\n" * 5001, "a.txt, line 5001: a script has at most 5,000 lines."),
    ],
)  # fmt: skip
def test_a_bad_script_is_one_sentence_with_the_line(name: str, content: str | bytes, said: str) -> None:
    assert refusal(content, name).message == said


# ---- one line


def test_a_line_that_is_typed_may_have_notes() -> None:
    assert parse_line("  [smile]  Hello\nthere [pause: 90 s] ") == ScriptLine("Hello there", "", 90.0, "", "smile")
    for source, why in (
        ("[smile]", "There is nothing to speak in this line."),
        ("[paus: 2] x", "“paus” is no note that is known."),
    ):
        with pytest.raises(AppError) as error:
            parse_line(source)
        assert error.value.message == why


# ---- whatever is written

WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="[]"), min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda text: bool(sentences(text)))
CUES = st.lists(WORDS, max_size=3).map(" ".join)
SECONDS = st.integers(0, 3_600_000).map(lambda ms: ms / 1000)
EVERY = st.tuples(st.integers(10, 40_000), st.integers(0, 40_000)).map(lambda t: (float(t[0]), float(t[0] + t[1])))
LINES = st.builds(
    ScriptLine,
    TEXTS,
    CUES,
    SECONDS,
    st.sampled_from(("", "espeak", "edge:de-DE-KatjaNeural")),
    st.sampled_from((None, *EXPRESSIONS)),
    st.one_of(st.just(""), CUES),
    st.one_of(st.none(), EVERY),
)


@given(st.lists(LINES, min_size=1, max_size=8), st.dictionaries(st.from_regex(r"[a-z]\w{0,8}", fullmatch=True), CUES))
def test_what_is_written_is_read_as_the_same(content: list[ScriptLine], variables: dict[str, str]) -> None:
    script = Script("show.txt", tuple(content), variables)
    assert parse_script("show.txt", write_script(script).encode()) == script


@given(LINES)
def test_a_line_in_place_is_read_as_the_same(line: ScriptLine) -> None:
    assert parse_line(write_line(line)) == line


@given(st.sampled_from(SUFFIXES), st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_file_raises_anything_but_a_sentence(suffix: str, content: bytes) -> None:
    try:
        script = parse_script(f"any.{suffix}", content)
    except AppError as error:
        refused = error
    else:
        assert all(sentences(line.text) for line in script.lines)
        return
    assert refused.message.endswith(".")
    assert refused.hint


@given(st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from((",", ";", "\t")))
def test_a_table_of_any_texts_keeps_them(texts: list[str], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([("text", "cue"), *((text, "x") for text in texts)])
    script = parse_script("any.csv", out.getvalue().encode())
    assert [line.text for line in script.lines] == texts


def test_the_example_in_the_documentation_can_be_read() -> None:
    example = Path(__file__).parents[3] / "docs" / "example-script.md"
    script = parse_script(example.name, example.read_bytes())
    assert len(script.lines) > 5
    assert any(line.every_s is not None for line in script.lines)
