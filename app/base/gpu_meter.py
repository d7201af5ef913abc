"""How busy the graphics card is, and what of its memory is taken. Cheap enough to be asked every second."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from pathlib import Path

from app.base.usage import GpuUsage

NOT_TOLD = "Only the drivers of NVIDIA and, on Linux, of AMD tell how busy a card is."


NVML = "libnvidia-ml.so.1"
"""NVIDIA's driver as pynvml loads it on Linux."""


class GpuMeter:
    """Asks NVIDIA's driver (NVML, through NVIDIA's own nvidia-ml-py), else the kernel of Linux. One thread.

    Args:
        sysfs: where the kernel shows cards.

    """

    def __init__(self, sysfs: Path = Path("/sys/class/drm")) -> None:
        self._sysfs = sysfs
        self._nvml = False
        self._why_not = _start_nvml()
        self._nvml = not self._why_not

    def look(self) -> GpuUsage:
        """How it is now."""
        if self._nvml:
            return self._ask_nvml()
        amd = amd_usage(self._sysfs) if sys.platform == "linux" else None
        return amd or GpuUsage(why_not=self._why_not)

    def close(self) -> None:
        """Leave the driver."""
        if self._nvml:
            import pynvml

            self._nvml = False
            with contextlib.suppress(pynvml.NVMLError):
                pynvml.nvmlShutdown()

    def _ask_nvml(self) -> GpuUsage:
        import pynvml

        try:
            card = pynvml.nvmlDeviceGetHandleByIndex(0)
            memory = pynvml.nvmlDeviceGetMemoryInfo(card)
            used, total = int(memory.used), int(memory.total)
        except pynvml.NVMLError as error:
            return GpuUsage(why_not=f"NVIDIA's driver does not answer: {error}.")
        try:
            percent = float(pynvml.nvmlDeviceGetUtilizationRates(card).gpu)
        except pynvml.NVMLError:  # a card that is divided (MIG) tells of its memory alone
            return GpuUsage(None, used, total, "The card does not tell how busy it is.")
        return GpuUsage(percent, used, total)


def amd_usage(sysfs: Path) -> GpuUsage | None:
    """What the kernel's amdgpu driver shows of the first card that has it; None: there is none.

    Files and units: https://docs.kernel.org/gpu/amdgpu/thermal.html and .../driver-misc.html.
    """
    for busy in sorted(sysfs.glob("card[0-9]*/device/gpu_busy_percent")):
        numbers = [_number(busy.parent / name) for name in (busy.name, "mem_info_vram_used", "mem_info_vram_total")]
        percent, used, total = numbers
        if percent is not None:
            return GpuUsage(float(percent), used, total)
    return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _start_nvml() -> str:
    """Reach NVIDIA's driver; why it cannot be, or empty."""
    if sys.platform == "linux" and not _has_library(NVML):
        return NOT_TOLD  # what would ask it is 2 MB of code
    import pynvml

    try:
        pynvml.nvmlInit()
        if pynvml.nvmlDeviceGetCount() > 0:
            return ""
        pynvml.nvmlShutdown()
    except pynvml.NVMLError_LibraryNotFound:
        pass
    except pynvml.NVMLError as error:
        return f"NVIDIA's driver does not answer: {error}."
    return NOT_TOLD
