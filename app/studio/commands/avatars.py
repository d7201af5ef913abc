"""Commands about avatars: who is on stage, and who is in the library. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.expressions import Expression

if TYPE_CHECKING:  # it would bring numpy with it
    from app.avatars.consent import Whose
    from app.avatars.face_handles import Handles


@dataclass(frozen=True, slots=True)
class SelectAvatar:
    """Put another avatar on the program: an id of the library or a folder."""

    avatar: str


@dataclass(frozen=True, slots=True)
class OpenImport:
    """Look at what may become an avatar. A folder or zip is imported; a picture is shown first, as ``portrait``.

    Attributes:
        source: a picture, a folder or a zip file; or the content of a picture file.
        name: what the avatar may be called; empty: as the file.
    """

    source: Path | bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class EditAvatar:
    """Show the picture of an avatar of the user's own as ``portrait``, to name it and place its face anew."""

    avatar_id: str


@dataclass(frozen=True, slots=True)
class FinishImport:
    """Make an avatar of the picture that is shown, or change the one it belongs to, and put it on stage.

    Attributes:
        name: what it is called.
        handles: where its face is, in fractions of the picture; None: as it was found.
        whose: whose face it is; None: nobody says.
        who: the name of whoever agreed, where it is somebody else's.
    """

    name: str
    handles: Handles | None
    whose: Whose | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class CancelImport:
    """Make no avatar of the picture that is shown."""


@dataclass(frozen=True, slots=True)
class OpenCrop:
    """Show the picture of an avatar as ``crop``, to choose which part of it a server is sent."""

    avatar_id: str


@dataclass(frozen=True, slots=True)
class FinishCrop:
    """Send servers another part of an avatar's picture, from the next session on; the picture is shown no more.

    Attributes:
        avatar_id: whose picture.
        across: where the part is (see ``avatars.crop.Offset``).
        down: the same.
    """

    avatar_id: str
    across: float
    down: float


@dataclass(frozen=True, slots=True)
class CancelCrop:
    """Leave the part that servers are sent as it is; the picture is shown no more."""


@dataclass(frozen=True, slots=True)
class LookAtAvatar:
    """Say as ``preparation`` what engines have prepared from an avatar, and keep it up to date; empty: of none."""

    avatar_id: str


@dataclass(frozen=True, slots=True)
class PrepareAvatar:
    """Draw an avatar for the program as it is, so that it comes on stage at once."""

    avatar_id: str


@dataclass(frozen=True, slots=True)
class ExportAvatar:
    """Write an avatar as a zip file, over one that is there."""

    avatar_id: str
    target: Path


@dataclass(frozen=True, slots=True)
class DuplicateAvatar:
    """Make another avatar like this one, of the user's own and with a name of its own."""

    avatar_id: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoveAvatar:
    """Remove an avatar of the user's own, so that it can come back; ``name`` is what it is called."""

    avatar_id: str
    name: str


@dataclass(frozen=True, slots=True)
class RestoreAvatar:
    """Bring back an avatar that was removed."""

    avatar_id: str


@dataclass(frozen=True, slots=True)
class Express:
    """Have the host make a face, speaking or not; it comes back to neutral by itself."""

    name: Expression


CropCommand = OpenCrop | FinishCrop | CancelCrop

LibraryCommand = (
    OpenImport
    | EditAvatar
    | FinishImport
    | CancelImport
    | CropCommand
    | LookAtAvatar
    | PrepareAvatar
    | ExportAvatar
    | DuplicateAvatar
    | RemoveAvatar
    | RestoreAvatar
)
