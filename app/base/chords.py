"""Keys as they are written in settings and shown to people: ``Ctrl+Shift+F9``, as Qt writes them."""

from __future__ import annotations

from dataclasses import dataclass

MODIFIERS = ("Meta", "Ctrl", "Alt", "Shift")
"""In Qt's order. On macOS Ctrl is the Command key, and Meta is Control."""

NAMED = frozenset(
    [
        "Space",
        "Tab",
        "Backspace",
        "Return",
        "Enter",
        "Esc",
        "Ins",
        "Del",
        "Home",
        "End",
        "PgUp",
        "PgDown",
        "Left",
        "Right",
        "Up",
        "Down",
        "Pause",
        "ScrollLock",
        "Print",
    ]
)
"""Keys with a name, but for F1 to F24."""

_FUNCTION = frozenset(f"F{number}" for number in range(1, 25))


@dataclass(frozen=True, slots=True)
class Chord:
    """A key and what is held with it.

    Attributes:
        modifiers: some of ``MODIFIERS``, in their order.
        key: a character in upper case, or a name.
    """

    modifiers: tuple[str, ...]
    key: str

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))

    @property
    def types(self) -> bool:
        """Whoever writes presses it, too: it is no key that one program may keep from all the others."""
        alone = set(self.modifiers) <= {"Shift"}
        return alone and (len(self.key) == 1 or self.key in ("Space", "Tab", "Backspace", "Return", "Enter", "Esc"))


def parse_chord(text: str) -> Chord:
    """``text`` as a chord. Raises ValueError with a sentence."""
    # The last "+" of "Ctrl++" is the key.
    parts = [*text[:-1].split("+")[:-1], "+"] if text.endswith("++") or text == "+" else text.split("+")
    *held, key = (part.strip() for part in parts)
    names = {name.lower(): name for name in (*MODIFIERS, *NAMED, *_FUNCTION)}
    modifiers = [names.get(part.lower(), "") for part in held]
    known = names.get(key.lower(), "") if len(key) > 1 else key.upper() if len(key.upper()) == 1 else key
    if any(one not in MODIFIERS for one in modifiers) or known in ("", *MODIFIERS) or not known.isprintable():
        raise ValueError(f"{text[:40]!r} is no key of the keyboard")
    return Chord(tuple(one for one in MODIFIERS if one in modifiers), known)
