"""Asking the running studio to do something."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.cli.arguments import NOT_RUNNING, OK
from app.cli.console import Console
from app.studio.control import ask_browser, ask_lines, ask_remote, ask_scenes, ask_status, ask_to_do
from app.studio.script_files import read_script


def ask(runtime: Path, name: str, fields: Mapping[str, Any], console: Console) -> int:
    """Have it do something, and give the exit code. Raises AppError where it refuses, or a script cannot be read."""
    if name == "open_script":
        read_script(Path(fields["path"]))  # the studio reads it when it has answered: what is wrong is said here
    return OK if ask_to_do(runtime, name, dict(fields)) else _not_running(console)


def list_lines(runtime: Path, console: Console, *, as_json: bool) -> int:
    """List what waits to be spoken, and what waits for approval."""
    lines = ask_lines(runtime)
    if lines is None:
        return _not_running(console)
    if as_json:
        console.result(json.dumps(lines, ensure_ascii=False, indent=2))
        return OK
    for one in lines["waiting"]:
        console.result(f"waiting   {one['number']:>4}  {one['text']}")
    for one in lines["proposed"]:
        origin = f"  ({one['origin']})" if one["origin"] else ""
        console.result(f"proposed  {one['number']:>4}  {one['text']}{origin}")
    return OK


def list_scenes(runtime: Path, console: Console, *, as_json: bool) -> int:
    """List the scenes; a star is before the one on the program."""
    scenes = ask_scenes(runtime)
    if scenes is None:
        return _not_running(console)
    if as_json:
        console.result(json.dumps(scenes, ensure_ascii=False, indent=2))
        return OK
    for one in scenes["scenes"]:
        console.result(f"{'*' if one['on'] else ' '} {one['name']}")
    return OK


def tell_remote(runtime: Path, console: Console, *, as_json: bool) -> int:
    """Say how other programs reach it: addresses, the key, and the page for phones."""
    remote = ask_remote(runtime)
    if remote is None:
        return _not_running(console)
    if as_json:
        console.result(json.dumps(remote, indent=2))
    elif not remote["addresses"]:
        console.say('Other programs cannot reach the studio. "remote on" lets them, or Settings > Remote Control.')
    else:
        for address in remote["addresses"]:
            console.result(f"address: {address}")
        console.result(f"key: {remote['key']}")
        console.result(f"page: {remote['pages'][-1]}")
    return OK


def tell_browser(runtime: Path, console: Console, *, as_json: bool) -> int:
    """Say where Browser Sources of OBS read it."""
    browser = ask_browser(runtime)
    if browser is None:
        return _not_running(console)
    if as_json:
        console.result(json.dumps(browser, indent=2))
    elif not browser["address"]:
        console.say('The browser source is off. "browser on" starts it.')
    else:
        console.result(f"address: {browser['address']}")
        console.result(f"readers: {browser['readers']}")
    return OK


def tell_mixer(runtime: Path, console: Console, *, as_json: bool) -> int:
    """Say how its Audio Mixer is set, and the delay."""
    status = ask_status(runtime)
    if status is None:
        return _not_running(console)
    mixer = {**status["state"]["mixer"], "delay_ms": status["measures"]["delay_ms"]}
    if as_json:
        console.result(json.dumps(mixer, indent=2))
        return OK
    for name, value in mixer.items():
        words = ("no", "yes")[value] if isinstance(value, bool) else value
        console.result(f"{name}: {'-' if words is None else words}")
    return OK


def tell_stats(runtime: Path, console: Console, *, as_json: bool) -> int:
    """Say what the studio takes of the computer, and what was lost since the last reset."""
    status = ask_status(runtime)
    if status is None:
        return _not_running(console)
    stats = status["stats"]
    if as_json:
        console.result(json.dumps({**stats, "measures": status["measures"]}, indent=2))
        return OK
    for name, value in stats.items():
        if name == "parts":
            for part, taken in value.items():
                console.result(f"part: {part}: {taken['cpu_percent']} %, {taken['memory_mb']} MB")
        else:
            console.result(f"{name}: {'-' if value in (None, '') else value}")
    return OK


def _not_running(console: Console) -> int:
    console.say("No studio is running. Start it, or use run or render.")
    return NOT_RUNNING
