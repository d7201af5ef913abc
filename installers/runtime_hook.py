"""Runs first in every packaged program: makes it a good neighbour of the system's own programs and libraries."""

import ctypes.util
import os
import sys
from pathlib import Path

if sys.platform == "linux":
    # The system's programs that we start must not be given our libraries. Our own programs find theirs anew.
    os.environ.pop("LD_LIBRARY_PATH", None)
    if "LD_LIBRARY_PATH_ORIG" in os.environ:
        os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    # Functions of libraries are looked for when they are called: some of them are not there (installers/trimming.py).
    sys.setdlopenflags(os.RTLD_LAZY)
    _of_system = ctypes.util.find_library

    def _find_library(name: str) -> str | None:
        # Without a compiler Python does not find libraries that lie beside it: sounddevice's is looked for by name.
        own = Path(sys._MEIPASS) / f"lib{name}.so.2"  # type: ignore[attr-defined]  # PyInstaller's
        return str(own) if own.exists() else _of_system(name)

    ctypes.util.find_library = _find_library
