"""Commands about servers that draw. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import LocalServerSettings


@dataclass(frozen=True, slots=True)
class TryServer:
    """Try the server of these settings, up to a session that draws; the rungs come in the snapshot."""

    settings: OmniRTSettings


@dataclass(frozen=True, slots=True)
class VerifyServer:
    """Have the host on stage speak for a minute over the server of these settings; the rungs come in the snapshot."""

    settings: OmniRTSettings


@dataclass(frozen=True, slots=True)
class PreloadServer:
    """Have the server of these settings load its model, before a session needs it; the rung comes in the snapshot."""

    settings: OmniRTSettings


@dataclass(frozen=True, slots=True)
class StopTryingServer:
    """End the test, or the verification."""


@dataclass(frozen=True, slots=True)
class LookForServerKeys:
    """Look which of these servers have a key in the keyring."""

    servers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeepServerKey:
    """Keep the key of the server with this name in the system's keyring; empty forgets it."""

    server: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookForLocalServer:
    """Look whether OmniRT is installed on this computer, and runs."""

    settings: LocalServerSettings


@dataclass(frozen=True, slots=True)
class StartLocalServer:
    """Start OmniRT on this computer."""

    settings: LocalServerSettings


@dataclass(frozen=True, slots=True)
class StopLocalServer:
    """Stop it again."""


LocalServerCommand = LookForLocalServer | StartLocalServer | StopLocalServer

ConnectionCommand = (
    TryServer | VerifyServer | PreloadServer | StopTryingServer | LookForServerKeys | KeepServerKey | LocalServerCommand
)
