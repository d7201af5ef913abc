"""The packages of a Python of its own: uv says which, the studio fetches them, and uv installs what has come.

uv alone would fetch a wheel of gigabytes from its beginning again whenever the connection breaks.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx

from app.base.errors import AppError
from app.base.fetching import TIMEOUT, Checksum, tls

log = logging.getLogger(__name__)

BACKENDS = {"auto": "auto", "cuda": "cu130", "rocm": "rocm7.2", "cpu": "cpu"}
"""uv's words for PyTorch's builds; with another index than PyTorch's own the index decides."""
PYPI = "https://pypi.org/simple"
_WHEEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+!-]*\.whl")
_POLL_S = 0.1
_NETWORK = "runtime.no_network"
NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0
"""Of Windows' CreateProcess: no console opens for a moment."""
_KEPT_VARIABLES = (
    "UV_PYTHON_INSTALL_MIRROR",
    "UV_PYTHON_DOWNLOADS_JSON_URL",
    "UV_NATIVE_TLS",
    "UV_SYSTEM_CERTS",
)
_NO_NETWORK = ("Failed to fetch", "error sending request", "dns error", "Could not connect")
"""What uv says then."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A file to fetch."""

    name: str
    url: str
    size_bytes: int
    sha256: str

    @property
    def checksum(self) -> Checksum:
        """What it comes to."""
        return Checksum("sha256", self.sha256)


class Uv:
    """uv, working in one folder. Any thread.

    Args:
        program: it.
        folder: what it makes stays in here, its cache and its Pythons, too.
        log_file: where its own words go.
        python_mirror: where Pythons are fetched; empty: where uv has them from.
        what: what is installed, for people.

    """

    def __init__(self, program: Path, folder: Path, log_file: Path, python_mirror: str, what: str) -> None:
        self._folder = folder
        self._mirror = python_mirror
        self._log = log_file
        self._program = program
        self._what = what

    def make_env(self, env: Path, stop: threading.Event) -> None:
        """A new, empty environment, with a Python of this one's version. Raises AppError.

        A packaged studio has none that could be used: one is fetched, and lies beside. What else is on the computer
        counts for nothing, for nobody knows how it was made, nor when its owner removes it.
        """
        if getattr(sys, "frozen", False):
            python = ["--managed-python", "--python", f"{sys.version_info.major}.{sys.version_info.minor}"]
        else:
            python = ["--python", str(getattr(sys, "_base_executable", sys.executable))]
        try:
            self._run(["venv", "--clear", "--no-project", *python, str(env)], stop)
        except AppError as error:
            if error.code != _NETWORK:
                raise
            raise AppError(
                "runtime.no_python",
                f"The Python that {self._what} runs with cannot be fetched, or the connection broke off.",
                "Check your connection, or name another address in Settings > Graphics Card (Python from); then "
                "install again.",
            ) from error

    def resolve(
        self, python: Path, requirements: Sequence[Path], index: Sequence[str], stop: threading.Event
    ) -> tuple[Wheel, ...]:
        """The wheels that ``requirements`` come to on this computer. Raises AppError."""
        target = self._folder / "pylock.toml"
        target.unlink(missing_ok=True)
        options = ["--only-binary", ":all:", "--format", "pylock.toml", "--no-header", "--python", str(python)]
        files = [str(path) for path in requirements]
        self._run(["pip", "compile", *files, "-o", str(target), *options, *index], stop)
        if stop.is_set():
            return ()
        try:
            packages = tomllib.loads(target.read_text("utf-8"))["packages"]
            return tuple(_wheel(package["wheels"][0]) for package in packages)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise AppError(
                "runtime.listing", f"The list of packages cannot be read ({error}).", "Try again later."
            ) from error

    def install(self, python: Path, wheels: Sequence[Path], stop: threading.Event) -> None:
        """Install these files, and ask nobody for others. Raises AppError."""
        options = ["--no-deps", "--no-index", "--offline", "--python", str(python)]
        self._run(["pip", "install", *options, *map(str, wheels)], stop)

    def _run(self, arguments: Sequence[str], stop: threading.Event) -> None:
        command = [str(self._program), *arguments, "--no-config", "--no-progress"]
        command += ["--cache-dir", str(self._folder / "uv-cache")]
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("UV_", "PYTHON", "VIRTUAL_ENV", "CONDA_")) or name in _KEPT_VARIABLES
        }
        environment |= {"UV_PYTHON_INSTALL_DIR": str(self._folder / "python"), "NO_COLOR": "1"}
        if self._mirror:
            environment["UV_PYTHON_INSTALL_MIRROR"] = self._mirror
        with self._log.open("ab") as out:
            begun = out.tell()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, creationflags=NO_WINDOW
            )
            while process.poll() is None:
                if stop.wait(_POLL_S):
                    process.terminate()
                    process.wait(20)
                    return
        if process.returncode:
            raise _failed(self._log, begun, self._what)


def index_options(build: str, torch_index: str, packages_index: str) -> list[str]:
    """Where uv looks for packages."""
    options = ["--default-index", packages_index or PYPI]
    if torch_index:
        # The best version of both decides: an index of PyTorch's builds has old copies of other packages, too.
        return ["--index", torch_index, *options, "--index-strategy", "unsafe-best-match"]
    return [*options, "--torch-backend", BACKENDS[build]]


def check_lock(wheels: Sequence[Wheel], lock: Path) -> None:
    """Every package that is locked is one of the locked files, whatever an index says. Raises AppError.

    PyTorch, and the libraries of the card that it brings, are not locked.
    """
    text = lock.read_text("utf-8")
    names = {_normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}
    digests = set(re.findall(r"sha256:([0-9a-f]{64})", text))
    for wheel in wheels:
        if _normal(wheel.name.partition("-")[0]) in names and wheel.sha256 not in digests:
            raise other_file(wheel.name)


def _normal(name: str) -> str:
    """A project's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _wheel(entry: dict[str, object]) -> Wheel:
    url = str(entry["url"])
    name = unquote(PurePosixPath(urlsplit(url).path).name)
    hashes = entry["hashes"]
    if not _WHEEL.fullmatch(name) or not isinstance(hashes, dict):
        raise ValueError(name)
    size = entry.get("size")
    return Wheel(name, url, size if isinstance(size, int) else size_of(url), str(hashes["sha256"]))


def size_of(url: str) -> int:
    """Bytes of a file, which not every index tells. Raises AppError."""
    try:
        with httpx.Client(timeout=TIMEOUT, verify=tls(), follow_redirects=True) as client:
            response = client.head(url)
            response.raise_for_status()
            return int(response.headers["content-length"])
    except httpx.HTTPError as error:
        raise no_index() from error


def no_index() -> AppError:
    """It does not answer."""
    return AppError(
        _NETWORK,
        "The package index cannot be reached, or the connection broke off.",
        "Check your connection, then install again: it goes on where it stopped.",
    )


def other_file(name: str) -> AppError:
    """An index has a file of this name that is not the locked one."""
    return AppError(
        "runtime.other_file",
        f"The package index offers another {name} than the studio was made with.",
        "Choose another package index in Settings > Graphics Card.",
    )


def _failed(log_file: Path, begun: int, what: str) -> AppError:
    with log_file.open("rb") as file:
        file.seek(begun)
        words = file.read().decode("utf-8", "replace")
    log.info("uv failed: %s", words)
    if any(sign in words for sign in _NO_NETWORK):
        return no_index()
    if "No space left" in words:
        return AppError(
            "runtime.no_room", "The disk became full.", "Make room, then install again: it goes on where it stopped."
        )
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "it said nothing")
    return AppError("runtime.uv", f"{what} cannot be installed ({last}).", f"{log_file} has the details.")
