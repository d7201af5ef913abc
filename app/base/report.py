"""The report that a user sends when something went wrong: what helps, without secrets and names."""

from __future__ import annotations

import getpass
import os
import platform
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.base.omnirt_settings import host_of
from app.base.paths import APP_NAME, Paths
from app.base.settings import Settings
from app.base.version import this_build

_LOG_BYTES = 60_000
_KEYS = r"authorization\W{1,4}bearer|bearer|[\w-]*(?:token|api[_-]?key|password|secret|authorization)|\bkey"
_PATTERNS = (
    # What stands for a key, wherever it came from.
    (
        re.compile(rf"(?i)({_KEYS})(\W{{1,4}})[^\s,;'\"]+"),
        r"\1\2[secret]",
    ),
    (re.compile(r"\b(?:sk|hf|ghp|gho)[-_][A-Za-z0-9_-]{8,}"), "[secret]"),
    (re.compile(r"(?i)\b((?:https?|wss?)://)[^\s/'\",)]+"), r"\1[server]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "[address]"),
    (re.compile(r"(?i)\b(?:[0-9a-f]{1,4}:){1,7}:[0-9a-f:]*|\b[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){5,7}\b"), "[address]"),
    # What is named by people stands in the log of shows that are long over.
    (re.compile(r"""('(?:avatar_id|recording_path)': )(?:'[^']*'|"[^"]*")"""), r"\1[name]"),
    (re.compile(r"(?i)((?:/home|/Users|/(?:run/)?media|\b[a-z]:\\{1,2}Users)[/\\]{1,2})[^/\\\s'\",:;]+"), r"\1[user]"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b"), "[mail]"),
)
_SHORTEST_NAME = 2
_NOBODYS = ("default", "Untitled", "localhost", "127.0.0.1")
"""What settings call their own, and what says nothing of anybody."""


def make_report(paths: Paths, facts: Iterable[str], names: Iterable[str]) -> str:
    """The whole report, in Markdown. Reads the logs: not for a thread that must not wait.

    Args:
        paths: where the logs are.
        facts: lines on how the studio is now.
        names: what must not be in it: of avatars, devices and servers.
    """
    head = [f"{APP_NAME} {this_build().words}", f"Python {platform.python_version()}, {platform.platform()}", *facts]
    parts = ["\n".join(head)]
    for title, path in (("Crash", paths.logs / "crash-last.log"), ("Log", paths.log_file)):
        text = tail(path)
        if text:
            parts.append(f"## {title}\n\n```\n{text.strip()}\n```")
    return redacted("\n\n".join(parts), names) + "\n"


def names_in(settings: Settings) -> Iterator[str]:
    """What the settings name that must not be in a report: devices, also absent ones, servers, sets, files."""
    named = [settings.voice.microphone, settings.voice.webcam, settings.audio_out.device, settings.camera.device]
    named += [settings.mixer.monitor_device, settings.current.profile, settings.current.scenes]
    for server in settings.omnirt.servers:
        named += [server.name, host_of(server.url), *map(host_of, server.endpoints.values())]
    yield from (name for name in named if name and name not in _NOBODYS)
    yield from map(str, _paths_in(settings.model_dump()))


def _paths_in(value: object) -> Iterator[Path]:
    if isinstance(value, Path):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _paths_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _paths_in(one)


def tail(path: Path) -> str:
    """The end of a log; empty if there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LOG_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return text if size <= _LOG_BYTES else text.partition("\n")[2]


def redacted(text: str, names: Iterable[str]) -> str:
    """``text`` without keys, servers, addresses, the user's name, this computer's name, and ``names``."""
    home = str(Path.home())
    for written in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}:
        # What lies below the home folder is named after people and what they do.
        text = re.sub(re.escape(written) + r"(?:[/\\][^\n\":,;]*)?", "~/[path]", text)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    own = {getpass.getuser(): "[user]", socket.gethostname(): "[computer]"}
    given = dict.fromkeys(names, "[name]") | own
    for name in sorted((name for name in given if len(name) >= _SHORTEST_NAME), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", given[name], text)
    return text
