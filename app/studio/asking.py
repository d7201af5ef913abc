"""What other programs may ask of a running studio, as JSON, and what it means in commands. Pure.

The command line asks through the studio's own door (``control``), everybody else through its address in the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from app.avatars.expressions import Expression
from app.base.errors import AppError
from app.studio import commands as do
from app.studio.action import Action, Name, Place, readable
from app.studio.asking_mixer import Calibrate, Monitor, Offset, Strip
from app.studio.asking_obs import Obs, ObsOutput, ObsPassword
from app.studio.asking_scenes import EditScenes, SwitchScene, TakeSnapshot
from app.studio.asking_script import RestoreScript
from app.studio.asking_sets import Collection, Profile, Sets
from app.studio.snapshot import Snapshot

LONGEST_LINE = 1000
"""Characters of a line."""
_CUES_NAMED = 10


Line = Annotated[str, BeforeValidator(readable), StringConstraints(min_length=1, max_length=LONGEST_LINE)]
Origin = Annotated[str, BeforeValidator(readable), StringConstraints(max_length=60)]


class Say(Action):
    """Have a line spoken when its turn comes. Lines of other programs wait for approval, as the settings say."""

    NAME = "say"
    text: Line = Field(description="the line")
    now: bool = Field(default=False, description="in place of what is being spoken; only where nothing is to approve")
    origin: Origin = Field(default="", description="what the program calls itself; shown beside the line")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        limit = now.settings.voice.queue_limit
        if not self.now and len(now.waiting) >= limit:
            raise AppError(
                "speech.queue_full",
                f"{limit} lines wait to be spoken, and no more may wait: this one was not taken.",
                "Wait for one to be spoken, or let more wait in Settings > Voice.",
            )
        return (do.SpeakText(self.text, self.now),)


class Interrupt(Action):
    """Stop speaking now, and leave out all that wait."""

    NAME = "interrupt"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.Interrupt(),)


class Panic(Action):
    """Be silent at once: stop speaking, leave out all that wait, mute the microphone. The host rests on camera."""

    NAME = "panic"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return do.Interrupt(), do.SetMicrophone(on=False)


class Next(Action):
    """Break off the line that is being spoken; the next one follows."""

    NAME = "next"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.SkipSpeech(),)


class Script(Action):
    """Play the script that is open, or go on with one of its lines."""

    NAME = "script"
    what: Literal["play", "pause", "stop", "next", "previous"] = Field(description="what a player does with it")
    line: Place = Field(default=None, ge=1, description="play: with this line, counted from 1")
    cue: Name | None = Field(default=None, description="play: with the line below this cue")

    @model_validator(mode="after")
    def _playable(self) -> Script:
        if (self.line, self.cue) != (None, None) and self.what != "play":
            raise ValueError("only play begins with a line or a cue")
        if self.line is not None and self.cue is not None:
            raise ValueError("say either a line or a cue")
        return self

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        lines = now.script.lines
        if not lines:
            raise AppError("control.script", "No script is open.", "Open one in the Script dock, or with script open.")
        if self.line is not None and self.line > len(lines):
            raise AppError("control.script", f"The script has {len(lines)} lines, and no line {self.line}.", "See it.")
        if self.cue is not None:
            return (do.PlayScript(_below(self.cue, now)),)
        plain: dict[str, do.Command] = {
            "pause": do.PauseScript(),
            "stop": do.StopScript(),
            "next": do.NextLine(),
            "previous": do.PreviousLine(),
        }
        return (plain.get(self.what) or do.PlayScript(None if self.line is None else lines[self.line - 1].number),)


class Talk(Action):
    """Push-to-talk: while it is held, the streamer's voice takes the air, and the script goes on behind it."""

    NAME = "talk"
    held: bool = Field(description="hold it, or let it go")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.PushToTalk(self.held),)


class OpenScript(Action):
    """Open a script file in the place of the one that is open."""

    NAME = "open_script"
    path: str = Field(min_length=1, max_length=4096, description="the file, from the root of its disk on")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.OpenScript(Path(self.path)),)


class OpenAvatar(Action):
    """Take over an avatar, or show a picture that may become one."""

    NAME = "open_avatar"
    path: str = Field(min_length=1, max_length=4096, description="the file, from the root of its disk on")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.OpenImport(Path(self.path)),)


class Express(Action):
    """Have the host make a face, speaking or not."""

    NAME = "express"
    expression: Expression = Field(description="which one")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.Express(self.expression),)


class Avatar(Action):
    """Put another avatar on the program."""

    NAME = "avatar"
    avatar: Name = Field(description="its id, as the state lists it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``. An avatar of the library alone: a studio opens no folder that a program names."""
        if self.avatar not in {entry.id for entry in now.avatars}:
            raise AppError("control.avatar", f"There is no avatar {self.avatar}.", "The state lists those that are.")
        return (do.SelectAvatar(self.avatar),)


class Camera(Action):
    """Start or stop the virtual camera."""

    NAME = "camera"
    on: bool = Field(description="start or stop it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.StartCamera() if self.on else do.StopCamera(),)


class BrowserSource(Action):
    """Let Browser Sources of OBS read the program, or no longer."""

    NAME = "browser_source"
    on: bool = Field(description="start or stop it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.StartBrowserSource() if self.on else do.StopBrowserSource(),)


class Recording(Action):
    """Start, stop, pause or go on with the recording. Its file goes where the settings say."""

    NAME = "recording"
    on: bool | None = Field(default=None, description="start or stop it")
    paused: bool | None = Field(default=None, description="pause it or go on")

    @model_validator(mode="after")
    def _one(self) -> Recording:
        if (self.on is None) == (self.paused is None):
            raise ValueError("say either on or paused")
        return self

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        if self.paused is not None:
            return (do.PauseRecording(self.paused),)
        return (do.StartRecording() if self.on else do.StopRecording(),)


class Microphone(Action):
    """Turn voice-through on or off, with the microphone that is chosen."""

    NAME = "microphone"
    on: bool = Field(description="on or off")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.SetMicrophone(self.on),)


class ResetStats(Action):
    """Count lagged, skipped and dropped pictures from zero, and begin the plots of the Stats dock anew."""

    NAME = "reset_stats"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.ResetStats(),)


class Report(Action):
    """Write the report on the show that is running, as far as it has come. Its path comes in the stats."""

    NAME = "report"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        if now.stats.show_s is None:
            raise AppError(
                "report.no_show",
                "No show is running that a report could be written on.",
                "Start the virtual camera or a recording first.",
            )
        return (do.WriteReport(),)


class Raise(Action):
    """Bring the window to the front."""

    NAME = "raise"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.RaiseWindow(),)


class Approve(Action):
    """Speak a line that waits for approval, or all of them."""

    NAME = "approve"
    line: int | None = Field(default=None, description="its number; none: all")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        _known(self.line, now)
        return (do.ApproveLine(self.line),)


class Discard(Action):
    """Forget a line that waits for approval, or all of them."""

    NAME = "discard"
    line: int | None = Field(default=None, description="its number; none: all")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        _known(self.line, now)
        return (do.DiscardLine(self.line),)


class Remote(Action):
    """Let other programs lead the studio, or no longer."""

    NAME = "remote"
    on: bool = Field(description="let them or not")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        control = now.settings.control.model_copy(update={"enabled": self.on})
        return (do.ApplySettings(now.settings.model_copy(update={"control": control})),)


ACTIONS: dict[str, type[Action]] = {
    action.NAME: action
    for action in (
        *(Say, Interrupt, Panic, Next, Script, Talk, Express, Avatar, Camera, BrowserSource, Recording, Microphone),
        *(Strip, Offset, Monitor, ResetStats, Report, SwitchScene, TakeSnapshot, Profile, Collection),
    )
}  # fmt: skip
"""What everybody may ask for, by name."""

OWN_ACTIONS = ACTIONS | {
    action.NAME: action
    for action in (
        *(Approve, Discard, OpenAvatar, OpenScript, Remote, Raise, EditScenes, Sets),
        *(Obs, ObsOutput, ObsPassword, Calibrate, RestoreScript),
    )
}
"""What the user's own command line may ask for as well: whoever proposes lines does not approve them."""


def commands_of(
    name: str, fields: Mapping[str, Any], now: Snapshot, *, own: bool, approval: bool = False
) -> tuple[do.Command, ...]:
    """The commands that a request means. Raises AppError for what makes no sense.

    Args:
        name: of the action.
        fields: what it is asked with.
        now: the state of the studio.
        own: the user asks, at the command line, and no other program.
        approval: lines wait for approval.
    """
    action = (OWN_ACTIONS if own else ACTIONS).get(name)
    if action is None:
        raise AppError("control.unknown", f"Nobody can ask for {_short(name)}.", f"Use {', '.join(ACTIONS)}.")
    try:
        asked = action.model_validate(fields)
    except ValidationError as error:
        raise AppError("control.request", f"{name} makes no sense: {_why(error)}.", "See its documentation.") from error
    if approval and isinstance(asked, Say):
        return (do.ProposeLine(asked.text, asked.origin),)
    return asked.commands(now)


def _below(cue: str, now: Snapshot) -> int:
    """The number of the first line below a cue, however it is written."""
    wanted = cue.casefold()
    found = next((number for number, words in now.script.cues if words.casefold() == wanted), None)
    if found is None:
        known = ", ".join(words for _, words in now.script.cues[:_CUES_NAMED]) or "none"
        raise AppError("control.script", f"The script has no cue {_short(cue)}.", f"Its cues: {known}.")
    return found


def _known(line: int | None, now: Snapshot) -> None:
    if line is not None and line not in {one.number for one in now.proposed}:
        raise AppError("control.line", f"No line {line} waits for approval.", "It may have been judged already.")


def _why(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    key = ".".join(_short(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    text = said[:1].lower() + said[1:]
    return f"{key}: {text}" if key else text


def _short(value: object) -> str:
    return "".join(c for c in str(value)[:60] if c.isprintable())
