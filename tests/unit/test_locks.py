"""What is locked, for the launcher to install."""

from __future__ import annotations

import re
import tomllib

import pytest

import studio


def pins(what: str) -> set[str]:
    lines = studio.lock_file(what).read_text("utf-8").splitlines()
    return {line.removesuffix(" \\") for line in lines if line[:1].isalnum()}


@pytest.mark.parametrize("what", ["app", "test", "omnirt", "local", "neural", "build"])
def test_every_pin_has_its_hash_and_no_index_has_a_name(what: str) -> None:
    text = studio.lock_file(what).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    for line in text.splitlines():
        assert line[:1] in ("#", " ") or line.endswith(" \\"), f"no hash follows {line}"
    assert all("==" in pin for pin in pins(what))


@pytest.mark.parametrize("larger", ["test", "build"])
def test_the_locks_of_tests_and_packages_hold_the_programs(larger: str) -> None:
    # A package that only some systems need for the program may be needed everywhere for the tests.
    versions = [{pin.partition(" ;")[0] for pin in pins(what)} for what in ("app", larger)]
    assert versions[0] < versions[1]


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((studio.ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    def name(requirement: str) -> str:
        bare = requirement.replace(">", "<").replace(";", "<").partition("<")[0].strip()
        return re.sub(r"[-_.]+", "-", bare).lower()  # as PyPI compares names

    locked = {pin.partition("==")[0].lower() for pin in pins("app")}
    assert {name(requirement) for requirement in project["dependencies"]} <= locked
    tests = {name(requirement) for requirement in project["optional-dependencies"]["test"]}
    assert tests <= {pin.partition("==")[0].lower() for pin in pins("test")}
    for heavy in ("torch", "transformers", "opencv-python"):
        assert heavy not in locked
    (qt,) = [pin for pin in pins("app") if pin.startswith("pyside6")]
    assert tuple(map(int, qt.partition("==")[2].split(".")[:2])) < (6, 12)
