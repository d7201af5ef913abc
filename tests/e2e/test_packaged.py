"""The packaged studio: made as a release is made, tried out, and on air in the guest with its own camera program.

What a release does besides, compressing it and installing it on a bare Debian, takes minutes more: see
``installers.linux.prove``, which the release workflow runs.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

import build_spec
import studio
from tests.helpers.guest import BUILD_S, run_in_guest

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("guest_packaged_scenario.py")
MAKE_S, LIMIT_S = 1800, 480

pytestmark = [
    pytest.mark.serial,
    pytest.mark.release,
    pytest.mark.timeout(MAKE_S + BUILD_S + LIMIT_S),
    pytest.mark.skipif(sys.platform != "linux", reason="the guest is Linux; elsewhere the workflows pack the studio"),
]


@pytest.fixture(scope="module")
def packed() -> Path:
    """The folder, made from the sources and tried out by ``build_spec.py``, which fails where it does not work."""
    python = studio.env_python(studio.prepare_apart("build"))
    result = subprocess.run(
        [str(python), "-P", str(build_spec.ROOT / "build_spec.py")],
        env=studio.clean_environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    log.info("%s", result.stdout)
    assert result.returncode == 0, result.stdout
    return build_spec.FOLDER


def test_a_packaged_studio_is_on_air_with_its_own_camera_program(packed: Path) -> None:
    result = run_in_guest([sys.executable, str(SCRIPT), str(packed)], timeout_s=LIMIT_S)
    log.info("%s", result.stdout)
    assert result.returncode == 0, result.stdout
    assert '"done": "packaged"' in result.stdout


ASKED_FOR = {
    "libasound.so.2", "libdbus-1.so.3", "libEGL.so.1", "libfontconfig.so.1", "libGL.so.1", "libglib-2.0.so.0",
    "libexpat.so.1", "libfreetype.so.6", "libgthread-2.0.so.0", "libX11.so.6", "libX11-xcb.so.1", "libxcb.so.1",
    "libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1",
}  # fmt: skip
"""Libraries of the packages that the Debian package depends on, or recommends where that is enough."""
GLIBC = re.compile(r"ld-linux-.*|lib(c|m|mvec|dl|pthread|rt|util|resolv)\.so\..*")


def test_every_library_in_it_finds_what_it_needs(packed: Path) -> None:
    """In the package, or among what its Debian package asks for."""
    inside = packed / "_internal"
    known = {path.name for path in inside.rglob("*.so*")} | ASKED_FOR
    programs = [packed / program.name for program in build_spec.PROGRAMS]
    lacks = dict[str, set[str]]()
    for library in (path for path in (*programs, *inside.rglob("*.so*")) if not path.is_symlink()):
        told = subprocess.run(["objdump", "-p", str(library)], capture_output=True, text=True, check=True).stdout
        needed = {line.split()[1] for line in told.splitlines() if "NEEDED" in line}
        for name in needed - known:
            if GLIBC.fullmatch(name) is None:
                lacks.setdefault(name, set()).add(library.name)
    assert lacks == {}
