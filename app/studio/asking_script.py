"""What the user's own command line may ask of the script beside playing it."""

from __future__ import annotations

from app.base.errors import AppError
from app.studio import commands as do
from app.studio.action import Action
from app.studio.snapshot import Snapshot


class RestoreScript(Action):
    """Put back on the desk what was there when the studio ended, or died."""

    NAME = "restore_script"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        if now.script.kept is None:
            raise AppError(
                "control.script",
                "Nothing was left on the desk when the studio ended, or it was put back already.",
                "Open a script in the Script dock, or with script open.",
            )
        return (do.RestoreScript(),)
