"""What the launcher decides, without network and without an environment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import studio

Starts = list[tuple[Path, list[str], dict[str, str]]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder that holds the launcher's requirements only."""
    root = tmp_path / "ü mit Leerzeichen" / "直播"
    (root / "requirements").mkdir(parents=True)
    (root / "requirements" / "system.txt").write_bytes((studio.ROOT / "requirements" / "system.txt").read_bytes())
    (root / "requirements" / "app.lock").write_text("one==1\n", "utf-8")
    (root / "requirements" / "test.lock").write_text("one==1\ntwo==2\n", "utf-8")
    monkeypatch.setattr(studio, "ROOT", root)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    return root


@pytest.fixture
def starts(project: Path, monkeypatch: pytest.MonkeyPatch) -> Starts:
    """Installs for both and collects what would be started."""
    make_ready(project / ".venv", "app", "test")
    calls: Starts = []

    def start(env: Path, arguments: Sequence[str], environ: dict[str, str]) -> int:
        calls.append((env, list(arguments), environ))
        return 0

    monkeypatch.setattr(studio, "start", start)
    return calls


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the system lack everything but these probes."""

    def lack(*present: str) -> None:
        monkeypatch.setattr(studio, "is_present", lambda probe: probe in present)

    return lack


def make_ready(env: Path, *locks: str) -> None:
    studio.env_python(env).parent.mkdir(parents=True)
    studio.env_python(env).touch()
    studio.write_stamp(env, {lock: studio.lock_key(lock) for lock in locks})


# --- What is whose


@pytest.mark.parametrize(
    "arguments", [[], ["render", "--text", "a b"], ["--help"], ["--full"], ["status", "test"], ["--", "test"]]
)
def test_all_but_its_own_word_goes_to_the_program(arguments: list[str], starts: Starts, project: Path) -> None:
    assert studio.main(arguments) == 0
    assert [(env, words) for env, words, _ in starts] == [(project / ".venv", ["-m", "app", *arguments])]


@pytest.mark.parametrize("arguments", [[], ["--full"], ["--", "-k", "--anything"], ["--full", "--", "-x"]])
def test_the_word_test_runs_the_tests(
    arguments: list[str], starts: Starts, lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "read_needs", list)
    assert studio.main(["test", *arguments]) == 0
    assert [words for _, words, _ in starts] == [["-P", "-m", "tests.run", *arguments]]


def test_a_slip_of_the_pen_behind_test_starts_nothing(starts: Starts, capsys: pytest.CaptureFixture[str]) -> None:
    assert studio.main(["test", "--ful", "--", "-x"]) == 2
    assert not starts
    assert "does not know --ful" in capsys.readouterr().err


def test_the_program_finds_our_code_and_nothing_of_another_python(
    starts: Starts, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/opt/robots/dist-packages")
    monkeypatch.setenv("PYTHONHOME", "/opt/other")
    studio.main([])
    environ = starts[0][2]
    assert environ["PYTHONPATH"] == str(project)
    assert "PYTHONHOME" not in environ
    assert environ["PYTHONSAFEPATH"] == "1"  # its helpers, too, must not import from the user's folder


# --- The stamp


def test_ready_means_this_lock_and_this_python(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = project / ".venv"
    make_ready(env, "app")
    assert studio.is_ready(env, "app")
    assert not studio.is_ready(env, "test")
    with monkeypatch.context() as other_python:
        other_python.setattr(sys.implementation, "cache_tag", "cpython-399")
        assert not studio.is_ready(env, "app")
    studio.lock_file("app").write_text("one==2\n", "utf-8")
    assert not studio.is_ready(env, "app")


def test_an_environment_without_its_python_is_not_ready(project: Path) -> None:
    make_ready(project / ".venv", "app")
    studio.env_python(project / ".venv").unlink()
    assert not studio.is_ready(project / ".venv", "app")


@pytest.mark.parametrize("content", [b"", b"app", b"state installing\n", b"\xff\xfe\x00", b"app 12\napp"])
def test_a_stamp_that_says_less_is_no_reason_to_start(project: Path, content: bytes) -> None:
    make_ready(project / ".venv", "app")
    (project / ".venv" / studio.STAMP).write_bytes(content)
    assert not studio.is_ready(project / ".venv", "app")


def test_a_copy_without_its_lock_is_named_incomplete(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    studio.lock_file("app").unlink()
    assert studio.main([]) == 1
    error = capsys.readouterr().err
    assert "incomplete" in error
    assert "Traceback" not in error


def test_the_environment_lies_beside_the_launcher_where_it_can(project: Path) -> None:
    assert studio.make_env_folder() == project / ".venv"
    assert list((project / ".venv").iterdir()) == []


def test_the_environment_lies_in_the_users_data_where_it_must(project: Path, tmp_path: Path) -> None:
    (project / ".venv").write_text("in the way, as a folder without the right to write is")
    env = studio.make_env_folder()
    assert env.is_dir()
    assert env.is_relative_to(tmp_path / "data") or sys.platform == "darwin"


def test_nowhere_to_write_is_one_sentence(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".venv").write_text("")
    monkeypatch.setattr(studio, "env_folders", lambda: (project / ".venv", project / ".venv" / "deeper"))
    with pytest.raises(studio.StopError, match="can be written"):
        studio.make_env_folder()


def test_a_folder_that_python_cannot_take_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "ROOT", project / f"a{os.pathsep}b")
    with pytest.raises(studio.StopError, match="rename"):
        studio.prepare("app")


# --- What the system lacks


def test_the_table_names_every_part_for_every_package_manager() -> None:
    needs = studio.read_needs()
    assert {need.purpose for need in needs} == set(studio.PURPOSES)
    for need in needs:
        assert set(need.packages) == {None, *studio.MANAGERS}
        assert need.probe.partition(":")[0] in {"module", "lib", "program", "file"}
    assert studio.package_names(needs, "apt-get")[0] == f"python3.{sys.version_info[1]}-venv"


def test_presence_is_asked_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "a_tool"
    assert not studio.is_present("program:a_tool")
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert studio.is_present("program:a_tool") or os.name == "nt"
    assert studio.is_present("module:ensurepip")
    assert not studio.is_present("module:no_such_module")
    assert not studio.is_present("lib:libno-such-library.so.7")
    assert not studio.is_present("file:no/such/**/file")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves parts to its packages")
def test_only_what_is_missing_for_these_purposes_is_named(lacking: Callable[..., None]) -> None:
    lacking("lib:libEGL.so.1")
    missing = studio.missing_needs("setup", "window")
    assert {need.purpose for need in missing} == {"setup", "window"}
    assert "lib:libEGL.so.1" not in {need.probe for need in missing}


def test_other_systems_lack_nothing(lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    lacking()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert studio.missing_needs(*studio.PURPOSES) == []


def needs_of(*purposes: str) -> list[studio.Need]:
    return [need for need in studio.read_needs() if need.purpose in purposes]


def as_user(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid, raising=False)


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        (
            "apt-get",
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
            f"python3.{sys.version_info[1]}-venv libportaudio2",
        ),
        ("dnf", "sudo dnf install -y python3-libs portaudio"),
        ("pacman", "sudo pacman -S --needed --noconfirm python portaudio"),
    ],
)
def test_a_person_is_given_all_and_the_exact_command(manager: str, command: str, lacking: Callable[..., None]) -> None:
    lacking("program:sudo")
    text = studio.describe_missing(needs_of("setup", "sound"), manager, is_root=False)
    assert text.splitlines()[-1] == f"To install: {command}"
    assert "for the environment" in text
    assert "for sound" in text


def test_root_is_given_the_command_without_sudo(lacking: Callable[..., None]) -> None:
    lacking("program:sudo")
    text = studio.describe_missing(needs_of("sound"), "dnf", is_root=True)
    assert text.endswith("To install: dnf install -y portaudio")


def test_a_user_without_sudo_is_given_su(lacking: Callable[..., None]) -> None:
    lacking()
    text = studio.describe_missing(needs_of("sound"), "dnf", is_root=False)
    assert text.endswith('To install: su -c "dnf install -y portaudio"')


def test_an_unknown_system_is_given_the_names_of_the_parts() -> None:
    text = studio.describe_missing(needs_of("sound", "tests"), None, is_root=False)
    for part in ("libportaudio.so.2", "Xvfb", "libasound_module_pcm_pulse.so", "DejaVuSans.ttf"):
        assert part in text
    assert "package manager" in text


def test_packages_shared_by_parts_are_named_once() -> None:
    names = studio.package_names(needs_of("window"), "dnf")
    assert names.count("libxcb") == 1


class System:
    """A system whose package manager really brings what it is asked for, unless it is broken."""

    def __init__(self, *present: str, sudo_asks: bool = False, broken: bool = False) -> None:
        self.present = set(present)
        self.sudo_asks = sudo_asks
        self.broken = broken
        self.commands: list[list[str]] = []

    def run(self, command: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        if command == ["sudo", "-n", "true"]:
            return subprocess.CompletedProcess(command, int(self.sudo_asks))
        self.commands.append(command)
        if not self.broken:
            self.present |= {need.probe for need in studio.read_needs() if need.packages["apt-get"] in command}
        return subprocess.CompletedProcess(command, int(self.broken))

    def put_under(self, monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
        as_user(monkeypatch, uid)
        monkeypatch.setattr(studio, "is_present", lambda probe: probe in self.present)
        monkeypatch.setattr(subprocess, "run", self.run)


def test_root_installs_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("program:apt-get")
    system.put_under(monkeypatch, uid=0)
    assert studio.install_system_packages(needs_of("sound"), tmp_path / "log") == []
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    assert system.commands == [
        [*quiet, "apt-get", "update"],
        [*quiet, "apt-get", "install", "-y", "--no-install-recommends", "libportaudio2"],
    ]


def test_sudo_that_does_not_ask_installs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System("program:apt-get", "program:sudo")
    system.put_under(monkeypatch, uid=1000)
    assert studio.install_system_packages(needs_of("sound"), tmp_path / "log") == []
    assert all(command[:2] == ["sudo", "-n"] for command in system.commands)


@pytest.mark.parametrize("present", [("program:apt-get",), ("program:apt-get", "program:sudo"), ()])
def test_who_may_not_install_is_told(
    present: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    system = System(*present, sudo_asks=True)
    system.put_under(monkeypatch, uid=1000)
    needs = needs_of("sound", "window")
    assert studio.install_system_packages(needs, tmp_path / "log") == needs
    assert system.commands == []
    assert "lacks for sound" in capsys.readouterr().err


def test_an_installation_that_fails_names_what_is_still_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    System("program:apt-get", broken=True).put_under(monkeypatch, uid=0)
    needs = needs_of("sound")
    assert studio.install_system_packages(needs, tmp_path / "log") == needs
    error = capsys.readouterr().err
    assert str(tmp_path / "log") in error
    assert "libportaudio2" in error


# --- A window that cannot open


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves its window to packages")
@pytest.mark.parametrize(
    ("variables", "stamp", "window"),
    [
        ({"DISPLAY": ":0"}, {"window": "missing"}, False),
        ({"DISPLAY": ":0"}, {}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"window": "missing"}, True),
    ],
)
def test_a_missing_window_does_not_block_the_rest(
    variables: dict[str, str],
    stamp: dict[str, str],
    window: bool,
    starts: Starts,
    project: Path,
    lacking: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lacking()
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    studio.write_stamp(project / ".venv", studio.read_stamp(project / ".venv") | stamp)
    assert studio.main(["run"]) == 0
    assert ("DISPLAY" in starts[0][2]) is window
    assert ("libxcb-cursor" in capsys.readouterr().err) is not window


# --- What pip says, in a sentence


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Retrying after connection broken by 'NewConnectionError('<...>')': /simple/av/", "check the network"),
        ("connection broken by 'ReadTimeoutError(...)'", "check the network"),
        ("broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] ...", "PIP_CERT"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
    ],
)
def test_a_known_reason_is_one_sentence(line: str, words: str, tmp_path: Path) -> None:
    output = [f"{line}\n", "ERROR: No matching distribution found for av==18.1.0\n"]
    sentence = studio.why_pip_failed(output, tmp_path / "log")
    assert words in sentence
    assert "\n" not in sentence


def test_an_unknown_reason_is_the_end_of_what_pip_said(tmp_path: Path) -> None:
    output = [f"line {n}\n" for n in range(100)] + ["WARNING: Location '/x' is ignored\n", "\n", "ERROR: the reason\n"]
    text = studio.why_pip_failed(output, tmp_path / "log")
    assert text.endswith("line 99\nERROR: the reason\n")
    assert str(tmp_path / "log") in text
    assert "ignored" not in text
    assert "line 80" not in text


# --- What is locked


def pins(what: str) -> set[str]:
    lines = studio.lock_file(what).read_text("utf-8").splitlines()
    return {line.removesuffix(" \\") for line in lines if line[:1].isalnum()}


@pytest.mark.parametrize("what", ["app", "test"])
def test_every_pin_has_its_hash_and_no_index_has_a_name(what: str) -> None:
    text = studio.lock_file(what).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    for line in text.splitlines():
        assert line[:1] in ("#", " ") or line.endswith(" \\"), f"no hash follows {line}"
    assert all("==" in pin for pin in pins(what))


def test_the_lock_of_the_tests_holds_the_programs() -> None:
    # A package that only some systems need for the program may be needed everywhere for the tests.
    versions = [{pin.partition(" ;")[0] for pin in pins(what)} for what in ("app", "test")]
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
