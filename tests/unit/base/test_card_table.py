"""What people and scripts are told of a card."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.card_choice import GIB, CardChoice, Judged, Setup, Verdict
from app.base.card_table import as_data, as_text, table
from app.engine.local.choice_store import FILE, ChoiceStore
from app.engine.local.chooser import choose
from tests.helpers.simulated_card import SimulatedCard

TALK = {"flashtalk": Judged(Setup("flashtalk"), 0, Verdict.MISSING)}


@pytest.fixture
def choice() -> CardChoice:
    card = SimulatedCard(12, 60)
    return choose(card.card, 11 * GIB, TALK, card.measure)


def test_the_table_says_what_was_chosen_and_why_not_the_others(choice: CardChoice) -> None:
    lines = table(choice)
    (chosen,) = (line for line in lines if line.chosen)
    assert (chosen.title, chosen.way, chosen.why) == ("FlashHead Lite", "512x512, 4 steps", "draws")
    assert chosen.reached == "2.14x"
    assert chosen.needs == "5.3 GB"
    whys = {line.title: line.why for line in lines}
    assert whys["FlashTalk"] == "not on this computer"
    assert whys["FlashHead Pro"] == "would be too slow"
    text = as_text(choice)
    sentence = "FlashHead Lite, 512x512, 4 steps draws on Simulated 12 (12 GB) at 2.14 times real time."
    assert text.splitlines()[-1] == sentence
    assert "*" in next(line for line in text.splitlines() if "FlashHead Lite, 512x512, 4 steps " in line)[:1]


def test_while_it_is_measured_it_says_so(choice: CardChoice) -> None:
    pro = Setup("flashhead-pro", (384, 384), 4)
    lines = table(replace(choice, measuring=pro, chosen=None))
    assert [line.why for line in lines if line.measuring] == ["is being measured"]
    assert not [line for line in lines if line.chosen]


def test_scripts_get_every_setup_with_its_numbers(choice: CardChoice) -> None:
    data = json.loads(json.dumps(as_data(choice)))
    assert data["chosen"] == {"model": "flashhead-lite", "size_px": [512, 512], "steps": 4, "linears": "plain"}
    assert len(data["table"]) == len(choice.rows)
    row = next(row for row in data["table"] if row["verdict"] == "holds")
    assert row["speed"] == pytest.approx(2.14, abs=0.01)
    assert row["took_bytes"] == row["needs_bytes"]
    assert data["budget_bytes"] == 11 * GIB


# ---- on disk


def test_a_choice_comes_back_as_it_was(tmp_path: Path, choice: CardChoice) -> None:
    store = ChoiceStore(tmp_path / "cache")
    assert store.latest() is None
    store.keep("a", choice)
    store.keep("b", replace(choice, budget_bytes=GIB))
    assert ChoiceStore(tmp_path / "cache").find("a") == choice
    assert store.latest() == replace(choice, budget_bytes=GIB)
    assert store.find("c") is None
    store.keep("a", choice)
    assert store.latest() == choice
    store.forget()
    assert store.latest() is None
    store.forget()


def test_only_the_latest_are_kept(tmp_path: Path, choice: CardChoice) -> None:
    store = ChoiceStore(tmp_path)
    for number in range(10):
        store.keep(str(number), choice)
    assert [store.find(str(number)) is not None for number in range(10)] == [False] * 2 + [True] * 8


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"version": 2}', b'{"choices": {"a": {"card": 1}}}'])
def test_a_damaged_file_is_as_none(tmp_path: Path, choice: CardChoice, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    store = ChoiceStore(tmp_path)
    assert store.latest() is None
    store.keep("a", choice)
    assert store.find("a") == choice


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_the_memory(tmp_path: Path, choice: CardChoice) -> None:
    (tmp_path / "file").touch()
    store = ChoiceStore(tmp_path / "file")
    store.keep("a", choice)
    assert store.find("a") is None
