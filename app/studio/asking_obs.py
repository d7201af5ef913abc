"""What may be asked about OBS."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.studio import commands as do
from app.studio.action import Action
from app.studio.snapshot import Snapshot


class Obs(Action):
    """Find OBS and see what would be changed there, change it, or take it back."""

    NAME = "obs"
    what: Literal["look", "setup", "undo"] = Field(description="what is done")
    show: Literal["browser", "camera"] | None = Field(default=None, description="what OBS shows from now on")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        wishes: dict[str, do.Command] = {"look": do.LookForObs(), "setup": do.SetUpObs(), "undo": do.UndoObs()}
        if self.show is None:
            return (wishes[self.what],)
        obs = now.settings.obs.model_copy(update={"show": self.show})
        return do.ApplySettings(now.settings.model_copy(update={"obs": obs})), wishes[self.what]


class ObsOutput(Action):
    """Start or stop OBS's own virtual camera, recording or stream."""

    NAME = "obs_output"
    part: Literal["camera", "recording", "stream"] = Field(description="which of them")
    on: bool = Field(description="start or stop it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.RunInObs(self.part, self.on),)


class ObsPassword(Action):
    """Keep the password of OBS's WebSocket server in the keyring, and look for OBS with it."""

    NAME = "obs_password"
    password: str = Field(max_length=200, description="the password; empty forgets it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.KeepObsPassword(self.password),)
