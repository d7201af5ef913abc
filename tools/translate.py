"""Keeps resources/translations in step with the words in the code.

    python tools/translate.py            collect new words, and make the files that the studio reads
    python tools/translate.py --check    only say which words have no translation yet; fails if there are any

Translations are written into studio_zh_CN.ts, by hand or with Qt Linguist (pyside6-linguist). Besides what stands in
``tr()`` in the window, the sentences of the studio are collected: whatever in its code reads like one, and the
descriptions of settings.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.base.section import Section  # noqa: E402  (after the path that leads to it)
from app.base.settings import Settings  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
CATALOGUE = FOLDER / "studio_zh_CN.ts"
READY = FOLDER / "studio_zh_CN.qm"
SENTENCES = FOLDER / "sentences.json"
SPEAKING = ("app", "flashtalk_camera")
"""Folders of code that speaks to people; what the speech helper says they are told by the app."""
NOT_IN_THE_WINDOW = {"cli", "ui"}
REASONS = {
    "DiskTrouble": (1,),
    "Ended": (1,),
    "Ending": (0,),
    "Refused": (0,),
    "ShapeError": (0,),
    "_broken": (0, 1),
    "_failed": (0,),
    "_missing": (0,),
    "_not_loaded": (0,),
    "_not_omnirt": (1,),
    "_refusal": (2,),
    "_refused": (1,),
    "_silent": (0,),
    "_unanswered": (0,),
    "_unavailable": (0,),
    "invalid": (1,),
    "refusal": (1,),
    "self._refuse": (0,),
}
"""Calls, and which of their arguments is a part of a sentence for people."""
OF_SETTINGS = {"ValueError": (0,)}
"""The same in the base, where those who check a setting say what is wrong with it."""

_PLACE = re.compile(r"\{\d+\}")
_ENDS = re.compile(r"[.!?]$|: (\{\d+\}|\"\{\d+\}\")$")
"""How sentences end; what somebody else said, or another sentence, may be the last of them."""


def main() -> int:
    """Do what was asked for."""
    if "--check" in sys.argv[1:]:
        missing = untranslated()
        print("\n".join(missing))
        return 1 if missing else 0
    FOLDER.mkdir(exist_ok=True)
    collect(CATALOGUE)
    _write_sentences()
    made = READY.with_suffix(".new")  # a studio that runs has the old one mapped: written over, it would crash
    _run("lrelease", "-silent", str(CATALOGUE), "-qm", str(made))
    made.replace(READY)
    print(f"{len(untranslated())} without translation")
    return 0


def collect(catalogue: Path) -> None:
    """Bring the words of the code into ``catalogue``; what is there and still used keeps its translation."""
    with tempfile.TemporaryDirectory(dir=ROOT / "resources") as folder:
        words = Path(folder) / "words.py"
        lines = [f"tr({json.dumps(one, ensure_ascii=False)})" for one in sorted({*descriptions(), *sentences()})]
        words.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sources = sorted(str(path) for path in (ROOT / "app" / "ui").glob("*.py"))
        options = ("-silent", "-locations", "none", "-no-obsolete", "-target-language", "zh_CN")
        _run("lupdate", *options, *sources, str(words), "-ts", str(catalogue))


def untranslated() -> list[str]:
    """Words of the code that have no translation."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / CATALOGUE.name
        if CATALOGUE.exists():
            fresh.write_bytes(CATALOGUE.read_bytes())
        collect(fresh)
        return [f"{context}: {source}" for context, source, translation in messages(fresh) if not translation]


def messages(catalogue: Path) -> Iterator[tuple[str, str, str]]:
    """Context, source and translation of each entry."""
    for context in ET.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            source, translation = map(message.find, ("source", "translation"))
            yield _text(context.find("name")), _text(source), _text(translation)


def descriptions() -> Iterator[str]:
    """What the settings say of themselves."""
    for section in Settings.model_fields.values():
        kind = section.annotation
        assert isinstance(kind, type)
        assert issubclass(kind, Section)
        for field in kind.model_fields.values():
            if field.description:
                yield field.description


def sentences() -> Iterator[str]:
    """What the studio says to people; ``{0}`` and so on stand for names and numbers."""
    for path in sorted(path for folder in SPEAKING for path in (ROOT / folder).rglob("*.py")):
        room = path.relative_to(ROOT).parts[1]
        if room not in NOT_IN_THE_WINDOW:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from filter(_is_sentence, _texts_in(tree))
            yield from _parts_in(tree, REASONS | OF_SETTINGS if room == "base" else REASONS)


def _texts_in(node: ast.AST) -> Iterator[str]:
    """The texts below ``node`` but for what documents the code or goes to the log."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
        return
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and (made := _templates(node)):
        yield from made
        return
    for child in ast.iter_child_nodes(node):
        yield from _texts_in(child)


def _parts_in(tree: ast.AST, calls: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    """What stands within a sentence that is put together elsewhere: reasons, and what voices and outputs are called."""
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            for place in calls.get(ast.unparse(node.func), ()):
                given += node.args[place : place + 1]
        elif isinstance(node, ast.ClassDef):
            given += [one.value for one in node.body if isinstance(one, ast.Assign) and _names(one.targets) == ["name"]]
        for text in given:
            yield from (one for one in _templates(text) if " " in one and _has_words(one))


def _names(targets: list[ast.expr]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _is_sentence(text: str) -> bool:
    whole = text[:1].isupper() or text[:1].isdigit() or text.startswith(("{0} ", "{0}: ", "{0}, "))
    return whole and _ENDS.search(text) is not None and " " in text and _has_words(text)


def _has_words(text: str) -> bool:
    """It is more than places for something, of which any text would be made."""
    return re.search(r"[^\W\d_]{2}", _PLACE.sub("", text)) is not None


def _templates(node: ast.AST) -> list[str]:
    """What a text says, in each of the ways in which it is put together; none: it is no text, or cannot be told."""
    made = []
    for parts in _ways(node):
        places = count()
        made.append("".join(f"{{{next(places)}}}" if part is None else part for part in parts))
    return made


def _ways(node: ast.AST) -> list[list[str | None]]:
    """The same in parts; None: a place for something."""
    match node:
        case ast.Constant(value=str(text)):
            return [[text]]
        case ast.JoinedStr(values=values):
            return [[str(part.value) if isinstance(part, ast.Constant) else None for part in values]]
        case ast.IfExp(body=body, orelse=otherwise):
            return [*_ways(body), *_ways(otherwise)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [[*begun, *ended] for begun in _ways(left) for ended in _ways(right)]
    return []


def _write_sentences() -> None:
    templates = sorted({one for one in sentences() if "{0}" in one})
    SENTENCES.write_text(json.dumps(templates, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _text(element: ET.Element | None) -> str:
    return "" if element is None or element.text is None else element.text


def _run(tool: str, *arguments: str) -> None:
    program = Path(inspect.getfile(__import__("PySide6"))).parent / tool
    subprocess.run([str(program), *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())
