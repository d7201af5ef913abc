"""What can be typed about profiles and scene collections. Imports nothing heavy."""

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
    "export": "write one as a file to give away, without keys",
    "import": "take over an exported file",
}


def add_sets(parser: argparse.ArgumentParser, finish: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add what can be done with them; ``finish`` adds what all actions have."""
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


def asked_of_sets(options: argparse.Namespace) -> tuple[str, dict[str, Any]] | None:
    """What a running studio is asked to do, as ``app.studio.asking`` knows it; None: the files say it all."""
    kind = "profile" if options.command == "profile" else "scenes"
    match options.action:
        case "list" | "export" | "import":
            return None
        case "switch":
            return options.command, {options.command: options.name}
        case "duplicate" | "rename":
            return "sets", {"kind": kind, "what": options.action, "name": options.name, "to": options.to}
    return "sets", {"kind": kind, "what": options.action, "name": options.name}
