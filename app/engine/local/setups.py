"""The ways to draw that may be chosen: which there are, what they need and compute, where to begin. Pure.

Memory and work are those of the published sizes; between them they go with the number of tokens. What a card really
makes of them is measured: these numbers only say what is worth trying, and in which order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.base.card_choice import GIB, Card, Linears, Setup


@dataclass(frozen=True, slots=True)
class _Way:
    """A size and a number of steps, with what they cost.

    Attributes:
        needs_gb: memory at 16 bits, in GiB, with what torch itself takes.
        work: TFLOP for a second of speech.
        linear: share of the work that eight bits make faster.

    """

    size_px: tuple[int, int] | None
    steps: int
    needs_gb: float
    work: float
    linear: float = 0.0


_WAYS: dict[str, tuple[_Way, ...]] = {
    "flashtalk": (
        _Way((448, 768), 4, 41.0, 1778, 0.68),
        _Way((448, 768), 2, 41.0, 937, 0.68),
        _Way((416, 704), 2, 40.5, 768, 0.68),
    ),
    "flashhead-pro": (
        _Way((512, 512), 4, 7.5, 211, 0.39),
        _Way((512, 512), 2, 7.5, 141, 0.30),
        _Way((384, 384), 4, 6.5, 104, 0.44),
    ),
    "flashhead-lite": (
        _Way((512, 512), 4, 5.3, 25.1, 0.53),
        _Way((512, 512), 2, 5.3, 17.7, 0.38),
        _Way((384, 384), 4, 4.9, 13.9, 0.53),
        _Way((256, 256), 4, 4.6, 6.2, 0.53),
    ),
    "wav2lip": (_Way(None, 0, 2.0, 4.0),),
}
"""Of every model, the best face first; every one of a model costs less than the one before.

Fewer steps and smaller pictures are never taken together but in FlashTalk's 416x704, which OmniRT draws with two:
models that were trained for neither collapse when both are asked of them. A large model is not made so small that the
next one draws the better face.
"""

_SAVED_GB = {"flashtalk": 18.0, "flashhead-pro": 1.3, "flashhead-lite": 1.3}
"""What eight bits take off."""

_EIGHT_BITS = 0.6
"""Time that linear work takes in eight bits, of that in sixteen."""

_WIDE = {"cuda": 1.0, "mps": 1.9, "cpu": 1.9}
"""Memory against that with 16 bits: elsewhere models run with 32."""

HEADROOM_BYTES = GIB // 2
"""Of the free memory that is left to others where the user has said nothing."""


def setups(eight_bits: Linears) -> Iterator[Setup]:
    """All ways to draw, the best face first. A model as it was made comes before the same in eight bits."""
    for model, ways in _WAYS.items():
        for way in ways:
            plain = Setup(model, way.size_px, way.steps)
            yield plain
            if eight_bits != "plain" and way.linear:
                yield replace(plain, linears=eight_bits)


def needs_bytes(setup: Setup, kind: str = "cuda") -> int:
    """Memory that it needs on a card of this kind."""
    saved_gb = 0.0 if setup.linears == "plain" else _SAVED_GB[setup.model]
    return round((_way(setup).needs_gb - saved_gb) * _WIDE[kind] * GIB)


def work(setup: Setup) -> float:
    """What a second of speech costs, in TFLOP of 16 bits."""
    way = _way(setup)
    return way.work if setup.linears == "plain" else way.work * (1 - way.linear * (1 - _EIGHT_BITS))


def _way(setup: Setup) -> _Way:
    """Of one that the user made: the one that is most like it."""
    ways = _WAYS[setup.model]
    if setup.size_px is None:
        return ways[0]
    area = setup.size_px[0] * setup.size_px[1]

    def unlike(way: _Way) -> tuple[int, int]:
        assert way.size_px is not None
        return abs(way.size_px[0] * way.size_px[1] - area), abs(way.steps - (setup.steps or 4))

    return ways[0] if ways[0].size_px is None else min(ways, key=unlike)


_STARTS = (
    (6, Setup("flashhead-lite", (384, 384), 4)),
    (32, Setup("flashhead-lite", (512, 512), 4)),
    (80, Setup("flashhead-pro", (384, 384), 4)),
)
"""Up to so many GB, measuring begins there: cards with more memory also compute more."""

_LARGE = Setup("flashtalk", (416, 704), 2)


def starting_point(card: Card) -> Setup:
    """Where measuring begins on this card; which of its neighbours is next is told by what comes of it."""
    if card.kind == "cpu":
        return Setup("wav2lip")
    if card.kind == "mps":
        return Setup("flashhead-lite", (384, 384), 4)
    sold_gb = card.total_bytes / GIB * 1.04  # drivers keep some for themselves
    start = next((setup for limit_gb, setup in _STARTS if sold_gb < limit_gb + 1), _LARGE)
    heavy = start.model != "flashhead-lite"
    return replace(start, linears=card.eight_bits) if heavy else start


def below(setup: Setup) -> tuple[Setup, ...]:
    """What to draw with when ``setup`` does not hold any more, the next first: fewer steps, smaller, another model.

    Within a model the number format stays, for another would be loaded anew.
    """
    own = [replace(setup, size_px=way.size_px, steps=way.steps) for way in _WAYS[setup.model]]
    lighter = [one for one in own if one != setup and work(one) < work(setup)]
    models = list(_WAYS)
    for model in models[models.index(setup.model) + 1 :]:
        lighter += [Setup(model, way.size_px, way.steps) for way in _WAYS[model]]
    return tuple(lighter)
