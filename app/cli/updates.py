"""Newer versions on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict

from app.base.updates import newer_release
from app.base.version import this_build
from app.cli.arguments import OK
from app.cli.console import Console


def tell_updates(console: Console, *, as_json: bool) -> int:
    """Ask once whether a newer version was published, and say so. Raises AppError."""
    build = this_build()
    newer = newer_release(build)
    if as_json:
        told = {"version": build.version, "newer": None if newer is None else asdict(newer)}
        console.result(json.dumps(told, ensure_ascii=False, indent=2))
    elif newer is None:
        console.result(f"{build.version} is the newest version.")
    else:
        console.result("\n".join([f"{newer.version} was published: {newer.page}", "", newer.notes]).rstrip())
    return OK
