"""One window of the studio for each user and base folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO


class OneInstance:
    """A lock that the system takes back when its holder dies, however that happens. One thread.

    Args:
        runtime: the private folder of the running studio.
    """

    def __init__(self, runtime: Path) -> None:
        self._path = runtime / "studio.lock"
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Whether we are the one now. Raises OSError."""
        while (file := self._locked()) is not None:
            if self._is_there(file):
                self._file = file
                return True
            file.close()  # whoever had it took the file away between our opening and locking it
        return False

    def _is_there(self, file: IO[bytes]) -> bool:
        try:
            return os.name != "posix" or os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def _locked(self) -> IO[bytes] | None:
        file = self._path.open("ab")
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        return file

    def give_back(self) -> None:
        """Let another be the one."""
        if self._file is None:
            return
        if os.name == "posix":  # elsewhere a file that is open cannot be removed
            self._path.unlink(missing_ok=True)
        self._file.close()
        self._file = None
