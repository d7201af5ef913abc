"""Avatars in zip files and folders: brought in without trusting them, and packed to give away."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from app.avatars.bundle import MANIFEST, Bundle
from app.base.errors import AppError

MAX_FILES = 5000
MAX_BYTES = 2**30
MAX_RATIO = 200
"""Unpacked over packed; a bomb has thousands. The first ``_FREE_BYTES`` do not count."""

_FREE_BYTES = 16 * 2**20
_BLOCK_BYTES = 2**18
_LONGEST_NAME = 200
_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_END_MAGIC, _END_BYTES = b"PK\x05\x06", 22  # the record at the end of a zip file
_ZIP64_MAGIC = b"PK\x06\x07"  # 20 bytes before it in files with more than anybody needs


def is_zip(path: Path) -> bool:
    """Whether the file begins like a zip file, whatever its name is."""
    try:
        with path.open("rb") as file:
            return file.read(4) in _ZIP_MAGIC
    except OSError:
        return False


def unpack(archive: Path, target: Path) -> None:
    """Unpack the avatar in a zip file into the folder ``target``, which must not be there yet.

    Its files may lie in one folder within the zip. Raises AppError ``avatar.unsafe_zip``, ``avatar.broken_zip``,
    ``avatar.too_large``, ``avatar.no_manifest``; OSError for what is wrong with ``target``.
    """
    budget = _Budget(archive, archive.stat().st_size)
    _check_directory(archive)
    try:
        with zipfile.ZipFile(archive) as packed:
            files = {name: info for info in packed.infolist() if (name := _name_of(archive, info)) is not None}
            _check_names(archive, files)
            top = _top(archive, files)
            for name, info in files.items():
                if name.is_relative_to(top):
                    with packed.open(info) as source:
                        _write(source, target / name.relative_to(top), budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise _refusal("broken_zip", archive, "it is damaged, or packed in a way that is not known") from error


def copy_in(folder: Path, target: Path) -> None:
    """Copy the avatar in ``folder`` to the folder ``target``, as ``unpack`` does. Links are not followed."""
    if not (folder / MANIFEST).is_file():
        raise _no_manifest(folder)
    budget = _Budget(folder)
    for path in _walk(folder):
        try:
            source = path.open("rb")
        except OSError as error:
            reason = f"{path.name} cannot be read: {error.strerror or error}"
            raise _refusal("unreadable", folder, reason) from error
        with source:
            _write(source, target / path.relative_to(folder), budget)


def pack(bundle: Bundle, target: Path, *, overwrite: bool) -> None:
    """Write the avatar as a zip file: whole or not at all. Raises AppError ``avatar.not_exported``."""
    if target.exists() and not overwrite:
        raise AppError(
            "avatar.not_exported", f"{target} exists already.", "Choose another name, or overwrite it.", permanent=True
        )
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".export-", suffix=".zip", delete=False) as draft:
            path = Path(draft.name)
            try:
                with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as packed:
                    for file in _walk(bundle.folder):
                        packed.write(file, PurePosixPath(bundle.id, file.relative_to(bundle.folder).as_posix()))
                draft.close()
                path.chmod(0o644)
                path.replace(target)
            except BaseException:
                draft.close()
                path.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise AppError(
            "avatar.not_exported",
            f"{bundle.name} cannot be written to {target}: {error.strerror or error}.",
            "Choose another folder, or make room.",
        ) from error


class _Budget:
    """Counts what comes out of an archive or a folder, whatever its headers say."""

    def __init__(self, source: Path, packed_bytes: int | None = None) -> None:
        self._source = source
        self._files = 0
        self._bytes = 0
        self._most = MAX_BYTES
        if packed_bytes is not None:
            self._most = min(self._most, _FREE_BYTES + MAX_RATIO * packed_bytes)

    def spend(self, files: int, count: int) -> None:
        self._files += files
        self._bytes += count
        if self._files > MAX_FILES:
            raise _refusal("too_large", self._source, f"it has more than {MAX_FILES} files")
        if self._bytes > self._most:
            raise _refusal("too_large", self._source, f"its files take more than {self._most // 2**20} MB")


def _write(source: IO[bytes], target: Path, budget: _Budget) -> None:
    budget.spend(1, 0)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while block := source.read(_BLOCK_BYTES):
            budget.spend(0, len(block))
            file.write(block)


def _check_directory(archive: Path) -> None:
    """Look at how long the list of files is before anybody reads it into memory. Found as ``zipfile`` finds it."""
    with archive.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_BYTES - 0xFFFF))
        tail = file.read()
    place = len(tail) - _END_BYTES
    if not tail[max(0, place) :].startswith(_END_MAGIC):
        place = tail.rfind(_END_MAGIC)
    if place < 0:
        return  # it is no zip file, which zipfile will say
    directory_bytes = int.from_bytes(tail[place + 12 : place + 16], "little")
    if directory_bytes > MAX_FILES * 1024 or tail[: max(0, place - 16)].endswith(_ZIP64_MAGIC):
        raise _refusal("too_large", archive, f"it has more than {MAX_FILES} files")


def _name_of(archive: Path, info: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where a file of the archive goes; None for folders and what systems leave behind. Raises AppError."""
    text = info.orig_filename.replace("\\", "/")
    name = PurePosixPath(text)
    if text.endswith("/") or not _JUNK.isdisjoint(name.parts):
        return None
    odd = text.startswith("/") or not name.parts or any(map(_is_odd, name.parts))
    if odd or len(text) > _LONGEST_NAME or stat.S_ISLNK(info.external_attr >> 16):
        raise _refusal("unsafe_zip", archive, f"it has a file that must not be unpacked: {text[:80]!r}")
    if info.flag_bits & _ENCRYPTED:
        raise _refusal("broken_zip", archive, "it is locked with a password")
    return name


def _is_odd(part: str) -> bool:
    """No file name (``..`` above all), or one that Windows takes for something else: a drive, a stream, a device."""
    stem = part.partition(".")[0].rstrip().lower()
    device = stem in ("con", "prn", "aux", "nul") or (stem[:3] in ("com", "lpt") and stem[3:].isdigit())
    return device or part != part.rstrip(". ") or any(ord(mark) < 32 or mark in '<>:"|?*' for mark in part)


def _check_names(archive: Path, names: Iterable[PurePosixPath]) -> None:
    """No file twice, also where case does not count, and no file that is a folder as well."""
    seen = [str(name).casefold() for name in names]
    files = set(seen)
    if len(files) > MAX_FILES:
        raise _refusal("too_large", archive, f"it has more than {MAX_FILES} files")
    folders = {str(parent).casefold() for name in names for parent in name.parents}
    if len(files) != len(seen) or files & folders:
        raise _refusal("unsafe_zip", archive, "it has two files of one name")


def _top(archive: Path, names: Iterable[PurePosixPath]) -> PurePosixPath:
    """The folder within the archive that has the manifest: the archive itself, or the only folder in it."""
    here = PurePosixPath()
    if PurePosixPath(MANIFEST) in names:
        return here
    tops = {name.parts[0] for name in names}
    if len(tops) == 1 and PurePosixPath(*tops, MANIFEST) in names:
        return here / tops.pop()
    raise _no_manifest(archive)


def _walk(folder: Path) -> Iterator[Path]:
    """The plain files below ``folder``, without links and hidden ones. Raises OSError."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith(".") or entry.name in _JUNK:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _no_manifest(source: Path) -> AppError:
    return AppError(
        "avatar.no_manifest",
        f"{source.name} is not an avatar: it has no {MANIFEST}.",
        "Choose a picture, or the folder or zip of an avatar.",
        permanent=True,
    )


def _refusal(what: str, source: Path, reason: str) -> AppError:
    return AppError(
        f"avatar.{what}",
        f"{source.name} cannot be imported: {reason}.",
        "Ask for a correct avatar where it came from.",
        permanent=True,
    )
