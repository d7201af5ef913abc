"""Layered drawings (Light2D): what ``light2d/avatar.json`` says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.avatars.bundle import Bundle, invalid, path_inside, read_json
from app.avatars.manner import Animation, Audio


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Layer(_Part):
    """One picture and its place on the canvas: left, top, width, height in canvas pixels."""

    source: str
    rect: tuple[float, float, float, float]


class Canvas(_Part):
    """Size of the drawing."""

    width: int = Field(ge=16, le=8192)
    height: int = Field(ge=16, le=8192)


class Mouths(_Part):
    """The four mouths that every layered avatar has."""

    closed: Layer
    small: Layer
    medium: Layer
    large: Layer


class Layers(_Part):
    """What is drawn over what: base, mouth, blink."""

    base: Layer
    mouth: Mouths
    blink: Layer | None = None


LOOKS = ("smile", "surprise", "doubt", "wink")
"""Expressions that have pictures of their own, by their field of ``Pose``."""


class Look(_Part):
    """The pictures of one expression, each list from slight to full.

    Attributes:
        face: eyes and brows, laid over the base.
        mouth: mouths from closed to widest open. A list of one is a closed mouth, beside which speech looks as usual.
    """

    face: list[Layer] = Field(default_factory=list)
    mouth: list[Annotated[list[Layer], Field(min_length=1)]] = Field(default_factory=list)


class Finer(_Part):
    """What this studio can draw beyond the format: more steps, more shapes, faces. Other programs pass over it.

    Attributes:
        mouth: shape (``neutral``, ``wide``, ``round``) to its mouths, from closed to widest open.
        blink: lids from nearly open to closed.
        looks: expression (one of ``LOOKS``) to its pictures.
    """

    mouth: dict[str, list[Layer]] = Field(default_factory=dict)
    blink: list[Layer] = Field(default_factory=list)
    looks: dict[str, Look] = Field(default_factory=dict)


class Light2D(_Part):
    """A layered avatar. Unknown keys are left alone."""

    version: int = 1
    canvas: Canvas
    layers: Layers
    audio: Audio = Audio()
    animation: Animation = Animation()
    studio: Finer = Finer()

    @property
    def mouths(self) -> dict[str, list[Layer]]:
        """Shape to its mouths, closed first; always with ``neutral``."""
        mouth = self.layers.mouth
        plain = [mouth.closed, mouth.small, mouth.medium, mouth.large]
        return {"neutral": plain} | {shape: steps for shape, steps in self.studio.mouth.items() if len(steps) > 1}

    @property
    def blinks(self) -> list[Layer]:
        """Lids from nearly open to closed; empty if the avatar cannot blink."""
        return self.studio.blink or ([self.layers.blink] if self.layers.blink else [])

    @property
    def looks(self) -> dict[str, Look]:
        """Expression to its pictures; empty if the face has but one."""
        return {name: look for name, look in self.studio.looks.items() if name in LOOKS}

    @property
    def all_layers(self) -> list[Layer]:
        """Every layer that may be drawn."""
        mouths = [*self.mouths.values(), *(steps for look in self.looks.values() for steps in look.mouth)]
        faces = [layer for look in self.looks.values() for layer in look.face]
        return [self.layers.base, *self.blinks, *faces, *(layer for steps in mouths for layer in steps)]


def read_light2d(bundle: Bundle) -> Light2D | None:
    """The layers of ``bundle``; None if it is not a layered drawing.

    Raises AppError: a key is missing or out of range, a layer lies outside the bundle's folder or is missing.
    """
    path = bundle.light2d
    if path is None:
        return None
    drawing = read_json(path, Light2D)
    for layer in drawing.all_layers:
        if not layer_path(bundle, layer).is_file():
            raise invalid(path, f"the layer {layer.source} is missing")
        _check_rect(path, layer, drawing.canvas)
    return drawing


def layer_path(bundle: Bundle, layer: Layer) -> Path:
    """Where the picture of ``layer`` lies. Raises AppError if that is outside the bundle."""
    config = bundle.light2d
    assert config is not None
    return path_inside(bundle.folder, layer.source, start=config.parent)


def _check_rect(path: Path, layer: Layer, canvas: Canvas) -> None:
    left, top, width, height = layer.rect
    overlaps = left < canvas.width and top < canvas.height and left + width > 0 and top + height > 0
    if not (0 < width <= 4 * canvas.width and 0 < height <= 4 * canvas.height and overlaps):
        raise invalid(path, f"the layer {layer.source} has an impossible place")
