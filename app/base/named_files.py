"""Files that people give names to: one folder, one file for each name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

from app.base.errors import AppError
from app.base.files import write_atomically

_OF_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{kind}{number}" for kind in ("COM", "LPT") for number in range(10))}
"""What Windows opens in place of a file of that name, in any folder and with any ending."""

LONGEST_NAME = 80
"""Characters."""

_SAFE = " ()-_,"
_LONGEST_FILE = 230
"""Characters of a file's name without its ending: disks take 255, and of some only bytes."""


def checked_name(name: str) -> str:
    """``name`` as it is kept. Raises ValueError with a sentence."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise ValueError(f"a name has 1 to {LONGEST_NAME} letters and signs")
    if len(_quoted(name)) > _LONGEST_FILE:
        raise ValueError("it is too long for the name of a file")
    return name


class NamedFiles:
    """Any one thread at a time; calls touch the disk. Raises AppError.

    Names that differ only in upper and lower case are one: some disks know no difference.

    Args:
        folder: made when something is written.
        suffix: of the files, with its dot.
    """

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder = folder
        self._suffix = suffix

    def names(self) -> tuple[str, ...]:
        """All of them, sorted as people do."""
        found = (unquote(path.name.removesuffix(self._suffix)) for path in self._folder.glob(f"*{self._suffix}"))
        return tuple(sorted(found, key=str.casefold))

    def read(self, name: str) -> bytes:
        """What is kept under ``name``."""
        try:
            return self._path(name).read_bytes()
        except OSError as error:
            raise _failed(f"{name} cannot be read: {_why(error)}.") from error

    def write(self, name: str, content: bytes) -> None:
        """Keep this under ``name``, whole or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(name), content)
        except OSError as error:
            raise _failed(f"{name} cannot be kept: {_why(error)}.") from error

    def keep_copy(self, name: str) -> None:
        """Keep what is there under ``name`` under another ending, too, over an older copy."""
        path = self._path(name)
        try:
            write_atomically(path.with_name(f"{path.name}.bak"), path.read_bytes())
        except OSError as error:
            raise _failed(f"{name} cannot be copied: {_why(error)}.") from error

    def rename(self, name: str, to: str) -> None:
        """Call it otherwise; nothing is kept under ``to`` yet."""
        try:
            self._path(name).rename(self._path(to))
        except FileNotFoundError:
            pass  # it was never written: nobody has left it yet
        except OSError as error:
            raise _failed(f"{name} cannot be renamed: {_why(error)}.") from error

    def remove(self, name: str) -> None:
        """Forget it; the file is kept under another ending until one of the same name is removed."""
        try:
            self._path(name).replace(self._path(name).with_suffix(f"{self._suffix}.removed"))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise _failed(f"{name} cannot be removed: {_why(error)}.") from error

    def _path(self, name: str) -> Path:
        known = next((one for one in self.names() if one.casefold() == name.casefold()), name)
        return self._folder / f"{_quoted(known)}{self._suffix}"


def _quoted(name: str) -> str:
    quoted = quote(name, safe=_SAFE)
    if quoted.partition(".")[0].strip().upper() in _OF_DEVICES:
        return f"%{ord(quoted[0]):02X}{quoted[1:]}"
    return quoted


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def _failed(message: str) -> AppError:
    return AppError("sets.disk", message, "Make room on the disk, or give yourself the right to write there.")
