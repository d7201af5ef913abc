"""Scenes: what viewers see around the host, and where the host stands. Plain data, as it is kept on disk.

Places are those of middles, in widths and heights of the program picture, so that a scene looks alike at every size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from app.base.section import Section
from app.base.settings import ProgramSettings

BackgroundKind = Literal["colour", "green", "image", "video", "blur", "portrait"]
SubtitleSize = Literal["off", "small", "medium", "large"]
Transition = Literal["cut", "fade"]

SMALLEST, LARGEST = 0.01, 4.0
"""Of a layer's ``size``."""

MOST_SCENES, MOST_LAYERS = 200, 50
"""Of a collection, and of a scene."""


class Background(Section):
    """What is behind the host."""

    kind: BackgroundKind = "colour"
    """``blur``: the portrait, out of focus; ``portrait``: its own background, spread over the picture; one that
    is cut out has none, and stands before the colour."""
    colour: str = Field(default="#20242c", pattern=r"^#[0-9a-fA-F]{6}$")
    """Also what is seen through pictures with holes."""
    file: Path | None = None
    """Of an image or a video, which fills the picture and is cropped. A video begins again when it ends."""


class Placement(Section):
    """Where the host is."""

    shown: bool = True
    """Whether it is seen at all."""
    scale: float = Field(default=1.0, ge=0.1, le=4.0)
    """Size against its fit in the program settings."""
    x: float = Field(default=0.5, ge=-0.5, le=1.5)
    """Horizontal middle."""
    y: float = Field(default=0.5, ge=-0.5, le=1.5)
    """Vertical place: at 0.5 it stands on the lower edge, or is centred if it is higher than the picture."""


class Layer(Section):
    """A picture or words on the program."""

    kind: Literal["image", "text"] = "text"
    file: Path | None = None
    """Of an image; PNG with holes is welcome."""
    text: str = Field(default="", max_length=2000)
    """Words, in as many lines as they have."""
    size: float = Field(default=0.1, ge=SMALLEST, le=LARGEST)
    """Of an image its width, in widths of the program; of words the height of a line, in its heights."""
    x: float = Field(default=0.5, ge=-0.5, le=1.5)
    """Horizontal middle."""
    y: float = Field(default=0.5, ge=-0.5, le=1.5)
    """Vertical middle."""
    colour: str = Field(default="#ffffff", pattern=r"^#[0-9a-fA-F]{6}$")
    """Of words."""
    look: Literal["plain", "outline", "plate"] = "outline"
    """What keeps words readable: nothing, a dark rim, or a dark plate behind them."""
    shown: bool = True
    """Whether it is seen."""
    behind: bool = False
    """Behind the host instead of before it."""

    @property
    def words(self) -> str:
        """What it is called in lists."""
        if self.kind == "image":
            return self.file.name if self.file is not None else ""
        return " ".join(self.text.split())


class Scene(Section):
    """One arrangement of the program. What it leaves open (None) is as the program settings say."""

    number: int = Field(ge=1)
    """Stays its own as long as it is there."""
    name: str = Field(min_length=1, max_length=60)
    background: Background | None = None
    avatar: Placement | None = None
    layers: tuple[Layer, ...] = Field(default=(), max_length=MOST_LAYERS)
    """The last one lies on top."""
    subtitles: SubtitleSize = "off"
    """What is said, as far as the studio knows its words: typed lines and scripts."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The pictures and films in it."""
        behind = None if self.background is None else self.background.file
        return tuple(one for one in (behind, *(layer.file for layer in self.layers)) if one is not None)

    def with_files(self, places: Mapping[Path, Path]) -> Scene:
        """With files that are somewhere else now."""
        layers = tuple(one.model_copy(update={"file": _now_at(one.file, places)}) for one in self.layers)
        behind = self.background
        if behind is not None:
            behind = behind.model_copy(update={"file": _now_at(behind.file, places)})
        return self.model_copy(update={"layers": layers, "background": behind})


class SceneCollection(Section):
    """All scenes, and which of them viewers see."""

    version: Literal[1] = 1
    scenes: tuple[Scene, ...] = Field(min_length=1, max_length=MOST_SCENES)
    current: int = Field(default=1, validate_default=True)
    """Number of the scene that is on the program."""
    transition: Transition = "fade"
    """How one scene gives way to another."""
    fade_ms: int = Field(default=300, ge=50, le=3000)
    """How long a fade takes."""

    @field_validator("scenes")
    @classmethod
    def _each_number_once(cls, scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
        if len({scene.number for scene in scenes}) < len(scenes):
            raise ValueError("two scenes have the same number")
        return scenes

    @field_validator("current")
    @classmethod
    def _current_is_there(cls, current: int, info: ValidationInfo) -> int:
        numbers = [scene.number for scene in info.data.get("scenes", ())]
        return current if current in numbers or not numbers else numbers[0]

    @property
    def scene(self) -> Scene:
        """The one on the program."""
        return self.numbered(self.current) or self.scenes[0]

    def numbered(self, number: int) -> Scene | None:
        """The scene with this number; None: there is none."""
        return next((scene for scene in self.scenes if scene.number == number), None)

    def named(self, name: str) -> Scene | None:
        """The scene with this name, however it is written; None: there is none."""
        return next((scene for scene in self.scenes if scene.name.casefold() == name.strip().casefold()), None)

    @property
    def files(self) -> tuple[Path, ...]:
        """The pictures and films in all scenes, each once."""
        return tuple(dict.fromkeys(file for scene in self.scenes for file in scene.files))

    # ---- what it becomes by an edit; numbers that are not there change nothing

    def with_scene(self, scene: Scene) -> SceneCollection:
        """``scene`` in the place of the one with its number."""
        return self._each(lambda one: scene if one.number == scene.number else one)

    def with_new(self, name: str, like: Scene | None = None) -> SceneCollection:
        """Another scene, after ``like`` and with all that is in it, or the last and empty. It is on the program."""
        number = max(scene.number for scene in self.scenes) + 1
        fresh = (like or Scene(number=number, name="x")).model_copy(
            update={"number": number, "name": self.free_name(name)}
        )
        place = len(self.scenes) if like is None else self.scenes.index(like) + 1
        return self._with((*self.scenes[:place], fresh, *self.scenes[place:]), number)

    def without(self, number: int) -> SceneCollection:
        """Without a scene; the last one stays. If it was on the program, its neighbour is now."""
        place = next((place for place, one in enumerate(self.scenes) if one.number == number), None)
        if place is None or len(self.scenes) == 1:
            return self
        left = (*self.scenes[:place], *self.scenes[place + 1 :])
        return self._with(left, left[min(place, len(left) - 1)].number if number == self.current else self.current)

    def moved(self, number: int, place: int) -> SceneCollection:
        """With a scene at another place, counted from 0."""
        scene = self.numbered(number)
        if scene is None:
            return self
        others = [one for one in self.scenes if one is not scene]
        others.insert(max(0, min(place, len(others))), scene)
        return self._with(tuple(others), self.current)

    def on(self, number: int) -> SceneCollection:
        """With another scene on the program."""
        return self if self.numbered(number) is None else self.model_copy(update={"current": number})

    def with_files(self, places: Mapping[Path, Path]) -> SceneCollection:
        """With files that are somewhere else now."""
        return self._each(lambda scene: scene.with_files(places))

    def free_name(self, name: str, but: int | None = None) -> str:
        """``name``, with a number behind it if another scene than ``but`` has it."""
        taken = {scene.name.casefold() for scene in self.scenes if scene.number != but}
        wanted, count = name.strip()[:50] or "Scene", 2
        free = wanted
        while free.casefold() in taken:
            free, count = f"{wanted} {count}", count + 1
        return free

    def _each(self, change: Callable[[Scene], Scene]) -> SceneCollection:
        return self._with(tuple(change(scene) for scene in self.scenes), self.current)

    def _with(self, scenes: tuple[Scene, ...], current: int) -> SceneCollection:
        return self.model_copy(update={"scenes": scenes, "current": current})


def _now_at(file: Path | None, places: Mapping[Path, Path]) -> Path | None:
    return None if file is None else places.get(file, file)


def placed(settings: ProgramSettings, scene: Scene) -> ProgramSettings:
    """``settings`` with the host where ``scene`` has it."""
    at = scene.avatar
    if at is None:
        return settings
    return settings.model_copy(update={"avatar_scale": at.scale, "avatar_x": at.x, "avatar_y": at.y})


def placement(settings: ProgramSettings, scene: Scene) -> Placement:
    """Where ``scene`` has the host, which may be where ``settings`` have it."""
    if scene.avatar is not None:
        return scene.avatar
    return Placement(scale=settings.avatar_scale, x=settings.avatar_x, y=settings.avatar_y)


def background_of(settings: ProgramSettings, scene: Scene) -> Background:
    """What ``scene`` has behind the host, which may be what ``settings`` say."""
    return scene.background or settings_background(settings)


def settings_background(settings: ProgramSettings) -> Background:
    """What the settings say is behind the host."""
    return Background(kind=settings.background, colour=settings.background_colour, file=settings.background_image)


_WORDS = {
    "en": ("Live", "Starting soon", "Be right back", "Thank you for watching"),
    "zh_CN": ("直播", "即将开始", "马上回来", "感谢观看"),
}


def first_scenes(language: str) -> SceneCollection:
    """What a studio begins with: the program as the settings have it, and pauses, in ``language`` (en, zh_CN)."""
    live, soon, back, thanks = _WORDS.get(language, _WORDS["en"])
    away, behind = Placement(shown=False), Background(kind="blur")

    def pause(number: int, name: str) -> Scene:
        words = Layer(text=name, size=0.14, look="outline")
        return Scene(number=number, name=name, background=behind, avatar=away, layers=(words,))

    return SceneCollection(scenes=(Scene(number=1, name=live), pause(2, soon), pause(3, back), pause(4, thanks)))
