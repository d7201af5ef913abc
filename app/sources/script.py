"""Script files: what is said in a show, as text, Markdown or a table. Pure functions; nothing is read from disk.

The notes in a line are those of ``script_line``. In text and Markdown headings are cues, and the values of variables
may stand at the beginning, between two lines of ``---``; in a table the first row names the columns after the notes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

from app.base.errors import AppError
from app.sources.script_line import (
    KEYS,
    LONGEST_PAUSE_S,
    VARIABLE_NAME,
    Draft,
    Refused,
    ScriptLine,
    write_line,
)
from app.sources.text import sentences

SUFFIXES: Final = ("txt", "md", "markdown", "csv", "tsv")
"""Of the files that may be scripts."""
MOST_LINES: Final = 5000
MOST_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script.

    Attributes:
        name: of the file.
        lines: in their order.
        variables: the values that stand in the file.
    """

    name: str
    lines: tuple[ScriptLine, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def parse_script(name: str, content: bytes) -> Script:
    """The script in a file called ``name``, whose ending says how it is written. Raises AppError with the line."""
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if suffix not in SUFFIXES:
        known = ", ".join(f".{one}" for one in SUFFIXES)
        raise AppError("script.kind", f"{name} is no script file.", f"Choose a file that ends in {known}.")
    if len(content) > MOST_BYTES:
        raise AppError("script.too_long", f"{name} has more than {MOST_BYTES // 1_000_000} MB.", "Cut it in several.")
    text = _decode(name, content)
    reader = _Reader(name)
    if suffix in ("csv", "tsv"):
        reader.table(text)
    elif suffix == "txt":
        reader.plain(text)
    else:
        reader.markdown(text)
    if not reader.lines:
        raise AppError("script.empty", f"There is no line to speak in {name}.", "Write one line below the other.")
    return Script(name, tuple(reader.lines), reader.variables)


def write_script(script: Script) -> str:
    """The script as a text file, which ``parse_script`` reads as the same."""
    head = [f"{name}: {value}" for name, value in script.variables.items()]
    lines = [_escaped(write_line(line)) for line in script.lines]
    return "\n".join([*(["---", *head, "---", ""] if head else []), *lines, ""])


def _refusal(name: str, number: int, why: str, hint: str) -> AppError:
    """What a person reads: which file, which line, what is wrong, what to do."""
    return AppError("script.line", f"{name}, line {number}: {why}.", hint)


# ---- files

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_ITEM = re.compile(r"(?:[-*+•]|\d+[.)])\s+(.*)")
_QUOTE = re.compile(r">+\s?(.*)")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class _Reader:
    """Collects the lines of one file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: list[ScriptLine] = []
        self.variables: dict[str, str] = {}
        self._draft = Draft()  # notes that wait for their line
        self._began = 0  # where they stand
        self._number = 0

    def plain(self, text: str) -> None:
        """Every line that is not empty is spoken."""
        for line in self._body(text):
            if (heading := _HEADING.fullmatch(line)) is not None:
                self._cue(heading[1])
            elif _RULE.fullmatch(line) is None:
                self._add(line.removeprefix("\\"))
        self._finish()

    def markdown(self, text: str) -> None:
        """Paragraphs and items of lists are spoken; headings and quotations are cues."""
        # What is left out leaves its line breaks, so that the numbers stay right.
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
        paragraph: list[str] = []
        began = 0

        def flush() -> None:
            if paragraph:
                here, self._number = self._number, began
                self._add(" ".join(paragraph))
                paragraph.clear()
                self._number = here

        for line in self._body(text, blank=True):
            item, heading, quote = _ITEM.fullmatch(line), _HEADING.fullmatch(line), _QUOTE.fullmatch(line)
            if not line or item or heading or quote or _RULE.fullmatch(line):
                flush()
            if heading is not None or quote is not None:
                match = heading or quote
                assert match is not None
                self._cue(match[1])
            elif line and not _RULE.fullmatch(line):
                if not paragraph:
                    began = self._number
                paragraph.append(item[1] if item is not None else line.removeprefix("\\"))
        flush()
        self._finish()

    def table(self, text: str) -> None:
        """One line in each row; the first row says what stands in which column."""
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        columns: list[str] | None = None
        try:
            for row in rows:
                self._number = rows.line_num
                if not any(cell.strip() for cell in row):
                    continue
                if columns is None:
                    columns = self._columns(row)
                    continue
                self._row(columns, row)
        except csv.Error as why:
            raise _refusal(self._name, rows.line_num, f"the table is broken ({why})", "Save it again as CSV.") from None

    def _columns(self, row: list[str]) -> list[str]:
        columns = [cell.strip().lower() for cell in row]
        columns = ["text" if column in ("line", "script") else column for column in columns]
        unknown = [column for column in columns if column and column != "text" and column not in KEYS]
        if "text" not in columns:
            raise self._refuse("no column is called “text”", "Name the columns in the first row: text, pause, cue, ….")
        if unknown:
            raise self._refuse(f"no column can be called “{unknown[0]}”", f"Columns are text, {', '.join(KEYS)}.")
        return columns

    def _row(self, columns: list[str], row: list[str]) -> None:
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            raise self._refuse("it has more cells than there are columns", "Put text with commas in quotation marks.")
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell.strip()}
        draft = self._draft
        try:
            for column, cell in cells.items():
                if column != "text":
                    draft.put(column, cell)
        except Refused as why:
            raise self._refuse(*why.args) from None
        if not cells.get("text"):
            raise self._refuse("there is nothing to speak in it", "Fill in the column “text”, or take the row out.")
        self._add(cells["text"])

    def _body(self, text: str, *, blank: bool = False) -> Iterator[str]:
        """Line by line without what is around it; the values of variables at the beginning are taken."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        first = next((number for number, line in enumerate(lines) if line.strip()), None)
        if first is not None and lines[first].strip() == "---":
            close = next((n for n in range(first + 1, len(lines)) if lines[n].strip() == "---"), None)
            if close is not None and all(":" in line or not line.strip() for line in lines[first + 1 : close]):
                self._take_variables(lines, first + 1, close)
                lines[first : close + 1] = [""] * (close + 1 - first)
        for number, line in enumerate(lines, 1):
            self._number = number
            if blank or line.strip():
                yield line.strip()

    def _take_variables(self, lines: list[str], begin: int, end: int) -> None:
        for place in range(begin, end):
            self._number = place + 1
            name, _, value = lines[place].partition(":")
            if not lines[place].strip():
                continue
            if VARIABLE_NAME.fullmatch(name.strip()) is None:
                raise self._refuse(f"“{name.strip()}” cannot be a variable", "Names are one word: guest: Ada Lovelace.")
            self.variables[name.strip()] = " ".join(value.split())

    def _cue(self, words: str) -> None:
        self._began = self._began or self._number
        if words.strip():
            self._draft.put("cue", words)

    def _add(self, source: str) -> None:
        """Speak ``source``, or keep its notes for the line that follows; a pause alone belongs to the line before."""
        draft = Draft.of(source, self._refuse, self._draft)
        if not draft.line.text:
            self._began = self._began or self._number
            if draft.line.pause_s:
                self._pause_before(draft)
            return
        if not sentences(draft.line.text):
            raise self._refuse("there is no word in it that could be spoken", "Write words, or take the line out.")
        if len(self.lines) == MOST_LINES:
            raise self._refuse(f"a script has at most {MOST_LINES:,} lines", "Cut it in several.")
        self.lines.append(draft.line)
        self._draft, self._began = Draft(), 0

    def _pause_before(self, draft: Draft) -> None:
        if not self.lines:
            raise self._refuse("there is no line before this pause", "Write it after the line that it follows.")
        pause_s = self.lines[-1].pause_s + draft.line.pause_s
        self.lines[-1] = replace(self.lines[-1], pause_s=min(LONGEST_PAUSE_S, pause_s))
        draft.line = replace(draft.line, pause_s=0.0)
        if draft.line == ScriptLine(""):
            self._draft, self._began = Draft(), 0

    def _finish(self) -> None:
        """A heading may end a script, but what says how something is spoken needs something to be spoken."""
        if self.lines and replace(self._draft.line, cue="") != ScriptLine(""):
            self._number = self._began
            raise self._refuse("no line follows these notes", "Write the line to be spoken below them.")

    def _refuse(self, why: str, hint: str) -> AppError:
        return _refusal(self._name, self._number, why, hint)


def _decode(name: str, content: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, as editors and table calculations write it. Raises AppError."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        hint = "Save it again as UTF-8 (in Excel: “CSV UTF-8”)."
        raise _refusal(name, number, "it is not written in UTF-8", hint) from None
    if "\0" in text:
        raise AppError("script.kind", f"{name} is no text.", "Choose a text, Markdown or CSV file.")
    return text


def _delimiter(text: str) -> str:
    """What stands between the columns of the first row that has any."""
    head = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    return max(",;\t", key=head.count)


def _escaped(line: str) -> str:
    special = line.startswith("\\") or _HEADING.fullmatch(line) or _RULE.fullmatch(line)
    return f"\\{line}" if special else line
