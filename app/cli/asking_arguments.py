"""The commands that ask a running studio to do something, and what they mean. Imports nothing heavy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.base.errors import AppError

ASKING = (
    "say",
    "interrupt",
    "panic",
    "next",
    "script",
    "talk",
    "express",
    "avatar",
    "camera",
    "browser",
    "recording",
    "mic",
    "lines",
    "scene",
    "snapshot",
    "remote",
    "stats",
    "mixer",
)
"""Their names."""

_FACES = ("neutral", "smile", "surprise", "doubt", "nod", "wink")

_PLAYER = ("open", "restore", "play", "pause", "stop", "next", "previous")

_MIXER = ("mic", "avatar", "offset", "monitor")

_SCENES = ("list", "switch", "add", "duplicate", "rename", "remove", "move", "transition", "undo", "redo")

_SWITCHES: dict[str, dict[str, bool]] = {"on": {"on": True}, "off": {"on": False}}
_STATS = {"reset": "reset_stats", "report": "report"}
_RECORDING = _SWITCHES | {"pause": {"paused": True}, "resume": {"paused": False}}


def add_asking(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add them; ``add`` makes a command of a name and a description."""
    say = add("say", "have the running studio speak a line")
    say.add_argument("text", help="the line")
    say.add_argument("--now", action="store_true", help="in place of what is being spoken")
    add("interrupt", "have the running studio stop speaking, and leave out all that wait")
    add("panic", "silence the running studio: stop speaking, leave out all that wait, mute the microphone")
    add("next", "break off the line that is being spoken; the next follows")
    script = add("script", "open a script in the running studio, play it, pause it, or go to another of its lines")
    script.add_argument("what", choices=_PLAYER, help="what a player does with it; restore: what a crash left behind")
    script.add_argument("which", nargs="?", help="open: the file; play: the number of a line to begin with, or its cue")
    talk = add("talk", "push-to-talk: let your own voice take the air, and give it back to the script")
    talk.add_argument("state", choices=tuple(_SWITCHES), help="hold it, or let it go")
    add("express", "have the host make a face").add_argument("expression", choices=_FACES, help="which one")
    add("avatar", "put another avatar on the running studio's program").add_argument("avatar", help="its id")
    for name, words in (("camera", "start or stop the virtual camera"), ("mic", "turn the microphone on or off")):
        add(name, f"{words} of the running studio").add_argument("state", choices=tuple(_SWITCHES))
    recording = add("recording", "start, stop, pause or go on with the running studio's recording")
    recording.add_argument("state", choices=tuple(_RECORDING))
    browser = add("browser", "say where Browser Sources of OBS read the running studio, let them or no longer")
    browser.add_argument("state", nargs="?", choices=tuple(_SWITCHES), help="let them or not")
    browser.add_argument("--json", action="store_true", help="answer in JSON")
    remote = add("remote", "say how other programs reach the running studio, let them or no longer")
    remote.add_argument("state", nargs="?", choices=tuple(_SWITCHES), help="let them or not")
    remote.add_argument("--json", action="store_true", help="answer in JSON")
    mixer = add("mixer", "tell how the running studio's Audio Mixer is set, or set it")
    mixer.add_argument("what", nargs="?", choices=_MIXER, help="a strip, the Sync Offset, or the monitor's device")
    mixer.add_argument("value", nargs="?", help="offset: milliseconds; monitor: its name (default: none)")
    mixer.add_argument("--gain", metavar="DB", help="of a strip, in dB; a negative one as --gain=-6")
    mixer.add_argument("--mute", choices=tuple(_SWITCHES), help="a strip")
    mixer.add_argument("--monitor", choices=tuple(_SWITCHES), help="hear a strip on the monitor")
    mixer.add_argument("--json", action="store_true", help="answer in JSON")
    stats = add("stats", "tell what the show costs and what it lost, count that from zero, or write the report on it")
    stats.add_argument("what", nargs="?", choices=tuple(_STATS), help="count from zero, or write the report so far")
    stats.add_argument("--json", action="store_true", help="answer in JSON")
    scene = add("scene", "list the running studio's scenes, put one on the program, or change the list")
    scene.add_argument("what", choices=_SCENES, help="what to do; transition: how one gives way to another")
    scene.add_argument("scene", nargs="?", help="the scene, by its name; transition: cut or fade")
    scene.add_argument("to", nargs="?", help="rename: another name; move: its place; transition: milliseconds")
    scene.add_argument("--json", action="store_true", help="list: answer in JSON")
    add("snapshot", "have the running studio save its program picture as a PNG file, where recordings go")
    lines = add("lines", "list the lines that wait to be spoken or approved, approve or discard them")
    lines.add_argument("judge", nargs="?", choices=("approve", "discard"), help="judge a line of another program")
    lines.add_argument("line", nargs="?", type=int, help="its number (default: all)")
    lines.add_argument("--json", action="store_true", help="answer in JSON")


def asked_for(options: argparse.Namespace) -> tuple[str, dict[str, Any]] | None:
    """What the studio is asked to do, as ``app.studio.asking`` knows it; None: only to tell something.

    Raises AppError where something is missing.
    """
    match options.command:
        case "say":
            return "say", {"text": options.text, "now": options.now}
        case "script":
            return _script(options.what, options.which)
        case "talk":
            return "talk", {"held": options.state == "on"}
        case "express":
            return "express", {"expression": options.expression}
        case "avatar":
            return "avatar", {"avatar": options.avatar}
        case "camera" | "recording":
            return options.command, _RECORDING[options.state]
        case "mic":
            return "microphone", _SWITCHES[options.state]
        case "lines" if options.judge is None:
            return None
        case "scene":
            return _scene(options.what, options.scene, options.to)
        case "browser":
            return None if options.state is None else ("browser_source", _SWITCHES[options.state])
        case "remote":
            return None if options.state is None else ("remote", _SWITCHES[options.state])
        case "mixer":
            return _mixer(options)
        case "stats":
            return None if options.what is None else (_STATS[options.what], {})
        case "lines":
            return options.judge, {"line": options.line}
    return options.command, {}


def _script(what: str, which: str | None) -> tuple[str, dict[str, Any]]:
    """What is asked of the script; what is no number is a cue, which the studio may refuse."""
    if what == "open":
        if which is None:
            raise AppError("script.no_file", "script open needs to know which file.", "Write: script open FILE")
        return "open_script", {"path": str(Path(which).absolute())}
    if what == "restore":
        return "restore_script", {}
    if which is None:
        return "script", {"what": what}
    return "script", {"what": what, "line" if which.isdecimal() else "cue": which}


def _mixer(options: argparse.Namespace) -> tuple[str, dict[str, Any]] | None:
    """What is asked of the mixer; what makes no sense, the studio refuses."""
    match options.what:
        case None:
            return None
        case "offset":
            return "sync_offset", {"ms": options.value}
        case "monitor":
            return "monitor", {"device": options.value or ""}
    wanted = {"gain_db": options.gain, "muted": options.mute, "monitor": options.monitor}
    given = {name: value for name, value in wanted.items() if value is not None}
    return "strip", {"strip": "microphone" if options.what == "mic" else "avatar", **given}


def _scene(what: str, scene: str | None, to: str | None) -> tuple[str, dict[str, Any]] | None:
    """What is asked of the scenes; what makes no sense, the studio refuses."""
    if what == "list":
        return None
    if what == "switch":
        return "scene", {"scene": scene or ""}
    more = {} if to is None else {"name" if what == "rename" else "number": to}
    return "scenes", {"what": what, **({} if scene is None else {"scene": scene}), **more}
