"""What is known of the OBS beside the studio, as people are shown it."""

from __future__ import annotations

from dataclasses import dataclass

from app.base.errors import AppError
from app.studio.obs_plan import Step


@dataclass(frozen=True, slots=True)
class ObsState:
    """What is known of OBS.

    Attributes:
        busy: something is being done.
        version: of the OBS that was found; empty: none was, or it was not looked for.
        steps: what would be changed; none, with a version and no problem: it shows the host.
        undoable: something was changed that can be taken back.
        wishes: how many have come to an end, well or not.
        outputs: which of OBS's camera, recording and stream were on when it was looked at.
        problem: why the last wish came to nothing.

    """

    busy: bool = False
    version: str = ""
    steps: tuple[Step, ...] = ()
    undoable: bool = False
    wishes: int = 0
    outputs: frozenset[str] = frozenset()
    problem: AppError | None = None

    @property
    def ready(self) -> bool:
        """OBS shows the host."""
        return bool(self.version) and not self.steps and self.problem is None


@dataclass(frozen=True, slots=True)
class ShownThere:
    """What of the show OBS is told.

    Attributes:
        address: of the browser source; empty: it is off, or not yet on.
        camera: name of the virtual camera; empty: it is off, or not yet on.
        size_px: width and height of the program.
        delay_ms: how late the host is against the streamer's voice; None: not known.
        problem: why what OBS is to show does not come; None: nothing is wrong.

    """

    address: str = ""
    camera: str = ""
    size_px: tuple[int, int] = (1280, 720)
    delay_ms: float | None = None
    problem: AppError | None = None
