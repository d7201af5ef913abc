"""Commands about the OBS beside the studio. Plain data; what comes of them stands in the snapshot's ``obs``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ObsPart = Literal["camera", "recording", "stream"]
"""What OBS itself starts and stops."""


@dataclass(frozen=True, slots=True)
class LookForObs:
    """Find OBS, and see what would be changed there. Changes nothing."""


@dataclass(frozen=True, slots=True)
class SetUpObs:
    """Have OBS show the host, by the settings; the browser source is started for it."""


@dataclass(frozen=True, slots=True)
class UndoObs:
    """Take back what was changed in OBS."""


@dataclass(frozen=True, slots=True)
class RunInObs:
    """Start or stop OBS's own virtual camera, recording or stream."""

    part: ObsPart
    on: bool


@dataclass(frozen=True, slots=True)
class KeepObsPassword:
    """Keep the password of OBS's WebSocket server in the keyring, and look for OBS with it; empty forgets it."""

    password: str = field(repr=False)


ObsCommand = LookForObs | SetUpObs | UndoObs | RunInObs | KeepObsPassword
