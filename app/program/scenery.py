"""From a scene to pictures: opens its files, draws its words, and goes on without what cannot be had."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from app.avatars.pictures import load_picture
from app.base.area import Area
from app.base.errors import AppError, Problem, Severity
from app.base.scenes import Background, Layer, Scene, background_of, placed, placement
from app.base.settings import ProgramSettings
from app.media.types import Pixels, ProgramFormat
from app.program.backdrop import Backdrop, Still
from app.program.background import plain, still_background
from app.program.compositor import Compositor, Surroundings
from app.program.looped_video import LoopedVideo
from app.program.patch import Patch, around
from app.program.place import MOST_PX, avatar_area, avatar_size

if TYPE_CHECKING:
    from app.program.words import Words

KEPT_BYTES = 96 * 2**20
"""Of decoded pictures: an edit draws a scene thirty times a second and must not read its files as often."""

_LEAVING = 2  # videos that move on although their scene has gone: no more are seen in a fade
_WIDEST_SHARE = 0.96  # of the program: a line of words is broken there


@dataclass(frozen=True, slots=True)
class Scenery:
    """A scene, ready for the program.

    Attributes:
        composer: puts the host into it.
        avatar: where the host is; None: it is not seen.
        layers: where each of the layers is; None: it is not seen.
        problems: what it goes on without, one sentence each.
    """

    composer: Compositor
    avatar: Area | None
    layers: tuple[Area | None, ...]
    problems: tuple[Problem, ...]


class SceneFiles:
    """What scenes are made of, decoded. One thread at a time; ``close`` ends the video that moves."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Pixels | Words] = OrderedDict()
        self._video: tuple[Hashable, LoopedVideo] | None = None
        self._leaving: list[LoopedVideo] = []  # still seen while a scene fades

    def picture(self, file: Path, width_px: int) -> Pixels:
        """A picture file at a width, less where it would have more than ``MOST_PX``. Raises AppError."""
        import cv2

        def load() -> Pixels:
            pixels = load_picture(file)
            aspect = pixels.shape[0] / pixels.shape[1]
            width = max(1, min(width_px, int((MOST_PX / aspect) ** 0.5)))
            smooth = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_LINEAR
            size = width, max(1, round(width * aspect))
            return cv2.resize(pixels, size, interpolation=smooth).astype(np.uint8, copy=False)

        return cast("Pixels", self._keep(("picture", width_px, *_state(file)), load))

    def words(self, layer: Layer, line_px: int, widest_px: int) -> Words:
        """Words as a picture."""
        from app.program.words import draw_words  # not at the top: a scene without words needs no fonts

        key = ("words", layer.text, layer.colour, layer.look, line_px, widest_px)
        drawn = self._keep(key, lambda: draw_words(layer.text, line_px, layer.colour, layer.look, widest_px))
        return cast("Words", drawn)

    def image_background(self, program: ProgramFormat, wanted: Background) -> Pixels:
        """A background picture. Raises AppError."""
        key = ("background", program.width_px, program.height_px, wanted.colour, *_state(wanted.file))
        return cast("Pixels", self._keep(key, lambda: still_background(program, wanted, None, None)))

    def video(self, file: Path, program: ProgramFormat) -> LoopedVideo:
        """The video, where it is if it is the one that is moving. Raises AppError."""
        key = (program.width_px, program.height_px, *_state(file))
        if self._video is None or self._video[0] != key:
            video = LoopedVideo(file, program)
            self.let_video_go()
            self._video = key, video
        return self._video[1]

    def let_video_go(self) -> None:
        """It is not in the scene any more, but may be seen until ``close_left``."""
        if self._video is not None:
            self._leaving.append(self._video[1])
            self._video = None
        while len(self._leaving) > _LEAVING:  # somebody switches faster than scenes settle
            self._leaving.pop(0).close()

    def close_left(self) -> None:
        """What was let go is not seen any more."""
        leaving, self._leaving = self._leaving, []
        for video in leaving:
            video.close()

    def close(self) -> None:
        """End everything."""
        self.let_video_go()
        self.close_left()
        self._kept.clear()

    def _keep(self, key: Hashable, make: Callable[[], Pixels | Words]) -> Pixels | Words:
        made = self._kept.get(key)
        if made is None:
            made = self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(map(_bytes, self._kept.values())) > KEPT_BYTES:
            self._kept.popitem(last=False)
        return made


def open_scenery(
    scene: Scene, program: ProgramFormat, settings: ProgramSettings, portrait: Pixels | None, files: SceneFiles
) -> Scenery:
    """Make ``scene`` ready. What cannot be read is left out and named; never raises AppError.

    Args:
        scene: what to show.
        program: size of the pictures.
        settings: what the scene leaves open, and the label.
        portrait: the host at rest, at any size; None: there is none.
        files: what was decoded before.
    """
    settings = placed(settings, scene)
    shown = placement(settings, scene).shown
    at = None if portrait is None else _host_area(program, settings, portrait)
    problems: list[Problem] = []
    backdrop = _backdrop(scene, settings, program, portrait, at, files, problems)
    patches: list[Patch | None] = []
    areas: list[Area | None] = []
    for number, layer in enumerate(scene.layers, 1):
        drawn = _drawn(layer, number, program, files, problems) if layer.shown else None
        area = None if drawn is None else around(program, layer.x, layer.y, drawn.shape[1], drawn.shape[0])
        areas.append(area)
        patches.append(None if drawn is None or area is None else Patch(program, drawn, area))
    lain = [(layer, patch) for layer, patch in zip(scene.layers, patches, strict=True) if patch is not None]
    surroundings = Surroundings(
        backdrop,
        [patch for layer, patch in lain if layer.behind],
        [patch for layer, patch in lain if not layer.behind],
        shown,
    )
    return Scenery(Compositor(program, settings, surroundings), at if shown else None, tuple(areas), tuple(problems))


def _backdrop(
    scene: Scene,
    settings: ProgramSettings,
    program: ProgramFormat,
    portrait: Pixels | None,
    at: Area | None,
    files: SceneFiles,
    problems: list[Problem],
) -> Backdrop:
    wanted = background_of(settings, scene)
    try:
        if wanted.kind == "video":
            if wanted.file is None:
                raise AppError("scene.no_video", "No background video has been chosen.", "Choose one in the scene.")
            return files.video(wanted.file, program)
        files.let_video_go()
        if wanted.kind == "image":
            return Still(files.image_background(program, wanted))
        return Still(still_background(program, wanted, portrait, at))
    except AppError as error:
        own = scene.background is not None
        code, hint = ("scene.background", "Choose another in the scene.") if own else (error.code, error.hint)
        problems.append(Problem(code, error.message, hint, Severity.WARNING))
        return Still(plain(program, wanted.colour))


def _drawn(
    layer: Layer, number: int, program: ProgramFormat, files: SceneFiles, problems: list[Problem]
) -> Pixels | None:
    if layer.kind == "text":
        if not layer.text.strip():
            return None
        line_px = max(4, round(layer.size * program.height_px))
        words = files.words(layer, line_px, round(_WIDEST_SHARE * program.width_px))
        if words.missing:
            problems.append(
                Problem(
                    "scene.font",
                    f"No font on this computer has “{words.missing[:20]}”: it is drawn as boxes.",
                    "Install a font for that language, for example Noto Sans.",
                    Severity.WARNING,
                )
            )
        return words.pixels
    if layer.file is None:
        return None
    try:
        return files.picture(layer.file, max(1, round(layer.size * program.width_px)))
    except AppError as error:
        message = f"The picture {layer.file} of the scene is damaged, or no picture."
        if error.code == "picture.missing":
            message = f"The picture {layer.file} of the scene is gone."
        problems.append(Problem(f"scene.layer{number}", message, "Choose another file in the scene.", Severity.WARNING))
        return None


def _host_area(program: ProgramFormat, settings: ProgramSettings, portrait: Pixels) -> Area:
    size = avatar_size(program, settings, portrait.shape[1] / portrait.shape[0])
    return avatar_area(program, settings, *size)


def _state(file: Path | None) -> tuple[str, int, int]:
    """What tells one content of a file from another, without reading it."""
    try:
        if file is None:
            return "", 0, 0
        stat = file.stat()
        return str(file), stat.st_mtime_ns, stat.st_size
    except OSError:
        return str(file), 0, -1


def _bytes(made: Pixels | Words) -> int:
    return made.nbytes if isinstance(made, np.ndarray) else made.pixels.nbytes
