"""The step-down ladder on simulated cards that a game takes more and more of, in virtual time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.base.card_choice import CardChoice, Setup, Verdict
from app.base.errors import Problem
from app.engine.local.chooser import choose
from app.engine.local.setups import HEADROOM_BYTES, below, needs_bytes
from app.studio.step_down import (
    NEARLY_LATE,
    STARVED,
    STARVING,
    PaceWatch,
    next_for_memory,
    next_for_speed,
    starving,
    stepped_for_memory,
    stepped_for_speed,
)
from tests.helpers.simulated_card import SimulatedCard

CHUNK_S = 1.12
LITE = Setup("flashhead-lite", (512, 512), 4)


@dataclass
class Show:
    """A host who speaks without pause, chunk after chunk, while the card is shared with whatever ``share`` says."""

    card: SimulatedCard
    choice: CardChoice
    share: Callable[[float], float]
    setup: Setup | None
    time_s: float = 0.0
    behind_s: float = 0.0
    worst_behind_s: float = 0.0
    steps: list[tuple[float, Setup | None]] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def run(self, seconds: float) -> None:
        watch = self._watch()
        while self.time_s < seconds and self.setup is not None:
            self.card.share = self.share(self.time_s)
            pace = 1 / self.card.speed(self.setup)
            watch.add(pace)
            self.time_s += CHUNK_S * max(1.0, pace)
            self.behind_s = max(0.0, self.behind_s + CHUNK_S * (pace - 1))
            self.worst_behind_s = max(self.worst_behind_s, self.behind_s)
            if watch.too_slow:
                before, self.setup = self.setup, next_for_speed(self.setup, watch.pace, self.choice)
                self.steps.append((self.time_s, self.setup))
                self.told.append(stepped_for_speed(before, self.setup, watch.slowed_down))
                self.behind_s = 0.0  # a live voice goes on where it is
                watch = self._watch()
            elif watch.starved:
                self.told.append(starving(self.setup, watch.slowed_down))

    def _watch(self) -> PaceWatch:
        alone = SimulatedCard(self.card.memory_gb, self.card.tflops)
        return PaceWatch(0.0 if self.setup is None else 1 / alone.speed(self.setup))


def show_on(memory_gb: float, tflops: float, share: Callable[[float], float]) -> Show:
    card = SimulatedCard(memory_gb, tflops)
    budget_bytes = card.card.free_bytes - HEADROOM_BYTES
    choice = choose(card.card, budget_bytes, {}, card.measure)
    return Show(card, choice, share, choice.chosen)


CARDS = [(6, 30), (8, 25), (8, 45), (12, 60), (16, 90), (24, 130), (32, 200), (48, 300), (80, 900), (96, 700)]


@pytest.mark.parametrize(("memory_gb", "tflops"), CARDS)
def test_on_a_quiet_card_nothing_is_stepped_down(memory_gb: float, tflops: float) -> None:
    show = show_on(memory_gb, tflops, lambda time_s: 1.0)
    show.run(1800)
    assert show.setup == show.choice.chosen
    assert not show.told


@pytest.mark.parametrize(("memory_gb", "tflops"), CARDS)
def test_a_game_that_takes_more_and_more_never_lets_the_delay_grow(memory_gb: float, tflops: float) -> None:
    show = show_on(memory_gb, tflops, lambda time_s: max(0.02, 1 - time_s / 3600))
    show.run(3500)
    assert show.steps, "it had to step down"
    assert show.worst_behind_s < 0.2 * CHUNK_S, "it stepped before the delay grew"
    if 1 / SimulatedCard(memory_gb, tflops).speed(show.choice.chosen or LITE) < NEARLY_LATE / STARVED:
        assert show.told[0].code == STARVING, "it gave advice before it changed anything"
    rungs = [show.choice.chosen, *(setup for _, setup in show.steps)]
    for before, after in itertools.pairwise(rungs):
        assert before is not None
        assert after is None or after in below(before)


@pytest.mark.parametrize("left", [0.8, 0.5, 0.3, 0.15, 0.05])
@pytest.mark.parametrize(("memory_gb", "tflops"), CARDS)
def test_a_game_that_starts_mid_show_costs_two_chunks_and_few_steps(
    memory_gb: float, tflops: float, left: float
) -> None:
    show = show_on(memory_gb, tflops, lambda time_s: left if time_s > 60 else 1.0)
    slow = 1 / (show.card.speed(show.choice.chosen) if show.choice.chosen else 1) / left
    show.run(600)
    assert len(show.steps) <= 3, "it does not go down rung by rung"
    assert show.worst_behind_s <= 4 * CHUNK_S * max(0.1, slow)
    if show.setup is not None:
        assert show.card.speed(show.setup) >= 1 / NEARLY_LATE, "what it ends with holds"


def test_one_slow_chunk_is_no_reason() -> None:
    watch = PaceWatch(0.5)
    for pace in (0.5, 0.5, 2.0, 0.5, 0.5, 0.5, 0.5):
        watch.add(pace)
        assert not watch.too_slow
    watch.add(1.01)
    watch.add(1.02)
    assert watch.too_slow


def test_what_would_not_help_is_left_out() -> None:
    assert next_for_speed(LITE, 1.0, None) == Setup("flashhead-lite", (512, 512), 2)
    assert next_for_speed(LITE, 1.5, None) == Setup("flashhead-lite", (384, 384), 4)
    assert next_for_speed(LITE, 3.0, None) == Setup("flashhead-lite", (256, 256), 4)
    assert next_for_speed(LITE, 9.0, None) is None, "nothing is known of another model: the built-in engine draws"


def test_another_model_is_taken_where_it_is_there() -> None:
    choice = show_on(12, 60, lambda time_s: 1.0).choice
    assert next_for_speed(LITE, 9.0, choice) == Setup("wav2lip")
    assert next_for_speed(Setup("wav2lip"), 1.2, choice) is None
    missing = tuple(
        row if row.setup.model != "wav2lip" else type(row)(row.setup, row.needs_bytes, Verdict.MISSING)
        for row in choice.rows
    )
    without = CardChoice(choice.card, choice.budget_bytes, missing, choice.chosen)
    assert next_for_speed(LITE, 9.0, without) is None


@pytest.mark.parametrize(
    "setup", [LITE, Setup("flashhead-pro", (512, 512), 4), Setup("flashtalk", (448, 768), 4, "fp8")]
)
def test_memory_that_runs_out_is_answered_with_what_needs_less(setup: Setup) -> None:
    choice = show_on(96, 500, lambda time_s: 1.0).choice
    after = next_for_memory(setup, choice)
    assert after is not None
    assert needs_bytes(after) < needs_bytes(setup)


def test_every_step_is_one_sentence_that_says_what_changed() -> None:
    smaller = Setup("flashhead-lite", (384, 384), 4)
    starved = stepped_for_speed(LITE, smaller, 2.25)
    assert starved.message == (
        "Something else uses the graphics card, and FlashHead Lite, 512x512, 4 steps took 2.2 times as long: "
        "FlashHead Lite, 384x384, 4 steps draws now."
    )
    assert "frame rate" in starved.hint
    alone = stepped_for_speed(LITE, None, STARVED - 0.1)
    assert alone.message.endswith("the built-in engine draws now.")
    full = stepped_for_memory(LITE, smaller)
    assert full.message == (
        "The graphics card had no memory left for FlashHead Lite, 512x512, 4 steps: "
        "FlashHead Lite, 384x384, 4 steps draws now."
    )
