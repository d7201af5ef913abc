"""Profiles of a studio that runs: switched live, copied, renamed, removed, given away and taken over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import AppError
from app.base.named_files import NamedFiles
from app.base.set_files import write_set
from app.base.settings import EngineSettings, ProgramSettings, Settings
from app.ground import Overlay, lay_over
from app.studio import commands as do
from app.studio.asking import commands_of
from app.studio.kept_settings import SetsDoor
from app.studio.snapshot import EngineState, OutputState
from tests.helpers.small_studio import SmallStudio

OWN = Settings(engine=EngineSettings(kind="testcard"))


@pytest.fixture
def overlay() -> Overlay:
    """The command line has another microphone for this run."""
    return Overlay(OWN, lambda own: lay_over(own, {"voice.microphone": "Of this run"}))


@pytest.fixture
def small(tmp_path: Path, overlay: Overlay) -> Iterator[SmallStudio]:
    files = NamedFiles(tmp_path / "profiles", ".toml"), NamedFiles(tmp_path / "scenes", ".json")
    small = SmallStudio(settings=overlay.laid, sets=SetsDoor(*files, overlay.bare, overlay.adopt))
    small.wait(lambda now: now.engine is EngineState.READY)
    yield small
    small.studio.close()


def names(small: SmallStudio) -> tuple[str, ...]:
    return small.studio.snapshot().sets.names["profile"]


def current(small: SmallStudio) -> str:
    return small.studio.snapshot().settings.current.profile


def use(small: SmallStudio, command: do.Command, name: str) -> None:
    small.studio.post(command)
    small.wait(lambda now: now.settings.current.profile == name)


def test_two_profiles_keep_two_sizes_and_the_camera_goes_on(small: SmallStudio) -> None:
    small.studio.post(do.StartCamera())
    small.wait(lambda now: now.camera is OutputState.ON)
    use(small, do.DuplicateSet("profile", "Untitled", "Upright"), "Upright")
    assert names(small) == ("Untitled", "Upright")
    settings = small.studio.snapshot().settings
    upright = settings.model_copy(update={"program": ProgramSettings(size="720x1280")})
    small.studio.post(do.ApplySettings(upright))
    small.wait(lambda now: now.settings.program.size == "720x1280" and now.camera is OutputState.ON)
    use(small, do.SwitchSet("profile", "untitled"), "Untitled")
    now = small.wait(lambda now: now.camera is OutputState.ON)
    assert now.settings.program.size == "1280x720"
    (said,) = [problem for problem in now.problems if problem.code == "sets.switched"]
    assert said.message == "The profile Untitled is in use."
    assert "The virtual camera and the engine were restarted" in said.hint
    use(small, do.SwitchSet("profile", "Upright"), "Upright")
    assert small.studio.snapshot().settings.program.size == "720x1280"


def test_what_lies_over_the_settings_lies_over_every_profile_and_is_kept_in_none(
    small: SmallStudio, overlay: Overlay
) -> None:
    use(small, do.AddSet("profile", "Other"), "Other")
    now = small.studio.snapshot().settings
    assert now.voice.microphone == "Of this run"
    assert overlay.bare(now).voice.microphone == "default"
    use(small, do.SwitchSet("profile", "Untitled"), "Untitled")
    assert overlay.bare(small.studio.snapshot().settings) == OWN


def test_another_size_waits_for_the_recording_to_end(small: SmallStudio) -> None:
    use(small, do.AddSet("profile", "Other"), "Other")
    upright = small.studio.snapshot().settings.model_copy(update={"program": ProgramSettings(size="720x1280")})
    small.studio.post(do.ApplySettings(upright))
    small.studio.post(do.StartRecording())
    small.wait(lambda now: now.recording is OutputState.ON)
    small.studio.post(do.SwitchSet("profile", "Untitled"))
    now = small.wait(lambda now: any(problem.code == "sets.recording" for problem in now.problems))
    assert (now.recording, now.settings.program.size, now.settings.current.profile) == (
        OutputState.ON,
        "720x1280",
        "Other",
    )
    small.studio.post(do.StopRecording())
    small.wait(lambda now: now.recording is OutputState.OFF)
    use(small, do.SwitchSet("profile", "Untitled"), "Untitled")
    assert not any(problem.code == "sets.recording" for problem in small.studio.snapshot().problems)


def test_they_are_renamed_and_removed_and_the_last_stays(small: SmallStudio) -> None:
    use(small, do.RenameSet("profile", "Untitled", "Morning"), "Morning")
    use(small, do.AddSet("profile", "Evening"), "Evening")
    small.studio.post(do.RenameSet("profile", "Morning", "Noon"))
    small.wait(lambda now: now.sets.names["profile"] == ("Evening", "Noon"))
    use(small, do.RemoveSet("profile", "Evening"), "Noon")
    small.wait(lambda now: now.sets.names["profile"] == ("Noon",))
    small.studio.post(do.RemoveSet("profile", "Noon"))
    small.wait(lambda now: any(problem.code == "sets.last" for problem in now.problems))
    assert names(small) == ("Noon",)


def test_one_is_given_away_and_taken_over_under_another_name(small: SmallStudio, tmp_path: Path) -> None:
    wide = small.studio.snapshot().settings.model_copy(update={"program": ProgramSettings(size="1920x1080")})
    small.studio.post(do.ApplySettings(wide))
    small.studio.post(do.ExportSet("profile", "Untitled", tmp_path / "one.json"))
    small.studio.post(do.ImportSet("profile", tmp_path / "one.json"))
    small.wait(lambda now: now.sets.names["profile"] == ("Untitled", "Untitled 2"))
    assert current(small) == "Untitled"
    assert any(problem.code == "sets.imported" for problem in small.studio.snapshot().problems)
    use(small, do.AddSet("profile", "Third"), "Third")
    use(small, do.SwitchSet("profile", "Untitled 2"), "Untitled 2")
    assert small.studio.snapshot().settings.program.size == "1920x1080"


def test_one_of_somebody_else_names_no_program_and_no_file_of_this_computer(small: SmallStudio, tmp_path: Path) -> None:
    evil = {
        "program": {"size": "1920x1080", "subtitles_file": "/home/me/.bashrc"},
        "engine": {"kind": "testcard", "python": "/tmp/evil"},  # it is never opened
        "recording": {"folder": "/etc"},
        "local": {"ckpt_dir": "/tmp/evil"},
        "local_server": {"program": "/tmp/evil"},
    }
    write_set(tmp_path / "evil.json", "profile", "Nice", evil)
    small.studio.post(do.ImportSet("profile", tmp_path / "evil.json"))
    small.wait(lambda now: "Nice" in now.sets.names["profile"])
    use(small, do.SwitchSet("profile", "Nice"), "Nice")
    got = small.studio.snapshot().settings
    assert got.program.size == "1920x1080"
    files = got.program.subtitles_file, got.engine.python, got.recording.folder, got.local.ckpt_dir
    assert (*files, got.local_server.program) == (None,) * 5


def test_a_damaged_one_is_refused_and_the_show_goes_on(small: SmallStudio, tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "Broken.toml").write_bytes(b"\xff")
    small.studio.post(do.SwitchSet("profile", "Broken"))
    small.wait(lambda now: any(problem.code == "sets.damaged" for problem in now.problems))
    assert current(small) == "Untitled"


def test_other_programs_may_switch_and_the_user_s_command_line_may_do_the_rest(small: SmallStudio) -> None:
    use(small, do.AddSet("profile", "Other"), "Other")
    small.wait(lambda now: now.sets.names["profile"] == ("Other", "Untitled"))
    now = small.studio.snapshot()
    assert commands_of("profile", {"profile": "untitled"}, now, own=False) == (do.SwitchSet("profile", "Untitled"),)
    with pytest.raises(AppError, match="None is called Third"):
        commands_of("profile", {"profile": "Third"}, now, own=False)
    with pytest.raises(AppError, match="Nobody can ask for sets"):
        commands_of("sets", {"kind": "profile", "what": "remove", "name": "Other"}, now, own=False)

    def asked(what: str, name: str, to: str | None = None) -> tuple[do.Command, ...]:
        return commands_of("sets", {"kind": "profile", "what": what, "name": name, "to": to}, now, own=True)

    assert asked("rename", "other", "New") == (do.RenameSet("profile", "Other", "New"),)
    assert asked("remove", "Other") == (do.RemoveSet("profile", "Other"),)
    assert asked("new", "New") == (do.AddSet("profile", "New"),)
    for what, name, to in (("duplicate", "Other", "Untitled"), ("new", "OTHER", None), ("rename", "Other", None)):
        with pytest.raises(AppError):
            asked(what, name, to)
