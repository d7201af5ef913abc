"""Scenes on the program: which one is on, what is in it, and what is written over it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.base.area import Area
from app.base.errors import AppError, Problem, Severity
from app.base.language import ChosenLanguage
from app.base.scene_files import found_again, gone_files
from app.base.scenes import Scene, SceneCollection, SubtitleSize
from app.base.settings import ProgramSettings, RecordingSettings
from app.media.pixels import ProgramPicture
from app.media.types import NS_PER_S, Pixels, ProgramFormat
from app.program.patch import Patch
from app.studio import commands as do
from app.studio.one_job import OneJob
from app.studio.problems import ProblemBoard
from app.studio.scene_list import SceneList
from app.studio.scenes_view import ScenesView
from app.studio.stage import Composer
from app.studio.subtitles import Subtitles

log = logging.getLogger(__name__)

SAVED_S = 0.5
"""How long after an edit scenes are written: an edit with the mouse is thirty in a second."""

SETTLED_S = 1.0
"""How long after a switch or an edit it counts as what viewers see for a while."""

SNAPSHOT_TAKEN = "snapshot.taken"

FILE_GONE = "scenes.file_gone"
"""The code of the warning that scenes which nobody sees now miss files."""


@dataclass(frozen=True, slots=True)
class OpenedScene:
    """A scene, ready for the program.

    Attributes:
        composer: puts the host into it.
        avatar: where the host is; None: it is not seen.
        layers: where each of the layers is; None: it is not seen.
        problems: what it goes on without.
    """

    composer: Composer
    avatar: Area | None = None
    layers: tuple[Area | None, ...] = ()
    problems: tuple[Problem, ...] = ()


class ScenePort(Protocol):
    """What scenes are made of. The studio's thread, but for ``write_snapshot`` and ``write_text``."""

    def load(self, language: ChosenLanguage) -> tuple[SceneCollection, Problem | None]:
        """The scenes that were kept, and what was wrong with their file; the first ones are in ``language``."""
        ...

    def save(self, scenes: SceneCollection) -> None:
        """Keep them. Raises AppError."""
        ...

    def open(
        self, scene: Scene, program: ProgramFormat, settings: ProgramSettings, composer: Composer, portrait: Pixels
    ) -> OpenedScene:
        """Make a scene ready for a host that looks like ``portrait``, and whose own composer is given."""
        ...

    def settle(self) -> None:
        """What was in the scene before is not seen any more."""
        ...

    def subtitle(self, text: str, size: SubtitleSize, program: ProgramFormat, settings: ProgramSettings) -> Patch:
        """Words of what is said, where viewers read them."""
        ...

    def write_text(self, path: Path, text: str) -> None:
        """Have a text file hold this. Raises AppError."""
        ...

    def write_snapshot(
        self, picture: ProgramPicture, path: Path | None, settings: RecordingSettings, avatar: str
    ) -> Path:
        """Save a picture, and say where. Raises AppError."""
        ...

    def close(self) -> None:
        """End what moves."""
        ...


class SceneRoom:
    """Lives on the studio's thread.

    Args:
        port: what scenes are made of.
        problems: where people are told.
        post: has something done on the studio's thread.
        later: the same, in so many seconds.
    """

    def __init__(
        self,
        port: ScenePort,
        problems: ProblemBoard,
        post: Callable[[Callable[[], None]], None],
        later: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self._port = port
        self._problems = problems
        self._post = post
        self._later = later
        self._list = SceneList(ScenesView().collection)
        self._saved = self._list.scenes
        self._opened: OpenedScene | None = None
        self._opening = 0
        self._subtitles = Subtitles(port, problems)
        self._snapshots = OneJob()
        self._snapshot = ""
        self._looks = OneJob()
        self._gone: tuple[Path, ...] = ()

    def load(self, language: ChosenLanguage) -> None:
        """Begin with the scenes that were kept."""
        scenes, problem = self._port.load(language)
        self._list, self._saved = SceneList(scenes), scenes
        if problem is not None:
            self._problems.report(problem)
        self._look_for_files()

    def hold(self, scenes: SceneCollection) -> None:
        """Go on with these. Raises AppError when they cannot be kept."""
        self._port.save(scenes)
        self._list, self._saved = SceneList(scenes), scenes
        self._look_for_files()

    def close(self) -> None:
        """Keep what was changed, and end what moves."""
        self._save()
        self._subtitles.close()
        self._snapshots.close()
        self._looks.close()
        self._port.close()

    @property
    def view(self) -> ScenesView:
        """As windows see it."""
        avatar, layers = (None, ()) if self._opened is None else (self._opened.avatar, self._opened.layers)
        done = self._list.can_undo, self._list.can_redo
        return ScenesView(self._list.scenes, *done, avatar, layers, self._snapshot, self._gone)

    def obey(self, command: do.SceneCommand) -> int | None:
        """Do what is asked. Gives how many nanoseconds the change of the program takes; None: it stays as it is.

        Raises AppError.
        """
        before = self._list.scenes
        if isinstance(command, do.FindSceneFile):
            self._list.move_files(found_again(before, command.missing, command.found))
            self._look_for_files()
        else:
            self._list.obey(command)
        after = self._list.scenes
        if after != before:
            self._later(SAVED_S, self._save)
        if after.scene == before.scene:
            return None
        switched = after.scene.number != before.scene.number
        return after.fade_ms * 1_000_000 if switched and after.transition == "fade" else 0

    def dressed(
        self, composer: Composer, portrait: Pixels, program: ProgramFormat, settings: ProgramSettings
    ) -> Composer:
        """What puts a host into the scene on the program; ``composer`` is its own."""
        self._problems.forget("program.")
        self._problems.forget("scene.")
        scene = self._list.scenes.scene
        self._opened = opened = self._open(scene, composer, portrait, program, settings)
        for problem in opened.problems:
            self._problems.report(problem)
        self._subtitles.put(opened.composer, scene.subtitles, program, settings)
        return opened.composer

    def _open(
        self, scene: Scene, composer: Composer, portrait: Pixels, program: ProgramFormat, settings: ProgramSettings
    ) -> OpenedScene:
        try:
            return self._port.open(scene, program, settings, composer, portrait)
        except Exception as error:  # whatever is in a scene, the host comes on stage and the camera has a picture
            log.exception("the scene %s could not be opened", scene.name)
            message = f"The scene {scene.name} cannot be shown: {str(error) or type(error).__name__}."
            hint = "The program is as it was before. Change what is in the scene."
            return OpenedScene(composer, problems=(Problem("scene.failed", message, hint),))

    def when_settled(self, fade_ns: int, action: Callable[[], None]) -> None:
        """Do something when the scene has been as it is for a second after its fade, unless it changes again."""
        self._opening += 1
        this = self._opening

        def look() -> None:
            if this == self._opening:
                self._port.settle()
                action()

        self._later(SETTLED_S + fade_ns / NS_PER_S, look)

    def say(self, text: str, settings: ProgramSettings) -> None:
        """This is being said; empty: nothing is."""
        self._subtitles.say(text, settings)

    def take_snapshot(
        self, picture: ProgramPicture, path: Path | None, settings: RecordingSettings, avatar: str
    ) -> None:
        """Save the program picture, on a thread of its own."""
        if self._snapshots.busy:
            return

        def save(_: object) -> None:
            try:
                saved = self._port.write_snapshot(picture, path, settings, avatar)
            except AppError as error:
                self._problems.report(Problem.from_error(error))
                return
            self._post(lambda: self._taken(saved))

        self._problems.forget("snapshot.")
        self._snapshots.start("snapshot", save)

    def _look_for_files(self) -> None:
        """Say which files of scenes are gone: better before the show than when the scene comes on."""
        scenes = self._list.scenes
        if self._looks.busy:
            self._later(SETTLED_S, self._look_for_files)
            return
        self._looks.start("scene files", lambda _: self._know_gone(scenes, gone_files(scenes)))

    def _know_gone(self, scenes: SceneCollection, gone: tuple[Path, ...]) -> None:
        """On the thread that looked. The scene on the program says itself what it misses."""
        self._gone = gone
        unseen = [(one, file) for one in scenes.scenes if one is not scenes.scene for file in one.files if file in gone]
        self._problems.forget(FILE_GONE)
        if unseen:
            scene, file = unseen[0]
            message = f"The file {file} of the scene {scene.name} is gone."
            hint = "Find it: others that lie beside it now are found with it."
            self._problems.report(Problem(FILE_GONE, message, hint, Severity.WARNING))

    def _taken(self, saved: Path) -> None:
        self._snapshot = str(saved)
        self._problems.report(Problem(SNAPSHOT_TAKEN, f"The snapshot was saved as {saved}.", "", Severity.NOTICE))

    def _save(self) -> None:
        if self._list.scenes == self._saved:
            return
        self._saved = self._list.scenes
        try:
            self._port.save(self._saved)
        except AppError as error:
            self._problems.report(Problem.from_error(error))
