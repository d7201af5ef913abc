"""The Python and the PyTorch that models run with, installed on demand into a folder of the user's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from app.base.errors import AppError
from app.base.runtime_state import RuntimeState, RuntimeStatus
from app.engine.launch import python_with_our_source
from app.engine.local.own_python import OwnPython
from app.engine.local.runtime_packages import index_options

TORCH = "torch==2.13.*"
"""Not in the lock: which of its builds is right depends on the card. The same as in ``studio.py``."""


class GpuRuntime(OwnPython):
    """See ``OwnPython``; the lock is of everything but PyTorch. Any thread, one at a time."""

    WHAT = "PyTorch"
    NOTED = ("torch", "device", "card")

    def look(self) -> RuntimeState:
        """What there is of it."""
        stamp = self.stamp
        if stamp is None:
            there = self._folder.is_dir() and any(self._folder.iterdir())
            return RuntimeState(RuntimeStatus.PART if there else RuntimeStatus.MISSING)
        status = RuntimeStatus.READY if stamp["key"] == self._key() else RuntimeStatus.OLD
        return RuntimeState(
            status, self.python, stamp["torch"], stamp["device"], stamp["card"], int(stamp["size_bytes"])
        )

    def remove(self) -> None:
        """Remove all of it. Raises AppError."""
        self._stamp.unlink(missing_ok=True)
        try:
            if self._folder.is_dir():
                shutil.rmtree(self._folder)
        except OSError as error:
            raise AppError(
                "runtime.in_use",
                f"{error.filename} cannot be removed: {error.strerror or error}.",
                "Choose another engine first if the studio draws with it now.",
            ) from error

    def _asked(self) -> list[str]:
        return [TORCH, self._settings.build, self._settings.torch_index]

    def _requirements(self) -> tuple[Path, ...]:
        torch = self._folder / "torch.in"
        torch.write_text(f"{TORCH}\n", "utf-8")
        return (torch, self._lock)

    def _index(self) -> list[str]:
        return index_options(self._settings.build, self._settings.torch_index, self._settings.packages_index)

    def _self_test_command(self) -> Sequence[str]:
        return python_with_our_source(self.python, "app.engine.local.self_test")

    def _does_not_work(self, why: str) -> AppError:
        return AppError(
            "runtime.self_test",
            f"PyTorch is installed and does not work ({why}).",
            "Update the card's driver, or choose another PyTorch in Settings > Graphics Card.",
        )
