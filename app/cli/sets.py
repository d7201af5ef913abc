"""Profiles and scene collections at the command line: of the running studio, else in the files it will find."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.base.errors import AppError
from app.base.named_files import NamedFiles
from app.base.paths import Paths
from app.base.profile import PROFILE_SUFFIX
from app.base.scene_store import SCENES_SUFFIX, SceneStore
from app.base.settings import Settings
from app.base.settings_store import SettingsStore
from app.cli.arguments import OK
from app.cli.console import Console
from app.cli.sets_arguments import asked_of_sets
from app.studio.control import ask_to_do
from app.studio.named_sets import NamedSets
from app.studio.profile_in_use import ProfileInUse
from app.studio.scenes_in_use import ScenesInUse


def keep_sets(options: argparse.Namespace, console: Console) -> int:
    """Do what is asked of profiles or scene collections, and give the exit code. Raises AppError."""
    paths = Paths.find(options.basedir)
    paths.make()
    sets = profiles_of(paths, console) if options.command == "profile" else collections_of(paths)
    what = options.action
    if what == "list":
        _list(sets.names(), sets.current, console, as_json=options.json)
    elif what == "export":
        if options.file.exists() and not options.force:
            raise AppError("sets.exists", f"{options.file} is there already.", "Say --force to overwrite it.")
        sets.export(options.name, options.file.absolute())
        console.result(str(options.file))
    elif what == "import":
        console.result(sets.bring(options.file))
    else:
        wish = asked_of_sets(options)
        if wish is None or not ask_to_do(paths.runtime, *wish):
            _alone(sets, what, options)
        console.result(options.to if what in ("duplicate", "rename") else options.name)
    return OK


def profiles_of(paths: Paths, console: Console) -> NamedSets:
    """The profiles of a studio that does not run. Raises AppError."""
    store = SettingsStore(paths.settings_file)

    def change(settings: Settings, bad: list[str]) -> None:
        store.save(settings)
        if bad:
            console.say(f"Values that cannot be used were set back: {'; '.join(bad)}.")

    return NamedSets(NamedFiles(paths.profiles, PROFILE_SUFFIX), ProfileInUse(lambda: store.load()[0], change))


def collections_of(paths: Paths) -> NamedSets:
    """The scene collections of a studio that does not run. Raises AppError."""
    store, scenes = SettingsStore(paths.settings_file), SceneStore(paths.scenes_file)
    in_use = ScenesInUse(lambda: store.load()[0], store.save, lambda: scenes.load()[0], scenes.save)
    return NamedSets(NamedFiles(paths.scene_collections, SCENES_SUFFIX), in_use)


def _alone(sets: NamedSets, what: str, options: argparse.Namespace) -> None:
    """No studio is running."""
    match what:
        case "switch":
            sets.switch(options.name)
        case "new":
            sets.add(options.name)
        case "duplicate":
            sets.duplicate(options.name, options.to)
        case "rename":
            sets.rename(options.name, options.to)
        case _:
            sets.remove(options.name)


def _list(names: tuple[str, ...], current: str, console: Console, *, as_json: bool) -> None:
    if as_json:
        listed: dict[str, Any] = {"current": current, "names": list(names)}
        console.result(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for name in names:
        console.result(f"{'*' if name == current else ' '} {name}")
