"""One line of a script, its notes and its variables. Pure functions.

Notes stand in square brackets anywhere in a line: ``[cue: Opening]``, ``[pause: 2 s]``, ``[voice: espeak:en+f2]``,
``[smile]``, ``[avatar: Mira]``, ``[every: 10-15 min]``. Any other words in brackets are a stage direction: they are
shown, and never spoken. ``{name}`` is a variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, get_args

from app.avatars.expressions import EXPRESSIONS, Expression
from app.base.errors import AppError
from app.base.settings import ProviderId
from app.sources.text import MAX_CHARACTERS, sentences

LONGEST_PAUSE_S: Final = 3600.0
SHORTEST_EVERY_S: Final = 10.0
LONGEST_EVERY_S: Final = 86_400.0

Refuse = Callable[[str, str], AppError]
"""Makes the error that a person reads of what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line of a script.

    Attributes:
        text: what is said, on one line; variables stand in it as ``{name}``.
        cue: for the operator's eyes alone.
        pause_s: how long nothing is said after it.
        voice: ``provider`` or ``provider:voice``; empty: the voice of the settings.
        expression: a face that the host makes when it begins.
        avatar: id or name of the one who says it, and who stays on stage; empty: whoever is there.
        every_s: it is no part of the order but an announcement, which is made again and again after so many seconds,
            from the least to the most; None: it is part of the order.
    """

    text: str
    cue: str = ""
    pause_s: float = 0.0
    voice: str = ""
    expression: Expression | None = None
    avatar: str = ""
    every_s: tuple[float, float] | None = None


def parse_line(source: str) -> ScriptLine:
    """One line with its notes, as somebody types it. Raises AppError."""
    draft = Draft.of(source, lambda why, hint: AppError("script.line", f"{why[0].upper()}{why[1:]}.", hint))
    if not sentences(draft.line.text):
        raise AppError("script.line", "There is nothing to speak in this line.", "Type some words, or remove it.")
    return draft.line


def write_line(line: ScriptLine) -> str:
    """``line`` with its notes, as ``parse_line`` takes it."""
    notes = []
    if line.cue:
        notes.append(f"cue: {line.cue}")
    if line.avatar:
        notes.append(f"avatar: {line.avatar}")
    if line.voice:
        notes.append(f"voice: {line.voice}")
    if line.expression is not None:
        notes.append(line.expression)
    if line.every_s is not None:
        notes.append(f"every: {plain_s(line.every_s[0])}-{plain_s(line.every_s[1])} s")
    if line.pause_s:
        notes.append(f"pause: {plain_s(line.pause_s)} s")
    return " ".join([*(f"[{note}]" for note in notes), line.text])


def plain_s(seconds: float) -> str:
    """A number of seconds without needless digits."""
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


# ---- variables

_VARIABLE = re.compile(r"\{([^\W\d]\w*)\}")
VARIABLE_NAME = re.compile(r"[^\W\d]\w*")


def variables_in(text: str) -> tuple[str, ...]:
    """The names of the variables in ``text``, each once, in their order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def fill_in(text: str, variables: Mapping[str, str]) -> str:
    """``text`` with the values of its variables. Raises AppError when one has none."""
    missing = [name for name in variables_in(text) if not variables.get(name, "").strip()]
    if missing:
        raise AppError(
            "script.variable",
            f"This line says {{{missing[0]}}}, which has no value.",
            "Give it one under Variables in the Script dock, or take it out of the line.",
        )
    return shown(text, variables)


def shown(text: str, variables: Mapping[str, str]) -> str:
    """``text`` with the values of those variables that have one."""
    return _VARIABLE.sub(lambda match: variables.get(match[1], "").strip() or match[0], text)


# ---- notes

_NOTE = re.compile(r"\[([^\[\]]*)\](?!\()")
_KEYED = re.compile(r"\s*([^\W\d]\w*)\s*:(.*)", re.DOTALL)
_DURATION = r"(\d+(?:[.,]\d+)?)"
_UNIT = r"(s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)?"
_ONE = re.compile(rf"\s*{_DURATION}\s*{_UNIT}\s*")
_RANGE = re.compile(rf"\s*{_DURATION}\s*{_UNIT}\s*(?:-|–|to)\s*{_DURATION}\s*{_UNIT}\s*")
KEYS = {"cue": "cue", "note": "cue", "pause": "pause_s", "wait": "pause_s", "voice": "voice", "avatar": "avatar",
         "picture": "avatar", "expression": "expression", "face": "expression", "every": "every_s"}  # fmt: skip


class Refused(Exception):  # noqa: N818 (an outcome, not a fault)
    """Why a note cannot be taken."""


class Draft:
    """A line while its notes are collected."""

    def __init__(self) -> None:
        self.line = ScriptLine("")

    @classmethod
    def of(cls, source: str, refuse: Refuse, onto: Draft | None = None) -> Draft:
        """What stands in ``source``, added to what was noted before."""
        draft = onto or cls()
        try:
            for note in _NOTE.findall(source):
                draft.note(note)
            draft.say(_NOTE.sub(" ", source))
        except Refused as why:
            message, hint = why.args
            raise refuse(message, hint) from None
        return draft

    def say(self, text: str) -> None:
        """Words to be spoken."""
        text = " ".join(text.split())
        if len(text) > MAX_CHARACTERS:
            raise Refused(
                f"it has {len(text):,} characters, and {MAX_CHARACTERS:,} can be spoken at once",
                "Cut it in several lines.",
            )
        self.line = replace(self.line, text=text)

    def note(self, note: str) -> None:
        """What stands in brackets."""
        keyed = _KEYED.fullmatch(note)
        if keyed is None:
            word = note.strip().lower()
            if word in EXPRESSIONS:
                self.put("expression", word)
            elif word:
                self.put("cue", note)
            return
        key = keyed[1].lower()
        if key not in KEYS:
            raise Refused(
                f"“{keyed[1]}” is no note that is known",
                "Notes are cue, pause, voice, avatar, every, or an expression.",
            )
        self.put(key, keyed[2])

    def put(self, key: str, value: str) -> None:
        """Take a note by one of the names in ``KEYS``."""
        name, value = KEYS[key], " ".join(value.split())
        if name == "cue":
            cue = " · ".join(part for part in (self.line.cue, value.replace("[", "(").replace("]", ")")) if part)
            self.line = replace(self.line, cue=cue)
        elif name == "pause_s":
            self.line = replace(self.line, pause_s=self.line.pause_s + _pause_s(value))
        elif name == "voice":
            self.line = replace(self.line, voice=_voice(value))
        elif name == "avatar":
            if not value or "[" in value or "]" in value:
                raise Refused("the note on the avatar does not say which", "Write its name: [avatar: Mira].")
            self.line = replace(self.line, avatar=value)
        elif name == "expression":
            self.line = replace(self.line, expression=_expression(value))
        else:
            self.line = replace(self.line, every_s=_every_s(value))


def _pause_s(value: str) -> float:
    match = _ONE.fullmatch(value)
    if match is None:
        raise Refused(f"“{value}” is no length of a pause", "Write seconds or minutes: [pause: 2 s], [pause: 1 min].")
    seconds = _seconds(match[1], match[2])
    if seconds > LONGEST_PAUSE_S:
        raise Refused("a pause is an hour at most", "Write a shorter one.")
    return seconds


def _every_s(value: str) -> tuple[float, float]:
    if (both := _RANGE.fullmatch(value)) is not None:
        least, most = _seconds(both[1], both[2] or both[4]), _seconds(both[3], both[4] or both[2])
    elif (one := _ONE.fullmatch(value)) is not None:
        least = most = _seconds(one[1], one[2])
    else:
        raise Refused(f"“{value}” is no time between announcements", "Write minutes: [every: 10-15 min].")
    if not SHORTEST_EVERY_S <= least <= most <= LONGEST_EVERY_S:
        raise Refused(
            f"“{value}” cannot be the time between announcements",
            "Write the shorter time first; 10 seconds is the least, a day the most.",
        )
    return least, most


def _seconds(number: str, unit: str | None) -> float:
    factor = {"m": 60.0, "h": 3600.0}.get((unit or "s")[0], 1.0)
    return round(float(number.replace(",", ".")) * factor, 3)


def _voice(value: str) -> str:
    provider = value.partition(":")[0]
    if provider not in get_args(ProviderId) or "[" in value or "]" in value:
        known = ", ".join(get_args(ProviderId))
        raise Refused(f"“{value}” is no voice", f"Write who speaks, and perhaps with which voice: {known}.")
    return value


def _expression(value: str) -> Expression:
    for known in EXPRESSIONS:
        if known == value.lower():
            return known
    raise Refused(f"“{value}” is no expression", f"Expressions are {', '.join(EXPRESSIONS)}.")
