"""Text as it is to be spoken: cut into sentences while it still comes, and freed of what nobody says aloud.

Pure functions and one small state. Numbers, dates and units are left to the synthesiser, which knows how its language
says them; links are reduced to the name of the site; emoji, HTML and Markdown are not spoken at all.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

from app.base.line_breaks import is_wide

MAX_CHARACTERS: Final = 5000
"""Of a line that is spoken at once."""
TINY: Final = 6
"""A sentence with fewer characters is joined with the next: said alone it sounds chopped off."""
LONGEST_JOINED: Final = 80
"""Characters that sentences joined in this way have at most."""
LONGEST: Final = 400
"""Characters after which a sentence without an end is cut at a pause: nobody shall wait for its whole sound."""

_CJK_ENDS = "。！？｡"
_ENDS = _CJK_ENDS + ".!?…‽"
_CLOSERS = "\"'”’»›)]}）】」』》〉〕］｝＂＇*_~`"
_PAUSES = ("；;，,、：:—–", " \n\t")
_ABBREVIATIONS = frozenset(
    {
        "adm", "al", "approx", "apr", "aug", "ave", "bzw", "ca", "capt", "cf", "co", "col", "corp", "dec", "dept", "dr",
        "ed", "eg", "est", "etc", "evtl", "exc", "feb", "fig", "gen", "ggf", "hr", "ie", "inc", "inkl", "jan", "jr",
        "jul", "jun", "lt", "ltd", "mar", "max", "min", "mlle", "mme", "mr", "mrs", "ms", "mt", "nov", "nr", "oct",
        "op", "pp", "prof", "rev", "sep", "sept", "sgt", "sr", "st", "str", "tel", "usw", "vgl", "vol", "vs", "zzgl",
    }
)  # fmt: skip


class Sentences:
    """Cuts a text that comes piece by piece. Any one thread."""

    def __init__(self) -> None:
        self._buffer = ""
        self._tiny = ""

    def feed(self, text: str) -> list[str]:
        """The sentences that ``text`` completes, ready to be spoken; those under ``TINY`` characters wait."""
        self._buffer += text
        return self._take(at_end=False)

    def end(self) -> list[str]:
        """What is left, whether it is complete or not."""
        found = self._take(at_end=True)
        rest, self._tiny = self._tiny, ""
        return [*found, rest] if rest else found

    def _take(self, *, at_end: bool) -> list[str]:
        found = []
        while (cut := _end_of_sentence(self._buffer, at_end)) is not None:
            sentence, self._buffer = spoken(self._buffer[:cut]), self._buffer[cut:]
            if not sentence:
                continue
            joined = f"{self._tiny}{_gap(self._tiny, sentence)}{sentence}"
            if self._tiny and len(joined) > LONGEST_JOINED:
                found.append(self._tiny)
                joined = sentence
            self._tiny = joined if len(joined) < TINY else ""
            if not self._tiny:
                found.append(joined)
        return found


def sentences(text: str) -> list[str]:
    """All sentences of a complete text, ready to be spoken; empty when there is no word in it."""
    cutter = Sentences()
    return [*cutter.feed(text), *cutter.end()]


def _gap(before: str, after: str) -> str:
    return "" if not before or before[-1] in _CJK_ENDS or is_wide(after[0]) else " "


# ---- where a sentence ends


_MARKS = re.compile(rf"[{re.escape(_ENDS)}][{re.escape(_ENDS + _CLOSERS)}]*|\n")


def _end_of_sentence(text: str, at_end: bool) -> int | None:
    """Characters of the first sentence of ``text``; None: it is not complete yet, or there is none."""
    for match in _MARKS.finditer(text):
        if match.start() >= LONGEST:
            break
        cut = _cut_at_newline(text, match.start()) if match[0] == "\n" else _cut_at_mark(text, match, at_end)
        if cut is not None:
            return min(cut, LONGEST)
    if len(text) > LONGEST:
        return _cut_at_pause(text[:LONGEST])
    return len(text) if at_end and text else None


def _cut_at_newline(text: str, at: int) -> int | None:
    """A line ends a sentence before an empty line, a heading or an item of a list, and after a heading."""
    after = text[at + 1 :]
    begins_anew = re.match(r"[ \t]*(\n|[-*+•#>] |#{2,6} |\d+[.)] )", after)
    heading = re.match(r"\s*#{1,6} [^\n]*$", text[:at])
    return at + 1 if begins_anew or heading else None


def _cut_at_mark(text: str, match: re.Match[str], at_end: bool) -> int | None:
    end = match.end()
    if end == len(text):  # more marks or a closing quote may follow
        return end if at_end else None
    marks, rest = match[0], text[end : end + LONGEST]
    if any(mark in _CJK_ENDS for mark in marks):
        return end
    follower = rest.lstrip()[:1]
    if not rest[0].isspace():  # "3.14", "example.com", "Ready?好" ends none, none and one sentence
        return end if is_wide(rest[0]) and not marks.startswith(".") else None
    if not follower:
        return end if at_end else None
    soft = marks[0] in ".…" or any(mark in _CLOSERS for mark in marks)
    if soft and follower.islower():  # "approx. five", "“Really?” she asked"
        return None
    return None if marks == "." and _is_abbreviation(text[: match.start()]) else end


def _is_abbreviation(before: str) -> bool:
    """Whether the dot after ``before`` belongs to its last word: "Dr", "z. B", "J. R", "1" at the beginning."""
    word = re.split(r"[\s(\[“\"'/-]", before)[-1]
    if len(word) == 1 and word.isalpha():
        return word != "I"
    if word.isdigit():
        return before.strip() == word
    return word.lower().replace(".", "") in _ABBREVIATIONS or bool(re.fullmatch(r"(\w\.)+\w", word))


def _cut_at_pause(text: str) -> int:
    for marks in _PAUSES:
        at = max(text.rfind(mark) for mark in marks)
        if at >= LONGEST // 4:
            return at + 1
    return len(text)


# ---- what is spoken of it

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U000e0000-\U000e007f\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\ufe00-\ufe0f\u200d\u20e3\u3030\u303d\u3297\u3299\u2122\u00a9\u00ae]"
)
_SMILEY = re.compile(r"(?<!\S)(?:[:;=8][-'^o]?[)(\]\[DPpOo3|/\\*]+|<3|[xX]D|\^_?\^)(?![^\s.,!?])")
_WIDE = "，。！？、；：（）「」《》“”"
_SITE = rf"([^\s/?#{_WIDE}<>()]+?)(?:[/?#][^\s{_WIDE}<>()]*?)?"
_LINK_END = rf"(?=[.,;:!?'\"]*(?:[\s{_WIDE}<>()]|$))"
_STEPS = (
    (re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE), " "),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), " "),
    (re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])"), r"\1"),
    (re.compile(r"\bmailto:"), ""),
    (re.compile(rf"(?<![a-zA-Z0-9.])(?:[a-zA-Z][a-zA-Z0-9+.-]*://(?:www\.)?|www\.){_SITE}{_LINK_END}"), r"\1"),
    (re.compile(r"^[ \t]*(?:`{3}|~{3})[^\n]*$", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*(?:([-*_=])[ \t]*)(?:\1[ \t]*){2,}$", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*(?:#{1,6}|>+|[-*+•])[ \t]+", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", re.DOTALL), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`+|\*{2,}|~{2,}|_{2,}"), " "),
    (re.compile(r"[ \t]*\|[ \t|:-]*"), " "),
    (re.compile(r"(?<![\w&])#(?=[^\W\d])"), ""),
    (re.compile(r"\.{4,}"), "..."),
    (re.compile(r"([!?。！？,，])\1+"), r"\1"),
)
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", "《": "》", "〈": "〉"}  # fmt: skip


def spoken(text: str) -> str:
    """``text`` as it is to be spoken, on one line; empty when there is no word in it."""
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    text = _SMILEY.sub(" ", _EMOJI.sub(" ", html.unescape(text)))
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") else letter for letter in text)
    text = _without_orphans(text)
    text = re.sub(r"\s+([,.!?;:…，。！？；：、])", r"\1", " ".join(text.split()))
    return text.strip() if any(letter.isalnum() for letter in text) else ""


def _without_orphans(text: str) -> str:
    """``text`` without quotes that have no partner, and without apostrophes that stand alone."""
    orphans: set[int] = set()
    opened: list[tuple[int, str]] = []
    closing = set("".join(_PAIRS.values()))
    straight: int | None = None
    for place, letter in enumerate(text):
        if letter == '"':
            straight = place if straight is None else None
        elif opened and letter in opened[-1][1]:
            opened.pop()
        elif letter in _PAIRS:
            opened.append((place, _PAIRS[letter]))
        elif letter in closing:
            orphans.add(place)
    orphans |= {place for place, _ in opened} | ({straight} if straight is not None else set())
    kept = "".join(letter for place, letter in enumerate(text) if place not in orphans)
    return re.sub(r"(?<!\S)['‘’`](?!\S)", "", kept)
