"""Graphics cards and their drivers, without the libraries that compute on them. Any thread; blocks for a second."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import AppError

LIMIT_S = 10.0
_QUERY = ("--query-gpu=name,driver_version,memory.total,memory.free", "--format=csv,noheader,nounits")
_VENDORS = {"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}
_DISPLAY_CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"


@dataclass(frozen=True, slots=True)
class GraphicsCard:
    """A graphics card as the system tells of it.

    Attributes:
        name: what people call it.
        driver: its driver's name or version; empty: it has none, or it is not known.
        nvidia: one of NVIDIA's, which PyTorch computes on with CUDA.
        total_bytes: its memory; None: not known.
        free_bytes: what of it is free now; None: not known.

    """

    name: str
    driver: str
    nvidia: bool = False
    total_bytes: int | None = None
    free_bytes: int | None = None


def find_cards() -> tuple[GraphicsCard, ...]:
    """The cards of this computer, NVIDIA's first. Raises AppError when NVIDIA's driver does not answer."""
    if sys.platform == "darwin":
        return (GraphicsCard(f"{platform.processor() or 'Apple'} (Metal)", "macOS"),) if _is_arm() else ()
    nvidia = _ask_nvidia()
    others = _windows_cards() if sys.platform == "win32" else linux_cards()
    return (*nvidia, *(card for card in others if not (nvidia and card.nvidia)))


def parse_nvidia(listed: str) -> tuple[GraphicsCard, ...]:
    """Cards from what ``nvidia-smi`` wrote for our query: names, driver, MiB in all, MiB free."""
    cards = []
    for line in listed.splitlines():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) == 4:
            total, free = (int(part) << 20 if part.isdigit() else None for part in parts[2:])
            cards.append(GraphicsCard(parts[0], parts[1], True, total, free))
    return tuple(cards)


def linux_cards(sysfs: Path = Path("/sys/class/drm")) -> tuple[GraphicsCard, ...]:
    """Cards as the kernel shows them: the maker, and the kernel's driver."""
    cards = []
    for folder in sorted(sysfs.glob("card[0-9]*")):
        vendor = folder / "device" / "vendor"
        if "-" in folder.name or not vendor.is_file():  # a connector of a card, or no card
            continue
        maker = _VENDORS.get(vendor.read_text(encoding="ascii", errors="replace").strip())
        if maker is not None:
            driver = folder / "device" / "driver"
            name = driver.resolve().name if driver.exists() else ""
            cards.append(GraphicsCard(f"{maker} graphics", name, maker == "NVIDIA"))
    return tuple(cards)


def _ask_nvidia() -> tuple[GraphicsCard, ...]:
    program = shutil.which("nvidia-smi")
    if program is None:
        return ()
    try:
        done = subprocess.run([program, *_QUERY], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise _silent(f"nvidia-smi did not answer within {LIMIT_S:.0f} s") from None
    except OSError as error:
        raise _silent(str(error.strerror or error)) from error
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise _silent(said[0].rstrip(".") if said else f"nvidia-smi ended with {done.returncode}")
    return parse_nvidia(done.stdout)


def _silent(why: str) -> AppError:
    return AppError(
        "graphics.driver",
        f"NVIDIA's driver does not answer: {why}.",
        "Restart the computer; if that does not help, install the driver again.",
    )


def _windows_cards() -> tuple[GraphicsCard, ...]:
    return tuple(
        GraphicsCard(name, driver, "nvidia" in name.lower()) for name, driver in dict.fromkeys(_registry_cards())
    )


def _registry_cards() -> Iterator[tuple[str, str]]:
    """Name and version of the driver of each display adapter."""
    if sys.platform != "win32":
        return
    import winreg

    for number in range(16):
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, f"{_DISPLAY_CLASS}\\{number:04d}") as key:
                name, driver = (str(winreg.QueryValueEx(key, value)[0]) for value in ("DriverDesc", "DriverVersion"))
        except OSError:
            continue
        yield name, driver


def _is_arm() -> bool:
    return platform.machine() == "arm64"
