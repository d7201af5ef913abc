"""What a profile is of the settings: devices, server, sizes. Not the window, nor what this computer is like."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit, urlunsplit

import tomli_w

from app.base.errors import AppError
from app.base.section import Section
from app.base.settings import Settings
from app.base.settings_store import mended

PROFILE_SUFFIX = ".toml"

OF_THE_COMPUTER = frozenset({"current", "window", "hotkeys", "control", "storage", "runtime", "local_server"})
"""Sections that are the same in every profile."""


def profile_of(settings: Settings) -> dict[str, Any]:
    """The profile that ``settings`` are, as plain data."""
    return settings.model_dump(mode="json", exclude_none=True, exclude=set(OF_THE_COMPUTER))


def with_profile(settings: Settings, name: str, profile: dict[str, Any]) -> tuple[Settings, list[str]]:
    """``settings`` with another profile, and what of that cannot be used and is as at first."""
    kept = settings.model_dump(mode="json", exclude_none=True, include=set(OF_THE_COMPUTER))
    known = {section: values for section, values in profile.items() if section not in OF_THE_COMPUTER}
    new, bad = mended(known | kept)
    return new.model_copy(update={"current": settings.current.model_copy(update={"profile": name})}), bad


def write_profile(profile: dict[str, Any]) -> bytes:
    """As it is kept: TOML that a person may edit."""
    return tomli_w.dumps(profile).encode()


def read_profile(content: bytes) -> dict[str, Any]:
    """What is kept. Raises AppError."""
    try:
        return tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:  # TOML's and UTF-8's errors are ValueErrors
        raise AppError("sets.damaged", "The profile's file is damaged.", "Remove the profile.") from error


def for_others(profile: dict[str, Any]) -> dict[str, Any]:
    """``profile`` without what is nobody else's business: folders and files of this computer, names in addresses."""
    given: dict[str, Any] = {}
    for section, values in profile.items():
        kind = Settings.model_fields[section].annotation
        assert isinstance(kind, type)
        assert issubclass(kind, Section)
        given[section] = {
            field: _without_names(value)
            for field, value in values.items()
            if Path not in (kind.model_fields[field].annotation, *get_args(kind.model_fields[field].annotation))
        }
    return given


def from_others(profile: Settings, own: Settings) -> Settings:
    """``profile`` so that no key of ``own`` goes to an address that it was not given for.

    Keys are kept by the names of servers: one that comes under a known name with another address gets another name.
    """
    known = {server.name: (server.url, server.endpoints) for server in own.omnirt.servers}
    names = {
        server.name: server.name
        if known.get(server.name) == (server.url, server.endpoints)
        else f"{server.name[:48]} ({number})"
        for number, server in enumerate(profile.omnirt.servers, 2)
    }
    servers = tuple(server.model_copy(update={"name": names[server.name]}) for server in profile.omnirt.servers)
    chosen = names.get(profile.omnirt.server, "")
    omnirt = {"servers": servers, "server": chosen, "allow_plain": own.omnirt.allow_plain}
    return profile.model_copy(
        update={
            "omnirt": profile.omnirt.model_copy(update=omnirt),
            "voice": profile.voice.model_copy(update={"openai_url": own.voice.openai_url}),
        }
    )


_OF_A_SERVER = ("headers", "ca_file")  # which may be secrets, and files of this computer


def _without_names(value: Any) -> Any:
    """Without the user and password that an address may have in it, and what servers are sent beside a key."""
    if isinstance(value, dict):
        return {key: _without_names(one) for key, one in value.items() if key not in _OF_A_SERVER}
    if isinstance(value, list):
        return [_without_names(one) for one in value]
    if isinstance(value, str) and "://" in value and "@" in value:
        parts = urlsplit(value)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return value
