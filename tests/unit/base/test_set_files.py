"""Exported profiles: what is in them, and what is refused of somebody else's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.base.errors import AppError
from app.base.omnirt_settings import OmniRTSettings
from app.base.profile import for_others, from_others, profile_of, read_profile, with_profile, write_profile
from app.base.set_files import LARGEST_BYTES, read_set, write_set
from app.base.settings import CameraSettings, ProgramSettings, RecordingSettings, Settings, VoiceSettings


def exported(path: Path, **changes: Any) -> Path:
    write_set(path, "profile", "Evening", profile_of(Settings()))
    whole = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps(whole), "utf-8")
    return path


def test_a_profile_comes_back_as_it_was_given_away(tmp_path: Path) -> None:
    own = Settings(program=ProgramSettings(size="720x1280", fps=60), camera=CameraSettings(device="/dev/video9"))
    write_set(tmp_path / "one.json", "profile", "直播", for_others(profile_of(own)))
    name, content = read_set(tmp_path / "one.json", "profile")
    assert name == "直播"
    got, bad = with_profile(Settings(), name, content)
    assert (got.program, got.camera, got.current.profile, bad) == (own.program, own.camera, "直播", [])


def test_what_belongs_to_the_computer_is_in_no_profile() -> None:
    here = Settings()
    assert "window" not in profile_of(here)
    taken, bad = with_profile(here, "New", {"control": {"enabled": True}, "hotkeys": {"window": {"panic": "F1"}}})
    assert (taken.control, taken.hotkeys, bad) == (here.control, here.hotkeys, [])


def test_nothing_private_is_given_away() -> None:
    own = Settings(
        recording=RecordingSettings(folder=Path("/home/jane/Videos")),
        voice=VoiceSettings(openai_url="https://jane:pass@speech.example/v1"),
        omnirt=OmniRTSettings.model_validate({"servers": [{"name": "one", "url": "https://one.example:9000"}]}),
    )
    text = json.dumps(for_others(profile_of(own)))
    assert "jane" not in text
    assert "pass" not in text
    assert "https://speech.example/v1" in text
    assert "https://one.example:9000" in text


def test_a_profile_is_kept_as_a_person_may_edit_it() -> None:
    kept = write_profile(profile_of(Settings()))
    assert b"[program]" in kept
    assert read_profile(kept) == profile_of(Settings())
    with pytest.raises(AppError, match="damaged"):
        read_profile(b"\xff[")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": 2}, "made by a newer version"),
        ({"kind": "scenes"}, "it is no profile"),
        ({"format": "else"}, "it is no profile"),
        ({"content": []}, "it is no profile"),
        ({"name": 3}, "it is no profile"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(AppError, match=why):
        read_set(exported(tmp_path / "one.json", **changes), "profile")


def test_a_name_that_is_none_gives_way_to_the_file_s(tmp_path: Path) -> None:
    path = exported(tmp_path / "From Jane.json", name="\u202e" * 90)
    assert read_set(path, "profile")[0] == "From Jane"


def test_huge_missing_and_nested_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with pytest.raises(AppError, match="cannot be read"):
        read_set(path, "profile")
    path.write_bytes(b" " * (LARGEST_BYTES + 1))
    with pytest.raises(AppError, match="larger than any profile"):
        read_set(path, "profile")
    path.write_bytes(b"[" * 1_000_000)
    with pytest.raises(AppError, match="damaged, or something else"):
        read_set(path, "profile")


_JSON: some.SearchStrategy[Any] = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=some.dictionaries(some.sampled_from(sorted(Settings.model_fields)), _JSON))
def test_whatever_is_in_it_becomes_settings(content: dict[str, Any]) -> None:
    got, _ = with_profile(Settings(), "Any", content)
    assert got.current.profile == "Any"


def test_no_key_goes_to_an_address_that_comes_with_a_profile() -> None:
    one, two = {"name": "one", "url": "https://one.example:9000"}, {"name": "two", "url": "https://two.example:9000"}
    own = Settings(omnirt=OmniRTSettings.model_validate({"servers": [one, two]}))
    thief = {"name": "two", "url": "https://thief.example", "headers": {"X-A": "b"}}
    given = Settings(
        voice=VoiceSettings(openai_url="https://thief.example/v1"),
        omnirt=OmniRTSettings.model_validate(
            {"servers": [one, thief], "server": "two", "allow_plain": ["thief.example"]}
        ),
    )
    got = from_others(given, own)
    assert {server.name: server.url for server in got.omnirt.servers} == {
        "one": "https://one.example:9000",
        "two (3)": "https://thief.example",
    }
    assert got.omnirt.server == "two (3)"
    assert (got.omnirt.allow_plain, got.voice.openai_url) == ((), Settings().voice.openai_url)
    assert "X-A" not in json.dumps(for_others(profile_of(given)))
