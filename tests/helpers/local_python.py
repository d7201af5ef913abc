"""The Python that has PyTorch: an environment of its own beside the tests', as ``studio.py local`` makes it.

``python -m tests.helpers.local_python [pytest arguments]`` makes it and runs the tests of the models in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import studio

MODELS = "tests/unit/engine/local"
CPU_BUILD = ("--no-deps", "--index-url", "https://download.pytorch.org/whl/cpu")
"""A tenth of the usual build's size; what it needs itself is in the lock."""


def make_local_python() -> Path:
    """Python of the environment, made at the first call; later ones need no network. Raises studio.StopError."""
    return studio.env_python(studio.prepare_apart("local", [studio.TORCH, *CPU_BUILD]))


def local_python() -> Path:
    """The same for a test: where it cannot be made, the test is skipped; under CI it fails."""
    try:
        return make_local_python()
    except studio.StopError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(f"no PyTorch: {error}")


def main(arguments: list[str]) -> int:
    """Run the models' tests; test ids among the arguments are run instead of all."""
    where = [] if any("::" in argument for argument in arguments) else [MODELS]
    try:
        python = make_local_python()
    except studio.StopError as error:
        print(error)
        return int("CI" in os.environ)
    command = [str(python), "-m", "pytest", "-c", "tests/local.ini", "--rootdir", ".", *where, *arguments]
    return subprocess.run(command, cwd=studio.ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
