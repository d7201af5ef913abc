#!/usr/bin/env python3
"""Packs the studio for the system that it runs on, and tries out what it has packed: ``python build_spec.py``.

``studio.py build`` makes the environment for it first, from ``requirements/build.lock``: what is installed there, and
nothing else, is packed. The result is one folder, ``dist/flashtalk-studio``, with a Python of its own (on macOS an
application, too); ``installers`` makes of it what people download. This file says what goes into the folder, on all
three systems; ``installers/studio.spec`` says it to PyInstaller.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NAME = "flashtalk-studio"
WORK, DIST = ROOT / "build", ROOT / "dist"
FOLDER = DIST / NAME
BUNDLE = DIST / "FlashTalk Studio.app"
BUNDLED = WORK / "bundled.json"  # every file of the folder and where it came from, as the spec leaves it
LARGEST_FOLDER_BYTES = 420_000_000

ROOM = "studio"
"""Folder with our own source inside the packaged program: see ``app.base.paths.source_root``."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One executable.

    Attributes:
        name: of its file, without an ending.
        script: what it runs.
        packages: what is imported by name only, and so not found.
        without: what it must not bring, whoever imports it.
        console: on Windows it belongs to a terminal. What talks through pipes must: a windowed one has none.

    """

    name: str
    script: str
    packages: tuple[str, ...]
    without: tuple[str, ...]
    console: bool


NEVER = (
    # Models run with a Python of their own, which has them: docs/decisions/gpu-runtime.md.
    "torch", "transformers", "diffusers", "safetensors", "tokenizers",
    # What neural voices speak with is fetched with the first of them: docs/decisions/voices.md.
    "piper", "onnxruntime",
    # Fetched where PyTorch is installed: see pin_uv.
    "uv",
    # What libraries bring for tests, builds and terminals.
    "IPython", "_pytest", "lib2to3", "matplotlib", "numpy.distutils", "numpy.f2py", "numpy.typing.mypy_plugin",
    "pip", "pkg_resources", "pydoc", "pygments", "pytest", "rich", "scipy", "setuptools", "tensorflow", "test",
    "tkinter", "cv2.gapi", "curses", "nis", "readline",
)  # fmt: skip
"""Modules that no program brings."""

CAMERA = ("pyvirtualcam",)  # GPL-2: in the camera's own program alone
SPEECH = ("espeakng_loader",)  # GPL-3: in the speech's own program alone
HELPERS = ("flashtalk_camera", "flashtalk_speech")
BY_NAME = ("app", "keyring.backends", "wakepy", "jeepney.io")
"""Packages that are imported by names that are put together, or listed in metadata."""

STUDIO = Packed(NAME, "app/__main__.py", BY_NAME, (*CAMERA, *SPEECH, *HELPERS), console=False)
PROGRAMS = (
    STUDIO,
    Packed("flashtalk-camera", "flashtalk_camera/__main__.py", (), ("app", "PySide6", "av", "cv2"), console=True),
    Packed("flashtalk-speech", "flashtalk_speech/__main__.py", (), ("app", "PySide6", "av", "cv2"), console=True),
)
COMMAND_LINE = f"{NAME}-cli"
"""The studio in a terminal: on Windows an executable of its own, because a windowed one prints nothing there."""


def our_files() -> Iterator[tuple[Path, str]]:
    """Our own files in ``ROOM``, and the folder that each goes into."""
    for folder, endings in (("app", {".py"}), ("flashtalk_speech", {".py"}), ("resources", None)):
        for path in sorted((ROOT / folder).rglob("*")):
            wanted = path.is_file() and (path.suffix in endings if endings else path.suffix != ".ts")
            if wanted and "__pycache__" not in path.parts:
                yield path, f"{ROOM}/{path.parent.relative_to(ROOT).as_posix()}"
    for lock in ("local", "neural"):
        yield ROOT / "requirements" / f"{lock}.lock", f"{ROOM}/requirements"
    yield ROOT / "LICENSE", ROOM
    yield WORK / "build.json", ROOM
    yield WORK / "uv.json", ROOM


def our_modules(package: str) -> Iterator[str]:
    """Every module of a package of ours but the one that starts it."""
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def version() -> str:
    """As in ``pyproject.toml``."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def download_name() -> str:
    """How files that people download are called, without an ending: version, system and kind of processor."""
    return f"{NAME}-{version()}-{platform.system()}-{platform.machine()}".lower()


def git(*arguments: str) -> str:
    """What git says of the sources; empty where they are no repository."""
    try:
        command = ["git", "-C", str(ROOT), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def releases() -> str:
    """Address that tells the newest release: of the repository whose workflow runs; empty: nobody publishes this."""
    api, repository = (os.environ.get(f"GITHUB_{name}", "") for name in ("API_URL", "REPOSITORY"))
    return f"{api}/repos/{repository}/releases/latest" if api and repository else ""


def write_build_note() -> None:
    """What the packaged studio knows of its making."""
    changed = "+" if git("status", "--porcelain", "--untracked-files=no") else ""
    commit = git("rev-parse", "--short=12", "HEAD")
    note = {"version": version(), "commit": commit + changed if commit else "", "releases": releases()}
    (WORK / "build.json").write_text(json.dumps(note), "utf-8")


def pin_uv() -> None:
    """Which uv the packaged studio fetches where PyTorch is installed: this one (``app.engine.local.runtime_uv``)."""
    uv = metadata.distribution("uv")
    tags = re.findall(r"^Tag: (\S+)-(\S+)-(\S+)$", uv.read_text("WHEEL") or "", re.MULTILINE)
    columns = (".".join(dict.fromkeys(column)) for column in zip(*tags, strict=True))
    locked = (ROOT / "requirements" / "build.lock").read_text("utf-8").partition(f"\nuv=={uv.version} ")[2]
    digests = re.findall(r"sha256:([0-9a-f]{64})", locked.partition("# via")[0])
    note = {"wheel": f"{'-'.join(['uv', uv.version, *columns])}.whl", "sha256": digests}
    (WORK / "uv.json").write_text(json.dumps(note), "utf-8")


def run_pyinstaller() -> None:
    """Make the folder, the same from the same lock, sources and Python: no order and no time is left to chance."""
    environ = os.environ | {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": git("log", "-1", "--format=%ct") or "0"}
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += [f"--distpath={DIST}", f"--workpath={WORK / 'pyinstaller'}", str(ROOT / "installers" / "studio.spec")]
    subprocess.run(command, cwd=ROOT, env=environ, check=True)
    if sys.platform == "linux":
        (FOLDER / COMMAND_LINE).symlink_to(NAME)
        strip_debugging(FOLDER)


def strip_debugging(folder: Path) -> None:
    """Take what only debuggers read out of the libraries (50 MB), but for those that auditwheel has moved parts in."""
    libraries = [path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    wanted = [str(path) for path in libraries if not path.parent.name.endswith(".libs")]
    subprocess.run(["strip", "--strip-debug", *wanted], check=True)


def check_size(folder: Path) -> int:
    """Bytes of the folder. Leaves where it has outgrown what people want to download."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if size > LARGEST_FOLDER_BYTES:
        sys.exit(f"{folder} has {size / 1e6:.0f} MB, more than {LARGEST_FOLDER_BYTES / 1e6:.0f}: see what came in.")
    return size


def main() -> int:
    """Pack, add the licences of what was packed, and try it out."""
    from installers.icons import write_icons
    from installers.notices import write_notices
    from installers.smoke import try_out

    for folder in (WORK, FOLDER, BUNDLE):
        shutil.rmtree(folder, ignore_errors=True)
    WORK.mkdir()
    write_build_note()
    pin_uv()
    write_icons(WORK / "icons")
    run_pyinstaller()
    made = BUNDLE if sys.platform == "darwin" else FOLDER
    write_notices(json.loads(BUNDLED.read_text("utf-8")), made)
    print(f"{made}: {check_size(made) / 1e6:.0f} MB")
    try_out(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
