"""The concrete parts of what scenes are made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import AppError, Problem
from app.base.files import write_atomically
from app.base.language import ChosenLanguage, spoken_language
from app.base.scene_store import SceneStore
from app.base.scenes import Scene, SceneCollection, SubtitleSize
from app.base.settings import ProgramSettings, RecordingSettings

if TYPE_CHECKING:
    from app.media.pixels import ProgramPicture
    from app.media.types import Pixels, ProgramFormat
    from app.program.patch import Patch
    from app.program.scenery import SceneFiles
    from app.studio.scene_room import OpenedScene
    from app.studio.stage import Composer


class RealScenes:
    """Implements ``studio.scene_room.ScenePort``.

    Args:
        file: where scenes are kept.
        keep: changed ones are written there.
        recording_path: where a recording would go that is begun now.
    """

    def __init__(
        self, file: Path, *, keep: bool, recording_path: Callable[[Path | None, RecordingSettings, str], Path]
    ) -> None:
        self._file = file
        self._keep = keep
        self._recording_path = recording_path
        self._files: SceneFiles | None = None

    def load(self, language: ChosenLanguage) -> tuple[SceneCollection, Problem | None]:
        """See ``ScenePort``."""
        return SceneStore(self._file, spoken_language(language)).load()

    def save(self, scenes: SceneCollection) -> None:
        """See ``ScenePort``."""
        if self._keep:
            SceneStore(self._file).save(scenes)

    def open(
        self, scene: Scene, program: ProgramFormat, settings: ProgramSettings, composer: Composer, portrait: Pixels
    ) -> OpenedScene:
        """See ``ScenePort``."""
        from app.program.scenery import SceneFiles, open_scenery
        from app.studio.scene_room import OpenedScene

        del composer
        if self._files is None:
            self._files = SceneFiles()
        scenery = open_scenery(scene, program, settings, portrait, self._files)
        return OpenedScene(scenery.composer, scenery.avatar, scenery.layers, scenery.problems)

    def settle(self) -> None:
        """See ``ScenePort``."""
        if self._files is not None:
            self._files.close_left()

    def subtitle(self, text: str, size: SubtitleSize, program: ProgramFormat, settings: ProgramSettings) -> Patch:
        """See ``ScenePort``."""
        from app.program.subtitle import subtitle

        return subtitle(text, size, program, settings)

    def write_text(self, path: Path, text: str) -> None:
        """See ``ScenePort``."""
        try:
            write_atomically(path.expanduser(), text.encode("utf-8"))
        except OSError as error:
            raise AppError(
                "subtitles.not_written",
                f"What is said could not be written to {path}: {error.strerror or error}.",
                "Choose another file in Settings > Video, or none.",
            ) from error

    def write_snapshot(
        self, picture: ProgramPicture, path: Path | None, settings: RecordingSettings, avatar: str
    ) -> Path:
        """See ``ScenePort``."""
        from app.program.snapshot_file import write_png
        from app.sinks.recorder_paths import free_names

        wanted = path or self._recording_path(None, settings, avatar).with_suffix(".png")
        target = next(name for name in free_names(wanted.expanduser().absolute()) if not name.exists())
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_png(target, picture.pixels)
        except OSError as error:
            raise AppError(
                "snapshot.not_saved",
                f"The snapshot could not be saved as {target}: {error.strerror or error}.",
                "Make room or choose another folder in Settings > Recording.",
            ) from error
        return target

    def close(self) -> None:
        """See ``ScenePort``."""
        if self._files is not None:
            self._files.close()
