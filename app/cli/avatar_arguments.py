"""What can be typed about avatars. Imports nothing heavy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from app.avatars.consent import Whose


def add_avatars(parser: argparse.ArgumentParser, finish: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add what can be done with avatars; ``finish`` adds what all actions have."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the avatars", description="List the avatars.")
    listing.add_argument("--removed", action="store_true", help="list those that were removed and can be restored")
    check = actions.add_parser("check", help="check avatars", description="Check one avatar's folder, or all avatars.")
    check.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="an avatar's folder (default: all)")
    bring = actions.add_parser(
        "import",
        help="make an avatar of a picture, or take one over",
        description="Make an avatar of a picture, or take over one in a folder or a zip file.",
    )
    bring.add_argument("path", type=Path, metavar="PATH", help="a picture (PNG, JPEG, WebP), a folder or a zip file")
    bring.add_argument("--name", type=_name, help="what it is called (default: as the file)")
    bring.add_argument(
        "--face",
        type=_face,
        metavar="own|agreed:NAME|nobody",
        help="whose face the picture shows: yours, that of NAME who agreed to it, or nobody's (drawn or generated)",
    )
    bring.add_argument("--id", type=_name, help="the id it should have (default: made from the name)")
    duplicate = actions.add_parser(
        "duplicate", help="make another avatar like one", description="Make another avatar like one, to change it."
    )
    duplicate.add_argument("avatar", metavar="ID", help="which one")
    duplicate.add_argument("--name", type=_name, required=True, help="what the other one is called")
    export = actions.add_parser("export", help="write an avatar as a zip file", description="Write an avatar as a zip.")
    export.add_argument("avatar", metavar="ID", help="which one")
    export.add_argument("target", type=_zip, metavar="OUT.zip", help="the file to make")
    export.add_argument("--force", action="store_true", help="overwrite OUT.zip if it exists")
    remove = actions.add_parser(
        "remove",
        help="remove an avatar of your own",
        description="Remove an avatar of your own. It is kept for 30 days in .removed, beside the others.",
    )
    restore = actions.add_parser(
        "restore", help="bring a removed avatar back", description="Bring back what was removed."
    )
    for action in (remove, restore):
        action.add_argument("avatar", metavar="ID", help="which one")
    for action in (listing, check, bring, duplicate, export, remove, restore):
        finish(action)


def _face(text: str) -> tuple[str, str]:
    whose, _, name = text.partition(":")
    if whose not in get_args(Whose) or bool(name.strip()) != (whose == "agreed") or len(name) > 200:
        raise argparse.ArgumentTypeError(f"{text} is none of own, nobody and agreed: with a name after it")
    return whose, name.strip()


def _name(text: str) -> str:
    if not text.strip() or len(text) > 200:
        raise argparse.ArgumentTypeError("a name has 1 to 200 characters")
    return text.strip()


def _zip(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".zip":
        raise argparse.ArgumentTypeError(f"{text} does not end in .zip, the one format that is written")
    return path
