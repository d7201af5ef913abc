"""What may be asked of the studio. Plain data, so that the asker may live in another thread or process."""

from __future__ import annotations

from app.studio.commands.avatars import (
    CancelCrop,
    CancelImport,
    CropCommand,
    DuplicateAvatar,
    EditAvatar,
    ExportAvatar,
    Express,
    FinishCrop,
    FinishImport,
    LibraryCommand,
    OpenCrop,
    OpenImport,
    RemoveAvatar,
    RestoreAvatar,
    SelectAvatar,
)
from app.studio.commands.connection import (
    ConnectionCommand,
    KeepServerKey,
    LocalServerCommand,
    LookForLocalServer,
    LookForServerKeys,
    PreloadServer,
    StartLocalServer,
    StopLocalServer,
    StopTryingServer,
    TryServer,
    VerifyServer,
)
from app.studio.commands.outputs import (
    OutputCommand,
    PauseRecording,
    SetAudioOut,
    StartCamera,
    StartRecording,
    StopCamera,
    StopRecording,
)
from app.studio.commands.script import (
    CloseScript,
    EditScriptLine,
    ForgetScript,
    InsertScriptLine,
    MoveScriptLines,
    NextLine,
    OpenScript,
    OrderScript,
    PauseScript,
    PlayScript,
    PreviousLine,
    RemoveScriptLines,
    RestoreScript,
    SaveScript,
    ScriptCommand,
    ScriptEdit,
    SetScriptVariable,
    StopScript,
    UndoScript,
)
from app.studio.commands.speech import (
    ApproveLine,
    ClearWaiting,
    DiscardLine,
    Interrupt,
    ProposalCommand,
    ProposeLine,
    PushToTalk,
    RemoveWaiting,
    SetMicrophone,
    SkipSpeech,
    SpeakFile,
    SpeakText,
    SpeakWaiting,
    SpeechCommand,
)
from app.studio.commands.stats import ResetStats, StatsCommand, WriteReport
from app.studio.commands.studio import (
    ApplySettings,
    CheckEverything,
    ControlCommand,
    DismissProblem,
    MeasureCard,
    MendFinding,
    PreflightCommand,
    ReleaseEngine,
    RenewControlKey,
    TellControl,
    TellHotkeys,
    WarmUp,
)
from app.studio.commands.upkeep import UpkeepCommand
from app.studio.commands.voices import (
    FetchVoice,
    KeepVoiceKey,
    ListVoices,
    PreviewVoice,
    StopFetching,
    StopPreview,
    VoiceCommand,
)

__all__ = [
    "ApplySettings",
    "ApproveLine",
    "CancelCrop",
    "CancelImport",
    "CheckEverything",
    "ClearWaiting",
    "CloseScript",
    "Command",
    "ConnectionCommand",
    "ControlCommand",
    "CropCommand",
    "DiscardLine",
    "DismissProblem",
    "DuplicateAvatar",
    "EditAvatar",
    "EditScriptLine",
    "ExportAvatar",
    "Express",
    "FetchVoice",
    "FinishCrop",
    "FinishImport",
    "ForgetScript",
    "InsertScriptLine",
    "Interrupt",
    "KeepServerKey",
    "KeepVoiceKey",
    "LibraryCommand",
    "ListVoices",
    "LocalServerCommand",
    "LookForLocalServer",
    "LookForServerKeys",
    "MeasureCard",
    "MendFinding",
    "MoveScriptLines",
    "NextLine",
    "OpenCrop",
    "OpenImport",
    "OpenScript",
    "OrderScript",
    "OutputCommand",
    "PauseRecording",
    "PauseScript",
    "PlayScript",
    "PreflightCommand",
    "PreloadServer",
    "PreviewVoice",
    "PreviousLine",
    "ProposalCommand",
    "ProposeLine",
    "PushToTalk",
    "ReleaseEngine",
    "RemoveAvatar",
    "RemoveScriptLines",
    "RemoveWaiting",
    "RenewControlKey",
    "ResetStats",
    "RestoreAvatar",
    "RestoreScript",
    "SaveScript",
    "ScriptCommand",
    "ScriptEdit",
    "SelectAvatar",
    "SetAudioOut",
    "SetMicrophone",
    "SetScriptVariable",
    "SkipSpeech",
    "SpeakFile",
    "SpeakText",
    "SpeakWaiting",
    "SpeechCommand",
    "StartCamera",
    "StartLocalServer",
    "StartRecording",
    "StatsCommand",
    "StopCamera",
    "StopFetching",
    "StopLocalServer",
    "StopPreview",
    "StopRecording",
    "StopScript",
    "StopTryingServer",
    "TellControl",
    "TellHotkeys",
    "TryServer",
    "UndoScript",
    "VerifyServer",
    "VoiceCommand",
    "WarmUp",
    "WriteReport",
]

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
    | StatsCommand
    | UpkeepCommand
    | WarmUp
    | MeasureCard
    | ReleaseEngine
    | DismissProblem
    | ControlCommand
)
