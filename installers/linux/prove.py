"""Proves the Debian package on a bare Debian: ``python -m installers.linux.prove``, as root.

A Debian 12 with nothing but its base system is made in a folder (debootstrap) and entered (chroot). There the package
is installed over an older version of itself, started from its desktop entry under Xvfb, used by a user who is not root,
and removed again; what is left is compared with what was there before. ``--debian`` takes a copy of a Debian that was
made before, which saves minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import build_spec
from installers.smoke import LINE, watch

MIRROR = "http://deb.debian.org/debian"
USER = "streamer"
FILES = Path("home") / USER
OLD_VERSION = "0.0.1"
HELPERS = ("desktop-file-utils", "libglib2.0-bin", "shared-mime-info", "xvfb")
"""What the proof itself needs: a display, and what a desktop starts an entry with and knows files by."""
SHOWN_S = 180
DISPLAY = 1000 + os.getpid() % 30000
"""Displays have names in the whole network, also those in another root; somebody else may have the usual ones."""
NOBODY_S = (
    "proc", "sys", "dev", "run", "tmp", "root", "home", "var/cache", "var/log", "var/lib/apt", "var/lib/dpkg",
)  # fmt: skip
"""Folders in which a system keeps its own accounts, and ``home``, which is the user's."""


class Debian:
    """A Debian in a folder. Entered as root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, user: str = "root", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command in it."""
        result = subprocess.run(
            self.command(*command, user=user), capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        if check and result.returncode:
            sys.exit(
                f"{' '.join(command)} ended with {result.returncode}\n{result.stdout[-3000:]}{result.stderr[-3000:]}"
            )
        return result

    def command(self, *command: str, user: str = "root") -> list[str]:
        """How to run it from outside, with a user's usual variables and no others."""
        home = "/root" if user == "root" else f"/home/{user}"
        environ = ["env", "-i", f"HOME={home}", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
        environ += ["DEBIAN_FRONTEND=noninteractive", f"DISPLAY=:{DISPLAY}"]
        return ["chroot", f"--userspec={user}:{user}", str(self.root), *environ, *command]

    def files(self) -> set[str]:
        """Everything in it that does not keep accounts by itself."""
        found = set[str]()
        for folder, folders, names in os.walk(self.root):
            place = Path(folder).relative_to(self.root)
            folders[:] = [name for name in folders if (place / name).as_posix() not in NOBODY_S]
            found |= {(place / name).as_posix() for name in (*names, *folders)}
        return found


def main() -> int:
    """All of it, with what was seen on stdout."""
    asked = _asked()
    if asked.deb is None:
        (asked.deb,) = build_spec.DIST.glob(f"{build_spec.NAME}_{build_spec.version()}_*.deb")
    deb: Path = asked.deb
    with tempfile.TemporaryDirectory(prefix="flashtalk-debian-", dir="/var/tmp") as work, ExitStack() as stack:
        root = Path(work) / "root"
        if asked.debian is None:
            make_debian(root, asked.mirror)
        else:
            subprocess.run(["cp", "-a", "--reflink=auto", str(asked.debian), str(root)], check=True)
        debian = Debian(root)
        stack.enter_context(_mounted(root))
        debian.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *HELPERS)
        debian.run("useradd", "--create-home", USER)
        (root / "packages").mkdir()
        shutil.copy(deb, root / "packages")
        older = make_older(root / "packages" / deb.name)
        # What it depends on stays when it goes, as with every package; so it is counted as there before.
        names = debian.run("dpkg-deb", "-f", f"/packages/{deb.name}", "Depends").stdout.replace(",", "|")
        debian.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *_available(debian, names))
        before = debian.files()
        prove_upgrade(debian, older, deb.name)
        prove_desktop(debian)
        prove_show(debian)
        prove_removal(debian, before)
    print("the Debian package does what it should")
    return 0


def make_debian(root: Path, mirror: str) -> None:
    """A Debian 12 of its base system alone."""
    if shutil.which("debootstrap") is None:
        subprocess.run(["apt-get", "install", "-y", "-qq", "debootstrap", "debian-archive-keyring"], check=True)
    command = ["debootstrap", "--variant=minbase", "bookworm", str(root), mirror]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def make_older(deb: Path) -> str:
    """The same package with an older version, not compressed; its name."""
    work = deb.parent / "older"
    subprocess.run(["dpkg-deb", "-R", str(deb), str(work)], check=True)
    control = work / "DEBIAN" / "control"
    control.write_text(control.read_text().replace(f"Version: {build_spec.version()}", f"Version: {OLD_VERSION}"))
    older = deb.with_name(f"older_{OLD_VERSION}.deb")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", str(work), str(older)], check=True)
    shutil.rmtree(work)
    return older.name


def prove_upgrade(debian: Debian, older: str, newer: str) -> None:
    """Settings, avatars and what waits to be spoken survive an upgrade."""
    debian.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/packages/{older}")
    cli = build_spec.COMMAND_LINE
    data, config = (debian.root / FILES / place / "FlashTalk Studio" for place in (".local/share", ".config"))
    debian.run(cli, "avatars", "duplicate", "mira", "--name", "Ada", user=USER)
    settings, queue = config / "settings.toml", data / "show.json"
    debian.run("install", "-d", f"/{config.relative_to(debian.root)}", user=USER)
    settings.write_text('[program]\nsize = "1920x1080"\n\n[window]\nassistant_done = true\n', "utf-8")
    script = debian.root / FILES / "show.md"
    script.write_text("Good evening.\n\nThis is the second line.\n", "utf-8")
    with _shown(debian):
        _until(lambda: debian.run(cli, "script", "open", f"/{FILES}/show.md", user=USER, check=False).returncode == 0)
        debian.run(cli, "camera", "off", user=USER)
        _until(queue.exists)
    kept = {path: path.read_bytes() for path in (settings, queue, *sorted((data / "avatars").rglob("*.json")))}
    debian.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/packages/{newer}")
    print(debian.run(cli, "--version", user=USER).stdout.strip())
    for path, content in kept.items():
        _insist(path.read_bytes() == content, f"the upgrade has changed {path}")
    listed = json.loads(debian.run(cli, "avatars", "list", "--json", user=USER).stdout)
    _insist("Ada" in json.dumps(listed), f"the upgrade has lost an avatar: {listed}")
    print(f"upgrade from {OLD_VERSION}: {len(kept)} files of the user as they were")


def prove_desktop(debian: Debian) -> None:
    """The window opens from the desktop entry, with what the older version left; files are known; nothing is forced."""
    queue = debian.root / FILES / ".local/share/FlashTalk Studio/show.json"
    lines = json.loads(queue.read_bytes())["lines"]
    started = time.monotonic()
    with _shown(debian):
        print(f"window from its desktop entry after {time.monotonic() - started:.1f} s")
    # What cannot be read is put aside; so it was read, and is offered.
    _insist(len(lines) == 2 and json.loads(queue.read_bytes())["lines"] == lines, "the upgrade has lost the queue")
    avatar = debian.root / FILES / "ada.avatar.zip"
    listed = json.loads(debian.run(build_spec.COMMAND_LINE, "avatars", "list", "--json", user=USER).stdout)
    (ada,) = (one["id"] for one in listed if one["name"] == "Ada")
    debian.run(build_spec.COMMAND_LINE, "avatars", "export", ada, f"/{FILES}/{avatar.name}", user=USER)
    kind = debian.run("gio", "info", "-a", "standard::content-type", f"/{FILES}/{avatar.name}", user=USER).stdout
    _insist("application/x-flashtalk-avatar" in kind, f"an avatar's file is taken for {kind}")
    opened = debian.run("gio", "mime", "application/x-flashtalk-avatar", user=USER).stdout
    _insist(f"{build_spec.NAME}-avatar.desktop" in opened, f"an avatar's file is opened with {opened}")
    forced = [path for place in ("modprobe.d", "modules-load.d") for path in (debian.root / "etc" / place).glob("*")]
    _insist(not [path for path in forced if "v4l2loopback" in path.read_text("utf-8")], "the driver is forced")
    print("avatars are opened with it, the camera's driver is only offered")


def prove_show(debian: Debian) -> None:
    """A user speaks a line into a recording, with nothing but the package installed."""
    video = debian.root / FILES / "show.mp4"
    result = debian.run(build_spec.COMMAND_LINE, "run", "--say", LINE, "--record", f"/{FILES}/show.mp4", user=USER)
    pictures, loudness = watch(video)
    print(f"recorded {pictures} pictures, loudness {loudness:.3f}; {result.stderr.strip().splitlines()[-1:]}")


def prove_removal(debian: Debian, before: set[str]) -> None:
    """Nothing is left but the user's own files."""
    debian.run("apt-get", "purge", "-y", "-qq", build_spec.NAME)
    left = sorted(debian.files() - before)
    caches = ("usr/share/mime/", "usr/share/icons/hicolor/icon-theme.cache", "usr/share/applications/mimeinfo.cache")
    left = [path for path in left if not path.startswith(caches)]
    _insist(not left, f"removing leaves {left[:20]}")
    gone = sorted(before - debian.files())
    _insist(not gone, f"removing takes along {gone[:20]}")
    _insist(
        (debian.root / FILES / ".config/FlashTalk Studio/settings.toml").exists(), "removing takes the settings along"
    )
    print("removed without a trace outside the user's own files")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Proves the Debian package on a bare Debian.")
    parser.add_argument("--deb", type=Path, help="the package (default: the one in dist)")
    parser.add_argument("--debian", type=Path, help="a folder that debootstrap has made; a copy of it is used")
    parser.add_argument("--mirror", default=MIRROR, help="where Debian comes from (default: %(default)s)")
    return parser.parse_args()


@contextmanager
def _shown(debian: Debian) -> Iterator[None]:
    """The window, started from its desktop entry on a display of its own, until it answers; closed at the end."""
    log = debian.root / FILES / ".local/state/FlashTalk Studio/log/studio.log"
    log.unlink(missing_ok=True)
    screen = ["-screen", "0", "1280x800x24", "-ac", "-nolisten", "tcp"]
    display = subprocess.Popen(debian.command("Xvfb", f":{DISPLAY}", *screen))
    try:
        _until(lambda: (debian.root / f"tmp/.X11-unix/X{DISPLAY}").exists())
        entry = f"/usr/share/applications/{build_spec.NAME}.desktop"
        starter = subprocess.Popen(debian.command("gio", "launch", entry, user=USER))
        _until(lambda: log.exists() and "window.first_picture" in log.read_text("utf-8", "replace"))
        yield
        starter.wait(SHOWN_S)
        window = _window_of(debian)
        os.kill(window, signal.SIGTERM)
        _until(lambda: "app.ended" in log.read_text("utf-8", "replace"))
        _until(lambda: not Path(f"/proc/{window}/exe").exists())  # before its display goes
    finally:
        display.terminate()
        display.wait()


def _window_of(debian: Debian) -> int:
    """The process that was started without arguments; its helpers have some."""
    program = debian.root / "usr/lib" / build_spec.NAME / build_spec.NAME
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "exe").readlink() == program and not (process / "cmdline").read_bytes().split(b"\0")[1:-1]:
                return int(process.name)
        except OSError:
            continue  # it has ended meanwhile
    sys.exit("the window has ended by itself")


@contextmanager
def _mounted(root: Path) -> Iterator[None]:
    places = {"proc": ["-t", "proc", "proc"], "dev": ["--bind", "/dev"], "dev/shm": ["-t", "tmpfs", "tmpfs"]}
    done = list[Path]()
    try:
        for place, source in places.items():
            subprocess.run(["mount", *source, str(root / place)], check=True)
            done.append(root / place)
        yield
    finally:
        for mounted in reversed(done):
            subprocess.run(["umount", "--lazy", str(mounted)], check=True)


def _available(debian: Debian, names: str) -> list[str]:
    """The packages of a list of alternatives that this Debian has."""
    plain = [name.split("(")[0].strip() for name in names.split("|")]
    return [name for name in plain if debian.run("apt-cache", "show", name, check=False).stdout]


def _until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + SHOWN_S
    while not holds():
        _insist(time.monotonic() < deadline, "the window does not come up")
        time.sleep(0.1)


def _insist(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(f"The package does not do what it should: {otherwise}")


if __name__ == "__main__":
    sys.exit(main())
