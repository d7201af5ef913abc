"""What the pages say is so: links lead somewhere, commands are understood, words of the window are in the window."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

import studio
from app.base.settings import Settings
from app.checks.camera import LOAD_BY_HAND
from app.cli.arguments import parse_arguments
from app.ui.local_server import how_to_install
from tests.helpers.pages import ROOT, Page, page, pages
from tools.translate import CATALOGUE, messages, sentences

PAGES = pages()
GUIDE = pages("docs/guide")
CHINESE = "/zh/"
every_page = pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)


# ---- links and pictures


def _anchors(one: Page) -> set[str]:
    """As GitHub makes them of headings."""
    titles = re.findall(r"^#+ (.+)$", one.prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@every_page
def test_links_and_pictures_lead_somewhere(one: Page) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", one.prose):
        if "://" in target or target.startswith("mailto:"):
            continue
        where, _, anchor = target.partition("#")
        path = (one.path.parent / where).resolve() if where else one.path
        assert path.exists(), f"{one.name}: {target}"
        if anchor:
            assert anchor in _anchors(Page(path, path.read_text("utf-8"))), f"{one.name}: {target}"


def test_every_picture_is_shown_and_every_page_is_found_from_the_first() -> None:
    linked = {
        (one.path.parent / target.partition("#")[0]).resolve()
        for one in PAGES
        for target in re.findall(r"\]\(([^)\s]+)\)", one.prose)
    }
    assert sorted(set((ROOT / "docs" / "images").iterdir()) - linked) == []
    lost = [one.name for one in PAGES if one.path.resolve() not in linked]
    assert [name for name in lost if name not in ("README.md", "CHANGELOG.md")] == []


def test_the_index_of_decisions_has_them_all() -> None:
    index = page("docs/decisions/README.md").text
    there = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\((\S+?\.md)\)", index)) == there


# ---- commands


def _launcher(words: list[str]) -> None:
    """``studio.py test``, ``build`` and ``local`` are the launcher's; it leaves with 2 where it does not know."""
    if words[0] == "test":
        own = words[1 : words.index("--")] if "--" in words else words[1:]
        assert set(own) <= {"--full"}
        for path in [word for word in words if word.startswith("tests/")]:
            assert (ROOT / path).exists()
    elif words[0] == "local":
        assert len(words) < 3
    else:
        assert words == ["build"]


def _studio(words: list[str]) -> None:
    if words[:1] in (["test"], ["build"], ["local"]):
        _launcher(words)
    else:
        parse_arguments(words)


def _module(words: list[str]) -> None:
    assert words[0] == "-m"
    assert importlib.util.find_spec(words[1]) is not None


def _locks(words: list[str]) -> None:
    assert words[:2] == ["pip", "compile"]
    for word in words[2:]:
        if word.endswith((".lock", ".in", ".toml")):
            assert (ROOT / word).exists()


BY_HAND = {
    LOAD_BY_HAND,
    *how_to_install(Settings().local_server.port, "linux"),
    'sudo usermod -aG video "$USER"',
    "sudo modprobe -r v4l2loopback",
    "sudo apt install v4l2loopback-dkms",
    "sudo dnf install akmod-v4l2loopback",
    "sudo pacman -S v4l2loopback-dkms",
    "sudo apt install pulseaudio-utils",
}
"""What the program, too, tells people to type."""
OF_THE_SYSTEM = {
    "sudo apt install ./flashtalk-studio_*_amd64.deb",
    "sudo apt purge flashtalk-studio",
    "sudo mokutil --import",
}
"""What it does not tell: how packages are installed and removed, and what is the system's own."""

KNOWN: dict[tuple[str, ...], Callable[[list[str]], None]] = {
    ("python3", "studio.py"): _studio,
    ("py", "studio.py"): _studio,
    ("studio.py",): _studio,
    ("flashtalk-studio-cli",): _studio,
    ("flashtalk-studio",): _studio,
    ("python", "-m", "app"): _studio,
    ("python",): _module,
    ("python3",): _module,
    ("sudo", ".venv-build/bin/python"): _module,
    ("uv",): _locks,
}

COMMANDS = [
    pytest.param(line, id=f"{one.name}: {line}")
    for one in (*PAGES[:1], *pages("docs/guide"), *pages("docs/engineers"), page("docs/decisions/packages.md"))
    for line in dict.fromkeys(one.command_lines())
]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    if line in BY_HAND | OF_THE_SYSTEM:
        return
    words = shlex.split(line)
    if words[:2] == ["python", "tools/translate.py"]:
        assert (ROOT / words[1]).exists()
        return
    for begin, understands in KNOWN.items():
        if tuple(words[: len(begin)]) == begin:
            try:
                understands(words[len(begin) :])
            except SystemExit as left:
                if left.code != 0:  # 0: it has shown its help
                    pytest.fail(f"{line}: {capsys.readouterr().err}")
            return
    raise AssertionError(f"nobody knows {line}")


def test_what_people_are_told_to_type_is_what_the_program_tells() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py"))
    for line in BY_HAND - {LOAD_BY_HAND, *how_to_install(Settings().local_server.port, "linux")}:
        assert line in source, line


def test_the_script_of_ci_is_there() -> None:
    assert "`.ci/run`" in page("docs/engineers/building.md").text
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_launcher_knows_no_other_commands() -> None:
    launcher = Path(studio.__file__).read_text("utf-8")
    assert re.findall(r'arguments\[:1\] == \["(\w+)"\]', launcher) == ["local", "build", "test"]


# ---- words


def _plain(words: str) -> str:
    """Words of a menu or a button without the mark of its key and without its dots."""
    return re.sub(r"\(&\w\)|&", "", words).strip().removesuffix("…").removesuffix("...").strip()


ENTRIES = tuple(messages(CATALOGUE))
ENGLISH_WORDS = {_plain(source) for _, source, _ in ENTRIES}
CHINESE_WORDS = {_plain(translation) for _, _, translation in ENTRIES} | {"English", "简体中文"}


@pytest.mark.parametrize("one", [*PAGES[:1], *GUIDE], ids=lambda one: one.name)
def test_what_is_bold_stands_in_the_window(one: Page) -> None:
    known = CHINESE_WORDS if CHINESE in one.name else ENGLISH_WORDS
    bold = re.findall(r"\*\*([^*]+)\*\*", one.prose)
    named = {_plain(word) for words in bold for word in re.split(r"\s*>\s*", " ".join(words.split()))}
    assert sorted(named - known) == []


def _template(sentence: str) -> str:
    return re.sub(r"\{\w*\}", "…", " ".join(sentence.split()))


def _said(chinese: bool) -> set[str]:
    if chinese:
        return {_template(translation) for _, _, translation in ENTRIES}
    return {_template(one) for one in sentences()} | {_template(source) for _, source, _ in ENTRIES}


@pytest.mark.parametrize("name", ["docs/guide/troubleshooting.md", "docs/guide/zh/troubleshooting.md"])
def test_the_sentences_of_the_troubleshooting_are_those_of_the_program(name: str) -> None:
    headings = re.findall(r"^### (.+)$", page(name).text, re.MULTILINE)
    quoted = [heading for heading in headings if heading[-1] in ".。"]
    assert len(quoted) > 40
    known = _said(CHINESE in name)
    assert [heading for heading in quoted if heading not in known] == []


@pytest.mark.parametrize("one", [one for one in GUIDE if CHINESE not in one.name], ids=lambda one: one.name)
def test_a_page_and_its_chinese_have_the_same_parts(one: Page) -> None:
    """Headings, pictures and commands; what is spoken, and names, differ."""
    theirs = page(one.name.replace("docs/guide/", "docs/guide/zh/"))
    assert _shape(one) == _shape(theirs)


def _shape(one: Page) -> tuple[list[str], int, set[str]]:
    commands = {re.sub(r'"[^"]*"|\w+=\S+', "…", line) for line in one.command_lines()}
    return re.findall(r"^(#+) ", one.prose, re.MULTILINE), len(re.findall(r"!\[", one.prose)), commands
