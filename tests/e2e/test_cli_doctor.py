"""``doctor`` and ``avatars``, through the real program."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.helpers.avatars import GREY, manifest, plain, write_json, write_picture
from tests.helpers.program import Program, run_program
from tests.helpers.pulse import PrivatePulse


@pytest.mark.serial
def test_the_doctor_examines_this_machine(tmp_path: Path) -> None:
    began_s = time.monotonic()
    program = run_program(tmp_path, "doctor", "--json")
    took_s = time.monotonic() - began_s
    found = {check["id"]: check for check in json.loads(program.stdout())["checks"]}
    assert program.stderr() == ""
    assert not program.warnings()
    assert {"python", "engine", "speech", "encoders", "disk", "camera", "microphone", "audio_out"} <= set(found)
    assert {"server", "gpu", "clock"} <= set(found)
    for name, check in found.items():
        assert set(check) == {"id", "status", "message", "fix", "fix_by_itself", "steps"}, name
        assert check["message"].endswith("."), name
        assert bool(check["fix"]) == (check["status"] != "green"), name
    needed = ("python", "settings", "avatars", "speech", "encoders", "disk")
    assert [name for name in needed if found[name]["status"] != "green"] == []
    assert "draws a picture of Mira" in found["engine"]["message"]
    assert program.process.returncode == int(any(check["status"] == "red" for check in found.values()))
    assert took_s < 15


@pytest.mark.slow
@pytest.mark.serial
def test_the_doctor_makes_a_cable_and_has_the_host_speak_into_it(tmp_path: Path) -> None:
    pulse = PrivatePulse()

    def doctor(*arguments: str) -> Program:
        with Program(tmp_path, "doctor", *arguments, environment=pulse.environment) as program:
            program.wait(60.0)
        return program

    pulse.start()
    try:
        for cable in ("avatar_out", "vmic"):  # the server's own would do as cables, too
            pulse.control("unload-module", cable_module(pulse, cable))
        mended = doctor("--fix", "audio_out", "--fix", "audio_out")
        assert mended.stderr().splitlines() == ["audio_out: done.", "audio_out: done."]
        assert pulse.control("list", "short", "sources").count("flashtalk_studio_microphone") == 1
        program = doctor("--json")
    finally:
        pulse.stop()
    (found,) = [one for one in json.loads(program.stdout())["checks"] if one["id"] == "audio_out"]
    assert found["status"] == "green"
    assert "FlashTalk Studio Microphone" in found["message"]


def cable_module(pulse: PrivatePulse, sink: str) -> str:
    """Number of the module that made a sink."""
    (number,) = [
        line.split()[0]
        for line in pulse.control("list", "short", "modules").splitlines()
        if f"sink_name={sink} " in line
    ]
    return number


def test_what_is_red_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "studio" / "config").mkdir(parents=True)
    settings = '[recording]\nfolder = "/proc/nowhere"\n[window]\navatar = "nobody"\n'
    (tmp_path / "studio" / "config" / "settings.toml").write_text(settings, encoding="utf-8")
    program = run_program(tmp_path, "doctor")
    assert program.process.returncode == 1
    red = [line.split()[1] for line in program.stdout().splitlines() if line.startswith("red")]
    assert red == ["engine", "disk"]


def test_the_users_avatars_are_listed_and_checked(tmp_path: Path) -> None:
    ada = tmp_path / "studio" / "data" / "avatars" / "ada"
    write_json(ada / "manifest.json", manifest(id="ada", name="Ada Ñ"))
    write_picture(ada / "reference.png", plain(100, 200, GREY))
    listed = run_program(tmp_path, "avatars", "list", "--json")
    assert listed.process.returncode == 0
    assert [(one["id"], one["name"]) for one in json.loads(listed.stdout())] == [
        ("elias", "Elias"),
        ("mira", "Mira"),
        ("ada", "Ada Ñ"),
    ]
    assert run_program(tmp_path, "avatars", "check").process.returncode == 0

    (ada / "reference.png").unlink()
    checked = run_program(tmp_path, "avatars", "check", "--json", str(ada))
    assert checked.process.returncode == 1
    assert [(one["id"], one["status"]) for one in json.loads(checked.stdout())] == [("ada", "red")]
