"""The scenes as they are edited: what was changed, and back again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import AppError
from app.base.scenes import MOST_LAYERS, MOST_SCENES, SceneCollection
from app.studio import commands as do

REMEMBERED = 100
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class _Change:
    before: SceneCollection
    gesture: str


class SceneList:
    """All scenes, and the changes that led to them. One thread.

    Args:
        scenes: as they were kept.
    """

    def __init__(self, scenes: SceneCollection) -> None:
        self.scenes = scenes
        self._done: list[_Change] = []
        self._undone: list[SceneCollection] = []

    @property
    def can_undo(self) -> bool:
        """Something was changed."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """A change was taken back."""
        return bool(self._undone)

    def obey(self, command: do.SceneCommand) -> None:
        """Do what is asked. Raises AppError for names and files that make no sense."""
        now = self.scenes
        _check_room(command, now)
        match command:
            case do.SwitchScene(number):
                self.scenes = now.on(number)
            case do.SetTransition(transition, fade_ms):
                self.scenes = SceneCollection.model_validate(
                    now.model_dump() | {"transition": transition, "fade_ms": max(50, min(3000, fade_ms))}
                )
            case do.UndoScenes():
                self._undo()
            case do.RedoScenes():
                self._redo()
            case do.AddScene(name):
                self._change(now.with_new(name))
            case do.DuplicateScene(number):
                if (scene := now.numbered(number)) is not None:
                    self._change(now.with_new(scene.name, like=scene))
            case do.RemoveScene(number):
                self._change(now.without(number))
            case do.MoveScene(number, place):
                self._change(now.moved(number, place))
            case do.EditScene(scene, gesture):
                taken = now.named(scene.name)
                if taken is not None and taken.number != scene.number:
                    raise AppError(
                        "scene.name",
                        f"There is already a scene {scene.name}.",
                        "Give it a name of its own.",
                        permanent=True,
                    )
                self._change(now.with_scene(scene), gesture)

    def move_files(self, places: Mapping[Path, Path]) -> None:
        """Files are somewhere else now."""
        self._change(self.scenes.with_files(places))

    def _change(self, after: SceneCollection, gesture: str = "") -> None:
        if after == self.scenes:
            return
        goes_on = bool(gesture) and bool(self._done) and self._done[-1].gesture == gesture and not self._undone
        if not goes_on:
            self._done.append(_Change(self.scenes, gesture))
            del self._done[:-REMEMBERED]
        self._undone.clear()
        self.scenes = after

    def _undo(self) -> None:
        if self._done:
            self._undone.append(self.scenes)
            self.scenes = self._as_now(self._done.pop().before)

    def _redo(self) -> None:
        if self._undone:
            self._done.append(_Change(self.scenes, ""))
            self.scenes = self._as_now(self._undone.pop())

    def _as_now(self, scenes: SceneCollection) -> SceneCollection:
        """``scenes`` as the program and its transitions are now: those are no edits, and a show goes on."""
        kept = {"transition": self.scenes.transition, "fade_ms": self.scenes.fade_ms}
        return scenes.model_copy(update=kept).on(self.scenes.current)


def _check_room(command: do.SceneCommand, now: SceneCollection) -> None:
    """More than can be read again would be lost at the next start. Raises AppError."""
    if isinstance(command, do.AddScene | do.DuplicateScene) and len(now.scenes) >= MOST_SCENES:
        raise AppError("scene.full", f"There are {MOST_SCENES} scenes, and no more are kept.", "Remove one first.")
    if isinstance(command, do.EditScene) and len(command.scene.layers) > MOST_LAYERS:
        raise AppError("scene.layers", f"A scene holds {MOST_LAYERS} layers, and no more.", "Remove one first.")
