"""Which setup is chosen, on simulated cards over the whole range."""

from __future__ import annotations

import pytest

from app.base.card_choice import GIB, HOLDS_SPEED, TITLES, CardChoice, Judged, Setup, Verdict
from app.base.errors import AppError
from app.engine.local.chooser import Measured, choose, fitting
from app.engine.local.setups import HEADROOM_BYTES, below, needs_bytes, setups, starting_point, work
from tests.helpers.simulated_card import SimulatedCard

MISSING = {model: Judged(Setup(model), 0, Verdict.MISSING) for model in TITLES}


def chosen_on(card: SimulatedCard, *missing: str, rough_tflops: float = 0.0) -> CardChoice:
    budget_bytes = card.card.free_bytes - HEADROOM_BYTES
    unusable = {model: MISSING[model] for model in missing}
    return choose(card.card, budget_bytes, unusable, card.measure, rough_tflops=rough_tflops)


@pytest.mark.parametrize("memory_gb", [4, 6, 8, 12, 16, 24, 32, 48, 80, 96, 141])
@pytest.mark.parametrize("tflops", [2, 8, 14, 25, 40, 60, 90, 120, 200, 400, 700])
def test_the_best_that_holds_is_found_with_few_tries(memory_gb: float, tflops: float) -> None:
    card = SimulatedCard(memory_gb, tflops)
    choice = chosen_on(card)
    budget_bytes = card.card.free_bytes - HEADROOM_BYTES
    possible = [one for one in card.holding(HOLDS_SPEED) if needs_bytes(one) <= budget_bytes]
    assert choice.chosen == (possible[0] if possible else None)
    assert len(card.measured) <= 8, [str(one) for one in card.measured]
    if choice.chosen is not None:
        row = choice.row(choice.chosen)
        assert row is not None
        assert row.verdict is Verdict.HOLDS
        assert row.speed == pytest.approx(card.speed(choice.chosen))


@pytest.mark.parametrize(
    ("memory_gb", "model", "size_px"),
    [
        (6, "flashhead-lite", (384, 384)),
        (8, "flashhead-lite", (512, 512)),
        (12, "flashhead-lite", (512, 512)),
        (16, "flashhead-lite", (512, 512)),
        (24, "flashhead-lite", (512, 512)),
        (31.8, "flashhead-pro", (384, 384)),
        (79.6, "flashtalk", (416, 704)),
        (96, "flashtalk", (416, 704)),
    ],
)
def test_where_measuring_begins(memory_gb: float, model: str, size_px: tuple[int, int]) -> None:
    card = SimulatedCard(memory_gb, 50).card
    start = starting_point(card)
    assert (start.model, start.size_px) == (model, size_px)
    assert start in tuple(setups(card.eight_bits))


def test_what_runs_in_32_bits_needs_more_memory() -> None:
    apple = SimulatedCard(10, 12, kind="mps", eight_bits="plain")
    choice = chosen_on(apple)
    assert apple.measured[0] == Setup("flashhead-lite", (256, 256), 4), "384 would be tried first, and does not fit"
    assert choice.chosen == Setup("flashhead-lite", (256, 256), 4)
    too_large = choice.row(Setup("flashhead-lite", (512, 512), 4))
    assert too_large is not None
    assert too_large.needs_bytes > 10 * GIB


def test_a_processor_is_asked_for_nothing_but_a_mouth() -> None:
    slow = SimulatedCard(64, 900, kind="cpu", eight_bits="plain")
    assert chosen_on(slow).chosen == Setup("wav2lip")
    assert slow.measured == [Setup("wav2lip")]
    assert chosen_on(SimulatedCard(64, 900, kind="cpu", eight_bits="plain"), "wav2lip").chosen is None


def test_what_is_not_there_is_said_and_not_tried() -> None:
    card = SimulatedCard(96, 500)
    choice = chosen_on(card, "flashtalk", "flashhead-pro")
    assert choice.chosen == Setup("flashhead-lite", (512, 512), 4)
    assert {one.model for one in card.measured} == {"flashhead-lite"}
    verdicts = {row.setup.model: row.verdict for row in choice.rows if row.setup.model.startswith("flashtalk")}
    assert verdicts == {"flashtalk": Verdict.MISSING}
    nothing = chosen_on(SimulatedCard(96, 500), *TITLES)
    assert nothing.chosen is None
    assert nothing.sentence == "There is no model on this computer for Simulated 96 (96 GB)."


@pytest.mark.parametrize("memory_gb", [6, 8, 12, 16, 24, 32, 80, 141])
@pytest.mark.parametrize("tflops", [8, 25, 60, 200, 700])
def test_what_a_model_that_is_not_here_would_reach_is_said(memory_gb: float, tflops: float) -> None:
    card = SimulatedCard(memory_gb, tflops)
    budget_bytes = card.card.free_bytes - HEADROOM_BYTES
    by_another = chosen_on(card, "flashtalk", "flashhead-pro", "wav2lip")
    by_nothing = chosen_on(card, *TITLES, rough_tflops=tflops)
    for choice in (by_another, by_nothing):
        for model in ("flashtalk", "flashhead-pro"):
            row = choice.promised(model)
            assert row is not None
            holds = row.speed is not None and row.speed >= HOLDS_SPEED and row.needs_bytes <= budget_bytes
            if holds:
                assert row.speed == pytest.approx(tflops / work(row.setup), rel=0.6), (
                    "a light one says it of a heavy one"
                )
            elif row.needs_bytes <= budget_bytes and by_nothing is choice:
                assert not [one for one in card.holding(1.3 * HOLDS_SPEED) if one.model == model]
    assert chosen_on(card, *TITLES).promised("flashhead-lite") is not None, "its memory is known in any case"
    assert by_another.promised("flashhead-lite") is None, "it is here"
    assert by_another.promised("wav2lip") == by_another.row(Setup("wav2lip"))


def test_what_takes_more_memory_than_it_should_gives_way_to_what_needs_less() -> None:
    greedy = frozenset(one for one in setups("fp8") if one.size_px == (512, 512) and one.linears == "plain")
    card = SimulatedCard(12, 60, greedy=greedy)
    choice = chosen_on(card)
    assert choice.chosen == Setup("flashhead-lite", (512, 512), 4, "fp8")
    row = choice.row(Setup("flashhead-lite", (512, 512), 4))
    assert row is not None
    assert row.verdict is Verdict.NO_MEMORY


def test_broken_weights_are_told_and_others_tried() -> None:
    card = SimulatedCard(24, 60)

    def measure(setup: Setup) -> Measured:
        if setup.model == "flashhead-lite":
            raise AppError("engine.local.weights", "The file is damaged.", permanent=True)
        return card.measure(setup)

    choice = choose(card.card, 23 * GIB, {"flashhead-pro": MISSING["flashhead-pro"]}, measure)
    assert choice.chosen == Setup("wav2lip")
    assert card.measured == [Setup("wav2lip"), Setup("flashtalk", (416, 704), 2, "fp8")]
    row = choice.row(Setup("flashhead-lite", (512, 512), 4))
    assert row is not None
    assert (row.verdict, row.why) == (Verdict.BROKEN, "The file is damaged.")


def test_whoever_waits_is_told_what_is_being_measured() -> None:
    card = SimulatedCard(8, 25)
    told: list[CardChoice] = []
    done = choose(card.card, card.card.free_bytes, {}, card.measure, told.append)
    assert [so_far.measuring for so_far in told] == card.measured
    assert all(so_far.chosen is None for so_far in told)
    assert done.measuring is None
    assert told[0].sentence == "Measuring FlashHead Lite, 512x512, 4 steps on Simulated 8 (8.0 GB)."


def test_the_table_is_short_and_names_every_model() -> None:
    for memory_gb in (6, 24, 96):
        card = SimulatedCard(memory_gb, 90)
        choice = chosen_on(card, "flashtalk")
        shown = choice.shown()
        assert {row.setup.model for row in shown} == set(TITLES)
        assert set(card.measured) <= {row.setup for row in shown}
        assert len(shown) <= len(card.measured) + 3


# ---- what was measured before


def test_what_was_measured_is_taken_again() -> None:
    card = SimulatedCard(8, 45)
    choice = chosen_on(card)
    again = fitting(choice, choice.budget_bytes)
    assert again is not None
    assert again.chosen == choice.chosen


def test_with_less_room_today_the_best_of_the_measured_that_fits_is_taken() -> None:
    card = SimulatedCard(32, 200)
    choice = chosen_on(card)
    assert choice.chosen is not None
    assert choice.chosen.model == "flashhead-pro"
    again = fitting(choice, round(5.35 * GIB))
    assert again is not None
    assert again.chosen is not None
    row = again.row(again.chosen)
    assert row is not None
    assert row.took_bytes is not None
    assert row.took_bytes <= 5.35 * GIB
    assert again.chosen != choice.chosen
    assert fitting(choice, GIB) is None, "nothing fits: it is measured anew"


def test_what_had_no_room_then_is_measured_when_there_is() -> None:
    crowded = SimulatedCard(12, 45, others_bytes=round(7.5 * GIB))
    choice = chosen_on(crowded)
    assert choice.chosen is not None
    assert fitting(choice, choice.budget_bytes) is not None
    assert fitting(choice, 11 * GIB) is None


# ---- the way down


@pytest.mark.parametrize("bits", ["plain", "fp8"])
def test_every_step_down_costs_less_and_the_order_is_steps_size_model(bits: str) -> None:
    for setup in setups("fp8"):
        if (setup.linears == "plain") != (bits == "plain"):
            continue
        way = below(setup)
        own = [one for one in way if one.model == setup.model]
        assert way[: len(own)] == tuple(own), "its own ways come first"
        costs = [work(one) for one in (setup, *own)]
        assert costs == sorted(costs, reverse=True)
        assert {one.linears for one in own} <= {setup.linears}
    assert [(one.steps, one.size_px) for one in below(Setup("flashhead-lite", (512, 512), 4))] == [
        (2, (512, 512)),
        (4, (384, 384)),
        (4, (256, 256)),
        (0, None),
    ]
    assert below(Setup("wav2lip")) == ()


def test_what_needs_as_much_as_what_did_not_fit_is_not_tried() -> None:
    greedy = frozenset(one for one in setups("plain") if one.size_px == (512, 512))
    card = SimulatedCard(12, 60, eight_bits="plain", greedy=greedy)
    choice = chosen_on(card)
    assert choice.chosen == Setup("flashhead-lite", (384, 384), 4)
    assert Setup("flashhead-lite", (512, 512), 2) not in card.measured, "it needs as much"
