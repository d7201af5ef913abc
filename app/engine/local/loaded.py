"""A model that is loaded, as the engine keeps it: with what its portraits and its caches depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.engine.base import LocalRequest
from app.engine.local.base import TalkingModel


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model and what is to be known of its pictures before the first is drawn.

    Attributes:
        model: the model; whoever has this one closes it.
        aspect: width over height of its pictures; None: it draws a mouth into the avatar's own picture, which keeps
            its shape, what is transparent in it, and its own idle movement.
        key: changes with everything that makes it draw the same portrait differently.
        error: see ``EngineInfo.linears_error``.
        redrawn: the same weights, drawing in another size or with other steps; None: it knows of neither.

    """

    model: TalkingModel
    aspect: float | None
    key: str
    error: float | None = None
    redrawn: Callable[[LocalRequest], Loaded] | None = None
