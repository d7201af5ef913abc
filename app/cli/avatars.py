"""Avatars on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.bundle import Bundle, open_bundle
from app.avatars.library import Library, LibraryEntry
from app.avatars.shelf import KEPT_DAYS
from app.base.errors import AppError
from app.cli.arguments import FAILED, OK
from app.cli.console import Console

if TYPE_CHECKING:  # it would bring FFmpeg with it
    from app.avatars.keeper import Keeper, Said


def list_avatars(entries: Sequence[LibraryEntry], console: Console, *, as_json: bool) -> int:
    """Print avatars; a broken one is named as such."""
    if as_json:
        console.result(json.dumps([_plain(entry) for entry in entries], ensure_ascii=False, indent=2))
    else:
        console.result("\n".join(_line(entry) for entry in entries))
    return OK


def check_avatars(
    library: Library, folder: Path | None, check: Callable[[Bundle], None], console: Console, *, as_json: bool
) -> int:
    """Check the avatar in ``folder``, or all that there are; failed if one of them cannot be used."""
    entries = library.list() if folder is None else (_entry_of(folder.expanduser().absolute()),)
    problems = [entry.problem or _problem_of(entry, check) for entry in entries]
    if as_json:
        listing = [{**_plain(entry), **_verdict(problem)} for entry, problem in zip(entries, problems, strict=True)]
        console.result(json.dumps(listing, ensure_ascii=False, indent=2))
    else:
        console.result("\n".join(_verdict_lines(entries, problems)))
    return FAILED if any(problems) else OK


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported.

    Attributes:
        path: a picture, a folder or a zip file.
        name: what it is called; empty: as it calls itself.
        id: the id it should have; empty: made from the name.
        face: whose face it is, and the name of whoever agreed; None: nobody says.
    """

    path: Path
    name: str = ""
    id: str = ""
    face: Said | None = None


def import_avatar(library: Library, keeper: Keeper, wanted: Wanted, console: Console, *, as_json: bool) -> int:
    """Import an avatar: what became of it, and what will look bad."""
    imported = keeper.take(wanted.path.expanduser().absolute(), wanted.name, wanted.id, wanted.face)
    bundle = library.resolve(imported.id)
    entry = _entry_of(bundle.folder)
    if bundle.consent is None:
        console.say("Nobody has said whose face this is: --face keeps a note of it with the avatar.")
    notices = [{"code": n.code, "message": n.message, "fix": n.hint} for n in imported.notices]
    if as_json:
        console.result(json.dumps({**_plain(entry), "notices": notices}, ensure_ascii=False, indent=2))
        return OK
    for notice in notices:
        console.say(f"{notice['message']} {notice['fix']}")
    console.result(_line(entry))
    return OK


def duplicate_avatar(
    library: Library, keeper: Keeper, avatar: str, name: str, console: Console, *, as_json: bool
) -> int:
    """Make another avatar like one."""
    entry = _entry_of(library.resolve(keeper.duplicate(avatar, name)).folder)
    console.result(json.dumps(_plain(entry), ensure_ascii=False, indent=2) if as_json else _line(entry))
    return OK


def export_avatar(
    keeper: Keeper, avatar: str, target: Path, console: Console, *, overwrite: bool, as_json: bool
) -> int:
    """Write an avatar as a zip file."""
    path = target.expanduser().absolute()
    keeper.export(avatar, path, overwrite=overwrite)
    console.result(json.dumps({"id": avatar, "file": str(path)}, ensure_ascii=False) if as_json else str(path))
    return OK


def remove_avatar(keeper: Keeper, avatar: str, console: Console, *, as_json: bool) -> int:
    """Remove an avatar of the user's own."""
    kept = keeper.remove(avatar)
    if not as_json:
        console.say(f"It is kept for {KEPT_DAYS} days in {kept}.")
    console.result(json.dumps({"id": avatar, "kept": str(kept)}, ensure_ascii=False) if as_json else avatar)
    return OK


def restore_avatar(library: Library, keeper: Keeper, avatar: str, console: Console, *, as_json: bool) -> int:
    """Bring a removed avatar back."""
    keeper.restore(avatar)
    entry = _entry_of(library.resolve(avatar).folder)
    console.result(json.dumps(_plain(entry), ensure_ascii=False, indent=2) if as_json else _line(entry))
    return OK


def _entry_of(folder: Path) -> LibraryEntry:
    try:
        bundle = open_bundle(folder)
    except AppError as error:
        return LibraryEntry(folder.name, folder.name, folder, None, error)
    return LibraryEntry(bundle.id, bundle.name, folder, bundle.preview)


def _problem_of(entry: LibraryEntry, check: Callable[[Bundle], None]) -> AppError | None:
    try:
        check(open_bundle(entry.folder))
    except AppError as error:
        return error
    return None


def _plain(entry: LibraryEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "name": entry.name,
        "folder": str(entry.folder),
        "preview": str(entry.preview) if entry.preview is not None else None,
        **_verdict(entry.problem),
    }


def _verdict(problem: AppError | None) -> dict[str, object]:
    if problem is None:
        return {"status": "green", "message": "", "fix": ""}
    return {"status": "red", "message": problem.message, "fix": problem.hint}


def _line(entry: LibraryEntry) -> str:
    name = f"{entry.id}\t{entry.name}\t{entry.folder}"
    return name if entry.problem is None else f"{name}\t{entry.problem.message}"


def _verdict_lines(entries: Sequence[LibraryEntry], problems: Sequence[AppError | None]) -> list[str]:
    lines = []
    for entry, problem in zip(entries, problems, strict=True):
        if problem is None:
            lines.append(f"green  {entry.id}")
        else:
            lines.append(f"red    {entry.id}  {problem.message} {problem.hint}".rstrip())
    return lines
