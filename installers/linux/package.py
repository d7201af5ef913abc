"""Makes the Debian package and the portable archive of a packed studio: ``python -m installers.linux.package``.

Needs ``dpkg-deb``, ``tar`` and ``xz``; zstd would leave some tenths more to download. Times and owners are those of the
sources, so that the same folder gives the same package.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import build_spec

HERE = Path(__file__).resolve().parent
LARGEST_DOWNLOAD_BYTES = 125_000_000
HOME = Path("usr/lib") / build_spec.NAME
SHARE = Path("usr/share")
METAINFO = "org.flashtalk.studio.metainfo.xml"


def main() -> int:
    """Both, in ``dist``."""
    for made in (make_deb(), make_archive()):
        size = made.stat().st_size
        print(f"{made}: {size / 1e6:.1f} MB")
        if size > LARGEST_DOWNLOAD_BYTES:
            sys.exit(f"{made} is larger than {LARGEST_DOWNLOAD_BYTES / 1e6:.0f} MB: see what came in.")
    return 0


def make_deb() -> Path:
    """``flashtalk-studio_VERSION_ARCHITECTURE.deb``."""
    root = build_spec.WORK / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(build_spec.FOLDER, root / HOME, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    for name in (build_spec.NAME, build_spec.COMMAND_LINE):
        (root / "usr/bin" / name).symlink_to(Path("..", *HOME.parts[1:], build_spec.NAME))
    for target, data in shared_files():
        (root / SHARE / target).parent.mkdir(parents=True, exist_ok=True)
        (root / SHARE / target).write_bytes(data)
    architecture = _output("dpkg", "--print-architecture")
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
    facts = {"ARCHITECTURE": architecture, "KILOBYTES": str(kilobytes), "GLIBC": needed_glibc(root / HOME)}
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(_filled("control", **facts), "utf-8")
    shutil.copy(HERE / "prerm", root / "DEBIAN")
    _make_plain(root)
    deb = build_spec.DIST / f"{build_spec.NAME}_{build_spec.version()}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(deb)]
    subprocess.run(command, env=_environ(), stdout=subprocess.DEVNULL, check=True)
    return deb


def needed_glibc(folder: Path) -> str:
    """The oldest glibc that has everything that the programs and libraries in ``folder`` are linked with.

    Some of them are those of the computer that builds, whose own glibc they may need.
    """
    files = [folder / program.name for program in build_spec.PROGRAMS] + sorted(folder.rglob("*.so*"))
    linked = [str(path) for path in files if not path.is_symlink()]
    told = subprocess.run(["objdump", "-p", *linked], capture_output=True, text=True, check=True).stdout
    return f"2.{max(int(minor) for minor in re.findall(r'GLIBC_2[.]([0-9]+)', told))}"


def make_archive() -> Path:
    """``flashtalk-studio-VERSION-linux-MACHINE.tar.xz``, which runs where it is unpacked."""
    name = build_spec.download_name()
    archive = build_spec.DIST / f"{name}.tar.xz"
    archive.unlink(missing_ok=True)
    command = ["tar", "--xz", "-cf", str(archive), "-C", str(build_spec.DIST), "--sort=name", f"--mtime=@{_time()}"]
    command += ["--owner=0", "--group=0", "--numeric-owner", f"--transform=s,^{build_spec.NAME},{name},S"]
    environ = _environ() | {"XZ_OPT": "-T0"}
    subprocess.run([*command, build_spec.NAME], env=environ, check=True)
    return archive


def shared_files() -> Iterator[tuple[Path, bytes]]:
    """What the desktop finds the studio by, and its papers: path below ``/usr/share``, content."""
    name = build_spec.NAME
    for entry in (f"{name}.desktop", f"{name}-avatar.desktop"):
        yield Path("applications") / entry, (HERE / entry).read_bytes()
    metainfo = _filled(
        "org.flashtalk.studio.metainfo.xml", DATE=datetime.fromtimestamp(_time(), UTC).date().isoformat()
    )
    yield Path("metainfo/org.flashtalk.studio.metainfo.xml"), metainfo.encode()
    yield Path("mime/packages") / f"{name}.xml", (HERE / f"{name}.mime.xml").read_bytes()
    for icon in sorted((build_spec.WORK / "icons").glob("*.png")):
        yield Path(f"icons/hicolor/{icon.stem}x{icon.stem}/apps/{name}.png"), icon.read_bytes()
    drawing = build_spec.ROOT / "resources" / "icons" / "app.svg"
    yield Path(f"icons/hicolor/scalable/apps/{name}.svg"), drawing.read_bytes()
    papers = Path("doc") / name
    licences = build_spec.FOLDER / "_internal" / build_spec.ROOM / "licences"
    offer, parts = ((licences / file).read_text("utf-8") for file in ("SOURCE-OFFER.txt", "THIRD-PARTY.txt"))
    where = f"\nThe texts of the licences: /{HOME}/_internal/{build_spec.ROOM}/licences\n"
    yield papers / "copyright", f"{offer}{where}\n{parts}".encode()
    changes = (build_spec.ROOT / "CHANGELOG.md").read_bytes()
    yield papers / "changelog.gz", gzip.compress(changes, mtime=0)
    yield papers / "examples" / "v4l2loopback.conf", (HERE / "v4l2loopback.conf").read_bytes()


def _filled(template: str, **facts: str) -> str:
    text = (HERE / template).read_text("utf-8")
    for name, value in (facts | {"VERSION": build_spec.version()}).items():
        text = text.replace(f"@{name}@", value)
    return text


def _make_plain(root: Path) -> None:
    """The same rights whoever builds: all may read, programs may be run, nobody may write but root."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100 or path.name == "prerm"
            path.chmod(0o755 if runs else 0o644)


def _time() -> int:
    return int(build_spec.git("log", "-1", "--format=%ct") or 0)


def _environ() -> dict[str, str]:
    return os.environ | {"SOURCE_DATE_EPOCH": str(_time())}


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
