"""Reports on shows, on the command line, through the program's own door."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.main import main
from tests.unit.studio.test_show_record import Record


@pytest.fixture
def shows(tmp_path: Path) -> Path:
    return Paths.find(tmp_path).reports


def report(tmp_path: Path, *words: str) -> int:
    return main(["--basedir", str(tmp_path), "report", *words])


def test_the_last_report_is_named_and_opened(
    tmp_path: Path, shows: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda uri: opened.append(uri) or True)  # type: ignore[func-returns-value]  # append's
    record = Record(shows)
    record.run(90)
    record.finish("en")
    (shows / "2020-01-01 00-00-00.html").write_text("an older one")
    assert report(tmp_path, "show") == 0
    assert capsys.readouterr().out.strip() == str(record.report)
    assert report(tmp_path, "show", "--open") == 0
    assert opened == [record.report.as_uri()]


def test_a_show_that_was_cut_short_gets_its_report_from_its_table(
    tmp_path: Path, shows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = Record(shows)
    record.run(150)  # and then the computer went off
    assert not record.report.exists()
    assert report(tmp_path, "make") == 0
    assert capsys.readouterr().out.strip() == str(record.report)
    assert "(2 min)" in record.report.read_text("utf-8")


def test_another_table_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = Record(tmp_path / "elsewhere")
    record.run(60)
    assert report(tmp_path, "make", str(record.table)) == 0
    assert Path(capsys.readouterr().out.strip()) == record.report


@pytest.mark.parametrize("words", [("show",), ("make",)])
def test_without_a_show_a_sentence_says_so(
    tmp_path: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(tmp_path, *words) == 1
    said = capsys.readouterr().err
    assert said.startswith("There is no ")
    assert "Report after a show" in said


def test_what_is_no_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "prices.csv"
    other.write_text("a,b\n1,2\n")
    assert report(tmp_path, "make", str(other)) == 1
    assert "prices.csv is no table of a show" in capsys.readouterr().err
