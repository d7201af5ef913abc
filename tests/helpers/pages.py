"""The pages that people read: what stands in them, for tests that hold them to the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: where it is.
        text: all of it.

    """

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Its path within the repository."""
        return self.path.relative_to(ROOT).as_posix()

    def blocks(self, language: str) -> dict[str, str]:
        """What stands between fences that begin with ``language``, by the name behind it."""
        found = [(words.split(), text) for words, text in _FENCE.findall(self.text)]
        return {words[1]: text for words, text in found if words[:1] == [language] and len(words) == 2}

    @property
    def prose(self) -> str:
        """The page without what stands between fences."""
        return _FENCE.sub("", self.text)

    def command_lines(self) -> Iterator[str]:
        """The lines that can be typed: all between plain fences, and those within the text that begin like one."""
        for words, text in _FENCE.findall(self.text):
            if not words:
                joined = text.replace("\\\n", " ")
                yield from (line for line in map(str.strip, joined.splitlines()) if line)
        for code in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", self.prose):
            if code.startswith(("python3 ", "studio.py ", "flashtalk-studio", "sudo ", "python -m ")):
                yield code


@cache
def pages(under: str = "") -> tuple[Page, ...]:
    """All pages of the repository, or those below a folder."""
    if under:
        found = sorted((ROOT / under).rglob("*.md"))
    else:
        found = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return tuple(Page(path, path.read_text("utf-8")) for path in found)


def page(name: str) -> Page:
    """The page at this path within the repository."""
    path = ROOT / name
    return Page(path, path.read_text("utf-8"))
