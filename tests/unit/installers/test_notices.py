"""The licences of what is packed, found out from the files that are packed."""

from __future__ import annotations

from pathlib import Path

import av
import httpx
import pytest

import build_spec
from installers import components, notices
from installers.components import bundled_components


@pytest.fixture(autouse=True)
def _no_packer(monkeypatch: pytest.MonkeyPatch) -> None:
    # The packer is no part of the environment that tests run in.
    monkeypatch.setattr(components, "PACKERS", ())


@pytest.fixture
def bundled() -> dict[str, str]:
    return {f"x/{number}": str(path) for number, path in enumerate((av.__file__, httpx.__file__, __file__))}


def test_who_is_in_it_is_known_by_the_files(bundled: dict[str, str]) -> None:
    found = {one.name: one for one in bundled_components(bundled.values())}
    assert set(found) == {"av", "httpx", "python"}
    assert found["httpx"].licence == "BSD-3-Clause"
    assert "GPL-2.0-or-later" in found["av"].inside
    assert found["av"].texts
    assert found["python"].version.startswith("3.")


def test_texts_offer_and_list_lie_in_the_packaged_studio(
    bundled: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_spec, "DIST", tmp_path)
    monkeypatch.setenv("GITHUB_API_URL", "https://api.github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/studio")
    notices.write_notices(bundled, tmp_path / "made")
    folder = tmp_path / "made" / "_internal" / "studio" / "licences"
    assert "httpx" in (folder / "THIRD-PARTY.txt").read_text("utf-8")
    assert "(https://github.com/somebody/studio/releases)" in (folder / "SOURCE-OFFER.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "GPL-3.0.txt").read_text("utf-8")
    assert any((folder / "httpx").iterdir())
    assert (folder / "LICENSE").is_file()


def test_the_list_for_machines_names_each_package_once(bundled: dict[str, str]) -> None:
    listed = notices.as_cyclonedx(bundled_components(bundled.values()))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5")
    entries = listed["components"]
    assert isinstance(entries, list)
    urls = [entry["purl"] for entry in entries]
    assert any(url.startswith("pkg:pypi/av@") for url in urls)
    assert len(urls) == len(set(urls))
