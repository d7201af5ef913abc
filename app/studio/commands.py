"""What may be asked of the studio. Plain data, so that the asker may live in another thread or process."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.avatars.expressions import Expression
from app.base.omnirt_settings import OmniRTSettings
from app.base.settings import LocalServerSettings, ProviderId, Settings, VoiceSettings
from app.studio.control_state import ControlState
from app.studio.script_view import Order
from app.studio.upkeep_commands import UpkeepCommand

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
class SetMicrophone:
    """Voice-through on or off. ``device`` is a friendly name; None keeps the chosen one."""

    on: bool
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakText:
    """Speak a typed line when its turn comes. ``now``: in place of what is being spoken."""

    text: str
    now: bool = False


@dataclass(frozen=True, slots=True)
class SpeakFile:
    """Speak the sound of an audio or video file when its turn comes."""

    path: Path


@dataclass(frozen=True, slots=True)
class SpeakWaiting:
    """Speak the waiting line with this number now, in place of what is being spoken."""

    number: int


@dataclass(frozen=True, slots=True)
class RemoveWaiting:
    """Leave out the waiting line with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class ClearWaiting:
    """Leave out all that wait; what is being spoken goes on."""


@dataclass(frozen=True, slots=True)
class ProposeLine:
    """Another program would have a line spoken: it waits for approval. ``origin`` is what the program calls itself."""

    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ApproveLine:
    """Speak the proposed line with this number when its turn comes; None: all of them, as many as may wait."""

    number: int | None


@dataclass(frozen=True, slots=True)
class DiscardLine:
    """Forget the proposed line with this number; None: all of them."""

    number: int | None


@dataclass(frozen=True, slots=True)
class SkipSpeech:
    """Break off the line or file that is being spoken; the next one follows."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Stop speaking now, and leave out all that wait."""


@dataclass(frozen=True, slots=True)
class PushToTalk:
    """The streamer holds the key to talk, or lets go: what is being spoken waits, and goes on after their voice."""

    held: bool


@dataclass(frozen=True, slots=True)
class OpenScript:
    """Take the lines of a script file in the place of those that are there."""

    path: Path


@dataclass(frozen=True, slots=True)
class SaveScript:
    """Write the script as a text file, over one that is there."""

    path: Path


@dataclass(frozen=True, slots=True)
class CloseScript:
    """Take all lines away."""


@dataclass(frozen=True, slots=True)
class PlayScript:
    """Go on with the script; ``number``: with this line."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class PauseScript:
    """Stop in the middle of the line; playing goes on with the sentence that was cut."""


@dataclass(frozen=True, slots=True)
class StopScript:
    """Stop, and begin with the first line the next time."""


@dataclass(frozen=True, slots=True)
class NextLine:
    """On with the next line of the script."""


@dataclass(frozen=True, slots=True)
class PreviousLine:
    """Back to the line before."""


@dataclass(frozen=True, slots=True)
class OrderScript:
    """Speak the lines in another order."""

    order: Order


@dataclass(frozen=True, slots=True)
class InsertScriptLine:
    """Add a line, with its notes as in a script file, in front of another; None: at the end."""

    source: str
    before: int | None = None


@dataclass(frozen=True, slots=True)
class EditScriptLine:
    """Another text or other notes for a line, as in a script file."""

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class MoveScriptLines:
    """Put lines in front of another; None: at the end."""

    numbers: tuple[int, ...]
    before: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveScriptLines:
    """Take lines away."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UndoScript:
    """Take the last change of the lines back."""


@dataclass(frozen=True, slots=True)
class SetScriptVariable:
    """What stands for ``{name}`` from the next line on; empty: nothing does."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RestoreScript:
    """Put back on the desk what was there when the studio ended."""


@dataclass(frozen=True, slots=True)
class ForgetScript:
    """Do not offer that any more."""


@dataclass(frozen=True, slots=True)
class Express:
    """Have the host make a face, speaking or not; it comes back to neutral by itself."""

    name: Expression


@dataclass(frozen=True, slots=True)
class StartCamera:
    """Start Virtual Camera."""


@dataclass(frozen=True, slots=True)
class StopCamera:
    """Stop Virtual Camera."""


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Start Recording; ``path`` None makes a name from the template in the settings."""

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """Pause or go on with the recording."""

    paused: bool


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Stop Recording and finish the file."""


@dataclass(frozen=True, slots=True)
class SetAudioOut:
    """Hear the program on a device: a friendly name, ``"default"``, or None for no device."""

    device: str | None


@dataclass(frozen=True, slots=True)
class ApplySettings:
    """Take over changed settings, live where possible, and save them."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class ListVoices:
    """Look which voices a provider has; they come in the snapshot."""

    provider: ProviderId
    settings: VoiceSettings


@dataclass(frozen=True, slots=True)
class PreviewVoice:
    """Speak a sample on the computer's loudspeaker, not on the program."""

    provider: ProviderId
    settings: VoiceSettings
    text: str


@dataclass(frozen=True, slots=True)
class StopPreview:
    """End the sample."""


@dataclass(frozen=True, slots=True)
class FetchVoice:
    """Fetch a neural voice."""

    voice: str
    settings: VoiceSettings


@dataclass(frozen=True, slots=True)
class StopFetching:
    """Stop fetching; the next try goes on from there."""


@dataclass(frozen=True, slots=True)
class KeepVoiceKey:
    """Keep the key of the speech server in the system's keyring; empty forgets it."""

    key: str = field(repr=False)


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


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Have the engine ready: connect to its server now, also where that failed before.

    A graphics card is asked for what the settings say, also where it did not hold before.
    """


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """Forget what the graphics card was measured to hold, and measure again."""


@dataclass(frozen=True, slots=True)
class ReleaseEngine:
    """Give the session on the server back; whoever speaks next opens another."""


@dataclass(frozen=True, slots=True)
class RenewControlKey:
    """Give other programs another key: those that have the old one get nothing any more."""


@dataclass(frozen=True, slots=True)
class TellControl:
    """How other programs reach the studio now; the server that they come to says so."""

    state: ControlState


@dataclass(frozen=True, slots=True)
class DismissProblem:
    """The user has read the problem with this code."""

    code: str


@dataclass(frozen=True, slots=True)
class CheckEverything:
    """Check everything that a show needs; the findings come in the snapshot."""


@dataclass(frozen=True, slots=True)
class MendFinding:
    """Do what mends what the check with this name has found, then check again."""

    check: str


CropCommand = OpenCrop | FinishCrop | CancelCrop

LibraryCommand = (
    OpenImport
    | EditAvatar
    | FinishImport
    | CancelImport
    | CropCommand
    | ExportAvatar
    | DuplicateAvatar
    | RemoveAvatar
    | RestoreAvatar
)

ControlCommand = RenewControlKey | TellControl

ProposalCommand = ProposeLine | ApproveLine | DiscardLine

ScriptEdit = InsertScriptLine | EditScriptLine | MoveScriptLines | RemoveScriptLines | UndoScript | SetScriptVariable

ScriptCommand = (
    OpenScript
    | SaveScript
    | CloseScript
    | PlayScript
    | PauseScript
    | StopScript
    | NextLine
    | PreviousLine
    | OrderScript
    | ScriptEdit
    | RestoreScript
    | ForgetScript
)

SpeechCommand = (
    ProposalCommand
    | SpeakText
    | SpeakFile
    | SpeakWaiting
    | RemoveWaiting
    | ClearWaiting
    | SkipSpeech
    | Interrupt
    | PushToTalk
    | ScriptCommand
)

OutputCommand = StartCamera | StopCamera | StartRecording | PauseRecording | StopRecording

VoiceCommand = ListVoices | PreviewVoice | StopPreview | FetchVoice | StopFetching | KeepVoiceKey

LocalServerCommand = LookForLocalServer | StartLocalServer | StopLocalServer

ConnectionCommand = (
    TryServer | VerifyServer | PreloadServer | StopTryingServer | LookForServerKeys | KeepServerKey | LocalServerCommand
)

PreflightCommand = CheckEverything | MendFinding

Command = (
    SelectAvatar
    | LibraryCommand
    | SetMicrophone
    | SpeechCommand
    | Express
    | OutputCommand
    | SetAudioOut
    | ApplySettings
    | VoiceCommand
    | ConnectionCommand
    | PreflightCommand
    | UpkeepCommand
    | WarmUp
    | MeasureCard
    | ReleaseEngine
    | DismissProblem
    | ControlCommand
)
