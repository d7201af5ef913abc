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
    LookAtAvatar,
    OpenCrop,
    OpenImport,
    PrepareAvatar,
    RemoveAvatar,
    RestoreAvatar,
    SelectAvatar,
)
from app.studio.commands.calibration import Calibrate, CalibrationCommand, UseCalibration
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
from app.studio.commands.obs import KeepObsPassword, LookForObs, ObsCommand, RunInObs, SetUpObs, UndoObs
from app.studio.commands.outputs import (
    OutputCommand,
    PauseRecording,
    SetAudioOut,
    StartBrowserSource,
    StartCamera,
    StartRecording,
    StopBrowserSource,
    StopCamera,
    StopRecording,
)
from app.studio.commands.scenes import (
    AddScene,
    DuplicateScene,
    EditScene,
    FindSceneFile,
    MoveScene,
    RedoScenes,
    RemoveScene,
    SceneCommand,
    SetTransition,
    SwitchScene,
    TakeSnapshot,
    UndoScenes,
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
from app.studio.commands.sets import (
    AddSet,
    DuplicateSet,
    ExportSet,
    ImportSet,
    RemoveSet,
    RenameSet,
    SetCommand,
    SwitchSet,
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
    RaiseWindow,
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
    "AddScene",
    "AddSet",
    "ApplySettings",
    "ApproveLine",
    "Calibrate",
    "CalibrationCommand",
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
    "DuplicateScene",
    "DuplicateSet",
    "EditAvatar",
    "EditScene",
    "EditScriptLine",
    "ExportAvatar",
    "ExportSet",
    "Express",
    "FetchVoice",
    "FindSceneFile",
    "FinishCrop",
    "FinishImport",
    "ForgetScript",
    "ImportSet",
    "InsertScriptLine",
    "Interrupt",
    "KeepObsPassword",
    "KeepServerKey",
    "KeepVoiceKey",
    "LibraryCommand",
    "ListVoices",
    "LocalServerCommand",
    "LookAtAvatar",
    "LookForLocalServer",
    "LookForObs",
    "LookForServerKeys",
    "MeasureCard",
    "MendFinding",
    "MoveScene",
    "MoveScriptLines",
    "NextLine",
    "ObsCommand",
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
    "PrepareAvatar",
    "PreviewVoice",
    "PreviousLine",
    "ProposalCommand",
    "ProposeLine",
    "PushToTalk",
    "RaiseWindow",
    "RedoScenes",
    "ReleaseEngine",
    "RemoveAvatar",
    "RemoveScene",
    "RemoveScriptLines",
    "RemoveSet",
    "RemoveWaiting",
    "RenameSet",
    "RenewControlKey",
    "ResetStats",
    "RestoreAvatar",
    "RestoreScript",
    "RunInObs",
    "SaveScript",
    "SceneCommand",
    "ScriptCommand",
    "ScriptEdit",
    "SelectAvatar",
    "SetAudioOut",
    "SetCommand",
    "SetMicrophone",
    "SetScriptVariable",
    "SetTransition",
    "SetUpObs",
    "SkipSpeech",
    "SpeakFile",
    "SpeakText",
    "SpeakWaiting",
    "SpeechCommand",
    "StartBrowserSource",
    "StartCamera",
    "StartLocalServer",
    "StartRecording",
    "StatsCommand",
    "StopBrowserSource",
    "StopCamera",
    "StopFetching",
    "StopLocalServer",
    "StopPreview",
    "StopRecording",
    "StopScript",
    "StopTryingServer",
    "SubjectCommand",
    "SwitchScene",
    "SwitchSet",
    "TakeSnapshot",
    "TellControl",
    "TellHotkeys",
    "TryServer",
    "UndoObs",
    "UndoScenes",
    "UndoScript",
    "UseCalibration",
    "VerifyServer",
    "VoiceCommand",
    "WarmUp",
    "WriteReport",
]

SubjectCommand = (
    SpeechCommand
    | OutputCommand
    | ObsCommand
    | CalibrationCommand
    | SceneCommand
    | SetCommand
    | VoiceCommand
    | StatsCommand
    | PreflightCommand
    | ConnectionCommand
    | LibraryCommand
    | UpkeepCommand
)
"""What somebody of the studio's sees to by himself, whatever the show is doing."""

Command = (
    SubjectCommand
    | SelectAvatar
    | SetMicrophone
    | Express
    | SetAudioOut
    | ApplySettings
    | WarmUp
    | MeasureCard
    | ReleaseEngine
    | DismissProblem
    | ControlCommand
)
