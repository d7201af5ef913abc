"""The launcher for real: environments made by it, packages installed by it, a program of three lines started by it.

The packages come from a folder beside the lock, so that no network is needed; everything else is as a person has it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, os, sys
import probe_package
print(json.dumps([sys.argv[1:], os.getcwd(), probe_package.VERSION, sys.prefix]))
sys.exit(7 if "fail" in sys.argv else 0)
"""


def write_wheel(folder: Path, version: str) -> str:
    """Writes a wheel of one module and gives back the line of the lock that names it."""
    path = folder / f"probe_package-{version}-py3-none-any.whl"
    info = f"probe_package-{version}.dist-info"
    files = {
        "probe_package.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: probe-package\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        record = ""
        for name, text in files.items():
            wheel.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{name},sha256={digest},{len(text)}\n"
        wheel.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"probe-package=={version} \\\n    --hash=sha256:{digest}\n"


class Project:
    """A project of the launcher and a program that tells how it was started, in a folder with an awkward name."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "ü mit Leerzeichen" / "直播"
        self.user_data = folder / "data"
        self.elsewhere = folder / "where the user is"
        (self.root / "requirements").mkdir(parents=True)
        (self.root / "app").mkdir()
        self.elsewhere.mkdir()
        # These lie where the user is and must not be taken for the program's.
        (self.elsewhere / "app.py").write_text("raise SystemExit('the wrong app')")
        (self.elsewhere / "probe_package.py").write_text("raise SystemExit('the wrong package')")
        shutil.copy(ROOT / "studio.py", self.root)
        (self.root / "app" / "__init__.py").write_text("")
        (self.root / "app" / "__main__.py").write_text(PROGRAM)
        needs = "setup module:ensurepip python{version}-venv python3-libs python\n"
        (self.root / "requirements" / "system.txt").write_text(needs)
        self.lock(write_wheel(self.root / "requirements", "1.0"))

    @property
    def env(self) -> Path:
        return self.root / ".venv"

    def lock(self, pins: str, options: str = "--no-index\n--find-links .\n") -> None:
        (self.root / "requirements" / "app.lock").write_text(options + pins, "utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        environ |= {"PIP_CONFIG_FILE": os.devnull, "XDG_DATA_HOME": str(self.user_data), "PYTHONIOENCODING": "utf-8"}
        environ |= {"LOCALAPPDATA": str(self.user_data), "HOME": str(self.user_data), "PYTHONPATH": "/nowhere"}
        return subprocess.run(
            [sys.executable, str(self.root / "studio.py"), *arguments],
            cwd=self.elsewhere,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def told(self, *arguments: str) -> list[Any]:
        """What the program told of its start, which must have been all on stdout."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stderr
        told: list[Any] = json.loads(result.stdout)
        return told


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has been started once."""
    project = Project(tmp_path_factory.mktemp("launcher"))
    result = project.run("first", "--text", "grüß 直播")
    assert result.returncode == 0, result.stderr
    assert "[3/3] Packages: 1 in" in result.stderr
    told = json.loads(result.stdout)
    assert told == [["first", "--text", "grüß 直播"], str(project.elsewhere), "1.0", str(project.env)]
    return project


def test_the_second_start_says_nothing_of_its_own(project: Project) -> None:
    result = project.run("again")
    assert result.stderr == ""
    assert json.loads(result.stdout)[0] == ["again"]


def test_the_exit_code_is_the_programs(project: Project) -> None:
    assert project.run("fail").returncode == 7


def test_the_second_start_adds_less_than_a_second(project: Project) -> None:
    def best(*command: str) -> float:
        durations = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run(command, cwd=project.root, stdout=subprocess.DEVNULL, check=True)
            durations.append(time.perf_counter() - started)
        return min(durations)

    python = project.env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    added = best(sys.executable, str(project.root / "studio.py")) - best(str(python), "-m", "app")
    sys.stdout.write(f"the launcher adds {added * 1000:.0f} ms to a start\n")
    assert added < 1.0


@pytest.mark.slow
def test_an_installation_that_was_cut_off_is_made_anew(project: Project) -> None:
    (package,) = project.env.glob("**/site-packages/probe_package.py")
    package.unlink()  # its metadata stays, so pip alone would find nothing to do
    (project.env / "studio-stamp").write_text("state installing\n")
    assert project.told()[2] == "1.0"


@pytest.mark.slow
def test_an_environment_whose_pip_is_broken_is_made_anew(project: Project) -> None:
    (pip,) = project.env.glob("**/site-packages/pip")
    shutil.rmtree(pip)
    (project.env / "studio-stamp").unlink()
    assert project.told()[2] == "1.0"


def test_another_lock_is_installed_and_nothing_else(project: Project) -> None:
    (project.env / "kept").touch()
    newer = write_wheel(project.root / "requirements", "2.0")
    older = write_wheel(project.root / "requirements", "1.0")
    try:
        project.lock(newer)
        assert project.told()[2] == "2.0"
        assert (project.env / "kept").exists()
    finally:
        project.lock(older)
        assert project.told()[2] == "1.0"


@pytest.mark.parametrize(
    ("pin", "words"),
    [
        (f"probe-package==2.0 \\\n    --hash=sha256:{'0' * 64}\n", "DO NOT MATCH THE HASHES"),
        ("probe-package==2.0\n", "Hashes are required"),
    ],
)
def test_a_file_that_is_not_locked_is_refused(pin: str, words: str, project: Project) -> None:
    older = write_wheel(project.root / "requirements", "1.0")
    write_wheel(project.root / "requirements", "2.0")
    project.lock(pin)
    try:
        result = project.run()
        assert result.returncode == 1
        assert result.stdout == ""
        assert words in result.stderr
        assert str(project.env / "studio-install.log") in result.stderr
        assert "Traceback" not in result.stderr
    finally:
        project.lock(older)
        assert project.told()[2] == "1.0"


def test_without_network_there_is_one_sentence(project: Project) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # a port that nobody listens at
        port = nobody.getsockname()[1]
        older = write_wheel(project.root / "requirements", "1.0")
        (project.env / "whole").touch()  # what was there before is as good as it was
        project.lock(f"probe-package==3.0 \\\n    --hash=sha256:{'0' * 64}\n", f"-i http://127.0.0.1:{port}/simple\n")
        try:
            result = project.run()
        finally:
            project.lock(older)
    assert result.returncode == 1
    last = result.stderr.splitlines()[-1]
    assert last == "The package index cannot be reached: check the network, then run the same command again."
    assert "Traceback" not in result.stderr
    assert project.told()[2] == "1.0"
    assert (project.env / "whole").exists()


@pytest.mark.slow
def test_a_project_that_cannot_be_written_is_served_from_the_users_data(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.env.write_text("in the way, as a folder without the right to write is")
    prefix = Path(project.told()[3])
    assert prefix.is_relative_to(project.user_data)
    assert project.run("again").stderr == ""


@pytest.mark.slow
def test_two_first_starts_at_once_install_once(tmp_path: Path) -> None:
    project = Project(tmp_path)
    environ = os.environ | {"PIP_CONFIG_FILE": os.devnull, "XDG_DATA_HOME": str(project.user_data)}
    command = [sys.executable, str(project.root / "studio.py")]
    starts = [
        subprocess.Popen(command, cwd=project.elsewhere, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [start.communicate() for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert {json.loads(out)[3] for out, _ in ends} == {str(project.env)}
    assert sum(b"[3/3]" in error for _, error in ends) == 1


def test_an_older_python_is_told_so_in_a_sentence() -> None:
    source = (ROOT / "studio.py").read_text("utf-8")
    pretend = (
        "import sys; sys.version_info = (3, 9, 2, 'final', 0); exec(compile(sys.stdin.read(), 'studio.py', 'exec'))"
    )
    result = subprocess.run(
        [sys.executable, "-c", pretend], input=source, capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.9" in result.stderr
    assert "Traceback" not in result.stderr
