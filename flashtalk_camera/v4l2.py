"""Linux: which v4l2loopback devices there are, who uses them, and how to free one that is stuck."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import struct
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

SYSFS = Path("/sys/class/video4linux")

_QUERYCAP = 0x80685600  # _IOR('V', 0, struct v4l2_capability)
_STREAMON = 0x40045612  # _IOW('V', 18, int)
_S_PARM = 0xC0CC5616  # _IOWR('V', 22, struct v4l2_streamparm)
_BUF_TYPE_OUTPUT = 2
_CAP_OUTPUT = 0x2
_CAP_DEVICE_CAPS = 0x8000_0000
_DRIVER = b"v4l2 loopback"

_LISTEN_S = 0.2
"""How long to listen for another producer's pictures: six slots at 30 fps, and short enough for a restart on air."""


class Readiness(Enum):
    """What stands between us and a device."""

    FREE = "free"
    BUSY = "busy"
    PERMISSION = "permission"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Node:
    """A video device as sysfs shows it, without opening it.

    Attributes:
        path: ``/dev/videoN``.
        name: what people see in lists.
        sysfs: its folder.

    """

    path: str
    name: str
    sysfs: Path

    @property
    def is_loopback(self) -> bool:
        """Whether v4l2loopback drives it: only that driver has this attribute."""
        return (self.sysfs / "max_openers").exists()

    @property
    def tells_state(self) -> bool:
        """Whether the driver is 0.13 or later: it says truly who may send, and never gets stuck."""
        return (self.sysfs / "state").exists()

    def held_format(self) -> str:
        """``FOURCC:WIDTHxHEIGHT@FPS`` while anybody streams to or from the device, else empty."""
        return _read(self.sysfs / "format")


def nodes(sysfs: Path = SYSFS) -> list[Node]:
    """All video devices, by number."""
    try:
        folders = [folder for folder in sysfs.iterdir() if folder.name.startswith("video")]
    except OSError:
        return []
    folders.sort(key=lambda folder: int(folder.name.removeprefix("video")))
    return [Node(f"/dev/{folder.name}", _read(folder / "name") or folder.name, folder) for folder in folders]


def module_loaded() -> bool:
    """Whether v4l2loopback is in the kernel."""
    return Path("/sys/module/v4l2loopback").exists()


def module_installed() -> bool:
    """Whether v4l2loopback could be loaded into this kernel."""
    index = Path("/lib/modules") / os.uname().release / "modules.dep"
    return "v4l2loopback.ko" in _read(index)


def make_ready(node: Node, fps: int) -> Readiness:
    """Find out whether ``node`` can be sent to, free it if it is stuck, and tell it the rate.

    v4l2loopback up to 0.12 with ``exclusive_caps=1`` forgets, when a producer that used write() closes, that it can
    be sent to; a device that lost this ability looks the same whether it is stuck or in use. So listen for
    pictures before taking it: nobody may be robbed of a camera that is on air.
    """
    try:
        capabilities = _capabilities(node.path)
    except PermissionError:
        return Readiness.PERMISSION
    except OSError as error:
        return Readiness.BUSY if error.errno == errno.EBUSY else Readiness.GONE
    if not node.tells_state:
        if node.held_format() and (_writers(node.path) or _pictures_arrive(node.path)):
            return Readiness.BUSY
        if not capabilities & _CAP_OUTPUT:
            _unstick(node.path)
    elif not capabilities & _CAP_OUTPUT:
        return Readiness.BUSY
    _set_rate(node.path, fps)
    return Readiness.FREE


def owner_of(path: str) -> str:
    """Best guess at the program that sends to ``path``, like ``obs (process 1234)``; empty when it cannot be seen."""
    found = [holder for holder in _holders(path) if holder[0] != os.getpid()]
    found.sort(key=lambda holder: not holder[1])
    return f"{_read(Path(f'/proc/{found[0][0]}/comm'))} (process {found[0][0]})" if found else ""


def _writers(path: str) -> list[int]:
    return [pid for pid, write_only in _holders(path) if write_only and pid != os.getpid()]


def _holders(path: str) -> list[tuple[int, bool]]:
    """Processes that have ``path`` open, as far as we may look: (pid, whether it can only write)."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError):  # ended meanwhile, or another user's
            for link in (process / "fd").iterdir():
                if str(link.readlink()) == path:
                    flags = _read(process / "fdinfo" / link.name).split("flags:")[1].split()[0]
                    found.append((int(process.name), int(flags, 8) & os.O_ACCMODE == os.O_WRONLY))
    return found


def _capabilities(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        reply = fcntl.ioctl(fd, _QUERYCAP, bytes(104))
    finally:
        os.close(fd)
    if not reply.startswith(_DRIVER):
        raise OSError(f"{path} is not a v4l2loopback device")
    every, this = (int(field) for field in struct.unpack_from("=II", reply, 84))
    return this if every & _CAP_DEVICE_CAPS else every


def _pictures_arrive(path: str) -> bool:
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _drain(fd)  # pictures from before
        deadline = time.monotonic() + _LISTEN_S
        while time.monotonic() < deadline:
            time.sleep(0.01)
            if _drain(fd):
                return True
        return False
    finally:
        os.close(fd)


def _drain(fd: int) -> int:
    count = 0
    # BlockingIOError says that there are no more; any other means that nothing can be read: nobody sends.
    with contextlib.suppress(OSError):
        while count < 100:
            os.read(fd, 1)
            count += 1
    return count


def _unstick(path: str) -> None:
    """Make the driver believe that an orderly producer has just left: it announces the ability to be sent to again."""
    fd = os.open(path, os.O_RDWR)
    try:
        # Refused with EINVAL while no format is set, and effective all the same.
        with contextlib.suppress(OSError):
            fcntl.ioctl(fd, _STREAMON, struct.pack("=i", _BUF_TYPE_OUTPUT))
    finally:
        os.close(fd)


def _set_rate(path: str, fps: int) -> None:
    """Readers are told this rate; without it every camera says 30."""
    parameters = struct.pack("=5I", _BUF_TYPE_OUTPUT, 0, 0, 1, fps).ljust(204, b"\0")
    # A driver that does not want to know keeps saying 30: a wrong label, not a reason to stay off air.
    with contextlib.suppress(OSError):
        fd = os.open(path, os.O_RDWR)
        try:
            fcntl.ioctl(fd, _S_PARM, parameters)
        finally:
            os.close(fd)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
