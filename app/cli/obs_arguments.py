"""The command line of setting up OBS. Imports nothing heavy."""

from __future__ import annotations

import argparse
from typing import Any

_PARTS = ("camera", "recording", "stream")


def add_obs(parser: argparse.ArgumentParser) -> None:
    """Add what ``obs`` knows."""
    parser.add_argument(
        "what",
        nargs="?",
        default="look",
        choices=("look", "setup", "undo", "password", *_PARTS),
        help="say what would be changed (the default), change it, take it back, keep OBS's password, which is read "
        "from standard input, or start and stop OBS's own camera, recording or stream",
    )
    parser.add_argument("state", nargs="?", choices=("on", "off"), help="camera, recording, stream: start or stop it")
    parser.add_argument(
        "--show", choices=("browser", "camera"), help="what OBS shows from now on: the browser source or the camera"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def asked_of_obs(options: argparse.Namespace, password: str = "") -> tuple[str, dict[str, Any]]:
    """What the studio is asked to do, as ``app.studio.asking`` knows it."""
    if options.what in _PARTS:
        return "obs_output", {"part": options.what, "on": options.state != "off"}
    if options.what == "password":
        return "obs_password", {"password": password}
    return "obs", {"what": options.what, "show": options.show}
