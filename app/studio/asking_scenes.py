"""What other programs may ask of the scenes, and for pictures of the program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from app.base.errors import AppError
from app.base.scenes import Scene, Transition
from app.studio import commands as do
from app.studio.action import Action, Name, Place
from app.studio.snapshot import Snapshot


class SwitchScene(Action):
    """Put another scene on the program, by cut or fade as it is set in the studio."""

    NAME = "scene"
    scene: Name = Field(description="its name, as the state lists it")

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        return (do.SwitchScene(_scene(self.scene, now).number),)


class TakeSnapshot(Action):
    """Save the program picture as a PNG file, where recordings go."""

    NAME = "snapshot"

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        del now
        return (do.TakeSnapshot(),)


class EditScenes(Action):
    """Change the list of scenes, or how one gives way to another."""

    NAME = "scenes"
    what: Literal["add", "duplicate", "rename", "remove", "move", "transition", "undo", "redo"] = Field(
        description="what is done"
    )
    scene: Name | None = Field(default=None, description="which scene; transition: cut or fade")
    name: Name | None = Field(default=None, description="rename: how it is called from now on")
    number: Place = Field(default=None, ge=1, description="move: place in the list from 1; transition: milliseconds")

    @model_validator(mode="after")
    def _complete(self) -> EditScenes:
        if self.scene is None and self.what not in ("undo", "redo"):
            raise ValueError("say which scene")
        if self.what == "rename" and self.name is None:
            raise ValueError("say how it is to be called")
        if self.what == "move" and self.number is None:
            raise ValueError("say where to")
        if self.what == "transition" and self.scene not in ("cut", "fade"):
            raise ValueError("a transition is cut or fade")
        return self

    def commands(self, now: Snapshot) -> tuple[do.Command, ...]:
        """See ``Action``."""
        asked = self.scene or ""
        match self.what:
            case "undo":
                return (do.UndoScenes(),)
            case "redo":
                return (do.RedoScenes(),)
            case "add":
                return (do.AddScene(asked),)
            case "transition":
                how: Transition = "cut" if asked == "cut" else "fade"
                return (do.SetTransition(how, self.number or now.scenes.collection.fade_ms),)
        scene = _scene(asked, now)
        match self.what:
            case "duplicate":
                return (do.DuplicateScene(scene.number),)
            case "remove":
                return (do.RemoveScene(scene.number),)
            case "move":
                return (do.MoveScene(scene.number, (self.number or 1) - 1),)
        return (do.EditScene(scene.model_copy(update={"name": (self.name or "")[:60]})),)


def _scene(name: str, now: Snapshot) -> Scene:
    scene = now.scenes.collection.named(name)
    if scene is None:
        raise AppError("control.scene", f"There is no scene {name}.", "scene list says which there are.")
    return scene
