"""Pictures and films of scenes that are not where they were. Looks at the disk, which may be a slow one."""

from __future__ import annotations

from pathlib import Path

from app.base.scenes import SceneCollection


def gone_files(collection: SceneCollection) -> tuple[Path, ...]:
    """The files of scenes that are not there."""
    return tuple(file for file in collection.files if not _there(file))


def found_again(collection: SceneCollection, missing: Path, found: Path) -> dict[Path, Path]:
    """Where files are now, when one of them was found: others that are gone, too, may lie beside it."""
    beside = {file: found.parent / file.name for file in gone_files(collection) if file != missing}
    return {missing: found} | {old: new for old, new in beside.items() if _there(new)}


def _there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # nobody may look there
        return False
