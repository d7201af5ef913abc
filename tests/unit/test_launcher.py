"""What the launcher decides, without network and without an environment."""

from __future__ import annotations

import os
import sys
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
    monkeypatch.setattr(studio, "env_folders", lambda name: (project / ".venv", project / ".venv" / "deeper"))
    with pytest.raises(studio.StopError, match="can be written"):
        studio.make_env_folder()


def test_a_folder_that_python_cannot_take_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "ROOT", project / f"a{os.pathsep}b")
    with pytest.raises(studio.StopError, match="rename"):
        studio.prepare("app")


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


# --- What models on this computer need


@pytest.fixture
def pips(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip is asked to install, in an environment that is not really made."""
    calls: list[list[str]] = []
    (project / "requirements" / "local.lock").write_text("one==1\n", "utf-8")

    def run_pip(env: Path, arguments: list[str], total: int, log: Path) -> None:
        calls.append(arguments)
        studio.env_python(env).parent.mkdir(parents=True, exist_ok=True)
        studio.env_python(env).touch()

    monkeypatch.setattr(studio, "run_pip", run_pip)
    monkeypatch.setattr(studio, "make_env", lambda env, log: None)
    return calls


def test_models_get_an_environment_of_their_own_with_pytorch_first(pips: list[list[str]], project: Path) -> None:
    index = "https://pytorch.example/whl/rocm"
    assert studio.main(["local", index]) == 0
    assert pips[0][:3] == [studio.TORCH, "--index-url", index]
    assert pips[1] == ["--require-hashes", "-r", str(project / "requirements" / "local.lock")]
    assert studio.is_ready(project / ".venv-local", "local")
    assert not (project / ".venv").exists()
    assert studio.main(["local"]) == 0
    assert len(pips) == 2, "what is there is not installed again"


def test_an_installation_that_breaks_off_is_begun_anew(
    pips: list[list[str]], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(env: Path, what: str, log: Path) -> None:
        raise studio.StopError("no network")

    with monkeypatch.context() as patch:
        patch.setattr(studio, "install_packages", fail)
        assert studio.main(["local"]) == 1
    assert not studio.is_ready(project / ".venv-local", "local")
    assert studio.main(["local"]) == 0
    assert studio.is_ready(project / ".venv-local", "local")


@pytest.mark.parametrize("arguments", [["cuda"], ["https://a", "https://b"]])
def test_what_is_no_index_installs_nothing(
    arguments: list[str], pips: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert studio.main(["local", *arguments]) == 2
    assert pips == []
    assert "address of a package index" in capsys.readouterr().err


def test_where_models_cannot_lie_beside_the_studio_it_is_said_where_they_are(
    pips: list[list[str]], project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = project / "data"
    monkeypatch.setattr(studio, "make_env_folder", lambda name: elsewhere)
    elsewhere.mkdir()
    assert studio.main(["local"]) == 0
    assert f"{studio.env_python(elsewhere)}" in capsys.readouterr().err


# --- Packages


def test_packages_are_made_in_an_environment_that_holds_nothing_else(
    pips: list[list[str]], starts: Starts, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "requirements" / "build.lock").write_text("one==1\npacker==1\n", "utf-8")
    monkeypatch.setattr(studio, "install_system_packages", lambda needs, log: [])
    assert studio.main(["build"]) == 0
    assert pips == [["--require-hashes", "-r", str(project / "requirements" / "build.lock")]]
    ((env, arguments, _),) = starts
    assert env == project / ".venv-build"
    assert arguments == ["-P", "-m", "installers"]


def test_nothing_is_packed_without_the_libraries_that_belong_into_it(
    pips: list[list[str]], starts: Starts, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "requirements" / "build.lock").write_text("one==1\n", "utf-8")
    monkeypatch.setattr(studio, "install_system_packages", lambda needs, log: [studio.Need("sound", "x", {None: "x"})])
    assert studio.main(["build"]) == 1
    assert starts == []


def test_packing_takes_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio.main(["build", "windows"]) == 2
    assert "windows" in capsys.readouterr().err
