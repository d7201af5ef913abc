"""Which studio this is, as a packaged one, an installed one and a checkout know it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from app.base.paths import resources_dir, source_root
from app.base.version import CHECKOUT, Build, this_build
from app.cli.arguments import parse_arguments


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    this_build.cache_clear()
    yield
    this_build.cache_clear()


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the source of a packaged studio."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    folder = tmp_path / "_internal" / "studio"
    folder.mkdir(parents=True)
    return folder


def test_a_packaged_studio_has_its_source_in_a_folder_without_packages(packed: Path) -> None:
    assert source_root() == packed
    assert resources_dir() == packed / "resources"


def test_a_packaged_studio_knows_what_it_was_made_from(packed: Path) -> None:
    text = '{"version": "1.2.0", "commit": "0123456789ab", "releases": "https://example.org/latest"}'
    (packed / "build.json").write_text(text, "utf-8")
    assert this_build() == Build("1.2.0", "0123456789ab", "https://example.org/latest")


@pytest.mark.parametrize("text", ["", "[]", '{"version": "1.2.0"}'])
def test_a_damaged_note_ends_nothing(packed: Path, text: str) -> None:
    (packed / "build.json").write_text(text, "utf-8")
    assert this_build().commit == ""


def test_sources_that_nobody_installed_are_a_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", nobody)
    assert this_build() == Build(CHECKOUT)


def test_the_command_line_tells_it(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packed / "build.json").write_text('{"version": "1.2.0", "commit": "0123456789ab", "releases": ""}', "utf-8")
    with pytest.raises(SystemExit) as end:
        parse_arguments(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == "FlashTalk Studio 1.2.0 (0123456789ab)\n"
