"""States of the graphics card, to look at and to test with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.base.card_choice import TITLES, CardChoice, Judged, Setup, Verdict
from app.base.errors import Problem, Severity
from app.base.local_settings import LocalSettings
from app.base.settings import EngineSettings, Settings
from app.engine.local.chooser import choose
from app.engine.local.setups import HEADROOM_BYTES
from app.studio.snapshot import EngineState
from app.studio.step_down import lost_card, starving, stepped_for_memory, stepped_for_speed
from tests.helpers.simulated_card import SimulatedCard

LITE = Setup("flashhead-lite", (512, 512), 4)
SMALLER = Setup("flashhead-lite", (384, 384), 4)
ON_CARD = Settings(engine=EngineSettings(kind="local"))
OFF = {"settings": ON_CARD, "engine": EngineState.LOADING, "engine_name": ""}
NO_CARD = Problem(
    "engine.local.no_card",
    "PyTorch finds no graphics card that models can run on.",
    "Update the card's driver, or choose another engine in Settings > Connection. "
    'With "cpu" as the device the processor draws, which only Wav2Lip can do in time.',
)


def choice_on(card: SimulatedCard, name: str, *missing: str, rough_tflops: float = 0.0) -> CardChoice:
    """What would be measured on this card."""
    unusable = {model: Judged(Setup(model), 0, Verdict.MISSING) for model in missing}
    about = replace(card.card, name=name)
    return choose(about, about.free_bytes - HEADROOM_BYTES, unusable, card.measure, rough_tflops=rough_tflops)


LARGE = choice_on(SimulatedCard(31.8, 170), "NVIDIA GeForce RTX 5090", "flashtalk")
USUAL = choice_on(SimulatedCard(12, 45), "NVIDIA GeForce RTX 4070")
SMALL = choice_on(SimulatedCard(6, 14, eight_bits="int8"), "NVIDIA GeForce RTX 2060", "wav2lip")
TINY = choice_on(SimulatedCard(4, 3, eight_bits="int8"), "NVIDIA GeForce GTX 1650 with Max-Q Design (Laptop)")
EMPTY = choice_on(SimulatedCard(12, 45), "NVIDIA GeForce RTX 4070", *TITLES, rough_tflops=45)


def card_states() -> list[tuple[str, dict[str, Any]]]:
    """Name, and what the snapshot says."""
    ready = {"settings": ON_CARD, "engine": EngineState.READY, "engine_name": "FlashHead Lite"}
    starved = stepped_for_speed(LITE, SMALLER, 2.3)
    full = stepped_for_memory(LITE, SMALLER)
    gone = lost_card("The graphics card stopped working for the engine (CUDA error: unspecified launch failure).")
    own = Settings(engine=ON_CARD.engine, local=LocalSettings(model="flashhead-pro", steps=2))
    none = Problem(
        "engine.local.none_holds",
        TINY.sentence,
        "Close other programs that use the card and press Measure Again in Settings > Graphics Card, or choose another "
        "engine in Settings > Connection.",
    )
    return [
        ("unused", {}),
        ("no-card", OFF | {"engine": EngineState.FAILED, "problems": (NO_CARD,)}),
        ("looking", OFF),
        (
            "measuring",
            {
                **OFF,
                "card_choice": replace(LARGE, chosen=None, measuring=Setup("flashhead-pro", (512, 512), 2, "fp8")),
            },
        ),
        ("chosen", ready | {"card_choice": USUAL, "setup": USUAL.chosen}),
        ("large", ready | {"card_choice": LARGE, "setup": LARGE.chosen, "engine_name": "FlashHead Pro"}),
        ("small", ready | {"card_choice": SMALL, "setup": SMALL.chosen}),
        (
            "none-holds",
            {**OFF, "engine": EngineState.FAILED, "card_choice": TINY, "problems": (none,)},
        ),
        ("no-models", OFF | {"engine": EngineState.FAILED, "card_choice": EMPTY}),
        (
            "own",
            ready
            | {
                "settings": own,
                "card_choice": LARGE,
                "setup": Setup("flashhead-pro", (512, 512), 2),
                "engine_name": "FlashHead Pro",
            },
        ),
        (
            "starved",
            ready | {"card_choice": USUAL, "setup": LITE, "problems": (starving(LITE, 1.4),)},
        ),
        (
            "stepped-down",
            ready | {"card_choice": USUAL, "setup": SMALLER, "problems": (starved,), "stepped_down": starved.message},
        ),
        (
            "out-of-memory",
            ready | {"card_choice": USUAL, "setup": SMALLER, "problems": (full,), "stepped_down": full.message},
        ),
        (
            "card-gone",
            ready
            | {
                "engine_name": "Built in",
                "card_choice": USUAL,
                "problems": (replace(gone, severity=Severity.WARNING),),
                "stepped_down": gone.message,
            },
        ),
        ("given-back", OFF | {"engine": EngineState.STANDBY, "card_choice": USUAL}),
    ]
