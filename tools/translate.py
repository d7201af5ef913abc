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
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.base.section import Section  # noqa: E402  (after the path that leads to it)
from app.base.settings import Settings  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
CATALOGUE = FOLDER / "studio_zh_CN.ts"
READY = FOLDER / "studio_zh_CN.qm"
SENTENCES = FOLDER / "sentences.json"
NOT_IN_THE_WINDOW = {"cli", "ui"}
CAMERA_SAYS = tuple(ROOT / "flashtalk_camera" / name for name in ("failures.py", "opening.py"))
"""The camera's helper is no part of the studio, but why it has no camera is shown in the window."""
REASONS = {"refusal": 1, "ShapeError": 0}
"""Calls, and which of their arguments is a part of a sentence for people."""


def main() -> int:
    """Do what was asked for."""
    if "--check" in sys.argv[1:]:
        missing = untranslated()
        print("\n".join(missing))
        return 1 if missing else 0
    FOLDER.mkdir(exist_ok=True)
    collect(CATALOGUE)
    _write_sentences()
    _run("lrelease", "-silent", str(CATALOGUE), "-qm", str(READY))
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
            yield tuple(_text(one) for one in (context.find("name"), *map(message.find, ("source", "translation"))))  # type: ignore[misc]


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
    app = ROOT / "app"
    ours = [path for path in sorted(app.rglob("*.py")) if path.relative_to(app).parts[0] not in NOT_IN_THE_WINDOW]
    for path in (*ours, *CAMERA_SAYS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from filter(_is_sentence, _texts_in(tree))
        yield from _reasons_in(tree)


def _texts_in(node: ast.AST) -> Iterator[str]:
    """The texts below ``node`` but for what documents the code or goes to the log."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log."):
        return
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield _template(node)
        return
    for child in ast.iter_child_nodes(node):
        yield from _texts_in(child)


def _reasons_in(tree: ast.AST) -> Iterator[str]:
    """What stands within a sentence that is put together elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (place := REASONS.get(ast.unparse(node.func))) is not None:
            for given in node.args[place : place + 1]:
                either = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
                yield from filter(None, map(_template, either))


def _is_sentence(text: str) -> bool:
    whole = text[:1].isupper() or text.startswith("{0} ")
    return whole and text[-1] in ".!?" and text.count(" ") > 1 and text.replace("{0}", "").strip(" .") != ""


def _template(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    made, places = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            made += str(part.value)
        else:
            made += f"{{{places}}}"
            places += 1
    return made


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
