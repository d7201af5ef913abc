"""What stands beside the files of a release."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import build_spec
from installers.release import main, notes, sums

CHANGES = "# Changes\n\n## 0.2.0 (soon)\n\n- Two.\n\n## 0.2\n\n## 0.1.0\n\nOne.\n\n- First.\n"


def test_the_notes_are_the_versions_part_of_the_changelog() -> None:
    assert notes(CHANGES, "0.2.0") == "- Two.\n"
    assert notes(CHANGES, "0.1.0") == "One.\n\n- First.\n"


@pytest.mark.parametrize("version", ["0.3.0", "0.2", "0.1"])
def test_a_version_without_notes_is_not_released(version: str) -> None:
    with pytest.raises(SystemExit, match="CHANGELOG"):
        notes(CHANGES, version)


def test_this_version_has_notes() -> None:
    assert notes((build_spec.ROOT / "CHANGELOG.md").read_text("utf-8"), build_spec.version())


def test_the_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "b.deb").write_bytes(b"two")
    (tmp_path / "a.exe").write_bytes(b"one")
    (tmp_path / "SHA256SUMS").write_text(sums(tmp_path), "utf-8")
    assert [line.split()[1] for line in sums(tmp_path).splitlines()] == ["a.exe", "b.deb"]
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=False)
    assert checked.returncode == 0


def test_a_tag_that_is_not_the_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"v9\.9\.9"):
        main(tmp_path, "v9.9.9")
