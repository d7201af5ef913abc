"""What can be typed about profiles. Imports nothing heavy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ACTIONS = {
    "list": "list them; the one in use has a star",
    "switch": "go on with another",
    "new": "go on with a new one that is as at first",
    "duplicate": "go on with a new one that is like another",
    "rename": "call one otherwise",
    "remove": "forget one",
    "export": "write one as a file to give away, without keys and without folders of this computer",
    "import": "take over an exported file",
}


def add_profiles(parser: argparse.ArgumentParser, finish: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add what can be done with profiles; ``finish`` adds what all actions have."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in _ACTIONS.items():
        action = actions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        if name not in ("list", "import"):
            action.add_argument("name", metavar="NAME", help="its name")
        if name in ("duplicate", "rename"):
            action.add_argument("to", metavar="NEW_NAME", help="the new name")
        if name in ("export", "import"):
            action.add_argument("file", type=Path, metavar="FILE.json", help="the file")
        if name == "export":
            action.add_argument("--force", action="store_true", help="overwrite FILE.json if it exists")
        finish(action)


def asked_of_profiles(options: argparse.Namespace) -> tuple[str, dict[str, Any]] | None:
    """What a running studio is asked to do, as ``app.studio.asking`` knows it; None: the files say it all."""
    match options.action:
        case "list" | "export" | "import":
            return None
        case "switch":
            return "profile", {"profile": options.name}
        case "duplicate" | "rename":
            return "sets", {"kind": "profile", "what": options.action, "name": options.name, "to": options.to}
    return "sets", {"kind": "profile", "what": options.action, "name": options.name}
